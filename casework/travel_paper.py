"""A group's travel on paper (domain.md 9.15): the list in code for the escort, and apart from it the sealed list of names and births.

The sealed list has its own right and one purpose out of few. None of them is an embassy, the police or the control of migration:
for those there is no such paper. A child who has an obstacle today, or did not allow it, is named on no list.
"""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from base import copies, described
from base.models import AccessEvent, User
from base.pdf import Paper, legible
from base.roles import Verb
from base.workflow import Refused
from casework import departures
from casework.dossier.wording import day
from casework.models import Departure, GroupTravel
from minors import access, ledger, taking_out
from minors.models import ChildName


class Purpose(models.TextChoices):
    """What the names may be used for. What is not here, no names are printed for."""

    RECEIVING = "receiving", gettext_lazy("handing the children over to the service that receives them")
    EMERGENCY = "emergency", gettext_lazy("kept closed by the escort, opened only to save a life")


def on_the_list(travel: GroupTravel, *, reader: User) -> tuple[list[Departure], list[Departure]]:
    """(who may travel, who may not any more) of the children whose file this person may open, by their codes."""
    reach = access.children_of(reader)
    on_it = access.visible_to(reader, Departure).filter(travel=travel, child__in=reach)
    return departures.manifest(on_it.select_related("child__case").order_by("child__code"))


@transaction.atomic
def print_codes(travel: GroupTravel, *, by: User, reason: str, language: str) -> bytes:
    """The list for the escort, in code. Raises `Refused` without a reason or when nobody is on it."""
    found = _checked(travel, by, reason)
    event = _remember(travel, found, by, reason, "C1")
    with override(language):
        paper = _paper(travel, by, event, language, title=_("List for the escort"))
        rows = [(one.child.code, str(one.child.get_sex_display()), str(one.child.age), "") for one in found]
        paper.table((_("Code"), _("Sex"), _("Age"), _("Is there")), rows, shares=(0.34, 0.2, 0.26, 0.2))
        paper.text(_("The names stand on another paper, which is closed."))
        _others(paper, travel, found)
        return paper.drawn()


def print_identities(travel: GroupTravel, *, by: User, reason: str, purpose: str, language: str) -> bytes:
    """The sealed list: names and dates of birth. Each child on it gets its line in the access log, with purpose and reason.

    Raises `Refused` for any other purpose, without a reason and when this person took out today's number, PermissionDenied without the
    right.
    """
    if not by.can(Verb.PRINT_IDENTITIES):
        raise PermissionDenied(_("Your role does not include this page."))
    if purpose not in Purpose.values:
        raise Refused(_("For this purpose no names are printed."), field="purpose")
    listed = _checked(travel, by, reason)
    read = access.classes_of_many(by, [one.child_id for one in listed])
    found = [
        one
        for one in listed
        if "C2" in read[one.child_id] and one.status == Departure.Status.APPROVED and ledger.allows(one.child, departures.ACROSS)
    ]
    if not found:
        raise Refused(_("There is no child on the list whose names you may print."))
    taking_out.refuse_more(by, travel)
    with transaction.atomic(), override(language):
        event = _remember(travel, found, by, reason, "C2", counted=taking_out.COUNTED, purpose=purpose)
        paper = _paper(
            travel, by, event, language, title=_("List of identities"), confidentiality=_("SECRET — to be kept closed")
        )
        paper.definitions([(_("Only for"), str(Purpose(purpose).label))])
        paper.text(
            _(
                "For nothing else: not for the control of migration, not for an embassy, not for the police. Destroy it after the handover."
            )
        )
        names = _names(found)
        rows = [
            (
                one.child.code,
                legible(names.get(one.child_id, "–")),
                legible(described.in_words(one.child, "birth_raw") or "–"),
                str(one.child.age),
            )
            for one in found
        ]
        paper.table((_("Code"), _("Name"), _("Birth, as it was told"), _("Age")), rows, shares=(0.2, 0.36, 0.22, 0.22))
        _others(paper, travel, found)
        paper.signatures([_("Closed by"), _("Received by the escort"), _("Opened by, on")])
        return paper.drawn()


def _checked(travel: GroupTravel, by: User, reason: str) -> list[Departure]:
    if not reason.strip():
        raise Refused(_("Say why this list is printed. The reason is kept."), field="reason")
    found = on_the_list(travel, reader=by)[0]
    if not found:
        raise Refused(_("No child is on the list."))
    return found


def _remember(travel, found: Sequence[Departure], by, reason, of, *, counted: dict | None = None, **more) -> AccessEvent:
    """A line for each child; `counted` stands in the last one, since it is one paper."""
    said = {"of": of, "reason": reason.strip(), "travel": str(travel.pk), **more}
    for one in found[:-1]:
        access.remember(by, AccessEvent.Kind.PRINTED, one.child, **said)
    return access.remember(by, AccessEvent.Kind.PRINTED, found[-1].child, **said, **(counted or {}))


def _names(found: Sequence[Departure]) -> dict:
    """The name in use of each child, in one query."""
    rows = ChildName.objects.filter(child__in=[one.child_id for one in found], kind=ChildName.Kind.MAIN)
    return {row.child_id: row.full for row in rows}


def _others(paper: Paper, travel: GroupTravel, found: Sequence[Departure]) -> None:
    """A list that leaves somebody out says so: nobody takes it for the whole group."""
    left = Departure.objects.filter(travel=travel).count() - len(found)
    if left:
        paper.text(_("Children of this travel who are not on this paper: %(count)d.") % {"count": left})


def _paper(travel: GroupTravel, by: User, event: AccessEvent, language: str, *, title: str, confidentiality: str = "") -> Paper:
    paper = copies.begin(event, by, language=language, title=title, code=str(travel.pk)[:8], confidentiality=confidentiality)
    paper.title(title, str(travel))
    paper.definitions(
        [
            (_("Day of travel"), day(travel.travels_on)),
            (_("Escort (function and service)"), legible(travel.escort)),
            (_("Service that receives the children"), legible(travel.receiving_service)),
            *([(capfirst(_("AVRR number")), legible(travel.reference))] if travel.reference else []),
        ]
    )
    return paper
