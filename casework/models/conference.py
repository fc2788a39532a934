"""The case conference (domain.md 3.14, F14): minutes signed in one go, that nobody changes; what was decided; what was added later."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import options
from base.description import told
from base.models import Institution, Record
from base.objectives import FieldOfAction
from base.roles import Verb
from base.workflow import Move, Workflow
from minors import clocks
from minors.models import Child

from .case import Episode

CONFERENCE = Workflow(
    "conference",
    Move("sign", (), "signed", _("The minutes of a case conference were signed."), Verb.ASSESS, _("Case conference")),
)
DECISION = Workflow(
    "conference_decision",
    Move("decide", (), "open", _("A case conference decided what is to be done."), Verb.ASSESS),
    Move("carry_out", ("open",), "done", _("A decision of a case conference was carried out."), Verb.ASSESS, _("It is done")),
    Move("drop", ("open",), "dropped", _("A decision of a case conference was given up."), Verb.ASSESS, _("It is given up")),
    then=clocks.follow,
)
ADDENDUM = Workflow(
    "conference_addendum",
    Move(
        "add", (), "signed", _("Something was added to the minutes of a case conference."), Verb.ASSESS, _("Add to the minutes")
    ),
)


class Conference(Record):
    """The minutes. The database refuses every change of a row; `digest` is the fingerprint of all that was signed, rows included."""

    minor_path = "child"
    field_of_action = FieldOfAction.BEST_INTERESTS

    class ChildPart(models.TextChoices):
        PRESENT = "present", _("was present")
        HEARD = "heard", _("was heard beforehand; the view was brought")
        NOT_SAFE = "not_safe", _("did not take part: it would have harmed the child")
        REFUSED = "refused", _("did not want to take part")
        NOT_ABLE = "not_able", _("could not take part")

    class GuardianPart(models.TextChoices):
        PRESENT = "present", _("was present")
        HEARD = "heard", _("was heard beforehand")
        ABSENT = "absent", _("was invited and did not come")
        NOT_INVITED = "not_invited", _("was not invited, for a reason")
        NONE = "none", _("there is none")

    class After(models.TextChoices):
        CONTINUES = "continues", _("the work goes on")
        REVISED = "revised", _("the care plan is revised")
        BID = "bid", _("the panel (BID) is asked")
        TRANSFER = "transfer", _("the case is handed over")
        CLOSURE = "closure", _("closure is prepared")

    child = models.ForeignKey(Child, models.PROTECT, related_name="conferences")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="conferences")
    status = models.CharField(max_length=6, editable=False)
    number = models.PositiveSmallIntegerField(_("number"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    held_at = told(models.DateTimeField(_("day and time")), "F14", required="M")
    reason = told(models.CharField(_("why it was held"), max_length=24), "F14", required="M", options="L25")
    chair = told(models.CharField(_("chaired by (function)"), max_length=120), "F14", required="M")
    child_part = told(models.CharField(_("the child"), max_length=8, choices=ChildPart), "F14", required="M")
    child_view = told(models.TextField(_("what the child says, or why the child was not heard")), "F14", required="M", of="C3")
    guardian_part = told(models.CharField(_("guardian or caregiver"), max_length=11, choices=GuardianPart), "F14", required="M")
    shared = told(
        ArrayField(models.CharField(max_length=24), verbose_name=_("information that was shared"), default=list, blank=True),
        "F14",
        options="L82",
        strict=True,
    )
    in_code = models.BooleanField(_("the child was spoken of by code, without names"), default=True)
    options = told(models.TextField(_("options, with what speaks for and against each")), "F14", required="M", of="C3")
    conclusion = told(models.TextField(_("what was concluded, and why")), "F14", required="M", of="C3")
    after = told(models.CharField(_("the case afterwards"), max_length=9, choices=After), "F14", required="M", strict=True)
    digest = models.CharField(_("fingerprint"), max_length=64, editable=False)

    class Meta:
        verbose_name = _("case conference")
        verbose_name_plural = _("case conferences")
        ordering = ["-held_at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["child", "number"], name="conference_number_once"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="conference_is_signed"),
            models.CheckConstraint(
                condition=Q(child_view__regex=r"\S"),
                name="conference_hears_the_child",
                violation_error_message=_("Write what the child says, or why the child was not heard."),
            ),
            models.CheckConstraint(
                condition=Q(held_at__lte=F("recorded_at")),
                name="conference_was_held",
                violation_error_message=_("This moment has not come yet."),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:conference", args=[self.pk])

    @property
    def reason_label(self) -> str:
        return options.label("L25", self.reason)

    @property
    def shared_labels(self) -> list[str]:
        return [options.label("L82", one) for one in self.shared]


class ConferenceParticipant(Record):
    """Somebody at the table: function and institution; the name is for the record only. Written once, with the minutes."""

    minor_path = "conference__child"
    field_of_action = FieldOfAction.BEST_INTERESTS

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="participants")
    position = models.PositiveSmallIntegerField()
    name = told(models.CharField(_("name"), max_length=120, blank=True), "F14", of="C2")
    function = told(models.CharField(_("function"), max_length=120), "F14", required="M")
    institution = told(
        models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")),
        "F14",
    )
    confidential = told(models.BooleanField(_("signed the undertaking of confidentiality"), default=False), "F14", required="M")

    class Meta:
        verbose_name = _("participant of a case conference")
        verbose_name_plural = _("participants of a case conference")
        ordering = ["position"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["conference", "position"], name="participant_once")]

    def __str__(self):
        return self.function


class ConferenceDecision(Record):
    """One thing that was decided: what, who, until when. Its words never change; it is carried out or given up, with a sentence."""

    minor_path = "conference__child"
    field_of_action = FieldOfAction.BEST_INTERESTS

    class Status(models.TextChoices):
        OPEN = "open", _("to be done")
        DONE = "done", _("done")
        DROPPED = "dropped", _("given up")

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="decisions")
    position = models.PositiveSmallIntegerField()
    status = models.CharField(_("status"), max_length=7, choices=Status, editable=False)
    action = told(models.TextField(_("what is to be done")), "F14", required="M", of="C3")
    who = told(models.CharField(_("who does it (function)"), max_length=120), "F14", required="M")
    due_on = told(models.DateField(_("until when")), "F14", required="M")
    result = told(models.TextField(_("what came of it"), blank=True), "F14", of="C3")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("decision of a case conference")
        verbose_name_plural = _("decisions of a case conference")
        ordering = ["position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["conference", "position"], name="conference_decision_once"),
            models.CheckConstraint(
                condition=Q(status="open", settled_by=None, settled_at=None)
                | Q(settled_by__isnull=False, settled_at__isnull=False, result__regex=r"\S") & ~Q(status="open"),
                name="conference_decision_is_settled_with_a_result",
                violation_error_message=_("Write what came of it."),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def get_absolute_url(self):
        return reverse("casework:conference", args=[self.conference_id])


class ConferenceAddendum(Record):
    """What somebody adds to signed minutes: they stay as they are, this stands below them with its author and its moment."""

    minor_path = "conference__child"
    field_of_action = FieldOfAction.BEST_INTERESTS

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="addenda")
    status = models.CharField(max_length=6, editable=False)
    text = told(models.TextField(_("correction or addition")), "F14", required="M", of="C3")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("addition to minutes")
        verbose_name_plural = _("additions to minutes")
        ordering = ["recorded_at", "id"]
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(text__regex=r"\S"), name="addendum_has_a_text")]

    def __str__(self):
        return str(self._meta.verbose_name)
