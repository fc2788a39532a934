"""Looking for a child's family (domain.md 3.11, F11): the child is asked first, and the search rests on what the child allowed."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates
from base.models import Institution
from base.roles import Verb
from base.workflow import Refused
from casework import approvals
from casework.models import TRACING, TRACING_ACTION, Approval, Case, SoughtPerson, TracingAction, TracingRequest
from minors import asylum, joined, ledger
from minors.models import Child, Merge, Nationality, Person, Wish, Wishes, Withheld
from minors.relying import Relying

Scope, Ending = TracingRequest.Scope, TracingRequest.Ending
HOME = asylum.HOME
VAGUE = {"", "unknown", "refused", "other", "undetermined", "stateless"}  # answers that name no country
# What a method tells to whom: it needs the child's word for that too, besides the one that the search rests on.
NEEDS = {
    "photo": "photo_tracing",
    "referral_icrc": Scope.HERE,
    "red_cross_message": Scope.HERE,
    "cross_border": Scope.ACROSS,
}
RECEIVERS = {"referral_icrc": "CRD", "red_cross_message": "CRD", "cross_border": "IOM"}
FAMILY = {"parents", "relatives"}  # of list L46
SEARCH = gettext_noop("The words stand in the search for the family.")


def against(child: Child, scope: str, *, recipient: Institution | None = None, secret: bool = True) -> list[str]:
    """Why the family of this child is not looked for through that service: the sentences; empty when nothing speaks against it.

    With a `recipient` a no to this institution alone counts too. Without `secret` what only readers of C4 may learn of is left out:
    for pages. The deeds ask for everything.
    """
    found, files = [], joined.files_of(child)
    answer = ledger.allows(child, scope, recipient=recipient)
    if not answer:
        found.append(_("The child’s consent is missing: %(scope)s. %(why)s") % {"scope": answer.scope_label, "why": answer.why})
    if Wishes.objects.filter(child__in=files, wants_tracing=Wish.NO).exists():
        found.append(_("The child does not want the family to be looked for."))
    if secret and Withheld.objects.filter(child__in=files, from_whom__overlap=sorted(FAMILY), why="fear_of_harm").exists():
        # The secret itself is for readers of C4.
        found.append(_("Something in the file speaks against any contact with the family. Ask the supervisor."))
    return found


def searchable(children, scope: str, *, recipient: Institution | None = None):
    """Those of these children against whom `against` says nothing, as a query: for lists. What one file of a child says counts for all."""
    wishes_not = Wishes.objects.filter(wants_tracing=Wish.NO).order_by().values("child")
    hides = Withheld.objects.filter(from_whom__overlap=sorted(FAMILY), why="fear_of_harm").order_by().values("child")
    shut = wishes_not.union(hides)
    joined_shut = Merge.objects.in_force().filter(other__in=shut).order_by().values("kept")
    allowing = ledger.allowing(scope, recipient=recipient)
    return children.filter(pk__in=allowing).exclude(pk__in=shut.union(joined_shut))


@transaction.atomic
def open_search(case: Case, *, sought: Iterable[dict], by, **facts) -> TracingRequest:
    """Open a search. `sought` are persons in the order of the child's wish: person or name, and relation; `facts` fields of the request.

    Raises `Refused` for a closed case, without the consent of the ledger, against the child's wish or fear, with nobody to look
    for, and while a search through the same service goes on.
    """
    child = Child.objects.select_for_update(of=["self"]).get(pk=case.child_id)
    episode = Case.objects.get(pk=case.pk).episode
    if episode is None:
        raise Refused(_("The case is closed. Reopen it first."))
    if facts["fear_of_family"] != TracingRequest.Fear.NO:
        words = _("A family that the child is afraid of is not looked for. Record the fear as a protection concern.")
        raise Refused(words, field="fear_of_family")
    if not facts["child_says"].strip():
        raise Refused(_("Ask the child first, and write what the child says."), field="child_says")
    for sentence in against(child, facts["scope"]):
        raise Refused(sentence, field="scope")
    if TracingRequest.objects.going_on().filter(child=child, scope=facts["scope"]).exists():
        raise Refused(_("A search through this service goes on already."), field="scope")
    persons = [one for one in sought if one.get("person") or one.get("name", "").strip()]
    if not persons:
        raise Refused(_("Say who is looked for."), field="name_1")
    strangers = [
        one for one in persons if one.get("person") and one["person"].child_id not in {f.pk for f in joined.files_of(child)}
    ]
    if strangers:
        raise Refused(_("Choose a person of this file."), field="person_1")
    number = 1 + TracingRequest.objects.filter(child=child).count()
    request = TRACING.begin(
        TracingRequest(child=child, episode=episode, number=number, author=by, **facts), "open", by=by, reason=SEARCH
    )
    for rank, one in enumerate(persons, start=1):
        SoughtPerson(request=request, rank=rank, **one).save(by=by, reason=SEARCH)
    return request


def is_origin(child: Child, country: str) -> bool:
    """Whether a step in that country may reach the authorities of the country that the child may flee. What is not known counts."""
    files = joined.files_of(child)
    known = {one.nationality for one in files}
    known |= set(Nationality.objects.filter(child__in=files).values_list("country", flat=True))
    return country != HOME and (country in VAGUE or country in known or bool(known & VAGUE))


def needs_agreement(child: Child, country: str) -> bool:
    """Whether a step there needs the supervisor and the advice of UNHCR: it may endanger the child or the family (GC6 §80)."""
    return is_origin(child, country) and any(map(asylum.may_need, joined.files_of(child)))


@transaction.atomic
def act(request: TracingRequest, *, by, **facts) -> TracingAction:
    """Write down a step. One in the country of origin of a child who may need asylum is not done: it is asked for.

    Raises `Refused` when the search has ended or the child no longer allows it, for a moment to come, and for such a step without
    the advice of UNHCR.
    """
    _lock(request)
    _must_go_on(request, facts["method"])
    now, guarded = dates.now(), needs_agreement(request.child, facts["country"])
    action = TracingAction(request=request, author=by, guarded=guarded, recorded_at=now, **facts)
    if guarded:
        if not action.unhcr_advice.strip():
            words = _("The child may need asylum. In the country of origin nothing is asked without the advice of UNHCR.")
            raise Refused(words, field="unhcr_advice")
        action.done_at, action.result, action.result_note = None, "pending", ""
        TRACING_ACTION.begin(action, "ask", by=by, reason=SEARCH)
        approvals.ask(action, by=by)
        return action
    action.done_at = action.done_at or now
    _has_happened(action)
    TRACING_ACTION.begin(action, "do", by=by, reason=SEARCH, happened_at=action.done_at)
    _begun(request, by)
    return action


@transaction.atomic
def carry_out(action: TracingAction, *, by, done_at, result: str, result_note: str = "", next_step: str = "") -> TracingAction:
    """Write that an agreed step was done. Raises `Refused` when the child no longer allows it, whoever agreed before."""
    request = action.request
    _lock(request)
    _must_go_on(request, action.method)
    action.done_at = done_at or dates.now()
    _has_happened(action)
    said = {"done_at": action.done_at, "result": result, "result_note": result_note, "next_step": next_step}
    TRACING_ACTION.move(action, "carry_out", by=by, reason=SEARCH, happened_at=action.done_at, **said)
    _begun(request, by)
    return action


def _lock(request: TracingRequest) -> None:
    """A search that somebody else ends at this moment is read as ended."""
    TracingRequest.objects.select_for_update().get(pk=request.pk)
    request.refresh_from_db(fields=["status", "version"])


def _begun(request: TracingRequest, by) -> None:
    if TRACING.allows(request, "start"):
        TRACING.move(request, "start", by=by, reason=SEARCH)


def _has_happened(action: TracingAction) -> None:
    if action.done_at > dates.now():
        raise Refused(_("This moment has not come yet."), field="done_at")


def _must_go_on(request: TracingRequest, method: str) -> None:
    if not request.goes_on:
        raise Refused(_("This search has ended. Open a new one."))
    for scope in dict.fromkeys([request.scope, NEEDS.get(method, request.scope)]):
        for sentence in against(request.child, scope):
            raise Refused(sentence, field="method")


@transaction.atomic
def locate(request: TracingRequest, *, by) -> TracingRequest:
    """Somebody was found. Raises `Refused` while no step of the search was successful."""
    if not request.actions.filter(status=TracingAction.Status.DONE, result="successful").exists():
        raise Refused(_("No step of this search was successful yet. Write first what was done."))
    return TRACING.move(request, "locate", by=by, reason=SEARCH)


@transaction.atomic
def lose(request: TracingRequest, *, by) -> TracingRequest:
    """Whoever was found is not, or not the one who is looked for: the search goes on."""
    return TRACING.move(request, "lose", by=by, reason=SEARCH)


@transaction.atomic
def close(request: TracingRequest, *, ending: str, note: str, by) -> TracingRequest:
    """End the search. What waits for the supervisor, or was agreed and not done, is stopped. Raises `Refused` without a word on it."""
    if not note.strip():
        raise Refused(_("Write what came of the search."), field="ending_note")
    for action in request.actions.filter(status__in=["asked", "agreed"]):
        action.request = request
        waits = approvals.waiting_for(action)
        if waits:
            approvals.withdraw(waits, by=by, reason=SEARCH)
        TRACING_ACTION.move(action, "stop", by=by, reason=SEARCH)
    return TRACING.move(request, "close", by=by, reason=SEARCH, ending=ending, ending_note=note.strip(), closed_at=dates.now())


def refuse(action: TracingAction, *, by, version: int | None, comment: str) -> TracingAction:
    return approvals.send_back(approvals.asked_for(action), version=version, by=by, comment=comment).record


def agree(action: TracingAction, *, by, version: int | None, comment: str = "") -> TracingAction:
    """The supervisor agrees to a step in the country of origin. Raises `Refused` for one's own."""
    return approvals.approve(approvals.asked_for(action), version=version, by=by, comment=comment).record


def _agreed(action: TracingAction, approval: Approval) -> None:
    _must_go_on(action.request, action.method)
    _decide(action, approval, "agree")


def _refused(action: TracingAction, approval: Approval) -> None:
    _decide(action, approval, "refuse")


def _decide(action: TracingAction, approval: Approval, move: str) -> None:
    said: dict[str, Any] = {"decided_by": approval.decided_by, "decision": approval.comment}
    TRACING_ACTION.move(action, move, by=approval.decided_by, reason=approvals.DECIDED, **said)


approvals.declare(
    approvals.Approvable(
        key="tracing_action",
        model=TracingAction,
        verb=Verb.APPROVE,
        title=lambda number: _("Step in the country of origin, to find the family"),
        deciding=lambda number: _("Decide on a step in the country of origin"),
        page="casework:tracing_action",
        content=("method", "country", "place", "by_whom", "what", "unhcr_advice"),
        approved=_agreed,
        returned=_refused,
    )
)


def pull(child: Child, scopes: set[str], recipient: Institution | None, *, by, reason: str) -> int:
    """With the scope that it rests on, a search ends at once (domain.md 7.4). A no to one recipient ends what goes through that one."""
    going_on = list(TracingRequest.objects.going_on().filter(child=child, scope__in=scopes))
    stopped = [one for one in going_on if recipient is None or recipient.code == _service_of(one.scope)]
    for request in stopped:
        close(request, ending=Ending.CONSENT, note=_("The consent was withdrawn."), by=by)
    return len(stopped)


def holders(child: Child, scopes: set[str], recipient: Institution | None) -> set[Institution]:
    """Who was told of the child by a step that was done on these scopes."""
    done = TracingAction.objects.filter(request__child=child, status=TracingAction.Status.DONE, method__in=list(RECEIVERS))
    codes = {RECEIVERS[method] for method in done.values_list("method", flat=True) if NEEDS[method] in scopes}
    told = Institution.objects.filter(code__in=codes)
    return set(told.filter(pk=recipient.pk) if recipient else told)


def _service_of(scope: str) -> str:
    return "CRD" if scope == Scope.HERE else "IOM"


SEARCHES = Relying(pull=pull, holders=holders)


def persons_of(child: Child) -> list[Person]:
    """Persons of the file who may be looked for; the dead are not."""
    return list(
        Person.objects.filter(child__in=joined.files_of(child)).exclude(alive=Person.Alive.DEAD).order_by("rank", "recorded_at")
    )
