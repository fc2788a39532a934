"""What a receiving service gets to read: groups of plain values, the minimum for each kind of service (domain.md 3.7, 7.6)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.models import Place
from minors.models import Child

GROUPS = {
    "identity": _("names"),
    "age_sex_language": _("age, sex, language"),
    "origin": _("nationality"),
    "found": _("where and when the child was found"),
}

IDENTITY = {"name", "nationality"}  # fields of class C2

# The smallest package that lets this kind of service do its work; a kind that is not named gets age, sex and language.
MINIMUM = {
    "medical": ["identity", "age_sex_language"],
    "sexual_reproductive_health": ["identity", "age_sex_language"],
    "formal_education": ["identity", "age_sex_language"],
    "non_formal_education": ["identity", "age_sex_language"],
    "vocational_training": ["identity", "age_sex_language"],
    "legal_aid": ["identity", "age_sex_language", "origin"],
    "asylum": ["identity", "age_sex_language", "origin"],
    "family_tracing": ["identity", "age_sex_language", "origin"],
    "documentation": ["identity", "age_sex_language", "origin"],
    "return_avrr": ["identity", "age_sex_language", "origin"],
}

# The scope of consent (L28) that sharing with each kind of service needs.
SCOPES = {
    "medical": "share_health",
    "sexual_reproductive_health": "share_health",
    "nutrition": "share_health",
    "specialised_mental_health": "share_health",
    "focused_mhpss": "share_health",
    "disability_services": "share_health",
    "gbv_response": "share_health",
    "formal_education": "share_education",
    "non_formal_education": "share_education",
    "vocational_training": "share_education",
    "alternative_care": "share_shelter",
    "safe_shelter": "share_shelter",
    "legal_aid": "share_legal_asylum",
    "asylum": "share_legal_asylum",
    "family_tracing": "share_tracing_rc",
    "return_avrr": "share_tracing_iom_cross_border",
}


def minimum_for(kind: str) -> list[str]:
    """Groups proposed for a kind of service (code of list L14)."""
    return MINIMUM.get(kind, ["age_sex_language"])


def scope_for(kind: str) -> str:
    """The consent scope needed for a kind of service; the general one where no special scope exists."""
    return SCOPES.get(kind, "case_management")


def gather(child: Child, groups: list[str]) -> list[dict[str, Any]]:
    """The package as plain values, [{"field", "value"}], frozen into the referral when it is sent.

    Values are kept as codes and put into words by `in_words`, so that each reader gets them in their own language.
    """
    rows: list[dict[str, Any]] = []
    if "identity" in groups:
        name = child.names.filter(kind="main").first()
        rows.append({"field": "name", "value": name.full if name else ""})
    if "age_sex_language" in groups:
        rows += [
            {"field": "birth", "value": [_day(child.birth_earliest), _day(child.birth_latest)]},
            {"field": "sex", "value": child.sex},
            {"field": "language", "value": child.language},
        ]
    if "origin" in groups:
        rows.append({"field": "nationality", "value": child.nationality})
    if "found" in groups:
        rows.append({"field": "found", "value": [child.found_place.code, child.identified_at.isoformat()]})
    return rows


def in_words(package: list[dict], *, identity: bool = True) -> list[dict]:
    """The package as facts for a page or a paper: [{"label", "value"}] in the reader's language.

    Without `identity` what belongs to it is named and not said: it is asked for on the case (domain.md 7.3).
    """
    return [{"label": LABELS[row["field"]], "value": _said(row["field"], row["value"], identity)} for row in package]


def _said(field: str, value, identity: bool) -> str:
    return WORDS[field](value) if identity or field not in IDENTITY else gettext("sent, and not shown on this page")


def _found(value) -> str:
    code, moment = value
    place = Place.objects.filter(code=code).first()
    day = date_format(dates.local_date(datetime.fromisoformat(moment)), "SHORT_DATE_FORMAT")
    return gettext("%(place)s, %(day)s") % {"place": place or code, "day": day}


def _age(value) -> str:
    earliest, latest = (date.fromisoformat(day) if day else None for day in value)
    return dates.describe_age(earliest, latest, dates.today())


LABELS = {
    "name": _("Name"),
    "birth": _("Age"),
    "sex": _("Sex"),
    "language": _("First language"),
    "nationality": _("Declared nationality"),
    "found": _("Found"),
}
WORDS: dict[str, Callable[[Any], str]] = {
    "name": str,
    "birth": _age,
    "sex": lambda code: str(dict(Child.Sex.choices).get(code, code)),
    "language": lambda code: options.label("L05", code),
    "nationality": lambda code: options.label("L03", code),
    "found": _found,
}


def _day(day) -> str | None:
    return day.isoformat() if day else None
