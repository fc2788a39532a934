"""The relatives of somebody who works here: whom they must not meet in a file (domain.md 7.2)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from base import dates
from base.models import Kept, RecordQuerySet
from base.objectives import FieldOfAction
from base.roles import Verb
from base.secret_text import SecretLine

NAMES = ("own", "father", "grandfather")


class DeclaredQuerySet(RecordQuerySet):
    def standing(self):
        return self.filter(ended_at=None)


class DeclaredRelative(Kept):
    """One relative, by name. Secret (C4): only the person who declared it reads it; the machine compares it with the files."""

    handled_by = Verb.OPEN_CASE
    record_class = "C4"
    field_of_action = FieldOfAction.GOVERNANCE

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="declared_relatives")
    own = SecretLine(_("own name of your relative"), max_length=80)
    father = SecretLine(_("name of this relative's father"), max_length=80)
    grandfather = SecretLine(_("name of this relative's grandfather"), max_length=80, blank=True)
    relation = SecretLine(_("what is this person to you?"), max_length=80)
    declared_at = models.DateTimeField(_("declared at"), default=dates.now)
    ended_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = DeclaredQuerySet.as_manager()

    class Meta:
        verbose_name = _("declared relative")
        verbose_name_plural = _("declared relatives")
        ordering = ["-declared_at", "id"]
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)  # never the name

    @property
    def full(self) -> str:
        return " ".join(filter(None, (getattr(self, part) for part in NAMES)))

    @classmethod
    def open_to(cls, user):
        """One's own and nobody else's."""
        return models.Q(user=user)
