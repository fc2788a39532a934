"""The desk of duplicates: who decides, what they see of the two files, what everybody else does not see."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base.models import AccessEvent
from base.workflow import Refused
from minors import access, corrections, duplicates, naming
from minors.models import DuplicateDecision, Exclusion
from tests import makers

DESK = "/children/duplicates/desk/"


@pytest.fixture
def twin(yonas, aicha):
    """The second file of Yonas, opened in the same team under another spelling."""
    return makers.make_case(aicha, own="Ionas", father="Tesfay", grandfather="Beqele").child


@pytest.fixture
def pair(twin, yonas, aicha):
    [found] = duplicates.look_again(twin, by=aicha, reason="Registration")
    return found


@pytest.fixture
def compare(pair):
    return reverse("minors:duplicate", args=[pair.pk])


def answer(**changes):
    return {"decision": "same", "why": "The same scar", **changes}


def test_a_pair_is_noticed_once_in_whatever_order(pair, twin, yonas, aicha):
    duplicates.look_again(yonas, by=aicha, reason="A name was changed")
    assert DuplicateDecision.objects.get() == pair
    assert (pair.child, pair.other, pair.decision) == (twin, yonas, "undecided")
    turned = DuplicateDecision(child=yonas, other=twin, decision="undecided")
    with pytest.raises(IntegrityError, match="one_decision_for_a_pair"), transaction.atomic():
        turned.save(by=aicha, reason="Again")
    with pytest.raises(IntegrityError, match="a_pair_is_two_children"), transaction.atomic():
        DuplicateDecision(child=yonas, other=yonas, decision="undecided").save(by=aicha, reason="Again")
    with pytest.raises(IntegrityError, match="a_decision_is_somebodys"), transaction.atomic():
        DuplicateDecision(child=yonas, other=makers.make_case(aicha).child, decision="same").save(by=aicha, reason="Again")


def test_a_changed_name_that_fits_another_file_comes_before_the_desk(aicha, dahabo, yonas):
    other = makers.make_case(aicha, own="Hodan", father="Farah", grandfather="").child
    assert not DuplicateDecision.objects.exists()
    waiting = naming.rename(
        other.names.get(), own="Yonas", father="Tesfaye", grandfather="Bekele", by=aicha, reason="He spelled it"
    )
    corrections.approve(waiting, by=dahabo)
    assert DuplicateDecision.objects.get().other == yonas


def test_the_supervisor_sees_the_pair_in_code_with_its_reasons(client, dahabo, pair, twin, yonas):
    client.force_login(dahabo)
    page = client.get(DESK)
    for words in (twin.code, yonas.code, "not decided yet", "births overlap", "own name"):
        assert words in page.text
    assert "Tesfay" not in page.text
    assert set(AccessEvent.objects.get(person=dahabo, kind="listed").shown) == {twin.code, yonas.code}


def test_a_caseworker_has_no_desk(client, aicha, pair, compare):
    client.force_login(aicha)
    assert [client.get(DESK).status_code, client.get(compare).status_code, client.post(compare, answer()).status_code] == [
        403
    ] * 3


def test_who_opens_only_one_of_two_files_meets_no_pair(client, yonas, charmarke):
    elsewhere = makers.make_case(charmarke).child
    [pair] = duplicates.look_again(elsewhere, by=charmarke, reason="Registration")
    supervisor = makers.make_user("saida", role="supervisor", team=charmarke.team)
    assert access.children_of(supervisor).get() == elsewhere
    assert not access.visible_to(supervisor, DuplicateDecision).exists()
    client.force_login(supervisor)
    for address in (reverse("minors:duplicate", args=[pair.pk]), reverse("minors:duplicate_identities", args=[pair.pk])):
        assert client.post(address, answer()).status_code == 404


def test_a_supervisor_shut_out_of_one_file_does_not_compare_it(client, dahabo, aicha, yonas, twin, compare):
    Exclusion(child=yonas, user=dahabo, reason="An aunt").save(by=aicha, reason="Declared")
    client.force_login(dahabo)
    assert client.get(compare).status_code == 404
    desk = client.get(DESK).text
    assert yonas.code not in desk
    assert twin.code in desk, "the own half is named, without what it looks like"
    assert "The national duplicate desk compares them" in desk
    assert "births overlap" not in desk


def test_a_pair_across_units_is_compared_in_code_by_the_national_officer(client, yonas, charmarke):
    elsewhere = makers.make_case(charmarke).child
    [pair] = duplicates.look_again(elsewhere, by=charmarke, reason="Registration")
    client.force_login(makers.make_user("nasra", role="national_officer", institution="MFF"))
    page = client.get(reverse("minors:duplicate", args=[pair.pk]))
    assert yonas.code in page.text
    assert "without names" in page.text
    assert client.post(reverse("minors:duplicate_identities", args=[pair.pk])).status_code == 403
    client.post(reverse("minors:duplicate", args=[pair.pk]), answer(decision="different", why="Another village"))
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_by.username) == ("different", "nasra")


def test_two_files_stand_side_by_side_and_names_are_shown_on_asking_only(client, dahabo, compare, pair, twin, yonas):
    client.force_login(dahabo)
    page = client.get(compare)
    assert "Tesfay" not in page.text
    assert AccessEvent.objects.filter(person=dahabo, kind="opened", child_id=yonas.pk).exists(), "both openings are remembered"
    shown = client.post(reverse("minors:duplicate_identities", args=[pair.pk]))
    assert "Tesfaye" in shown.text
    assert "Ionas" in shown.text
    revealed = AccessEvent.objects.filter(person=dahabo, kind="revealed").values_list("child_id", flat=True)
    assert set(revealed) == {yonas.pk, twin.pk}
    assert "Tesfaye" not in client.get(compare).text


def test_a_decision_is_kept_with_who_when_why_and_can_be_changed(client, dahabo, compare, pair):
    client.force_login(dahabo)
    assert client.post(compare, answer(why=" ")).status_code == 422
    client.post(compare, answer(decision="unsure"))
    client.post(compare, answer())
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_by, pair.why) == ("same", dahabo, "The same scar")
    assert [row.decision for row in pair.history.order_by("history_id")] == ["undecided", "unsure", "same"]
    with pytest.raises(Refused):
        duplicates.decide(pair, "same", by=dahabo, why="Again")
    client.post(compare, answer(decision="different", why="A paper"))
    assert "No pair waits for you" in client.get(DESK).text


def test_the_timeline_of_a_file_says_that_it_was_compared_and_not_with_whom(client, dahabo, aicha, compare, pair, twin, yonas):
    client.force_login(dahabo)
    client.post(compare, answer())
    client.force_login(aicha)
    page = client.get(twin.get_absolute_url()).text
    assert "Two files were found to be about the same child" in page
    assert "The same scar" not in page
    assert yonas.code not in page


def test_the_desk_asks_no_more_questions_when_it_is_longer(client, dahabo, aicha, pair):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            client.get(DESK)
        return len(asked)

    client.force_login(dahabo)
    questions()
    few = questions()
    for _turn in range(3):
        duplicates.look_again(makers.make_case(aicha).child, by=aicha, reason="Registration")
    assert DuplicateDecision.objects.count() > 3
    assert questions() == few
