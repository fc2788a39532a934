"""What a receiver gets to read: groups of plain values, the minimum for each kind of service, and what never goes to it (domain.md 3.7, 7.6)."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base import dates, described, options
from base.models import Place, as_it_stood
from minors.models import Child, ChildName, Functioning, Person, Relationship, Separation, Situation, UrgentNeed
from minors.models.name import PARTS

GROUPS = {
    "identity": _("names"),
    "age_sex_language": _("age, sex, language"),
    "origin": _("nationality"),
    "found": _("where and when the child was found"),
    "health": _("health: difficulties, pregnancy, urgent need"),
    "learning": _("what helps or hinders learning"),
    "separation": _("why the child is alone"),
    "family": _("the family: who, names, where"),
}

IDENTITY = {"name", "nationality", "person"}  # fields of class C2

# What may go to each kind of service at all; whatever is not named here never does (7.6), whoever asks and whatever was ticked.
# A kind that is in no line gets the first one. The database refuses the rest too: `package_rule`.
BASIC = ("identity", "age_sex_language")
_HEALTH = (*BASIC, "health")
_LEARNING = (*BASIC, "learning")
_LEGAL = (*BASIC, "origin", "found", "separation", "family")
ALLOWED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ["medical", "sexual_reproductive_health", "nutrition", "specialised_mental_health", "focused_mhpss"], _HEALTH
    ),
    **dict.fromkeys(["disability_services", "gbv_response", "alternative_care", "safe_shelter"], _HEALTH),
    **dict.fromkeys(["formal_education", "non_formal_education", "vocational_training"], _LEARNING),
    **dict.fromkeys(["legal_aid", "asylum", "family_tracing"], _LEGAL),
    "return_avrr": (*BASIC, "origin", "found", "family"),
    "documentation": (*BASIC, "origin", "family"),
}

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


def allowed_for(kind: str) -> tuple[str, ...]:
    """The groups that may go to a kind of service."""
    return ALLOWED.get(kind, BASIC)


def package_rule(kind: str = "kind", groups: str = "groups") -> Q:
    """The same as a condition on rows with these two columns, for the database."""
    rule = ~Q(**{f"{kind}__in": sorted(ALLOWED)}) & Q(**{f"{groups}__contained_by": list(BASIC)})
    for allowed in dict.fromkeys(ALLOWED.values()):
        kinds = [one for one, given in ALLOWED.items() if given == allowed]
        rule |= Q(**{f"{kind}__in": kinds, f"{groups}__contained_by": list(allowed)})
    return rule


def gather(child: Child, groups: Iterable[str], at: datetime | None = None) -> list[dict[str, Any]]:
    """The package as plain values, [{"field", "value"}], frozen into the referral when it is sent; with `at` as it stood then.

    Values are kept as codes and put into words by `in_words`, so that each reader gets them in their own language.
    """
    rows: list[dict[str, Any]] = []
    groups = list(groups)
    if "identity" in groups:
        names = [one for one in _of(ChildName, child, at) if one.kind == "main"]
        name = " ".join(filter(None, (getattr(names[0], part) for part in PARTS))) if names else ""
        rows.append({"field": "name", "value": name})
    child = child if at is None else next(iter(as_it_stood(Child, at, id=child.pk)), child)
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
    if "health" in groups:
        rows += _answers(child, at, Functioning, Functioning.DOMAINS, only=("some", *Functioning.DISABLING))
        rows += _answers(child, at, Functioning, ["help_used"]) + _answers(child, at, Situation, ["pregnant"])
        rows += _answers(child, at, UrgentNeed, ["reason", "action_taken"], of_kind="health")
    if "learning" in groups:
        rows += _answers(child, at, Functioning, LEARNING, only=("some", *Functioning.DISABLING))
    if "separation" in groups:
        rows += _answers(child, at, Separation, ["cause", "kind", "accompanied"])
    if "family" in groups:
        rows += _family(child, at)
    return rows


def _of(model, child: Child, at: datetime | None) -> list:
    rows = model.objects.filter(child=child.pk) if at is None else as_it_stood(model, at, child=child.pk)
    return sorted(rows, key=lambda row: (row.recorded_at, row.id))


def _answers(child, at, model, names: Iterable[str], *, only: tuple[str, ...] = (), of_kind: str = "") -> list[dict]:
    """The answers that were given; with `only`, of these answers, since ten lines of "no difficulty" help nobody."""
    found = []
    for row in _of(model, child, at):
        for name in names if not of_kind or row.kind == of_kind else []:
            value = getattr(row, name)
            if value not in (None, "") and (not only or value in only):
                found.append({"field": "answer", "of": f"{model._meta.label_lower}.{name}", "value": value})
    return found


def _family(child, at) -> list[dict]:
    """Everybody whose tie was not disproved: what they are to the child, name, country. No address and no telephone."""
    kinds = {tie.person_id: tie.kind for tie in _of(Relationship, child, at) if tie.status != "disproved"}
    return [
        {"field": "person", "value": [kinds[one.id], " ".join(filter(None, (one.own, one.father, one.grandfather))), one.country]}
        for one in _of(Person, child, at)
        if one.id in kinds
    ]


def classes_of(package: list[dict]) -> set[str]:
    """The classes of the data in a package. An age in years is told to everybody."""
    return {"C1", *(_class_of(row) for row in package)}


def _class_of(row: dict) -> str:
    if row["field"] == "answer":
        return described.class_of(*_column(row))
    return "C2" if row["field"] in IDENTITY else "C1"


def in_words(package: list[dict], *, identity: bool = True) -> list[dict]:
    """The package as facts for a page or a paper: [{"label", "value"}] in the reader's language.

    Without `identity` what belongs to it is named and not said: it is asked for on the case (domain.md 7.3).
    """
    return [{"label": _label(row), "value": _said(row, identity)} for row in package]


def _label(row: dict) -> str:
    if row["field"] != "answer":
        return str(LABELS[row["field"]])
    return described.label(*_column(row))


def _column(row: dict) -> tuple[Any, str]:
    label, name = row["of"].rsplit(".", 1)
    return apps.get_model(label), name


def _said(row: dict, identity: bool) -> str:
    field, value = row["field"], row["value"]
    if field == "answer":
        model, name = _column(row)
        return described.value_in_words(model, described.column_of(model, name), value)
    return WORDS[field](value) if identity or field not in IDENTITY else gettext("sent, and not shown on this page")


def _person(value) -> str:
    kind, name, country = value
    return options.in_a_row([options.label("L16", kind), name, options.label("L03", country) if country else ""])


def _found(value) -> str:
    code, moment = value
    place = Place.objects.filter(code=code).first()
    day = dates.day_in_words(datetime.fromisoformat(moment))
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
    "person": _("Family"),
}
LEARNING = ("seeing", "hearing", "learning", "remembering", "concentrating", "communication")
WORDS: dict[str, Callable[[Any], str]] = {
    "name": str,
    "birth": _age,
    "sex": lambda code: str(dict(Child.Sex.choices).get(code, code)),
    "language": lambda code: options.label("L05", code),
    "nationality": lambda code: options.label("L03", code),
    "found": _found,
    "person": _person,
}


def _day(day) -> str | None:
    return day.isoformat() if day else None
