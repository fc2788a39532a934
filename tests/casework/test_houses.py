"""How many beds a house has: who changes it, what it refuses, and what the nights before say (domain.md 3.9)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import bed_board, houses
from casework.models import BedsChange, CareProvider, Case, ProviderPlaces
from tests import makers
from tests.casework.test_beds import another, board, house, place

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def mariam(db):
    """The manager of a centre of Caritas."""
    return makers.make_user("mariam", role="placement_provider")


@pytest.fixture
def centre():
    return house()


def numbers(centre) -> dict[int, int]:
    return {kind.pk: kind.beds for kind in houses.kinds_of(centre)}


def kind(centre, sex) -> ProviderPlaces:
    return centre.places.get(sex=sex)


def change(centre, by, more=None, **said):
    seen = numbers(centre)
    said = {"beds": {**seen, **(more or {})}, "seen": seen, "reason": "A room was painted", **said}
    return houses.change(centre, by=by, **said)


def form(centre, **said):
    numbers = {kind.pk: kind.beds for kind in houses.kinds_of(centre)}
    typed = {f"{name}_{pk}": count for pk, count in numbers.items() for name in ("beds", "seen")}
    return {**typed, "reason": "A room was painted", **said}


def test_more_and_fewer_beds_from_now_on_and_the_house_says_their_sum(mariam, centre):
    boys, girls = kind(centre, "M"), kind(centre, "F")
    written = change(centre, mariam, {boys.pk: 5, girls.pk: 1})
    assert {(one.places, one.before, one.after) for one in written} == {(boys, 1, 5), (girls, 2, 1)}
    centre.refresh_from_db()
    assert centre.capacity == 7
    connection.check_constraints()


def test_the_nights_before_keep_their_number(aicha, mariam, centre):
    with dates.at(dates.now() - 4 * DAY):
        hana = another(aicha, own="Hana", sex="F")
    with dates.at(dates.now() - 3 * DAY):
        place(hana, centre, aicha)
    with dates.at(dates.now() - 2 * DAY):
        change(centre, mariam, {kind(centre, "F").pk: 6})
    with dates.at(dates.now() - DAY):
        change(centre, mariam, {kind(centre, "F").pk: 3})
    told = {ago: board(centre, aicha, dates.today() - ago * DAY) for ago in (3, 2, 1, 0)}
    assert {ago: (one.beds, one.taken, one.free) for ago, one in told.items()} == {
        3: (4, 1, 3), 2: (8, 1, 7), 1: (5, 1, 4), 0: (5, 1, 4)
    }  # fmt: skip
    connection.check_constraints()


def test_nobody_loses_the_bed_of_tonight(aicha, mariam, centre):
    place(another(aicha, own="Hana", sex="F"), centre, aicha)
    place(another(aicha, own="Sara", sex="F"), centre, aicha)
    with pytest.raises(Refused, match="2 children sleep in these beds tonight") as refusal:
        change(centre, mariam, {kind(centre, "F").pk: 1})
    assert refusal.value.field == f"beds_{kind(centre, 'F').pk}"
    assert change(centre, mariam, {kind(centre, "F").pk: 3})


def test_beds_of_another_kind_are_added_and_given(aicha, mariam, centre):
    new = {"sex": "M", "from_age": 0, "to_age": 9, "beds": 2}
    [written] = change(centre, mariam, new=new)
    assert (written.before, written.after, written.places.valid_from) == (0, 2, dates.today())
    small = another(aicha, birth=dates.from_age(8, dates.today()))
    assert place(small, centre, aicha).places == written.places
    with pytest.raises(Refused, match="of this kind already"):
        change(centre, mariam, new=new)
    with pytest.raises(Refused, match="lower age comes first"):
        change(centre, mariam, new={**new, "from_age": 10})


def test_a_house_without_beds_for_girls_takes_none(mariam, centre):
    change(centre, mariam, {kind(centre, "F").pk: 0, kind(centre, "A").pk: 0})
    centre.refresh_from_db()
    assert (centre.sexes, centre.min_age, centre.max_age) == (["M"], 10, 17)
    assert [one.places.sex for one in board(centre, mariam).kinds] == ["M"]


@pytest.mark.parametrize(
    ("said", "words"),
    [({"reason": " "}, "Say why"), ({}, "Nothing was changed"), ({"seen": {}}, "Somebody else changed the beds")],
)
def test_what_a_change_of_beds_lacks_is_said(mariam, centre, said, words):
    with pytest.raises(Refused, match=words):
        change(centre, mariam, **said)


def test_a_bed_is_not_given_for_nights_on_which_there_were_fewer(aicha, mariam, centre):
    with dates.at(dates.now() - 3 * DAY):
        dawit, yonas = another(aicha, own="Dawit"), another(aicha)
    with dates.at(dates.now() - 2 * DAY):
        place(dawit, centre, aicha)
    with dates.at(dates.now() - DAY):
        change(centre, mariam, {kind(centre, "M").pk: 2})
    with pytest.raises(Refused, match="No bed"):
        place(yonas, centre, aicha, starts_at=dates.now() - 2 * DAY + timedelta(hours=1))
    assert place(yonas, centre, aicha, starts_at=dates.now() - timedelta(hours=1)).places == kind(centre, "M")
    connection.check_constraints()


def test_the_database_changes_no_beds_that_nobody_wrote_down(mariam, centre):
    boys = kind(centre, "M")
    with pytest.raises(IntegrityError, match="without being written down"), transaction.atomic():
        ProviderPlaces.objects.filter(pk=boys.pk).update(beds=9)
        connection.check_constraints()
    facts = {"provider": centre, "places": boys, "status": "changed", "changed_by": mariam, "reason": "x"}
    with pytest.raises(IntegrityError, match="without being written down"), transaction.atomic():
        BedsChange(before=1, after=9, **facts).save(by=mariam, reason="x")
        connection.check_constraints()
    for change, name in (({"after": 1}, "to_another_number"), ({"after": 2, "reason": " "}, "with_a_reason")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            BedsChange(before=1, **{**facts, **change}).save(by=mariam, reason="x")


def test_a_change_is_written_once_and_at_one_moment_once(mariam, centre):
    [row] = change(centre, mariam, {kind(centre, "M").pk: 3})
    second = BedsChange(
        provider=centre, places=row.places, before=3, after=4, changed_at=row.changed_at, changed_by=mariam, reason="x",
        status="changed",
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="beds_change_at_one_moment_once"), transaction.atomic():
        second.save(by=mariam, reason="x")


def test_the_manager_changes_the_beds_of_the_own_house_from_the_board(client, aicha, mariam, centre):
    elsewhere = makers.make_provider("Elsewhere", institution=makers.make_team("IOM", "Obock", "OBK").institution)
    client.force_login(mariam)
    there = reverse("casework:change_beds", args=[centre.pk])
    assert there in client.get(reverse("casework:beds_of", args=[centre.pk])).text
    boys = kind(centre, "M")
    assert client.post(there, form(centre, **{f"beds_{boys.pk}": 4, "reason": ""})).status_code == 422
    assert client.post(there, form(centre, **{f"beds_{boys.pk}": 4})).status_code == 302
    text = client.get(there).text
    assert "from 1 to 4 beds" in text
    assert "A room was painted" in text
    half = client.post(there, form(centre, new_beds=2))
    assert half.status_code == 422
    assert "need all four answers" in half.text
    assert client.get(reverse("casework:change_beds", args=[elsewhere.pk])).status_code == 404
    client.force_login(aicha)
    assert client.get(there).status_code == 403
    assert there not in client.get(reverse("casework:beds_of", args=[centre.pk])).text


def test_two_who_change_the_beds_at_once_are_told_and_may_send_again(client, dahabo, mariam, centre):
    boys = kind(centre, "M")
    late = form(centre, **{f"beds_{boys.pk}": 7})
    change(centre, dahabo, {boys.pk: 2})
    client.force_login(mariam)
    there = reverse("casework:change_beds", args=[centre.pk])
    refused = client.post(there, late)
    assert "Somebody else changed the beds" in refused.text
    assert f'name="seen_{boys.pk}" value="2"' in refused.text
    assert client.post(there, form(centre, **{f"beds_{boys.pk}": 7})).status_code == 302


NIGHTS = """
with night as (
    select (day::date + 1)::timestamp at time zone 'Africa/Djibouti' - interval '1 second' as moment, day::date as day
    from generate_series((select min(starts_at at time zone 'Africa/Djibouti') from casework_placement)::date,
                         %(today)s::date - 1, interval '1 day') day
), stay as (select * from casework_placement)
select night.day,
       (select count(*) from stay where provider_id is not null and starts_at <= moment and (ends_at is null or ends_at > moment)),
       (select count(*) from stay where places_id is not null and starts_at <= moment and (ends_at is null or ends_at > moment)),
       (select count(*) from casework_providerplaces kind where valid_from <= day and (valid_until is null or valid_until > day)
            and (select count(*) from stay where places_id = kind.id and starts_at <= moment and (ends_at is null or ends_at > moment))
                > himaya_beds_then(kind.id, moment)),
       (select count(*) from casework_episode e join casework_case c on c.id = e.case_id
          where e.opened_at <= moment and (e.closed_at is null or e.closed_at > moment)
            and not exists (select from minors_merge m where m.other_id = c.child_id and m.merged_at <= moment
                              and (m.unmerged_at is null or m.unmerged_at > moment))
            and not exists (select from stay where (child_id = c.child_id or child_id in (
                              select other_id from minors_merge where kept_id = c.child_id and merged_at <= moment
                                 and (unmerged_at is null or unmerged_at > moment)))
                              and starts_at <= moment and (ends_at is null or ends_at > moment))),
       (select coalesce(sum(himaya_beds_then(id, moment)), 0) from casework_providerplaces
          where valid_from <= day and (valid_until is null or valid_until > day))
from night order by night.day
"""


def test_on_every_night_of_the_demo_no_bed_is_given_twice_and_every_open_case_has_a_place(seeded_db):
    reader = Case.objects.first().owner
    with connection.cursor() as cursor:
        cursor.execute(NIGHTS, {"today": dates.today()})
        nights = cursor.fetchall()
    assert len(nights) > 300
    assert {given_twice for *_others, given_twice, _open, _beds in nights} == {0}
    assert {without for *_others, without, _beds in nights} == {0}
    assert max(sleepers for _day, sleepers, *_others in nights) > 3
    for day, sleepers, taken, _twice, _without, there in nights[:: len(nights) // 12]:
        found = bed_board.houses(CareProvider.objects.all(), reader=reader, day=day)
        assert (sum(one.sleepers for one in found), sum(one.taken for one in found)) == (sleepers, taken)
        assert sum(one.beds for one in found) == there
        assert sum(one.free for one in found) == there - taken
