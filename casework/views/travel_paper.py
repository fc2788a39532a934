"""A group's travel on paper: the list in code, and the sealed list of identities (domain.md 9.15)."""

from functools import partial

from django.utils.translation import gettext as _

from base.roles import Verb
from casework import travel_paper
from casework.forms.printing import PrintIdentitiesForm
from casework.models import GroupTravel
from casework.views.paper import printed
from minors.access import record_page


@record_page(GroupTravel, verb=Verb.PRINT_CASE, methods=("GET", "POST"), related=("team__institution",), step_up=True)
def print_travel(request, record):
    return printed(
        request,
        partial(travel_paper.print_codes, record),
        heading=_("Print the list in code"),
        lead=_("Codes only. Who printed it, when and why is remembered for each child."),
        **_of(record),
    )


@record_page(GroupTravel, verb=Verb.PRINT_IDENTITIES, methods=("GET", "POST"), related=("team__institution",), step_up=True)
def print_identities(request, record):
    """Apart from the list in code, by a right of its own."""
    return printed(
        request,
        partial(travel_paper.print_identities, record),
        heading=_("Print the list of identities"),
        lead=_("Names and dates of birth, for one purpose, to be kept closed. It is remembered in the file of each child."),
        form_class=PrintIdentitiesForm,
        **_of(record),
    )


def _of(travel) -> dict:
    return {"name": f"travel-{str(travel.pk)[:8]}", "back": travel.get_absolute_url(), "back_label": str(travel)}
