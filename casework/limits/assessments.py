"""From finding a child to understanding its situation: T02, T04 to T08 and T25 (domain.md 2.4)."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.roles import Verb
from casework.models import BestInterestsAssessment, Episode, RapidAssessment, TraffickingScreening
from minors import asylum
from minors.clocks import Rule, Run, declare, read
from minors.models import Child, Clock, LegalStatus
from referrals.models import Referral

PROTECTED = ["asylum_seeker", "refugee_individual", "refugee_prima_facie"]


def episodes_of(child: Child) -> list[Episode]:
    """The stretches of work on a child, the first one first."""
    return read(child, Episode)


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
    for one in sorted(read(child, RapidAssessment), key=lambda one: one.done_at, reverse=True):
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
    for one in read(child, BestInterestsAssessment):
        if one.submitted_at:
            sent[one.episode_id] = min(one.submitted_at, sent.get(one.episode_id, one.submitted_at))
    for episode in episodes_of(child):
        yield _until(episode, begun(child, episode), sent.get(episode.pk), _stage(child, episode))


def _bia(child):
    """Until a supervisor has approved one."""
    approved = {episode: moments[0] for episode, moments in approvals_of(child).items()}
    for episode in episodes_of(child):
        yield _until(episode, begun(child, episode), approved.get(episode.pk), _stage(child, episode))


def _stage(child, episode) -> str:
    """Which assessment is being written or waits for the supervisor."""
    written = [one for one in read(child, BestInterestsAssessment) if one.episode_id == episode.pk and one.status != "approved"]
    first = min(written, key=lambda one: one.number, default=None)
    return f"{'sent' if first.status == 'submitted' else 'draft'} {first.pk}" if first else ""


def approvals_of(child) -> dict:
    """When assessments of each episode were approved, the first one first."""
    found: dict = {}
    agreed = [one for one in read(child, BestInterestsAssessment) if one.status == "approved"]
    for one in sorted(agreed, key=lambda one: one.reviewed_at):
        found.setdefault(one.episode_id, []).append(one.reviewed_at)
    return found


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
    done = min((one.recorded_at for one in read(child, TraffickingScreening) if one.conclusion), default=None)
    for first in episodes_of(child)[:1]:
        yield _once(child, begun(child, first), done)


def _health(child):
    """Until a doctor has seen the child, as far as the answers to referrals tell."""
    sent = [one for one in read(child, Referral, "service") if one.service.kind == "medical" and one.status == "received"]
    for first in episodes_of(child)[:1]:
        yield _once(child, begun(child, first), min((one.received_at for one in sent), default=None))


def _asylum(child):
    """Since the child entered the country, as far as known, until asylum is explained to a child who may need it."""
    if not asylum.may_need(child):
        return
    asked = [one.recorded_at for one in read(child, LegalStatus) if one.legal_status in PROTECTED]
    heard = [one.accepted_at for one in read(child, Referral, "service") if one.service.kind == "asylum" and one.accepted_at]
    ended = min([*asked, *heard], default=None)
    entered = child.arrival.arrived_at if child.arrival else child.identified_at
    yield _once(child, child.recorded_at if child.entry == Child.Entry.PAPER else entered, ended)


def _once(child: Child, since, done_at) -> Run:
    """A limit that is met once for a child; a case that is closed without that owes it no more."""
    if done_at:
        return Run(child.pk, since=since, ended_at=max(done_at, since))
    closed_at = next((episode.closed_at for episode in reversed(episodes_of(child))), None)
    return Run(child.pk, since=since, ended_at=closed_at, outcome=Clock.Outcome.DROPPED)


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
