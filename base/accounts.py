"""How people get an account: they are given one. Nobody signs up, and no password travels by e-mail."""

import logging
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates, drafts
from base.models import AccessEvent, User

log = logging.getLogger("himaya.accounts")


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes every way to make oneself an account, and every way around the person who recognises somebody."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def clean_password(self, password, user=None):
        """The rules of the settings, and no password twice: a first password that was kept would still be known to two."""
        password = super().clean_password(password, user=user)
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError(_("Choose a password that differs from the present one."))
        return password

    def post_login(self, request, user, **kwargs):
        """Remember who signed in; the log tells a number."""
        log.info("signed_in %s", user.pk)
        AccessEvent.objects.create(kind=AccessEvent.Kind.SIGNED_IN, person=user, person_role=user.role_id, at=dates.now())
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request, **credentials):
        """Remember a sign-in that failed: under whose name, or only that nobody has the name that was typed (it may be a password)."""
        log.warning("sign_in_failed")
        super().authentication_failed(request, **credentials)
        person = User.objects.filter(username__iexact=credentials.get("username") or "").first()
        role = person.role_id if person else ""
        AccessEvent.objects.create(kind=AccessEvent.Kind.FAILED_LOGIN, person=person, person_role=role, at=dates.now())

    def set_password(self, user, password):
        """A password that its owner has chosen is no first password any more."""
        user.password_is_first = False
        super().set_password(user, password)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To what was typed and not sent in the last day, when there is any; else to one's work."""
        if drafts.since(request, dates.now() - timedelta(days=1)):
            return reverse("unfinished")
        return super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own account, whose page says what was done."""
        return reverse("people:account")
