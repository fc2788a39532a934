"""Consent is a record with scopes, giver, date, language and withdrawal, not a tick box (domain.md 3.1, 7.4)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from base import options
from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow

from .child import Child

CONSENT = Workflow(
    "consent",
    Move("give", (), "given", _("Consent was recorded."), Verb.REGISTER_CHILD),
    Move("postpone", (), "not_yet", _("Consent could not be asked for yet."), Verb.REGISTER_CHILD),
    Move("withdraw", ("given",), "withdrawn", _("Consent was withdrawn."), Verb.ASSESS, _("Record a withdrawal")),
)


class ConsentQuerySet(RecordQuerySet):
    def in_force(self):
        return self.filter(status="given")

    def covering(self, scope: str):
        """Consents that allow this scope today (codes of list L28)."""
        return self.in_force().filter(scopes__contains=[scope])


class Consent(Record):
    minor_path = "child"
    field_of_action = FieldOfAction.IDENTIFICATION
    field_classes = {"reason_not_asked": "C3"}

    class Basis(models.TextChoices):
        CONSENT = "consent", _("consent")
        VITAL_INTERESTS = "vital_interests", _("vital interests")
        BEST_INTERESTS = "best_interests", _("best interests: nobody can lawfully consent")
        LEGAL_OBLIGATION = "legal_obligation", _("legal obligation or court order")

    child = models.ForeignKey(Child, models.PROTECT, related_name="consents")
    status = models.CharField(_("status"), max_length=10, editable=False)
    given_at = models.DateTimeField(_("given at"))
    basis = models.CharField(_("legal basis"), max_length=20, choices=Basis)
    giver = models.CharField(_("who consents"), max_length=24, blank=True)  # L29
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("what is allowed"), default=list, blank=True)  # L28
    language = models.CharField(_("language of the explanation"), max_length=16, blank=True)  # L05
    reason_not_asked = models.TextField(_("why consent could not be asked for"), blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(basis="consent") & ~models.Q(giver="") | ~models.Q(reason_not_asked=""),
                name="consent_or_the_reason_why_not",
                violation_error_message=_("Say who consented, or why consent could not be asked for yet."),
            )
        ]

    def __str__(self):
        return self.get_basis_display()

    @property
    def giver_label(self) -> str:
        return options.label("L29", self.giver)

    @property
    def scopes_in_words(self) -> str:
        return options.in_a_row(options.label("L28", scope) for scope in self.scopes)
