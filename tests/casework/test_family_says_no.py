"""What the search for the family, its verification and a departure refuse, each with its sentence (domain.md 3.11 to 3.13, 9.13)."""

from datetime import timedelta

import pytest

from base import dates
from base.workflow import Refused
from casework import departures, family_matches, inquiries, tracing, verifying
from casework.models import FamilyMatch, Inquiry
from minors.models import Person, Wish
from tests import family, searching
from tests.casework.test_said_no import closed
from tests.casework.test_tracing import ABROAD

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def zahra(db):
    """The tracing officer."""
    return searching.make_officer()


@pytest.fixture
def case(aicha):
    return searching.known(aicha)


def wants_nobody_found(child, by):
    child.wishes.wants_tracing = Wish.NO
    child.wishes.save(by=by, reason="The child said so")


# ------------------------------------------------------------------------------------------------------------------------ departures


def test_in_a_closed_case_nobody_is_looked_for_verified_or_sent_away(case, aicha, dahabo):
    closed(case, aicha, dahabo)
    for deed in (
        lambda: family.searching(case, aicha),
        lambda: verifying.begin(case, by=aicha, adult_name="Almaz Kebede", relation="mother"),
        lambda: family.leaving(case, aicha),
        lambda: family.gone(case, dahabo),
    ):
        with pytest.raises(Refused, match="Reopen it first"):
            deed()


@pytest.mark.parametrize("changes", [{"child_agrees": "unsure"}, {"child_agrees": "no"}, {"child_says": " "}])
def test_a_child_who_does_not_want_to_go_any_more_stays_on_no_plan(aicha, dahabo, changes):
    case = family.ready(aicha, dahabo)
    with pytest.raises(Refused, match="without wanting to"):
        family.leaving(case, aicha, **changes)
    planned = family.leaving(case, aicha)
    with pytest.raises(Refused, match="without wanting to"):
        departures.write(planned, by=aicha, **changes)


def test_nobody_is_handed_over_tomorrow(aicha, dahabo):
    departure = family.approved(family.ready(aicha, dahabo), aicha, dahabo)
    with pytest.raises(Refused, match="not come yet") as refused:
        departures.complete(departure, left_at=dates.now() + DAY, signed_by=family.SIGNED, by=aicha)
    assert refused.value.field == "left_at"


def test_a_travel_has_a_team_that_answers_for_it(aicha):
    aicha.team = None
    facts = {"travels_on": dates.today() + DAY, "country": "ET", "route": "Bus", "escort": "IOM", "receiving_service": "Office"}
    with pytest.raises(Refused, match="You belong to no team yet"):
        departures.plan_travel(by=aicha, **facts)


# --------------------------------------------------------------------------------------------------------------------------- tracing


def test_a_person_of_another_childs_file_is_not_looked_for(case, aicha):
    other = family.trusting(aicha, own="Hana").child
    mother = Person(child=other, own="Almaz", rank=1)
    with pytest.raises(Refused, match="Choose a person of this file"):
        family.searching(case, aicha, sought=[{"person": mother, "name": "", "relation": "mother"}])


@pytest.mark.parametrize("step", ["agree", "carry_out"])
def test_a_step_in_the_country_of_origin_stops_with_the_wish_of_the_child_even_when_it_was_agreed(case, aicha, dahabo, step):
    action = tracing.act(family.searching(case, aicha), by=aicha, **ABROAD)
    if step == "carry_out":
        action = tracing.agree(action, by=dahabo, version=action.version)
    wants_nobody_found(case.child, aicha)
    with pytest.raises(Refused, match="does not want the family to be looked for"):
        if step == "agree":
            tracing.agree(action, by=dahabo, version=action.version)
        else:
            tracing.carry_out(action, by=aicha, done_at=None, result="successful")


def test_a_search_that_has_ended_is_no_reason_to_verify_anybody(case, aicha):
    search = family.searching(case, aicha)
    tracing.close(search, ending="not_found", note="Nobody knows the village.", by=aicha)
    with pytest.raises(Refused, match="a search of this child that goes on"):
        verifying.begin(case, by=aicha, adult_name="Almaz Kebede", relation="mother", request=search)


# ------------------------------------------------------------------------------------------------------------------------- inquiries


def test_a_closed_inquiry_is_not_written_in(zahra):
    inquiry = searching.make_inquiry(zahra)
    inquiries.close(inquiry, ending="not_found", note="The family found him.", by=zahra)
    for deed in (
        lambda: inquiries.correct(inquiry, facts={"own": "Dawit"}, by=zahra),
        lambda: inquiries.allow(inquiry, keeps=True, tells=True, words="Yes", by=zahra),
    ):
        with pytest.raises(Refused, match="This inquiry is closed"):
            deed()


def test_a_correction_says_who_looks_for_whom_too(zahra):
    facts = {**searching.ASKS, **searching.CHILD, "received_at": dates.now()}
    with pytest.raises(Refused, match="who looks for the child"):
        inquiries.correct(searching.make_inquiry(zahra), facts=facts | {"contact": " "}, by=zahra)


def test_what_the_family_allows_later_is_in_its_words(zahra):
    with pytest.raises(Refused, match="how the consent was given"):
        inquiries.allow(searching.make_inquiry(zahra), keeps=True, tells=False, words=" ", by=zahra)


def test_who_still_has_the_inquiry_open_compares_nothing_after_the_family_withdrew(zahra, case):
    inquiry = searching.make_inquiry(zahra)
    inquiries.allow(Inquiry.objects.get(), keeps=False, tells=False, words="We found him.", by=zahra)
    with pytest.raises(Refused, match="The family does not allow it any more"):
        inquiries.look(inquiry, by=zahra)  # as it was before


# ----------------------------------------------------------------------------------------------------------------------- the matches


@pytest.fixture
def match(case, zahra):
    return searching.proposed(case, zahra)


def test_no_adult_is_verified_whom_the_child_was_not_asked_about_or_does_not_want(match, aicha):
    for _step in ("not asked", "refused"):
        with pytest.raises(Refused, match="The child is asked first, and wants contact"):
            family_matches.verify(match, by=aicha)
        if match.status == "proposed":
            searching.answered(match, aicha, wish="nothing")


def test_it_is_said_why_a_family_is_not_the_childs(match, aicha):
    with pytest.raises(Refused, match="Write why"):
        family_matches.deny(match, why=" ", by=aicha)


def test_the_words_for_a_verified_family_are_written_and_weighed_as_any_others(match, aicha):
    searching.answered(match, aicha)
    family_matches.verify(match, by=aicha)
    match.status = "confirmed"
    match.save(by=aicha, reason="Verified", update_fields=["status"])
    for words, sentence in (
        ({"family_told": " ", "safe_because": searching.SAFE}, "word for word"),
        ({"family_told": "He is well.", "safe_because": " "}, "endangers neither the child nor others"),
        ({"family_told": "Il vit à Obock.", "safe_because": searching.SAFE}, "where the child is"),
    ):
        with pytest.raises(Refused, match=sentence):
            family_matches.allow_words(match, by=aicha, **words)
    assert not FamilyMatch.objects.get().family_told


def test_a_family_is_told_nothing_after_the_child_changed_its_mind(match, aicha, zahra):
    searching.answered(match, aicha, wish="words", family_told="He is well.", safe_because=searching.SAFE)
    wants_nobody_found(match.child, aicha)
    with pytest.raises(Refused, match="Nothing may be told to the family any more"):
        family_matches.tell(match, by=zahra)


def test_a_child_who_came_to_be_afraid_since_the_list_was_shown_is_not_proposed(case, zahra, aicha, monkeypatch):
    inquiry = searching.looked(zahra)
    [one] = inquiries.matching(inquiry, by=zahra)
    monkeypatch.setattr(inquiries, "matching", lambda inquiry, by: [one])  # a list of a minute ago
    wishes = case.child.wishes
    wishes.fear_of_return = "yes"
    wishes.save(by=aicha, reason="The child said so")
    with pytest.raises(Refused, match="not in the list any more"):
        family_matches.propose(inquiry, inquiries.key_of(inquiry, one), by=zahra)
