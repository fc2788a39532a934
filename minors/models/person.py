"""The people of one child's file: father, mother, relatives, carers, who came along; and how they are related (domain.md 3.3, 3.19)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from base import options
from base.description import Answer, told
from base.models import Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow

from .child import Child
from .told_dates import ToldDates

TIE = Workflow(
    "tie",
    Move("claim", (), "claimed", _("It was said how a person is related to the child."), Verb.ASSESS),
    Move("verify", ("claimed", "disproved"), "verified", _("A family tie was verified."), Verb.ASSESS, _("It is true")),
    Move("disprove", ("claimed", "verified"), "disproved", _("A family tie was disproved."), Verb.ASSESS, _("It is not true")),
)


class TieStatus(models.TextChoices):
    CLAIMED = "claimed", _("claimed")
    VERIFIED = "verified", _("verified")
    DISPROVED = "disproved", _("disproved")


class TieSource(models.TextChoices):
    """From where it is known how two people are related."""

    CHILD = "child", _("the child")
    PERSON = "person", _("the person concerned")
    RELATIVE = "relative", _("another relative")
    DOCUMENT = "document", _("a document")
    TRACING = "tracing", _("the tracing service")
    OBSERVED = "observed", _("the social worker, by observation")


class Person(ToldDates):
    """A human of one child's file who is not a child of the programme. Whoever may not read the identity does not learn of them."""

    minor_path = "child"
    field_of_action = FieldOfAction.FAMILY_LINKS
    record_class = "C2"
    told_dates = ("birth", "death", "last_contact")

    class Part(models.TextChoices):
        """Which question of the form asked about this person."""

        FATHER = "father", _("father")
        MOTHER = "mother", _("mother")
        RELATIVE = "relative", _("somebody else")

    class Alive(models.TextChoices):
        ALIVE = "alive", _("alive")
        DEAD = "dead", _("dead")
        UNKNOWN = "unknown", _("unknown")
        REFUSED = "refused", _("refused to answer")

    class Where(models.TextChoices):
        HERE = "here", _("here, in the country")
        THERE = "there", _("in the country of origin")
        ELSEWHERE = "elsewhere", _("elsewhere")
        UNKNOWN = "unknown", _("unknown")
        REFUSED = "refused", _("refused to answer")

    class Rank(models.TextChoices):
        FIRST = "first", _("first choice")
        SECOND = "second", _("second choice")
        THIRD = "third", _("third choice")

    child = models.ForeignKey(Child, models.PROTECT, related_name="persons")
    part = models.CharField(_("question of the form"), max_length=8, choices=Part, default=Part.RELATIVE, editable=False)
    alive = told(
        models.CharField(_("alive?"), max_length=8, choices=Alive, blank=True),
        "F03",
        required="C",
        when=("part", ("father", "mother")),
        of="C2",
    )
    own = told(models.CharField(_("own name of this person"), max_length=80, blank=True), "F03", of="C2")
    father = told(models.CharField(_("name of this person's father"), max_length=80, blank=True), "F03", of="C2")
    grandfather = told(models.CharField(_("name of this person's grandfather"), max_length=80, blank=True), "F03", of="C2")
    sex = told(models.CharField(_("sex"), max_length=1, choices=[("F", _("woman")), ("M", _("man"))], blank=True), "F03", of="C2")
    birth_raw = told(
        models.CharField(_("age or birth, as it was told"), max_length=60, blank=True),
        "F03",
        of="C2",
        hint=_("For example: 45, 1980 or 03/1980."),
    )
    birth_earliest = models.DateField(_("born on or after"), null=True, blank=True, editable=False)
    birth_latest = models.DateField(_("born on or before"), null=True, blank=True, editable=False)
    in_contact = told(
        models.CharField(_("is the child in contact with this person?"), max_length=8, choices=Answer, blank=True), "F03", of="C2"
    )
    last_contact_raw = told(
        models.CharField(_("last contact, as it was told"), max_length=60, blank=True),
        "F03",
        of="C2",
        hint=_("For example: 2025, 03/2025 or “before the boat”."),
    )
    last_contact_earliest = models.DateField(_("last contact on or after"), null=True, blank=True, editable=False)
    last_contact_latest = models.DateField(_("last contact on or before"), null=True, blank=True, editable=False)
    where = told(models.CharField(_("where does this person live?"), max_length=10, choices=Where, blank=True), "F03", of="C2")
    country = told(models.CharField(_("country"), max_length=16, blank=True), "F03", of="C2", options="L03")
    address = told(
        models.TextField(_("address and landmarks"), blank=True),
        "F03",
        of="C2",
        hint=_("Village, school, mosque or church, market, name of the chief: what a messenger would look for."),
    )
    phone = told(models.CharField(_("phone"), max_length=40, blank=True), "F03", of="C2")
    cared_before = told(
        models.CharField(_("did this person look after the child before?"), max_length=8, choices=Answer, blank=True),
        "F03",
        of="C2",
    )
    accompanies = told(
        models.CharField(_("did this person come here with the child?"), max_length=8, choices=Answer, blank=True),
        "F03",
        of="C3",
        hint=_("An adult who came along is verified within 72 hours."),
    )
    rank = told(
        models.CharField(_("the child wants this person to be found"), max_length=6, choices=Rank, blank=True),
        "F03",
        of="C2",
    )
    death_raw = told(
        models.CharField(_("died, as it was told"), max_length=60, blank=True), "F03", of="C2", hint=_("Only if it was told.")
    )
    death_earliest = models.DateField(_("died on or after"), null=True, blank=True, editable=False)
    death_latest = models.DateField(_("died on or before"), null=True, blank=True, editable=False)
    death_cause = told(models.CharField(_("cause of death, as it was told"), max_length=200, blank=True), "F03", of="C3")
    note = told(models.TextField(_("what else helps to understand this tie"), blank=True), "F03", of="C3")

    class Meta:
        verbose_name = _("person of the family")
        verbose_name_plural = _("persons of the family")
        ordering = ["recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child", "part"], condition=~Q(part="relative"), name="one_father_one_mother"),
            models.UniqueConstraint(fields=["child", "rank"], condition=~Q(rank=""), name="one_person_for_each_choice"),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)  # a name is said where it was asked for

    @property
    def full(self) -> str:
        return " ".join(filter(None, [self.own, self.father, self.grandfather]))


class TieQuerySet(RecordQuerySet):
    def standing(self):
        """What nobody disproved."""
        return self.exclude(status=TieStatus.DISPROVED)


class Relationship(Record):
    """`person` is the `kind` (L16) of the child, or of `other` when there is one: the father of the mother, and so on.

    A tie is never rewritten: one that turns out to be another is disproved, and the other one claimed.
    """

    minor_path = "child"
    field_of_action = FieldOfAction.FAMILY_LINKS
    record_class = "C2"
    field_classes = {"kind": "C2", "source": "C2", "starts_on": "C2", "ends_on": "C2"}
    option_lists = {"kind": "L16"}

    child = models.ForeignKey(Child, models.PROTECT, related_name="ties")
    person = models.ForeignKey(Person, models.PROTECT, related_name="ties", verbose_name=_("person"))
    other = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="ties_of_others", verbose_name=_("related to")
    )
    kind = told(models.CharField(_("how they are related"), max_length=24), "F03", of="C2", options="L16", strict=True)
    status = told(models.CharField(_("state of the tie"), max_length=10, choices=TieStatus, editable=False), "F03", of="C2")
    source = told(models.CharField(_("known from"), max_length=10, choices=TieSource), "F03", of="C2")
    starts_on = models.DateField(_("since"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = TieQuerySet.as_manager()

    class Meta:
        verbose_name = _("family tie")
        verbose_name_plural = _("family ties")
        ordering = ["recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "other", "kind"], nulls_distinct=False, name="one_current_state_of_a_tie"),
            models.UniqueConstraint(
                fields=["child", "kind"],
                condition=Q(kind__in=["father", "mother"], other=None) & ~Q(status="disproved"),
                name="one_standing_father_and_mother",
            ),
            models.CheckConstraint(condition=Q(other=None) | ~Q(other=F("person")), name="nobody_is_related_to_oneself"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="tie_ends_after_it_starts",
                violation_error_message=_("The end cannot be before the beginning."),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @property
    def kind_label(self) -> str:
        return options.label("L16", self.kind)
