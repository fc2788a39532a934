"""The care plans: what was to be reached, each action with its person and day, and who approved which version (domain.md 8.2, section 9)."""

from django.utils.translation import gettext as _

from base import options
from casework.dossier.known import Known
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Section, Table, together
from casework.dossier.wording import Row, day, label, moment
from casework.models import Approval, CarePlan, PlanAction

WAITS = ["asked", "withdrawn"]


def care_plans(known: Known) -> Section:
    pieces = known.left_out(CarePlan)
    for plan in known.care_plans:
        pieces += _plan(known, plan)
    if not known.care_plans:
        pieces.append(Remark(_("No care plan was begun at that moment.")))
    return Section(_("Care plans"), tuple(pieces))


def _plan(known: Known, plan: Row) -> list[Piece]:
    decided = [one for one in known.approvals if one.subject_id == plan.id and one.status not in WAITS]
    values = {"number": f"PLAN-{plan.number}", "state": plan.get_status_display()}
    pieces: list[Piece] = [Heading(_("%(number)s — %(state)s") % values)]
    if plan.status in ("draft", "submitted"):
        text = _("State: %(status)s. No supervisor has approved this text.") % {"status": plan.get_status_display()}
        pieces.append(Remark(text, title=_("DRAFT – NOT SIGNED")))
    who = [str(CarePlan.Participant(one).label) for one in plan.participants]
    rows = [
        *known.facts(CarePlan, plan, ["objective"]),
        (label(CarePlan, "participants"), together(who)),
        *known.facts(CarePlan, plan, ["child_agrees", "child_says"], filled=["child_says"]),
        *known.facts(CarePlan, plan, ["copy_given_on", "copy_language"], filled=["copy_given_on", "copy_language"]),
    ]
    for approval in decided:
        rows.append(
            (
                str(Approval.Status(approval.status).label),
                f"{moment(approval.decided_at)}, {known.function(approval.decided_by_id)}",
            )
        )
        rows += known.facts(Approval, approval, ["comment"], filled=["comment"])
    pieces.append(Facts(tuple(rows)))
    if plan.lines:
        head = ("", _("Need and action"), _("Who"), _("Until"), _("State and result"))
        pieces.append(Table(head, tuple(_line(known, line) for line in plan.lines), (0.05, 0.36, 0.2, 0.13, 0.26)))
    return pieces


def _line(known: Known, line: Row) -> tuple[str, ...]:
    said = [known.word(PlanAction, line, name) for name in ("need", "action") if known.may_read(PlanAction, name)]
    what = "\n".join([*said, options.label("L14", line.service_type)])
    who = together(filter(None, [line.get_responsible_display(), str(line.organisation or "")]))
    state = [f"{line.get_status_display()}{' ' + day(line.done_on) if line.done_on else ''}"]
    state += [
        known.word(PlanAction, line, name)
        for name in ("result", "cancel_reason")
        if known.may_read(PlanAction, name) and getattr(line, name)
    ]
    return (str(line.number), what, who, day(line.due_on), "\n".join([*state, line.objective]).strip())
