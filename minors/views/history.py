"""What a record said before, who changed it, when and why; and giving a field back what it said (features.md 82, 113)."""

from django.apps import apps
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from base.models import AccessEvent, Record, Stale
from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused
from minors import access, record_history, restoring
from minors.looking_forms import RestoreForm
from minors.models import Child
from minors.restoring import section_of


@page(verb=Verb.OPEN_CASE, opens=Record)
def history(request, label, pk):
    """Every version of one record, for this reader's classes. Values of the identity are shown when asked for, and that is logged."""
    return _show(request, _opened(request, label, pk))


@page(verb=Verb.OPEN_CASE, opens=Record, methods=("POST",))
def restore(request, label, pk):
    """A new change, by the record's own deed."""
    record = _opened(request, label, pk)
    form, row = RestoreForm(request.POST), request.POST.get("row", "")
    if not form.is_valid():
        return _show(request, record, form=form, status=422)
    try:
        restoring.restore(
            record,
            request.POST.get("column", ""),
            int(row) if row.isascii() and row.isdecimal() and len(row) < 19 else 0,
            by=request.user,
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"] or 0,
        )
    except Refused as refusal:
        form.refuse(refusal)
        record.refresh_from_db()
        return _show(request, record, form=form, status=422)
    except Stale:
        form.refuse(Refused(_("Somebody else changed this record meanwhile. Look at it again below, and choose anew.")))
        record.refresh_from_db()
        return _show(request, record, form=form, status=409, anew=True)
    messages.success(request, _("The earlier value stands again, or waits for a second person. Both stay in the history."))
    return redirect("minors:history", label, pk)


def _model(label: str) -> type[Record]:
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(model, Record):
        raise Http404
    return model


def _opened(request, label, pk) -> Record:
    record = access.open_record(request, _model(label), pk, verb=Verb.OPEN_CASE)
    assert isinstance(record, Record)
    return record


def _show(request, record, *, form=None, status=200, anew=False):
    rights = request.rights
    may_reveal = Verb.REVEAL_IDENTITY in rights.verbs and "C2" in rights.classes
    asked = may_reveal and ("identity" in request.GET or "identity" in request.POST)
    classes = rights.classes if asked else rights.classes - {"C2"}
    told = record_history.tell(record, classes, restoring.columns_for(record, request.user, access.Rights(rights.verbs, classes)))
    if told.highest > "C1":
        access.remember(request.user, AccessEvent.Kind.REVEALED, record, of=told.highest, page="history")
    child = record_history.child_of(record)
    offered = [change for version in told.versions for change in version.changes if change.may_restore]
    for change in offered:
        this = (request.POST.get("column"), request.POST.get("row")) == (change.column, str(change.row))
        change.is_open = form is not None and this and not anew
        change.form = form if change.is_open else RestoreForm(initial={"version": record.version})
    context = {
        "child": child,
        "title": capfirst(str(record._meta.verbose_name)),
        "label": record._meta.label_lower,
        "record": record,
        "versions": told.versions,
        "asked": asked,
        "may_ask": may_reveal and told.hides_identity,
        "overtaken": None if any(change.is_open for change in offered) else form,
        "crumbs": _crumbs(child, record),
    }
    return show(request, "minors/history.html", context, status=status)


def _crumbs(child, record) -> list[dict]:
    crumbs = [{"label": child.code, "url": child.get_absolute_url()}]
    section = section_of(record)
    if section is not None and not isinstance(record, Child):
        crumbs.append({"label": section.title, "url": reverse("minors:section", args=[child.pk, section.key])})
    return crumbs
