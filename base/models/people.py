"""Institutions, teams, roles and the people who sign in (domain.md 5.1, 7.2)."""

from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from base import dates
from base.roles import Scope

from .naming import Named
from .places import Place


class Institution(Named):
    """A body that takes part in the national response."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("ministry")
        COUNCIL = "council", _("council")
        COURT = "court", _("court")
        POLICE = "police", _("police")
        GENDARMERIE = "gendarmerie", _("gendarmerie")
        COAST_GUARD = "coast_guard", _("coast guard")
        REFUGEE_OFFICE = "refugee_office", _("refugee office")
        HEALTH = "health", _("health service")
        EDUCATION = "education", _("education service")
        SOCIAL_AFFAIRS = "social_affairs", _("social affairs")
        NGO = "ngo", _("non-governmental organisation")
        SHELTER = "shelter", _("shelter")
        RECEPTION_CENTRE = "reception_centre", _("reception centre")
        UN = "un", _("United Nations agency")
        RED_CROSS = "red_cross", _("Red Crescent or Red Cross")
        EMBASSY = "embassy", _("embassy")
        OTHER = "other", _("other")

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    region = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="institutions")

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["name_fr"]


class Team(models.Model):
    """People of one institution who answer together for children: a supervisor's unit. Its group carries team grants."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="teams")
    name = models.CharField(_("name"), max_length=120)
    region = models.ForeignKey(Place, models.PROTECT, related_name="teams")
    group = models.OneToOneField(Group, models.PROTECT, related_name="team")

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["institution", "name"]
        constraints = [models.UniqueConstraint(fields=["institution", "name"], name="team_name_once")]

    def __str__(self):
        return f"{self.institution} – {self.name}"


class Role(Named):
    """What a kind of person may do (verbs), read (field classes) and reach (scope). A row is changed, never coded around."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    scope = models.CharField(_("scope"), max_length=20, choices=Scope)
    classes = ArrayField(models.CharField(max_length=2), verbose_name=_("field classes"), default=list, blank=True)
    verbs = ArrayField(models.CharField(max_length=30), verbose_name=_("verbs"), default=list, blank=True)
    by_relation = models.JSONField(_("field classes where the tie to the child is another"), default=dict, blank=True)

    def opens(self, relation: str) -> set[str]:
        """The classes of field that this tie to a child opens for the role (domain.md 7.2)."""
        return set(self.by_relation.get(str(relation), self.classes))

    @property
    def every_class(self) -> set[str]:
        """Every class that the role can read of one child or another."""
        return set(self.classes).union(*self.by_relation.values())

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["code"]


class UserQuerySet(models.QuerySet):
    def at_work(self):
        """People who may act today: active, not suspended, account not expired."""
        return self.filter(is_active=True, suspended_at=None, locked_at=None, expires_on__gte=dates.today())


class PeopleManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = False


class User(AbstractUser):
    """Somebody who signs in: one role in one institution, until a date.

    No family name: staff bear own, father's and grandfather's names as the children do (domain.md 4.5).
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("full name"), max_length=150)
    role = models.ForeignKey(Role, models.PROTECT, related_name="people", verbose_name=_("role"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="people", verbose_name=_("institution"))
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("team"))
    language = models.CharField(
        _("language"), max_length=2, choices=[("fr", "Français"), ("ar", "العربية"), ("en", "English")], default="fr"
    )
    speaks = ArrayField(
        models.CharField(max_length=16), verbose_name=_("languages spoken with children"), default=list, db_default=[], blank=True
    )  # L05
    expires_on = models.DateField(_("account ends on"), help_text=_("The last day on which this account works."))
    suspended_at = models.DateTimeField(_("suspended at"), null=True, blank=True)
    suspended_because = models.TextField(_("reason for the suspension"), blank=True)
    locked_at = models.DateTimeField(_("locked at"), null=True, blank=True)
    locked_because = models.CharField(
        _("why it is locked"), max_length=12, blank=True, default="", db_default="",
        choices=[("unused", _("not used for 30 days")), ("unconfirmed", _("the access review was not done"))],
    )  # fmt: skip
    unlocked_at = models.DateTimeField(_("unlocked at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("access confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("access confirmed by")
    )
    password_is_first = models.BooleanField(
        _("password told by somebody else"), default=False, db_default=False, help_text=_("It is replaced at the next sign-in.")
    )

    reminders = models.BooleanField(
        _("reminders by e-mail"),
        default=True,
        db_default=True,
        help_text=_("One message in the morning at most, with codes only."),
    )

    REQUIRED_FIELDS = ["name"]
    objects = PeopleManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(suspended_at=None) | ~models.Q(suspended_because=""), name="suspension_has_a_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(locked_at=None, locked_because="")
                | models.Q(locked_at__isnull=False) & ~models.Q(locked_because=""),
                name="lock_has_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, confirmed_by=None)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~models.Q(confirmed_by=models.F("id")),
                name="access_confirmed_by_somebody_else",
            ),
        ]

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split()[0]

    @property
    def role_name(self) -> str:
        return self.role.name

    @property
    def may_work(self) -> bool:
        """Active, not suspended, not locked and not expired. Inactive people see nothing (architecture.md 3)."""
        still = self.is_active and self.suspended_at is None and self.locked_at is None
        return bool(still and self.expires_on >= dates.today())

    @property
    def quiet_since(self):
        """When this account was last used, opened or unlocked: what the lock after 30 days counts from (security.md T4)."""
        return max(filter(None, [self.last_login, self.date_joined, self.unlocked_at]))

    @property
    def region(self) -> Place | None:
        """Where this person answers for children: the region of the team, or without one of the institution."""
        return self.team.region if self.team else self.institution.region

    def unit(self, prefix: str = "") -> models.Q:
        """Rows of this person's unit: with the same team, or for who answers for all teams, of the same institution."""
        same = {"team": self.team_id} if self.team_id else {"institution": self.institution_id}
        return models.Q(**{f"{prefix}{name}": key for name, key in same.items()})

    def can(self, verb: str) -> bool:
        """Whether this person's role has the verb. Whether it may be used on one child is the door's second question."""
        return self.may_work and verb in self.role.verbs
