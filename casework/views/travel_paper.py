"""A group's travel on paper: the list in code, and the sealed list of identities (domain.md 9.15)."""

from django.utils.translation import gettext as _

from base.forms import kept
from base.pages import attached, show
from base.roles import Verb
from base.workflow import Refused
from casework import travel_paper
from casework.forms.beds import PrintBedsForm
from casework.forms.printing import PrintIdentitiesForm
from casework.models import GroupTravel
from minors.access import record_page


@record_page(GroupTravel, verb=Verb.PRINT_CASE, methods=("GET", "POST"), related=("team__institution",), step_up=True)
def print_travel(request, record):
    lead = _("Codes only. Who printed it, when and why is remembered for each child.")
    return _print(request, record, PrintBedsForm, travel_paper.print_codes, _("Print the list in code"), lead)


@record_page(GroupTravel, verb=Verb.PRINT_IDENTITIES, methods=("GET", "POST"), related=("team__institution",), step_up=True)
def print_identities(request, record):
    """Apart from the list in code, by a right of its own."""
    lead = _("Names and dates of birth, for one purpose, to be kept closed. It is remembered in the file of each child.")
    return _print(request, record, PrintIdentitiesForm, travel_paper.print_identities, _("Print the list of identities"), lead)


def _print(request, record, form_class, deed, heading, lead):
    form = kept(request, form_class, initial={"language": request.LANGUAGE_CODE[:2]})
    if request.method == "POST" and form.is_valid():
        try:
            made = deed(record, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return attached(made, f"travel-{str(record.pk)[:8]}.pdf")
    crumbs = [{"label": str(record), "url": record.get_absolute_url()}]
    context = {"travel": record, "form": form, "heading": heading, "lead": lead, "crumbs": crumbs}
    return show(request, "casework/print_travel.html", context, status=422 if form.is_bound else 200)
