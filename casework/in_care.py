"""What a placement brings with it: the agreement with the family, support, and visits to the place (domain.md 3.9, F09, F09b)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.workflow import Refused, refuse_future
from casework import follow_up
from casework.models import AGREEMENT, SUPPORT, CareAgreement, CareProvider, CareSupport, FollowUp, Placement, PlaceVisit
from minors import joined

WRITTEN = gettext_noop("It is written with the placement.")


@transaction.atomic
def sign_agreement(
    placement: Placement, *, signed_on: date, points: list[str], by, document=None, monthly_support: int | None = None
) -> CareAgreement:
    """Keep what a family has signed. A later agreement stands beside the earlier one.

    Raises `Refused` for a centre, for a placement that has ended, for a day to come, and while one of the four points is missing.
    """
    _must_run(placement)
    if placement.provider is None or placement.provider.kind != CareProvider.Kind.FAMILY:
        raise Refused(_("Only a family signs such an agreement."))
    refuse_future(signed_on, "signed_on")
    if not set(CareAgreement.Point.values) <= set(points):
        raise Refused(_("An agreement says all four points. Have it completed and signed again."), field="points")
    if document and document.child_id not in [one.pk for one in joined.files_of(placement.child)]:
        raise Refused(_("This document belongs to another child."), field="document")
    made = CareAgreement(
        placement=placement,
        signed_on=signed_on,
        points=sorted(points),
        document=document,
        monthly_support=monthly_support,
        author=by,
    )
    return AGREEMENT.begin(made, "sign", by=by, reason=WRITTEN)


@transaction.atomic
def give_support(
    placement: Placement, *, kind: str, given_on: date, by, amount: int | None = None, note: str = ""
) -> CareSupport:
    """Keep what was given. Raises `Refused` for a night without care, a day to come or before the stay, and for money without its amount."""
    if placement.provider_id is None:
        raise Refused(_("Sleeping without care is no placement that is supported. Find a place for the child."))
    refuse_future(given_on, "given_on")
    if given_on < dates.local_date(placement.starts_at):
        raise Refused(_("This is before the placement began."), field="given_on")
    if kind == CareSupport.Kind.CASH and not amount:
        raise Refused(_("Write how much money was given."), field="amount")
    made = CareSupport(placement=placement, kind=kind, given_on=given_on, amount=amount, note=note.strip(), author=by)
    return SUPPORT.begin(made, "give", by=by, reason=WRITTEN)


@transaction.atomic
def visit(placement: Placement, *, answers: dict, seen_there: dict, by) -> PlaceVisit:
    """Visit the place of care: a follow-up (`answers` are its fields) with what only the place tells (`seen_there`, fields of `PlaceVisit`).

    It answers T12, T17 and T18 as every follow-up in care does. Raises `Refused` for a placement that has ended, for a moment before
    it began, and as `follow_up.sign` does.
    """
    _must_run(placement)
    if placement.provider_id is None:
        raise Refused(_("There is no place of care to visit. Write a follow-up of another kind."))
    at = answers.get("done_at") or dates.now()
    if at < placement.starts_at.replace(second=0, microsecond=0):
        raise Refused(_("This is before the placement began."), field="done_at")
    # People tell minutes; a visit in the minute of the arrival came after it.
    answers = {**answers, "kind": FollowUp.IN_CARE, "done_at": max(at, placement.starts_at)}
    signed = follow_up.sign(placement.child.case, answers=answers, by=by)
    found = PlaceVisit(follow_up=signed, placement=placement, **seen_there)
    found.save(by=by, reason=WRITTEN)
    return found


def _must_run(placement: Placement) -> None:
    if not Placement.objects.current().filter(pk=placement.pk).exists():
        raise Refused(_("This placement has ended."))
