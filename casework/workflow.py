"""The workflows of casework, as tables. Deeds use them, pages take their buttons and the timeline its sentences from them."""

from django.utils.translation import gettext_lazy as _

from base.roles import Verb
from base.workflow import Move, Workflow
from minors import clocks

CASE = Workflow(
    "case",
    Move("open", (), "open", _("The case was opened."), Verb.REGISTER_CHILD),
    Move(
        "request_closure",
        ("open",),
        "closure_requested",
        _("Closure of the case was requested."),
        Verb.REQUEST_CLOSURE,
        _("Ask for closure"),
    ),
    Move(
        "refuse_closure",
        ("closure_requested",),
        "open",
        _("Closure was refused: the case stays open."),
        Verb.APPROVE_CLOSURE,
        _("Refuse closure"),
    ),
    Move("close", ("closure_requested",), "closed", _("The case was closed."), Verb.APPROVE_CLOSURE, _("Approve closure")),
    Move("reopen", ("closed",), "open", _("The case was reopened."), Verb.REOPEN, _("Reopen the case")),
)

CLOSURE = Workflow(
    "closure",
    Move("request", (), "requested", _("A request for closure was written."), Verb.REQUEST_CLOSURE),
    Move(
        "approve",
        ("requested",),
        "approved",
        _("The request for closure was approved."),
        Verb.APPROVE_CLOSURE,
        _("Approve closure"),
    ),
    Move(
        "refuse", ("requested",), "refused", _("The request for closure was refused."), Verb.APPROVE_CLOSURE, _("Refuse closure")
    ),
)

RAPID_ASSESSMENT = Workflow(
    "rapid_assessment",
    Move("sign", (), "signed", _("The rapid assessment was signed."), Verb.ASSESS, _("Rapid assessment")),
    then=clocks.follow,
)

BIA = Workflow(
    "bia",
    Move("begin", (), "draft", _("A best-interests assessment was begun."), Verb.ASSESS, _("Best-interests assessment")),
    Move(
        "submit",
        ("draft", "returned"),
        "submitted",
        _("The best-interests assessment was sent to the supervisor."),
        Verb.ASSESS,
        _("Send to the supervisor"),
    ),
    Move("approve", ("submitted",), "approved", _("The best-interests assessment was approved."), Verb.APPROVE, _("Approve")),
    Move(
        "return",
        ("submitted",),
        "returned",
        _("The best-interests assessment was returned with a comment."),
        Verb.APPROVE,
        _("Return with a comment"),
    ),
    then=clocks.follow,
)

FOLLOW_UP = Workflow(
    "follow_up",
    Move("sign", (), "signed", _("A follow-up was written."), Verb.ASSESS, _("Visit or call")),
    then=clocks.follow,
)

PLACEMENT = Workflow(
    "placement",
    Move("begin", (), "current", _("It was recorded where the child sleeps."), Verb.PLACE, _("Place the child")),
    Move("end", ("current",), "ended", _("The placement ended."), Verb.PLACE, _("End the placement"), reasons="L26"),
    then=clocks.follow,
)

RISK = Workflow(
    "risk",
    Move("allow_below", (), "below", _("A supervisor set the level of risk below what the known facts call for."), Verb.APPROVE),
)

CONCERN = Workflow(
    "concern",
    Move("suspect", (), "suspected", _("A protection concern was recorded."), Verb.ASSESS, _("Record a protection concern")),
    Move("report", ("suspected",), "reported", _("A protection concern was reported."), Verb.ASSESS, _("It was reported")),
    Move(
        "confirm",
        ("suspected", "reported"),
        "confirmed",
        _("A protection concern was confirmed."),
        Verb.ASSESS,
        _("It is confirmed"),
    ),
    Move(
        "resolve",
        ("suspected", "reported", "confirmed"),
        "resolved",
        _("A protection concern was resolved."),
        Verb.ASSESS,
        _("It is resolved"),
        reasons="W12",
    ),
    Move("return", ("resolved",), "suspected", _("A protection concern came back."), Verb.ASSESS, _("It has come back")),
    then=clocks.follow,
)
CARE_PLAN = Workflow(
    "care_plan",
    Move("begin", (), "draft", _("A care plan was begun."), Verb.ASSESS, _("Write the care plan")),
    Move(
        "submit",
        ("draft", "approved"),
        "submitted",
        _("The care plan was sent to the supervisor."),
        Verb.ASSESS,
        _("Send to the supervisor"),
    ),
    Move("take_back", ("submitted",), "draft", _("The care plan was taken back."), Verb.ASSESS, _("Take it back")),
    Move("approve", ("submitted",), "approved", _("The care plan was approved."), Verb.APPROVE, _("Approve")),
    Move(
        "return",
        ("submitted",),
        "draft",
        _("The care plan was returned with a comment."),
        Verb.APPROVE,
        _("Return with a comment"),
    ),
    Move("supersede", ("approved",), "superseded", _("A later care plan replaced the one before."), Verb.APPROVE),
    then=clocks.follow,
)

PLAN_ACTION = Workflow(
    "plan_action",
    Move("add", (), "pending", _("An action was added to the care plan."), Verb.ASSESS, _("Add an action")),
    Move("start", ("pending",), "ongoing", _("An action of the care plan was begun."), Verb.ASSESS, _("It is under way")),
    Move(
        "complete", ("pending", "ongoing"), "completed", _("An action of the care plan was done."), Verb.ASSESS, _("It is done")
    ),
    Move(
        "cancel",
        ("pending", "ongoing"),
        "cancelled",
        _("An action of the care plan was given up."),
        Verb.ASSESS,
        _("It is given up"),
    ),
    Move(
        "resume",
        ("completed", "cancelled"),
        "ongoing",
        _("An action of the care plan was taken up again."),
        Verb.ASSESS,
        _("Take it up again"),
    ),
    then=clocks.follow,
)

# What is approved tells by its own workflow that it was sent and decided: these moves are remembered, but not told a second time.
APPROVAL = Workflow(
    "approval",
    Move("ask", (), "asked", _("Approval was asked for."), Verb.OPEN_CASE),
    Move("approve", ("asked",), "approved", _("It was approved."), Verb.APPROVE, _("Approve")),
    Move("return", ("asked",), "returned", _("It was returned with a comment."), Verb.APPROVE, _("Return with a comment")),
    Move("withdraw", ("asked",), "withdrawn", _("The question was taken back."), Verb.OPEN_CASE, _("Take it back")),
    told=False,
)

# A placement has no state of its own for this, so the question tells by itself.
PLACEMENT_APPROVAL = Workflow(
    "placement_approval",
    Move("ask", (), "asked", _("The approval of the placement was asked for."), Verb.PLACE),
    Move("approve", ("asked",), "approved", _("The placement was approved."), Verb.APPROVE, _("Approve")),
    Move(
        "return",
        ("asked",),
        "returned",
        _("The placement was returned with a comment."),
        Verb.APPROVE,
        _("Return with a comment"),
    ),
    Move("withdraw", ("asked",), "withdrawn", _("The placement ended before anybody approved it."), Verb.PLACE),
)

# Its deeds settle all time limits, because an absence lets the others stand still.
MISSING = Workflow(
    "missing",
    Move("report", (), "missing", _("The child was reported missing."), Verb.REPORT_MISSING, _("The child is missing")),
    Move("find", ("missing",), "found", _("The child was found."), Verb.REPORT_MISSING, _("The child was found")),
    Move("close", ("missing",), "closed", _("The search ended with the case."), Verb.APPROVE_CLOSURE),
)

INFORMED = Workflow(
    "informed",
    Move(
        "tell", (), "told", _("An institution was told that the child is missing."), Verb.REPORT_MISSING, _("Somebody was told")
    ),
)

SEARCH = Workflow(
    "search",
    Move("act", (), "action", _("Something was done to find the child."), Verb.REPORT_MISSING),
    Move("review", (), "review", _("The search for the child was reviewed."), Verb.REPORT_MISSING),
    field="kind",
    then=clocks.follow,
)

RETURN_INTERVIEW = Workflow(
    "return_interview",
    Move("hold", (), "held", _("The return interview was held."), Verb.ASSESS, _("Return interview")),
    then=clocks.follow,
)

TRANSITION = Workflow(
    "transition",
    Move("write", (), "written", _("A transition plan was written."), Verb.ASSESS, _("Transition plan")),
    Move("revise", ("written",), "written", _("The transition plan was revised."), Verb.ASSESS, _("Transition plan")),
    then=clocks.follow,
)

HOLD = Workflow(
    "hold",
    Move("ask", (), "asked", _("It was asked to put the case on hold."), Verb.REQUEST_CLOSURE, _("Put the case on hold")),
    Move("agree", ("asked",), "agreed", _("The case was put on hold."), Verb.APPROVE, _("Put the case on hold")),
    Move("refuse", ("asked",), "refused", _("The case was not put on hold."), Verb.APPROVE, _("Refuse")),
    Move("end", ("agreed",), "ended", _("The hold was ended: the work goes on."), Verb.ASSESS, _("End the hold now")),
)

TRANSFER = Workflow(
    "transfer",
    Move(
        "offer", (), "proposed", _("The case was offered to another social worker."), Verb.ASSIGN, _("Hand over"), reasons="L24"
    ),
    Move(
        "hand_over",
        (),
        "accepted",
        _("The case was handed over to another social worker."),
        Verb.ASSIGN,
        _("Hand over"),
        reasons="L24",
    ),
    Move(
        "accept", ("proposed",), "accepted", _("The new social worker accepted the case."), Verb.OPEN_CASE, _("Accept the case")
    ),
    Move("refuse", ("proposed",), "refused", _("The other social worker refused the case."), Verb.OPEN_CASE, _("Refuse")),
    Move("cancel", ("proposed",), "cancelled", _("The offer of the case was withdrawn."), Verb.ASSIGN, _("Withdraw the offer")),
    Move("undo", ("accepted",), "undone", _("The hand-over of the case was undone."), Verb.ASSIGN, _("Undo")),
    Move(
        "introduce",
        ("accepted",),
        "accepted",
        _("The child was introduced to the new social worker."),
        Verb.ASSESS,
        _("The child knows the new social worker"),
    ),
)

GUARDIANSHIP = Workflow(
    "guardianship",
    Move("ask", (), "asked", _("A guardian or representative was asked for."), Verb.ASSESS, _("Ask for a guardian")),
    Move("record", (), "appointed", _("A guardian or representative was recorded."), Verb.ASSESS, _("Record a representative")),
    Move("appoint", ("asked",), "appointed", _("A guardian or representative was appointed."), Verb.ASSESS, _("It was decided")),
    Move("refuse", ("asked",), "refused", _("No guardian or representative was appointed."), Verb.ASSESS, _("It was refused")),
    Move("end", ("appointed",), "ended", _("The mandate of a representative ended."), Verb.ASSESS, _("End the mandate")),
    then=clocks.follow,
)

GUARDIAN_VIEW = Workflow(
    "guardian_view",
    Move("say", (), "said", _("The guardian said something about the child."), Verb.EXPRESS_VIEW, _("Say what you think")),
    Move("answer", ("said",), "answered", _("The guardian was answered."), Verb.ASSESS, _("Answer the guardian")),
)

ASYLUM_HEARING = Workflow(
    "asylum_hearing",
    Move("record", (), "recorded", _("An asylum interview was recorded."), Verb.ASSESS, _("Asylum interview")),
)

AGE = Workflow(
    "age_assessment",
    Move("doubt", (), "doubted", _("The age of the child was doubted."), Verb.ASSESS, _("The age is doubted")),
    Move("conclude", ("doubted",), "concluded", _("The age was assessed."), Verb.ASSESS, _("Conclude")),
    Move("drop", ("doubted",), "dropped", _("The doubt about the age was given up."), Verb.ASSESS, _("The doubt is given up")),
    Move("appeal", ("concluded", "submitted"), "concluded", _("An appeal was made about the age."), Verb.ASSESS, _("Appeal")),
    Move("reject_appeal", ("concluded",), "concluded", _("The appeal about the age was rejected."), Verb.ASSESS),
    Move("set_aside", ("concluded",), "set_aside", _("The appeal about the age was granted: a child."), Verb.ASSESS),
    Move(
        "submit",
        ("concluded",),
        "submitted",
        _("The assessment of the age was sent to the supervisor."),
        Verb.ASSESS,
        _("Send to the supervisor"),
    ),
    Move("confirm", ("submitted",), "confirmed", _("The assessment of the age was confirmed."), Verb.APPROVE, _("Confirm")),
    Move(
        "return",
        ("submitted",),
        "concluded",
        _("The assessment of the age was returned with a comment."),
        Verb.APPROVE,
        _("Return with a comment"),
    ),
)
