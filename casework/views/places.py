"""Where the child sleeps, on the page of the case: the places, and brothers and sisters who sleep elsewhere (domain.md 3.9)."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from base import dates, described
from base.roles import Verb
from casework import apart
from casework.models import NO_CARE, Absence, Placement


def placements(rights_on) -> list[dict]:
    """The present place first. A shelter's name may be secret: it is said to those who read the identity (domain.md 3.9)."""
    rows = [(one, rights) for file, rights in rights_on.items() for one in file.placements.all()]
    if len(rights_on) > 1:
        rows.sort(key=lambda row: row[0].starts_at, reverse=True)
        rows.sort(key=lambda row: row[0].ends_at is not None)
    return [
        {
            "code": code_of(one.child_id, rights_on),
            "name": str(one) if "C2" in rights.classes else one.care_label,
            "care": one.care_label if one.provider and "C2" in rights.classes else "",
            "no_care": one.care_type in NO_CARE,
            "away": Absence.Kind(one.away_kind).label if one.away else "",
            "said": _more(one, rights),
            "placement": one,
            "may_end": one.ends_at is None and one.provider_id and Verb.PLACE in rights.verbs,
            "may_report": one.ends_at is None and one.provider_id and Verb.REPORT_MISSING in rights.verbs,
        }
        for one, rights in rows
    ]


def _more(placement: Placement, rights) -> list[dict]:
    """Why a bed that does not fit, and why apart from brothers and sisters, of the classes this person may read."""
    names = ["override_reason", *Placement.APART]
    return [
        {"label": described.label(Placement, name), "value": described.in_words(placement, name)}
        for name in names
        if getattr(placement, name) and described.class_of(Placement, name) in {"C1", *rights.classes}
    ]


def siblings_apart(child) -> list[str]:
    """A sentence for each brother or sister who sleeps elsewhere."""
    current = next((one for one in child.placements.all() if one.ends_at is None), None)
    siblings = next(iter(child.case.episodes.all())).siblings
    known = _("Siblings apart since %(day)s: %(code)s sleeps elsewhere.")
    unknown = _("Siblings apart since %(day)s: a brother or sister whose file you may not open sleeps elsewhere.")
    return [
        (known if one.code else unknown) % {"day": day(one.since), "code": one.code} for one in apart.apart(siblings, current)
    ]


def explain_apart(child, rights) -> str:
    """Where one says why brothers and sisters sleep apart, while nobody has."""
    current = next((one for one in child.placements.all() if one.ends_at is None), None)
    if current is None or current.apart_plan or not {Verb.PLACE} <= rights.verbs:
        return ""
    return reverse("casework:explain_apart", args=[current.pk])


def day(moment) -> str:
    return date_format(dates.local_date(moment), "SHORT_DATE_FORMAT")


def code_of(child_id, files) -> str:
    """The code of a line's own file, where several are read together."""
    return next(file.code for file in files if file.pk == child_id) if len(files) > 1 else ""
