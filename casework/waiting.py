"""What waits for a supervisor's decision, of every kind, within this person's reach; and what came back from one."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import dates
from base.models import User
from base.roles import Verb
from casework import due
from casework.approvals import APPROVABLE
from casework.models import Approval, Feedback, GuardianView
from minors.access import visible_to
from minors.models import ProposedChange
from referrals.models import Referral


def waiting(user: User) -> list[dict]:
    """Lines for components/due_list.html, oldest first, by one query. What one wrote oneself is decided by somebody else."""
    kinds = [kind.key for kind in APPROVABLE.values() if user.can(kind.verb)]
    if not kinds:
        return []
    asked = visible_to(user, Approval).filter(status=Approval.Status.ASKED, kind__in=kinds)
    asked = asked.exclude(authors__contains=[user.pk]).exclude(asked_by=user)
    rows = _columns(asked, of=F("kind"), what=F("subject_id"), nr=F("number"), since=F("asked_at"))
    if user.can(Verb.APPROVE):
        proposed = visible_to(user, ProposedChange).filter(status="proposed").exclude(proposed_by=user)
        told = visible_to(user, Feedback).filter(status="received", wants_answer=True)
        unsent = visible_to(user, Referral).filter(status="to_approve").exclude(sent_by=user)
        rows = rows.union(
            _columns(proposed, of=Value("change"), what=F("pk"), nr=Value(0), since=F("proposed_at")),
            _columns(told, of=Value("feedback"), what=F("pk"), nr=Value(0), since=F("received_at")),
            _columns(unsent, of=Value("referral"), what=F("pk"), nr=Value(0), since=F("sent_at")),
            all=True,
        )
    return sorted((_line(*row) for row in rows), key=lambda one: one["since"])


RETURNED_FOR = timedelta(days=14)  # who does not take it up again by then leaves it


def back_to(user: User) -> list[dict]:
    """What waits for the author, the oldest first, by one query: what came back with a comment and was not asked for again, and what
    the guardian of a child of one's own cases said and nobody answered. The comment and the words are read on their own pages."""
    again = Approval.objects.filter(subject_id=OuterRef("subject_id"), asked_at__gt=OuterRef("asked_at"))
    mine = visible_to(user, Approval).filter(asked_by=user, status=Approval.Status.RETURNED)
    mine = mine.filter(~Exists(again), decided_at__gte=dates.now() - RETURNED_FOR)
    shut = [kind.key for kind in APPROVABLE.values() if kind.for_deciders]
    rows = _columns(mine.exclude(kind__in=shut), of=F("kind"), what=F("subject_id"), nr=F("number"), since=F("decided_at")).union(
        _columns(mine.filter(kind__in=shut), of=F("kind"), what=F("child"), nr=F("number"), since=F("decided_at")), all=True
    )
    if user.can(Verb.ASSESS):
        said = visible_to(user, GuardianView).filter(status="said", child__case__owner=user)
        rows = rows.union(_columns(said, of=Value("guardian"), what=F("pk"), nr=Value(0), since=F("said_at")), all=True)
    return sorted((_back(*row) for row in rows), key=lambda one: one["since"])


def _back(kind, pk, number, since, code, risk) -> dict:
    if kind == "guardian":
        return _told(_("The guardian waits for an answer"), reverse("casework:guardian_view", args=[pk]), since, code, risk)
    page = "casework:case" if APPROVABLE[kind].for_deciders else APPROVABLE[kind].page
    title = _("%(what)s: returned with a comment") % {"what": APPROVABLE[kind].title(number)}
    return _told(title, reverse(page, args=[pk]), since, code, risk)


def _columns(rows, **columns):
    """One source of what waits, as rows of the same columns: one query then asks all of them."""
    columns |= {"code": F("child__code"), "level": F("child__case__risk")}
    return rows.order_by().annotate(**columns).values_list(*columns)


def _line(kind, pk, number, since, code, risk) -> dict:
    if kind == "change":
        title, url = _("Change of the identity"), reverse("minors:decide_change", args=[pk])
    elif kind == "referral":
        title, url = _("No sharing protocol covers it. Is it sent?"), reverse("referrals:referral", args=[pk])
    elif kind == "feedback":
        title, url = _("Answer to feedback"), reverse("casework:feedback", args=[pk])
    else:
        title, url = APPROVABLE[kind].title(number), reverse(APPROVABLE[kind].page, args=[pk])
    return _told(title, url, since, code, risk)


def _told(title: str, url: str, since, code: str, risk: str) -> dict:
    return {
        "state": "today",
        "title": title,
        "url": url,
        "text": waited(since),
        "deadline": "",
        "code": code,
        "risk": risk,
        "since": since,
    }


def waited(since) -> str:
    """How long something waits, in words."""
    return due.waiting(since, _days, _hours)


def _days(days: int) -> str:
    return ngettext("waiting for %(count)s day", "waiting for %(count)s days", days) % {"count": days}


def _hours(hours: int) -> str:
    if not hours:
        return _("waiting for less than an hour")
    return ngettext("waiting for %(count)s hour", "waiting for %(count)s hours", hours) % {"count": hours}
