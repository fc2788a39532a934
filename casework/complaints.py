"""Complaints about staff: past everybody who works on the case, to people designated for it in another house (domain.md 3.18, 7.3).

The door keeps them from the person they are about and from that person's house (`StaffComplaint.open_to`); nobody else opens any.
Whoever hands one in does not find it again.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates, limits
from base.models import Institution, User
from base.roles import Verb
from base.workflow import Refused
from casework.models import COMPLAINT, StaffComplaint
from minors.access import visible_to
from minors.models import Child

RECEIVED = gettext_noop("A complaint was handed in")
HANDLED = gettext_noop("A complaint was looked into")


@transaction.atomic
def receive(
    *,
    text: str,
    said_by: str,
    channel: str,
    by: User,
    received_at=None,
    who: str = "",
    institution: Institution | None = None,
    child: Child | None = None,
) -> StaffComplaint:
    """Keep a complaint. `who` are words: nobody has to know a name. `child` only when the child wants to be known.

    It is never refused for what is not known. To be answered within the limit of high risk (T37).
    """
    if not text.strip():
        raise Refused(_("Write what happened."), field="complaint")
    received_at = received_at or dates.now()
    complaint = StaffComplaint(
        text=text.strip(), said_by=said_by, channel=channel, received_at=received_at, about_words=who.strip(),
        institution=institution, received_in=by.institution, child=child,
        due_at=limits.due("complaint.answer", "high", received_at),
    )  # fmt: skip
    return COMPLAINT.begin(complaint, "receive", by=by, reason=RECEIVED)


@transaction.atomic
def take(complaint: StaffComplaint, *, by: User) -> StaffComplaint:
    """Look into it. Raises `Refused` for what this person must not handle, whatever page led here."""
    _refuse_own_house(complaint, by)
    return COMPLAINT.move(complaint, "take", by=by, reason=HANDLED, handler=by)


@transaction.atomic
def identify(complaint: StaffComplaint, *, about: User | None, institution: Institution | None, by: User) -> bool:
    """Write down who it is about, or at least which house. Says whether `by` may still open it.

    When it turns out to be somebody of one's own house, it goes back to those of other houses at once. Raises `Refused` while
    somebody else has it in hand.
    """
    _refuse_others(complaint, by)
    complaint.about, complaint.institution = about, about.institution if about else institution
    if about == by or complaint.institution == by.institution:
        house = complaint.institution
        COMPLAINT.move(complaint, "pass_on", by=by, reason=HANDLED, about=about, institution=house, handler=None)
        return False
    complaint.save(by=by, reason=HANDLED, update_fields=["about", "institution"])
    return True


@transaction.atomic
def close(complaint: StaffComplaint, *, outcome: str, answer: str, by: User) -> StaffComplaint:
    """Answer it: what was found and done, and what was told to whoever complained. Raises `Refused` without words."""
    _refuse_others(complaint, by)
    if not answer.strip():
        raise Refused(_("Write what was found and done."), field="answer")
    now = dates.now()
    return COMPLAINT.move(
        complaint, "close", by=by, reason=HANDLED, happened_at=now, outcome=outcome, answer=answer.strip(), closed_at=now
    )


def handlers_of(complaint: StaffComplaint) -> list[User]:
    """Everybody at work who may open it."""
    people = User.objects.at_work().filter(role__verbs__contains=[Verb.HANDLE_COMPLAINTS]).select_related("role").order_by("pk")
    return [one for one in people if visible_to(one, StaffComplaint).filter(pk=complaint.pk).exists()]


def _refuse_own_house(complaint: StaffComplaint, by: User) -> None:
    if not visible_to(by, StaffComplaint).filter(pk=complaint.pk).exists():
        raise Refused(_("Nobody looks into a complaint about themselves or about their own house."))


def _refuse_others(complaint: StaffComplaint, by: User) -> None:
    _refuse_own_house(complaint, by)
    if complaint.handler_id != by.pk:
        raise Refused(_("Somebody else looks into this complaint, or nobody yet. Take it into your hands first."))
