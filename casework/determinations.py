"""The best-interests determination of a child: begun, reported version by version, checked by a second person, explained to the child
(domain.md 2.3.2, 2.3.3, 3.15, F15). What the panel does with it: `casework.panel` and `casework.panel_decisions`.

No deed outside asks whether one is pending: it never holds up a bed, a doctor or any other urgent care.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates, options
from base.roles import Verb
from base.workflow import Refused
from casework import approvals
from casework.models import (
    BID_REPORT,
    DETERMINATION,
    FACTORS,
    NOTIFICATION,
    Approval,
    Case,
    DecisionNotification,
    Determination,
    DeterminationReport,
    PanelDecision,
)
from minors import access, clocks, joined

# The words quote the child: the memory points to them.
WRITTEN = gettext_noop("The report stands with the determination.")
RETURNED = gettext_noop("The comment stands in the report.")
TOLD = gettext_noop("What the child said stands with the decision.")
ALL_CHECKED = set(DeterminationReport.Check.values)


def running(child) -> Determination | None:
    """The determination of this child that is not decided yet, if any, in whichever of its files."""
    return Determination.objects.running().filter(child__in=joined.files_of(child)).first()


@transaction.atomic
def begin(
    case: Case, *, trigger: str, reason: str, by, urgent: bool = False, urgent_because: str = "", **review
) -> Determination:
    """Begin the procedure, with the first version of its report as a draft.

    Raises `Refused` on a closed case, in a file that was joined with another one, without reasons, and while another determination of
    this child is not decided.
    """
    Case.objects.select_for_update().get(pk=case.pk)  # two who begin at once do not get the same number
    episode = case.episode
    if episode is None:
        raise Refused(_("The case is closed. Reopen it first."))
    kept, *files = joined.files_of(case.child)
    if kept != case.child:
        raise Refused(_("This file was joined with another file of the same child. Ask the panel there."))
    other = running(case.child)
    if other:
        raise Refused(_("The determination %(number)s is not decided yet. Continue that one.") % {"number": other})
    if not reason.strip():
        raise Refused(_("Write what calls for the panel in this case."), field="reason")
    if urgent and not urgent_because.strip():
        raise Refused(_("Say why it cannot wait."), field="urgent_because")
    number = 1 + max(case.child.determinations.values_list("number", flat=True), default=0)
    begun = Determination(
        child=case.child, episode=episode, number=number, trigger=trigger, reason=reason, urgent=urgent,
        urgent_because=urgent_because if urgent else "", begun_by=by, **review,
    )  # fmt: skip
    DETERMINATION.begin(begun, "begin", by=by, reason=WRITTEN)
    BID_REPORT.begin(DeterminationReport(determination=begun, number=1, author=by), "begin", by=by, reason=WRITTEN)
    for file in files:
        clocks.settle(file, after=(Determination,), by=by)  # what was asked or decided there is answered
    return begun


def review(earlier: Determination, *, asked_by: str, because: str, new_facts: str, by, **urgency) -> Determination:
    """Look again at what was decided: a new determination, the earlier one stays as it is. Of a file that was joined it is begun in the
    kept one.

    Raises `Refused` for one that is not decided, when nothing is new, and for who may not work in the kept file.
    """
    if earlier.status != Determination.Status.DECIDED:
        raise Refused(_("Only what was decided can be looked at again."))
    if not new_facts.strip():
        raise Refused(_("Write what is new."), field="new_facts")
    told: dict[str, Any] = {"review_asked_by": asked_by, "review_because": because, "new_facts": new_facts}
    kept = joined.files_of(earlier.child)[0]
    if kept != earlier.child and not (
        access.children_of(by).filter(pk=kept.pk).exists() and access.may(by, Verb.ASSESS, kept.pk)
    ):
        raise Refused(
            _("This file was joined with another file of the same child. Work goes on there: ask your supervisor for access.")
        )
    case = Case.objects.select_related("child").get(child=kept)
    return begin(case, trigger=earlier.trigger, reason=new_facts, by=by, reviews=earlier, **told, **urgency)


# ------------------------------------------------------------------------------------------------------------------------ the report


def latest(determination: Determination) -> DeterminationReport:
    return determination.reports.order_by("-number")[0]


def accepted(determination: Determination) -> DeterminationReport | None:
    """The version the panel hears."""
    found = DeterminationReport.objects.filter(determination=determination, status=DeterminationReport.Status.ACCEPTED)
    return found.order_by("-number").first()


@transaction.atomic
def revise(determination: Determination, *, by) -> DeterminationReport:
    """Begin the next version, from the words of the one before. Raises `Refused` unless the panel asked for it."""
    Determination.objects.select_for_update().get(pk=determination.pk)
    before = latest(determination)
    if before.status != DeterminationReport.Status.ACCEPTED:
        raise Refused(_("The next version is being written already. Continue that one."))
    if Determination.objects.get(pk=determination.pk).status not in ("deferred", "report"):
        raise Refused(_("The panel has not asked for another version."))
    words = {name: getattr(before, name) for name in [*DeterminationReport.SECTIONS, "alternatives"] if name != "answers"}
    following = DeterminationReport(determination=determination, number=before.number + 1, author=by, **words)
    return BID_REPORT.begin(following, "begin", by=by, reason=WRITTEN)


@transaction.atomic
def write(report: DeterminationReport, *, content: dict, by, reason: str = "") -> DeterminationReport:
    """Change the text while it is a draft or was returned. Raises `Stale` when another save came first."""
    if not report.is_open:
        raise Refused(_("This version can no longer be changed."))
    for field, value in content.items():
        setattr(report, field, value)
    report.save(by=by, reason=reason or WRITTEN, update_fields=list(content))
    return report


def missing(report: DeterminationReport) -> list[str]:
    """Names of the sections that must still be written before it can be sent; "alternatives" until two options are compared."""
    needed = [name for name in DeterminationReport.SECTIONS if name not in DeterminationReport.OPTIONAL]
    if asked_in(report):
        needed.insert(0, "answers")
    gaps = [name for name in needed if not getattr(report, name).strip()]
    compared = [one for one in report.alternatives if one.get("solution") and all(one.get(name, "").strip() for name in FACTORS)]
    if len(compared) < 2 or len(compared) < len(report.alternatives):
        gaps.append("alternatives")
    return gaps


def asked_in(report: DeterminationReport) -> PanelDecision | None:
    """The deferral to whose questions this version answers, if it does."""
    before = PanelDecision.objects.filter(
        determination=report.determination_id, status="taken", value="deferred", report__number__lt=report.number
    )
    return before.order_by("-number").first()


def title_of(name: str) -> str:
    return capfirst(str(DeterminationReport._meta.get_field(name).verbose_name))


@transaction.atomic
def submit(report: DeterminationReport, *, by) -> DeterminationReport:
    """Send it to the quality check of a supervisor. Raises `Refused` naming the first section that is still empty."""
    gaps = missing(report)
    if gaps == ["alternatives"]:
        raise Refused(_("Compare at least two options, each by all factors."), field="solution_1")
    if gaps:
        raise Refused(_("Still to be written: “%(section)s”.") % {"section": title_of(gaps[0])}, field=gaps[0])
    BID_REPORT.move(report, "submit", by=by, reason=WRITTEN, submitted_at=dates.now())
    approvals.ask(report, by=by)
    return report


def accept(report: DeterminationReport, *, checked, by, comment: str = "") -> DeterminationReport:
    """The second person accepts it for the panel. Raises `Refused` for one's own work, and unless every point was checked."""
    if set(checked) != ALL_CHECKED:
        raise Refused(
            _("A report is accepted when every point of the check holds. Otherwise return it with a comment."), field="checked"
        )
    approval = approvals.asked_for(report)
    approval.record = report
    report.checked = sorted(ALL_CHECKED)
    return approvals.approve(approval, version=report.version, by=by, comment=comment).record


def send_back(report: DeterminationReport, *, by, comment: str) -> DeterminationReport:
    """The second person returns it. The comment says what has to be changed."""
    return approvals.send_back(approvals.asked_for(report), version=report.version, by=by, comment=comment).record


def _accepted(report: DeterminationReport, approval: Approval) -> None:
    if set(report.checked) != ALL_CHECKED:
        raise Refused(_("A report is accepted when every point of the check holds. Otherwise return it with a comment."))
    BID_REPORT.move(report, "accept", by=approval.decided_by, reason=WRITTEN, checked=report.checked, **_signed(approval))
    DETERMINATION.move(report.determination, "accept", by=approval.decided_by, reason=WRITTEN)


def _returned(report: DeterminationReport, approval: Approval) -> None:
    BID_REPORT.move(report, "return", by=approval.decided_by, reason=RETURNED, **_signed(approval))


def _signed(approval: Approval) -> dict:
    return {"checker": approval.decided_by, "checked_at": approval.decided_at, "check_comment": approval.comment}


approvals.declare(
    approvals.Approvable(
        key="bid_report",
        model=DeterminationReport,
        verb=Verb.APPROVE,
        title=lambda number: _("Report for the panel (BID), version %(number)s") % {"number": number},
        deciding=lambda number: _("Check the report for the panel"),
        page="casework:bid_report",
        content=(*DeterminationReport.SECTIONS, "alternatives"),
        approved=_accepted,
        returned=_returned,
    )
)


@dataclass(frozen=True)
class Change:
    """One part of a report that says something else than in the version before."""

    label: str
    before: str
    after: str


def changes(report: DeterminationReport) -> list[Change]:
    """What this version says differently from the one before; nothing for the first."""
    before = DeterminationReport.objects.filter(determination=report.determination_id, number=report.number - 1).first()
    if before is None:
        return []
    found = [
        Change(title_of(name), getattr(before, name), getattr(report, name))
        for name in DeterminationReport.SECTIONS
        if name != "answers" and getattr(before, name) != getattr(report, name)
    ]
    for position in range(max(len(before.alternatives), len(report.alternatives))):
        texts = [option_in_words(one, position) for one in (before, report)]
        if texts[0] != texts[1]:
            found.append(Change(_("Option %(number)s") % {"number": position + 1}, *texts))
    return found


def option_in_words(report, position: int) -> str:
    """One option with all its factors, as one text; nothing where there is none."""
    if position >= len(report.alternatives):
        return ""
    one = report.alternatives[position]
    lines = [options.label("L19", one["solution"]), one.get("plan", "")]
    lines += [_("%(label)s: %(value)s") % {"label": label, "value": one.get(name, "")} for name, label in FACTORS.items()]
    return "\n".join(line for line in lines if line.strip())


# ------------------------------------------------------------------------------------------------------------------------- the child


@transaction.atomic
def tell(
    decision: PanelDecision, *, told_at: datetime, language: str, explained: str, reaction: str, guardian: str, by
) -> DecisionNotification:
    """Record how the decision was explained to the child, deferrals included.

    Raises `Refused` before it was taken, for a moment to come, without the child's words, and the second time.
    """
    if decision.status != PanelDecision.Status.TAKEN or decision.taken_at is None:
        raise Refused(_("This decision was not taken yet."))
    if told_at > dates.now():
        raise Refused(_("This moment has not come yet."), field="told_at")
    if told_at < decision.taken_at.replace(second=0, microsecond=0):
        raise Refused(_("This is before the decision was taken."), field="told_at")
    if not reaction.strip():
        raise Refused(_("Write what the child said, and how the child took it."), field="reaction")
    PanelDecision.objects.select_for_update().get(pk=decision.pk)
    if DecisionNotification.objects.filter(decision=decision).exists():
        raise Refused(_("It is recorded already how the child was told."))
    told_at = max(told_at, decision.taken_at)  # people tell minutes
    note = DecisionNotification(
        decision=decision,
        told_at=told_at,
        told_by=by,
        language=language,
        explained=explained,
        reaction=reaction,
        guardian=guardian,
    )
    return NOTIFICATION.begin(note, "tell", by=by, reason=TOLD, happened_at=told_at)
