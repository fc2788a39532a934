"""The service directory, sharing protocols between institutions, and referrals of one child to one service (domain.md 3.7, 7.5)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.models import Institution, Kept, Place, Record, RecordQuerySet, User
from base.objectives import FieldOfAction
from base.roles import Verb
from minors.models import Child
from referrals import packages


def both_sexes() -> list[str]:
    return ["F", "M"]


class ServiceQuerySet(models.QuerySet):
    def with_account(self):
        """Adds `has_account`: whether somebody of the institution answers here. To the others a paper slip goes."""
        answers = User.objects.at_work().filter(institution=models.OuterRef("institution"))
        return self.annotate(has_account=models.Exists(answers.filter(role__verbs__contains=[Verb.ANSWER_REFERRAL])))

    def serving(self, child: Child):
        """Those that take children of this sex and age; what is not known of the child shuts it out of nothing."""
        found = self.filter(is_open=True)
        if child.sex in both_sexes():
            found = found.filter(sexes__contains=[child.sex])
        if child.birth_earliest and child.birth_latest:
            youngest, oldest = dates.age_bounds(child.birth_earliest, child.birth_latest, dates.today())
            found = found.filter(min_age__lte=oldest, max_age__gte=youngest)
        return found


class Service(models.Model):
    """What an institution offers to children, and where: one line of the directory."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="services", verbose_name=_("institution"))
    kind = models.CharField(_("service"), max_length=40)  # L14
    place = models.ForeignKey(Place, models.PROTECT, related_name="services", verbose_name=_("place"))
    is_open = models.BooleanField(_("accepts referrals"), default=True)
    capacity = models.PositiveSmallIntegerField(_("children it can take at a time"), null=True, blank=True)
    contact = models.CharField(_("focal point: function and telephone"), max_length=200, blank=True)
    opening = models.CharField(_("days and hours of opening"), max_length=200, blank=True)
    sexes = ArrayField(models.CharField(max_length=1), verbose_name=_("takes girls, boys"), default=both_sexes)
    min_age = models.PositiveSmallIntegerField(_("from the age of"), default=0)
    max_age = models.PositiveSmallIntegerField(_("to the age of"), default=25)

    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    changed_at = models.DateTimeField(_("changed at"), null=True, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["kind", "institution"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "kind", "place"], name="service_once"),
            models.CheckConstraint(
                condition=Q(max_age__gte=F("min_age")),
                name="service_ages_in_order",
                violation_error_message=_("The second age is the older one."),
            ),
            models.CheckConstraint(
                condition=Q(sexes__contained_by=["F", "M"]) & ~Q(sexes=[]),
                name="service_takes_somebody",
                violation_error_message=_("Choose girls, boys or both."),
            ),
        ]

    def __str__(self):
        return f"{self.kind_label} – {self.institution}"

    @property
    def kind_label(self) -> str:
        return options.label("L14", self.kind)


class ServiceChange(Kept):
    """What a line of the directory said before and since, and who changed it. Written once; `Service` says what it is now."""

    handled_by = Verb.SET_SHARING

    service = models.ForeignKey(Service, models.PROTECT, related_name="changes", verbose_name=_("service"))
    before = models.JSONField(_("before"), null=True)  # None: the line was added
    after = models.JSONField(_("since then"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("changed by"))
    changed_at = models.DateTimeField(_("changed at"), default=dates.now)

    class Meta:
        verbose_name = _("change of a service")
        verbose_name_plural = _("changes of services")
        ordering = ["-changed_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(before=None) | ~Q(before=F("after")), name="service_is_changed_to_something_else"),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def open_to(cls, user):
        """All of them: they say nothing about a child."""
        return Q()


class ProtocolQuerySet(RecordQuerySet):
    def in_force(self, on=None):
        """Those that hold on that day, today without one. A protocol ends by itself: no job has to end it."""
        day = on or dates.today()
        return self.filter(starts_on__lte=day, expires_on__gte=day, ended_at=None)


class SharingProtocol(Kept):
    """What one institution may send to another, for what, how and until when (domain.md 7.5). `purpose` is a kind of service (L14).

    Everybody may read them; only who has the verb changes them.
    """

    handled_by = Verb.SET_SHARING
    field_of_action = FieldOfAction.GOVERNANCE

    sender = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution that sends"))
    receiver = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution that receives"))
    purpose = models.CharField(_("for which service"), max_length=40)  # L14
    groups = ArrayField(models.CharField(max_length=20), verbose_name=_("what may be sent"))
    mode = models.CharField(_("how it is sent"), max_length=12)
    legal_basis = models.CharField(_("legal basis"), max_length=20)  # L37
    needs_consent = models.BooleanField(_("only with consent"), default=True)
    approver = models.CharField(_("agreed by: function"), max_length=120)
    contact = models.CharField(_("contact: function and telephone"), max_length=200)
    starts_on = models.DateField(_("from"))
    expires_on = models.DateField(_("until"))
    ended_at = models.DateTimeField(_("ended before its day"), null=True, blank=True, editable=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    objects = ProtocolQuerySet.as_manager()

    class Meta:
        verbose_name = _("sharing protocol")
        verbose_name_plural = _("sharing protocols")
        ordering = ["expires_on", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(sender=F("receiver")),
                name="protocol_between_two_institutions",
                violation_error_message=_("A protocol is between two institutions."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("starts_on")),
                name="protocol_ends_after_it_starts",
                violation_error_message=_("A protocol ends after it starts."),
            ),
            models.CheckConstraint(
                condition=packages.package_rule("purpose"),
                name="protocol_sends_what_may_be_sent",
                violation_error_message=_("This may never go to this kind of service."),
            ),
            models.CheckConstraint(
                condition=~Q(legal_basis="consent") | Q(needs_consent=True),
                name="protocol_on_consent_needs_consent",
                violation_error_message=_("What rests on consent is sent only with consent."),
            ),
        ]

    def __str__(self):
        return f"{self.sender} → {self.receiver}"

    def get_absolute_url(self):
        return reverse("referrals:protocol", args=[self.pk])

    @classmethod
    def open_to(cls, user):
        """All of them: they say nothing about a child."""
        return Q()

    @property
    def purpose_label(self) -> str:
        return options.label("L14", self.purpose)

    @property
    def is_in_force(self) -> bool:
        return self.ended_at is None and self.starts_on <= dates.today() <= self.expires_on


STILL_OPEN = ("to_approve", "sent", "acknowledged", "accepted", "started")


class ReferralQuerySet(RecordQuerySet):
    def still_open(self):
        """Somebody still owes an agreement, an answer or a service."""
        return self.filter(status__in=STILL_OPEN)

    def waiting_for_an_answer(self):
        return self.filter(status__in=["sent", "acknowledged"])

    def expecting(self, since, until):
        """Those whose appointment lies between these moments and still holds, the first one first."""
        held = self.filter(is_out=True, appointment_at__gte=since, appointment_at__lt=until)
        return held.exclude(status__in=["declined", "cancelled", "not_received"]).order_by("appointment_at", "pk")

    def taken_on(self):
        return self.filter(status__in=["accepted", "started"])


class Referral(Record):
    """A child's case sent to a service. The package is frozen at sending: the receiver reads it and nothing else of the child."""

    minor_path = "child"
    partner_path = "service__institution"
    field_of_action = FieldOfAction.SERVICES
    shut_to_houses = True  # they learn the hour of an appointment and whether it is a medical one (9.12)
    field_classes = {"package": "C2"} | dict.fromkeys(["reason", "without_consent_because", "answer", "feedback"], "C3")

    class Urgency(models.TextChoices):
        URGENT = "urgent", _("urgent")
        NORMAL = "normal", _("not urgent")

    class Mode(models.TextChoices):
        PHONE = "phone", _("by phone")
        IN_PERSON = "in_person", _("in person")
        ACCOMPANIED = "accompanied", _("the child is accompanied")
        ELECTRONIC = "electronic", _("through this system")

    class Status(models.TextChoices):
        TO_APPROVE = "to_approve", _("not sent: waits for the supervisor")
        SENT = "sent", _("waiting for an answer")
        ACKNOWLEDGED = "acknowledged", _("received by the service, waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        STARTED = "started", _("service begun")
        DECLINED = "declined", _("declined")
        RECEIVED = "received", _("service received")
        NOT_RECEIVED = "not_received", _("service not received")
        CANCELLED = "cancelled", _("cancelled")

    class Opinion(models.TextChoices):
        GOOD = "good", _("happy with it")
        MIXED = "mixed", _("so-so")
        BAD = "bad", _("not happy with it")
        NOT_SAID = "not_said", _("does not want to say")

    child = models.ForeignKey(Child, models.PROTECT, related_name="referrals")
    service = models.ForeignKey(Service, models.PROTECT, related_name="referrals", verbose_name=_("service"))
    status = models.CharField(_("status"), max_length=14, choices=Status, editable=False)
    reason = models.TextField(_("what the service needs to know"), max_length=500)
    urgency = models.CharField(_("urgency"), max_length=8, choices=Urgency, default=Urgency.NORMAL)
    mode = models.CharField(_("how it is sent"), max_length=12, choices=Mode, default=Mode.ELECTRONIC)
    groups = ArrayField(models.CharField(max_length=20), verbose_name=_("what is shared"))
    package = models.JSONField(default=list, editable=False)
    without_consent_because = models.TextField(_("why it is sent without consent"), blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    sent_at = models.DateTimeField(_("sent at"))
    kind = models.CharField(max_length=40, default="", editable=False)  # L14, of the service when it was sent
    is_out = models.BooleanField(default=False, editable=False)  # whether it left the house
    is_internal = models.BooleanField(default=False, editable=False)  # whether the service is of the house that sends
    protocol = models.ForeignKey(
        SharingProtocol, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("sharing protocol")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("sending agreed by")
    )
    acknowledged_at = models.DateTimeField(_("received by the service at"), null=True, editable=False)
    started_at = models.DateTimeField(_("service begun at"), null=True, editable=False)
    asked_by_child = models.BooleanField(_("cancelled because the child wants it"), default=False, editable=False)
    child_opinion = models.CharField(
        _("what the child thinks of the service"), max_length=8, choices=Opinion, blank=True, editable=False
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True, editable=False)
    received_at = models.DateTimeField(_("service received at"), null=True, editable=False)
    appointment_at = models.DateTimeField(_("appointment"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    feedback = models.TextField(_("feedback"), blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-sent_at", "id"]
        default_permissions = ()
        indexes = [models.Index(fields=["service", "status", "-sent_at"], name="referral_of_service")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="declined") | ~models.Q(answer=""),
                name="declined_with_a_reason",
                violation_error_message=_("Say why the referral is declined."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="received") | models.Q(received_at__isnull=False), name="received_has_a_date"
            ),
            models.CheckConstraint(
                condition=Q(kind="") | packages.package_rule(),
                name="referral_sends_what_may_be_sent",
                violation_error_message=_("This may never go to this kind of service."),
            ),
            models.CheckConstraint(
                condition=Q(is_out=False)
                | Q(protocol__isnull=False)
                | Q(approved_by__isnull=False)
                | Q(is_internal=True)
                | ~Q(without_consent_because=""),
                name="nothing_leaves_without_protocol_or_agreement",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("sent_by")), name="sending_agreed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["to_approve", "cancelled"]) | Q(is_out=True), name="only_what_is_out_is_answered"
            ),
            models.CheckConstraint(condition=~Q(status="to_approve") | Q(is_out=False), name="what_waits_is_not_out"),
            models.CheckConstraint(
                condition=Q(appointment_at=None) | Q(is_out=True, appointment_at__gte=F("sent_at")),
                name="appointment_after_the_sending",
            ),
            models.CheckConstraint(
                condition=Q(child_opinion="") | Q(status__in=["received", "not_received", "declined"]),
                name="opinion_after_the_service",
            ),
        ]

    def __str__(self):
        return str(self.service)

    @classmethod
    def open_to_partner(cls) -> models.Q:
        """What has not been sent is not received."""
        return models.Q(is_out=True)

    def get_absolute_url(self):
        return reverse("referrals:referral", args=[self.pk])

    @property
    def appointment_label(self) -> str:
        """What may be said of it where the child sleeps: neither which service, nor why (domain.md 9.12)."""
        return _now("medical appointment") if packages.scope_for(self.kind) == "share_health" else _now("appointment")

    @property
    def is_settled(self) -> bool:
        return self.status in (self.Status.RECEIVED, self.Status.NOT_RECEIVED, self.Status.DECLINED)
