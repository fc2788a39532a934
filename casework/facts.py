"""What the records of one child tell about its risk, read when a floor first asks (domain.md 4.1). The table of floors: `casework.risk`."""

from collections.abc import Collection
from datetime import timedelta
from functools import cached_property

from base import dates
from casework.models import Concern, Detention, MissingReport, Placement, RapidAssessment, RiskLevel, TraffickingScreening
from casework.models.concern import RECENT
from minors import asylum, joined
from minors.models import Child, Debt, Exploiter, JourneyLeg, LegalStatus, Person, Situation, TieStatus
from referrals.models import Referral

LASTING = ("in_detention", "pregnant", "disability_needs")  # answers that stay true after the day on which they were given
SEEN = (
    RiskLevel.Source.BEST_INTERESTS,
    RiskLevel.Source.FOLLOW_UP,
)  # the child was seen again: what was true of that day is past
LONG_IN_A_CENTRE = timedelta(days=90)
PROTECTED = ("citizen", "asylum_seeker", "refugee_individual", "refugee_prima_facie")  # L09


class Facts:
    """The facts of one child, in all its files. `answers` are those of a rapid assessment that is being written.

    Without them the last signed one speaks: until the child is seen again (`seen`, or a level entered since then at a best-interests
    assessment or a visit) with all its answers, afterwards with the lasting ones.
    """

    def __init__(self, child: Child, answers: dict | None = None, *, seen: bool = False):
        self.child, self.answers, self.seen = child, answers, seen

    @cached_property
    def files(self) -> list[Child]:
        return joined.files_of(self.child) if self.child.pk else []

    def _of(self, model):
        return model.objects.filter(child__in=self.files)

    @property
    def alone(self) -> bool:
        return self.child.category == "uac"

    @cached_property
    def youngest(self) -> int:
        """The youngest age the child can have; grown up when nobody knows one."""
        bounds = dates.age_bounds(self.child.birth_earliest, self.child.birth_latest, dates.today())
        return bounds[0] if bounds else 99

    @cached_property
    def said(self) -> dict:
        """The answers that speak now."""
        if self.answers is not None:
            return self.answers
        last = self._of(RapidAssessment).order_by("-done_at", "-recorded_at").first()
        if last is None:
            return {}
        since = self._of(RiskLevel).filter(source__in=SEEN, recorded_at__gt=last.recorded_at)
        questions = LASTING if self.seen or last.episode.closed_at or since.exists() else RapidAssessment.QUESTIONS
        return {question: getattr(last, question) for question in questions}

    @cached_property
    def place(self) -> Placement | None:
        return Placement.objects.tonight(self.files).first()

    @property
    def sleeps(self) -> str:
        """Where the child sleeps (L11); empty when it is not known."""
        return self.place.care_type if self.place else ""

    @property
    def long_in_a_centre(self) -> bool:
        return self.sleeps == "residential" and self.place is not None and dates.now() - self.place.starts_at > LONG_IN_A_CENTRE

    @cached_property
    def breakdowns(self) -> int:
        return self._of(Placement).filter(end_reason__startswith="breakdown").count()

    @cached_property
    def detained(self) -> bool:
        return self._of(Detention).on(dates.today()).filter(ground__in=["offence", "immigration"]).exists()

    @cached_property
    def screened(self) -> str:
        """The conclusion of the last screening for trafficking (L56)."""
        rows = self._of(TraffickingScreening).exclude(conclusion="").order_by("recorded_at")
        return rows.values_list("conclusion", flat=True).last() or ""

    @cached_property
    def claims(self) -> list[str]:
        """For each debt or ransom that may still be claimed, whether there are threats."""
        return list(self._of(Debt).exclude(open="no").values_list("threats", flat=True))

    @cached_property
    def exploiter_near(self) -> bool:
        return self._of(Exploiter).filter(still_near="yes").exists()

    @cached_property
    def journey(self) -> set[str]:
        """What happened on the way (L13)."""
        return {event for leg in self._legs for event in leg.events}

    @cached_property
    def _legs(self) -> list[JourneyLeg]:
        return list(self._of(JourneyLeg))

    @property
    def violated_on_the_way(self) -> bool:
        """Sexual violence on a part of the journey that may have ended less than 120 hours ago."""
        since = dates.local_date(dates.now() - RECENT)
        return any(
            "sexual_violence" in leg.events and leg.travelled_latest and leg.travelled_latest >= since for leg in self._legs
        )

    @cached_property
    def unverified_adult(self) -> bool:
        if self.child.category != "sc":
            return False
        companions = self._of(Person).filter(accompanies="yes")
        verified = companions.filter(ties__status=TieStatus.VERIFIED, ties__other=None, ties__ends_on=None)
        return companions.exclude(pk__in=verified.values("pk")).exists()

    @cached_property
    def pregnant(self) -> bool:
        return self._of(Situation).filter(pregnant="yes").exists()

    @cached_property
    def asylum_waits(self) -> bool:
        """The child may fear to return, has no status that protects it, and was sent to nobody about asylum."""
        if not Child.objects.filter(asylum.fearing(), pk__in=[file.pk for file in self.files]).exists():
            return False
        protected = self._of(LegalStatus).current().filter(legal_status__in=PROTECTED)
        return not protected.exists() and not self._of(Referral).filter(service__kind="asylum").exists()

    @cached_property
    def missing(self) -> bool:
        return self._of(MissingReport).still_missing().exists()

    @cached_property
    def concerns(self) -> list[Concern]:
        return list(self._of(Concern).unresolved())

    def worry(self, kinds: Collection[str] = (), *, severe: bool = False, going_on: bool = False) -> str:
        """The class of an unresolved concern of these kinds, the least secret one of them; empty when there is none."""
        found = [
            one.field_class
            for one in self.concerns
            if (not kinds or one.kind in kinds) and (not severe or one.severity == "high") and (not going_on or one.goes_on)
        ]
        return min(found, default="")
