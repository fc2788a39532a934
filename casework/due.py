"""What is due on a case, computed from its records and the limits they were opened with (domain.md 2.4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates
from casework.models import Case

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """One thing to do: what, until when, where to do it, and the number of its rule."""

    what: str
    at: datetime
    url: str
    rule: str

    @property
    def state(self) -> str:
        """ "late", "today", "soon" or "later"."""
        now = dates.now()
        if self.at < now:
            return "late"
        if dates.local_date(self.at) == dates.today():
            return "today"
        return "soon" if self.at - now < SOON else "later"


def of_case(case: Case) -> list[Due]:
    """Everything due on one case, most urgent first. A closed case owes nothing."""
    return of_cases([case])


def of_cases(cases) -> list[Due]:
    """The same for several cases: reads `case.child` with its assessments and referrals (prefetch them for a list)."""
    found = [due for case in cases if case.status != Case.Status.CLOSED for due in _dues(case)]
    return sorted(found, key=lambda due: due.at)


def _dues(case: Case):
    child = case.child
    episode = next((one for one in case.episodes.all() if one.closed_at is None), None)
    if episode is None:
        return
    signed = any(one.episode_id == episode.pk for one in child.rapid_assessments.all())
    if episode.rapid_assessment_due_at and not signed:
        yield Due(
            _("Rapid assessment"), episode.rapid_assessment_due_at, reverse("casework:assess_rapidly", args=[child.pk]), "T04"
        )
    yield from _bia(child, episode)
    for referral in child.referrals.all():
        if referral.status == "sent" and referral.answer_due_at:
            yield Due(_("Answer to a referral"), referral.answer_due_at, referral.get_absolute_url(), "T22")


def _bia(child, episode):
    written = [one for one in child.best_interests_assessments.all() if one.episode_id == episode.pk]
    if episode.bia_due_at is None or any(one.status == "approved" for one in written):
        return
    draft = next((one for one in written if one.status in ("draft", "returned")), None)
    waiting = any(one.status == "submitted" for one in written)
    if waiting:
        yield Due(_("Best-interests assessment: supervisor's decision"), episode.bia_due_at, written[0].get_absolute_url(), "T08")
    elif draft:
        url = reverse("casework:write_bia", args=[draft.pk])
        yield Due(_("Best-interests assessment: to finish"), episode.bia_due_at, url, "T08")
    else:
        url = reverse("casework:begin_bia", args=[child.pk])
        yield Due(_("Best-interests assessment"), episode.bia_due_at, url, "T08")
