"""History rows of what interrupts a case: absences, holds, the way to 18, and what stays open at a closing (domain.md 3.17, 9.7)."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from casework.models import (
    Absence,
    Disclosure,
    Hold,
    InformedBody,
    LeftOpen,
    MissingReport,
    Question,
    ReturnInterview,
    SearchAction,
    TransitionPlan,
)

if TYPE_CHECKING:
    from casework.dossier.known import Known

Row = Any


class Interruptions:
    """As they stood for one reader at one moment."""

    def __init__(self, known: "Known") -> None:
        self.known = known

    @cached_property
    def absences(self) -> list[Row]:
        return sorted(self.known.rows(MissingReport), key=lambda report: report.noticed_at, reverse=True)

    @cached_property
    def informed(self) -> list[Row]:
        rows = self.known.rows(InformedBody, report__in=[report.id for report in self.absences]) if self.absences else []
        return sorted(rows, key=lambda row: (row.informed_at, row.id))

    @cached_property
    def search_actions(self) -> list[Row]:
        rows = self.known.rows(SearchAction, report__in=[report.id for report in self.absences]) if self.absences else []
        return sorted(rows, key=lambda row: (row.done_at, row.id))

    @cached_property
    def interviews(self) -> list[Row]:
        return list(self.known.rows(ReturnInterview, report__in=[report.id for report in self.absences])) if self.absences else []

    @cached_property
    def away(self) -> list[Row]:
        """Nights away from a bed that was kept."""
        rows = (
            self.known.rows(Absence, placement__in=[stay.id for stay in self.known.placements]) if self.known.placements else []
        )
        return sorted(rows, key=lambda one: (one.starts_at, one.id))

    @cached_property
    def holds(self) -> list[Row]:
        return sorted(self.known.rows(Hold, case=self.known.case.id), key=lambda hold: hold.asked_at) if self.known.case else []

    @cached_property
    def transition(self) -> Row | None:
        return self.known.rows(TransitionPlan).first()

    @cached_property
    def questions(self) -> list[Row]:
        """Those about records of a class that this reader may read."""
        return sorted((row for row in self.known.rows(Question) if row.id not in self.known.hidden), key=lambda row: row.asked_at)

    @cached_property
    def left_open(self) -> list[Row]:
        rows = self.known.rows(LeftOpen, request__in=[asked.id for asked in self.known.closures]) if self.known.closures else []
        return sorted(rows, key=lambda one: (one.recorded_at, one.id))

    @property
    def people(self) -> set:
        """Ids of the staff named in them."""
        named = {report.reported_by_id for report in self.absences} | {talk.author_id for talk in self.interviews}
        named |= {person for hold in self.holds for person in (hold.asked_by_id, hold.decided_by_id)}
        given = self.known.rows(Disclosure)
        named |= {person for row in given for person in (row.first_by_id, row.second_by_id, row.given_by_id)}
        return named | ({self.transition.author_id} if self.transition else set())
