"""Families who look for a child: what is kept of them, and whom the officer's list may meet (domain.md 3.11, 7.6, 9.13)."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import AccessEvent, StateChange
from base.workflow import Refused
from casework import family_matches, guardianship, inquiries, tracing
from casework.models import FamilyMatch, Inquiry, InquiryConsent, TracingRequest
from minors import access, asylum, consent, filing, looked_for
from minors.models import Child, Exclusion, LegalStatus
from minors.sections import SECTIONS
from tests import family, makers, searching

pytestmark = pytest.mark.django_db


@pytest.fixture
def zahra(db):
    """The tracing officer."""
    return searching.make_officer()


@pytest.fixture
def case(aicha):
    return searching.known(aicha)


def found(inquiry, by):
    return [one.score for one in inquiries.candidates(inquiry, by=by)]


def saves(record, by):
    with transaction.atomic():
        record.save(by=by, reason="x")


# ----------------------------------------------------------------------------------------------------------------- what is kept


def test_an_inquiry_stands_at_the_desk_of_the_officer_and_in_nobodys_file(zahra, case):
    inquiry = searching.make_inquiry(zahra)
    assert (str(inquiry), inquiry.status, inquiry.institution.code) == ("DRF-1", "received", "CRD")
    assert inquiry.key
    assert not StateChange.objects.filter(workflow="inquiry").exclude(child_id=None).exists()


def test_a_worker_passes_it_on_to_the_red_crescent_and_does_not_find_it_again(aicha, zahra):
    inquiry = searching.make_inquiry(aicha)
    assert inquiry.institution.code == "CRD"
    assert not access.visible_to(aicha, Inquiry).exists()
    assert access.visible_to(zahra, Inquiry).get() == inquiry


def test_without_the_consent_of_who_asks_nothing_is_kept(zahra):
    for allowed in ({"keeps": False}, {"words": " "}):
        with pytest.raises(Refused):
            searching.make_inquiry(zahra, allowed={**searching.ALLOWED, **allowed})
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("name", ["inquirer_name", "contact", "own"])
def test_somebody_asks_for_somebody_and_can_be_reached(zahra, name):
    with pytest.raises(Refused, match="who looks for the child"):
        searching.make_inquiry(zahra, **{name: " "})
    inquiry = searching.make_inquiry(zahra)
    setattr(inquiry, name, " ")
    with pytest.raises(IntegrityError, match="inquiry_says_who_asks_for_whom"):
        saves(inquiry, zahra)


def test_it_was_not_received_tomorrow(zahra):
    with pytest.raises(Refused, match="not come yet"):
        searching.make_inquiry(zahra, received_at=dates.now() + timedelta(hours=1))


def test_another_institution_that_traces_does_not_see_it(zahra):
    searching.make_inquiry(zahra)
    other = searching.make_officer("other", institution="IOM")
    assert not access.visible_to(other, Inquiry).exists()
    assert not access.visible_to(other, InquiryConsent).exists()


def test_what_the_family_allows_is_a_ledger_that_nobody_rewrites(zahra):
    inquiry = searching.make_inquiry(zahra)
    line = inquiry.consents.get()
    line.tells = False
    with pytest.raises(Exception, match=r"(?i)append|changed|permission|never"):
        saves(line, zahra)
    inquiries.allow(inquiry, keeps=True, tells=False, words="Do not tell him yet.", by=zahra)
    assert [one.tells for one in inquiry.consents.all()] == [True, False]
    assert not inquiries.standing(inquiry).tells


def test_a_family_that_withdraws_its_consent_closes_the_inquiry_and_nobody_is_asked(zahra, case):
    match = searching.proposed(case, zahra)
    inquiries.allow(match.inquiry, keeps=False, tells=False, words="We found him.", by=zahra)
    match.refresh_from_db()
    inquiry = Inquiry.objects.get()
    assert (match.status, inquiry.status, inquiry.ending) == ("withdrawn", "closed", "consent")
    with pytest.raises(Refused, match="closed"):
        inquiries.look(inquiry, by=zahra)


def test_it_is_closed_with_a_word_and_for_a_reason(zahra):
    inquiry = searching.make_inquiry(zahra)
    with pytest.raises(Refused, match="what came of it"):
        inquiries.close(inquiry, ending="not_found", note=" ", by=zahra)
    inquiry.status = "closed"
    with pytest.raises(IntegrityError, match="inquiry_is_closed_for_a_reason"):
        saves(inquiry, zahra)


def test_what_the_family_knows_better_later_is_corrected_and_found_by(zahra, case):
    inquiry = searching.make_inquiry(zahra, own="Dawit", father="", grandfather="", mother="", village="", woreda="", marks="")
    facts = {
        **searching.ASKS,
        **searching.CHILD,
        **searching.HOME,
        **searching.SEEN,
        "received_at": dates.now(),
        "birth": None,
        "seen": None,
    }
    inquiries.correct(inquiry, facts=facts, by=zahra)
    assert found(inquiries.look(Inquiry.objects.get(), by=zahra), zahra)


# ------------------------------------------------------------------------------------------------------- whom the list may meet


def test_the_child_is_in_the_list_whatever_the_spelling_and_the_script(zahra, case):
    for chain in (("Younis", "Tesfay", "Bekele"), ("ዮናስ", "ተስፋዬ", "በቀለ"), ("يوناس", "تسفاي", "")):
        own, father, grandfather = chain
        inquiry = searching.looked(zahra, own=own, father=father, grandfather=grandfather)
        [one] = inquiries.candidates(inquiry, by=zahra)
        assert one.likely, chain


def test_the_reasons_are_sentences_about_what_the_family_told(zahra, case):
    [one] = inquiries.candidates(searching.looked(zahra), by=zahra)
    assert {"own name the same", "the village or district is the same", "a mark is described in the same way"} <= set(one.reasons)


REFUGEES = ["asylum_seeker", "refugee_individual", "refugee_prima_facie", "rejected_appeal"]


@pytest.mark.parametrize("status", REFUGEES)
def test_a_child_who_asks_for_asylum_or_has_it_is_never_in_the_list(zahra, case, aicha, status):
    LegalStatus(child=case.child, legal_status=status).save(by=aicha, reason="Attestation")
    assert found(searching.looked(zahra), zahra) == []


@pytest.mark.parametrize("fear", ["yes", "unsure", "unknown", "refused", ""])
def test_a_child_who_did_not_say_that_it_fears_no_return_is_never_in_the_list(zahra, aicha, fear):
    searching.known(aicha, wishes={"fear_of_return": fear})
    assert found(searching.looked(zahra), zahra) == []


def test_undetermined_without_fear_is_in_the_list_and_with_it_not(zahra, case, aicha):
    LegalStatus(child=case.child, legal_status="undetermined").save(by=aicha, reason="Not asked yet")
    assert found(searching.looked(zahra), zahra)
    wishes = case.child.wishes
    wishes.fear_of_return = "unsure"
    wishes.save(by=aicha, reason="Said so")
    assert found(searching.looked(zahra), zahra) == []


def test_the_asylum_of_a_joined_file_counts_for_both(zahra, case, aicha, dahabo):
    other = searching.known(aicha, own="Yonis", wishes={"fear_of_return": "yes"}).child
    makers.make_merge(case.child, other, dahabo)
    assert found(searching.looked(zahra), zahra) == []
    assert case.child not in asylum.known_outside()


@pytest.mark.parametrize("kept", [True, False])
def test_a_child_who_was_heard_about_asylum_in_a_joined_file_is_known_to_no_tracing_service(zahra, case, aicha, dahabo, kept):
    match = searching.proposed(case, zahra)
    other = searching.known(aicha, own="Yonis").child
    makers.make_merge(*((case.child, other) if kept else (other, case.child)), dahabo)
    assert found(searching.looked(zahra), zahra)
    guardianship.record_hearing(other, by=aicha, held_on=dates.today(), body="cne", place="CNE, Djibouti", worker=aicha)
    assert found(searching.looked(zahra), zahra) == []
    assert not access.visible_to(zahra, FamilyMatch).filter(pk=match.pk).exists()


def test_a_child_who_was_asked_in_a_joined_file_is_not_asked_again(zahra, case, aicha, dahabo):
    match = searching.proposed(case, zahra)
    family_matches.deny(match, why="Another boy.", by=aicha)
    other = searching.known(aicha, own="Yonis").child
    makers.make_merge(other, case.child, dahabo)
    assert found(Inquiry.objects.get(), zahra) == []


def test_whoever_is_shut_out_of_a_file_does_not_meet_it_in_the_list(zahra, case, aicha):
    assert found(searching.looked(zahra), zahra)
    Exclusion(child=case.child, user=zahra, reason="Her cousin").save(by=aicha, reason="Declared")
    assert found(searching.looked(zahra), zahra) == []


def test_a_child_who_does_not_want_to_be_found_or_did_not_allow_it_is_not_in_the_list(zahra, aicha):
    searching.known(aicha, wishes={"wants_tracing": "no"})
    searching.known(aicha, scopes=["case_management", "data_storage"])
    hides = searching.known(aicha).child
    consent.withhold(hides, by=aicha, reason="x", what="He hides", from_whom=["relatives"], why="fear_of_harm")
    assert found(searching.looked(zahra), zahra) == []


def test_a_no_to_the_red_crescent_alone_is_heard(zahra, case, aicha):
    red_crescent = zahra.institution
    consent.withdraw_scopes(
        case.child, ["share_tracing_rc"], recipient=red_crescent, by=aicha, reason="No", told="Nothing was lost"
    )
    assert found(searching.looked(zahra), zahra) == []


def test_the_list_and_the_search_itself_agree_on_whom_nothing_speaks_against(aicha, dahabo):
    scope = TracingRequest.Scope.HERE
    searching.known(aicha)
    searching.known(aicha, wishes={"wants_tracing": "no"})
    searching.known(aicha, scopes=["data_storage"])
    hides = searching.known(aicha).child
    consent.withhold(hides, by=aicha, reason="x", what="x", from_whom=["parents"], why="fear_of_harm")
    kept, other = (
        searching.known(aicha, own="Hassan").child,
        searching.known(aicha, own="Hasan", wishes={"wants_tracing": "no"}).child,
    )
    makers.make_merge(kept, other, dahabo)
    heads = Child.objects.exclude(pk=other.pk)
    asked = {one.pk for one in heads if not tracing.against(one, scope)}
    assert set(tracing.searchable(heads, scope).values_list("pk", flat=True)) == asked
    assert len(asked) == 1


def test_a_child_whose_case_is_closed_is_not_in_the_list(zahra, case, aicha):
    case.status = "closed"
    saves(case, aicha)
    assert found(searching.looked(zahra), zahra) == []


def test_nobody_else_compares_anything(case, aicha, dahabo, evelyne, fatouma, zahra):
    assert looked_for.comparable_by(zahra).exists()
    for other in (aicha, dahabo, evelyne, fatouma):
        assert not looked_for.comparable_by(other).exists()


def test_looking_is_remembered_with_the_codes_that_were_met(zahra, case):
    inquiries.candidates(searching.looked(zahra), by=zahra)
    event = AccessEvent.objects.get(person=zahra, kind="searched")
    assert (event.detail, event.shown) == ({"inquiry": "DRF-1"}, [case.child.code])


def test_the_key_of_a_candidate_tells_nothing_and_is_another_in_another_inquiry(zahra, case):
    keys = [inquiries.candidates(searching.looked(zahra), by=zahra)[0].key for _each in range(2)]
    assert keys[0] != keys[1]
    assert not [key for key in keys if str(case.child.pk).replace("-", "") in key]


# ------------------------------------------------------------------------------------------------------------ how alike they are


def likeness(told, known):
    return looked_for.score(looked_for.told_by_family(**told), known)


def test_what_nobody_told_follows_from_who_asks():
    told = looked_for.told_by_family(name={"own": "Yonas"}, inquirer="Tesfaye Bekele", relation="father")
    assert [told.called[0][part].heard for part in ("father", "grandfather")] == ["tasfaia", "bakala"]
    brother = looked_for.told_by_family(name={"own": "Yonas"}, inquirer="Dawit Tesfaye Bekele", relation="brother")
    assert brother.called[0]["father"].key == told.called[0]["father"].key
    mother = looked_for.told_by_family(name={"own": "Yonas"}, inquirer="Almaz Kebede", relation="mother")
    assert mother.mothers[0]["own"].key == "almz"


def test_a_mark_is_the_same_in_three_languages_and_elsewhere_it_is_none():
    french, english, arabic = map(
        looked_for.concepts, ["cicatrice à la joue gauche", "a scar, left cheek", "ندبة على الخد الأيسر"]
    )
    assert french == english == arabic == {"scar", "cheek", "left"}


def test_a_phone_is_the_same_with_and_without_the_code_of_the_country():
    assert looked_for.phones_in("+251 91 234 5678") == looked_for.phones_in("0912345678, chez le voisin")


def test_a_child_found_before_it_was_last_seen_at_home_is_another(zahra, aicha):
    case = searching.known(aicha, at=dates.now() - timedelta(days=500))
    told = dates.from_parts("gregorian", dates.today().year, dates.today().month)
    without = found(searching.looked(zahra), zahra)
    later = found(searching.looked(zahra, seen=told), zahra)
    assert later[0] < without[0]
    assert case


# --------------------------------------------------------------------------------------------------------------------- the pages


FORM = {
    **searching.ASKS, **searching.CHILD, **searching.HOME, **searching.SEEN, "received_at_0": "2026-01-02", "received_at_1": "10:00",
    "keeps": "on", "tells": "on", "words": "On the phone",
}  # fmt: skip


def test_zahra_writes_an_inquiry_down_looks_and_proposes(client, zahra, case):
    client.force_login(zahra)
    new = reverse("casework:new_inquiry")
    refused = client.post(new, {**FORM, "own": ""})
    assert refused.status_code == 422
    assert "Almaz Kebede" in refused.text
    assert client.post(new, {**FORM, "birth_age": "14"}).status_code == 302
    inquiry = Inquiry.objects.get()
    assert inquiry.birth_source == "relative"
    assert "DRF-1" in client.get(reverse("casework:inquiries")).text
    candidates = reverse("casework:candidates", args=[inquiry.pk])
    assert client.get(candidates).status_code == 302  # not looked for yet
    assert client.post(reverse("casework:look_inquiry", args=[inquiry.pk])).status_code == 302
    page = client.get(candidates).text
    assert "own name the same" in page
    key = re.search(r'name="candidate" value="(\w+)"', page)[1]
    propose = reverse("casework:propose_match", args=[inquiry.pk])
    assert client.post(propose, {"candidate": "x"}).status_code == 422
    assert client.post(propose, {"candidate": key}).status_code == 302
    assert FamilyMatch.objects.get().child == case.child


def test_her_pages_tell_neither_code_nor_place_nor_name_of_the_child(client, zahra, aicha):
    case = searching.known(aicha, own="Yonnas", found_place=makers.make_team("IOM", "Obock", "OBK").region)
    inquiry = searching.looked(zahra)
    client.force_login(zahra)
    pages = [client.get(reverse("casework:candidates", args=[inquiry.pk])).text]
    [one] = inquiries.candidates(inquiry, by=zahra)
    match = family_matches.propose(inquiry, one.key, by=zahra)
    searching.answered(match, aicha, wish="words", family_told="He is well.", safe_because=searching.SAFE)
    pages += [
        client.get(reverse(name, args=args)).text
        for name, args in (("casework:inquiry", [inquiry.pk]), ("casework:inquiries", []))
    ]
    secret = [
        case.child.code,
        str(case.child.pk),
        "Yonnas",
        "Obock",
        aicha.name,
        "FAM-1",
        searching.ANSWER["child_says"],
        searching.SAFE,
    ]
    for page in pages:
        assert [word for word in secret if word in page] == []
    assert "He is well." in pages[1]


def test_an_inquiry_is_corrected_allowed_anew_given_up_and_closed_by_hand(client, zahra):
    inquiry = searching.make_inquiry(zahra)
    client.force_login(zahra)
    address = lambda name: reverse(f"casework:{name}", args=[inquiry.pk])  # noqa: E731
    assert "Awaday" in client.get(address("correct_inquiry")).text
    stale = {**FORM, "village": "Harar", "version": "0"}
    assert client.post(address("correct_inquiry"), stale).status_code == 409
    assert client.post(address("correct_inquiry"), {**stale, "version": str(inquiry.version)}).status_code == 302
    assert Inquiry.objects.get().village == "Harar"
    assert client.get(address("allow_inquiry")).status_code == 200
    assert client.post(address("allow_inquiry"), {"keeps": "on", "words": "Not yet"}).status_code == 302
    assert client.post(address("give_up_inquiry")).status_code == 302
    assert Inquiry.objects.get().status == "no_match"
    assert client.post(address("give_up_inquiry")).status_code == 422
    assert client.post(address("close_inquiry"), {"ending": "not_found", "note": ""}).status_code == 422
    assert client.post(address("close_inquiry"), {"ending": "not_found", "note": "Nobody"}).status_code == 302
    assert "Nobody" in client.get(address("inquiry")).text


def test_aicha_passes_a_call_on_and_other_people_have_no_such_page(client, aicha, fatouma):
    client.force_login(aicha)
    assert reverse("casework:pass_on_inquiry") in client.get(reverse("casework:today")).text
    assert client.post(reverse("casework:pass_on_inquiry"), FORM).status_code == 302
    assert client.get(Inquiry.objects.get().get_absolute_url()).status_code == 404
    client.force_login(fatouma)
    assert client.get(reverse("casework:pass_on_inquiry")).status_code == 403


def test_filing_of_the_section_of_marks_is_what_the_list_reads(zahra, aicha):
    case = family.trusting(aicha)
    assert found(searching.looked(zahra), zahra)
    before = found(searching.looked(zahra), zahra)[0]
    filing.write(SECTIONS["recognition"], case.child, values={"marks": "balafre joue gauche"}, silences={}, by=aicha)
    assert found(searching.looked(zahra), zahra)[0] > before
