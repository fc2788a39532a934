"""The first page of the day, what waits for a supervisor, and the board of a unit. Children appear by code only."""

from datetime import datetime, time, timedelta

from django.db.models import Count, F, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import dates
from base.pages import page, show
from base.roles import Verb
from casework import due
from casework.models import BestInterestsAssessment, Case, ClosureRequest
from casework.views import handing
from minors.access import visible_to
from minors.models import ProposedChange

LONGEST = 30  # lines of one list; a longer list would not be read
MOST_CASES = 25  # active cases of one social worker (domain.md 2.6)
COMPONENT = {"late": "overdue", "today": "today", "soon": "soon"}


@page(verb=Verb.OPEN_CASE)
def today(request):
    user = request.user
    cases = visible_to(user, Case)
    whole_unit = user.can(Verb.SEE_BOARD)
    if not whole_unit:
        cases = cases.filter(owner=user)
    found = due.lines(due.clocks_of(user, cases).due_before(_in_a_week()))
    # What waits for the supervisor is in the list of approvals, and nothing the worker can do.
    found = [one for one in found if one.verb != Verb.APPROVE]
    groups = [_group(state, title, found, user) for state, title in _titles().items()]
    waiting = _waiting(user)
    context = {
        "groups": [group for group in groups if group["items"]],
        "tiles": _tiles(groups, waiting, user),
        "waiting": waiting[:LONGEST],
        "whole_unit": whole_unit,
        "incomplete_url": reverse("minors:incomplete") if user.can(Verb.ASSESS) else "",
        "board_url": reverse("casework:board") if whole_unit else "",
        "handing": handing.today(user),
        "nothing": not found and not waiting,
    }
    return show(request, "casework/today.html", context)


def _in_a_week() -> datetime:
    """The end of the seventh day from now, in Djibouti."""
    return datetime.combine(dates.today() + timedelta(days=8), time(), dates.DJIBOUTI)


def _titles() -> dict:
    return {"late": _("Overdue"), "today": _("Today"), "soon": _("Next 7 days")}


def _group(state, title, found, user) -> dict:
    of_state = [one for one in found if (one.state if one.state != "later" else "soon") == state]
    return {
        "id": state,
        "title": title,
        "count": len(of_state),
        "more": max(0, len(of_state) - LONGEST),
        "items": [_line(one, user) for one in of_state[:LONGEST]],
    }


def _line(one, user) -> dict:
    """A line for components/due_list.html. Who may not do it is led to the case instead of to a closed door."""
    return {
        "state": COMPONENT.get(one.state, "soon"),
        "title": one.what,
        "url": one.url if user.can(one.verb) else one.case.get_absolute_url(),
        "text": one.delay,
        "deadline": one.at,
        "code": one.case.child.code,
        "risk": one.case.risk,
    }


def _tiles(groups, waiting, user) -> list[dict]:
    tones = {"late": "bad", "today": "warn", "soon": ""}
    tiles = [
        {"value": group["count"], "label": group["title"], "tone": tones[group["id"]] if group["count"] else "", "url": ""}
        for group in groups
    ]
    if user.can(Verb.APPROVE):
        tiles.append({"value": len(waiting), "label": _("To approve"), "url": reverse("casework:approvals"), "tone": ""})
    return [{**tile, "hint": ""} for tile in tiles]


@page(verb=Verb.APPROVE)
def approvals(request):
    return show(request, "casework/approvals.html", {"waiting": _waiting(request.user)})


def _waiting(user) -> list[dict]:
    """Assessments, closures and changes of identity that wait for a decision within this person's reach, oldest first."""
    kinds = []
    if user.can(Verb.APPROVE):
        asked = visible_to(user, BestInterestsAssessment).filter(status="submitted")
        kinds.append(_question(asked, "bia", number="number", since="submitted_at", child="child", who="author"))
        asked = visible_to(user, ProposedChange).filter(status="proposed")
        kinds.append(_question(asked, "change", number=None, since="proposed_at", child="child", who="proposed_by"))
    if user.can(Verb.APPROVE_CLOSURE):
        asked = visible_to(user, ClosureRequest).filter(status="requested")
        kinds.append(
            _question(asked, "closure", number=None, since="requested_at", child="episode__case__child", who="requested_by")
        )
    if not kinds:
        return []
    first, *others = kinds
    rows = first.union(*others, all=True) if others else first
    # What one wrote oneself is decided by somebody else.
    return sorted((_asked(*row) for *row, who in rows if who != user.pk), key=lambda one: one["since"])


def _question(asked, kind, *, number, since, child, who):
    """One kind of what waits, as rows of the same columns: one query then asks for all kinds."""
    columns = {"nr": F(number) if number else Value(0), "asked_at": F(since), "code": F(f"{child}__code")}
    columns |= {"level": F(f"{child}__case__risk"), "asker": F(who)}
    rows = asked.order_by().annotate(kind_of=Value(kind), **columns)
    return rows.values_list("kind_of", "pk", "nr", "asked_at", "code", "level", "asker")


def _asked(kind, pk, number, since, code, risk) -> dict:
    titles = {
        "bia": _("Best-interests assessment %(number)s") % {"number": f"BIA-{number}"},
        "change": _("Change of the identity"),
        "closure": _("Closure of the case"),
    }
    pages = {"bia": "casework:bia", "change": "minors:decide_change", "closure": "casework:decide_closure"}
    return {
        "state": "today",
        "title": titles[kind],
        "url": reverse(pages[kind], args=[pk]),
        "text": due.waiting(since, _days, _hours),
        "deadline": "",
        "code": code,
        "risk": risk,
        "since": since,
    }


def _days(days: int) -> str:
    return ngettext("waiting for %(count)s day", "waiting for %(count)s days", days) % {"count": days}


def _hours(hours: int) -> str:
    if not hours:
        return _("waiting for less than an hour")
    return ngettext("waiting for %(count)s hour", "waiting for %(count)s hours", hours) % {"count": hours}


@page(verb=Verb.SEE_BOARD)
def board(request):
    cases = visible_to(request.user, Case)
    load = (
        cases.still_open()
        .order_by()
        .values("owner", name=F("owner__name"))
        .annotate(
            high=Count("pk", filter=Q(risk="high")),
            medium=Count("pk", filter=Q(risk="medium")),
            low=Count("pk", filter=Q(risk="low")),
        )
    )
    late: dict = {}
    for one in due.lines(due.clocks_of(request.user, cases).late()):
        late.setdefault(one.case.owner_id, []).append(one)
    workers = [_worker(row, late.get(row["owner"], []), request.user) for row in load]
    workers.sort(key=lambda worker: (-len(worker["late"]), -worker["weight"], worker["name"]))
    crumbs = [{"label": _("Today"), "url": reverse("casework:today")}]
    return show(
        request,
        "casework/board.html",
        {"workers": workers, "most": MOST_CASES, "hand_overs": request.user.can(Verb.ASSIGN), "crumbs": crumbs},
    )


def _worker(row, late, user) -> dict:
    """One line of the board. The weight counts a case of high risk three times, of medium risk twice (domain.md 2.6)."""
    cases = row["high"] + row["medium"] + row["low"]
    return {
        "id": row["owner"],
        "hand_over_url": reverse("casework:hand_over_caseload", args=[row["owner"]]) if user.can(Verb.ASSIGN) else "",
        "name": row["name"],
        "cases": cases,
        "high": row["high"],
        "weight": 3 * row["high"] + 2 * row["medium"] + row["low"],
        "too_many": cases > MOST_CASES,
        "late": late,
        "late_cases": len({one.case.pk for one in late}),
        "items": [_line(one, user) for one in late[:LONGEST]],
        "more": max(0, len(late) - LONGEST),
    }
