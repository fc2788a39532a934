"""The question of F02 whether there are brothers or sisters here: "none" is an answer, and never beside a linked one (domain.md 3.2, 3.19)."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from base.described import state_of
from base.workflow import Refused
from minors import completeness, filing, merge, siblings
from minors.models import SiblingLink, SiblingsHere
from minors.sections import SECTIONS
from tests import makers

pytestmark = pytest.mark.django_db
SECTION = SECTIONS["siblings"]


@pytest.fixture
def hana(aicha):
    """The sister of Yonas."""
    return makers.make_case(aicha, own="Hana", sex="F").child


def answer(child, said, by):
    return filing.write(SECTION, child, values={"siblings_here": said}, silences={}, by=by)


def link(one, other, by):
    return siblings.link([one, other], by=by, reason="Both said so")


def said_of(child):
    return list(SiblingsHere.objects.filter(child=child).values_list("siblings_here", flat=True))


def is_missing(child):
    return any(one.section is SECTION for one in completeness.missing(child, {"C1", "C2", "C3"}, "F02"))


def test_the_registration_asks_for_it_until_somebody_answers(yonas):
    assert is_missing(yonas)


@pytest.mark.parametrize(
    ("said", "state"), [("none", "answered"), ("yes", "answered"), ("unknown", "unknown"), ("refused", "refused")]
)
def test_none_unknown_and_refused_are_three_different_answers(worker, yonas, said, state):
    worker.post(reverse("minors:write_section", args=[yonas.pk, "siblings"]), {"version": 0, "siblings_here": said})
    assert state_of(yonas.siblings_here, "siblings_here") == state
    assert not is_missing(yonas)


def test_an_answer_that_was_left_open_is_still_missing(yonas, aicha):
    answer(yonas, "", aicha)
    assert is_missing(yonas)


def test_a_link_answers_the_question_in_both_files(yonas, hana, aicha, at_commit):
    answer(hana, "unknown", aicha)
    link(yonas, hana, aicha)
    at_commit()
    assert (said_of(yonas), said_of(hana)) == (["yes"], ["yes"])
    assert not is_missing(yonas)


def test_who_is_said_to_have_no_sibling_here_is_linked_with_nobody(yonas, hana, aicha):
    answer(hana, "none", aicha)
    with pytest.raises(Refused, match=hana.code):
        link(yonas, hana, aicha)
    assert not SiblingLink.objects.exists()


def test_the_worker_who_links_by_code_reads_which_answer_to_correct_first(worker, yonas, hana, aicha):
    answer(hana, "none", aicha)
    typed = {"code": hana.code, "kind": "full", "source": "child", "reason": "He named her"}
    page = worker.post(reverse("minors:link_sibling", args=[yonas.pk]), typed)
    assert page.status_code == 422
    assert "says that there are no brothers or sisters here" in page.text


@pytest.mark.parametrize("said", ["none", "unknown", "refused", ""])
def test_while_a_sibling_is_linked_no_other_answer_is_taken(worker, yonas, hana, aicha, said):
    link(yonas, hana, aicha)
    sent = {"version": 1, "siblings_here": said}
    page = worker.post(reverse("minors:write_section", args=[yonas.pk, "siblings"]), sent)
    assert page.status_code == 422
    assert "End that link first" in page.context["form"].errors["siblings_here"][0]
    assert said_of(yonas) == ["yes"]


def test_the_database_refuses_none_beside_a_link(yonas, hana, aicha):
    link(yonas, hana, aicha)
    with pytest.raises(IntegrityError, match="linked_as_answered"), transaction.atomic():
        row = yonas.siblings_here
        row.siblings_here = "none"
        row.save(by=aicha, reason="Past the deed")
        connection.check_constraints()


def test_the_database_refuses_a_link_beside_none(yonas, hana, aicha):
    answer(yonas, "none", aicha)
    answer(hana, "yes", aicha)
    with pytest.raises(IntegrityError, match="linked_as_answered"), transaction.atomic():
        for one, other in ((yonas, hana), (hana, yonas)):
            SiblingLink(child=one, sibling=other, kind="full", status="claimed", source="child").save(by=aicha, reason="Alone")
        connection.check_constraints()


def test_once_the_last_link_has_ended_the_question_is_asked_again(yonas, hana, aicha, at_commit):
    little = makers.make_case(aicha, own="Saba", sex="F").child
    link(yonas, hana, aicha)
    link(yonas, little, aicha)
    siblings.unlink(hana.sibling_links.get(), by=aicha, reason="Cousins")
    at_commit()
    assert (said_of(yonas), said_of(hana), said_of(little)) == (["yes"], [""], ["yes"])
    answer(hana, "none", aicha)
    at_commit()


def test_a_link_that_is_taken_up_again_by_verifying_needs_the_answer_too(yonas, hana, aicha, at_commit):
    [row, _other] = link(yonas, hana, aicha)
    siblings.unlink(row, by=aicha, reason="A misunderstanding")
    answer(hana, "none", aicha)
    with pytest.raises(Refused, match="no brothers or sisters"):
        siblings.verify(row, source="document", by=aicha, reason="Two birth certificates")
    answer(hana, "unknown", aicha)
    siblings.verify(row, source="document", by=aicha, reason="Two birth certificates")
    at_commit()
    assert said_of(hana) == ["yes"]


def test_the_page_of_the_family_tells_the_answer(worker, yonas, aicha):
    answer(yonas, "none", aicha)
    assert "no, there are none" in worker.get(reverse("minors:family", args=[yonas.pk])).text


def test_two_files_of_one_child_are_not_brothers(yonas, hana, aicha, dahabo):
    makers.make_merge(yonas, hana, dahabo)
    with pytest.raises(Refused, match="own brother or sister"):
        link(yonas, hana, aicha)


def test_brothers_are_not_joined_as_one_child(yonas, hana, aicha, dahabo):
    link(yonas, hana, aicha)
    makers.make_pair(yonas, hana, dahabo)
    with pytest.raises(Refused, match="linked as brothers or sisters"):
        merge.merge(kept=yonas, other=hana, choices={}, by=dahabo, reason="Alike")
