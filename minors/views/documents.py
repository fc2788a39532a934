"""Documents and photos of a child: the list, adding, describing, withdrawing, and the file itself, each through the door."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import files
from base.forms import kept
from base.models import AccessEvent, Stale
from base.pages import attached, show
from base.roles import Verb
from base.workflow import Refused
from minors import access, documents, uploads
from minors.document_forms import READERS, AddForm, CorrectForm, WithdrawForm
from minors.models import DOCUMENT, Child, Document

ENDINGS = {
    "image/jpeg": "jpg",
    "application/pdf": "pdf",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
}


@access.record_page(Child, verb=Verb.OPEN_CASE)
def documents_page(request, child):
    """What this reader may read of the child's documents; the others are neither listed nor counted."""
    rights = access.rights_on(request.user, child.pk)
    rows = list(child.documents.readable(rights.classes).select_related("added_by"))
    context = {
        "child": child,
        "current": [one for one in rows if one.status == "current"],
        "withdrawn": [one for one in rows if one.status != "current"],
        "add_url": reverse("minors:add_document", args=[child.pk]) if Verb.ASSESS in rights.verbs else "",
    }
    return show(request, "minors/documents.html", context)


@access.record_page(Child, verb=Verb.ASSESS, methods=("GET", "POST"), files=True)
def add_document(request, child):
    """The file comes in parts beforehand (`upload`), or in one piece with the form where there are no scripts."""
    waiting = uploads.waiting(child, by=request.user)
    asked = {
        "classes": access.classes_for(request.user, child.pk),
        "waiting": waiting,
        "photo_allowed": documents.photo_allowed(child),
        "too_big": getattr(request, "too_big", False),
    }
    form = kept(request, AddForm, **asked)
    form.files = request.FILES
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["upload"]
        try:
            content = uploads.whole(upload) if upload else (form.cleaned_data["photo"] or form.cleaned_data["file"]).read()
            document = documents.add(child, content=content, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            if upload and refusal.field == "file":
                _choose_again(form, upload)
        else:
            if upload:
                uploads.forget(upload)
            messages.success(request, _("The document was kept. Hidden data, such as the place of the photo, were removed."))
            return redirect(document)
    context = {"child": child, "form": form, "waiting": [state_of(one) for one in waiting]}
    return show(request, "minors/add_document.html", context, status=422 if form.is_bound else 200)


def _choose_again(form, upload):
    """A file that is refused is not offered again."""
    uploads.forget(upload)
    form.data = form.data.copy()
    form.data["upload"] = ""


def state_of(upload) -> dict:
    """What the script of the page needs to go on with an upload. `key` closes what waits in the phone's memory."""
    return {
        "upload": str(upload.pk),
        "url": reverse("minors:send_part", args=[upload.pk]),
        "received": upload.received,
        "size": upload.size,
        "part": uploads.PART,
        "key": upload.key,
    }


@access.record_page(Document, verb=Verb.OPEN_CASE, related=("added_by",))
def document_page(request, document):
    return _show(request, document)


@access.record_page(Document, verb=Verb.ASSESS, methods=("GET", "POST"))
def describe_document(request, document):
    if document.status != "current":
        raise Http404
    names = ("kind", "description", "reference", "field_class", "version")
    initial = {**{name: getattr(document, name) for name in names}, "issued": document.issued_raw}
    initial["calendar"] = document.issued_calendar or "gregorian"
    form = kept(request, CorrectForm, classes=access.classes_for(request.user, document.child_id), initial=initial)
    conflict = None
    if request.method == "POST" and form.is_valid():
        document.version = form.cleaned_data["version"] or 0
        try:
            documents.describe(document, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        except Stale as stale:
            conflict = form.conflict(stale)
        else:
            messages.success(request, _("What is said about the document was changed. What it said before stays in the history."))
            return redirect(document)
    status = 409 if conflict else 422 if form.is_bound else 200
    context = {"child": document.child, "document": document, "form": form, "conflict": conflict}
    return show(request, "minors/describe_document.html", context, status=status)


@access.record_page(Document, verb=Verb.ASSESS, methods=("POST",), related=("added_by",))
def withdraw_document(request, document):
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            documents.withdraw(document, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The document was withdrawn. Nobody is shown it any more."))
            return redirect("minors:documents", document.child_id)
    return _show(request, document, form, status=422)


@access.record_page(Document, verb=Verb.OPEN_CASE)
def download_document(request, document):
    """The file, as a download that no cache keeps and no page runs. In an emergency nothing is taken out: the preview has to do."""
    if request.rights.emergency:
        raise PermissionDenied(_("In an emergency a file is read and nothing is taken out of it."))
    try:
        answer = _attached(document, "file", document.media_type)
    except files.Damaged:
        messages.error(request, _("This file cannot be opened: it is damaged or missing. Tell the administrator of the system."))
        return redirect(document)
    access.remember(request.user, AccessEvent.Kind.DOWNLOADED, document)
    return answer


@access.record_page(Document, verb=Verb.OPEN_CASE)
def preview_document(request, document):
    """The small picture of a page. It is a file like the other one, and asks the same door."""
    if not document.is_picture:
        raise Http404
    try:
        return _attached(document, "preview", "image/jpeg")
    except files.Damaged as damaged:
        raise Http404 from damaged


def _attached(document, part, media_type) -> HttpResponse:
    """Nothing of the name that it had on somebody's phone: the code of the case and a number."""
    if not documents.may_be_shown(document):
        raise Http404
    try:
        content = documents.read(document, part)
    except files.Damaged as damaged:
        documents.log.error("file_damaged %s %s", damaged.args[0], document.pk)
        raise
    name = f"{document.child.code}-{document.number}.{ENDINGS.get(media_type, 'bin')}"
    response = attached(content, name, media_type=media_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _show(request, document, withdrawal=None, *, status=200):
    rights = access.rights_on(request.user, document.child_id)
    may_change = document.status == "current" and Verb.ASSESS in rights.verbs
    context = {
        "child": document.child,
        "document": document,
        "readers": READERS[document.field_class],
        "may_change": may_change,
        "shown": documents.may_be_shown(document),
        "sensitive": "C3" in rights.classes,
        "withdrawal": withdrawal or (WithdrawForm() if may_change else None),
        "possible": DOCUMENT.possible(document) if may_change else [],
    }
    return show(request, "minors/document.html", context, status=status)
