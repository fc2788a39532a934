"""What somebody typed and did not send: kept by the page itself, listed for its author, thrown away by its author."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from base import drafts
from base.pages import page, show


@page(methods=("POST",), asks=True)
def draft(request):
    """Keep what is being typed. The form's own address comes in the field `path`, that of its page in `draft-page`."""
    path = request.POST.get("path", "")
    if not path.startswith("/"):
        return HttpResponseBadRequest()
    try:
        drafts.keep(request, path)
    except drafts.TooMuch:
        return HttpResponse(status=413)
    return HttpResponse(status=204)


@page()
def unfinished(request):
    """Everything this person typed and did not send, the newest first, each with the way to its form."""
    return show(request, "base/unfinished.html", {"drafts": list(drafts.of(request).values()), "days": drafts.KEPT_DAYS})


@page(methods=("POST",), asks=True)
def start_afresh(request):
    """Throw a draft away, and open its form as it is without it."""
    path, back = request.POST.get("path", ""), request.POST.get("back", "")
    drafts.forget(request, path)
    messages.info(request, _("What you had typed there was thrown away."))
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("unfinished")
    return HttpResponseRedirect(back)
