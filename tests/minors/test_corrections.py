"""Correcting who the child is: small things at once, what weighs much only when a second person agrees (features.md 106)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import Stale
from base.workflow import Refused
from minors import corrections, naming, weight
from minors.models import Child, ChildName, ProposedChange
from tests import makers

pytestmark = pytest.mark.django_db
OTHER_NAME = {"own": "Abdirahman", "father": "Nur", "grandfather": ""}


def fresh(child):
    return Child.objects.get(pk=child.pk)


def aged(years):
    told = dates.from_age(years, dates.today())
    return {
        f"birth_{name}": getattr(told, name)
        for name in ("raw", "calendar", "precision", "earliest", "latest", "source", "recorded_on")
    }


def correct(child, by, **values):
    return corrections.correct(fresh(child), values, by=by, reason="A paper was seen")


@pytest.fixture
def proposal(yonas, aicha):
    return correct(yonas, aicha, sex="F")


# ------------------------------------------------------------------------------------------------------------------------ the rules


@pytest.mark.parametrize(
    ("values", "rules"),
    [
        ({"sex": "F"}, ["sex"]),
        ({"nationality": "ER"}, ["nationality"]),
        ({"category": "risk"}, ["at_risk"]),
        ({"category": "sc"}, []),
        ({"language": "am"}, []),
        (aged(15), []),
        (aged(9), ["birth_moves"]),
        (aged(19), ["majority", "birth_moves"]),
    ],
)
def test_the_table_says_which_changes_need_two_people(values, rules, yonas):
    assert [rule.code for rule in weight.rules_for(fresh(yonas), values)] == rules


def test_to_know_the_birth_better_is_no_move(aicha):
    wide = dates.from_age(14, dates.today())
    child = makers.make_case(aicha, birth=wide).child
    exact = wide.latest - timedelta(days=30)
    assert not weight.rules_for(fresh(child), {"birth_earliest": exact, "birth_latest": exact})


def test_small_steps_that_lead_far_weigh_as_much_as_one_large_one(yonas, aicha):
    assert correct(yonas, aicha, **aged(12)) is None
    assert correct(yonas, aicha, **aged(10)) is not None


def test_after_two_people_agreed_the_next_step_counts_from_there(yonas, aicha, dahabo):
    corrections.approve(correct(yonas, aicha, **aged(10)), by=dahabo)
    with dates.at(dates.now() + timedelta(minutes=1)):
        assert correct(yonas, aicha, **aged(9)) is None


def test_another_spelling_is_light_and_another_name_is_not(yonas, aicha):
    name = yonas.names.get()
    assert naming.rename(name, own="Yohannes", father="Tesfaye", grandfather="", by=aicha, reason="Spelled it") is None
    assert naming.rename(yonas.names.get(), **OTHER_NAME, by=aicha, reason="A paper") is not None
    assert yonas.names.get().own == "Yohannes"


def test_a_child_whose_name_nobody_knew_gets_one_without_ado(aicha):
    child = makers.make_case(aicha, own="Unknown child 3", father="").child
    assert naming.rename(child.names.get(), **OTHER_NAME, by=aicha, reason="Told it") is None


# -------------------------------------------------------------------------------------------------------------------- no way around


def test_a_save_that_nobody_agreed_to_is_refused(yonas, aicha, dahabo):
    child = fresh(yonas)
    child.sex = "F"
    for by in (aicha, dahabo):
        with pytest.raises(weight.NeedsSecondPerson):
            child.save(by=by, reason="Typing error")
    name = ChildName.objects.get(child=yonas)
    name.own = "Abdirahman"
    with pytest.raises(weight.NeedsSecondPerson):
        name.save(by=aicha, reason="Typing error")
    assert (fresh(yonas).sex, yonas.names.get().own) == ("M", "Yonas")


def test_a_proposal_that_still_waits_or_was_approved_earlier_permits_nothing(yonas, aicha, dahabo, proposal):
    child = fresh(yonas)
    child.sex = "F"
    with pytest.raises(weight.NeedsSecondPerson):
        child.save(by=dahabo, reason="Now", permit=proposal)


@pytest.mark.django_db(transaction=True)
def test_an_approval_permits_one_change_in_its_own_transaction_only():
    with transaction.atomic():
        aicha, dahabo = makers.make_user("aicha"), makers.make_user("dahabo", role="supervisor")
        child = makers.make_case(aicha).child
    approved = corrections.approve(correct(child, aicha, sex="F"), by=dahabo)
    with transaction.atomic():
        corrections.approve(correct(child, aicha, sex="M"), by=dahabo)
    again = fresh(child)
    again.sex = "F"
    with pytest.raises(weight.NeedsSecondPerson), transaction.atomic():
        again.save(by=aicha, reason="As it was", permit=approved)


def test_an_approval_of_one_thing_permits_no_other(yonas, aicha, dahabo):
    proposal = correct(yonas, aicha, sex="F")
    proposal.after = {"sex": "F", "nationality": "ER"}
    with pytest.raises((Refused, KeyError)):
        proposal.before = {"sex": "M"}
        corrections.approve(ProposedChange.objects.get(pk=proposal.pk), by=aicha)
    child = fresh(yonas)
    child.nationality = "ER"
    corrections.approve(ProposedChange.objects.get(pk=proposal.pk), by=dahabo)
    child.refresh_from_db()
    child.nationality = "ER"
    with pytest.raises(weight.NeedsSecondPerson):
        child.save(by=aicha, reason="Also", permit=ProposedChange.objects.get(pk=proposal.pk))


def test_nobody_decides_on_their_own_proposal_and_the_database_refuses_it_too(proposal, aicha):
    for deed in (corrections.approve, corrections.refuse):
        with pytest.raises(Refused, match="own proposal"):
            deed(proposal, by=aicha, decision="Yes")
    proposal.decided_by, proposal.decided_at, proposal.status = aicha, dates.now(), "approved"
    with pytest.raises(IntegrityError, match="proposal_decided_by_another"), transaction.atomic():
        proposal.save(by=aicha, reason="Yes")


# ------------------------------------------------------------------------------------------------------------------------- deciding


def test_what_two_people_agree_on_is_made_and_both_are_known(yonas, aicha, dahabo, proposal, at_commit):
    assert fresh(yonas).sex == "M", "nothing changes before"
    corrections.approve(proposal, by=dahabo)
    at_commit()
    assert fresh(yonas).sex == "F"
    last = Child.history.filter(id=yonas.pk).latest("history_id")
    assert (last.history_user, last.history_change_reason) == (dahabo, "A paper was seen")


def test_a_refusal_needs_its_reason_and_changes_nothing(yonas, dahabo, proposal):
    with pytest.raises(Refused) as refusal:
        corrections.refuse(proposal, by=dahabo, decision=" ")
    assert refusal.value.field == "decision"
    corrections.refuse(proposal, by=dahabo, decision="Ask him again")
    assert fresh(yonas).sex == "M"
    with pytest.raises(Refused):
        corrections.approve(proposal, by=dahabo)


def test_what_changed_meanwhile_is_not_overwritten(yonas, aicha, dahabo):
    waits = correct(yonas, aicha, **aged(9))
    correct(yonas, aicha, **aged(15))
    with pytest.raises(Refused, match="no longer as it was"):
        corrections.approve(waits, by=dahabo)


def test_one_proposal_waits_at_a_time(yonas, aicha, proposal):
    with pytest.raises(Refused, match="still waits"):
        correct(yonas, aicha, nationality="ER")
    corrections.withdraw(proposal, by=aicha, reason="Mistaken")
    assert correct(yonas, aicha, nationality="ER")


def test_the_light_part_of_a_change_is_made_at_once(yonas, aicha):
    waits = correct(yonas, aicha, sex="F", language="am")
    child = fresh(yonas)
    assert (child.language, child.sex, set(waits.after)) == ("am", "M", {"sex"})


def test_a_proposal_made_on_what_somebody_changed_meanwhile_is_stale(yonas, aicha):
    mine = fresh(yonas)
    correct(yonas, aicha, language="am")
    with pytest.raises(Stale):
        corrections.correct(mine, {"sex": "F"}, by=aicha, reason="A paper")


# ---------------------------------------------------------------------------------------------------------------------------- pages


def answers(child, **changes):
    found = dates.local_date(child.identified_at)
    local = child.identified_at.astimezone(dates.DJIBOUTI)
    said = {"sex": child.sex, "category": child.category, "nationality": child.nationality, "language": child.language}
    said |= {"birth_raw": child.birth_raw, "birth_told_as": "age", "birth_source": child.birth_source, "found_place": "DJV"}
    said |= {"identified_at_0": f"{found:%Y-%m-%d}", "identified_at_1": f"{local:%H:%M}", "found_by": child.found_by}
    return said | {"version": child.version, "reason": "A paper was seen"} | changes


def test_aicha_proposes_dahabo_finds_it_among_the_approvals_and_agrees(client, yonas, aicha, dahabo):
    client.force_login(aicha)
    page = reverse("minors:correct", args=[yonas.pk])
    said = client.post(page, answers(yonas, sex="F", language="am"), follow=True).text
    assert "A second person has to agree" in said
    assert "waits for a second person" in client.get(yonas.get_absolute_url()).text
    waiting = ProposedChange.objects.get()
    mine = client.get(waiting.get_absolute_url()).text
    assert "somebody else decides" in mine
    assert 'name="approve"' not in mine
    client.force_login(dahabo)
    approvals = client.get(reverse("casework:approvals")).text
    assert waiting.get_absolute_url() in approvals
    assert "girl" in client.get(waiting.get_absolute_url()).text
    settle = reverse("minors:settle_change", args=[waiting.pk])
    assert client.post(settle, {"refuse": "1", "decision": ""}).status_code == 422
    assert client.post(settle, {"approve": "1", "decision": ""}).status_code == 302
    child = fresh(yonas)
    assert (child.sex, child.language) == ("F", "am")
    assert waiting.get_absolute_url() not in client.get(reverse("casework:approvals")).text


def test_a_page_sent_unchanged_changes_nothing(client, yonas, aicha):
    client.force_login(aicha)
    page = client.post(reverse("minors:correct", args=[yonas.pk]), answers(yonas))
    assert page.status_code == 422
    assert "Nothing was changed" in page.text
    assert fresh(yonas).version == yonas.version


def test_nobody_knows_is_an_answer_about_the_birth(client, aicha):
    child = makers.make_case(aicha, birth=None).child
    client.force_login(aicha)
    page = reverse("minors:correct", args=[child.pk])
    assert client.post(page, answers(child, birth_raw="", birth_told_as="nobody")).status_code == 302
    child = fresh(child)
    assert (child.birth_raw, child.birth_precision, child.birth_earliest) == ("unknown", "unknown", None)


def test_of_two_people_who_correct_one_child_both_texts_are_shown(client, yonas, aicha):
    client.force_login(aicha)
    sent = answers(yonas, language="so")
    correct(yonas, aicha, language="am")
    page = client.post(reverse("minors:correct", args=[yonas.pk]), sent)
    assert page.status_code == 409
    assert [(row["stored"], row["typed"]) for row in page.context["conflict"]["rows"]] == [("Amharic", "Somali")]
    assert fresh(yonas).language == "am"


def test_the_timeline_quotes_neither_the_old_nor_the_new_nationality_unasked(client, yonas, aicha, dahabo):
    corrections.approve(correct(yonas, aicha, nationality="ER"), by=dahabo)
    client.force_login(aicha)
    page = client.get(yonas.get_absolute_url()).text
    assert "A change of the identity was approved." in page
    assert "Eritrea" not in page
