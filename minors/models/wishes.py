"""What the child wants: contact, tracing, reunification, care; and whether it fears to return (domain.md 3.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from base.description import told
from base.models import ToldRecord
from base.objectives import FieldOfAction
from base.purposes import Tied

from .child import Child


class Wish(models.TextChoices):
    YES_NOW = "yes_now", _("yes, now")
    YES_LATER = "yes_later", _("yes, later")
    NOT_SURE = "not_sure", _("not sure")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("unknown")
    REFUSED = "refused", _("refused to answer")


class Fear(models.TextChoices):
    YES = "yes", _("yes")
    UNSURE = "unsure", _("not sure")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("unknown")
    REFUSED = "refused", _("refused to answer")


def _wish(words, **description):
    return told(models.CharField(words, max_length=10, choices=Wish, blank=True), "F03", of="C3", **description)


def _why(words, **more):
    return told(models.TextField(words, blank=True), "F03", of="C3", **more)


class Wishes(ToldRecord):
    """The child's own wishes, in its words. A wish can change: earlier ones stay in history."""

    minor_path = "child"
    field_of_action = FieldOfAction.FAMILY_LINKS
    record_class = "C3"

    child = models.OneToOneField(Child, models.PROTECT, related_name="wishes")
    wants_contact = _wish(_("does the child want contact with the family?"), required="M")
    contact_why = _why(_("why, or why not (contact)"))
    wants_tracing = _wish(_("does the child want the family to be looked for?"), required="M")
    tracing_why = _why(_("why, or why not (search)"))
    wants_reunification = _wish(_("does the child want to live with the family again?"), required="M")
    reunification_why = _why(_("why, or why not (return to the family)"))
    stay_in_care = _wish(_("does the child want to stay where it lives now?"))
    preferred_care = _why(_("where the child would like to live, and why"))
    fear_of_return = told(
        models.CharField(_("is the child afraid to return to its country?"), max_length=10, choices=Fear, blank=True),
        "F03",
        required="M",
        of="C3",
        hint=_("“Yes” and “not sure” mean: explain asylum, and tell the embassy nothing."),
        only_for=Tied.ASYLUM,
    )
    fear_why = _why(_("what the child is afraid of"), only_for=Tied.ASYLUM)

    class Meta:
        verbose_name = _("wishes of the child")
        verbose_name_plural = _("wishes of the children")
        default_permissions = ()

    def __str__(self):
        return str(self._meta.verbose_name)
