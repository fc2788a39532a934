"""A family that looks for a child, and the child: asked first, heard apart, and nothing told but what it allows (domain.md 9.13)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import Place
from base.workflow import Refused
from casework import care, closing, family_matches, inquiries, verifying
from casework.dossier import gathering, reunion
from casework.dossier.known import Known
from casework.models import FamilyMatch, Inquiry
from minors import access, consent
from minors.models import ConsentTask, Exclusion
from tests import family, makers, searching

pytestmark = pytest.mark.django_db
WORDS = {"wish": "words", "family_told": "He is well and thinks of you.", "safe_because": searching.SAFE}


@pytest.fixture
def zahra(db):
    return searching.make_officer()


@pytest.fixture
def case(aicha):
    return searching.known(aicha)


@pytest.fixture
def match(case, zahra):
    return searching.proposed(case, zahra)


def saves(record, by):
    with transaction.atomic():
        record.save(by=by, reason="x")


def state(match):
    match.refresh_from_db()
    return match.status, Inquiry.objects.get(pk=match.inquiry_id).status


# -------------------------------------------------------------------------------------------------------------- who is proposed


def test_a_proposal_keeps_likeness_and_reasons_and_waits_for_the_child(match):
    assert state(match) == ("proposed", "proposed")
    assert match.score > 55
    assert {"own", "father", "place"} <= {one["part"] for one in match.reasons}


def test_only_who_stands_in_the_list_now_is_proposed(case, zahra, aicha):
    inquiry = searching.looked(zahra)
    [one] = inquiries.candidates(inquiry, by=zahra)
    wishes = case.child.wishes
    wishes.fear_of_return = "yes"
    saves(wishes, aicha)
    for key in (one.key, "x", ""):
        with pytest.raises(Refused, match="not in the list any more"):
            family_matches.propose(inquiry, key, by=zahra)


def test_the_rule_of_the_list_is_asked_of_the_child_once_more(case, zahra, monkeypatch):
    inquiry = searching.looked(zahra)
    [one] = inquiries.matching(inquiry, by=zahra)
    monkeypatch.setattr(inquiries, "matching", lambda inquiry, by: [one])  # a list of a minute ago
    wishes = case.child.wishes
    wishes.wants_tracing = "no"
    saves(wishes, zahra)
    with pytest.raises(Refused, match="not in the list any more"):
        family_matches.propose(inquiry, inquiries.key_of(inquiry, one), by=zahra)


def test_of_a_child_who_said_no_to_the_red_crescent_alone_a_list_of_a_minute_ago_is_no_use(case, zahra, aicha, monkeypatch):
    inquiry = searching.looked(zahra)
    [one] = inquiries.matching(inquiry, by=zahra)
    monkeypatch.setattr(inquiries, "matching", lambda inquiry, by: [one])
    no_to_the_red_crescent(case.child, zahra, aicha)
    with pytest.raises(Refused, match="not in the list any more"):
        family_matches.propose(inquiry, inquiries.key_of(inquiry, one), by=zahra)


def no_to_the_red_crescent(child, zahra, aicha):
    to = zahra.institution
    consent.withdraw_scopes(child, ["share_tracing_rc"], recipient=to, by=aicha, reason="No", told="Nothing was lost")


def test_one_child_is_asked_at_a_time(match, aicha, zahra):
    with pytest.raises(Refused, match="asked already"):
        family_matches.propose(match.inquiry, "x", by=zahra)
    other = searching.known(aicha, own="Yonis").child
    twin = FamilyMatch(child=other, inquiry=match.inquiry, number=1, score=1, author=zahra, status="proposed")
    with pytest.raises(IntegrityError, match="one_child_is_asked_at_a_time"):
        saves(twin, zahra)


def test_a_child_is_asked_once_about_an_inquiry(match, zahra, aicha):
    family_matches.deny(match, why="Another boy.", by=aicha)
    inquiry = Inquiry.objects.get()
    assert (inquiry.status, inquiries.candidates(inquiry, by=zahra)) == ("looked_at", [])
    twin = FamilyMatch(child=match.child, inquiry=inquiry, number=2, score=1, author=zahra, status="proposed")
    with pytest.raises(IntegrityError, match="a_child_is_asked_once_about_an_inquiry"):
        saves(twin, zahra)


def test_a_withdrawn_proposal_may_be_made_again(match, zahra):
    with pytest.raises(Refused, match="Write why"):
        inquiries.withdraw(match, why=" ", by=zahra)
    inquiries.withdraw(match, why="The family called again.", by=zahra)
    assert state(match) == ("withdrawn", "looked_at")
    assert inquiries.candidates(Inquiry.objects.get(), by=zahra)


def test_nobody_is_asked_for_a_family_that_does_not_allow_it(case, zahra):
    inquiry = searching.looked(zahra, allowed={**searching.ALLOWED, "tells": False})
    [one] = inquiries.candidates(inquiry, by=zahra)
    with pytest.raises(Refused, match="did not allow"):
        family_matches.propose(inquiry, one.key, by=zahra)


# -------------------------------------------------------------------------------------------------------- the child is asked first


@pytest.mark.parametrize("deed", [family_matches.verify, family_matches.tell])
def test_before_the_child_was_asked_nobody_is_verified_and_nothing_told(match, aicha, deed):
    with pytest.raises(Refused):
        deed(match, by=aicha)
    assert state(match) == ("proposed", "proposed")


@pytest.mark.parametrize("status", ["wished", "limited", "refused", "verifying", "confirmed", "told"])
def test_the_database_too_wants_the_child_asked_first(match, zahra, status):
    match.status, match.verification = status, verifying.begin(match.child.case, by=zahra, adult_name="Almaz", relation="mother")
    with pytest.raises(IntegrityError, match="the_child_is_asked_before_the_family"):
        saves(match, zahra)


def test_the_answer_is_in_the_childs_words_and_was_given_already(match, aicha):
    with pytest.raises(Refused, match="Ask the child first"):
        searching.answered(match, aicha, child_says=" ")
    with pytest.raises(Refused, match="not come yet"):
        family_matches.answer(
            match, wish="contact", child_says="x", alone="yes", asked_at=dates.now() + timedelta(hours=1), by=aicha
        )


def test_who_proposes_is_not_who_asks(match, zahra):
    with pytest.raises(IntegrityError, match="who_proposes_does_not_ask"), transaction.atomic():
        searching.answered(match, zahra)


def test_wished_contact_leads_to_a_verification_in_which_the_child_is_heard_first(match, aicha, dahabo):
    searching.answered(match, aicha)
    assert state(match) == ("wished", "child_asked")
    made = family_matches.verify(match, by=aicha)
    assert (made.adult_name, made.relation, made.status) == ("Almaz Kebede", "mother", "begun")
    with pytest.raises(Refused, match="heard first"):
        verifying.hear_adult(made, taken_at=dates.now(), answers={}, by=aicha, **family.ADULT)
    assert state(match) == ("verifying", "child_asked")


def conclude(match, aicha, dahabo, **conclusion):
    made = family_matches.verify(match, by=aicha)
    verifying.hear_child(made, taken_at=dates.now(), answers=family.ANSWERS, by=aicha, **family.CHILD)
    verifying.hear_adult(made, taken_at=dates.now(), answers=family.ANSWERS, by=aicha, **family.ADULT)
    verifying.submit(made, by=aicha, **{**family.POSITIVE, **conclusion})
    verifying.conclude(made, by=dahabo, version=made.version)


def test_a_verified_family_is_told_the_words_of_the_child_afterwards(match, aicha, dahabo, zahra):
    searching.answered(match, aicha)
    with pytest.raises(Refused, match="verified first"):
        family_matches.allow_words(match, family_told="x", safe_because="x", by=aicha)
    conclude(match, aicha, dahabo)
    assert state(match) == ("confirmed", "confirmed")
    with pytest.raises(Refused, match="Nothing may be told"):
        family_matches.tell(match, by=zahra)
    family_matches.allow_words(match, family_told="He will call you on Friday.", safe_because=searching.SAFE, by=aicha)
    family_matches.tell(match, by=zahra)
    assert state(match)[0] == "told"


def test_a_verified_family_is_told_nothing_after_a_no_of_the_child_to_that_institution_alone(match, aicha, dahabo, zahra):
    searching.answered(match, aicha)
    conclude(match, aicha, dahabo)
    match.refresh_from_db()
    family_matches.allow_words(match, family_told="He will call you on Friday.", safe_because=searching.SAFE, by=aicha)
    no_to_the_red_crescent(match.child, zahra, aicha)
    with pytest.raises(Refused, match="any more"):
        family_matches.tell(match, by=zahra)
    assert state(match)[0] == "confirmed"


def test_a_verification_that_does_not_confirm_it_lets_the_search_go_on(match, aicha, dahabo):
    searching.answered(match, aicha)
    conclude(match, aicha, dahabo, conclusion="further_tracing")
    assert state(match) == ("denied", "looked_at")


# ----------------------------------------------------------------------------------------------------- what the family is told


def test_when_the_child_refuses_contact_the_family_is_told_only_what_the_child_allows(match, aicha, zahra):
    searching.answered(match, aicha, **WORDS)
    assert state(match) == ("limited", "refused")
    family_matches.tell(match, by=zahra)
    assert (match.status, match.told_by, match.family_told) == ("told", zahra, WORDS["family_told"])


def test_when_the_child_wants_nothing_told_there_is_nothing_to_tell(match, aicha, zahra):
    with pytest.raises(Refused, match="leave these words empty"):
        searching.answered(match, aicha, wish="nothing", family_told="He lives.", safe_because="x")
    searching.answered(match, aicha, wish="nothing")
    assert state(match) == ("refused", "refused")
    with pytest.raises(Refused, match="Nothing may be told"):
        family_matches.tell(match, by=zahra)
    match.family_told, match.safe_because = "He lives.", "x"
    with pytest.raises(IntegrityError, match="a_refusal_tells_nothing"):
        saves(match, aicha)


def test_words_are_written_and_weighed(match, aicha):
    for without in ({"family_told": " "}, {"safe_because": " "}):
        with pytest.raises(Refused):
            searching.answered(match, aicha, **{**WORDS, **without})
    searching.answered(match, aicha, **WORDS)
    match.safe_because = ""
    with pytest.raises(IntegrityError, match="what_is_told_was_weighed"):
        saves(match, aicha)
    match.family_told = ""
    with pytest.raises(IntegrityError, match="what_the_family_is_told_is_written"):
        saves(match, aicha)


def test_no_words_tell_where_the_child_is(match, aicha):
    house = makers.make_provider("Foyer des Lilas")
    obock = Place.objects.get(code="OBK")
    care.place(match.child, provider=house, reason="Tonight", by=aicha)
    for words in ("Il vit à Obock.", obock.name_ar, f"Ask for {match.child.code}", "At the house of lilas"):
        with pytest.raises(Refused, match="where the child is"):
            searching.answered(match, aicha, **{**WORDS, "family_told": words})
    searching.answered(match, aicha, **{**WORDS, "family_told": "He sleeps in a house, is well, and will call one day or night."})


def test_a_child_may_answer_otherwise_later(match, aicha):
    searching.answered(match, aicha)
    searching.answered(match, aicha, wish="nothing", child_says="“I changed my mind.”")
    assert state(match) == ("refused", "refused")


def test_a_child_who_comes_to_need_asylum_is_no_longer_known_to_the_tracing_service(match, aicha, zahra):
    searching.answered(match, aicha, **WORDS)
    assert access.visible_to(zahra, FamilyMatch).exists()
    wishes = match.child.wishes
    wishes.fear_of_return = "yes"
    saves(wishes, aicha)
    assert not access.visible_to(zahra, FamilyMatch).exists()
    with pytest.raises(Refused, match="any more"):
        family_matches.tell(match, by=zahra)


def test_with_the_consent_the_proposal_ends_and_the_red_crescent_is_told_so(match, aicha):
    consent.withdraw_scopes(match.child, ["share_tracing_rc"], by=aicha, reason="No", told="Nothing was lost")
    assert state(match) == ("withdrawn", "looked_at")
    assert ConsentTask.objects.get(kind="inform").recipient.code == "CRD"


# ------------------------------------------------------------------------------------------------------------------- who sees it


def test_the_service_provider_of_the_same_institution_and_other_institutions_see_nothing(match, zahra):
    assert access.visible_to(zahra, FamilyMatch).get() == match
    nurse = makers.make_user("nurse", role="service_provider", institution="CRD")
    other = searching.make_officer("other", institution="IOM")
    for stranger in (nurse, other):
        assert not access.visible_to(stranger, FamilyMatch).exists()


def test_an_officer_who_is_shut_out_of_the_file_loses_the_proposal(match, zahra, aicha):
    Exclusion(child=match.child, user=zahra, reason="A cousin").save(by=aicha, reason="Declared")
    assert not access.visible_to(zahra, FamilyMatch).exists()


def test_the_officer_has_no_page_of_the_child(client, match, zahra):
    client.force_login(zahra)
    assert client.get(match.child.get_absolute_url()).status_code == 404
    assert client.get(match.get_absolute_url()).status_code == 403
    for name in ("answer_match", "deny_match", "word_match", "verify_match"):
        assert client.post(reverse(f"casework:{name}", args=[match.pk])).status_code == 403


def test_closing_the_case_waits_for_the_answer(match, aicha):
    assert "FAM-1" in "".join(str(one.sentence) for one in closing.obstacles(match.child.case))
    searching.answered(match, aicha, wish="nothing")
    assert "FAM-1" not in "".join(str(one.sentence) for one in closing.obstacles(match.child.case))


# -------------------------------------------------------------------------------------------------------- paper and the timeline


def test_the_printed_file_tells_the_answer_and_not_who_asked(match, aicha):
    searching.answered(match, aicha, **WORDS)
    known = Known(match.child_id, reader=aicha, until=dates.now())
    section = repr(reunion.families(known))
    for words in ("FAM-1", "I want to call her", WORDS["family_told"]):
        assert words in section
    for secret in ("Almaz", "+251"):
        assert secret not in section
    assert gathering.gather(known, language="fr").sections


def test_the_timeline_of_the_child_tells_what_became_of_it(client, match, aicha):
    searching.answered(match, aicha, **WORDS)
    client.force_login(aicha)
    page = client.get(match.child.get_absolute_url()).text
    assert "the family is told only what the child allows" in page
    assert "the child is to be asked" in page
