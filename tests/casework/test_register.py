"""Registering a child on a phone: what is needed, what is kept, what is asked about."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from base.models import AccessEvent, Draft
from casework.models import Case, Placement
from minors import access
from minors.models import Child, ChildName, Consent, DuplicateDecision, Exclusion
from tests import makers

ADDRESS = "/cases/register/"


def typed(**changes):
    """What a worker sends: the answers that are needed, and nothing else."""
    found = (dates.now() - timedelta(hours=2)).astimezone(dates.DJIBOUTI)
    answers = {
        "own": "Hamdi",
        "sex": "F",
        "nationality": "ET",
        "language": "om",
        "category": "uac",
        "identified_at_0": f"{found:%Y-%m-%d}",
        "identified_at_1": f"{found:%H:%M}",
        "found_place": "OBK-GODORIA",
        "found_by": "coast_guard",
        "risk": "high",
        "risk_reasons": "Alone on the beach",
        "tonight": "street",
        "giver": "child",
        "scopes": ["case_management", "data_storage"],
        "key": str(uuid.uuid4()),
        **changes,
    }
    return {name: value for name, value in answers.items() if value is not None}


def test_a_child_is_registered_with_the_few_answers_that_are_needed(worker, aicha):
    page = worker.post(ADDRESS, typed(birth_age="14"), follow=True)
    case = Case.objects.get()
    assert page.redirect_chain == [(reverse("casework:case", args=[case.child.pk]), 302)]
    assert "Write this code on the wristband" in page.text
    assert page.text.count(case.child.code) >= 2, "said once large, and at the head of the case"
    assert "Hamdi" not in page.text, "the name stays behind the code"
    assert (case.owner, case.risk, case.child.region.code) == (aicha, "high", "OBK")
    assert case.child.placements.get().care_type == "street"
    assert makers.levels_on(aicha, case.child.pk) == set(access.FULL)


def test_what_nobody_knows_stays_open(worker):
    worker.post(ADDRESS, typed(nationality="unknown", language="refused"))
    child = Child.objects.get()
    assert (child.birth_raw, child.birth_earliest, child.nationality, child.language) == ("", None, "unknown", "refused")


@pytest.mark.parametrize(
    "missing", ["own", "sex", "nationality", "language", "category", "found_place", "found_by", "risk", "risk_reasons", "tonight"]
)
def test_a_missing_answer_is_asked_for_and_the_rest_is_kept(worker, missing):
    page = worker.post(ADDRESS, typed(**{missing: None, "father": "Galgalo"}))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [missing]
    assert 'value="Galgalo"' in page.text
    assert not Child.objects.exists()


def test_a_refused_form_keeps_every_word_in_french_too(worker, aicha):
    aicha.language = "fr"
    aicha.save()
    page = worker.post(ADDRESS, typed(own="ሐምዲ", father="Gälgälo", risk_reasons="« Seule »\nsur la plage", sex=None))
    assert page.status_code == 422
    assert 'lang="fr"' in page.text
    assert all(word in page.text for word in ("ሐምዲ", "Gälgälo", "« Seule »\nsur la plage"))


def test_a_date_is_kept_as_it_was_told(worker):
    worker.post(ADDRESS, typed(birth_told="03/2003", birth_calendar="ethiopic"))
    child = Child.objects.get()
    assert (child.birth_raw, child.birth_calendar, child.birth_precision) == ("03/2003", "ethiopic", "month")
    assert child.birth_earliest.year == 2010


def test_a_year_that_makes_an_ethiopian_child_adult_is_asked_about_and_may_be_confirmed(worker):
    page = worker.post(ADDRESS, typed(birth_told="2003", birth_calendar="gregorian"))
    assert page.status_code == 422
    assert "Is this an Ethiopian year?" in page.text
    assert 'name="birth_certain"' in page.text
    assert not Child.objects.exists()
    worker.post(ADDRESS, typed(birth_told="2003", birth_calendar="gregorian", birth_certain="on"))
    assert Child.objects.get().birth_earliest.year == 2003


def test_a_date_that_cannot_be_read_is_refused_in_words(worker):
    page = worker.post(ADDRESS, typed(birth_told="last winter"))
    assert "Write a year (2012)" in page.text
    assert 'value="last winter"' in page.text


def test_an_age_and_a_date_that_disagree_are_asked_about(worker):
    page = worker.post(ADDRESS, typed(birth_told="2012", birth_calendar="gregorian", birth_age="9"))
    assert "do not agree" in page.text


def test_a_child_cannot_be_found_tomorrow(worker):
    tomorrow = dates.today() + timedelta(days=1)
    page = worker.post(ADDRESS, typed(identified_at_0=f"{tomorrow:%Y-%m-%d}"))
    assert "This moment has not come yet." in page.text


# ------------------------------------------------------------------------------------------------------------------ tonight


def test_the_child_sleeps_in_a_bed_that_is_free_and_the_page_says_how_many_are(worker):
    shelter = makers.make_provider("Night shelter", capacity=2)
    assert "Night shelter (2 beds free)" in worker.get(ADDRESS).text
    worker.post(ADDRESS, typed(tonight=f"bed:{shelter.pk}"))
    assert Placement.objects.get().provider == shelter
    assert "Night shelter (1 bed free)" in worker.get(ADDRESS).text


def test_a_full_centre_is_not_offered_and_not_accepted(worker, aicha):
    shelter = makers.make_provider("Small house", capacity=1)
    makers.make_case(aicha, own="Saida", tonight={"care_type": "residential", "provider": shelter})
    assert "Small house" not in worker.get(ADDRESS).text
    assert worker.post(ADDRESS, typed(tonight=f"bed:{shelter.pk}")).status_code == 422


def test_a_centre_for_boys_does_not_take_a_girl_and_nothing_is_half_saved(worker):
    shelter = makers.make_provider("Boys' house", sexes=["M"])
    page = worker.post(ADDRESS, typed(tonight=f"bed:{shelter.pk}"))
    assert "does not take this child" in page.text
    assert page.context["form"].errors.keys() == {"tonight"}
    assert not Child.objects.exists()


# ------------------------------------------------------------------------------------------------------------------ consent


def test_the_least_is_proposed_as_consent(worker):
    assert worker.get(ADDRESS).context["form"]["scopes"].value() == ["case_management", "data_storage"]


def test_who_consents_or_the_reason_why_not_yet_has_to_be_said(worker):
    page = worker.post(ADDRESS, typed(giver=None))
    assert page.context["form"].errors.keys() == {"giver"}
    worker.post(ADDRESS, typed(giver=None, reason_not_asked="Asleep, no interpreter"))
    consent = Consent.objects.get()
    assert (consent.status, consent.basis, consent.scopes) == ("not_yet", "vital_interests", [])


def test_a_worker_who_decides_for_the_child_says_why(worker):
    assert worker.post(ADDRESS, typed(giver="caseworker")).context["form"].errors.keys() == {"reason_not_asked"}
    worker.post(ADDRESS, typed(giver="caseworker", reason_not_asked="A baby without anybody"))
    assert (Consent.objects.get().status, Consent.objects.get().basis) == ("given", "best_interests")


# --------------------------------------------------------------------------------------------------------------- duplicates


def test_a_similar_child_is_shown_before_saving_and_what_was_typed_is_kept(worker, yonas, aicha):
    page = worker.post(ADDRESS, typed(own="Ionas", father="Tesfay", sex="M"))
    assert page.status_code == 422
    assert yonas.code in page.text
    assert yonas.get_absolute_url() in page.text
    assert 'value="Ionas"' in page.text
    assert Child.objects.count() == 1
    assert Draft.objects.get(person=aicha).fields["own"] == ["Ionas"]


def test_another_child_of_the_same_name_is_registered_when_the_worker_says_so(worker, yonas, aicha):
    answers = typed(own="Yonas", father="Tesfaye", sex="M")
    seen = worker.post(ADDRESS, answers).context["seen"]
    worker.post(ADDRESS, {**answers, "seen": seen, f"same_{yonas.pk}": "different"})
    new = Child.objects.exclude(pk=yonas.pk).get()
    pair = DuplicateDecision.objects.get()
    assert (pair.child, pair.other, pair.decision, pair.decided_by) == (new, yonas, "different", aicha)
    assert pair.score >= 60
    assert "father" in [reason["part"] for reason in pair.reasons]


def test_without_a_decision_about_each_shown_child_nothing_is_registered(worker, yonas):
    answers = typed(own="Yonas", father="Tesfaye", sex="M")
    seen = worker.post(ADDRESS, answers).context["seen"]
    for said in ({}, {f"same_{yonas.pk}": "perhaps"}):
        page = worker.post(ADDRESS, {**answers, "seen": seen, **said})
        assert page.status_code == 422
        assert "Say for each of these children" in page.text
    assert Child.objects.count() == 1
    assert not DuplicateDecision.objects.exists()


def test_a_similar_child_that_is_only_possible_holds_nobody_up(worker, yonas):
    worker.post(ADDRESS, typed(own="Yonas", sex="M", age="14"))
    assert Child.objects.count() == 2
    assert not DuplicateDecision.objects.exists()


def test_a_child_who_looks_like_one_of_strangers_comes_before_the_desk(client, charmarke, yonas):
    client.force_login(charmarke)
    answers = typed(own="Yonas", father="Tesfaye", sex="M")
    seen = client.post(ADDRESS, answers).context["seen"]
    assert yonas.code not in seen
    client.post(ADDRESS, {**answers, "seen": seen})
    pair = DuplicateDecision.objects.get()
    assert (pair.other, pair.decision, pair.decided_by) == (yonas, "unsure", charmarke)
    assert not access.visible_to(charmarke, DuplicateDecision).exists(), "the worker sees one half only"


def test_the_mothers_name_is_a_name_of_the_file(worker):
    worker.post(ADDRESS, typed(mother_own="Almaz", mother_father="Girma"))
    assert ChildName.objects.get(kind="mother").full == "Almaz Girma"


def test_a_name_nobody_knows_is_marked_as_not_known(worker):
    worker.post(ADDRESS, typed(own="Inconnu 3, bateau du matin"))
    assert ChildName.objects.get().status == "unknown"


def test_an_answer_about_other_children_than_those_shown_does_not_count(worker, yonas):
    page = worker.post(
        ADDRESS, typed(own="Yonas", father="Tesfaye", sex="M", seen="DJ-0000-0000", **{f"same_{yonas.pk}": "different"})
    )
    assert page.status_code == 422
    assert Child.objects.count() == 1


def test_a_similar_child_of_strangers_is_announced_without_its_content(client, charmarke, yonas):
    client.force_login(charmarke)
    page = client.post(ADDRESS, typed(own="Yonas", father="Tesfaye", grandfather="Bekele", sex="M"))
    assert "A similar case exists elsewhere" in page.text
    assert yonas.code not in page.text
    assert str(yonas.pk) not in page.text


def test_who_is_shut_out_learns_no_more_than_a_stranger(worker, yonas, aicha):
    cousin = makers.make_user("ayan")
    Exclusion(child=yonas, user=cousin, reason="A cousin").save(by=aicha, reason="Declared")
    worker.force_login(cousin)
    page = worker.post(ADDRESS, typed(own="Yonas", father="Tesfaye", sex="M"))
    assert "A similar case exists elsewhere" in page.text
    assert yonas.code not in page.text


# --------------------------------------------------------------------------------------------------------------------- twice


def test_a_form_sent_twice_registers_once_and_leads_to_the_same_child(worker):
    answers = typed()
    first, second = worker.post(ADDRESS, answers), worker.post(ADDRESS, answers)
    assert first.url == second.url
    assert Child.objects.count() == 1


def test_a_nul_in_a_name_gives_400(worker):
    assert worker.post(ADDRESS, typed(own="Ham\x00di")).status_code == 400
    assert not ChildName.objects.exists()


def test_what_was_typed_before_an_idle_sign_out_is_there_again(worker, aicha):
    Draft.objects.create(person=aicha, path=ADDRESS, fields={"own": ["Hamdi"], "sex": ["F"]}, kept_at=dates.now())
    page = worker.get(ADDRESS)
    assert 'value="Hamdi"' in page.text
    assert "was put back" in page.text
    worker.post(ADDRESS, typed())
    assert not Draft.objects.exists()


def test_who_belongs_to_no_team_is_told_why_nothing_can_be_saved(client):
    client.force_login(makers.make_user("idil", institution="CARITAS"))
    page = client.post(ADDRESS, typed())
    assert page.status_code == 422
    assert "You belong to no team yet" in page.text


def test_a_supervisor_does_not_register(client, dahabo):
    client.force_login(dahabo)
    assert client.get(ADDRESS).status_code == 403


def test_a_search_for_duplicates_is_remembered(worker, yonas, aicha):
    worker.post(ADDRESS, typed(own="Yonas", father="Tesfaye", sex="M"))
    assert AccessEvent.objects.get(person=aicha, kind="searched").shown == [yonas.code]
