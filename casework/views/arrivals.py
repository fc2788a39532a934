"""An arrival: reported, its children registered in a row, its figures; corrected when it is known better (domain.md 9.1)."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.forms import kept
from base.models import AccessEvent, Stale
from base.pages import page, show
from base.roles import Verb
from base.templatetags.look import isolate
from base.workflow import Refused
from casework import arriving
from casework.forms.arrivals import ArrivalForm, CorrectArrivalForm, QuickForm, SiblingsForm, as_typed
from casework.views.intake import open_case, welcome
from minors import access, siblings
from minors import arrivals as events
from minors.models import ArrivalEvent
from minors.views.children import for_rows, powers

LONGEST = 60  # arrivals on one page
READ = ("place", "region", "team__institution")


@page(verb=Verb.OPEN_CASE)
def arrivals(request):
    """The arrivals that this person's team, unit, region or country has to do with, newest first."""
    found = access.visible_to(request.user, ArrivalEvent).select_related("place", "team__institution")[:LONGEST]
    reach = access.children_of(request.user).filter(arrival__in=[one.pk for one in found]).order_by()
    numbers = dict(reach.values_list("arrival").annotate(number=Count("pk")))
    rows = [(one, numbers.get(one.pk, 0)) for one in found]
    return show(request, "casework/arrivals.html", {"rows": rows, "may_register": request.user.can(Verb.REGISTER_CHILD)})


@page(verb=Verb.REGISTER_CHILD, methods=("GET", "POST"))
def new_arrival(request):
    form = kept(request, ArrivalForm, worker=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            arrival = events.report(by=request.user, reason=_("Arrival reported"), **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The arrival is recorded. Register its children one after the other."))
            return redirect(arrival)
    return show(request, "casework/new_arrival.html", {"form": form}, status=422 if form.is_bound else 200)


@access.record_page(ArrivalEvent, verb=Verb.OPEN_CASE, related=READ)
def arrival(request, arrival):
    return _show(request, arrival)


def _show(request, arrival, *, siblings_form=None, status=200):
    counted = arriving.counted(arrival, request.user)
    shown = request.GET.get("show", "")
    reach = arriving.children(arrival, request.user)
    if shown in counted.figures:
        reach = arriving.only(reach, shown, request.user)
    else:
        shown = ""
    rows = _rows(reach, request.user)
    if siblings_form is None and not shown:
        siblings_form = SiblingsForm(children=rows)
    access.remember(request.user, AccessEvent.Kind.LISTED, found=[child.code for child in rows])
    context = {
        "arrival": arrival,
        "counted": counted,
        "progress": _progress(arrival, counted.registered),
        "tiles": _tiles(arrival, counted, shown),
        "facts": _facts(arrival, request.user),
        "children": rows,
        "shown": arriving.FIGURES[shown] if shown else "",
        "others": counted.registered - counted.opened,
        "siblings_form": siblings_form,
        **powers(request.user),
    }
    return show(request, "casework/arrival.html", context, status=status)


def _rows(reach, user) -> list:
    return list(arriving.with_siblings(for_rows(reach, user), user).order_by("registered_at", "id"))


@access.record_page(ArrivalEvent, verb=Verb.ASSESS, methods=("POST",), related=READ)
def link_arrived(request, arrival):
    """Children of one arrival are brothers and sisters: all of those who were ticked, or nobody."""
    form = SiblingsForm(request.POST, children=_rows(arriving.children(arrival, request.user), request.user))
    if form.is_valid():
        try:
            siblings.link(by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The children are linked as brothers and sisters, each in the own file."))
            return redirect(arrival)
    return _show(request, arrival, siblings_form=form, status=422)


@access.record_page(ArrivalEvent, verb=Verb.REGISTER_CHILD, methods=("GET", "POST"), related=READ)
def correct_arrival(request, arrival):
    form, conflict = kept(request, CorrectArrivalForm, worker=request.user, initial=as_typed(arrival)), None
    if request.method == "POST" and form.is_valid():
        arrival.version = form.cleaned_data["version"] or arrival.version
        try:
            events.correct(arrival, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        except Stale as stale:
            conflict = form.conflict(stale)
        else:
            messages.success(request, _("The arrival was corrected."))
            return redirect(arrival)
    context = {"arrival": arrival, "form": form, "conflict": conflict}
    return show(request, "casework/correct_arrival.html", context, status=422 if form.is_bound else 200)


@access.record_page(ArrivalEvent, verb=Verb.REGISTER_CHILD, methods=("GET", "POST"), related=READ)
def register_arrived(request, arrival):
    """One child after the other: the answer to a registration is the empty form for the next."""
    registered = access.arrived_with(request.user, arrival)
    after = arriving.last_registered(arrival, request.user) if request.method == "GET" else None
    form = kept(request, QuickForm, worker=request.user, arrival=arrival, after=after, registered=registered)
    case, asked = open_case(request, form)
    if case:
        said = _progress(arrival, registered + 1)
        messages.success(request, format_html("{}<span class='d-block'>{}</span>", welcome(case.child), said))
        return redirect("casework:register_arrived", arrival.pk)
    context = {
        "arrival": arrival,
        "form": form,
        "progress": _progress(arrival, registered),
        **asked,
    }
    return show(request, "casework/register_arrived.html", context, status=422 if form.is_bound else 200)


def _progress(arrival, registered: int) -> str:
    """How many of its children have a file: of those who were counted, when somebody counted them."""
    if arrival.minors is None:
        return ngettext("%(number)d child registered", "%(number)d children registered", registered) % {"number": registered}
    values = {"number": registered, "of": arrival.minors}
    return ngettext("%(number)d of %(of)d child registered", "%(number)d of %(of)d children registered", arrival.minors) % values


def _tiles(arrival, counted, shown: str) -> list[dict]:
    tones = {"high": "bad", "no_care": "bad", "medical": "warn", "unidentified": "warn"}
    tiles: list[dict] = [
        {"value": counted.registered, "label": _("children registered"), "url": f"{arrival.get_absolute_url()}#children"}
    ]
    for code, number in counted.figures.items():
        url = f"{arrival.get_absolute_url()}?show={code}#children" if number else ""
        tile = {"value": number, "label": arriving.FIGURES[code], "url": url, "tone": tones[code] if number else ""}
        if code == "unidentified" and counted.infants:
            under = ngettext("%(number)d under 2 years", "%(number)d under 2 years", counted.infants)
            tile["hint"] = under % {"number": counted.infants}
        tiles.append(tile)
    for name, label in {"missing": _("persons missing"), "dead": _("persons dead")}.items():
        if getattr(arrival, name):
            tiles.append({"value": getattr(arrival, name), "label": label, "tone": "bad"})
    return tiles


def _facts(arrival, user) -> list[dict]:
    counts = [(arrival.women, _("women")), (arrival.men, _("men")), (arrival.minors, _("children"))]
    told = [f"{number} {label}" for number, label in counts if number is not None]
    facts = [
        {"label": _("Persons who arrived"), "value": arrival.persons},
        {"label": _("Of them"), "value": ", ".join(told)},
        {"label": _("Persons dead"), "value": arrival.dead},
        {"label": _("Persons missing"), "value": arrival.missing},
        {"label": _("Reported by"), "value": arrival.reported_by_label},
        {"label": _("Who was there"), "value": ", ".join(arrival.agency_labels)},
        {"label": _("Team"), "value": isolate(arrival.team)},
    ]
    if "C3" in user.role.classes:
        facts.append({"label": _("What happened"), "value": isolate(arrival.description) if arrival.description else ""})
    return facts
