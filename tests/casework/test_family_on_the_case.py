"""What the family says on the page of the case: siblings apart, fear of return, and facts that call for a level of risk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import assessments, care, risk
from casework.facts import Facts
from casework.models import Risk
from minors import access, asylum, filing, relatives, siblings
from minors.sections import SECTIONS
from tests import makers

pytestmark = pytest.mark.django_db
SECRET = {"C1", "C2", "C3", "C4"}
NOT_SECRET = {"C1", "C2", "C3"}


@pytest.fixture
def hana(yonas, aicha):
    """The sister of Yonas, linked with him."""
    sister = makers.make_case(aicha, own="Hana", sex="F").child
    siblings.link([yonas, sister], kind="full", by=aicha, reason="Both said so")
    return sister


def write(key, child, by, **values):
    return filing.write(SECTIONS[key], child, values=values, silences={}, by=by)


def warnings(client, child):
    return client.get(child.get_absolute_url()).context["apart"]


def place(child, by, label="Night shelter"):
    return care.place(child, provider=makers.make_provider(label=label), reason="Bed", by=by)


def test_siblings_in_two_places_are_said_to_be_apart_on_the_page_of_each(worker, yonas, hana, aicha):
    place(yonas, aicha, "Night shelter")
    place(hana, aicha, "Shelter for girls")
    assert [hana.code in said for said in warnings(worker, yonas)] == [True]
    assert [yonas.code in said for said in warnings(worker, hana)] == [True]
    page = worker.get(yonas.get_absolute_url()).text
    assert "Brothers and sisters are placed apart" in page
    assert "Shelter for girls" not in page


def test_siblings_in_one_house_are_not_apart(worker, yonas, hana, aicha):
    home = makers.make_provider()
    for child in (yonas, hana):
        care.place(child, provider=home, reason="Bed", by=aicha)
    assert warnings(worker, yonas) == []


def test_siblings_who_both_sleep_in_the_street_are_not_said_to_be_apart(worker, yonas, hana):
    assert warnings(worker, yonas) == []


def test_they_are_apart_since_the_later_of_the_two_moves(worker, yonas, hana, aicha):
    with dates.at(dates.now() + timedelta(days=2)):
        place(hana, aicha)
        day = dates.today()
        [said] = warnings(worker, yonas)
    assert dates.day_in_words(day) in said


def test_once_the_link_is_ended_nobody_is_apart(worker, yonas, hana, aicha):
    place(hana, aicha)
    siblings.unlink(yonas.sibling_links.get(), by=aicha, reason="Cousins")
    assert warnings(worker, yonas) == []


def test_a_sibling_out_of_reach_is_apart_without_a_code(worker, yonas, aicha, charmarke):
    brother = makers.make_case(charmarke, own="Biruk").child
    siblings.link([yonas, brother], by=charmarke, reason="Named him")
    place(yonas, aicha)
    [said] = warnings(worker, yonas)
    assert brother.code not in said
    assert "may not open" in said


def test_who_may_not_read_the_identity_does_not_learn_of_siblings(client, yonas, hana, aicha):
    place(yonas, aicha)
    client.force_login(makers.make_reader("khadra", yonas, aicha, levels=["read_c1"]))
    page = client.get(yonas.get_absolute_url()).text
    assert "placed apart" not in page
    assert hana.code not in page


@pytest.mark.parametrize(("answer", "locked"), [("yes", True), ("unsure", True), ("no", False), ("refused", False), ("", False)])
def test_who_fears_to_return_or_is_not_sure_is_flagged_for_asylum(worker, yonas, aicha, answer, locked):
    write("wishes", yonas, aicha, fear_of_return=answer)
    assert asylum.fears_return(yonas) is locked
    assert type(yonas).objects.filter(asylum.fearing()).exists() is locked
    assert ("tell the embassy nothing" in worker.get(yonas.get_absolute_url()).text) is locked


def test_the_flag_is_for_readers_of_what_is_sensitive(client, bilan, yonas, aicha):
    write("wishes", yonas, aicha, fear_of_return="yes")
    client.force_login(bilan)
    assert "embassy" not in client.get(yonas.get_absolute_url()).text


def facts_of(child, classes=SECRET):
    """What the file says about the risk, to readers of these classes, besides that the child sleeps in the street."""
    holding = [one for one in risk.found(Facts(child)) if one.floor.key != "street"]
    return [(one.level, words) for one in holding for words in risk.in_words([one], classes)]


@pytest.mark.parametrize(("threats", "level"), [("yes", Risk.HIGH), ("no", Risk.MEDIUM), ("unknown", Risk.MEDIUM)])
def test_a_claimed_debt_raises_the_risk_and_more_so_with_threats(yonas, aicha, threats, level):
    write("debts", yonas, aicha, open="yes", threats=threats)
    assert risk.floor(yonas, {}) == level


def test_a_debt_that_is_no_longer_claimed_raises_nothing(yonas, aicha):
    write("debts", yonas, aicha, open="no", threats="yes")
    assert facts_of(yonas) == []


def test_a_secret_fact_binds_everybody_and_is_told_only_to_its_readers(yonas, aicha):
    write("debts", yonas, aicha, open="yes", threats="yes")
    assert facts_of(yonas, SECRET) == [(Risk.HIGH, "A debt or a ransom is claimed with threats.")]
    assert facts_of(yonas, NOT_SECRET) == [(Risk.HIGH, "Another part of the file calls for this level.")]


def test_a_night_worker_cannot_go_below_the_secret_floor_and_reads_no_word_of_it(client, case, yonas, aicha):
    write("debts", yonas, aicha, open="yes", threats="yes", owed_to="The short one")
    night = makers.make_user("kadir", role="night_duty")
    levels = ["read_c1", "read_c2", "read_c3", "change"]
    access.give(
        yonas, user=night, levels=levels, purpose="duty", by=aicha, reason="Night", ends_at=dates.now() + timedelta(days=1)
    )
    with pytest.raises(Refused) as refusal:
        assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="low", risk_reasons="Calm", by=night)
    assert "Another part of the file" in str(refusal.value)
    client.force_login(night)
    page = client.get(reverse("casework:assess_rapidly", args=[yonas.pk])).text
    proposed = client.post(reverse("casework:assess_rapidly", args=[yonas.pk]), {**makers.ANSWERS, "propose": "1"}).text
    for said in (page, proposed, str(refusal.value)):
        assert "Another part of the file" in said
        for word in ("debt", "ransom", "short one"):
            assert word not in said.lower()


def test_a_shipwreck_in_which_a_relative_died_calls_for_a_high_risk(yonas, aicha):
    write("journey", yonas, aicha, events=["shipwreck"])
    assert facts_of(yonas, SECRET) == []
    write("journey", yonas, aicha, events=["relative_died"])
    assert facts_of(yonas, SECRET) == [(Risk.HIGH, "The child survived a shipwreck in which a relative died.")]


def test_an_adult_who_came_along_calls_for_a_medium_risk_until_verified(aicha):
    child = makers.make_case(aicha, own="Saba", category="sc").child
    said = {"own": "Girma", "accompanies": "yes"}
    uncle = relatives.add(
        SECTIONS["relatives"], child, values=said, silences={}, kind="uncle_paternal", source="person", by=aicha
    )
    assert facts_of(child, SECRET) == [(Risk.MEDIUM, "The adult who came with the child is not verified.")]
    relatives.verify(uncle.ties.get(), source="tracing", by=aicha, reason="The mother knows him")
    assert facts_of(child, SECRET) == []
