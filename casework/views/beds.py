"""The bed board: centres with their beds, one centre on one night, its roll-call and its list on paper (domain.md 3.9)."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates
from base.forms import kept
from base.models import AccessEvent
from base.pages import page, show
from base.roles import Scope, Verb
from base.workflow import Refused
from casework import bed_board, bed_list_pdf, houses, roll_call
from casework.forms.beds import RollCallForm
from casework.forms.care import AwayForm, BackForm
from casework.models import CareProvider, ProviderPlaces, RollCall, RollCallLine
from casework.views.one_form import OneForm
from casework.views.paper import printed
from minors import access
from minors.access import record_page

SHOWN = 7  # roll-calls on the page of a house


@page(verb=Verb.SEE_BEDS)
def beds(request):
    """All centres and families of the reader's scope with their beds on one night; the sums add up."""
    day = _day(request)
    providers = CareProvider.objects.seen_by(request.user).filter(is_open=True)
    houses = bed_board.houses(providers, reader=request.user, day=day)
    context = {
        "day": day,
        "today": dates.today(),
        "houses": [_line(house, day) for house in houses],
        "total": {name: sum(getattr(one, name) for one in houses) for name in ("beds", "taken", "free", "extra", "away")},
    }
    return show(request, "casework/beds.html", context)


def _line(house: bed_board.House, day: date) -> dict:
    sex = ProviderPlaces.Sex
    url = reverse("casework:beds_of", args=[house.provider.pk])
    return {
        "house": house,
        "url": url if day == dates.today() else f"{url}?on={day:%Y-%m-%d}",
        "girls": house.free_for(sex.GIRLS),
        "boys": house.free_for(sex.BOYS),
        "any": house.free_for(sex.ANY),
    }


def _day(request) -> date:
    """The night that is asked for; tonight for none, for one to come and for what is no date."""
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), dates.today())
    except ValueError:
        return dates.today()


def _house(request, provider: int, day: date) -> bed_board.House:
    """One house of the reader's scope. Another one is answered like one that does not exist."""
    seen = CareProvider.objects.seen_by(request.user).filter(pk=provider)
    found = bed_board.houses(seen, reader=request.user, day=day)
    if not found:
        raise Http404
    return found[0]


@page(verb=Verb.SEE_BEDS)
def beds_of(request, provider):
    """Who sleeps here on that night, and which beds are free."""
    day = _day(request)
    house = _house(request, provider, day)
    sleepers = bed_board.sleepers(house.provider, reader=request.user, day=day)
    access.remember(request.user, AccessEvent.Kind.LISTED, found=[one.child.code for one in sleepers])
    coded = Scope(request.user.role.scope) in (Scope.REGION_CODED, Scope.ALL_CODED)
    expected = bed_board.appointments([one.child for one in sleepers], day=day)
    calls = list(access.visible_to(request.user, RollCall).filter(provider=house.provider).select_related("called_by")[:SHOWN])
    differ = roll_call.numbers(calls, request.user)
    is_family = house.provider.kind == CareProvider.Kind.FAMILY
    context = {
        **_head(house),
        "day": day,
        "today": dates.today(),
        "sleepers": [
            {"child": one.child, "away": one.away, "placement": one.placement, "expected": expected[one.child.pk]}
            for one in sleepers
        ],
        "others": house.sleepers - len(sleepers),
        "calls": [{"call": one, "differ": differ.get(one.pk, 0)} for one in calls],
        "may_call": request.user.can(Verb.CALL_ROLL) and day == dates.today(),
        "may_print": request.user.can(Verb.CALL_ROLL) and not coded,
        "family_url": reverse("casework:family_of", args=[provider]) if request.user.can(Verb.SEE_FAMILIES) else "",
        "is_family": is_family,
        "change_url": _change_url(request.user, house),
        "reader_in_code": coded,
    }
    return show(request, "casework/beds_of.html", context)


def _change_url(user, house: bed_board.House) -> str:
    may = houses.changed_by(user).filter(pk=house.provider.pk).exists() if user.can(Verb.CHANGE_BEDS) else False
    return reverse("casework:change_beds", args=[house.provider.pk]) if may else ""


def _head(house: bed_board.House) -> dict:
    return {"house": house, "crumbs": [{"label": _("Beds"), "url": reverse("casework:beds")}]}


@page(verb=Verb.CALL_ROLL, methods=("GET", "POST"))
def call_roll(request, provider):
    """Tick who is there; what differs from the system is kept and shown."""
    house = _house(request, provider, dates.today())
    sleepers = bed_board.sleepers(house.provider, reader=request.user, day=dates.today())
    form = kept(request, RollCallForm, sleepers=sleepers)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = roll_call.call(
                house.provider,
                present={one.placement.pk for one in sleepers if str(one.placement.pk) in said.get("present", [])},
                counted=said["counted"],
                found=roll_call.by_codes(request.user, said["codes"]),
                note=said["note"],
                by=request.user,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The roll-call is kept."))
            return HttpResponseRedirect(made.get_absolute_url())
    access.remember(request.user, AccessEvent.Kind.LISTED, found=[one.child.code for one in sleepers])
    context = {**_head(house), "form": form, "others": house.sleepers - len(sleepers)}
    context["crumbs"].append({"label": house.name, "url": reverse("casework:beds_of", args=[provider])})
    return show(request, "casework/call_roll.html", context, status=422 if form.is_bound else 200)


@record_page(RollCall, verb=Verb.SEE_BEDS, related=("provider", "called_by"))
def show_roll_call(request, record):
    """One roll-call with its differences, each with the page on which it is settled."""
    lines = roll_call.differences(record, request.user)
    access.remember_list(request.user, [line.child.code for line in lines])
    children = [line.child_id for line in lines]
    may = {verb: access.allowed_among(request.user, verb, children) for verb in (Verb.CALL_ROLL, Verb.PLACE, Verb.REPORT_MISSING)}
    context = {
        "call": record,
        "name": record.provider.label if "C2" in request.user.role.classes else record.provider.code,
        "lines": [{"line": line, "links": list(_links(line, may))} for line in lines],
        "elsewhere": any(
            line.expected == RollCallLine.Expected.ELSEWHERE and line.child_id not in may[Verb.PLACE] for line in lines
        ),
        "unnamed": roll_call.unnamed(record, request.user),
        "crumbs": [
            {"label": _("Beds"), "url": reverse("casework:beds")},
            {"label": _("Beds of the house"), "url": reverse("casework:beds_of", args=[record.provider_id])},
        ],
    }
    return show(request, "casework/roll_call.html", context)


def _links(line: RollCallLine, may: dict):
    """Where a difference is settled: only pages that this person may use."""
    child, placement = line.child_id, line.placement_id
    if not line.present and child in may[Verb.REPORT_MISSING]:
        yield {"label": _("The child is missing"), "url": reverse("casework:report_missing", args=[child])}
    if placement and child in may[Verb.CALL_ROLL]:
        label = _("The child is back") if line.present else _("It is known where the child is")
        yield {"label": label, "url": reverse("casework:settle_call", args=[line.pk])}
    if child not in may[Verb.PLACE]:
        return
    if line.expected == RollCallLine.Expected.HERE:
        yield {"label": _("End the placement"), "url": reverse("casework:end_placement", args=[placement])}
    elif line.expected == RollCallLine.Expected.ELSEWHERE:
        yield {"label": _("Place the child"), "url": reverse("casework:place", args=[child])}


@record_page(RollCallLine, verb=Verb.CALL_ROLL, methods=("GET", "POST"), related=("child__case", "placement", "roll_call"))
def settle_call(request, record):
    """Where a child is that is not in its bed (in hospital, with its family for the night), or that it is back: for who calls the roll."""
    _house(request, record.roll_call.provider_id, dates.today())
    if record.placement is None:
        return HttpResponseRedirect(reverse("casework:place", args=[record.child_id]))
    form = kept(request, BackForm if record.present else AwayForm)
    lead = _(
        "Its social worker is told of it until it is settled. If nobody knows where the child is, report it missing instead."
    )
    page = OneForm(
        _("The child is back") if record.present else _("It is known where the child is"),
        _("Keep it"),
        _("It is kept, and so is the bed."),
        record.roll_call.get_absolute_url(),
        _("Roll-call"),
        lead=lead,
    )
    return page.answer(request, record.child, form, lambda said: roll_call.settle(record, by=request.user, **said))


@page(verb=Verb.CALL_ROLL, methods=("GET", "POST"))
def print_beds(request, provider):
    """The list of a house for tonight on paper, in code: the reason is asked first."""
    house = _house(request, provider, dates.today())
    return printed(
        request,
        partial(bed_list_pdf.print_list, house),
        name=house.provider.code,
        heading=_("Print the list of tonight"),
        lead=_("The list names children by code only. Who printed it, when and why is remembered for each child."),
        back=reverse("casework:beds_of", args=[provider]),
        back_label=house.name,
    )
