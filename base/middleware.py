"""What happens around every page: broken bytes, the person's language, the idle limit, the second factor, headers."""

from contextlib import suppress
from urllib.parse import unquote

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from base import dates, drafts, step_up
from base.drafts import OF_ACCOUNTS
from base.models import AccessEvent
from base.pages import NotForYou, OutOfReach


class BadBytes:
    """Refuse NUL and broken UTF-8 in address, cookies and form with 400, before anything reads them (security.md rule 21).

    Only the headers of every answer come before it, so that the refusal carries them too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if self._broken(request):
            return HttpResponseBadRequest(render(request, "400.html").content)
        return self.get_response(request)

    @staticmethod
    def _broken(request) -> bool:
        try:
            unquote(request.path, errors="strict")  # Django writes broken bytes of a path as %FF
        except UnicodeError:
            return True
        said = [request.path, *request.COOKIES.values(), *_words(request.GET)]
        if request.method == "POST" and not request.path.startswith(OF_ACCOUNTS):
            said += _words(request.POST)
        return any("\x00" in text or "\ufffd" in text for text in said)


def _words(sent):
    """Names and values of a query or a form."""
    for name, values in sent.lists():
        yield from (name, *values)


class CompressedPages(GZipMiddleware):
    """Pages travel compressed: on a phone's 400 kbit/s a registration comes in 12 kB instead of 60.

    Only text: photos and papers are compressed by themselves. Against guessing a secret from the length of an answer, tokens are
    masked anew for each page and Django adds bytes at random.
    """

    def process_response(self, request, response):
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class PersonLanguage:
    """Pages in the language of the person who signed in; before sign-in, Django's own rules hold."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class StillAtWork:
    """Sign out at once whoever was suspended or whose account ended: on the next request, not at the next sign-in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and not request.user.may_work:
            someone = request.user
            AccessEvent.objects.create(
                kind=AccessEvent.Kind.FAILED_LOGIN, person=someone, person_role=someone.role_id, at=dates.now()
            )
            logout(request)
            messages.error(request, _("This account is suspended or has ended. Ask the administrator of your institution."))
            return HttpResponseRedirect(reverse("account_login"))
        was_here = request.user.is_authenticated
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        elif was_here:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'  # on a shared computer nothing stays (security.md T5)
        return response


class TurnedAway:
    """Remember who tried to open what is not theirs, or to do there what is not theirs. The answer tells nothing of it.

    It is written here, where the transaction of the request was rolled back already.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    @staticmethod
    def process_exception(request, exception):
        if isinstance(exception, OutOfReach | NotForYou):
            AccessEvent.objects.create(
                kind=AccessEvent.Kind.TURNED_AWAY,
                person=request.user,
                person_role=request.user.role_id,
                child_id=exception.child_id,
                subject=exception.subject,
                subject_id=str(exception.pk),
                at=dates.now(),
            )


class IdleLimit:
    """After the idle limit the session is locked, not lost: what was being sent is kept, the password opens it again.

    Sessions end for good SESSION_COOKIE_AGE after the sign-in. The store cannot tell: it counts from the last request.
    """

    OPEN = (
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_logout",
        "set_language",
        "hide",
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = dates.now().timestamp()
            proved = [entry.get("at", 0) for entry in request.session.get("account_authentication_methods", [])]
            began = request.session.setdefault("began_at", min([now, *proved]))
            if now - began > settings.SESSION_COOKIE_AGE:
                return self._leave(request, "account_login")
            last = max([request.session.get("seen_at", began), *proved])
            if now - last > settings.IDLE_SECONDS and request.path not in map(reverse, self.OPEN):
                return self._leave(request, "account_reauthenticate")
            if now - last <= settings.IDLE_SECONDS and not request.headers.get("X-Draft"):
                request.session["seen_at"] = now
        return self.get_response(request)

    @staticmethod
    def _leave(request, name):
        back = request.path
        if request.method == "POST":
            with suppress(drafts.TooMuch):
                drafts.keep(request, request.POST.get("path", "/") if back == reverse("draft") else back)
            back = drafts.came_from(request) or back  # where the form stands: its own address may answer to a form alone
        if name == "account_login":
            logout(request)
        return step_up.leave_for(reverse(name), request, back=back)


class SecondFactor:
    """Outside the demo nobody works with a password alone: the first sign-in leads to setting up the second factor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SECOND_FACTOR_REQUIRED and self._lacks_it(request.user) and not self._exempt(request.path):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return self.get_response(request)

    @staticmethod
    def _lacks_it(user) -> bool:
        return user.is_authenticated and not is_mfa_enabled(user)

    @staticmethod
    def _exempt(path: str) -> bool:
        return _before_work(path)


class FirstPassword:
    """A password that somebody else has read opens one page only: the one where its owner replaces it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and request.user.password_is_first and not _before_work(request.path):
            return HttpResponseRedirect(reverse("account_change_password"))
        return self.get_response(request)


def _before_work(path: str) -> bool:
    """What is open to somebody who has not finished the first sign-in: account pages, language, quick hide."""
    return path.startswith(("/accounts/", settings.STATIC_URL)) or path in (reverse("set_language"), reverse("hide"))
