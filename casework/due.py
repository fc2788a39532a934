"""What is due on a case, computed from its records and the limits they were opened with (domain.md 2.4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import dates
from base.roles import Verb
from casework.models import BestInterestsAssessment, Case, Episode, RapidAssessment, Risk
from minors.models import ConsentTask
from referrals.models import Referral

SOON = timedelta(days=7)
BY_RISK = {Risk.HIGH: 0, Risk.MEDIUM: 1, Risk.LOW: 2}


@dataclass(frozen=True)
class Due:
    """One thing to do: what, until when, where to do it, by whom, and the number of its rule."""

    what: str
    at: datetime
    url: str
    rule: str
    verb: Verb
    case: Case

    @property
    def state(self) -> str:
        """ "late", "today", "soon" or "later"."""
        now = dates.now()
        if self.at < now:
            return "late"
        if dates.local_date(self.at) == dates.today():
            return "today"
        return "soon" if self.at - now < SOON else "later"

    @property
    def delay(self) -> str:
        """How long it is overdue, in words; empty when it is not."""
        return waiting(self.at, _late_days, _late_hours) if self.state == "late" else ""


def _late_days(days: int) -> str:
    return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}


def _late_hours(hours: int) -> str:
    if not hours:
        return _("less than an hour late")
    return ngettext("%(count)s hour late", "%(count)s hours late", hours) % {"count": hours}


def waiting(since: datetime, days, hours) -> str:
    """The time since a moment: `days(n)` from two days on, `hours(n)` below."""
    passed = max(0, int((dates.now() - since).total_seconds() // 3600))
    return days(passed // 24) if passed >= 48 else hours(passed)


def of_case(case: Case) -> list[Due]:
    """Everything due on one case, most urgent first. A closed case owes nothing."""
    return of_cases(Case.objects.filter(pk=case.pk))


def of_loaded(child) -> list[Due]:
    """The same for one child whose case, episodes, assessments and referrals the page has read already. No query."""
    case = child.case
    running = next((one for one in case.episodes.all() if one.closed_at is None), None)
    if running is None:
        return []
    running.case = case
    running.signed = any(one.episode_id == running.pk for one in child.rapid_assessments.all())
    written = [one for one in child.best_interests_assessments.all() if one.episode_id == running.pk]
    running.approved = any(one.status == "approved" for one in written)
    found = list(_of_episode(running, [one for one in written if one.status != "approved"]))
    found += [_answer(one) for one in child.referrals.all() if one.status == "sent" and one.answer_due_at]
    found += [_consent_task(one, case) for one in child.consent_tasks.all() if one.status == "open" and one.due_at]
    return sorted(found, key=lambda due: due.at)


def of_cases(cases, *, before: datetime | None = None) -> list[Due]:
    """The same for a queryset of cases, by risk and then by delay; with `before`, only what is due until then. Three queries."""
    running = Episode.objects.filter(case__in=cases, closed_at=None).select_related("case__child")
    signed = RapidAssessment.objects.filter(episode=OuterRef("pk"))
    approved = BestInterestsAssessment.objects.filter(episode=OuterRef("pk"), status="approved")
    written = BestInterestsAssessment.objects.filter(episode=OuterRef("pk")).exclude(status="approved")
    unfinished = ArraySubquery(written.values(row=JSONObject(id="id", status="status")))
    running = running.annotate(signed=Exists(signed), approved=Exists(approved), written=unfinished)
    unanswered = Referral.objects.filter(status="sent", answer_due_at__isnull=False, child__case__in=cases)
    tasks = ConsentTask.objects.still_open().filter(due_at__isnull=False, child__case__in=cases)
    if before:
        rapid, full = Q(signed=False, rapid_assessment_due_at__lt=before), Q(approved=False, bia_due_at__lt=before)
        running, unanswered = running.filter(rapid | full), unanswered.filter(answer_due_at__lt=before)
        tasks = tasks.filter(due_at__lt=before)
    found = [due for episode in running for due in _of_episode(episode, _written(episode))]
    found += [_answer(referral) for referral in unanswered.exclude(child__case__status="closed").select_related("child__case")]
    tasks = tasks.exclude(child__case__status="closed").select_related("child__case", "recipient")
    found += [_consent_task(task, task.child.case) for task in tasks]
    found = [due for due in found if before is None or due.at < before]
    return sorted(found, key=lambda due: (BY_RISK[Risk(due.case.risk)], due.at))


def _written(episode) -> list[BestInterestsAssessment]:
    """The assessments that came along with their episode: as much of them as says what is next, and where."""
    return [BestInterestsAssessment(**row) for row in episode.written]


def _of_episode(episode, written):
    case = episode.case
    if episode.rapid_assessment_due_at and not episode.signed:
        url = reverse("casework:assess_rapidly", args=[case.child_id])
        yield Due(_("Rapid assessment"), episode.rapid_assessment_due_at, url, "T04", Verb.ASSESS, case)
    if episode.bia_due_at and not episode.approved:
        yield _bia(episode, written)


def _bia(episode, written) -> Due:
    """The next step of the best-interests assessment, until the supervisor has approved one."""
    waiting_one = next((one for one in written if one.status == "submitted"), None)
    draft = next((one for one in written if one.status in ("draft", "returned")), None)
    if waiting_one:
        what, url, verb = _("Best-interests assessment: supervisor's decision"), waiting_one.get_absolute_url(), Verb.APPROVE
    elif draft:
        what, url, verb = _("Best-interests assessment: to finish"), reverse("casework:write_bia", args=[draft.pk]), Verb.ASSESS
    else:
        what, url, verb = _("Best-interests assessment"), reverse("casework:begin_bia", args=[episode.case.child_id]), Verb.ASSESS
    return Due(what, episode.bia_due_at, url, "T08", verb, episode.case)


def _consent_task(task, case) -> Due:
    """Somebody to be asked again (T39), or to be told of a withdrawal (T40)."""
    rule = "T39" if task.kind == ConsentTask.Kind.SEEK else "T40"
    url = f"{reverse('minors:consent', args=[task.child_id])}#task-{task.pk}"
    return Due(task.what, task.due_at, url, rule, Verb.ASSESS, case)


def _answer(referral) -> Due:
    assert referral.answer_due_at
    return Due(
        _("Answer to a referral"), referral.answer_due_at, referral.get_absolute_url(), "T22", Verb.REFER, referral.child.case
    )
