"""Invented children and the ways their names are written, for measuring search and duplicates.

Written from the orthographies themselves (domain.md 4.5) and without a look at `minors/names.py`: a name is a row of
sounds, and each writer below spells these sounds by the rules of one orthography.

Sounds: consonants b t j d r z s ʃ f q k l m n h w y g, the emphatic tʼ (x in Oromo), čʼ and č, ɲ, ts, pʼ, ɗ (dh), χ (kh), ħ, ʕ,
vowels a e i o u, long aa ee ii oo uu.
"""

import re
from random import Random

# One line a tradition: names of boys, names of girls, as sounds. ‖ parts the words of a compound. Common given names, of nobody.
SOUNDS = {
    "so": (
        "maħamed ʕali aħmed ħasan ħuseen ʕumar ʕabdi ʕabdi‖raħmaan ʕabdi‖raʃiid ʕabdul‖laahi nuur jaamaʕ ismaaʕiil ibraahim "
        "yuusuf ʕismaan warsame guuleed faarax saʕiid bile rooble diriye ʕigaal samatar ħirsi maħamuud ʕabdi‖kariim ʕabdi‖qaadir "
        "muuse daahir muħyadiin sulaymaan ʃirwaʕ ʕawaale geeddi ʕarte ħandulle siyaad liibaan ayaanle ʃarmaarke bu‖raale "
        "ħoosʃ qaalib ʕilmi raage aadan ʕabdi‖salaan mukhtaar baʃiir naasir ʕiise ʕusmaan ħaamud idris daauud ʕabdi‖fataaħ",
        "faadumo χadiija ʕaaʃa ħaawa hodan ifraaħ sahra maryan amina nimʕo ħaliimo deeqo saynab asli filsan roda χaali ubaħ "
        "muna najma idil safiya raħma ʕambaro kaltuun ladan suʕaad",
    ),
    "om": (
        "tolasaa gammačuu abdii čaalaa jabeessa lammii dugumaa fayisaa tʼilahun qananii bulčaa dirribaa galataa guutaa hundee "
        "ibsaa jaarsoo kumsaa leenčo mosisaa nugusee olaanaa qabbataa raagoo sanyii tarreessa urgeessa waaqgaarii yaadataa "
        "boruu dammaqaa elemaa firaaʔol gonfaa hirpʼaa iftuu badhaasaa milkeessa tasfaa mangistuu abarraa tʼahaa ɗugaasa "
        "mahaammad kadir jamaal huseen",
        "čaaltuu faatʼumaa hawwii ayyaantuu bontuu dammee gaaddisee iftuu kuullee lalisee meetii obsee qabbanee sifan "
        "tʼurunaʃ ɗiiɗee zaytuna momina bilillee",
    ),
    "am": (
        "abebe alemayehu bekele biruk dawit ermiyas fikru getaačew gebre‖mesqel hayle‖maryam hailu kebede lemma mekonnen "
        "mulugeta negasi pʼetʼros samuel selomon ʃiferaw tadese tesfaye tsegaye weldegiyorgis worqu yohannes yonas zewde "
        "girma asefa belay berhanu čʼanyalew demise endale fasil haptamu isayas kasahun mihret nebiyu robel sisay tekle wondimu "
        "yared zerihun aklilu",
        "almaz betelhem hana hiwot qidist marta meseret sara selam tigist tsehay wubit yeʃi zenebeʃ aster belaynesh eteneʃ "
        "fikirte genet lemlem",
    ),
    "ti": (
        "abraham amanuel berhane filmon gebre‖mesqel gebru haile haptom isaq kifle mikael mehari mebrahtu negasi robel "
        "semere tekle tesfay tesfa‖micael weldu yemane yoʕannes zerʔay kidane asmerom habte‖maryam goitom tsegay fisehaye "
        "merhawi natnael senay efrem",
        "abrehet azieb feven helen letebrhan luwam miriam rahel saba senait selam tirhas weyni yodit zayd fiyori mihret",
    ),
    "ar": (
        "ʕabd‖allah ʕabd‖arraħmaan aħmad ʕali anwar bassaam ħasan ħamza ħusayn ibraahiim ismaaʕiil jamaal χaalid maħmuud "
        "muħammad munir naasir qaasim saaliħ samir tariq yaħya yuusuf zayd ʕumar fuʔaad haarun idris jaabir karim luqmaan "
        "mansur nabil raaʃid saʕd sulaymaan walid yaasin ʕaadil ħaamid",
        "ʕaaʔiʃa amal asmaa faatima ħanaan χadiija maryam nuura salma samira zaynab yasmin rabiʕa suʕaad hind iman layla",
    ),
}
# Which orthographies a child of each tradition meets, and the scripts of its own.
LATIN = {
    "so": ["somali", "french", "english", "italian"],
    "om": ["oromo", "french", "english"],
    "am": ["french", "english"],
    "ti": ["italian", "english", "french"],
    "ar": ["french", "english"],
}
SCRIPTS = {"so": ["arabic"], "om": ["geez"], "am": ["geez"], "ti": ["geez"], "ar": ["arabic"]}

_SOUND = re.compile("ts|tʼ|čʼ|pʼ|[aeiou]{1,2}|.")


def sounds(name: str) -> list[str]:
    """The name as a list of sounds; "‖" stands between the words of a compound, a double consonant is two sounds."""
    found: list[str] = []
    for sound in _SOUND.findall(name.replace("sh", "ʃ").replace("kh", "χ").replace("ch", "č").replace("dh", "ɗ")):
        if len(sound) == 2 and sound[0] in "aeiou" and sound[0] != sound[1]:
            found += list(sound)
        else:
            found.append(sound)
    return found


# ------------------------------------------------------------------------------------------------------------- Latin spellings

_SOMALI = {
    "ʕ": "c",
    "ħ": "x",
    "ʃ": "sh",
    "χ": "kh",
    "ɗ": "dh",
    "č": "j",
    "čʼ": "j",
    "tʼ": "d",
    "ts": "s",
    "pʼ": "b",
    "ʔ": "'",
    "ɲ": "ny",
}
_OROMO = {
    "ʕ": "",
    "ħ": "h",
    "ʃ": "sh",
    "χ": "k",
    "ɗ": "dh",
    "č": "ch",
    "čʼ": "c",
    "tʼ": "x",
    "ts": "s",
    "pʼ": "ph",
    "ʔ": "'",
    "ɲ": "ny",
}
_ENGLISH = {
    "ʕ": "",
    "ħ": "h",
    "ʃ": "sh",
    "χ": "kh",
    "ɗ": "d",
    "č": "ch",
    "čʼ": "ch",
    "tʼ": "t",
    "ts": "ts",
    "pʼ": "p",
    "ʔ": "",
    "ɲ": "ny",
}
_FRENCH = {
    "ʕ": "",
    "ħ": "h",
    "ʃ": "ch",
    "χ": "kh",
    "ɗ": "d",
    "č": "tch",
    "čʼ": "tch",
    "tʼ": "t",
    "ts": "ts",
    "pʼ": "p",
    "ʔ": "",
    "ɲ": "gn",
}
_ITALIAN = {
    "ʕ": "",
    "ħ": "h",
    "ʃ": "sci",
    "χ": "k",
    "ɗ": "d",
    "č": "ci",
    "čʼ": "ci",
    "tʼ": "t",
    "ts": "z",
    "pʼ": "p",
    "ʔ": "",
    "ɲ": "gn",
}


def _short(sound: str) -> str:
    return sound[0] if sound[0] in "aeiou" else sound


def somali(name: list[str], dice: Random) -> str:
    return _joined([_SOMALI.get(sound, sound) for sound in name], dice)


def oromo(name: list[str], dice: Random) -> str:
    table = dict(_OROMO)
    if dice.random() < 0.5:
        table["č"] = "c"  # qubee writes the plain and the popped sound with one letter more often than not
    return _joined([table.get(sound, sound) for sound in name], dice)


def english(name: list[str], dice: Random) -> str:
    long = {
        "ee": dice.choice(["e", "ee", "i"]),
        "oo": dice.choice(["o", "oo"]),
        "uu": dice.choice(["u", "oo"]),
        "ii": dice.choice(["i", "ee"]),
    }
    keeps_q = dice.random() < 0.4
    spelled = [long.get(sound) or _ENGLISH.get(sound) if sound in long or sound in _ENGLISH else _short(sound) for sound in name]
    return _joined(["k" if sound == "q" and not keeps_q else sound or "" for sound in spelled], dice)


def french(name: list[str], dice: Random) -> str:
    spelled = []
    accents, dj = dice.random() < 0.5, dice.random() < 0.8
    for place, sound in enumerate(name):
        after = name[place + 1] if place + 1 < len(name) else ""
        before = name[place - 1] if place else ""
        if sound in ("u", "uu"):
            spelled.append("ou")
        elif sound == "w":
            spelled.append(dice.choice(["w", "ou"]) if after not in ("u", "uu") else "w")
        elif sound == "j":
            spelled.append("dj" if dj else "j")
        elif sound == "g":
            spelled.append("gu" if after[:1] in ("e", "i") else "g")
        elif sound == "s":
            spelled.append("ss" if before[:1] in tuple("aeiou") and after[:1] in tuple("aeiou") and before else "s")
        elif sound == "y":
            spelled.append(dice.choice(["y", "i"]) if before[:1] in tuple("aeiou") else "y")
        elif sound in ("e", "ee") and accents:
            spelled.append("é")
        elif sound == "q":
            spelled.append(dice.choice(["k", "q"]))
        else:
            spelled.append(_FRENCH.get(sound, _short(sound)))
    return _joined(spelled, dice)


def italian(name: list[str], dice: Random) -> str:
    spelled = []
    for place, sound in enumerate(name):
        after = name[place + 1] if place + 1 < len(name) else ""
        front = after[:1] in ("e", "i")
        if sound in ("k", "q"):
            spelled.append("ch" if front else "c")
        elif sound == "g":
            spelled.append("gh" if front else "g")
        elif sound == "j":
            spelled.append("g" if front else "gi")
        elif sound in ("ʃ", "č", "čʼ"):
            spelled.append(_ITALIAN[sound].removesuffix("i") if front else _ITALIAN[sound])
        elif sound == "w":
            spelled.append("u")
        elif sound == "y":
            spelled.append("i")
        else:
            spelled.append(_ITALIAN.get(sound, _short(sound)))
    return _joined(spelled, dice)


def _joined(letters: list[str], dice: Random) -> str:
    return "".join(letters).replace("‖", dice.choice(["", "", " ", "-"])).capitalize()


# -------------------------------------------------------------------------------------------------------------- other scripts

_ARABIC = {
    "b": "ب", "t": "ت", "j": "ج", "ħ": "ح", "χ": "خ", "d": "د", "ɗ": "د", "r": "ر", "z": "ز", "s": "س", "ʃ": "ش", "ʕ": "ع", "g": "ج",
    "f": "ف", "q": "ق", "k": "ك", "l": "ل", "m": "م", "n": "ن", "h": "ه", "w": "و", "y": "ي", "ʔ": "ئ", "č": "تش", "čʼ": "تش", "tʼ": "ط",
    "ts": "ص", "pʼ": "ب", "p": "ب", "ɲ": "ني", "v": "ف", "c": "ك",
}  # fmt: skip
_GEEZ = {
    "h": 0x1200, "l": 0x1208, "ħ": 0x1210, "m": 0x1218, "r": 0x1228, "s": 0x1230, "ʃ": 0x1238, "q": 0x1240, "b": 0x1260, "t": 0x1270,
    "č": 0x1278, "n": 0x1290, "ɲ": 0x1298, "ʔ": 0x12A0, "k": 0x12A8, "c": 0x12A8, "χ": 0x12B8, "w": 0x12C8, "ʕ": 0x12D0, "z": 0x12D8,
    "y": 0x12E8, "d": 0x12F0, "ɗ": 0x12F0, "j": 0x1300, "g": 0x1308, "tʼ": 0x1320, "čʼ": 0x1328, "pʼ": 0x1330, "ts": 0x1338, "f": 0x1348,
    "p": 0x1350, "v": 0x1268,
}  # fmt: skip
_ORDER = {"e": 0, "u": 1, "i": 2, "a": 3, "o": 6}


def arabic(name: list[str], dice: Random) -> str:
    """Long vowels are written, short ones are not; a first vowel stands on an alif; the last a of a girl's name is a ta marbuta."""
    spelled = []
    for place, sound in enumerate(name):
        first, last = place == 0, place == len(name) - 1
        if sound == "‖":
            spelled.append(dice.choice(["", " "]))
        elif sound[0] in "aeiou":
            letter = {"a": "ا", "e": "ي", "i": "ي", "o": "و", "u": "و"}[sound[0]]
            if first:
                spelled.append(
                    {"a": "أ", "e": "إ", "i": "إ", "o": "أ", "u": "أ"}[sound[0]]
                    + ("ي" if sound[0] in "i" and len(sound) == 2 else "")
                )
            elif last:
                spelled.append({"a": dice.choice(["ة", "ا"]), "o": "و", "e": "ي", "i": "ي", "u": "و"}[sound[0]])
            elif len(sound) == 2 or sound[0] == "o":
                spelled.append(letter)
        elif place and name[place - 1] == sound:
            continue  # a doubled consonant is one letter
        else:
            spelled.append(_ARABIC.get(sound, sound))
    return "".join(spelled)


def geez(name: list[str], dice: Random) -> str:
    """One sign a syllable; a consonant without a vowel takes the sixth order; a first vowel stands on alef."""
    spelled, place = [], 0
    while place < len(name):
        sound = name[place]
        if sound == "‖":
            spelled.append(dice.choice(["", " "]))
            place += 1
        elif sound[0] in "aeiou":
            spelled.append(chr(0x12A0 + _ORDER[sound[0]]))
            place += 1
        else:
            after = name[place + 1] if place + 1 < len(name) else ""
            if after == sound:  # doubling is not written
                place += 1
                continue
            vowel = after[:1] if after[:1] in _ORDER else ""
            order = _ORDER[vowel] if vowel else 5
            if vowel == "e" and dice.random() < 0.3:
                order = 4
            spelled.append(chr(_GEEZ[sound] + order))
            place += 2 if vowel else 1
    return "".join(spelled)


WRITERS = {
    "somali": somali,
    "oromo": oromo,
    "english": english,
    "french": french,
    "italian": italian,
    "arabic": arabic,
    "geez": geez,
}


def slip(text: str, dice: Random) -> str:
    """One slip of the finger: a letter left out, doubled, swapped with the next, or a neighbour hit instead."""
    if len(text) < 4:
        return text
    place = dice.randrange(1, len(text) - 1)
    keys = ["qwertyuiop", "asdfghjkl", "zxcvbnm"]
    row = next((row for row in keys if text[place] in row), "")
    kinds = ["out", "swap", "double", "near"] if row else ["out", "swap"]
    match dice.choice(kinds):
        case "out":
            return text[:place] + text[place + 1 :]
        case "swap":
            return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        case "double":
            return text[: place + 1] + text[place:]
    column = row.index(text[place])
    return text[:place] + dice.choice(row[max(0, column - 1) : column] + row[column + 1 : column + 2]) + text[place + 1 :]
