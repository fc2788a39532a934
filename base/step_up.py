"""Who is it? asked again before what takes much out of the files at once (security.md rule 23): print, export, share, bulk, break-glass.

A page says so in its rule, and needs nothing else; both ways of marking a page take it:

    @page(verb=Verb.HAND_OVER_CASELOAD, methods=("GET", "POST"), step_up=True)
    @record_page(Child, verb=Verb.BREAK_GLASS, methods=("GET", "POST"), step_up=True)

It then opens only to somebody who proved who they are in the last STEP_UP_SECONDS. Signing in is such a proof. Whoever has a second
factor proves it with that one; a password alone, as after the idle limit, is not enough for them. Everybody else is led to the page
that asks, and back: what was being sent is kept as a draft and stands in the form again. It is asked before the door is, so the
question tells nothing about the record. A form that stands on another page is asked for when it is sent (its rule has POST alone).

In tests: `client.force_login` counts as a fresh sign-in; `dates.at(dates.now() + timedelta(minutes=…))` lets it grow old.
"""

from contextlib import suppress

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from base import dates, drafts

_PASSWORD = "account_reauthenticate"  # noqa: S105  the name of an address


def proof_is_old(request: HttpRequest) -> bool:
    """Whether the last proof is too old, or was a password where there is a second factor."""
    records, strong = get_authentication_records(request, request.user), is_mfa_enabled(request.user)
    counting = [one["at"] for one in records if one["method"] == "mfa" or not strong]
    if not records:  # a session that no sign-in page made, as the tests': what it is worth is its beginning
        counting = [request.session.get("began_at", 0)]
    return dates.now().timestamp() - max(counting, default=0) > settings.STEP_UP_SECONDS


def ask_for_proof(request: HttpRequest) -> HttpResponse:
    """To the page that asks for the second factor, or for the password of somebody who has none."""
    ways = [way["url"] for way in get_adapter().get_reauthentication_methods(request.user)]
    stronger = [way for way in ways if way != reverse(_PASSWORD)]
    return leave_for((stronger or [reverse(_PASSWORD)])[0], request, back=_back(request))


def leave_for(address: str, request: HttpRequest, *, back: str) -> HttpResponse:
    """Lead there and afterwards back, a part of a page (htmx) as well as a whole one."""
    target = f"{address}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        response = HttpResponse()
        response["HX-Redirect"] = target
        return response
    return HttpResponseRedirect(target)


def _back(request: HttpRequest) -> str:
    """Where to go on afterwards; what was being sent is kept until then."""
    if request.method != "POST":
        return request.get_full_path()
    with suppress(drafts.TooMuch):
        drafts.keep(request, request.path)
    return drafts.came_from(request) or request.path
