"""What the database alone refuses, past every deed: a guardian without a mandate, nights outside a stay, a departure nobody decided."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from base import dates
from casework import care, guardian_access
from casework.models import Absence, Case, Departure, Guardianship
from tests import family, makers, panels
from tests.casework.test_guardianship import appointed
from tests.casework.test_said_no import closed

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def saves(record, by, **changes) -> None:
    """Past the deed, and everything asked that waits for the commit."""
    for name, value in changes.items():
        setattr(record, name, value)
    record.save(by=by, reason="Past the deed")
    connection.check_constraints()


@pytest.fixture
def given(yonas, aicha):
    """The mandate by which Omar reads the file of Yonas, for five more days."""
    omar = makers.make_user("omar", role="guardian", institution="JUSTICE")
    held = guardian_access.give(appointed(yonas, aicha, ends_on=dates.today() + 5 * DAY), person=omar, by=aicha)
    connection.check_constraints()  # what waits of the making itself
    return held


@pytest.mark.parametrize(
    "changes", [{"conflict_check": "found", "conflict_note": "A debt"}, {"status": "ended", "end_reason": "court"}]
)
def test_no_guardian_reads_on_after_a_conflict_was_found_or_the_mandate_ended(given, aicha, changes):
    with pytest.raises(IntegrityError, match="a guardian reads without a mandate"), transaction.atomic():
        saves(Guardianship.objects.get(pk=given.pk), aicha, **changes)


def test_the_mandate_for_one_child_opens_the_file_of_no_other(given, aicha):
    hana = makers.make_case(aicha, own="Hana", sex="F").child
    other, grant = appointed(hana, aicha, ends_on=given.ends_on), given.access
    with pytest.raises(IntegrityError, match="a guardian reads without a mandate"), transaction.atomic():
        given.access = None
        given.save(by=aicha, reason="Past the deed")
        saves(other, aicha, access=grant)


@pytest.fixture
def bed(aicha):
    """Where Yonas has slept since yesterday."""
    with dates.at(dates.now() - 2 * DAY):
        child = makers.make_case(aicha).child
    with dates.at(dates.now() - DAY):
        return care.place(child, provider=makers.make_provider(), reason="A bed", by=aicha)


@pytest.mark.parametrize(("since", "until"), [(30, 20), (5, 1), (5, None)])
def test_nobody_is_away_from_a_bed_before_or_after_having_it(bed, aicha, since, until):
    care.end(bed, end_reason="other", by=aicha, ends_at=dates.now() - 3 * HOUR)
    connection.check_constraints()  # what waits of the stay itself
    gone = {"starts_at": dates.now() - since * HOUR, "ends_at": until and dates.now() - until * HOUR}
    absence = Absence(placement=bed, kind="court", note="x", status="back" if until else "away", **gone)
    with pytest.raises(IntegrityError, match="an absence outside its stay"), transaction.atomic():
        saves(absence, aicha)


def test_a_stay_does_not_end_while_the_child_is_away_from_it(bed, aicha):
    saves(Absence(placement=bed, kind="court", note="x", status="away", starts_at=dates.now() - HOUR), aicha)
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="an absence outside its stay"), transaction.atomic():
        bed.ends_at, bed.end_reason, bed.status = dates.now(), "moved", "ended"
        bed.save(by=aicha, reason="Past the deed")
        care.be_somewhere(bed.child, care_type="street", starts_at=bed.ends_at, reason="x", by=aicha)
        connection.check_constraints()


def test_no_child_of_an_open_case_is_left_without_a_place_nor_is_its_case_reopened_without_one(aicha, dahabo, bed):
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="no place tonight"), transaction.atomic():
        saves(bed, aicha, ends_at=dates.now(), end_reason="moved", status="ended")
    bed.refresh_from_db()
    care.end(bed, end_reason="other", by=aicha, afterwards="street")
    case = closed(Case.objects.get(child=bed.child), aicha, dahabo)
    assert not bed.child.placements.current().exists()
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="no place tonight"), transaction.atomic():
        saves(Case.objects.get(pk=case.pk), aicha, status="open")


def test_two_files_are_not_separated_of_which_one_would_sleep_nowhere(yonas, aicha, dahabo):
    other = makers.make_case(aicha, own="Ionas").child
    joined = makers.make_merge(yonas, other, dahabo)
    for place in other.placements.current():
        care.end(place, end_reason="other", by=aicha, afterwards=None)
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="no place tonight"), transaction.atomic():
        saves(joined, dahabo, unmerged_at=dates.now(), unmerged_by=dahabo)


def test_nobody_leaves_on_a_decision_that_the_panel_is_still_signing(aicha, dahabo):
    case, people = family.ready(aicha, dahabo), panels.members()
    panels.ready(case, aicha, dahabo)
    item = panels.session(people).items.get()
    with dates.at(item.session.held_at):
        decision = panels.proposed(item, people)
        leaving = Departure(
            child=case.child, episode=case.episode, number=1, author=aicha, status="planned", fear_of_return="no",
            panel_decision=decision, verification=case.child.verifications.get(), planned_on=dates.today(), **family.LEAVING,
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="did not decide that the child leaves"), transaction.atomic():
            leaving.save(by=aicha, reason="Past the deed")
