"""Who is signed in, with role, institution and team: every page asks for all of them, so they come with one question."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from base.models import User


class _WithRole:
    def get_user(self, user_id):
        return User.objects.select_related("role", "institution", "team").filter(pk=user_id, is_active=True).first()


class Password(_WithRole, ModelBackend):
    pass


class ByAllauth(_WithRole, AuthenticationBackend):
    pass
