"""The first page of the day, and what waits for a supervisor. Children appear by code only."""

from django.db.models import F, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.pages import page, show
from base.roles import Scope, Verb
from casework import due
from casework.models import BestInterestsAssessment, Case, ClosureRequest
from casework.templatetags.cases import as_item
from minors.access import visible_to
from minors.models import ProposedChange

LONGEST = 30  # lines of one list; a longer list would not be read
WHEN = ["late", "today", "soon"]


@page(verb=Verb.OPEN_CASE)
def today(request):
    user = request.user
    whole_unit = user.can(Verb.SEE_BOARD)
    clocks = due_for(user)
    counts = due.counted(clocks)
    groups = [_group(name, clocks, counts[name], user) for name in WHEN if counts[name]]
    waiting = _waiting(user)
    context = {
        "groups": groups,
        "tiles": _tiles(counts, waiting, user),
        "waiting": waiting[:LONGEST],
        "whole_unit": whole_unit,
        "escalated": in_code(user),
        "incomplete_url": reverse("minors:incomplete") if user.can(Verb.ASSESS) else "",
        "board_url": reverse("casework:board") if whole_unit else "",
        "nothing": not groups and not waiting,
    }
    return show(request, "casework/today.html", context)


def due_for(user):
    """The clocks that somebody's day begins with: of their own cases, for a supervisor of the unit's.

    Who answers for a region or the country sees what was left for too long (domain.md 2.5). What waits for an approval is in the
    list of approvals instead.
    """
    cases = visible_to(user, Case)
    if not user.can(Verb.SEE_BOARD):
        cases = cases.filter(owner=user)
    clocks = due.clocks_of(user, cases).exclude(verb=Verb.APPROVE)
    return clocks.filter(due.when("escalated")) if in_code(user) else clocks


def in_code(user) -> bool:
    return Scope(user.role.scope) in (Scope.REGION_CODED, Scope.ALL_CODED)


def title_of(name: str) -> str:
    """What a group of due lines is called."""
    return {
        "late": _("Overdue"),
        "today": _("Today"),
        "soon": _("Next 7 days"),
        "escalated": _("Overdue by half of their time again"),
    }[name]


def _group(name, clocks, count, user) -> dict:
    lines = due.lines(due.ordered(clocks.filter(due.when(name)))[:LONGEST])
    return {
        "id": name,
        "title": title_of(name),
        "count": count,
        "more": max(0, count - LONGEST),
        "url": f"{reverse('casework:due')}?when={name}",
        "items": [as_line(one, user) for one in lines],
    }


def as_line(one, user) -> dict:
    """A line for components/due_list.html. Who may not do it is led to the case instead of to a closed door."""
    return {
        **as_item(one),
        "url": one.url if user.can(one.verb) else one.case.get_absolute_url(),
        "code": one.case.child.code,
        "risk": one.case.risk,
    }


def _tiles(counts, waiting, user) -> list[dict]:
    tones = {"late": "bad", "today": "warn", "soon": ""}
    address = reverse("casework:due")
    tiles = [
        {
            "value": counts[name],
            "label": title_of(name),
            "tone": tones[name] if counts[name] else "",
            "url": f"{address}?when={name}",
        }
        for name in WHEN
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
