"""Who takes a child in: the caregiver and the household, how they were screened, and where they live, which is secret (domain.md 3.9)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from base import dates
from base.description import Answer, told
from base.models import Kept, RecordQuerySet
from base.roles import Verb
from base.secret_text import SecretLine, SecretText
from base.workflow import Move, Workflow
from minors import access

from .placement import CareProvider, Placement

SCREENING = Workflow(
    "screening",
    Move("write", (), "asked", _("A family was screened."), Verb.PLACE, _("Screen the family")),
    Move("approve", ("asked",), "approved", _("The family may take children in."), Verb.APPROVE, _("Approve")),
    Move("condition", ("asked",), "conditional", _("The family may take children in later."), Verb.APPROVE, _("On a condition")),
    Move("refuse", ("asked",), "refused", _("The family may not take children in."), Verb.APPROVE, _("Refuse")),
)


class OfProvider(Kept):
    """What is known of a family: for the people of the institution that answers for it, and for who places children.

    It is about no child. `record_class` is the class of the whole: who may not read it does not learn that it exists.
    """

    handled_by = Verb.SEE_FAMILIES
    record_class = "C2"

    class Meta:
        abstract = True

    @classmethod
    def open_to(cls, user):
        if cls.record_class not in user.role.classes:
            return Q(pk__in=[])
        # Whoever has a child there that they may read to this class, and the institution that answers for the family.
        theirs = Placement.objects.current().filter(child__in=access.readable_by(user, cls.record_class)).order_by()
        return Q(provider__institution=user.institution_id) | Q(provider__in=theirs.values("provider"))


class Caregiver(OfProvider):
    """The person who answers for the children in the family, and who else lives there."""

    class Sex(models.TextChoices):
        FEMALE = "F", _("woman")
        MALE = "M", _("man")

    provider = models.OneToOneField(CareProvider, models.PROTECT, related_name="caregiver", editable=False)
    name = told(models.CharField(_("name"), max_length=160), "F09", required="M", of="C2")
    sex = told(models.CharField(_("woman or man"), max_length=1, choices=Sex), "F09", required="M", of="C2")
    age = told(models.PositiveSmallIntegerField(_("age"), null=True, blank=True), "F09", of="C2")
    adults = told(models.PositiveSmallIntegerField(_("adults in the household")), "F09", required="M", of="C2")
    children = told(models.PositiveSmallIntegerField(_("own children in the household")), "F09", required="M", of="C2")
    relation = told(
        models.CharField(_("how the caregiver knows the child, if at all"), max_length=160, blank=True), "F09", of="C2"
    )
    language = told(models.CharField(_("language spoken at home"), max_length=24), "F09", required="M", of="C2", options="L05")
    same_religion = told(
        models.CharField(_("Can a child live its own religion there?"), max_length=8, choices=Answer, default=Answer.UNKNOWN),
        "F09",
        of="C3",
    )
    identity = told(models.CharField(_("identity document and number"), max_length=120, blank=True), "F09", of="C2")

    class Meta:
        verbose_name = _("caregiver")
        verbose_name_plural = _("caregivers")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)


class CareAddress(OfProvider):
    """Where a family or a safe shelter is. Never in a print, in no list, on no board."""

    record_class = "C4"

    provider = models.OneToOneField(CareProvider, models.PROTECT, related_name="address", editable=False)
    address = told(SecretText(_("address, and how to find it")), "F09", required="M", of="C4")
    phone = told(SecretLine(_("phone"), max_length=40, blank=True), "F09", of="C4")

    class Meta:
        verbose_name = _("address of a family or shelter")
        verbose_name_plural = _("addresses of families and shelters")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)


class ScreeningQuerySet(RecordQuerySet):
    def valid(self, day=None):
        """Those by which a family may take children in on that day (today)."""
        return self.filter(status="approved", valid_until__gte=day or dates.today())


class CaregiverScreening(OfProvider):
    """One look at a family before it takes children in. Sensitive as a whole (C3); decided by somebody else than who wrote it."""

    record_class = "C3"

    class Status(models.TextChoices):
        ASKED = "asked", _("waits for a decision")
        APPROVED = "approved", _("approved")
        CONDITIONAL = "conditional", _("on a condition")
        REFUSED = "refused", _("refused")

    CHECKS = ("references", "behaviour_check", "code_signed", "trained", "healthy", "others_heard")

    provider = models.ForeignKey(CareProvider, models.PROTECT, related_name="screenings", editable=False)
    status = models.CharField(_("result"), max_length=12, choices=Status, editable=False)
    visited_on = told(models.DateField(_("home visited on")), "F09", required="M", of="C3")
    references = told(models.CharField(_("references are good"), max_length=8, choices=Answer), "F09", required="M", of="C3")
    behaviour_check = told(
        models.CharField(_("nothing is known against anybody in the home"), max_length=8, choices=Answer),
        "F09",
        required="M",
        of="C3",
    )
    code_signed = told(
        models.CharField(_("code of conduct is signed"), max_length=8, choices=Answer), "F09", required="M", of="C3"
    )
    trained = told(models.CharField(_("training was given"), max_length=8, choices=Answer), "F09", required="M", of="C3")
    healthy = told(
        models.CharField(_("health allows to care for a child"), max_length=8, choices=Answer), "F09", required="M", of="C3"
    )
    others_heard = told(
        models.CharField(_("the other children of the home were heard"), max_length=8, choices=Answer),
        "F09",
        required="M",
        of="C3",
    )
    motivation = told(models.TextField(_("why they take a child in")), "F09", required="M", of="C3")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    decision = told(models.TextField(_("reasons for the decision, or the condition"), blank=True), "F09", of="C3")
    valid_until = told(models.DateField(_("valid until"), null=True, blank=True), "F09", of="C3")

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening of a family")
        verbose_name_plural = _("screenings of families")
        ordering = ["-visited_on", "-recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("written_by")), name="screening_decided_by_another"
            ),
            models.CheckConstraint(
                condition=Q(status="asked", decided_by=None) | ~Q(status="asked") & Q(decided_by__isnull=False),
                name="screening_decision_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(valid_until__isnull=False, behaviour_check="yes", code_signed="yes"),
                name="approved_after_the_checks_and_until_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["conditional", "refused"]) | Q(decision__regex=r"\S"),
                name="screening_refused_with_a_reason",
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)
