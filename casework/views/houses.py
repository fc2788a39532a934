"""How many beds a house has: changed by those who answer for the house, with the reason (domain.md 3.9)."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base.forms import kept
from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused
from casework import houses
from casework.forms.houses import BedsForm
from casework.models import BedsChange
from minors import access


@page(verb=Verb.CHANGE_BEDS, methods=("GET", "POST"))
def change_beds(request, provider):
    """A number for each kind of beds, and what was changed before. Another house is answered like one that does not exist."""
    house = houses.changed_by(request.user).filter(pk=provider).first()
    if house is None:
        raise Http404
    kinds = houses.kinds_of(house)
    form = kept(request, BedsForm, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        try:
            houses.change(house, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            form.show_again(houses.kinds_of(house))
        else:
            messages.success(request, _("The beds are changed from now on. The nights before stay as they were."))
            return HttpResponseRedirect(reverse("casework:beds_of", args=[house.pk]))
    changes = access.visible_to(request.user, BedsChange).filter(provider=house).select_related("places", "changed_by")
    context = {
        "form": form,
        "provider": house,
        "heading": _("Change the beds"),
        "changes": changes,
        "crumbs": [
            {"label": _("Beds"), "url": reverse("casework:beds")},
            {"label": house.label, "url": reverse("casework:beds_of", args=[house.pk])},
        ],
    }
    return show(request, "casework/change_beds.html", context, status=422 if form.is_bound else 200)
