"""Following a child up: a visit or call is written and signed in one go, for one child or for several, and corrected by its author (F10)."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates, limits
from base.models import User
from base.roles import Verb
from base.workflow import Refused
from casework import care_plans
from casework.dossier.hiding import Hiding
from casework.intake import set_risk
from casework.limits.assessments import begun
from casework.models import Case, Episode, FollowUp, GoalProgress, Placement, PlanAction, Risk, RiskLevel
from casework.workflow import FOLLOW_UP
from minors import access, clocks
from minors.models import Child, ChildName, SiblingLink

MOST_COMPANIONS = 60  # nobody visits more in one go
NOT_FOR_ALL = gettext_noop(
    "You may not write in the file of one of these children. Nothing was saved. Choose the children again."
)


def proposed(risk: str, at: datetime, episode: Episode) -> date | None:
    """The day on which rule T12 wants the next follow-up after one at `at`."""
    limit = limits.limit_for("followup.visit", risk, at)
    due = limits.moment(limit, since=at, origin=begun(episode.case.child, episode)) if limit else None
    return dates.local_date(due) if due else None


@transaction.atomic
def sign(case: Case, *, answers: dict, by: User, progress: dict[UUID, str] | None = None) -> FollowUp:
    """Write a follow-up and set the case's risk.

    `answers` are columns of the record: kind, seen, matters, risk at least; `progress` says of goals of the plan in force how far
    they have come, {id of the action: state}. Reasons are needed when the level is not the present
    one. Raises `Refused` for a moment that cannot be, a changed level without reasons, or a closed case (but for a visit after closure).
    """
    case = _locked(case.child_id)
    *_earlier, episode = Episode.objects.filter(case=case).order_by("number")
    episode.case = case
    answers = {"done_at": dates.now(), **answers}
    _refuse_kind(answers["kind"], closed=episode.closed_at is not None)
    reasons = _checked(answers, case.child, before=(case.risk, case.risk_reasons))
    if not answers.get("next_on") and episode.closed_at is None:
        answers["next_on"] = proposed(answers["risk"], answers["done_at"], episode)
    follow_up = FollowUp(child=case.child, episode=episode, author=by, **{**answers, "risk_reasons": reasons})
    goals = _goals_of(case.child, progress or {})
    FOLLOW_UP.begin(follow_up, "sign", by=by, reason=reasons, happened_at=follow_up.done_at)
    for action in goals:
        GoalProgress(follow_up=follow_up, action=action, state=(progress or {})[action.pk]).save(by=by, reason=str(action))
    if episode.closed_at is None and _is_latest(follow_up):
        set_risk(case, follow_up.risk, reasons=reasons, by=by, source=_source(follow_up), at=follow_up.done_at)
    return follow_up


@transaction.atomic
def sign_together(entries: dict[UUID, dict], *, by: User) -> list[FollowUp]:
    """One visit to several children, {child: answers}: a record of its own in each file, or nothing at all.

    Rights are asked for each child. Raises `Refused`, in the same words for a file that may not be written and for one that may not
    be seen; what is refused about one child names its code, and the field with the child's id after it.
    """
    cases = {one.child_id: one for one in Case.objects.filter(child__in=writable(entries, by=by)).select_related("child")}
    if not entries or set(cases) != set(entries):
        raise Refused(_(NOT_FOR_ALL))
    written = []
    for key in sorted(
        entries
    ):  # always in the same order: two people who save at the same moment wait, and do not block each other
        try:
            written.append(sign(cases[key], answers=entries[key], by=by))
        except Refused as refusal:
            told = _("%(code)s: %(refusal)s") % {"code": cases[key].child.code, "refusal": refusal}
            raise Refused(told, field=field_of(refusal.field, key)) from refusal
    return written


def field_of(name: str | None, child: UUID) -> str | None:
    """The name of a question about one child, in a form about several."""
    return f"{name}_{child.hex}" if name else None


def companions(child: Child, *, by: User) -> list[Child]:
    """Whom one may have met at the same visit: brothers and sisters, and children of the same centre, for whom this person may write.

    Each has `sibling`; brothers and sisters come first. Whom the person may not open, or whose case is closed, is not among them.
    """
    kin = access.visible_to(by, SiblingLink).filter(child=child).standing().order_by()
    beds = Placement.objects.current().order_by().filter(provider__isnull=False)
    near = beds.filter(provider__in=beds.filter(child=child).values("provider")).values("child")
    reach = access.listed_for(by).exclude(pk=child.pk).exclude(case__status=Case.Status.CLOSED)
    found = reach.annotate(sibling=Exists(kin.filter(sibling=OuterRef("pk")))).filter(Q(sibling=True) | Q(pk__in=near))
    found = list(found.select_related("case").order_by("-sibling", "code")[:MOST_COMPANIONS])
    may = access.allowed_among(by, Verb.ASSESS, [one.pk for one in found])
    return [one for one in found if one.pk in may]


def writable(children: Collection[UUID], *, by: User) -> set[UUID]:
    """Those of these children for whom this person may write a follow-up."""
    reach = access.listed_for(by).filter(pk__in=list(children)).values_list("pk", flat=True)
    return access.allowed_among(by, Verb.ASSESS, reach)


@transaction.atomic
def correct(follow_up: FollowUp, *, answers: dict, why: str, by: User) -> FollowUp:
    """Make it say something else; history keeps what it said. The case takes over a corrected level while it still has the one from here.

    Raises `Refused` for anybody but its author, and `Stale` when another save came first.
    """
    if follow_up.author_id != by.pk:
        raise Refused(_("A follow-up is corrected by the person who wrote it. Write a new one."))
    if not why.strip():
        raise Refused(_("Say why it is corrected."), field="why")
    case = _locked(follow_up.child_id)
    before = (follow_up.risk, follow_up.risk_reasons)
    follows = (case.risk, case.risk_reasons) == before and case.status != Case.Status.CLOSED
    _refuse_kind(answers.get("kind", follow_up.kind), closed=follow_up.kind == FollowUp.AFTER_CLOSURE)
    said = {name: getattr(follow_up, name) for name in ("done_at", "matters", "risk", "risk_reasons", "next_on")}
    reasons = _checked({**said, **answers}, case.child, before=before)
    for name, value in {**answers, "risk_reasons": reasons}.items():
        setattr(follow_up, name, value)
    follow_up.save(by=by, reason=why, update_fields=[*answers, "risk_reasons"])
    clocks.follow(follow_up, by=by)
    if follows:
        set_risk(case, follow_up.risk, reasons=reasons, by=by, source=_source(follow_up))
    return follow_up


def goals(child: Child) -> list[PlanAction]:
    """The actions of the plan in force that are not over: what a follow-up asks the progress of."""
    plan = care_plans.in_force(child)
    return [one for one in plan.actions.select_related("plan") if one.is_open] if plan else []


def _goals_of(child: Child, progress: Collection[UUID]) -> list[PlanAction]:
    found = [one for one in goals(child) if one.pk in progress] if progress else []
    if len(found) != len(progress):
        raise Refused(_("The care plan was changed meanwhile. Open the form again to see its goals."))
    return found


def _source(follow_up: FollowUp) -> str:
    """Only who met the child may find that what was answered before is no longer so."""
    return RiskLevel.Source.FOLLOW_UP if follow_up.with_child else RiskLevel.Source.CONTACT


def _locked(child: UUID) -> Case:
    """The case as it stands now; whoever comes second waits. No get(): a visit to several children is no N+1."""
    [case] = Case.objects.select_for_update(of=["self"]).select_related("child").filter(child=child)
    return case


def _refuse_kind(kind: str, *, closed: bool) -> None:
    if closed and kind != FollowUp.AFTER_CLOSURE:
        raise Refused(_("The case is closed. Reopen it first, or write a visit after closure."), field="kind")
    if not closed and kind == FollowUp.AFTER_CLOSURE:
        raise Refused(_("The case is not closed. Choose another kind of follow-up."), field="kind")


def _checked(answers: dict, child: Child, *, before: tuple[str, str]) -> str:
    """The reasons of the level: those given, or the ones that hold already. Raises `Refused` for what cannot be."""
    at, level, reasons = answers["done_at"], answers["risk"], answers.get("risk_reasons", "").strip()
    if at > dates.now():
        raise Refused(_("This moment has not come yet."), field="done_at")
    if at < child.identified_at.replace(second=0, microsecond=0):
        raise Refused(_("This is before the child was found. Check the day and the time."), field="done_at")
    if not answers["matters"].strip():
        raise Refused(_("Write in a few words what matters."), field="matters")
    following = answers.get("next_on")
    if following and following < dates.local_date(at):
        raise Refused(_("The next follow-up comes after this one."), field="next_on")
    if level == before[0]:
        return reasons or before[1]
    if not reasons or reasons == before[1]:
        told = _("The level of risk was “%(level)s”. Say why it is another one now.") % {"level": Risk(before[0]).label}
        raise Refused(told, field="risk_reasons")
    return reasons


def _is_latest(follow_up: FollowUp) -> bool:
    """A contact that is written down late does not undo the level that a later one found."""
    child, at = follow_up.child, follow_up.done_at
    later = child.follow_ups.filter(done_at__gt=at).exclude(pk=follow_up.pk)
    return not (later.exists() or child.rapid_assessments.filter(done_at__gt=at).exists())


def names_somebody(text: str, children: Collection[UUID], *, by: User) -> bool:
    """Whether a text that is meant for several files names one of these children. Only names that this person may read are looked for."""
    classes = access.classes_of_many(by, children)
    known = [key for key, of in classes.items() if "C2" in of]
    own = ChildName.objects.filter(child__in=known).exclude(kind=ChildName.Kind.MOTHER).values_list("own", flat=True)
    return Hiding(own, [])(text) != text
