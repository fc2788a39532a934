"""The quarterly list of who has what, confirmed or ended line by line (domain.md 2.4, T38)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from base import people
from base.account_forms import SuspendForm
from base.forms import attempt
from base.pages import page, show
from base.roles import Verb
from minors import access_review as reviews


@page(verb=Verb.REVIEW_ACCESS)
def access_review(request):
    return _show(request)


@page(verb=Verb.REVIEW_ACCESS, methods=("POST",))
def confirm_access(request, pk):
    """This person still needs the account as it is."""
    person = get_object_or_404(reviews.reviewed_by(request.user), pk=pk)
    people.confirm(person, by=request.user)
    messages.success(request, _("%(person)s: access confirmed.") % {"person": person.name})
    return redirect("minors:access_review")


@page(verb=Verb.REVIEW_ACCESS, methods=("POST",))
def end_account(request, pk):
    """This person needs it no longer: the account stops at once, on every device, and with it every access that was given."""
    person, form = get_object_or_404(reviews.reviewed_by(request.user), pk=pk), SuspendForm(request.POST, auto_id=f"end_{pk}_%s")
    if attempt(request, form, lambda: people.suspend(person, by=request.user, **form.deed())).done:
        messages.success(request, _("The account is suspended and signed out everywhere."))
        return redirect("minors:access_review")
    return _show(request, refused=(person.pk, form))


def _show(request, refused=(None, None)):
    rows = [
        {"line": line, "form": refused[1] if line.person.pk == refused[0] else SuspendForm(auto_id=f"end_{line.person.pk}_%s")}
        for line in reviews.lines(request.user)
    ]
    groups = [
        {"title": _("Overdue"), "rows": [row for row in rows if row["line"].is_late]},
        {"title": _("Not yet due"), "rows": [row for row in rows if not row["line"].is_late]},
    ]
    context = {"groups": [group for group in groups if group["rows"]]}
    return show(request, "minors/access_review.html", context, status=422 if refused[1] else 200)
