"""A child who is missing: the report, who was told, what was searched, and what the child says after coming back (domain.md 3.17, F17)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import Answer, told
from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction
from minors.models import Child


class MissingReportQuerySet(RecordQuerySet):
    def still_missing(self):
        return self.filter(status="missing")


class MissingReport(Record):
    """One absence, from the moment somebody noticed it until the child is found or the search ends with the case."""

    minor_path = "child"
    field_of_action = FieldOfAction.PROTECTION_FROM_VIOLENCE

    class Status(models.TextChoices):
        MISSING = "missing", _("missing")
        FOUND = "found", _("found")
        CLOSED = "closed", _("search ended with the case")

    child = models.ForeignKey(Child, models.PROTECT, related_name="missing_reports")
    status = models.CharField(_("status"), max_length=8, choices=Status, editable=False)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reported by"))
    reported_at = told(models.DateTimeField(_("reported at"), default=dates.now), "F17")
    noticed_at = told(models.DateTimeField(_("absence noticed at")), "F17", required="M")
    seen_at = told(models.DateTimeField(_("last seen at"), null=True, blank=True), "F17")
    seen_place = told(models.CharField(_("last seen where"), max_length=160, blank=True), "F17", of="C2")
    clothes = told(models.CharField(_("clothes and what the child carried"), max_length=240, blank=True), "F17", of="C2")
    seen_with = told(models.CharField(_("last seen with whom"), max_length=160, blank=True), "F17", of="C3")
    risks = told(
        ArrayField(models.CharField(max_length=24), verbose_name=_("what makes it more dangerous"), default=list, blank=True),
        "F17",
        of="C3",
        options="W40",
        strict=True,
    )
    destinations = told(models.TextField(_("where the child may be going"), blank=True), "F17", of="C3")
    found_at = told(models.DateTimeField(_("found at"), null=True, blank=True), "F17")
    found_how = told(models.CharField(_("how the child was found"), max_length=24, blank=True), "F17", options="W42", strict=True)
    found_state = told(models.TextField(_("how the child is"), blank=True), "F17", of="C3")

    objects = MissingReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a missing child")
        verbose_name_plural = _("reports of missing children")
        ordering = ["-noticed_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=Q(status="missing"), name="missing_once_at_a_time"),
            models.CheckConstraint(condition=Q(noticed_at__lte=models.F("reported_at")), name="noticed_before_reported"),
            models.CheckConstraint(
                condition=Q(found_at=None) | Q(found_at__gte=models.F("noticed_at")),
                name="found_after_noticed",
                violation_error_message=_("A child is found after the absence was noticed."),
            ),
            models.CheckConstraint(
                condition=Q(status="found", found_at__isnull=False) & ~Q(found_how="") | ~Q(status="found") & Q(found_at=None),
                name="found_says_when_and_how",
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:missing", args=[self.pk])

    @classmethod
    def keeps_apart(cls, kept, other):
        """One child cannot be missing twice: of two searches one has to say first how it ended."""
        waiting = cls.objects.still_missing().filter(child__in=[kept, other]).select_related("child")
        if len(waiting) > 1:
            for report in waiting:
                if report.child_id == other:
                    yield _("%(code)s: both files are reported missing. Say in one of them how it ended.") % {
                        "code": report.child
                    }

    @property
    def risks_in_words(self) -> str:
        return options.in_a_row(options.label("W40", risk) for risk in self.risks)

    @property
    def found_how_label(self) -> str:
        return options.label("W42", self.found_how)


class InformedBody(Record):
    """Who was told that the child is missing, and what was said: the minimum. No embassy is on the list (domain.md 0.3, rule 9)."""

    minor_path = "report__child"
    field_of_action = FieldOfAction.PROTECTION_FROM_VIOLENCE

    report = models.ForeignKey(MissingReport, models.PROTECT, related_name="informed")
    status = models.CharField(max_length=8, editable=False)
    body = told(models.CharField(_("who was told"), max_length=24), "F17", required="M", options="W41", strict=True)
    informed_at = told(models.DateTimeField(_("told at")), "F17", required="M")
    said = told(models.TextField(_("what was said")), "F17", required="M", of="C3")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("told by"))

    class Meta:
        verbose_name = _("institution that was told")
        verbose_name_plural = _("institutions that were told")
        ordering = ["informed_at", "id"]
        default_permissions = ()

    def __str__(self):
        return options.label("W41", self.body)


class SearchAction(Record):
    """Something done to find the child, or a look at the whole search with what comes next (T34)."""

    minor_path = "report__child"
    field_of_action = FieldOfAction.PROTECTION_FROM_VIOLENCE

    class Kind(models.TextChoices):
        ACTION = "action", _("something was done")
        REVIEW = "review", _("the search was reviewed as a whole")

    report = models.ForeignKey(MissingReport, models.PROTECT, related_name="search_actions")
    kind = told(
        models.CharField(_("what is this?"), max_length=8, choices=Kind, default=Kind.ACTION), "F17", required="M", strict=True
    )
    done_at = told(models.DateTimeField(_("done at")), "F17", required="M")
    what = told(models.TextField(_("what was done, and what came of it")), "F17", required="M", of="C3")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("step of the search")
        verbose_name_plural = _("steps of the search")
        ordering = ["done_at", "id"]
        default_permissions = ()

    def __str__(self):
        return self.get_kind_display()


class ReturnInterview(Record):
    """The talk after the child came back, alone and without blame. What concerns smugglers has its own secret place (C4), not here."""

    minor_path = "report__child"
    field_of_action = FieldOfAction.PROTECTION_FROM_VIOLENCE

    report = models.OneToOneField(MissingReport, models.PROTECT, related_name="interview")
    status = models.CharField(max_length=8, editable=False)
    held_at = told(models.DateTimeField(_("held at")), "F17", required="M")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("held by"))
    seen_alone = told(
        models.CharField(_("Was the child seen alone?"), max_length=8, choices=Answer), "F17", required="M", of="C3"
    )
    pushed = told(models.TextField(_("what made the child leave"), blank=True), "F17", of="C3")
    pulled = told(models.TextField(_("what drew the child elsewhere"), blank=True), "F17", of="C3")
    harmed = told(models.CharField(_("Was the child harmed?"), max_length=8, choices=Answer), "F17", required="M", of="C3")
    harm = told(
        models.TextField(_("what happened, and what was done about it"), blank=True),
        "F17", required="C", of="C3", when=("harmed", ("yes",)),
    )  # fmt: skip
    child_wants = told(models.TextField(_("what the child asks for now"), blank=True), "F17", of="C3")

    class Meta:
        verbose_name = _("return interview")
        verbose_name_plural = _("return interviews")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(harmed="yes") | ~Q(harm=""),
                name="harm_is_answered",
                violation_error_message=_("The child was harmed: say what happened and what was done about it."),
            )
        ]

    def __str__(self):
        return str(self._meta.verbose_name)
