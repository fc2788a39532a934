"""Names of a file, in a table of their own so that a coded page never loads them. No part is a family name (domain.md 4.5)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from base.description import told
from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction
from minors import matching, names, weight

from .child import Child

PARTS = ("own", "father", "grandfather", "further")


class ChildNameQuerySet(RecordQuerySet):
    def of_child(self):
        """How the child itself is called: everything but the mother's name."""
        return self.exclude(kind=ChildName.Kind.MOTHER)

    def used(self):
        return self.filter(used=True)


class ChildName(Record):
    """One way the child is called, or the mother's name: own, father's, grandfather's name and more, in their order.

    `key` and `keys` are what it is found by (`minors.matching`), made again at each save.
    """

    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION

    class Kind(models.TextChoices):
        MAIN = "main", _("name in use")
        OTHER = "other", _("other spelling")
        NICKNAME = "nickname", _("nickname")
        SCRIPT = "script", _("in its own script")
        PRONOUNCED = "pronounced", _("as it is pronounced")
        MOTHER = "mother", _("the mother's name")

    class Status(models.TextChoices):
        KNOWN = "known", _("known")
        UNKNOWN = "unknown", _("not known yet")

    class Orthography(models.TextChoices):
        UNKNOWN = "", _("I do not know")
        SOMALI = "so", _("Somali (Cabdi, Xasan)")
        OROMO = "om", _("Oromo (Caaltuu, Xilahun)")
        AFAR = "aa", _("Afar (Qali, Acmad)")
        ITALIAN = "ti", _("Italian, as in Eritrea (Tecle, Ghebre)")
        FRENCH = "fr", _("French (Djama, Fatouma)")
        ENGLISH = "en", _("English (Jama, Fatuma)")

    child = models.ForeignKey(Child, models.PROTECT, related_name="names")
    kind = models.CharField(_("kind of name"), max_length=10, choices=Kind, default=Kind.MAIN)
    status = models.CharField(_("is the name known?"), max_length=8, choices=Status, default=Status.KNOWN)
    used = models.BooleanField(_("still used"), default=True)
    own = told(models.CharField(_("own name"), max_length=80), "F02", required="M", of="C2")
    father = told(models.CharField(_("father's name"), max_length=80, blank=True), "F02", of="C2")
    grandfather = told(models.CharField(_("grandfather's name"), max_length=80, blank=True), "F02", of="C2")
    further = told(models.CharField(_("great-grandfather's name and more"), max_length=120, blank=True), "F02", of="C2")
    orthography = told(
        models.CharField(_("spelled as in"), max_length=4, choices=Orthography, blank=True, default=""), "F02", of="C2"
    )
    key = told(models.TextField(editable=False), "", of="C2")
    keys = told(ArrayField(models.IntegerField(), editable=False, default=list), "", of="C2")

    objects = ChildNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ["kind", "recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=models.Q(kind="main"), name="one_main_name"),
            models.CheckConstraint(condition=~models.Q(kind="main") | models.Q(used=True), name="the_name_in_use_is_used"),
        ]
        indexes = [GinIndex(fields=["keys"], name="child_name_keys")]

    def __str__(self):
        return self.full

    @property
    def full(self) -> str:
        return " ".join(filter(None, (getattr(self, part) for part in PARTS)))

    def save(self, *, by, reason, update_fields=None, permit=None):
        """As every record. Another name altogether needs `permit`, a proposal that somebody else just approved (minors/weight.py)."""
        if not self._state.adding:
            weight.check(self, update_fields or [column.attname for column in self._meta.concrete_fields], permit=permit)
        self.status = self.Status.UNKNOWN if names.is_unknown(self.own) else self.Status.KNOWN
        self.key = matching.key_of([getattr(self, part) for part in PARTS], self.orthography)
        self.keys = matching.keys_of(self.key)
        super().save(by=by, reason=reason, update_fields=update_fields and {*update_fields, "status", "key", "keys"})

    def child_proposals(self):
        return self.child.proposed_changes

    def version_joined(self) -> int | None:
        """The version in which values of a joined file stand, unless they were given back."""
        return self.child.merges.in_force().exclude(named=None).order_by("-named").values_list("named", flat=True).first()
