"""Where the child sleeps, on the page of the case: the places, and brothers and sisters who sleep elsewhere (domain.md 3.9)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import dates, described
from base.roles import Verb
from casework import apart, care, due
from casework.models import NO_CARE, Absence, Case, Placement


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
    if child.case.status == Case.Status.CLOSED:
        return []
    siblings = next(iter(child.case.episodes.all())).siblings
    known = _("Siblings apart since %(day)s (%(long)s): %(code)s sleeps elsewhere.")
    unknown = _("Siblings apart since %(day)s (%(long)s): a brother or sister whose file you may not open sleeps elsewhere.")
    found = apart.apart(siblings, current)
    told = [
        (known if one.code else unknown) % {"day": dates.day_in_words(one.since), "code": one.code, "long": _how_long(one.since)}
        for one in found
    ]
    if any(one.long for one in found):
        told.append(_("More than seven days: does the panel (BID) have to decide?"))
    return told


def _how_long(since) -> str:
    return due.waiting(
        since,
        lambda days: ngettext("%(count)s day", "%(count)s days", days) % {"count": days},
        lambda hours: ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours},
    )


def unsettled(files) -> list[str]:
    """Many moves in a short time, in a sentence (domain.md 3.9)."""
    found = care.moves(one for file in files for one in file.placements.all())
    if not found.too_many:
        return []
    return [_("The child moved %(count)s times in 90 days: find out why, and what lets it stay.") % {"count": found.lately}]


def explain_apart(child, rights) -> str:
    """Where one says why brothers and sisters sleep apart, while nobody has."""
    current = next((one for one in child.placements.all() if one.ends_at is None), None)
    if current is None or current.apart_plan or not {Verb.PLACE} <= rights.verbs:
        return ""
    return reverse("casework:explain_apart", args=[current.pk])


def code_of(child_id, files) -> str:
    """The code of a line's own file, where several are read together."""
    return next(file.code for file in files if file.pk == child_id) if len(files) > 1 else ""
