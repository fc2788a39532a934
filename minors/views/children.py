"""Finding children: the list by code, the search by code or name."""

import uuid

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.models import AccessEvent
from base.pages import page, show
from base.roles import Verb
from minors import access, search
from minors.forms import FilterForm, SearchForm
from minors.models import Merge

A_PAGE = 25
COUNTED = 1000


@page(verb=Verb.OPEN_CASE)
def children(request):
    """The children within this person's reach, newest first, by code."""
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    reach = _filtered(access.listed_for(request.user), request.user, **asked)
    rows, older, newer = _one_page(reach, request.user, request.GET.get("older"), request.GET.get("newer"))
    access.remember(request.user, AccessEvent.Kind.LISTED, found=[child.code for child in rows])
    chosen = {name: value if value is not True else "on" for name, value in asked.items() if value}
    context = {
        "children": rows,
        "count": _how_many(reach),
        "form": form,
        "search_form": SearchForm(),
        "filtered": bool(chosen),
        "older_url": f"?{urlencode({**chosen, 'older': older})}" if older else "",
        "newer_url": f"?{urlencode({**chosen, 'newer': newer})}" if newer else "",
        **powers(request.user),
    }
    return show(request, "minors/children.html", context)


@page(verb=Verb.OPEN_CASE, methods=("GET", "POST"))
def search_page(request):
    """Children found by a code or a name. The answer says codes only: a name is shown by asking for the identity."""
    form, found = SearchForm(request.POST or None), None
    if form.is_valid():
        keys = [child.pk for child in search.find(form.cleaned_data["term"], by=request.user)]
        rows = for_rows(access.children_of(request.user).filter(pk__in=keys), request.user)
        found = sorted(rows, key=lambda child: keys.index(child.pk))
    context = {"search_form": form, "children": found, **powers(request.user)}
    return show(request, "minors/search.html", context, status=422 if form.errors else 200)


def powers(user) -> dict:
    """The name of a shelter is said only to those who place children or answer for their placement: it may be a secret place."""
    return {
        "may_register": user.can(Verb.REGISTER_CHILD),
        "may_know_beds": user.can(Verb.PLACE) or user.can(Verb.APPROVE),
        "may_open_in_emergency": user.can(Verb.OPEN_IN_EMERGENCY),
    }


def _how_many(reach) -> str:
    """The number of children, counted up to a thousand: an exact count of everything is slow (performance.md 1)."""
    number = reach.order_by()[: COUNTED + 1].count()
    if number > COUNTED:
        return _("More than %(number)d children") % {"number": COUNTED}
    return ngettext("%(number)d child", "%(number)d children", number) % {"number": number}


def _filtered(reach, user, *, risk="", status="", mine=False, owner=None):
    wanted = Q()
    if risk:
        wanted &= Q(case__risk=risk)
    if status != "all":
        wanted &= Q(case__status=status) if status else ~Q(case__status="closed")
    if mine:
        wanted &= Q(case__owner=user)
    if owner:
        wanted &= Q(case__owner=owner)
    return reach.filter(wanted)


def for_rows(children, user):
    """With the case, and the place of tonight as `bed` (the provider's label) and `care` (a code of list L11), in one query.

    The bed may stand in a file that was joined with the child's, for who may open that one too.
    """
    tonight = FilteredRelation("placements", condition=Q(placements__ends_at=None))
    there = access.visible_to(user, Merge).in_force().order_by().filter(kept=OuterRef("pk"))
    there = there.filter(other__placements__ends_at=None, other__placements__provider__isnull=False)
    return children.select_related("case").annotate(
        tonight=tonight,
        bed=Coalesce(Subquery(there.values("other__placements__provider__label")[:1]), F("tonight__provider__label")),
        care=Coalesce(Subquery(there.values("other__placements__care_type")[:1]), F("tonight__care_type")),
    )


def _one_page(reach, user, older, newer):
    """(rows, the child after which older ones follow, the one before which newer ones stand): pages by key (performance.md 1)."""
    rows = for_rows(reach, user)
    edge = _edge(reach, older or newer)
    if edge and older:
        rows = rows.filter(registered_at__lte=edge.registered_at).exclude(registered_at=edge.registered_at, id__lte=edge.pk)
    if edge and newer and not older:
        rows = rows.filter(registered_at__gte=edge.registered_at).exclude(registered_at=edge.registered_at, id__gte=edge.pk)
        found = list(rows.order_by("registered_at", "-id")[: A_PAGE + 1])
        more = len(found) > A_PAGE
        shown = found[:A_PAGE][::-1]
        return shown, shown[-1].pk if shown else None, shown[0].pk if more else None
    found = list(rows.order_by("-registered_at", "id")[: A_PAGE + 1])
    shown = found[:A_PAGE]
    return shown, shown[-1].pk if len(found) > A_PAGE else None, shown[0].pk if edge and shown else None


def _edge(reach, key):
    try:
        return reach.filter(pk=uuid.UUID(key or "")).only("registered_at").first()
    except ValueError:
        return None
