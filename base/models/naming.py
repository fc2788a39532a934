"""Names in the three languages of the product, for starting data that people read on screen and on paper."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """A row with a name in French, English and Arabic; its text is the one in the reader's language."""

    name_fr = models.CharField(_("name in French"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_ar = models.CharField(_("name in Arabic"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return getattr(self, f"name_{(get_language() or 'fr')[:2]}", "") or self.name_fr
