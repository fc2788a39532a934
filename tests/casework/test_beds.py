"""Beds: given to whom they fit and once a night, counted so that the sums add up, and compared every evening with who is there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse

from base import dates
from base.models import AccessEvent
from base.workflow import Refused
from casework import away, bed_board, beds, care, closing, nightly, roll_call
from casework.models import CareProvider, Case, Placement, ProviderPlaces, RollCall, RollCallLine
from casework.workflow import CASE
from minors.models import Child
from tests import makers
from tests.papers import words_on

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def house(label="Centre of the port", **fields) -> CareProvider:
    kinds = [{"sex": "M", "from_age": 10, "beds": 1}, {"sex": "F", "beds": 2}, {"sex": "A", "to_age": 9, "beds": 1}]
    usual = {"code": f"C-{label[-6:]}", "kind": "centre", "care_type": "residential", "sexes": ["F", "M"], "capacity": 4}
    template = makers.make_provider("Template")
    usual |= {"institution": template.institution, "region": template.region}
    CareProvider.objects.filter(pk=template.pk).update(is_open=False)
    return beds.open_house(label=label, places=kinds, **{**usual, **fields})


def another(by, **changes) -> Child:
    return makers.make_case(by, at=dates.now() - 10 * MINUTE, **changes).child


def place(child, provider, by, **said) -> Placement:
    return care.place(child, provider=provider, reason="A bed", by=by, **said)


def board(provider, by, day=None) -> bed_board.House:
    seen = CareProvider.objects.filter(pk=provider.pk)
    return bed_board.houses(seen, reader=by, day=day or dates.today())[0]


@pytest.fixture
def yonas(aicha):
    return another(aicha)


def test_a_boy_gets_the_bed_for_boys_of_his_age(aicha, yonas):
    bed = place(yonas, house(), aicha)
    assert (bed.places.sex, bed.places.from_age, bed.overridden) == ("M", 10, False)


def test_when_no_bed_fits_the_refusal_names_where_one_does(aicha, yonas):
    full = house()
    place(another(aicha, own="Dawit"), full, aicha)
    makers.make_provider("Night shelter", capacity=3)
    with pytest.raises(Refused, match=r"No bed is free at “Centre of the port”.*Night shelter \(Djibouti.*3 free") as refused:
        place(yonas, full, aicha)
    assert refused.value.field == "provider"


def test_with_a_reason_the_child_gets_a_bed_that_does_not_fit_and_the_reason_is_kept(aicha, yonas):
    full = house()
    place(another(aicha, own="Dawit"), full, aicha)
    given = place(yonas, full, aicha, override_reason="Storm: no road to the shelter")
    assert (given.overridden, given.override_reason) == (True, "Storm: no road to the shelter")
    assert given.places.sex == "F"
    assert place(another(aicha, own="Omar"), full, aicha, override_reason="Storm").places.sex == "F"
    assert place(another(aicha, own="Ali"), full, aicha, override_reason="Storm").places.sex == "A"
    assert place(another(aicha, own="Idris"), full, aicha, override_reason="Storm").places is None
    assert (board(full, aicha).beds, board(full, aicha).free, board(full, aicha).extra) == (4, 0, 1)


def test_a_reason_given_without_need_is_not_kept(aicha, yonas):
    given = place(yonas, house(), aicha, override_reason="Just in case")
    assert (given.overridden, given.override_reason) == (False, "")


def test_beds_that_are_no_more_are_given_to_nobody(aicha, yonas):
    closed = house()
    closed.places.filter(sex="M").update(valid_until=dates.today())
    with pytest.raises(Refused, match="No bed is free"):
        place(yonas, closed, aicha)


def test_a_bed_that_was_taken_in_between_is_not_given_for_those_nights(aicha):
    now, small = dates.now(), makers.make_provider("One bed", capacity=1)
    with dates.at(now - timedelta(days=9)):
        yonas, dawit = another(aicha), another(aicha, own="Dawit")
    with dates.at(now - timedelta(days=5)):
        place(dawit, small, aicha)
    with dates.at(now - timedelta(days=3)):
        care.end(dawit.placements.current().get(), end_reason="moved", by=aicha)
    with pytest.raises(Refused, match="No bed is free"):
        place(yonas, small, aicha, starts_at=now - timedelta(days=6))
    assert place(yonas, small, aicha, starts_at=now - timedelta(days=2)).places


def test_the_database_gives_no_bed_twice_and_none_of_another_house(aicha, yonas):
    full, other = house(), house("Centre of the hill")
    taken = place(another(aicha, own="Dawit"), full, aicha)
    with pytest.raises(IntegrityError, match="a bed is given twice"), transaction.atomic():
        care.end(yonas.placements.current().get(), end_reason="moved", by=aicha, afterwards=None)
        care.settle(yonas, care_type="", provider=full, places=taken.places, starts_at=dates.now(), reason="x", by=aicha)
        connection.check_constraints()
    with pytest.raises(IntegrityError, match="a bed of another house"), transaction.atomic():
        care.end(yonas.placements.current().get(), end_reason="moved", by=aicha, afterwards=None)
        care.settle(
            yonas, care_type="", provider=other, places=full.places.get(sex="F"), starts_at=dates.now(), reason="x", by=aicha
        )
        connection.check_constraints()


def test_the_database_lets_no_bed_vanish_under_a_child(aicha, yonas):
    bed = place(yonas, house(), aicha)
    with pytest.raises(IntegrityError, match="given twice"), transaction.atomic():
        ProviderPlaces.objects.filter(pk=bed.places_id).update(beds=0)
        connection.check_constraints()


def test_the_database_asks_for_a_bed_or_a_reason_and_for_the_words_of_it(aicha, yonas):
    bed = place(yonas, house(), aicha)
    bed.places = None
    with pytest.raises(IntegrityError, match="a_bed_or_a_reason_without"), transaction.atomic():
        bed.save(by=aicha, reason="x")
    bed.overridden = True
    with pytest.raises(IntegrityError, match="overridden_with_a_reason"), transaction.atomic():
        bed.save(by=aicha, reason="x")


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"from_age": 9, "to_age": 3}, "beds_from_age_to_age"), ({"valid_until": dates.today()}, "beds_end_after_they_began")],
)
def test_beds_are_for_ages_and_nights_in_order(fields, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ProviderPlaces.objects.create(provider=makers.make_provider(), sex="A", beds=1, **fields)


@pytest.mark.django_db(transaction=True)
def test_the_last_bed_that_fits_is_given_once_when_two_ask_at_the_same_moment():
    aicha = makers.make_user("aicha")
    last = house()
    with transaction.atomic():
        children = [another(aicha, own=own) for own in ("Yonas", "Dawit")]

    def give(child):
        try:
            place(child, last, aicha)
        except Refused as refusal:
            return refusal.field
        finally:
            connection.close()
        return "placed"

    with ThreadPoolExecutor(2) as workers:
        assert sorted(workers.map(give, children)) == ["placed", "provider"]
    assert Placement.objects.filter(provider=last, ends_at=None).count() == 1


# ------------------------------------------------------------------------------------------------- a place tonight, for every case


def test_who_leaves_a_bed_of_an_open_case_sleeps_at_an_unknown_place_or_where_it_is_said(aicha, yonas):
    bed = place(yonas, house(), aicha)
    care.end(bed, end_reason="breakdown_child", by=aicha)
    assert yonas.placements.current().get().care_type == "unknown"
    again = place(yonas, bed.provider, aicha)
    care.end(again, end_reason="reunified", by=aicha, afterwards="parents")
    assert yonas.placements.current().get().care_type == "parents"


def test_the_database_lets_no_open_case_be_without_a_place(aicha, yonas):
    with pytest.raises(IntegrityError, match="no place tonight"), transaction.atomic():
        care.end(yonas.placements.current().get(), end_reason="moved", by=aicha, afterwards=None)
        connection.check_constraints()


def test_a_case_that_is_reopened_has_a_place_again(aicha, dahabo, yonas):
    case = Case.objects.get(child=yonas)
    CASE.move(case, "request_closure", by=aicha, reason="x")
    care.end(yonas.placements.current().get(), end_reason="moved", by=aicha, afterwards=None)
    CASE.move(case, "close", by=dahabo, reason="x")
    connection.check_constraints()
    episode = case.episode
    episode.closed_at, episode.closing_reason = dates.now(), "goals_met"
    episode.save(by=dahabo, reason="x")
    closing.reopen(case, reason="new_concern", explanation="Seen at the port", risk="medium", by=dahabo, tonight="street")
    assert yonas.placements.current().get().care_type == "street"


def test_the_night_finds_an_open_case_without_a_place(aicha, yonas):
    assert nightly.everybody_has_a_place().well
    with transaction.atomic():
        care.end(yonas.placements.current().get(), end_reason="moved", by=aicha, afterwards=None)
        found = nightly.everybody_has_a_place()
        transaction.set_rollback(True)
    assert (found.well, found.children) == (False, [yonas.pk])


# ----------------------------------------------------------------------------------------------------------------------- the board


def test_taken_and_free_are_the_beds_on_every_night(aicha, yonas):
    now, there = dates.now(), house()
    with dates.at(now - timedelta(days=9)):
        hana = another(aicha, own="Hana", sex="F")
    with dates.at(now - timedelta(days=5)):
        place(hana, there, aicha)
    with dates.at(now - timedelta(days=2)):
        care.end(hana.placements.current().get(), end_reason="moved", by=aicha)
    place(yonas, there, aicha)
    counted = {ago: board(there, aicha, dates.today() - timedelta(days=ago)) for ago in (8, 4, 1, 0)}
    assert {ago: (one.taken, one.free) for ago, one in counted.items()} == {8: (0, 4), 4: (1, 3), 1: (0, 4), 0: (1, 3)}


def test_the_numbers_of_the_demo_add_up_for_every_house_and_date(seeded_db):
    reader = Case.objects.first().owner
    first = dates.local_date(Placement.objects.order_by("starts_at").first().starts_at)
    day, nights, stays = first, 0, 0
    while day <= dates.today():
        moment = bed_board.night_of(day)
        found = bed_board.houses(CareProvider.objects.all(), reader=reader, day=day)
        for one in found:
            assert one.taken + one.free == one.beds == one.provider.capacity
            assert min(one.free, one.extra) >= 0
            assert one.sleepers == one.taken + one.extra == one.expected + one.away
            assert sum(kind.free for kind in one.kinds) == one.free
        assert sum(one.sleepers for one in found) == bed_board.stays_at(moment).filter(provider__isnull=False).count()
        nights, stays, day = nights + 1, stays + sum(one.sleepers for one in found), day + timedelta(days=9)
    assert nights > 30
    assert stays > 0
    assert not bed_board.without_a_place()


def test_aicha_sees_the_centres_and_who_sleeps_there_and_only_counts_whom_she_may_not_open(client, aicha, charmarke, yonas):
    there = house()
    place(yonas, there, aicha)
    hana = another(charmarke, own="Hana", sex="F")
    place(hana, there, charmarke)
    client.force_login(aicha)
    assert "Centre of the port" in client.get(reverse("casework:beds")).text
    text = client.get(reverse("casework:beds_of", args=[there.pk])).text
    assert yonas.code in text
    assert hana.code not in text
    assert "1 child whose file you may not open" in text
    assert AccessEvent.objects.filter(kind="listed", person=aicha).last().shown == [yonas.code]
    before = client.get(reverse("casework:beds_of", args=[there.pk]), {"on": f"{dates.today() - timedelta(days=30):%Y-%m-%d}"})
    assert yonas.code not in before.text
    assert client.get(reverse("casework:beds_of", args=[there.pk]), {"on": "nonsense"}).status_code == 200


def test_a_coordinator_reads_the_code_of_a_house_and_the_manager_only_their_own(client, aicha):
    there = house()
    client.force_login(makers.make_user("nasra", role="national_officer", institution="MFF"))
    text = client.get(reverse("casework:beds")).text
    assert there.code in text
    assert there.label not in text
    client.force_login(makers.make_user("daher", role="placement_provider", institution="CPE"))
    assert there.label not in client.get(reverse("casework:beds")).text
    assert client.get(reverse("casework:beds_of", args=[there.pk])).status_code == 404


# ------------------------------------------------------------------------------------------------------------------- the roll-call


def test_what_the_roll_call_finds_is_kept_and_leads_to_the_form_that_settles_it(client, aicha, yonas):
    there = house()
    bed = place(yonas, there, aicha)
    hana, ali = another(aicha, own="Hana", sex="F"), another(aicha, own="Ali")
    place(hana, there, aicha)
    gone = away.leave(hana.placements.current().get(), kind="hospital", starts_at=dates.now(), note="Fever", by=aicha)
    client.force_login(aicha)
    form = {"present": [str(gone.placement_id)], "counted": "2", "codes": ali.code.lower()}
    answer = client.post(reverse("casework:call_roll", args=[there.pk]), form)
    assert answer.status_code == 302
    made = RollCall.objects.get()
    assert (made.expected, made.counted, made.difference) == (1, 2, 1)
    found = {line.child_id: line for line in roll_call.differences(made, aicha)}
    assert {key: (line.expected, line.present) for key, line in found.items()} == {
        yonas.pk: ("here", False),
        hana.pk: ("away", True),
        ali.pk: ("elsewhere", True),
    }
    text = client.get(answer.url).text
    assert "was counted and is not named" not in text
    assert "3 differences" in client.get(reverse("casework:beds_of", args=[there.pk])).text
    for name, key in [
        ("report_missing", yonas.pk),
        ("end_placement", bed.pk),
        ("settle_call", found[yonas.pk].pk),
        ("settle_call", found[hana.pk].pk),
        ("place", ali.pk),
    ]:
        assert reverse(f"casework:{name}", args=[key]) in text
    assert yonas.placements.current().get() == bed


def test_nobody_is_counted_less_often_than_named_and_an_unknown_code_is_refused(client, aicha, charmarke, yonas):
    there = house()
    bed = place(yonas, there, aicha)
    with pytest.raises(Refused, match="fewer children than you named"):
        roll_call.call(there, present=[bed.pk], counted=0, by=aicha)
    stranger = another(charmarke, own="Hana", sex="F")
    client.force_login(aicha)
    page = client.post(
        reverse("casework:call_roll", args=[there.pk]), {"present": [str(bed.pk)], "counted": "2", "codes": stranger.code}
    )
    assert page.status_code == 422
    assert "You can open no file with the code" in page.text
    assert not RollCall.objects.exists()


def test_a_head_that_belongs_to_no_name_is_told_although_the_number_is_right(client, aicha, charmarke, yonas):
    there = house()
    place(yonas, there, aicha)
    place(another(charmarke, own="Hana", sex="F"), there, charmarke)
    made = roll_call.call(there, present=[], counted=2, by=aicha)
    assert made.difference == 0
    assert roll_call.unnamed(made, aicha) == 1, "one of the two is Hana, whose file is not Aicha's"
    client.force_login(aicha)
    assert "1 child was counted and is not named." in client.get(made.get_absolute_url()).text


def test_the_manager_of_a_centre_calls_the_roll_of_the_children_they_may_see(client, aicha, yonas):
    there = house()
    place(yonas, there, aicha)
    manager = makers.make_reader("daher", yonas, aicha, role="placement_provider", institution="CARITAS")
    client.force_login(manager)
    assert yonas.code in client.get(reverse("casework:call_roll", args=[there.pk])).text
    answer = client.post(reverse("casework:call_roll", args=[there.pk]), {"counted": "0"})
    text = client.get(answer.url).text
    assert reverse("casework:report_missing", args=[yonas.pk]) in text
    assert reverse("casework:place", args=[yonas.pk]) not in text


def test_a_roll_call_is_written_once_and_a_child_stands_in_it_once(aicha, yonas):
    there = house()
    place(yonas, there, aicha)
    made = roll_call.call(there, present=[], counted=0, by=aicha)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        made.save(by=aicha, reason="x")
    line = made.lines.get()
    with pytest.raises(IntegrityError, match="called_once"), transaction.atomic():
        RollCallLine(roll_call=made, child=yonas, placement=line.placement, expected="here", present=True).save(
            by=aicha, reason="x"
        )
    with pytest.raises(IntegrityError, match="called_from_a_bed"), transaction.atomic():
        RollCallLine(roll_call=made, child=another(aicha, own="Ali"), expected="here", present=True).save(by=aicha, reason="x")


def test_the_list_of_tonight_is_printed_in_code_and_each_child_on_it_is_remembered(client, aicha, yonas):
    there = house()
    place(yonas, there, aicha)
    client.force_login(aicha)
    address = reverse("casework:print_beds", args=[there.pk])
    assert client.post(address, {"reason": "", "language": "en"}).status_code == 422
    answer = client.post(address, {"reason": "Evening round", "language": "en"})
    assert answer["Content-Type"] == "application/pdf"
    text = words_on(answer.content)
    assert yonas.code in text
    assert "Yonas" not in text
    assert "Centre of the port" not in text
    assert AccessEvent.objects.filter(kind="printed", child_id=yonas.pk, reason="Evening round").exists()
