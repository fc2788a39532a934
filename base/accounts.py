"""How people get an account: they are given one. Nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes every way to make oneself an account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
