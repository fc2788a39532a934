"""A child in care: some nights away from its bed, brothers and sisters apart, and the family that takes it in."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from base import dates
from base.models import Stale
from base.workflow import Refused
from casework import away, bed_board, care, families, missing
from casework.dossier import Known, gather
from casework.models import Absence, CareAddress, CaregiverScreening, CareProvider, Placement
from minors import access, siblings
from tests import makers

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PLAN = {"apart_because": "health", "apart_plan": "Together by Sunday", "apart_contacts": "A call every evening"}


def moment(name, at):
    day, time = f"{at.astimezone(dates.DJIBOUTI):%Y-%m-%d %H:%M:%S}".split()
    return {f"{name}_0": day, f"{name}_1": time}


@pytest.fixture
def yonas(aicha):
    return makers.make_case(aicha, at=dates.now() - 9 * HOUR).child


@pytest.fixture
def hana(aicha, yonas):
    """The sister of Yonas, in the street like him."""
    sister = makers.make_case(aicha, own="Hana", sex="F", at=dates.now() - 9 * HOUR).child
    siblings.link([yonas, sister], by=aicha, reason="One mother")
    return sister


@pytest.fixture
def bed(aicha, yonas):
    return care.place(yonas, provider=makers.make_provider(), reason="A bed", by=aicha, starts_at=dates.now() - 5 * HOUR)


def leave(bed, by, hours=3, **said):
    said = {"kind": "hospital", "note": "Fever, with a nurse", "starts_at": dates.now() - hours * HOUR, **said}
    return away.leave(bed, by=by, **said)


def paper(child, reader) -> str:
    return repr(gather(Known(child.pk, reader=reader, until=dates.now()), language="en"))


# --------------------------------------------------------------------------------------------------------------- away for some nights


def test_a_child_in_hospital_keeps_its_bed(aicha, yonas, bed):
    leave(bed, aicha)
    assert yonas.placements.current().get() == bed
    [house] = bed_board.houses(CareProvider.objects.filter(pk=bed.provider_id), reader=aicha, day=dates.today())
    assert (house.taken, house.away, house.expected) == (1, 1, 0)
    [sleeper] = bed_board.sleepers(bed.provider, reader=aicha, day=dates.today())
    assert sleeper.away.kind == "hospital"


def test_aicha_writes_that_the_child_is_away_and_back_and_the_case_and_the_paper_say_it(client, aicha, yonas, bed):
    client.force_login(aicha)
    form = {"kind": "hospital", "note": "Fever", **moment("starts_at", dates.now() - HOUR)}
    assert client.post(reverse("casework:leave_bed", args=[bed.pk]), form | {"note": ""}).status_code == 422
    assert client.post(reverse("casework:leave_bed", args=[bed.pk]), form).status_code == 302
    gone = Absence.objects.get()
    text = client.get(yonas.get_absolute_url()).text
    assert "in hospital" in text
    assert gone.get_absolute_url() in text
    assert "still away" in paper(yonas, aicha)
    assert client.get(gone.get_absolute_url()).status_code == 200
    assert client.post(gone.get_absolute_url(), moment("ends_at", dates.now() - 8 * HOUR)).status_code == 422
    assert client.post(gone.get_absolute_url(), moment("ends_at", dates.now())).status_code == 302
    assert "The child is back in its bed." in client.get(yonas.get_absolute_url()).text
    assert "still away" not in paper(yonas, aicha)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"starts_at": dates.now() - timedelta(days=400)}, "not yet in this place"),
        ({"starts_at": dates.now() + timedelta(days=400)}, "not come yet"),
        ({"expected_at": dates.now() - timedelta(days=400)}, "comes back after it left"),
    ],
)
def test_nobody_is_away_outside_the_stay(aicha, bed, said, words):
    with pytest.raises(Refused, match=words):
        leave(bed, aicha, **said)


def test_nobody_is_away_from_no_bed_or_twice_at_a_time(aicha, yonas, bed):
    leave(bed, aicha)
    with pytest.raises(Refused, match="away already"):
        leave(bed, aicha, hours=1)
    care.end(bed, end_reason="moved", by=aicha)
    for stay in (bed, yonas.placements.current().get()):
        with pytest.raises(Refused, match="no bed here"):
            leave(stay, aicha, starts_at=dates.now())


def test_a_child_comes_back_once_after_it_left_and_not_tomorrow(aicha, bed):
    gone = leave(bed, aicha)
    with pytest.raises(Refused, match="not come yet"):
        away.come_back(gone, ends_at=dates.now() + HOUR, by=aicha)
    with pytest.raises(Refused, match="after the one at which the child left"):
        away.come_back(gone, ends_at=gone.starts_at, by=aicha)
    away.come_back(gone, ends_at=dates.now(), by=aicha)
    with pytest.raises(Refused, match="already changed"):
        away.come_back(gone, ends_at=dates.now(), by=aicha)


def test_the_absence_ends_with_the_stay(aicha, yonas, bed):
    gone = leave(bed, aicha)
    with pytest.raises(Refused, match="later than that"):
        care.end(bed, end_reason="moved", ends_at=dates.now() - 4 * HOUR, by=aicha)
    missing.report(yonas, noticed_at=dates.now() - HOUR, by=aicha)
    gone.refresh_from_db()
    bed.refresh_from_db()
    assert gone.ends_at == bed.ends_at


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"ends_at": dates.now() - timedelta(days=40), "status": "back"}, "absence_ends_after_it_starts"),
        ({"expected_at": dates.now() - timedelta(days=40)}, "expected_back_after_leaving"),
        ({"status": "back"}, "back_since_a_moment"),
        ({"starts_at": dates.now() - timedelta(days=40)}, "an absence outside its stay"),
    ],
)
def test_the_database_keeps_an_absence_in_order_and_inside_its_stay(aicha, bed, change, name):
    gone = leave(bed, aicha)
    for field, value in change.items():
        setattr(gone, field, value)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        gone.save(by=aicha, reason="x")
        connection.check_constraints()


def test_the_database_lets_two_absences_of_one_stay_not_overlap_and_none_outlast_it(aicha, bed):
    gone = leave(bed, aicha)
    second = Absence(placement=bed, kind="court", starts_at=dates.now(), note="x", status="away")
    with pytest.raises(IntegrityError, match="away_once_at_a_time"), transaction.atomic():
        second.save(by=aicha, reason="x")
    bed.ends_at, bed.end_reason, bed.status = dates.now(), "moved", "ended"
    with pytest.raises(IntegrityError, match=r"an absence outside its stay|no place tonight"), transaction.atomic():
        bed.save(by=aicha, reason="x")
        connection.check_constraints()
    assert gone.ends_at is None


# ----------------------------------------------------------------------------------------------------- brothers and sisters apart


def test_outside_an_emergency_siblings_are_placed_apart_with_a_reason_a_plan_and_contacts(aicha, dahabo, yonas, hana):
    there = makers.make_provider("Shelter for boys")
    for left_out in PLAN:
        with pytest.raises(Refused, match="A brother or sister sleeps elsewhere") as refused:
            care.place(yonas, provider=there, reason="x", basis="court", by=aicha, **PLAN | {left_out: ""})
        assert refused.value.field == left_out
    given = care.place(yonas, provider=there, reason="x", basis="court", by=aicha, **PLAN)
    assert (given.siblings, given.apart_because) == ("separated", "health")
    assert "Together by Sunday" in paper(yonas, aicha)


def test_together_they_need_no_reason(aicha, yonas, hana):
    there = makers.make_provider()
    care.place(hana, provider=there, reason="x", by=aicha)
    given = care.place(yonas, provider=there, reason="x", basis="court", by=aicha, **PLAN)
    assert (given.siblings, given.apart_because, given.apart_plan) == ("together", "", "")


def test_an_emergency_waits_for_no_plan_but_the_case_asks_for_it_until_it_is_told(client, aicha, yonas, hana):
    given = care.place(yonas, provider=makers.make_provider(), reason="x", by=aicha)
    assert given.siblings == "separated"
    client.force_login(aicha)
    address = reverse("casework:explain_apart", args=[given.pk])
    assert address in client.get(yonas.get_absolute_url()).text
    assert client.post(address, {**PLAN, "apart_plan": "", "version": given.version}).status_code == 422
    assert client.post(address, {**PLAN, "version": given.version}).status_code == 302
    text = client.get(yonas.get_absolute_url()).text
    assert "A call every evening" in text
    assert address not in text
    with pytest.raises(Refused, match="A brother or sister sleeps elsewhere"):
        care.explain_apart(given, by=aicha, **PLAN | {"apart_contacts": " "})


def test_what_two_wrote_about_siblings_apart_is_shown_to_the_second(client, aicha, yonas, hana):
    given = care.place(yonas, provider=makers.make_provider(), reason="x", by=aicha)
    opened = given.version
    care.explain_apart(given, by=aicha, **PLAN)
    client.force_login(aicha)
    form = {**PLAN, "apart_plan": "In a month", "version": opened}
    assert client.post(reverse("casework:explain_apart", args=[given.pk]), form).status_code == 409


def test_the_form_asks_about_siblings_only_where_there_are_any(client, aicha, yonas):
    client.force_login(aicha)
    makers.make_provider()
    address = reverse("casework:place", args=[yonas.pk])
    assert "apart_plan" not in client.get(address).text
    sister = makers.make_case(aicha, own="Hana", sex="F").child
    siblings.link([yonas, sister], by=aicha, reason="One mother")
    assert "apart_plan" in client.get(address).text


def test_the_database_asks_for_the_plan_outside_an_emergency(aicha, yonas, hana):
    given = care.place(yonas, provider=makers.make_provider(), reason="x", by=aicha)
    given.basis = Placement.Basis.COURT
    with pytest.raises(IntegrityError, match="siblings_apart_with_a_plan"), transaction.atomic():
        given.save(by=aicha, reason="x")


# ---------------------------------------------------------------------------------------------------- the family that takes them in


@pytest.fixture
def family():
    return makers.make_provider("Family 7", kind="family", care_type="foster", capacity=2)


def approved(family, aicha, dahabo):
    asked = families.screen(family, by=aicha, **makers.SCREENING)
    return families.decide(asked, result="approve", valid_until=dates.today() + timedelta(days=300), by=dahabo)


def test_a_family_without_a_valid_screening_takes_children_in_only_in_an_emergency(client, aicha, dahabo, yonas, family):
    with pytest.raises(Refused, match="no valid approved screening") as refused:
        care.place(yonas, provider=family, reason="x", basis="court", by=aicha)
    assert refused.value.field == "provider"
    client.force_login(aicha)
    form = {"provider": family.pk, "reason": "Night", "basis": "emergency", "child_agrees": "yes", "suitable": "unknown"}
    form |= {**moment("starts_at", dates.now()), "leaves": yonas.placements.current().get().pk}
    page = client.post(reverse("casework:place", args=[yonas.pk]), form, follow=True)
    assert "This family has no valid screening: screen it by" in page.text
    approved(family, aicha, dahabo)
    assert families.screen_by(yonas.placements.current().get(), "high") is None


def test_a_screened_family_takes_children_in_until_the_day_is_over(aicha, dahabo, yonas, family):
    until = approved(family, aicha, dahabo).valid_until
    assert care.place(yonas, provider=family, reason="x", basis="court", by=aicha)
    with dates.at(dates.now() + timedelta(days=301)):
        assert dates.today() > until
        with pytest.raises(Refused, match="no valid approved screening"):
            families.refuse_unscreened(family)


@pytest.mark.parametrize("result", ["condition", "refuse"])
def test_a_family_that_was_not_approved_takes_nobody_in(aicha, dahabo, family, result):
    asked = families.screen(family, by=aicha, **makers.SCREENING)
    with pytest.raises(Refused, match="Give the reasons"):
        families.decide(asked, result=result, by=dahabo)
    families.decide(asked, result=result, decision="A room of its own first", by=dahabo)
    with pytest.raises(Refused, match="no valid approved screening"):
        families.refuse_unscreened(family)


def test_nobody_decides_on_their_own_screening_nor_twice_nor_without_the_checks(aicha, dahabo, family):
    asked = families.screen(family, by=aicha, **makers.SCREENING | {"behaviour_check": "unknown"})
    with pytest.raises(Refused, match="Nobody approves their own work"):
        families.decide(asked, result="refuse", decision="x", by=aicha)
    with pytest.raises(Refused, match="nothing is known against anybody"):
        families.decide(asked, result="approve", valid_until=dates.today() + timedelta(days=9), by=dahabo)
    with pytest.raises(Refused, match="waits for a decision"):
        families.screen(family, by=aicha, **makers.SCREENING)
    families.decide(asked, result="refuse", decision="Not known yet", by=dahabo)
    with pytest.raises(Refused, match="already changed"):
        families.decide(asked, result="refuse", decision="Again", by=dahabo)
    again = families.screen(family, by=aicha, **makers.SCREENING)
    with pytest.raises(Refused, match="until which day"):
        families.decide(again, result="approve", by=dahabo)


def test_only_a_family_is_screened_and_on_a_day_that_has_come(aicha, family):
    with pytest.raises(Refused, match="Only a family"):
        families.screen(makers.make_provider(), by=aicha, **makers.SCREENING)
    with pytest.raises(Refused, match="not come yet"):
        families.screen(family, by=aicha, **makers.SCREENING | {"visited_on": dates.today() + timedelta(days=1)})


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"decided_by": "own"}, "screening_decided_by_another"),
        ({"status": "refused"}, "screening_decision_is_signed"),
        ({"status": "approved", "decided_by": "other"}, "approved_after_the_checks_and_until_a_day"),
        ({"status": "refused", "decided_by": "other"}, "screening_refused_with_a_reason"),
    ],
)
def test_the_database_keeps_a_screening_honest(aicha, dahabo, family, change, name):
    asked = families.screen(family, by=aicha, **makers.SCREENING)
    people = {"own": aicha, "other": dahabo}
    for field, value in change.items():
        setattr(asked, field, people.get(value, value))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        asked.save(by=aicha, reason="x")


def test_dahabo_decides_on_what_aicha_found(client, aicha, dahabo, family):
    client.force_login(aicha)
    form = {**makers.SCREENING, "visited_on": f"{dates.today():%Y-%m-%d}"}
    assert client.post(reverse("casework:screen_family", args=[family.pk]), form | {"motivation": ""}).status_code == 422
    assert client.post(reverse("casework:screen_family", args=[family.pk]), form).status_code == 302
    decide = reverse("casework:decide_screening", args=[CaregiverScreening.objects.get().pk])
    assert client.get(decide).status_code == 403
    client.force_login(dahabo)
    assert "They took in a nephew" in client.get(decide).text
    assert client.post(decide, {"result": "approve"}).status_code == 422
    assert (
        client.post(decide, {"result": "approve", "valid_until": f"{dates.today() + timedelta(days=9):%Y-%m-%d}"}).status_code
        == 302
    )
    assert families.is_screened(family)
    assert "valid approved screening" in client.get(reverse("casework:family_of", args=[family.pk])).text


def test_who_the_caregiver_is_stands_on_the_page_of_the_family_and_two_do_not_overwrite_each_other(client, aicha, family):
    client.force_login(aicha)
    address = reverse("casework:describe_family", args=[family.pk])
    form = {"name": "Khadija Ali", "sex": "F", "adults": "2", "children": "3", "language": "so", "same_religion": "yes"}
    assert client.post(address, form | {"version": "0", "name": ""}).status_code == 422
    assert client.post(address, form | {"version": "0"}).status_code == 302
    assert "Khadija Ali" in client.get(reverse("casework:family_of", args=[family.pk])).text
    assert client.post(address, form | {"version": "0", "name": "Kadija"}).status_code == 409
    with pytest.raises(Stale):
        families.describe(family, version=0, name="Kadija", by=aicha)


def test_the_address_is_for_who_may_read_secrets_in_the_house_that_answers_or_has_a_child_there(
    client, aicha, dahabo, charmarke, yonas, family
):
    client.force_login(aicha)
    form = {"address": "Behind the blue mosque", "version": "0"}
    assert client.post(reverse("casework:locate_family", args=[family.pk]), form).status_code == 302
    record = CareAddress.objects.get()
    page = reverse("casework:care_address", args=[record.pk])
    assert "Behind the blue mosque" in client.get(page).text
    assert "Behind the blue mosque" not in client.get(reverse("casework:family_of", args=[family.pk])).text
    night = makers.make_user("kadar", role="night_duty")
    for person in (charmarke, night):
        client.force_login(person)
        assert client.get(page).status_code == 404
    own = makers.make_case(charmarke, own="Ali", at=dates.now() - HOUR).child
    care.place(own, provider=family, reason="Night", by=charmarke)
    client.force_login(charmarke)
    assert "Behind the blue mosque" in client.get(page).text
    assert access.visible_to(dahabo, CareAddress).exists()


def test_no_board_no_print_and_no_case_page_meets_an_address(client, aicha, yonas, family):
    families.locate(family, address="Behind the blue mosque", by=aicha)
    care.place(yonas, provider=family, reason="Night", by=aicha)
    client.force_login(aicha)
    for page in (yonas.get_absolute_url(), reverse("casework:beds"), reverse("casework:beds_of", args=[family.pk])):
        assert "blue mosque" not in client.get(page).text
    assert "blue mosque" not in paper(yonas, aicha)
