"""Brothers and sisters: whether there are any here, and those who are children of the programme themselves (domain.md 3.2, 3.19)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from base.description import told
from base.models import Record, ToldRecord
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow

from .child import Child
from .person import TieQuerySet, TieSource, TieStatus

SIBLINGS = Workflow(
    "siblings",
    Move("link", (), "claimed", _("A brother or sister was linked."), Verb.ASSESS),
    Move("link_again", ("disproved",), "claimed", _("A brother or sister was linked again."), Verb.ASSESS),
    Move("verify", ("claimed", "disproved"), "verified", _("A brother or sister was verified."), Verb.ASSESS, _("It is true")),
    Move("disprove", ("claimed", "verified"), "disproved", _("A link between siblings ended."), Verb.ASSESS, _("End this link")),
)


class SiblingsHere(ToldRecord):
    """The answer of one child, or nobody's yet. The database refuses another one than "yes" while a brother or sister is linked."""

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NONE = "none", _("no, there are none")
        UNKNOWN = "unknown", _("unknown")
        REFUSED = "refused", _("refused to answer")

    minor_path = "child"
    field_of_action = FieldOfAction.FAMILY_LINKS
    record_class = "C2"

    child = models.OneToOneField(Child, models.PROTECT, related_name="siblings_here")
    siblings_here = told(
        models.CharField(_("are there brothers or sisters of the child here?"), max_length=8, choices=Answer, blank=True),
        "F02",
        required="M",
        of="C2",
        hint=_("Who only travelled together is not a brother or sister."),
    )

    class Meta:
        verbose_name = _("answer about brothers and sisters")
        verbose_name_plural = _("answers about brothers and sisters")
        default_permissions = ()
        # What a link refers to while it stands.
        constraints = [models.UniqueConstraint(fields=["child", "siblings_here"], name="siblings_here_as_said")]

    def __str__(self):
        return str(self._meta.verbose_name)


class SiblingLink(Record):
    """`sibling` is a brother or sister of `child`: one row for each direction, each in the file of its own child. The database keeps the two directions of a pair alike (migration of this table).

    Nothing of the sibling's file is shown to whoever may not open that file, not even its code.
    """

    minor_path = "child"
    field_of_action = FieldOfAction.FAMILY_LINKS
    record_class = "C2"

    class Kind(models.TextChoices):
        FULL = "full", _("same father and mother")
        HALF_FATHER = "half_father", _("same father")
        HALF_MOTHER = "half_mother", _("same mother")
        DE_FACTO = "de_facto", _("grew up or travelled as siblings")
        UNKNOWN = "unknown", _("siblings, not known how")

    child = models.ForeignKey(Child, models.PROTECT, related_name="sibling_links")
    sibling = told(
        models.ForeignKey(Child, models.PROTECT, related_name="+", verbose_name=_("brother or sister")),
        "F02",
        required="M",
        of="C2",
    )
    kind = told(models.CharField(_("what kind of siblings"), max_length=12, choices=Kind), "F02", of="C2")
    status = told(models.CharField(_("state of the tie"), max_length=10, choices=TieStatus, editable=False), "F02", of="C2")
    source = told(models.CharField(_("known from"), max_length=10, choices=TieSource), "F02", of="C2")

    objects = TieQuerySet.as_manager()

    class Meta:
        verbose_name = _("link between siblings")
        verbose_name_plural = _("links between siblings")
        ordering = ["recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child", "sibling"], name="siblings_once"),
            # What the foreign key from one direction to the other refers to.
            models.UniqueConstraint(fields=["child", "sibling", "kind", "status", "source"], name="siblings_alike"),
            models.CheckConstraint(condition=~Q(child=F("sibling")), name="nobody_is_ones_own_sibling"),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def keeps_apart(cls, kept, other):
        """Nobody is their own brother or sister."""
        if cls.objects.standing().filter(child=kept, sibling=other).exists():
            yield _now("The two children are linked as brothers or sisters. End that link first.")
