"""Why can I see this, why can somebody else not (domain.md 7.2)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused
from minors import access
from minors import why as reasons
from minors.models import Child
from minors.rights_forms import WhyForm


@access.record_page(Child, verb=Verb.OPEN_CASE)
def why(request, child):
    """By which rule the reader opens this file, what they read there, and until when."""
    crumbs = [{"label": _("Case"), "url": child.get_absolute_url()}]
    context = {"child": child, "answer": reasons.explain(request.user, child), "person": request.user, "crumbs": crumbs}
    return show(request, "minors/why.html", context | {"ask_url": _ask(request.user)})


@page(verb=Verb.EXPLAIN_ACCESS, methods=("GET", "POST"), asks=True)
def ask_why(request):
    """The same about somebody else, for who may know of the child."""
    form, found = WhyForm(request.POST or None), {}
    if form.is_valid():
        try:
            child, about, answer = reasons.asked(by=request.user, **form.cleaned_data)
            found = {"child": child, "about": about, "answer": answer}
        except Refused as refusal:
            form.refuse(refusal)
    return show(request, "minors/ask_why.html", {"form": form, **found}, status=422 if form.errors else 200)


def _ask(user) -> str:
    return reverse("minors:ask_why") if user.can(Verb.EXPLAIN_ACCESS) else ""
