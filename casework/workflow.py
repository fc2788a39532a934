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

PLACEMENT = Workflow(
    "placement",
    Move("begin", (), "current", _("It was recorded where the child sleeps."), Verb.PLACE, _("Place the child")),
    Move("end", ("current",), "ended", _("The placement ended."), Verb.PLACE, _("End the placement"), reasons="L26"),
    then=clocks.follow,
)
