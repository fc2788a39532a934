"""History rows of the best-interests determinations: reports, decisions of the panel, signatures, how the child was told (domain.md 3.15)."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from casework.models import (
    DecisionCheck,
    DecisionNotification,
    DecisionSignature,
    Determination,
    DeterminationReport,
    PanelDecision,
)

if TYPE_CHECKING:
    from casework.dossier.known import Known

Row = Any


class Determined:
    """As they stood for one reader at one moment."""

    def __init__(self, known: "Known") -> None:
        self.known = known

    @cached_property
    def determinations(self) -> list[Row]:
        return sorted(self.known.rows(Determination), key=lambda row: row.number)

    def _of(self, model, path: str, rows: list[Row], order, *related: str) -> list[Row]:
        if not rows:
            return []
        found = self.known.rows(model, **{f"{path}__in": [row.id for row in rows]})
        return sorted(found.select_related(*related) if related else found, key=order)

    @cached_property
    def reports(self) -> list[Row]:
        return self._of(DeterminationReport, "determination", self.determinations, lambda row: row.number)

    @cached_property
    def decisions(self) -> list[Row]:
        """Those that were taken: a proposal that was set aside decided nothing."""
        rows = self._of(PanelDecision, "determination", self.determinations, lambda row: row.number)
        return [row for row in rows if row.status == "taken"]

    @cached_property
    def signatures(self) -> list[Row]:
        return self._of(DecisionSignature, "decision", self.decisions, lambda row: (row.signed_at, row.id), "institution")

    @cached_property
    def notifications(self) -> list[Row]:
        return self._of(DecisionNotification, "decision", self.decisions, lambda row: row.told_at)

    @cached_property
    def checks(self) -> list[Row]:
        return self._of(DecisionCheck, "decision", self.decisions, lambda row: row.checked_at)

    @property
    def people(self) -> set:
        """Ids of the staff named in them. Members of the panel stand by function and institution, as they signed."""
        named = {row.begun_by_id for row in self.determinations} | {row.told_by_id for row in self.notifications}
        named |= {row.checked_by_id for row in self.checks}
        return named | {person for row in self.reports for person in (row.author_id, row.checker_id)}
