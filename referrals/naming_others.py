"""Whether the text of a referral names somebody else: what a service needs to know is about this child alone (domain.md 3.7)."""

import re
import unicodedata

from minors.models import Child, ChildName, Person
from minors.models.name import PARTS

_WORD = re.compile(r"[^\W\d_]{3,}")


def named_in(text: str, child: Child) -> list[str]:
    """The words of the text that are names of the family and not of the child, as they are written there, each once."""
    own = {word for name in ChildName.objects.filter(child=child).exclude(kind="mother") for word in _words(name)}
    others = {word for person in Person.objects.filter(child=child) for word in _words(person, PARTS[:3])}
    others |= {word for name in ChildName.objects.filter(child=child, kind="mother") for word in _words(name)}
    found = dict.fromkeys(word for word in _WORD.findall(text) if _folded(word) in others - own)
    return list(found)


def _words(row, parts=PARTS) -> set[str]:
    return {_folded(word) for part in parts for word in _WORD.findall(getattr(row, part, "") or "")}


def _folded(word: str) -> str:
    bare = "".join(one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one))
    return bare.casefold()
