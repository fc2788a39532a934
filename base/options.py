"""Option lists as people read them: choices for forms, labels for pages and paper (domain.md Annex A)."""

from functools import reduce

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from base import dates
from base.models import Option

# "Unknown" and "refused to answer" are answers of every list, and two different ones (domain.md 0.3, rule 19).
ALWAYS = {"unknown": lambda: _("unknown"), "refused": lambda: _("refused to answer")}

_labels: dict[str, dict[tuple[str, str], str]] = {}


def label(list_code: str, code: str) -> str:
    """The label of one option in the reader's language; for a code that no list knows, the code itself."""
    if not code:
        return _("not recorded")
    if code in ALWAYS:
        return ALWAYS[code]()
    return _by_language().get((list_code, code), code)


def choices(list_code: str, *, strict: bool = False) -> list[tuple[str, str]]:
    """(code, label) of the options in use today, in their order. A list that is not strict also offers unknown and refused."""
    today = dates.today()
    rows = Option.objects.filter(list=list_code)
    live = [row for row in rows if (row.valid_to is None or row.valid_to > today) and row.code not in ALWAYS]
    return [(row.code, row.name) for row in live] + ([] if strict else [(code, text()) for code, text in ALWAYS.items()])


def every(list_code: str) -> list[tuple[str, str]]:
    """(code, label) of all options that a list ever had, in their order: what was answered is read with what was asked then."""
    return [(row.code, row.name) for row in Option.objects.filter(list=list_code).order_by("position")]


def in_a_row(words) -> str:
    """Words one after the other, with the comma of the reader's language; empty ones are left out."""
    shown = [str(word) for word in words if word]
    return reduce(lambda said, word: _("%(said)s, %(next)s") % {"said": said, "next": word}, shown) if shown else ""


def _by_language() -> dict[tuple[str, str], str]:
    """All labels of one language, read once a process: options are starting data and change only with a release."""
    language = (get_language() or "fr")[:2]
    if not _labels.get(language):
        _labels[language] = {(row.list, row.code): row.name for row in Option.objects.all()}
    return _labels[language]
