"""The morning's message: how much is late or due today, in codes only and at most once a day (domain.md 2.5; features.md 36).

Who follows children hears of what is late or due today; who answers for a unit, of what is late; who answers for a region, of what has
gone there because it is late by half of its time again. On the first day of the week a supervisor also hears how many people opened cases
of the unit without being responsible for them. The messages say codes and numbers, never what is to be done: that may be a secret.
"""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.db.models import Count, Min, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from base import dates, options
from base.models import Reminder, User
from base.roles import Scope, Verb
from casework import due, opened
from casework.views.today import due_for

MOST = 30  # children named in one message
logger = logging.getLogger("himaya.reminders")


class NotAllSent(Exception):
    """Some messages could not be sent; whoever got one gets no second one when it is tried again."""


@dataclass(frozen=True)
class Message:
    """What one person is told."""

    subject: str
    text: str
    late: int
    today: int


def recipients():
    """Who may be reminded today and was not yet: at work, with an address, not having switched it off."""
    people = User.objects.at_work().filter(reminders=True, role__verbs__contains=[Verb.OPEN_CASE]).exclude(email="")
    return people.exclude(reminded__day=dates.today()).select_related("role", "institution", "team").order_by("pk")


def write(person: User) -> Message | None:
    """The message of today, in the person's language. None when there is nothing to say, or nothing this person has to do about it."""
    told = _told(person)
    if told is None:
        return None
    template, wanted = told
    with translation.override(person.language):
        clocks = due_for(person)
        counts = due.counted(clocks.filter(wanted))
        many, looked = counts["late"] + counts["today"], _opened(person)
        if not many and not looked:
            return None
        children = _children(clocks.filter(wanted))
        context = {
            **counts,
            "children": children[:MOST],
            "more": max(0, len(children) - MOST),
            "looked": looked,
            "looked_url": _address("casework:who_opened"),
            "today_url": _address("casework:today"),
            "account_url": _address("people:account"),
        }
        subject = ngettext("Himaya: %(count)s time limit needs you", "Himaya: %(count)s time limits need you", many) % {
            "count": many
        }
        if not many:
            subject = ngettext(
                "Himaya: %(count)s person opened cases of your unit", "Himaya: %(count)s people opened cases of your unit", looked
            ) % {"count": looked}
        return Message(subject, render_to_string(template, context), counts["late"], counts["today"])


def _told(person: User) -> tuple[str, Q] | None:
    """The template, and the clocks it is about."""
    if Scope(person.role.scope) == Scope.REGION_CODED:
        return "mail/region.txt", due.when("escalated")
    if Scope(person.role.scope) == Scope.UNIT and person.can(Verb.SEE_BOARD):
        return "mail/unit.txt", due.when("late")
    if person.can(Verb.ASSESS):
        return "mail/own.txt", due.when("late") | due.when("today")
    return None


def _opened(person: User) -> int:
    """On the first day of the week: how many people opened cases of the unit without being responsible (security.md T1)."""
    if dates.today().weekday() != opened.SUNDAY or not person.can(Verb.SEE_ALERTS):
        return 0
    return len(opened.visitors(person, opened.last_week()))


def _children(clocks) -> list[dict]:
    """Codes with their numbers, by risk and then by delay. One query."""
    rows = (
        clocks.order_by()
        .values("child__code")
        .annotate(
            late=Count("pk", filter=due.when("late")),
            today=Count("pk", filter=due.when("today")),
            rank=Min(due.by_risk()),
            since=Min("due_at"),
        )
    )
    rows = rows.order_by("rank", "since", "child__code")
    return [{"code": row["child__code"], "numbers": _numbers(row["late"], row["today"])} for row in rows]


def _numbers(late: int, today: int) -> str:
    """How much of a child is late and due today, in words."""
    said = []
    if late:
        said.append(ngettext("%(count)s overdue", "%(count)s overdue", late) % {"count": late})
    if today:
        said.append(ngettext("%(count)s due today", "%(count)s due today", today) % {"count": today})
    return options.in_a_row(said)


def _address(name: str) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + reverse(name)


def send_all() -> int:
    """Remind everybody who has to be reminded today. How many were; raises `NotAllSent` after the others got theirs."""
    if not settings.MAIL_IS_SENT:
        return 0
    sent, failed = 0, 0
    with get_connection() as connection:
        for person in recipients():
            try:
                sent += _send(person, connection)
            except Exception:  # one person's trouble is not another's; the log says where it happened, not what was said
                logger.exception("reminder_not_sent")
                failed += 1
    if failed:
        raise NotAllSent(f"{failed} of {sent + failed} reminders could not be sent.")
    return sent


def _send(person: User, connection) -> bool:
    """The row first: whatever breaks afterwards, nobody gets two messages. It goes again when the message certainly did not leave."""
    with transaction.atomic():
        message = write(person)
    if message is None:
        return False
    try:
        with transaction.atomic():
            row = Reminder.objects.create(
                person=person, day=dates.today(), sent_at=dates.now(), late=message.late, today=message.today
            )
    except IntegrityError:
        return False  # another worker was faster
    try:
        EmailMessage(message.subject, message.text, to=[person.email], connection=connection).send()
    except BaseException:
        row.delete()
        raise
    return True
