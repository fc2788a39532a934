"""Who has to agree at the age of this child (domain.md 7.4): the configured table, read with the benefit of the doubt."""

from dataclasses import dataclass
from datetime import date

from base import dates
from minors.models import Child, ConsentAge

OLDEST = 17


@dataclass(frozen=True)
class Needed:
    """What has to be asked about a child whose age is an interval: every row that the interval touches."""

    rows: list[ConsentAge]

    @property
    def asks_the_child(self) -> bool:
        """Whether the child's own answer has to be written down: as soon as the child may be old enough (F01)."""
        return any(row.child != ConsentAge.FromChild.NOTHING for row in self.rows)

    @property
    def decides_alone(self) -> bool:
        """Whether the child surely has the age at which nobody can consent against the child."""
        return bool(self.rows) and all(row.child == ConsentAge.FromChild.CONSENT for row in self.rows)


def needed_for(child: Child, on: date) -> Needed:
    """The rows in force on that day that the child's age may fall in; a child of unknown age may be of any age.

    Somebody who is surely 18 decides alone and has no row: `rows` is empty.
    """
    youngest, oldest = dates.age_bounds(child.birth_earliest, child.birth_latest, on) or (0, OLDEST)
    rows = list(ConsentAge.objects.in_force(on))
    return Needed([row for row in rows if row.from_age <= oldest and row.to_age >= youngest])


def decides_alone(child: Child, on: date) -> bool:
    """Whether the child is surely old enough that nobody can consent against the child, adults included."""
    return needed_for(child, on).decides_alone or not dates.is_child(child.birth_latest, on)
