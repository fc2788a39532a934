"""The first page of the day, and what waits for a supervisor. Children appear by code only."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.pages import page, show
from base.roles import Scope, Verb
from casework import due, family_matches, questions
from casework.models import Case
from casework.templatetags.cases import as_item
from casework.views import handing
from casework.views.contact import for_today
from casework.waiting import back_to, waited, waiting
from minors.access import remember_list, visible_to

LONGEST = 30  # lines of one list; a longer list would not be read
WHEN = ["late", "today", "soon"]
SEARCH = "missing.search_review"


@page(verb=Verb.OPEN_CASE)
def today(request):
    user = request.user
    whole_unit = user.can(Verb.SEE_BOARD)
    clocks = due_for(user)
    counts = due.counted(clocks)
    lines = _lines(clocks, counts)
    groups = [_group(name, lines, counts[name], user) for name in WHEN if counts[name]]
    waits = waiting(user)
    absences = [_absence(one) for one in lines if one.key == SEARCH]
    asked = [_asked_of(one) for one in questions.waiting_for(user)[:LONGEST]] if user.can(Verb.QUESTION) else []
    families = [_family_of(one) for one in family_matches.waiting_for(user)[:LONGEST]]
    back = back_to(user)[:LONGEST]
    context = {
        "absences": absences,
        "groups": groups,
        "asked": asked,
        "families": families,
        "back": back,
        "tiles": _tiles(counts, waits, user),
        "waiting": waits[:LONGEST],
        "contact": for_today(user),
        "whole_unit": whole_unit,
        "escalated": in_code(user),
        "incomplete_url": reverse("minors:incomplete") if user.can(Verb.ASSESS) else "",
        "inquiry_url": reverse("casework:pass_on_inquiry") if user.can(Verb.REGISTER_CHILD) else "",
        "board_url": reverse("casework:board") if whole_unit else "",
        "handing": handing.today(user),
        "nothing": not any([groups, waits, asked, absences, families, back]),
    }
    shown = [*absences, *back, *asked, *families, *(one for group in groups for one in group["items"]), *context["waiting"]]
    shown += context["contact"].get("checks", [])
    remember_list(user, [one["code"] for one in shown])
    return show(request, "casework/today.html", context)


def _lines(clocks, counts) -> list[due.Due]:
    """The first lines of each group, and the search for every missing child whenever it is due. One query."""
    parts = [clocks.filter(rule=SEARCH), *(clocks.filter(due.when(name)) for name in WHEN if counts[name])]
    first, *others = [due.ordered(part.select_related("child__case__child"))[:LONGEST] for part in parts]
    return due.as_lines(first.union(*others))


def _absence(one: due.Due) -> dict:
    """Children who are missing stand before everything else: those of one's own cases, for a supervisor those of the unit."""
    return {
        **as_item(one),
        "state": "overdue",
        "title": _("Missing child"),
        "url": reverse("casework:missing", args=[one.subject_id]),
        "text": due.waiting(one.since, _missing_days, _missing_hours),
        "code": one.case.child.code,
        "risk": "high",
    }


def _missing_days(days: int) -> str:
    return ngettext("missing for %(count)s day", "missing for %(count)s days", days) % {"count": days}


def _missing_hours(hours: int) -> str:
    if not hours:
        return _("missing for less than an hour")
    return ngettext("missing for %(count)s hour", "missing for %(count)s hours", hours) % {"count": hours}


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


def _group(name, lines, count, user) -> dict:
    shown = [one for one in lines if one.state == name][:LONGEST]
    return {
        "id": name,
        "title": title_of(name),
        "count": count,
        "more": max(0, count - len(shown)),
        "url": f"{reverse('casework:due')}?when={name}",
        "items": [as_line(one, user) for one in shown],
    }


def as_line(one, user) -> dict:
    """A line for components/due_list.html. Who may not do it is led to the case instead of to a closed door."""
    return {
        **as_item(one),
        "url": one.url if user.can(one.verb) else one.case.get_absolute_url(),
        "code": one.case.child.code,
        "risk": one.risk,
    }


def _tiles(counts, asked, user) -> list[dict]:
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
        tiles.append({"value": len(asked), "label": _("To approve"), "url": reverse("casework:approvals"), "tone": ""})
    return [{**tile, "hint": ""} for tile in tiles]


@page(verb=Verb.APPROVE)
def approvals(request):
    waits = waiting(request.user)
    remember_list(request.user, [one["code"] for one in waits])
    return show(request, "casework/approvals.html", {"waiting": waits})


def _family_of(match) -> dict:
    """A family that looks for a child of this person: the child is to be asked, or the family verified."""
    asked = match.asked_at is not None
    return {
        "state": "today",
        "title": _("Verify the family that looks for the child") if asked else _("A family looks for the child: ask the child"),
        "url": match.get_absolute_url(),
        "text": waited(match.asked_at or match.recorded_at),
        "deadline": "",
        "code": match.child.code,
        "risk": match.child.case.risk,
    }


def _asked_of(question) -> dict:
    """A question that waits for this person, as a line. Its words are read on its own page."""
    return {
        "state": "today",
        "title": question.title,
        "url": question.get_absolute_url(),
        "text": waited(question.asked_at),
        "deadline": "",
        "code": question.child.code,
        "risk": question.child.case.risk,
    }
