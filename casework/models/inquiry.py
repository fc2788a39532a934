"""Families who look for a child (domain.md 3.11, 9.13, F11): what they tell, what they allow, and the child asked about it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import Answer, told
from base.models import Institution, Kept, Record, RecordQuerySet, ToldDate, is_interval, told_date
from base.objectives import FieldOfAction
from base.roles import Verb
from base.secret_text import SecretText
from base.workflow import Move, Workflow
from minors import asylum, matching
from minors.models import Child
from minors.models.name import PARTS

from .guardianship import AsylumHearing
from .verification import Verification

INQUIRY = Workflow(  # of no child until somebody is matched: nobody's timeline tells it
    "inquiry",
    Move("receive", (), "received", _("An inquiry of a family was received."), Verb.TRACE_FAMILIES, _("Write down an inquiry")),
    Move("look", ("received", "no_match"), "looked_at", _("The candidates were looked at."), Verb.TRACE_FAMILIES, _("Look for the child")),
    Move("propose", ("looked_at",), "proposed", _("A candidate was proposed."), Verb.TRACE_FAMILIES),
    Move("ask", ("proposed",), "child_asked", _("The child was asked, and wants contact."), Verb.ASSESS),
    Move("refuse", ("proposed", "child_asked"), "refused", _("The child does not want contact."), Verb.ASSESS),
    Move("again", ("proposed", "child_asked"), "looked_at", _("The candidate was not the child, or was withdrawn."), Verb.ASSESS),
    Move("confirm", ("child_asked",), "confirmed", _("The family was verified."), Verb.APPROVE),
    Move("give_up", ("received", "looked_at"), "no_match", _("No child was found."), Verb.TRACE_FAMILIES, _("No match for now")),
    Move(
        "close",
        ("received", "looked_at", "proposed", "child_asked", "confirmed", "refused", "no_match"),
        "closed",
        _("The inquiry was closed."),
        Verb.TRACE_FAMILIES,
        _("Close the inquiry"),
    ),
)  # fmt: skip
FAMILY_MATCH = Workflow(
    "family_match",
    Move("propose", (), "proposed", _("A family that looks for a child was proposed: the child is to be asked."), Verb.TRACE_FAMILIES),
    Move("agree", ("proposed",), "wished", _("The child was asked about a family that looks for it, and wants contact."), Verb.ASSESS),
    Move(
        "limit",
        ("proposed", "wished"),
        "limited",
        _("The child was asked about a family that looks for it: the family is told only what the child allows."),
        Verb.ASSESS,
    ),
    Move(
        "refuse",
        ("proposed", "wished", "limited"),
        "refused",
        _("The child was asked about a family that looks for it, and wants it to be told nothing."),
        Verb.ASSESS,
    ),
    Move("deny", ("proposed", "wished"), "denied", _("The family that looks for a child is not the child’s."), Verb.ASSESS),
    Move("verify", ("wished",), "verifying", _("The family that looks for the child is being verified."), Verb.ASSESS, _("Verify this family")),
    Move("confirm", ("verifying",), "confirmed", _("The family that looks for the child is verified."), Verb.APPROVE),
    Move("fail", ("verifying",), "denied", _("The verification did not confirm the family that looks for the child."), Verb.APPROVE),
    Move("tell", ("limited", "confirmed"), "told", _("The family was told what the child allows."), Verb.TRACE_FAMILIES, _("The family was told")),
    Move(
        "withdraw",
        ("proposed", "wished", "verifying", "limited"),
        "withdrawn",
        _("The proposal of a family that looks for a child was withdrawn."),
        Verb.TRACE_FAMILIES,
    ),
)  # fmt: skip
OPEN_MATCH = ["proposed", "wished", "verifying"]


class InquiryQuerySet(RecordQuerySet):
    def still_open(self):
        return self.exclude(status="closed")


class Inquiry(Kept):
    """What a family tells of a child it looks for. It belongs to the institution that traces, and to no child's file.

    `key` and `keys` are made as those of a child's name are (`minors.matching`), so that both are found the same way.
    """

    handled_by = Verb.TRACE_FAMILIES
    record_class = "C2"
    field_of_action = FieldOfAction.FAMILY_LINKS

    class Status(models.TextChoices):
        RECEIVED = "received", _("received, not looked at yet")
        LOOKED_AT = "looked_at", _("candidates looked at")
        PROPOSED = "proposed", _("the child is to be asked")
        CHILD_ASKED = "child_asked", _("the child wants contact")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("the child does not want contact")
        NO_MATCH = "no_match", _("no match for now")
        CLOSED = "closed", _("closed")

    class Source(models.TextChoices):
        PHONE = "phone", _("by phone")
        IN_PERSON = "in_person", _("in person")
        MESSAGE = "message", _("by a Red Cross message")
        SOCIETY = "society", _("through another Red Cross or Red Crescent society")
        OTHER = "other", _("in another way")

    class Ending(models.TextChoices):
        FOUND = "found", _("the family and the child are in contact")
        TOLD = "told", _("the family was told what may be told")
        NOT_FOUND = "not_found", _("the child was not found")
        GIVEN_UP = "given_up", _("the family does not look any more")
        CONSENT = "consent", _("the family withdrew its consent")

    number = models.PositiveIntegerField(_("number"), editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution that traces"))
    status = models.CharField(_("status"), max_length=11, choices=Status, editable=False)
    source = told(models.CharField(_("how the inquiry came"), max_length=9, choices=Source), "F11", required="M", strict=True)
    received_at = told(models.DateTimeField(_("received on"), default=dates.now), "F11", required="M")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("taken by"))
    inquirer_name = told(
        models.CharField(_("name of the person who looks for the child"), max_length=200), "F11", required="M", of="C2"
    )
    relation = told(
        models.CharField(_("relation to the child"), max_length=24), "F11", required="M", of="C2", options="L16", strict=True
    )
    contact = told(SecretText(_("how to reach this person: phone, address")), "F11", required="M", of="C4")
    own = told(models.CharField(_("own name of the child"), max_length=80), "F11", required="M", of="C2")
    father = told(models.CharField(_("father's name"), max_length=80, blank=True), "F11", of="C2")
    grandfather = told(models.CharField(_("grandfather's name"), max_length=80, blank=True), "F11", of="C2")
    further = told(models.CharField(_("great-grandfather's name and more"), max_length=120, blank=True), "F11", of="C2")
    other_name = told(models.CharField(_("nickname, or the name in another script"), max_length=200, blank=True), "F11", of="C2")
    mother = told(models.CharField(_("name of the child’s mother"), max_length=120, blank=True), "F11", of="C2")
    sex = told(models.CharField(_("sex"), max_length=1, choices=Child.Sex, blank=True), "F11", strict=True)
    birth_raw, birth_calendar, birth_precision, birth_earliest, birth_latest, birth_source, birth_recorded_on = told_date(
        _("age or birth as the family tells it"), _("born on or after"), _("born on or before"), form="F11"
    )
    birth = ToldDate("birth")
    country = told(
        models.CharField(_("country where the family lived"), max_length=16, blank=True), "F11", of="C2", options="L03"
    )
    village = told(models.CharField(_("village or quarter"), max_length=120, blank=True), "F11", of="C2")
    kebele = told(models.CharField(_("kebele"), max_length=120, blank=True), "F11", of="C2")
    woreda = told(models.CharField(_("woreda, district or town"), max_length=120, blank=True), "F11", of="C2")
    marks = told(models.TextField(_("distinguishing marks"), blank=True), "F11", of="C2")
    seen_raw, seen_calendar, seen_precision, seen_earliest, seen_latest, seen_source, seen_recorded_on = told_date(
        _("when the child was last seen or heard of"), _("on or after"), _("on or before"), form="F11"
    )
    seen = ToldDate("seen")
    seen_place = told(
        models.CharField(_("where the child was last seen or heard of"), max_length=120, blank=True), "F11", of="C2"
    )
    message = told(models.TextField(_("message of the family to the child"), blank=True), "F11", of="C2")
    ending = told(
        models.CharField(_("why it was closed"), max_length=9, choices=Ending, blank=True, editable=False), "F11", strict=True
    )
    ending_note = told(models.TextField(_("what came of it"), blank=True), "F11", of="C2")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    key = told(models.TextField(editable=False), "", of="C2")
    keys = told(ArrayField(models.IntegerField(), editable=False, default=list), "", of="C2")

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("inquiry of a family")
        verbose_name_plural = _("inquiries of families")
        ordering = ["-received_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["institution", "number"], name="inquiry_number_once"),
            is_interval("birth", name="inquiry_birth_is_an_interval"),
            is_interval("seen", name="inquiry_seen_is_an_interval"),
            models.CheckConstraint(
                condition=Q(inquirer_name__regex=r"\S", contact__regex=r"\S", own__regex=r"\S"),
                name="inquiry_says_who_asks_for_whom",
                violation_error_message=_("Write who looks for the child, how to reach this person, and the name of the child."),
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) & ~Q(ending="") | ~Q(status="closed") & Q(closed_at=None, ending=""),
                name="inquiry_is_closed_for_a_reason",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"DRF-{self.number}"  # never a name

    def get_absolute_url(self):
        return reverse("casework:inquiry", args=[self.pk])

    def save(self, *, by, reason, update_fields=None):
        self.key = matching.key_of([getattr(self, part) for part in PARTS])
        self.keys = matching.keys_of(self.key)
        super().save(by=by, reason=reason, update_fields=update_fields and {*update_fields, "key", "keys"})

    @classmethod
    def open_to(cls, user):
        """Those of one's own institution."""
        return Q(institution=user.institution_id)

    @property
    def full(self) -> str:
        return " ".join(filter(None, (getattr(self, part) for part in PARTS)))

    @property
    def relation_label(self) -> str:
        return options.label("L16", self.relation)

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED


class InquiryConsent(Kept):
    """A line of what the person who looks for a child allows: that it is kept, and that the child may learn who asks. The last one counts."""

    handled_by = Verb.TRACE_FAMILIES
    record_class = "C2"
    field_of_action = FieldOfAction.FAMILY_LINKS

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="consents")
    keeps = told(models.BooleanField(_("what is told here may be kept and compared with children who were found")), "F11")
    tells = told(models.BooleanField(_("the child, and who works with it, may learn who looks for it")), "F11")
    words = told(models.TextField(_("how it was said")), "F11", required="M", of="C2")
    said_at = told(models.DateTimeField(_("said at")), "F11", required="M")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written down by"))

    class Meta:
        verbose_name = _("consent of a family that looks for a child")
        verbose_name_plural = _("consents of families that look for a child")
        ordering = ["said_at", "recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(words__regex=r"\S"), name="inquiry_consent_says_how"),
            models.CheckConstraint(condition=Q(keeps=True) | Q(tells=False), name="nothing_is_told_of_what_is_not_kept"),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def open_to(cls, user):
        return Q(inquiry__institution=user.institution_id)


class FamilyMatch(Record):
    """A child of whom a tracing officer thinks that a family looks for it. The child is asked first; its answer decides what follows.

    The officer learns the answer and what the family may be told, and nothing else of the file: see `partner_path`.
    """

    minor_path = "child"
    partner_path = "inquiry__institution"
    partner_verb = Verb.TRACE_FAMILIES
    field_of_action = FieldOfAction.FAMILY_LINKS

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("the child is to be asked")
        WISHED = "wished", _("the child wants contact")
        LIMITED = "limited", _("the family is told only what the child allows")
        REFUSED = "refused", _("the child wants nothing to be told")
        DENIED = "denied", _("not the child’s family")
        VERIFYING = "verifying", _("being verified")
        CONFIRMED = "confirmed", _("verified")
        TOLD = "told", _("the family was told")
        WITHDRAWN = "withdrawn", _("withdrawn")

    child = models.ForeignKey(Child, models.PROTECT, related_name="family_matches")
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="matches")
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=9, choices=Status, editable=False)
    score = told(models.PositiveSmallIntegerField(_("likeness, of 100")), "F11", of="C2")
    reasons = told(models.JSONField(_("what speaks for it and against it"), default=list), "F11", of="C2")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    asked_at = told(models.DateTimeField(_("when the child was asked"), null=True, blank=True), "F11")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    alone = told(
        models.CharField(_("was the child spoken with alone?"), max_length=8, choices=Answer, blank=True), "F11", of="C3"
    )
    child_says = told(models.TextField(_("what the child says"), blank=True), "F11", of="C3")
    family_told = told(models.TextField(_("what the family may be told, word for word"), blank=True), "F11", of="C2")
    safe_because = told(
        models.TextField(_("why it endangers neither the child nor others to tell it"), blank=True), "F11", of="C3"
    )
    why = told(models.TextField(_("why it is not the family, or was withdrawn"), blank=True), "F11", of="C3")
    verification = models.ForeignKey(Verification, models.PROTECT, null=True, blank=True, related_name="family_matches")
    told_at = told(models.DateTimeField(_("when the family was told"), null=True, blank=True), "F11")
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("told by")
    )

    class Meta:
        verbose_name = _("family that looks for the child")
        verbose_name_plural = _("families that look for children")
        ordering = ["-recorded_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child", "number"], name="family_match_number_once"),
            models.UniqueConstraint(
                fields=["inquiry"], condition=Q(status__in=["proposed", "wished", "verifying"]), name="one_child_is_asked_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["inquiry", "child"], condition=~Q(status="withdrawn"), name="a_child_is_asked_once_about_an_inquiry"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "denied", "withdrawn"])
                | Q(asked_at__isnull=False, asked_by__isnull=False, child_says__regex=r"\S"),
                name="the_child_is_asked_before_the_family",
            ),
            models.CheckConstraint(condition=Q(asked_by=None) | ~Q(asked_by=models.F("author")), name="who_proposes_does_not_ask"),
            models.CheckConstraint(
                condition=Q(family_told="") | Q(asked_at__isnull=False, safe_because__regex=r"\S"), name="what_is_told_was_weighed"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["limited", "told"]) | Q(family_told__regex=r"\S"), name="what_the_family_is_told_is_written"
            ),
            models.CheckConstraint(condition=~Q(status="refused") | Q(family_told=""), name="a_refusal_tells_nothing"),
            models.CheckConstraint(
                condition=~Q(status__in=["verifying", "confirmed"]) | Q(verification__isnull=False), name="a_family_is_verified_apart"
            ),
            models.CheckConstraint(
                condition=Q(status="told", told_at__isnull=False, told_by__isnull=False)
                | ~Q(status="told") & Q(told_at=None, told_by=None),
                name="the_family_is_told_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["denied", "withdrawn"]) | Q(why__regex=r"\S"), name="a_match_is_given_up_for_a_reason"
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"FAM-{self.number}"

    def get_absolute_url(self):
        return reverse("casework:family_match", args=[self.pk])

    @classmethod
    def open_to_partner(cls) -> Q:
        """Of a child who may need asylum the tracing institution learns nothing, whatever was known when it was proposed."""
        return Q(child__in=asylum.known_outside().exclude(pk__in=AsylumHearing.heard()).order_by().values("pk"))
