"""The rapid assessment: what the answers propose, what is refused, who reads the answers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import assessments, closing, risk
from casework.models import RapidAssessment
from tests import makers


def posted(**changes):
    day, _, time = f"{dates.now().astimezone(dates.DJIBOUTI):%Y-%m-%d %H:%M}".partition(" ")
    answers = {name: value for name, value in makers.ANSWERS.items() if name != "pregnant"}
    fields = {"done_at_0": day, "done_at_1": time, "risk": "medium", "risk_reasons": "Alone in town"}
    return {**answers, **fields, **changes}


def send(client, child, **changes):
    return client.post(reverse("casework:assess_rapidly", args=[child.pk]), posted(**changes))


def sign(case, by, risk="medium", **answers):
    return assessments.sign_rapid_assessment(
        case, answers={**makers.ANSWERS, **answers}, risk=risk, risk_reasons="Seen today", by=by
    )


def test_aicha_signs_a_rapid_assessment_in_one_go(client, aicha, yonas):
    client.force_login(aicha)
    assert client.get(reverse("casework:assess_rapidly", args=[yonas.pk])).status_code == 200
    assert send(client, yonas).status_code == 302
    signed = yonas.rapid_assessments.get()
    assert (signed.author, signed.status, signed.risk) == (aicha, "signed", "medium")


def test_the_case_takes_over_the_level_of_risk(case, aicha):
    sign(case, aicha, risk="high", danger="yes", actions_taken="Brought to the shelter")
    case.refresh_from_db()
    assert case.risk == "high"


HIGH_WHEN_YES = ["danger", "medical_emergency", "distress", "in_detention", "pregnant"]


@pytest.mark.parametrize("question", HIGH_WHEN_YES)
def test_a_child_with_such_an_answer_is_never_at_less_than_high_risk(case, aicha, question):
    with pytest.raises(Refused, match="at least “High”") as refused:
        sign(case, aicha, risk="medium", actions_taken="Called the doctor", **{question: "yes"})
    assert refused.value.field == "risk"


def test_a_child_who_is_not_safe_tonight_is_at_high_risk(case, aicha):
    with pytest.raises(Refused, match="Is the child safe tonight"):
        sign(case, aicha, safe_tonight="no")


def test_signs_of_violence_forbid_a_low_risk(case, aicha):
    with pytest.raises(Refused, match="at least “Medium”"):
        sign(case, aicha, risk="low", violence_signs="yes")


def test_a_small_child_alone_is_at_high_risk_whatever_the_answers(aicha):
    small = makers.make_case(aicha, own="Hana", birth=dates.from_age(4, dates.today()), risk="high")
    with pytest.raises(Refused, match="under 5"):
        sign(small, aicha)


def test_a_girl_alone_in_the_street_is_at_high_risk(aicha):
    girl = makers.make_case(aicha, own="Sara", sex="F", tonight={"care_type": "street"}, risk="high")
    with pytest.raises(Refused, match="street"):
        sign(girl, aicha)


def test_an_unknown_answer_forces_no_level(aicha):
    cared_for = makers.make_case(aicha, own="Saba", tonight={"care_type": "kinship"})
    assert risk.floor(cared_for.child, dict.fromkeys(makers.ANSWERS, "unknown")) is None


def test_a_danger_calls_for_a_deed(case, aicha):
    with pytest.raises(Refused, match="what was done at once"):
        sign(case, aicha, risk="high", danger="yes")


def test_nobody_signs_a_conversation_that_has_not_taken_place(case, aicha):
    with pytest.raises(Refused, match="not come yet"):
        assessments.sign_rapid_assessment(
            case, answers=makers.ANSWERS, risk="medium", risk_reasons="x", by=aicha, done_at=dates.now() + timedelta(hours=3)
        )


def test_a_closed_case_is_reopened_before_it_is_assessed(client, case, aicha, dahabo):
    sign(case, aicha)
    asked = closing.request(case, reason="goals_met", statement="Safe", way_back="21 35 00 00", by=aicha)
    closing.approve(asked, by=dahabo)
    client.force_login(aicha)
    assert "Reopen it first" in client.get(reverse("casework:assess_rapidly", args=[case.child_id])).content.decode()
    assert send(client, case.child).status_code == 422
    assert case.child.rapid_assessments.count() == 1


def test_a_refused_form_keeps_every_word_and_says_which_answer_counts(client, aicha, yonas):
    client.force_login(aicha)
    page = send(client, yonas, danger="yes", danger_what="His employer looks for him", risk="low")
    assert page.status_code == 422
    text = page.content.decode()
    assert "His employer looks for him" in text
    assert "Proposed level: at least “High”" in text
    assert "Is the child in immediate danger?”: yes" in text
    assert not RapidAssessment.objects.exists()


def test_the_level_is_proposed_while_aicha_answers_and_nothing_is_stored(client, aicha, yonas):
    client.force_login(aicha)
    page = client.post(
        reverse("casework:assess_rapidly", args=[yonas.pk]), {"propose": "1", "distress": "yes"}, headers={"HX-Request": "true"}
    )
    assert "at least “High”" in page.content.decode()
    assert "<form" not in page.content.decode()
    assert not RapidAssessment.objects.exists()


def test_every_question_must_be_answered_but_unknown_and_refused_are_answers(client, aicha, yonas):
    client.force_login(aicha)
    assert send(client, yonas, distress="").status_code == 422
    assert send(client, yonas, distress="refused", violence_signs="unknown").status_code == 302


def test_a_boy_is_not_asked_about_a_pregnancy_and_a_girl_is(client, aicha, yonas):
    girl = makers.make_case(aicha, own="Sara", sex="F").child
    client.force_login(aicha)
    pages = {child: client.get(reverse("casework:assess_rapidly", args=[child.pk])).content.decode() for child in (yonas, girl)}
    assert "Is the child pregnant?" not in pages[yonas]
    assert "Is the child pregnant?" in pages[girl]


def test_a_reader_without_sensitive_rights_sees_the_level_and_not_the_answers(client, case, aicha, bilan):
    signed = sign(case, aicha, risk="high", danger="yes", danger_what="The smuggler waits", actions_taken="Moved")
    client.force_login(bilan)
    text = client.get(signed.get_absolute_url()).content.decode()
    assert "High risk" in text
    assert "The smuggler waits" not in text
    assert "immediate danger" not in text
    client.force_login(aicha)
    assert "The smuggler waits" in client.get(signed.get_absolute_url()).content.decode()


def test_bilan_may_not_assess_and_charmarke_finds_nothing(client, case, aicha, bilan, charmarke):
    signed = sign(case, aicha)
    address = reverse("casework:assess_rapidly", args=[case.child_id])
    client.force_login(bilan)
    assert client.get(address).status_code == 403
    client.force_login(charmarke)
    assert client.get(address).status_code == 404
    assert client.get(signed.get_absolute_url()).status_code == 404


def test_nobody_spoke_with_the_child_before_the_child_was_found(client, aicha, yonas):
    client.force_login(aicha)
    found = yonas.identified_at.astimezone(dates.DJIBOUTI)
    before = found - timedelta(minutes=2)
    page = send(client, yonas, done_at_0=f"{before:%Y-%m-%d}", done_at_1=f"{before:%H:%M}")
    assert page.status_code == 422
    assert page.context["form"].errors["done_at"]
    assert send(client, yonas, done_at_0=f"{found:%Y-%m-%d}", done_at_1=f"{found:%H:%M}").status_code == 302
