"""Files in parts: what the script of the page asks. Answers are JSON; a stranger's upload is one that does not exist."""

from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _

from base.pages import page
from base.roles import Verb
from base.workflow import Refused
from minors import access, uploads
from minors.models import Child, Upload
from minors.views.documents import state_of


@access.record_page(Child, verb=Verb.ASSESS, methods=("POST",))
def begin_upload(request, child):
    """Begin, or learn where the same file stands: {upload, url, received, size, part, key}. 422 with {sentence} when it is refused."""
    size = request.POST.get("size", "")
    try:
        upload = uploads.begin(
            child,
            size=int(size) if size.isdecimal() and len(size) < 12 else -1,
            digest=request.POST.get("digest", ""),
            by=request.user,
        )
    except Refused as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=422)
    return JsonResponse(state_of(upload))


@page(verb=Verb.ASSESS, methods=("POST",), opens=Upload)
def send_part(request, pk):
    """One part, from byte `at` on: {received}. 409 with the same when it does not follow what arrived."""
    mine = Upload.objects.filter(pk=pk, person=request.user, child__in=access.children_of(request.user))
    upload = mine.first()
    if upload is None or not access.may(request.user, Verb.ASSESS, upload.child_id):
        raise Http404
    at = request.GET.get("at", "")
    if not (at.isdecimal() and len(at) < 12):
        return JsonResponse({"sentence": _("The file could not be read. Choose it again.")}, status=422)
    try:
        upload = uploads.receive(upload.pk, at=int(at), part=request.body, by=request.user)
    except uploads.Misplaced as misplaced:
        return JsonResponse({"received": misplaced.args[0].received}, status=409)
    return JsonResponse({"received": upload.received})
