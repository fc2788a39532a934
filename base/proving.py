"""Proving anew who sits at the screen, before a deed that harms most when it is somebody else (security.md T3, rule 9)."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from base import dates


def first(request) -> HttpResponseRedirect | None:
    """Where this person proves it before going on; None when they did in the last minutes.

    Who has a second factor proves it with that one: a password somebody has seen is not enough.
    """
    strong = is_mfa_enabled(request.user)
    since = dates.now().timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    for record in get_authentication_records(request, request.user):
        if record.get("reauthenticated") and record["at"] >= since and (not strong or record["method"] == "mfa"):
            return None
    name = "account_reauthenticate"
    if strong:
        by_code = is_mfa_enabled(request.user, types=[Authenticator.Type.TOTP])
        name = "mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.path})}")
