"""Reviews: what was reached, whether the place is still right, what follows; and the limits that ask for them (T09, T19 to T21)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import NotThisWay
from base.workflow import Refused
from casework import best_interests, care, closing, reviews
from casework.models import Review
from minors.models import Clock
from tests import makers

CASE = {
    "participants": ["child", "supervisor"],
    "child_says": "“I want to stay at school.”",
    "goals": "some",
    "suitable": "yes",
    "bid_needed": "no",
    "risk": "low",
    "risk_reasons": "Sleeps safely, goes to school",
    "decision": "continue",
    "decision_reason": "Two goals are reached, the third needs the summer.",
}
PLACEMENT = {
    **{name: value for name, value in CASE.items() if name != "goals"},
    "necessary": "yes",
    "family_alternative": "unknown",
    "basis_after": "administrative",
}


def later(**delta):
    return dates.at(dates.now() + timedelta(**delta))


def posted(answers, at=None, **changes):
    moment = (at or dates.now()).astimezone(dates.DJIBOUTI)
    return {**answers, "done_at_0": f"{moment:%Y-%m-%d}", "done_at_1": f"{moment:%H:%M:%S}", **changes}


@pytest.fixture
def bed(yonas, aicha):
    """Since a moment ago Yonas sleeps in the night shelter, as an emergency."""
    with later(minutes=1):
        return care.place(yonas, provider=makers.make_provider(), reason="A bed and a cook", by=aicha)


@pytest.fixture
def case(aicha):
    """The case of Yonas, who lives with relatives."""
    return makers.make_case(aicha, tonight={"care_type": "kinship"})


def clock(rule, subject):
    return Clock.objects.filter(rule=rule, subject_id=subject.pk).order_by("starts_at", "recorded_at").last()


def test_aicha_reviews_the_case_and_its_risk_goes_down(worker, yonas):
    page = reverse("casework:review_case", args=[yonas.pk])
    assert "Were the goals reached?" in worker.get(page).content.decode()
    answer = worker.post(page, posted(CASE), follow=True)
    review = Review.objects.get()
    assert (review.kind, review.risk, review.decision, review.placement) == ("case", "low", "continue", None)
    yonas.case.refresh_from_db()
    assert (yonas.case.risk, yonas.case.risk_reasons) == ("low", CASE["risk_reasons"])
    text = answer.content.decode()
    assert "stay at school" in text
    assert "The case was reviewed." in worker.get(yonas.get_absolute_url()).content.decode()


def test_a_refused_review_keeps_what_was_typed(worker, yonas):
    refused = worker.post(reverse("casework:review_case", args=[yonas.pk]), posted(CASE, child_says=""))
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "The child took part: write what the child says." in text
    assert CASE["decision_reason"] in text
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"participants": []}, "participants", "who took part"),
        ({"decision": "change"}, "decision", "cannot decide that"),
        ({"bid_needed": "yes"}, "bid_reason", "why the panel"),
        ({"suitable": "no"}, "decision", "not right for the child"),
        ({"done_at": "tomorrow"}, "done_at", "not come yet"),
        ({"done_at": "before"}, "done_at", "before the case was opened"),
    ],
)
def test_a_review_leaves_nothing_open(case, aicha, changes, field, sentence):
    moments = {"tomorrow": dates.now() + timedelta(days=1), "before": dates.now() - timedelta(days=30)}
    changes = {name: moments.get(value, value) if name == "done_at" else value for name, value in changes.items()}
    with pytest.raises(Refused, match=sentence) as refused:
        reviews.review_case(case, by=aicha, **{**CASE, **changes})
    assert refused.value.field == field


def test_the_database_itself_refuses_a_review_that_decides_what_it_may_not(case, aicha):
    wrong = Review(
        child=case.child, episode=case.episode, author=aicha, done_at=dates.now(), kind="case", **{**CASE, "decision": "end"}
    )
    with pytest.raises(IntegrityError, match="review_decides_what_it_may"), transaction.atomic():
        wrong.save(by=aicha, reason="Test")


def test_a_review_of_a_placement_keeps_what_was_found_with_the_placement(worker, bed, aicha):
    with later(days=10):
        assert worker.post(reverse("casework:review_placement", args=[bed.pk]), posted(PLACEMENT)).status_code == 302
    bed.refresh_from_db()
    assert (bed.suitable, bed.basis) == ("yes", "administrative")
    assert bed.reviews.get().decision == "continue"


def test_what_is_not_necessary_any_more_does_not_continue(bed, aicha):
    with later(days=10), pytest.raises(Refused, match="not necessary any more"):
        reviews.review_placement(bed, by=aicha, **{**PLACEMENT, "necessary": "no"})
    with later(days=10), pytest.raises(Refused, match="then answer that it has to"):
        reviews.review_placement(bed, by=aicha, **{**PLACEMENT, "decision": "bid"})


def test_a_night_in_the_street_is_no_placement_to_review(yonas, aicha):
    with pytest.raises(Refused, match="Sleeping without care"):
        reviews.review_placement(yonas.placements.get(), by=aicha, **PLACEMENT)


def test_a_stay_that_ended_is_not_reviewed(bed, aicha):
    with later(days=3):
        care.end(bed, end_reason="moved", by=aicha)
        with pytest.raises(Refused, match="has ended"):
            reviews.review_placement(bed, by=aicha, **PLACEMENT)


def test_a_closed_case_is_not_reviewed(case, aicha, dahabo):
    from casework import assessments

    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="medium", risk_reasons="Alone", by=aicha)
    closing.approve(closing.request(case, reason="goals_met", statement="Safe", way_back="Phone", by=aicha), by=dahabo)
    with pytest.raises(Refused, match="closed"):
        reviews.review_case(type(case).objects.get(pk=case.pk), by=aicha, **CASE)


def test_a_reader_of_ordinary_data_sees_the_decision_but_not_the_reasons(client, case, aicha):
    review = reviews.review_case(case, by=aicha, **CASE)
    reader = makers.make_reader("filsan", case.child, aicha, levels=["read_c1"], role="inspector", institution="CNDH")
    client.force_login(reader)
    text = client.get(review.get_absolute_url()).content.decode()
    assert "continue as before" in text
    assert "stay at school" not in text
    assert "needs the summer" not in text


# ----------------------------------------------------------------------------------------------------------------- the limits


def test_a_placement_is_reviewed_every_three_months_from_its_start_then_from_the_last_review(bed, aicha):
    first = clock("placement.review", bed)
    assert (first.starts_at, first.due_at) == (bed.starts_at, dates.add_months(bed.starts_at, 3))
    with later(days=40):
        review = reviews.review_placement(bed, by=aicha, **PLACEMENT)
    first.refresh_from_db()
    assert (first.stopped_at, first.outcome) == (review.done_at, "done")
    second = clock("placement.review", bed)
    assert (second.starts_at, second.due_at) == (review.done_at, dates.add_months(review.done_at, 3))
    with later(days=60):
        care.end(bed, end_reason="moved", by=aicha)
    second.refresh_from_db()
    assert second.outcome == "dropped"


def test_an_emergency_lasts_two_weeks_then_it_is_reviewed(bed, aicha):
    emergency = clock("placement.emergency_max", bed)
    assert emergency.due_at == bed.starts_at + timedelta(days=14)
    with later(days=12):
        review = reviews.review_placement(bed, by=aicha, **{**PLACEMENT, "basis_after": "emergency"})
    emergency.refresh_from_db()
    assert (emergency.stopped_at, emergency.outcome) == (review.done_at, "done")


def test_a_placement_ordered_by_a_court_is_no_emergency_also_when_it_is_reviewed(yonas, aicha):
    with later(minutes=1):
        bed = care.place(yonas, provider=makers.make_provider(), reason="Order 7", basis="court", by=aicha)
    with later(days=12):
        reviews.review_placement(bed, by=aicha, **{**PLACEMENT, "basis_after": "court"})
    assert clock("placement.emergency_max", bed) is None


def test_ninety_days_in_a_centre_ask_for_a_family_or_the_panel(bed, aicha):
    alert = clock("placement.residential_alert", bed)
    assert alert.due_at == bed.starts_at + timedelta(days=90)
    with later(days=50):
        looked = reviews.review_placement(bed, by=aicha, **PLACEMENT)
    again = clock("placement.residential_alert", bed)
    assert again.due_at == looked.done_at + timedelta(days=90)
    with later(days=60):
        changes = {"bid_needed": "yes", "bid_reason": "No family was found", "decision": "bid"}
        reviews.review_placement(bed, by=aicha, **{**PLACEMENT, **changes})
    again.refresh_from_db()
    assert again.outcome == "done"


def test_a_family_is_no_centre(yonas, aicha):
    with later(minutes=1):
        family = makers.make_provider("Family 4", kind="family", care_type="foster")
        bed = care.place(yonas, provider=family, reason="Speaks Oromo", by=aicha)
    assert clock("placement.residential_alert", bed) is None
    assert clock("placement.review", bed)


def test_an_approved_assessment_is_looked_at_again_after_six_months(case, aicha, dahabo):
    bia = best_interests.begin(case, content=makers.BIA, by=aicha)
    best_interests.submit(bia, by=aicha)
    assert clock("bia.revalidate", case.episode) is None
    best_interests.approve(bia, by=dahabo)
    again = clock("bia.revalidate", case.episode)
    assert again.due_at == dates.add_months(bia.reviewed_at, 6)
    assert again.stopped_at is None


def test_reviews_are_never_changed_in_bulk(case, aicha):
    reviews.review_case(case, by=aicha, **CASE)
    with pytest.raises(NotThisWay):
        Review.objects.update(decision="close")


def test_a_bed_in_a_file_that_was_joined_is_still_reviewed(client, aicha, dahabo, yonas):
    other = makers.make_case(aicha, own="Ionas").child
    with later(minutes=1):
        bed = care.place(other, provider=makers.make_provider(), reason="A bed", by=aicha)
    with later(minutes=2):
        makers.make_merge(yonas, other, dahabo)
    running = Clock.objects.running().filter(subject_id=bed.pk).values_list("rule", flat=True)
    assert set(running) == {"placement.review", "placement.emergency_max", "placement.residential_alert"}
