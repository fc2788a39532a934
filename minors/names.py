"""Names as people of the Horn of Africa spell them: one search key for many spellings and three scripts (domain.md 4.5).

A key says only which consonants are heard. It errs towards finding too much: a human decides whether two children are one.
The rules come from the orthographies and wait for native speakers to test them.
"""

import functools
import re
import unicodedata

from rapidfuzz import fuzz

TITLES = {
    "ato", "weyzero", "weizero", "woizero", "obbo", "aadde", "haji", "hajji", "hadj", "hadji", "elhadj", "elhadji", "alhaji",
    "alhadj", "sheikh", "sheik", "cheikh", "sheekh", "shaykh", "ustaz", "ustad", "abba",
    "حاج", "الحاج", "شيخ", "الشيخ", "استاذ", "الاستاذ", "አቶ", "ወይዘሮ", "ሐጂ", "ሀጂ", "ሼህ", "ሼክ", "አባ",
}  # fmt: skip

# How Latin letters sound. The first pattern that fits wins, ʃ stands for sh. A declared language goes before the common rules.
_COMMON = [("tch|tsh|sch|sh|sc(?=[ei])", "ʃ"), ("kh|gh|ck|[kqg]", "k"), ("dj|j", "j"), ("dh|d", "d"), ("th|t(?!s)", "t")]
_COMMON += [("ts|s", "s"), ("v|f", "f"), ("w|u", "u"), ("y|i", "i"), ("[aeo]", "a"), ("[bhlmnprz]", "")]
_SOMALI_OR_UNKNOWN = [("ch(?=ael)|c(?=[lr])", "k"), ("ch", "ʃ"), ("ph", "f"), ("x", "h"), ("c", "-")]
_READINGS = {
    "": _SOMALI_OR_UNKNOWN,
    "om": [("ch?", "ʃ"), ("ph", "p"), ("x", "t")],
    "ti": [("gi(?=[aou])", "j"), ("ch|c(?![ei])", "k"), ("c", "ʃ"), ("ph", "f"), ("x", "h")],
    "aa": [("ch", "ʃ"), ("ph", "f"), ("c", "h"), ("x", "d"), ("q", "-")],
}

# Each letter of another script as Latin text that ends in a vowel, so that no two of them are read together.
_ARABIC = dict.fromkeys("اةىءع", "a") | {"و": "u", "ي": "i", "ی": "i"}
_ARABIC |= {
    letter: sound + "a"
    for sound, letters in {
        "b": "بپ", "t": "تثط", "j": "جچ", "h": "حه", "k": "خقكکغگ", "d": "دذضظ", "r": "ر", "z": "ز",
        "s": "سص", "sh": "ش", "f": "فڤ", "l": "ل", "m": "م", "n": "ن",
    }.items()
    for letter in letters
}  # fmt: skip
# Ge'ez: one row of eight code points for a consonant, from U+1200 on; the place in the row is the vowel.
_GEEZ_ROWS = list("hlhmsrsʃkkkkbftʃhhnn.kkkku.zziddjkkktʃpssfp")
_GEEZ_VOWELS = ["e", "u", "i", "a", "e", "a", "o", "ua"]

# Two words that are one name when they stand together, by their keys.
_OF_GOD = {
    "rhmn", "rhm", "rshd", "krm", "rzak", "rzk", "slm", "ltf", "kdr", "nsr", "hkm", "azaz", "fth", "shkr", "ahb", "lh", "alh", "jbr",
}  # fmt: skip
_OF_SAINTS = {"mskl", "mrm", "krks", "sls", "mkl", "mdn", "kdn", "hat", "sdk", "jss", "krsts"}
_FIRST = {"abd": _OF_GOD, "abdl": _OF_GOD} | dict.fromkeys(["kbr", "hl", "ald", "tkl", "kdn", "alt"], _OF_SAINTS)
# Spellings that sound differently and are the same name, by their keys.
_SAME = {"atmn": "asmn", "fdm": "ftm", "jsf": "asf"}

_ABD = re.compile(r"^([aiu]+b[aiu]*d)[aiu]*(?:l[aiu]*)+(?=.*[^aiuhl])")
_MAHAMOUD = re.compile(r"^m[aiu]*h[aiu]*m[aiu]*u[aiu]*d[aiu]*$")


def skeleton(text: str, language: str = "") -> str:
    """The search key of a name: for each word the consonants that are heard, in one spelling, separated by spaces.

    `language` (a code of list L05) chooses the reading of letters that differ: Oromo x, c and ph, ch and c in Italian spelling of Tigrinya; without
    it they are read as in Somali and French. The key of a key is the key itself.
    """
    words = _latin_words(strip_titles(text))
    keys: list[str] = []
    position = 0
    while position < len(words):
        word, key = words[position], _key(words[position], language)
        following = words[position + 1] if position + 1 < len(words) else ""
        if following and key in _FIRST and _key(following, language) in _FIRST[key]:
            key = _key(word + following, language)
            position += 1
        keys.append(key)
        position += 1
    return " ".join(filter(None, keys))


def skeletons(text: str, language: str = "") -> list[str]:
    """The keys to index: one for a declared language; when none is known every reading that differs, Somali and French first."""
    readings = [language] if language else ["", *(code for code in _READINGS if code)]
    writings = [text, text.replace("ج", "ق")] if "ج" in text else [text]  # Arabic has no letter for the g of other languages
    return list(filter(None, dict.fromkeys(skeleton(written, one) for written in writings for one in readings)))


def strip_titles(text: str) -> str:
    """The name without Ato, Obbo, Haji, Sheikh and the like, in any of the three scripts; a title alone is a name and stays."""
    text = re.sub(r"(?i)\bel[ -](?=hadj)", "", text)
    words = text.split()
    kept = [word for word in words if plain(word).replace("'", "") not in TITLES]
    return " ".join(kept or words)


def is_unknown(text: str) -> bool:
    """Whether somebody wrote that nobody knows the name: "Unknown child 3", "inconnu", "مجهول" (domain.md 3.2)."""
    return bool(re.match(r"(?:child |enfant |طفل )?(?:unknown|inconnu|مجهول|غير معروف)", strip_titles(text).casefold().strip()))


def likeness(a: str, b: str) -> int:
    """How alike two names sound, 0 to 100, in the reading that suits them best; 0 when one of them has no letters."""
    return round(max((_alike(one, other) for one in skeletons(a) for other in skeletons(b)), default=0))


def heard(text: str) -> str:
    """The name with its vowels, in one spelling: what tells Hassan from Hussein. Empty in Arabic letters, which leave vowels out."""
    if re.search("[\u0600-\u06ff]", text):
        return ""
    return " ".join(_sounds(word.replace("ou", "u"), "") for word in _latin_words(strip_titles(text)))


def _alike(a: str, b: str) -> float:
    return max(fuzz.ratio(a, b), fuzz.ratio(a.replace(" ", ""), b.replace(" ", ""))) if a and b else 0


def plain(text: str) -> str:
    """Lower case, without marks, apostrophes, hyphens inside a word and characters that cannot be seen."""
    text = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"['’‘ʼʻ`´ʿʾ\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\u061c\-‐‑–]", "", text)


def _latin_words(text: str) -> list[str]:
    text = re.sub(r"\b(?:al|el)[-‐‑–](?=\w)", "", text.casefold())
    words = re.findall(r"[^\W\d_]+", plain(text).replace("oo", "u"))
    return [re.sub(r"([a-z])\1+", r"\1", _transliterated(word)) for word in words]


def _transliterated(word: str) -> str:
    if word.startswith("ال") and len(word) > 3:
        word = word[2:]
    word = word.replace("الله", "اله")
    return "".join(_letter(character) for character in word)


def _letter(character: str) -> str:
    row, vowel = divmod(ord(character) - 0x1200, 8)
    if 0 <= row < len(_GEEZ_ROWS):
        return _GEEZ_ROWS[row].strip(".") + _GEEZ_VOWELS[vowel]
    return _ARABIC.get(character, character)


@functools.cache
def _rules(language: str) -> tuple[re.Pattern, list[str]]:
    rules = [("ʃ", "ʃ"), *_READINGS.get(language, _SOMALI_OR_UNKNOWN), *_COMMON]
    return re.compile("|".join(f"({pattern})" for pattern, _sound in rules)), [sound for _pattern, sound in rules]


def _sounds(word: str, language: str) -> str:
    """The word as one letter for a sound; letters of no known script fall out, twice the same consonant is heard once."""
    pattern, sounds = _rules(language)
    heard = "".join(sounds[(match.lastindex or 0) - 1] or match[0] for match in pattern.finditer(word)).replace("-", "")
    return re.sub(r"([^aiu])\1+", r"\1", heard)


def _key(word: str, language: str) -> str:
    heard = _ABD.sub(r"\1i", _sounds(word, language))
    if _MAHAMOUD.match(heard):
        return "mahamud"  # another name than Mohamed, though only its last vowel tells
    key = "a" if heard[:1] in ("a", "i", "u") else ""
    before = ""
    for sound in re.sub("[aiu]", "", heard):
        key += ("a" if before and _read_together(before, sound, language) else "") + sound.replace("ʃ", "sh")
        before = sound
    return _SAME.get(key, key)


@functools.cache
def _read_together(one: str, other: str, language: str) -> bool:
    """Whether two sounds written side by side would be read as another one: then a vowel stays between them, as in "kahn"."""
    written = re.sub(r"([a-z])\1+", r"\1", (one + other).replace("ʃ", "sh"))
    return _sounds(written, language) != one + other
