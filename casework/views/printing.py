"""Printing the case file: the reason is asked first, the PDF is the answer."""

from base.forms import kept
from base.pages import attached, show
from base.roles import Verb
from base.workflow import Refused
from casework import printing
from casework.forms.printing import PrintForm
from casework.views.about import about
from minors.access import classes_for, record_page
from minors.ledger import restricted
from minors.models import Child


@record_page(Child, verb=Verb.PRINT_CASE, methods=("GET", "POST"), step_up=True)
def print_case(request, child):
    classes = classes_for(request.user, child.pk)
    initial = {"language": request.LANGUAGE_CODE[:2]}
    form = kept(request, PrintForm, may_see_names="C2" in classes, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            copy = printing.print_case_file(child, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return attached(copy.content, f"{copy.code}.pdf")
    context = {**about(child), "form": form, "sensitive": "C3" in classes, "restricted": restricted(child)}
    return show(request, "casework/print.html", context, status=422 if form.is_bound else 200)
