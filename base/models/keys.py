"""The data keys of encrypted texts, themselves encrypted with one of FILE_KEYS (base/secret_text.py)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TextKey(models.Model):
    """One data key. `version` says which of FILE_KEYS it is encrypted with; the highest number encrypts what is written."""

    number = models.PositiveIntegerField(primary_key=True)
    version = models.PositiveIntegerField()
    wrapped = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("key of texts")
        verbose_name_plural = _("keys of texts")
        ordering = ["number"]

    def __str__(self):
        return str(self.number)
