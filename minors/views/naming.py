"""The names of a file: all of them, another spelling, one that is no longer used. The one in use is changed on its own page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from base.forms import kept
from base.models import AccessEvent, Stale
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from minors import access, naming
from minors.forms import ReasonForm
from minors.models import Child, ChildName
from minors.naming_forms import AddNameForm


@access.record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"))
def names(request, child):
    """Every name of the file, and a form for another one. Opening this page shows names, so that is remembered."""
    _reveal(request, child)
    form = kept(request, AddNameForm)
    if request.method == "POST" and form.is_valid():
        try:
            naming.add(child, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The name was added. The child is found by it now."))
            return redirect("minors:names", child.pk)
    return _show(request, child, form, status=422 if form.is_bound else 200)


@access.record_page(ChildName, verb=Verb.ASSESS, methods=("POST",))
def retire_name(request, name):
    """Mark one as no longer used. It stays in the file."""
    _reveal(request, name.child)
    form = ReasonForm(request.POST, about=name)
    if form.is_valid():
        try:
            naming.retire(name, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.refuse(refusal)
        except Stale:
            form.add_error(None, _("This was already changed by somebody else. Reload the page to see where it stands now."))
        else:
            messages.success(request, _("The name is marked as no longer used. The child is still found by it."))
            return redirect("minors:names", name.child_id)
    return _show(request, name.child, AddNameForm(), refused=(name.pk, form), status=422)


def _reveal(request, child):
    if "C2" not in access.classes_for(request.user, child.pk):
        raise PermissionDenied(_("You may read this file, but not the identity."))
    access.remember(request.user, AccessEvent.Kind.REVEALED, child)


def _show(request, child, form, *, refused=(None, None), status=200):
    rows = list(child.names.all())
    ending = {row.pk: ReasonForm(about=row) for row in rows if row.used and row.kind != ChildName.Kind.MAIN}
    overtaken = refused[1] if refused[0] and refused[0] not in ending else None
    if refused[0] in ending:
        ending[refused[0]] = refused[1]
    context = {
        "child": child,
        "form": form,
        "main": next((row for row in rows if row.kind == ChildName.Kind.MAIN), None),
        "rows": [(row, ending.get(row.pk)) for row in rows if row.used and row.kind != ChildName.Kind.MAIN],
        "past": [row for row in rows if not row.used],
        "overtaken": overtaken,
    }
    return show(request, "minors/names.html", context, status=status)
