"""What a person typed: drafts that survive an idle sign-out, and answered submissions so that a second send changes nothing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """Text typed into a form and not yet accepted; one for each person and form. Only its author ever reads it (base/drafts.py).

    `path` is where the form is sent, `page` where it stands, `title` what that page is called.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    path = models.CharField(max_length=300)
    page = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=200, blank=True)
    fields = models.JSONField(default=dict)
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["person", "path"], name="one_draft_a_page")]

    def __str__(self):
        return f"{self.person_id} {self.kept_at:%Y-%m-%d %H:%M}"


class Submission(models.Model):
    """A form that was accepted, by its idempotency key: sending it again returns the first result (security.md rule 12)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField()
    form = models.UUIDField(null=True)  # the key that the form itself carries, whatever was written into it
    result = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="submitted_once")]
        indexes = [models.Index(fields=["person", "form"], name="submission_of_a_form")]

    def __str__(self):
        return f"{self.person_id} {self.key}"
