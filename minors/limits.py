"""The time limits of the ledger of consent (domain.md 7.4, T39 and T40), of what was opened in an emergency (7.2, T50), and of what
protects a child after a colleague misused what they could open (9.11)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.roles import Verb
from minors.clocks import Rule, Run, declare, read
from minors.models import Clock, ConsentTask, EmergencyAccess, ProtectiveTask


def _asked(*kinds: str):
    def runs(child):
        for task in ConsentTask.objects.filter(child=child, kind__in=kinds):
            yield Run(task.pk, since=task.since, ended_at=task.done_at, stage=task.kind)

    return runs


def _title(clock: Clock) -> str:
    return str(
        _("Tell a recipient that the consent was withdrawn")
        if clock.stage == "inform"
        else _("Tell the child what could not be undone")
    )


def _task(clock: Clock) -> str:
    return f"{reverse('minors:consent', args=[clock.child_id])}#task-{clock.subject_id}"


def _emergencies(child):
    for one in read(child, EmergencyAccess):
        yield Run(one.pk, since=one.opened_at, ended_at=one.reviewed_at)


def _protections(child):
    for one in read(child, ProtectiveTask):
        yield Run(one.pk, since=one.asked_at, ended_at=one.done_at, due_at=one.due_at)


declare(
    Rule(
        "T39",
        "consent.seek",
        _("Seek consent again"),
        Verb.ASSESS,
        (ConsentTask,),
        _asked(ConsentTask.Kind.SEEK),
        _task,
        goes_on=True,
        starts=_("the day on which nobody could consent"),
    ),
    Rule(
        "T40",
        "consent.inform",
        _title,
        Verb.ASSESS,
        (ConsentTask,),
        _asked(ConsentTask.Kind.INFORM, ConsentTask.Kind.TELL),
        _task,
        pauses=False,
        goes_on=True,
        starts=_("the withdrawal of the consent"),
    ),
    Rule(
        "T50",
        "emergency.review",
        _("Review what was opened in an emergency"),
        Verb.REVIEW_EMERGENCY,
        (EmergencyAccess,),
        _emergencies,
        lambda clock: reverse("minors:emergency", args=[clock.subject_id]),
        pauses=False,
        goes_on=True,
        starts=_("the opening of the file"),
    ),
    Rule(
        "9.11",
        "protection.after_misuse",
        _("What protects the child now: another place, another telephone?"),
        Verb.ASSESS,
        (ProtectiveTask,),
        _protections,
        lambda clock: reverse("minors:protective_task", args=[clock.subject_id]),
        field_class="C3",
        pauses=False,
        goes_on=True,
        urgent=True,
        by_limit=False,
        starts=_("the moment at which the data-protection officer asked"),
    ),
)
