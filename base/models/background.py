"""What the worker did while nobody looked: the people it reminded, and its nights."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Reminder(models.Model):
    """Somebody was reminded of a day. How much was due is kept, not what: the message itself named codes."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminded")
    day = models.DateField()
    sent_at = models.DateTimeField()
    late = models.PositiveIntegerField()
    today = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="one_reminder_a_day")]

    def __str__(self):
        return f"{self.person_id} {self.day}"


class Night(models.Model):
    """One run of the nightly job. `outcome` lists its pieces: {piece, counted, children (ids to look at), wrong (kind of error)}."""

    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    outcome = models.JSONField(default=list)
    well = models.BooleanField()

    class Meta:
        verbose_name = _("night")
        verbose_name_plural = _("nights")
        ordering = ["-began_at", "-id"]

    def __str__(self):
        return f"{self.began_at:%Y-%m-%d %H:%M}"
