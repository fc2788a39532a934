"""Who acts for a child before courts and authorities, and who stands beside it at the asylum interview (domain.md 3.8, F08)."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.description import Answer, told
from base.models import Institution, Record, RecordQuerySet
from base.objectives import FieldOfAction
from base.purposes import EVERY_ROW, Tied
from base.ranges import Days, UuidRange
from minors import ties
from minors.models import Child, Document, Grant

BY_LAW = ["father", "grandfather"]  # of L16: who represents a child without any decision (Family Code; domain.md 3.8)


class GuardianshipQuerySet(RecordQuerySet):
    def on(self, day):
        """Mandates that held on that day. The day on which one ends is the first one of the next; no job has to end it."""
        held = self.filter(status__in=("appointed", "ended"), starts_on__lte=day)
        return held.filter(Q(ends_on=None) | Q(ends_on__gt=day))


class Guardianship(Record):
    """One mandate: asked for, decided, held for a time, ended. Who held which one on any day is asked of `casework.guardianship`."""

    minor_path = "child"
    field_of_action = FieldOfAction.CARE

    class Kind(models.TextChoices):
        LEGAL = "legal", _("legal guardian")
        AD_HOC = "ad_hoc", _("ad hoc administrator")
        LAWYER = "lawyer", _("lawyer")
        DIRECTOR = "director", _("delegated authority of the director of a centre")
        WORKER = "worker", _("accompanying social worker")

    class Scope(models.TextChoices):
        CARE = "care", _("care")
        ASYLUM = "asylum", _("asylum procedure")
        HEALTH = "health", _("consent to medical care")
        PROPERTY = "property", _("property")
        CRIMINAL = "criminal", _("criminal case")

    class Status(models.TextChoices):
        ASKED = "asked", _("asked for")
        APPOINTED = "appointed", _("appointed")
        REFUSED = "refused", _("not appointed")
        ENDED = "ended", _("ended")

    class Conflict(models.TextChoices):
        NOT_YET = "not_yet", _("not checked yet")
        NONE = "none", _("checked: no conflict of interest")
        FOUND = "found", _("checked: there is a conflict of interest")

    class End(models.TextChoices):
        MAJORITY = "majority", _("the young person is 18")
        REPLACED = "replaced", _("somebody else was appointed")
        COURT = "court", _("ended by the court")
        REUNIFIED = "reunified", _("the child is with its parents again")
        OVER = "over", _("the procedure is over")
        CONFLICT = "conflict", _("conflict of interest, or against the child’s interest")
        RESIGNED = "resigned", _("the person gave it up")
        DEAD = "dead", _("the person died or cannot act any more")
        OTHER = "other", _("another reason")

    GUARDIANS = (Kind.LEGAL, Kind.AD_HOC)  # whose appointment the time limits wait for (T15, T16)

    child = models.ForeignKey(Child, models.PROTECT, related_name="guardianships")
    status = models.CharField(_("status"), max_length=9, choices=Status, editable=False)
    kind = told(models.CharField(_("kind of representative"), max_length=8, choices=Kind), "F08", required="M")
    scopes = told(
        ArrayField(models.CharField(max_length=8, choices=Scope), verbose_name=_("mandate for")), "F08", required="M", of="C3"
    )
    requested_on = told(models.DateField(_("asked for on"), null=True, blank=True), "F08")
    requested_to = told(models.CharField(_("asked of (court)"), max_length=120, blank=True), "F08")
    hearing_on = told(models.DateField(_("day of the hearing in court"), null=True, blank=True), "F08")
    decision_number = told(models.CharField(_("number of the decision"), max_length=60, blank=True), "F08", of="C2")
    decided_on = told(models.DateField(_("day of the decision"), null=True, blank=True), "F08")
    person = told(models.CharField(_("name of the person"), max_length=120, blank=True), "F08", of="C2")
    institution = told(
        models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")),
        "F08",
    )
    relation = told(
        models.CharField(_("what the person is to the child"), max_length=24, blank=True), "F08", options="L16", strict=True
    )
    contact = told(models.CharField(_("telephone or address"), max_length=160, blank=True), "F08", of="C2")
    starts_on = told(models.DateField(_("from"), null=True, blank=True), "F08")
    ends_on = told(models.DateField(_("until"), null=True, blank=True), "F08")
    end_reason = told(models.CharField(_("why it ended"), max_length=10, choices=End, blank=True), "F08")
    conflict_check = told(
        models.CharField(_("conflict of interest"), max_length=8, choices=Conflict, default=Conflict.NOT_YET),
        "F08",
        required="M",
    )
    conflict_note = told(
        models.TextField(_("the conflict, and what protects the child from it"), blank=True),
        "F08",
        required="C",
        of="C3",
        when=("conflict_check", ("found",)),
    )
    child_view = told(
        models.TextField(_("what the child says about this person, or why the child was not heard"), blank=True), "F08", of="C3"
    )
    judge_seized_by_child = told(
        models.CharField(_("did the child turn to the children’s judge itself?"), max_length=8, choices=Answer, blank=True),
        "F08",
        of="C3",
    )
    legal_aid_requested = told(models.CharField(_("was legal aid asked for?"), max_length=8, choices=Answer, blank=True), "F08")
    document = told(
        models.ForeignKey(
            Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document of the court")
        ),
        "F08",
        of="C3",
    )
    # The person's own access to the file. It ends with the mandate (migration of this table).
    access = models.OneToOneField(Grant, models.PROTECT, null=True, editable=False, related_name="mandate")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("guardianship")
        verbose_name_plural = _("guardianships")
        ordering = [F("starts_on").desc(nulls_first=True), "-recorded_at", "id"]
        default_permissions = ()
        constraints = [
            *(
                ExclusionConstraint(
                    name=f"one_guardian_for_{scope}",
                    expressions=[(UuidRange(), "&&"), (Days(), "&&")],
                    condition=Q(kind="legal", status__in=["appointed", "ended"], scopes__contains=[scope]),
                    violation_error_message=_(
                        "The child has another legal guardian for this in these days. End that mandate first."
                    ),
                )
                for scope in ("care", "asylum", "health", "property", "criminal")
            ),
            models.CheckConstraint(
                condition=Q(scopes__len__gte=1) & Q(scopes__contained_by=["care", "asylum", "health", "property", "criminal"]),
                name="mandate_is_for_something",
                violation_error_message=_("Say what the mandate is for."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "refused"]) | ~Q(person="") | Q(institution__isnull=False),
                name="mandate_names_somebody",
                violation_error_message=_("Write who it is: a person or an institution."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "refused"], starts_on=None)
                | Q(status__in=["appointed", "ended"], starts_on__isnull=False),
                name="mandate_holds_from_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="asked") | Q(requested_on__isnull=False) & ~Q(requested_to=""),
                name="mandate_is_asked_of_a_court",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="mandate_ends_after_it_starts",
                violation_error_message=_("The end cannot be before the beginning."),
            ),
            models.CheckConstraint(
                condition=~Q(status="ended") | Q(ends_on__isnull=False) & ~Q(end_reason=""),
                name="mandate_ends_with_a_reason",
                violation_error_message=_("Say why the mandate ended."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "refused"])
                | ~Q(kind__in=["legal", "ad_hoc"])
                | Q(decided_on__isnull=False) & ~Q(decision_number="")
                | Q(kind="legal", relation__in=BY_LAW),
                name="guardian_by_decision_or_by_law",
                violation_error_message=_("Write the number and the day of the decision."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "refused"])
                | Q(conflict_check="none")
                | Q(conflict_check="found", conflict_note__regex=r"\S"),
                name="mandate_after_a_check_of_interests",
                violation_error_message=_("Check first whether the person has an interest against the child."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "refused"]) | Q(child_view__regex=r"\S"),
                name="mandate_hears_the_child",
                violation_error_message=_("Write what the child says, or why the child was not heard."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return reverse("casework:mandate", args=[self.pk])

    @classmethod
    def keeps_apart(cls, kept, other):
        """One child has one legal guardian: of two files that name different ones, the mandate that is not true has to end first."""
        rows = cls.objects.filter(child__in=[kept, other], kind=cls.Kind.LEGAL, status="appointed").select_related("child")
        mine, theirs = ([one for one in rows if one.child_id == key] for key in (kept, other))
        for one in theirs:
            if any(one.overlaps(another) for another in mine):
                yield _("%(code)s: both files name a legal guardian. End the mandate that is not true first.") % {
                    "code": one.child
                }
                return

    def overlaps(self, other: "Guardianship") -> bool:
        """Whether both hold on some day for the same thing."""
        apart = (self.ends_on and self.ends_on <= other.starts_on) or (other.ends_on and other.ends_on <= self.starts_on)
        return bool(set(self.scopes) & set(other.scopes)) and not apart

    @property
    def relation_label(self) -> str:
        return options.label("L16", self.relation)

    @property
    def scopes_label(self) -> str:
        return options.in_a_row(str(self.Scope(one).label) for one in self.scopes)


class AsylumHearing(Record):
    """An interview or hearing of the child in the asylum procedure. Nobody records one at which the child is alone.

    Secret for everybody who may not read what is sensitive: no list tells that a child asks for asylum.
    """

    minor_path = "child"
    field_of_action = FieldOfAction.CARE
    record_class = "C3"
    only_for = {Tied.ASYLUM: EVERY_ROW}

    class Body(models.TextChoices):
        ONARS = "onars", _("ONARS")
        CNE = "cne", _("eligibility commission (CNE)")
        APPEAL = "appeal", _("appeals commission (CNR)")
        UNHCR = "unhcr", _("UNHCR")

    child = models.ForeignKey(Child, models.PROTECT, related_name="asylum_hearings")
    status = models.CharField(max_length=8, editable=False)
    body = told(models.CharField(_("before whom"), max_length=8, choices=Body), "F08", required="M", of="C3")
    held_on = told(models.DateField(_("day of the interview")), "F08", required="M", of="C3")
    place = told(models.CharField(_("where"), max_length=120), "F08", required="M", of="C3")
    mandate = told(
        models.ForeignKey(
            Guardianship, models.PROTECT, null=True, blank=True, related_name="hearings", verbose_name=_("representative present")
        ),
        "F08",
        of="C3",
    )
    worker = told(
        models.ForeignKey(
            settings.AUTH_USER_MODEL,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="+",
            verbose_name=_("social worker present"),
        ),
        "F08",
        of="C3",
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    class Meta:
        verbose_name = _("asylum interview")
        verbose_name_plural = _("asylum interviews")
        ordering = ["-held_on", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(mandate__isnull=False) | Q(worker__isnull=False),
                name="asylum_hearing_is_accompanied",
                violation_error_message=_(
                    "A child is never heard alone about asylum: say which guardian or social worker is there."
                ),
            )
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def heard(cls):
        """Ids of the children who were heard in one of their files, each with all its files: no tracing service learns of them."""
        return ties.WithJoined(cls.objects.order_by().values("child"))


class GuardianView(Record):
    """What a guardian says about the child's plan, place or a decision, in the guardian's own account (domain.md 7.2). Its author reads it always."""

    minor_path = "child"
    field_of_action = FieldOfAction.CARE

    class About(models.TextChoices):
        PLAN = "plan", _("the care plan")
        PLACE = "place", _("where the child lives")
        DECISION = "decision", _("a decision about the child")
        OTHER = "other", _("something else")

    child = models.ForeignKey(Child, models.PROTECT, related_name="guardian_views")
    mandate = models.ForeignKey(Guardianship, models.PROTECT, related_name="views")
    status = models.CharField(max_length=8, editable=False)
    about = told(models.CharField(_("about what"), max_length=8, choices=About), "F08", required="M")
    words = told(models.TextField(_("what the guardian says")), "F08", required="M", of="C3")
    said_at = models.DateTimeField(_("said at"), default=dates.now)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("guardian"))
    answer = told(models.TextField(_("what follows from it"), blank=True), "F08", of="C3")
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("view of the guardian")
        verbose_name_plural = _("views of the guardian")
        ordering = ["-said_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(words__regex=r"\S"),
                name="guardian_says_something",
                violation_error_message=_("Write what you want to say."),
            ),
            models.CheckConstraint(
                condition=Q(status="said", answered_by=None, answered_at=None)
                | Q(status="answered", answered_by__isnull=False, answered_at__isnull=False, answer__regex=r"\S"),
                name="guardian_is_answered_by_somebody",
                violation_error_message=_("Write what follows from it."),
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("author")), name="guardian_is_answered_by_another"
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:guardian_view", args=[self.pk])
