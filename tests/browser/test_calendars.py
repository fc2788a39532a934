"""The calendars against a third who computes them: ICU, as the browser carries it (domain.md 4.6, features row 4)."""

import pytest

from base import calendars
from tests.test_calendars import FIRST, TWO_CENTURIES

ASK = """([calendar, first, count]) => {
    const format = new Intl.DateTimeFormat("en-u-nu-latn-ca-" + calendar, { timeZone: "UTC", year: "numeric", month: "numeric", day: "numeric" });
    if (format.resolvedOptions().calendar !== calendar) return [];
    const read = (parts, type) => Number(parts.find((part) => part.type === type).value);
    return Array.from({ length: count }, (_, after) => {
        const parts = format.formatToParts(new Date(Date.parse(first) + after * 86400000));
        return [read(parts, "year"), read(parts, "month"), read(parts, "day")];
    });
}"""


@pytest.mark.parametrize(
    ("calendar", "ours"),
    [("ethiopic", calendars.gregorian_to_ethiopic), ("islamic-civil", calendars.gregorian_to_hijri)],
)
def test_every_day_of_two_centuries_is_the_one_that_icu_gives(page, calendar, ours):
    theirs = page.evaluate(ASK, [calendar, FIRST.isoformat(), len(TWO_CENTURIES)])
    assert len(theirs) == len(TWO_CENTURIES) > 73_000
    different = [day for day, found in zip(TWO_CENTURIES, theirs, strict=True) if tuple(found) != ours(day)]
    assert different == []
