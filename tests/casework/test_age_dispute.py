"""The age is doubted: the child stays a child until two assessors, two methods, the appeal and a second person say otherwise."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import Stale
from base.workflow import Refused
from casework import age_assessment, approvals
from casework.dossier import Known, gather, represented
from casework.models import AgeAssessment
from minors import corrections
from minors.models import Child, Origin, ProposedChange
from tests import makers
from tests.casework.test_guardianship import appointed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today(days=0):
    return dates.today() + days * DAY


def facts(present, **changes):
    """Everything that a conclusion "adult" needs."""
    return {
        "informed_on": today(-9),
        "informed_language": "om",
        "consent": "given",
        "consent_on": today(-8),
        "guardian": present,
        "documents_considered": "None",
        "social_interview": "He tells of a school leaving year.",
        "methods": ["interview", "psychosocial"],
        "assessed_on": today(-5),
        "first_assessor": "Hawa Ali",
        "first_function": "Psychologist, health ministry",
        "second_assessor": "Idriss Omar",
        "second_function": "Social worker, ONARS",
        "independent": True,
        "age_min": 19,
        "age_max": 22,
        "conclusion": "adult",
        "reasons": "Both find the same, apart from each other.",
        **changes,
    }


@pytest.fixture
def guardian(yonas, aicha):
    return appointed(yonas, aicha)


@pytest.fixture
def doubt(yonas, aicha):
    return age_assessment.doubt(yonas, doubted_by="The police: “he is 19”", doubted_on=today(-12), by=aicha)


@pytest.fixture
def adult(doubt, guardian, aicha):
    """Concluded and told; the time for an appeal is over today."""
    one = age_assessment.conclude(doubt, by=aicha, **facts(guardian))
    return age_assessment.tell(one, notified_on=today(-4), appeal_until=today(-1), by=aicha)


def fresh(child):
    return Child.objects.get(pk=child.pk)


def is_child(child):
    return age_assessment.treated_as_child(fresh(child), today())


# --------------------------------------------------------------------------------------------------------------- the whole course


def test_an_adult_is_one_only_after_everything_and_after_two_people_agreed_to_the_birth(yonas, aicha, dahabo, adult):
    assert is_child(yonas)
    age_assessment.submit(adult, by=aicha)
    assert is_child(yonas)
    age_assessment.confirm(adult, by=dahabo)
    assert is_child(yonas), "the desk for changes of identity has not decided"
    proposal = ProposedChange.objects.get(child=yonas)
    assert "majority" in proposal.rules
    corrections.approve(proposal, by=dahabo)
    child = fresh(yonas)
    assert not is_child(yonas)
    assert child.birth_source == "assessor"
    assert dates.age_bounds(child.birth_earliest, child.birth_latest, adult.assessed_on) == (19, 19), "the lowest age is recorded"


def test_a_child_gets_the_lowest_age_of_the_margin_and_the_doubt_is_over(yonas, aicha, doubt, guardian):
    one = age_assessment.conclude(doubt, by=aicha, **facts(guardian, age_min=15, age_max=19, conclusion="child"))
    child = fresh(yonas)
    assert dates.age_bounds(child.birth_earliest, child.birth_latest, one.assessed_on) == (15, 15)
    assert (Origin.objects.get(child=yonas).age_disputed, one.is_unsettled) == ("no", False)


def test_what_cannot_be_determined_changes_nothing(yonas, aicha, doubt, guardian):
    before = fresh(yonas).birth
    age_assessment.conclude(doubt, by=aicha, **facts(guardian, age_min=17, age_max=23, conclusion="inconclusive"))
    assert (fresh(yonas).birth, is_child(yonas)) == (before, True)
    assert not ProposedChange.objects.exists()


def test_who_doubts_and_why_stands_once_with_the_origin_of_the_child(yonas, doubt, aicha):
    origin = Origin.objects.get(child=yonas)
    assert (origin.age_disputed, origin.age_disputed_by) == ("yes", "The police: “he is 19”")
    age_assessment.drop(doubt, reason="The police saw the school card", by=aicha)
    assert Origin.objects.get(child=yonas).age_disputed == "no"


def test_one_doubt_at_a_time_with_a_reason_in_an_open_case(case, yonas, aicha, doubt):
    again = {"doubted_by": "A teacher", "doubted_on": today(), "by": aicha}
    with pytest.raises(Refused, match="doubted already"):
        age_assessment.doubt(yonas, **again)
    second = AgeAssessment(child=yonas, status="doubted", doubted_on=today(), author=aicha)
    with pytest.raises(IntegrityError, match="one_doubt_at_a_time"), transaction.atomic():
        second.save(by=aicha, reason="x")
    age_assessment.drop(doubt, reason="A mistake", by=aicha)
    with pytest.raises(Refused, match="who doubts the age, and why"):
        age_assessment.doubt(yonas, **{**again, "doubted_by": " "})
    with pytest.raises(Refused, match="not come yet"):
        age_assessment.doubt(yonas, **{**again, "doubted_on": today(1)})
    case.status = "closed"
    case.save(by=aicha, reason="x", update_fields=["status"])
    with pytest.raises(Refused, match="Reopen it first"):
        age_assessment.doubt(yonas, **again)


# --------------------------------------------------------------------------------------------------------- no adult by one estimate


@pytest.mark.parametrize(
    ("changes", "sentence", "constraint"),
    [
        ({"consent": "refused", "methods": []}, "Without consent", "no_adult_by_one_estimate"),
        ({"consent": "refused"}, "without consent", "age_assessed_with_consent"),
        ({"informed_on": None}, "without an explanation", "age_assessed_with_consent"),
        ({"guardian": None}, "guardian has to be present", "no_adult_by_one_estimate"),
        ({"second_assessor": " "}, "Two people assess", "no_adult_by_one_estimate"),
        ({"second_assessor": "hawa ALI"}, "same person twice", "no_adult_by_one_estimate"),
        ({"independent": False}, "have to be independent", "no_adult_by_one_estimate"),
        ({"methods": ["interview"]}, "One method is not enough", "no_adult_by_one_estimate"),
        ({"methods": ["interview", "interview"]}, "One method is not enough", "no_adult_by_one_estimate"),
        ({"age_min": 17}, "under 18, so this is a child", "no_adult_by_one_estimate"),
        ({"age_min": None, "age_max": None}, "under 18, so this is a child", "no_adult_by_one_estimate"),
        ({"assessed_on": None}, "on which day", "no_adult_by_one_estimate"),
        ({"methods": ["interview", "sexual_maturity"]}, "not permitted", "age_by_permitted_methods"),
        ({"methods": ["interview", "bone"]}, "last resort", "medical_test_is_the_last_resort"),
        ({"methods": ["documents", "dental"], "medical_because": "x"}, "last resort", "medical_test_is_the_last_resort"),
        ({"consent_on": None}, "when the child agreed", "consent_after_the_explanation"),
        ({"consent_on": today(-10)}, "after the explanation", "consent_after_the_explanation"),
        ({"age_min": 23}, "lowest age comes first", "age_margin_is_an_interval"),
        ({"conclusion": "child"}, "under 18 at the lowest age", "child_is_under_18_at_the_lowest"),
        ({"reasons": " "}, "reasons for the conclusion", "age_conclusion_is_signed"),
    ],
)
def test_what_a_conclusion_lacks_is_said_and_the_database_refuses_it_too(doubt, guardian, aicha, changes, sentence, constraint):
    wrong = facts(guardian, **changes)
    with pytest.raises(Refused, match=sentence):
        age_assessment.conclude(AgeAssessment.objects.get(pk=doubt.pk), by=aicha, **wrong)
    for name, value in {**wrong, "status": "concluded", "concluded_by": aicha}.items():
        setattr(doubt, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        doubt.save(by=aicha, reason="x")


def test_an_examination_of_sexual_maturity_is_not_even_offered():
    assert not [one for one in AgeAssessment.Method.values if "sex" in one]


def test_nobody_who_was_ever_responsible_assesses(case, doubt, guardian, aicha):
    with pytest.raises(Refused, match="independent"):
        age_assessment.conclude(doubt, by=aicha, **facts(guardian, first_assessor=" aicha"))


def test_the_guardian_held_a_mandate_on_the_day_of_the_consent(doubt, yonas, aicha):
    late = appointed(yonas, aicha, starts_on=today(-2))
    with pytest.raises(Refused, match="did not hold on the day of the consent"):
        age_assessment.conclude(doubt, by=aicha, **facts(late))


def test_a_medical_test_with_its_reason_is_possible(doubt, guardian, aicha):
    said = facts(guardian, methods=["interview", "dental"], medical_because="The interview left six years open")
    assert age_assessment.conclude(doubt, by=aicha, **said).status == "concluded"


# ------------------------------------------------------------------------------------------------------------ appeal and approval


def test_nothing_is_confirmed_before_the_child_was_told_and_while_the_time_for_an_appeal_runs(doubt, guardian, aicha):
    one = age_assessment.conclude(doubt, by=aicha, **facts(guardian))
    with pytest.raises(Refused, match="told the conclusion and the right of appeal"):
        age_assessment.submit(one, by=aicha)
    age_assessment.tell(one, notified_on=today(-1), appeal_until=today(), by=aicha)
    with pytest.raises(Refused, match="time for an appeal runs"):
        age_assessment.submit(one, by=aicha)
    with dates.at(dates.now() + DAY):
        assert age_assessment.submit(one, by=aicha).status == "submitted"


def test_the_database_confirms_nothing_before_the_appeal_is_over_nor_by_one_person(adult, aicha, dahabo):
    adult.status, adult.confirmed_by, adult.confirmed_on = "confirmed", dahabo, adult.appeal_until
    with pytest.raises(IntegrityError, match="adult_after_the_appeal_by_two_people"), transaction.atomic():
        adult.save(by=dahabo, reason="x")
    adult.confirmed_by, adult.confirmed_on = aicha, today()
    with pytest.raises(IntegrityError, match="adult_after_the_appeal_by_two_people"), transaction.atomic():
        adult.save(by=aicha, reason="x")
    adult.confirmed_by, adult.notified_on, adult.appeal_until = dahabo, None, None
    with pytest.raises(IntegrityError, match=r"confirmed_after|adult_after"), transaction.atomic():
        adult.save(by=aicha, reason="x")


def test_an_appeal_that_waits_forbids_it_and_a_rejected_one_does_not(adult, aicha):
    age_assessment.appeal(adult, appealed_on=today(-2), appealed_by="lawyer", by=aicha)
    with pytest.raises(Refused, match="appeal is not decided"):
        age_assessment.submit(adult, by=aicha)
    with pytest.raises(Refused, match="made already"):
        age_assessment.appeal(adult, appealed_on=today(-1), appealed_by="child", by=aicha)
    with pytest.raises(Refused, match="decided after it was made"):
        age_assessment.decide_appeal(adult, appeal_result="rejected", appeal_decided_on=today(-3), by=aicha)
    age_assessment.decide_appeal(adult, appeal_result="rejected", appeal_decided_on=today(), by=aicha)
    assert age_assessment.submit(adult, by=aicha).status == "submitted"


def test_an_appeal_that_is_granted_leaves_the_child_a_child(yonas, adult, aicha):
    with pytest.raises(Refused, match="No appeal waits"):
        age_assessment.decide_appeal(adult, appeal_result="granted", appeal_decided_on=today(), by=aicha)
    age_assessment.appeal(adult, appealed_on=today(), appealed_by="child", by=aicha)
    age_assessment.decide_appeal(adult, appeal_result="granted", appeal_decided_on=today(), by=aicha)
    assert (adult.status, is_child(yonas), Origin.objects.get(child=yonas).age_disputed) == ("set_aside", True, "no")
    with pytest.raises(Refused):
        age_assessment.submit(adult, by=aicha)


def test_a_late_appeal_takes_the_question_to_the_supervisor_back(adult, aicha):
    age_assessment.submit(adult, by=aicha)
    age_assessment.appeal(adult, appealed_on=today(), appealed_by="guardian", by=aicha)
    assert (adult.status, approvals.waiting_for(adult)) == ("concluded", None)


def test_nobody_confirms_their_own_work_and_a_return_says_why(adult, aicha, dahabo):
    age_assessment.submit(adult, by=aicha)
    with pytest.raises(Refused, match="Nobody approves"):
        age_assessment.confirm(adult, by=aicha)
    with pytest.raises(Refused, match="what has to be changed"):
        age_assessment.send_back(adult, by=dahabo, comment=" ")
    age_assessment.send_back(adult, by=dahabo, comment="The second report is missing")
    assert AgeAssessment.objects.get(pk=adult.pk).status == "concluded"


def test_two_do_not_write_at_once(doubt, guardian, aicha):
    other = AgeAssessment.objects.get(pk=doubt.pk)
    age_assessment.conclude(other, by=aicha, **facts(guardian))
    with pytest.raises(Stale):
        age_assessment.conclude(doubt, by=aicha, **facts(guardian))


# ----------------------------------------------------------------------------------------------------------- no way around by the desk


def birth_of(years, source="child"):
    told = dates.from_age(years, today(), source=source)
    names = ("raw", "calendar", "precision", "earliest", "latest", "source", "recorded_on")
    return {f"birth_{name}": getattr(told, name) for name in names}


def test_while_the_age_is_doubted_the_desk_makes_nobody_an_adult(yonas, aicha, doubt):
    with pytest.raises(Refused, match="only a confirmed assessment"):
        corrections.correct(fresh(yonas), birth_of(19), by=aicha, reason="The police say so")
    assert corrections.correct(fresh(yonas), birth_of(15), by=aicha, reason="He says so") is None


def test_an_estimate_alone_makes_nobody_an_adult_and_a_paper_may(yonas, aicha):
    with pytest.raises(Refused, match="only a confirmed assessment"):
        corrections.correct(fresh(yonas), birth_of(19, "assessor"), by=aicha, reason="A doctor says so")
    assert corrections.correct(fresh(yonas), birth_of(19, "document"), by=aicha, reason="A passport was seen")


def test_a_proposal_from_before_the_doubt_is_not_approved_during_it(yonas, aicha, dahabo):
    proposal = corrections.correct(fresh(yonas), birth_of(19, "document"), by=aicha, reason="A passport was seen")
    age_assessment.doubt(yonas, doubted_by="The guardian: it is his brother's", doubted_on=today(), by=aicha)
    with pytest.raises(Refused, match="only a confirmed assessment"):
        corrections.approve(proposal, by=dahabo)


def test_a_confirmed_assessment_permits_its_own_birth_and_no_other(yonas, aicha, dahabo, adult):
    age_assessment.submit(adult, by=aicha)
    age_assessment.confirm(adult, by=dahabo)
    corrections.withdraw(ProposedChange.objects.get(), by=aicha, reason="Typing error")
    with pytest.raises(Refused, match="only a confirmed assessment"):
        corrections.correct(fresh(yonas), birth_of(25, "assessor"), by=aicha, reason="Rather 25")


def test_a_doubt_keeps_two_files_apart_of_which_one_says_adult(yonas, aicha, doubt):
    grown = makers.make_case(aicha, own="Ionas", birth=dates.from_age(20, today())).child
    small = makers.make_case(aicha, own="Ionas").child
    assert list(AgeAssessment.keeps_apart(yonas.pk, grown.pk))
    assert not list(AgeAssessment.keeps_apart(yonas.pk, small.pk))


# ------------------------------------------------------------------------------------------------------------- pages and paper


def page(name, record):
    return reverse(f"casework:{name}", args=[record.pk])


def test_the_way_of_a_doubt_on_the_pages(client, worker, case, yonas, guardian, aicha, dahabo):
    said = {"doubted_by": "The police, because of his height", "doubted_on": f"{today(-12)}"}
    assert worker.post(page("doubt_age", yonas), said | {"doubted_by": ""}).status_code == 422
    assert worker.post(page("doubt_age", yonas), said).status_code == 302
    one = AgeAssessment.objects.get()
    shown = worker.get(case.get_absolute_url()).text
    assert "treated as a child until everything is settled" in shown
    assert page("doubt_age", yonas) not in shown
    assert "because of his height" in worker.get(one.get_absolute_url()).text
    form = {**facts(guardian.pk), "version": one.version} | {
        name: f"{facts(None)[name]}" for name in ("informed_on", "consent_on", "assessed_on")
    }
    refused = worker.post(page("conclude_age", one), form | {"second_assessor": ""})
    assert (refused.status_code, "Two people assess" in refused.text, "Hawa Ali" in refused.text) == (422, True, True)
    assert worker.post(page("conclude_age", one), form).status_code == 302
    assert "told the conclusion" in worker.get(one.get_absolute_url()).text
    assert worker.post(page("submit_age", one)).status_code == 422
    told = {"notified_on": f"{today(-3)}", "appeal_until": f"{today(-1)}"}
    assert worker.post(page("tell_age", one), told).status_code == 302
    assert worker.post(page("appeal_age", one), {"appealed_on": f"{today(-2)}", "appealed_by": "child"}).status_code == 302
    assert "the appeal is not decided" in worker.get(one.get_absolute_url()).text
    result = {"appeal_result": "rejected", "appeal_decided_on": f"{today()}"}
    assert worker.post(page("decide_appeal", one), result).status_code == 302
    assert worker.post(page("submit_age", one)).status_code == 302
    client.force_login(dahabo)
    assert client.post(page("decide_age", one), {"return": "yes", "comment": ""}).status_code == 422
    one.refresh_from_db()
    assert client.post(page("decide_age", one), {"confirm": "yes", "comment": "", "version": one.version}).status_code == 302
    one.refresh_from_db()
    assert (one.status, is_child(yonas), ProposedChange.objects.count()) == ("confirmed", True, 1)


def test_a_sexual_examination_sent_by_hand_is_refused_by_the_page(worker, doubt, guardian):
    form = {**facts(guardian.pk), "methods": ["interview", "sexual_maturity"], "version": doubt.version}
    assert "sexual_maturity" not in worker.get(page("conclude_age", doubt)).text
    assert worker.post(page("conclude_age", doubt), form).status_code == 422


def test_a_doubt_is_given_up_with_a_reason(worker, doubt):
    assert worker.post(page("drop_age", doubt), {"reason": ""}).status_code == 422
    assert worker.post(page("drop_age", doubt), {"reason": "A school card was seen"}).status_code == 302
    doubt.refresh_from_db()
    assert doubt.status == "dropped"


def test_what_was_changed_after_it_was_read_is_not_confirmed(client, adult, aicha, dahabo):
    age_assessment.submit(adult, by=aicha)
    client.force_login(dahabo)
    answer = client.post(page("decide_age", adult), {"confirm": "yes", "comment": "", "version": adult.version - 1})
    assert (answer.status_code, "changed after you opened it" in answer.text) == (422, True)


SECRETS = ["he is 19", "leaving year", "Hawa Ali", "Idriss Omar", "Both find the same", "psychosocial assessment"]


def test_a_reader_of_ordinary_data_learns_the_state_and_no_words_and_no_names(client, yonas, aicha, adult):
    client.force_login(makers.make_reader("filsan", yonas, aicha, levels=["read_c1"], role="inspector", institution="CNDH"))
    said = client.get(adult.get_absolute_url()).text + client.get(yonas.get_absolute_url()).text
    assert "Assessment of the age" in said
    assert [word for word in SECRETS if word in said] == []


def test_the_printed_file_tells_the_doubt_its_margin_and_the_assessors_by_function(yonas, aicha, adult):
    known = Known(yonas.pk, reader=aicha, until=dates.now(), identity=True)
    told = str(represented.ages(known))
    assert all(words in told for words in ("he is 19", "Psychologist, health ministry", "an adult", "Legal guardian".lower()))
    assert not [words for words in ("Hawa Ali", "Idriss Omar") if words in told]
    gather(known, language="ar")
    reader = makers.make_reader("filsan", yonas, aicha, levels=["read_c1"], role="inspector", institution="CNDH")
    coded = str(represented.ages(Known(yonas.pk, reader=reader, until=dates.now())))
    assert not [words for words in SECRETS if words in coded]
