"""What the panel decides: proposed by a member, signed by each, locked by a digest when the quorum is there (domain.md 2.3.3).

A decision is never edited: one that nobody wants is set aside, one that was taken is looked at again by a new determination.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.roles import Verb
from base.workflow import Refused
from casework import carrying_out, panel
from casework.models import (
    DETERMINATION,
    PANEL_DECISION,
    SIGNATURE,
    AgendaItem,
    DecisionSignature,
    Determination,
    DeterminationReport,
    PanelDecision,
)

Value = PanelDecision.Value
# The reasons quote the child: the memory points to them.
IN_THE_MINUTES = gettext_noop("The reasons stand in the minutes of the panel.")
CONTENT = [
    "number", "urgent", "ratifies_id", "value", "solution", "option_reasons", "why", "conditions", "measures", "questions", "actions",
    "outcome", "review_on", "proposed_at",
]  # fmt: skip
OF_REPORT = [*DeterminationReport.SECTIONS, "alternatives", "number", "author_id", "checker_id", "checked_at", "checked"]
OF_SIGNATURE = ["member_id", "typed", "function", "institution_id", "sex", "votes", "agrees", "dissent", "signed_at"]
MOVES = {Value.DEFERRED: "defer", Value.RETURNED: "send_back", Value.WITHDRAWN: "withdraw"}


@transaction.atomic
def propose(item: AgendaItem, *, by, value: str, **words) -> PanelDecision:
    """Put a decision to the vote. `words` are fields of `PanelDecision`.

    Raises `Refused` for somebody who may not decide on this child, before the session has begun, while another decision is being
    signed, and for a decision that leaves something open.
    """
    member = panel.member_of(by)
    determination = Determination.objects.select_for_update(of=("self",)).select_related("child").get(pk=item.determination_id)
    panel.refuse_unless_free(item, member)
    if not member.votes:
        raise Refused(_("You advise the panel; a member who votes proposes the decision."))
    if item.session.held_at > dates.now():
        begins = dates.moment_in_words(item.session.held_at)
        raise Refused(
            _("The session has not begun: it begins at %(moment)s, and what you typed is kept until then.") % {"moment": begins}
        )
    if determination.status not in ("ready", "urgent"):
        raise Refused(_("This determination does not wait for a decision any more."))
    if item.session.urgent and determination.status == Determination.Status.URGENT:
        raise Refused(_("It was decided urgently: a full session ratifies it."))
    if determination.decisions.filter(status=PanelDecision.Status.PROPOSED).exists():
        raise Refused(_("Another decision is being signed. Sign that one, or set it aside."))
    decision = PanelDecision(
        determination=determination, item=item, report=item.report, value=value, urgent=item.session.urgent, proposed_by=by,
        quorum=panel.quorum_for(item.session.urgent, dates.local_date(item.session.held_at)),
        ratifies=to_ratify(determination),
        number=1 + max(determination.decisions.values_list("number", flat=True), default=0), **words,
    )  # fmt: skip
    _refuse_gaps(decision)
    return PANEL_DECISION.begin(decision, "propose", by=by, reason=IN_THE_MINUTES)


def to_ratify(determination: Determination) -> PanelDecision | None:
    """The urgent decision of a reduced panel that waits for a full session, if any (domain.md 2.3.5)."""
    if determination.status != Determination.Status.URGENT:
        return None
    return determination.decisions.filter(status=PanelDecision.Status.TAKEN, urgent=True).order_by("-number").first()


def _refuse_gaps(decision: PanelDecision) -> None:
    if not decision.why.strip():
        raise Refused(_("Write why the panel decides so."), field="why")
    if decision.is_final:
        _refuse_final_gaps(decision)
    else:
        decision.solution = ""
    if decision.value == Value.TEMPORARY and not decision.measures.strip():
        raise Refused(_("Say which measures are ordered."), field="measures")
    if decision.value == Value.DEFERRED:
        if not decision.questions:
            raise Refused(_("Write at least one question, who answers it, and until when."), field="question_1")
        if any(one["due_on"] < dates.today().isoformat() for one in decision.questions):
            raise Refused(_("A question is answered on a day to come."), field="due_on_1")
    else:
        decision.questions = []
    looked_again = decision.determination.reviews_id and (decision.is_final or decision.value == Value.TEMPORARY)
    if looked_again and not decision.outcome:
        raise Refused(_("Say what becomes of the earlier decision."), field="outcome")
    if not looked_again:
        decision.outcome = ""
    carrying_out.refuse_gaps(decision)


def _refuse_final_gaps(decision: PanelDecision) -> None:
    compared = decision.report.alternatives
    if not decision.solution:
        raise Refused(_("Say which solution is chosen."), field="solution")
    if decision.value == Value.APPROVED and decision.solution not in {one["solution"] for one in compared}:
        raise Refused(_("The report does not compare this solution. Choose “another option is chosen”."), field="solution")
    reasons = decision.option_reasons
    if len(reasons) != len(compared) or not all(one.get("reasons", "").strip() for one in reasons):
        empty = next((at for at, one in enumerate(reasons, start=1) if not one.get("reasons", "").strip()), 1)
        raise Refused(_("Write the reasons for each option that was considered."), field=f"reasons_{empty}")


@transaction.atomic
def sign(decision: PanelDecision, *, by, typed: str, agrees: bool, dissent: str = "") -> DecisionSignature:
    """Sign, in favour or with a dissenting opinion. Raises `Refused` in conflict of interest, the second time, and for another name."""
    member = panel.member_of(by)
    stored = PanelDecision.objects.select_for_update().get(pk=decision.pk)
    if stored.status != PanelDecision.Status.PROPOSED:
        raise Refused(_("This decision is not being signed any more."))
    panel.refuse_unless_free(decision.item, member)
    if stored.signatures.filter(member=member).exists():
        raise Refused(_("You have signed already."))
    if " ".join(typed.split()).casefold() != " ".join(by.name.split()).casefold():
        raise Refused(_("Type your own name, as it stands in your account: %(name)s.") % {"name": by.name}, field="typed")
    if not agrees and not dissent.strip():
        raise Refused(_("Write the dissenting opinion."), field="dissent")
    signature = DecisionSignature(
        decision=decision, member=member, typed=" ".join(typed.split()), function=member.function, institution=member.institution,
        sex=member.sex, votes=member.votes, agrees=agrees, dissent="" if agrees else dissent, signed_at=dates.now(),
    )  # fmt: skip
    return SIGNATURE.begin(signature, "sign", by=by, reason=IN_THE_MINUTES)


def lacking(decision: PanelDecision) -> list[str]:
    """What is missing for the decision to be taken, as sentences; nothing when the quorum has signed."""
    signed = list(decision.signatures.all())
    found, votes = panel.lacking(decision.quorum, signed), [one for one in signed if one.votes]
    if votes and 2 * sum(not one.agrees for one in votes) >= len(votes):
        found.append(_("Not more members agree than dissent."))
    return found


@transaction.atomic
def take(decision: PanelDecision, *, by) -> PanelDecision:
    """Lock the minutes: from now on report, decision and signatures never change. What was decided follows.

    Raises `Refused` without the quorum, and for somebody who neither signed nor keeps the panel's secretariat.
    """
    [stored] = (
        PanelDecision.objects.select_for_update(of=("self",)).filter(pk=decision.pk).select_related("quorum", "determination")
    )
    if not by.can(Verb.HOLD_PANEL) and not stored.signatures.filter(member__user=by).exists():
        raise Refused(_("Who has signed locks the minutes, or the secretariat of the panel."))
    lacks = lacking(stored)
    if stored.status == PanelDecision.Status.PROPOSED and lacks:
        raise Refused("\n".join([_("The panel is not complete:"), *lacks]))
    PANEL_DECISION.move(decision, "take", by=by, reason=IN_THE_MINUTES, taken_at=dates.now(), digest=digest_of(decision))
    move = MOVES.get(Value(decision.value)) or ("decide_urgently" if decision.urgent else "decide")
    DETERMINATION.move(stored.determination, move, by=by, reason=IN_THE_MINUTES)
    carrying_out.into_the_plan(decision, by=by)
    return decision


@transaction.atomic
def set_aside(decision: PanelDecision, *, by, reason: str) -> PanelDecision:
    """Give up a decision that is being signed, so that another one can be proposed. Raises `Refused` for who may not decide here."""
    panel.refuse_unless_free(decision.item, panel.member_of(by))
    if not reason.strip():
        raise Refused(_("Say why it is set aside."), field="reason")
    return PANEL_DECISION.move(decision, "set_aside", by=by, reason=reason)


def digest_of(decision: PanelDecision) -> str:
    """SHA-256 of the report's version, the decision and the signatures, in hex."""
    said = {
        "report": {name: getattr(decision.report, name) for name in OF_REPORT},
        "decision": {name: getattr(decision, name) for name in CONTENT},
        "signatures": [
            {name: getattr(one, name) for name in OF_SIGNATURE} for one in decision.signatures.order_by("signed_at", "member")
        ],
    }
    told = json.dumps(said, cls=_Utc, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


class _Utc(DjangoJSONEncoder):
    """Moments by the microsecond and in one zone: what is stored has to give the same digest as what was signed."""

    def default(self, o: Any) -> Any:
        return o.timestamp() if isinstance(o, datetime) else super().default(o)


def is_as_signed(decision: PanelDecision) -> bool:
    """Whether what is stored is what was locked."""
    return decision.digest == digest_of(decision)


def last_taken(determination: Determination) -> PanelDecision | None:
    return determination.decisions.filter(status=PanelDecision.Status.TAKEN).order_by("-number").first()
