"""The page that asks why something is printed, and then gives the PDF: one for every paper in code."""

from base.forms import attempt, kept
from base.pages import attached, show
from casework.forms.printing import PrintPaperForm


def printed(request, deed, *, name, heading, lead, back, back_label, form_class=PrintPaperForm):
    """`deed` makes the PDF from what the form asks; `name` is that of the file, never with a name in it."""
    form = kept(request, form_class, initial={"language": request.LANGUAGE_CODE[:2]})
    made: list[bytes] = []
    tried = attempt(request, form, lambda: made.append(deed(by=request.user, **form.deed())))
    if tried.done:
        return attached(made[0], f"{name}.pdf")
    crumbs = [{"label": back_label, "url": back}]
    context = {"form": form, "heading": heading, "lead": lead, "back": back, "crumbs": crumbs}
    return show(request, "casework/print_paper.html", context, status=tried.status)
