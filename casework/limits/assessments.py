"""From finding a child to understanding its situation: T02, T04 to T08 and T25 (domain.md 2.4)."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.roles import Verb
from casework.models import BestInterestsAssessment, Episode, RapidAssessment, TraffickingScreening
from minors import asylum
from minors.clocks import Rule, Run, declare
from minors.models import Child, Clock, LegalStatus
from referrals.models import Referral

PROTECTED = ["asylum_seeker", "refugee_individual", "refugee_prima_facie"]


def episodes_of(child: Child) -> QuerySet[Episode]:
    return Episode.objects.filter(case__child=child)


def begun(child: Child, episode: Episode):
    """When limits begin to run: with the opening of the episode. Those of a paper file count from its entry (domain.md 9.16)."""
    if episode.number == 1 and child.entry == Child.Entry.PAPER:
        return episode.recorded_at
    return episode.opened_at


def _registration(child):
    if child.entry != Child.Entry.PAPER:
        yield Run(child.pk, since=child.identified_at, ended_at=child.registered_at)


def _rapid_assessments(child):
    """Of the first episode since the child was found, of a later one since it was opened."""
    done: dict = {}
    for one in RapidAssessment.objects.filter(child=child).order_by("-done_at"):
        done[one.episode_id] = one.done_at
    for episode in episodes_of(child):
        since = begun(child, episode)
        if episode.number == 1 and child.entry != Child.Entry.PAPER:
            since = child.identified_at
        yield _until(episode, since, done.get(episode.pk))


def _until(episode: Episode, since, done_at, stage: str = "") -> Run:
    """A limit of an episode: until it is met, or until the case is closed without that."""
    if done_at is None and episode.closed_at:
        return Run(episode.pk, since=since, ended_at=episode.closed_at, outcome=Clock.Outcome.DROPPED)
    return Run(episode.pk, since=since, ended_at=done_at and max(done_at, since), stage=stage if done_at is None else "")


def _short_bia(child):
    """Until a best-interests assessment of any kind has reached the supervisor."""
    sent: dict = {}
    for one in BestInterestsAssessment.objects.filter(child=child, submitted_at__isnull=False).order_by("-submitted_at"):
        sent[one.episode_id] = one.submitted_at
    for episode in episodes_of(child):
        yield _until(episode, begun(child, episode), sent.get(episode.pk), _stage(child, episode))


def _bia(child):
    """Until a supervisor has approved one."""
    approved: dict = {}
    for one in BestInterestsAssessment.objects.filter(child=child, status="approved").order_by("-reviewed_at"):
        approved[one.episode_id] = one.reviewed_at
    for episode in episodes_of(child):
        yield _until(episode, begun(child, episode), approved.get(episode.pk), _stage(child, episode))


def _stage(child, episode) -> str:
    """Which assessment is being written or waits for the supervisor."""
    unfinished = BestInterestsAssessment.objects.filter(episode=episode).unfinished().order_by("number")
    return next((f"{'sent' if one.status == 'submitted' else 'draft'} {one.pk}" for one in unfinished), "")


def _bia_title(clock: Clock) -> str:
    if clock.stage.startswith("sent"):
        return gettext("Best-interests assessment: supervisor's decision")
    if clock.stage.startswith("draft"):
        return gettext("Best-interests assessment: to finish")
    return gettext("Best-interests assessment")


def _bia_page(clock: Clock) -> str:
    state, _space, key = clock.stage.partition(" ")
    if not key:
        return reverse("casework:begin_bia", args=[clock.child_id])
    return reverse("casework:bia" if state == "sent" else "casework:write_bia", args=[key])


def _bia_verb(stage: str) -> Verb:
    return Verb.APPROVE if stage.startswith("sent") else Verb.ASSESS


def _screenings(child):
    """Once for each child: until one screening has come to a conclusion, or the case is closed."""
    first = episodes_of(child).order_by("number").first()
    done = TraffickingScreening.objects.filter(child=child).exclude(conclusion="").order_by("recorded_at").first()
    if first:
        yield _once(child, begun(child, first), done and done.recorded_at)


def _health(child):
    """Until a doctor has seen the child, as far as the answers to referrals tell."""
    first = episodes_of(child).order_by("number").first()
    seen = Referral.objects.filter(child=child, service__kind="medical", status="received").order_by("received_at").first()
    if first:
        yield _once(child, begun(child, first), seen and seen.received_at)


def _asylum(child):
    """Since the child entered the country, as far as known, until asylum is explained to a child who may need it."""
    if not asylum.may_need(child):
        return
    asked = LegalStatus.objects.filter(child=child, legal_status__in=PROTECTED).order_by("recorded_at").first()
    heard = (
        Referral.objects.filter(child=child, service__kind="asylum", accepted_at__isnull=False).order_by("accepted_at").first()
    )
    ended = min((one for one in (asked and asked.recorded_at, heard and heard.accepted_at) if one), default=None)
    entered = child.arrival.arrived_at if child.arrival else child.identified_at
    yield _once(child, child.recorded_at if child.entry == Child.Entry.PAPER else entered, ended)


def _once(child: Child, since, done_at) -> Run:
    """A limit that is met once for a child; a case that is closed without that owes it no more."""
    if done_at:
        return Run(child.pk, since=since, ended_at=max(done_at, since))
    last = episodes_of(child).order_by("number").last()
    return Run(child.pk, since=since, ended_at=last.closed_at if last else None, outcome=Clock.Outcome.DROPPED)


def _page(name: str, *section: str):
    return lambda clock: reverse(name, args=[clock.child_id, *section])


declare(
    Rule(
        "T02",
        "registration.complete",
        _("Registration"),
        Verb.REGISTER_CHILD,
        (Child,),
        _registration,
        _page("casework:case"),
        starts=_("the finding of the child"),
    ),
    Rule(
        "T04",
        "rapid_assessment",
        _("Rapid assessment"),
        Verb.ASSESS,
        (RapidAssessment, Episode),
        _rapid_assessments,
        _page("casework:assess_rapidly"),
        starts=_("the finding of the child, or the reopening of the case"),
    ),
    Rule(
        "T05",
        "trafficking_screening",
        _("Screening for trafficking"),
        Verb.ASSESS,
        (TraffickingScreening, Episode),
        _screenings,
        _page("minors:section", "screening"),
        field_class="C4",  # who may not read it does not learn whether there is one
        starts=_("the registration"),
    ),
    Rule(
        "T06",
        "health_check",
        _("Visit to a doctor"),
        Verb.REFER,
        (Referral, Episode),
        _health,
        _page("referrals:refer"),
        starts=_("the registration"),
    ),
    Rule(
        "T07",
        "bia.short",
        _bia_title,
        _bia_verb,
        (BestInterestsAssessment, Episode),
        _short_bia,
        _bia_page,
        starts=_("the registration, or the reopening of the case"),
    ),
    Rule(
        "T08",
        "bia.comprehensive",
        _bia_title,
        _bia_verb,
        (BestInterestsAssessment, Episode),
        _bia,
        _bia_page,
        starts=_("the registration, or the reopening of the case"),
    ),
    Rule(
        "T25",
        "asylum.orientation",
        _("Explain asylum"),
        Verb.ASSESS,
        (LegalStatus, Referral, Episode),
        _asylum,
        _page("referrals:refer"),
        starts=_("the arrival in the country, as far as known"),
    ),
)
