"""Siblings across files: seen from both sides, never one-sided, never saying more of the other file than one may open."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from minors import access, siblings
from minors.models import SiblingLink
from tests import makers
from tests.test_hidden import paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana(aicha):
    """The sister of Yonas, with the same social worker."""
    return makers.make_case(aicha, own="Hana", sex="F").child


@pytest.fixture
def far_away(charmarke):
    """A brother whose file is another institution's."""
    return makers.make_case(charmarke, own="Biruk").child


def link(one, other, by, **changes):
    return siblings.link([one, other], kind="full", by=by, reason="Both said so", **changes)


def page_of(child):
    return reverse("minors:family", args=[child.pk])


def typed(code, **changes):
    return {"code": code, "kind": "full", "source": "child", "reason": "He named her", **changes}


def test_a_link_is_seen_from_both_files(yonas, hana, aicha):
    link(yonas, hana, aicha)
    assert [row.sibling for row in yonas.sibling_links.all()] == [hana]
    assert [row.sibling for row in hana.sibling_links.all()] == [yonas]


def test_all_children_of_a_family_are_linked_with_each_other(yonas, hana, aicha, at_commit):
    little = makers.make_case(aicha, own="Saba", sex="F").child
    assert len(siblings.link([yonas, hana, little], by=aicha, reason="One boat")) == 6
    at_commit()
    assert {row.sibling for row in little.sibling_links.all()} == {yonas, hana}


def test_a_pair_is_linked_once_whichever_way_round(yonas, hana, aicha):
    link(yonas, hana, aicha)
    with pytest.raises(Refused, match="already linked"):
        link(hana, yonas, aicha)
    assert SiblingLink.objects.count() == 2


def test_nobody_is_their_own_sibling(yonas, aicha):
    with pytest.raises(Refused, match="own brother or sister"):
        siblings.link([yonas, yonas], by=aicha, reason="By mistake")


def test_what_is_verified_or_ended_on_one_side_is_so_on_the_other(yonas, hana, aicha, at_commit):
    rows = link(yonas, hana, aicha)
    siblings.verify(rows[0], source="document", by=aicha, reason="Two birth certificates")
    at_commit()
    assert {(row.status, row.source) for row in SiblingLink.objects.all()} == {("verified", "document")}
    siblings.unlink(hana.sibling_links.get(), by=aicha, reason="They only travelled together")
    at_commit()
    assert {row.status for row in SiblingLink.objects.all()} == {"disproved"}


def test_an_ended_link_is_kept_and_can_be_taken_up_again(yonas, hana, aicha, at_commit):
    siblings.unlink(link(yonas, hana, aicha)[0], by=aicha, reason="A misunderstanding")
    assert yonas.sibling_links.count() == 1
    siblings.link([yonas, hana], kind="de_facto", by=aicha, reason="They grew up together")
    at_commit()
    assert {(row.status, row.kind) for row in SiblingLink.objects.all()} == {("claimed", "de_facto")}
    assert [row.status for row in yonas.sibling_links.get().history.order_by("history_id")] == ["claimed", "disproved", "claimed"]


def test_the_database_refuses_a_link_that_only_one_file_knows(yonas, hana, aicha, at_commit):
    with pytest.raises(IntegrityError, match="siblings_both_ways"), transaction.atomic():
        SiblingLink(child=yonas, sibling=hana, kind="full", status="claimed", source="child").save(by=aicha, reason="Alone")
        connection.check_constraints()


def test_the_database_refuses_two_files_that_say_different_things_of_one_pair(yonas, hana, aicha):
    link(yonas, hana, aicha)
    with pytest.raises(IntegrityError, match="siblings_both_ways"), transaction.atomic():
        row = yonas.sibling_links.get()
        row.kind = "half_mother"
        row.save(by=aicha, reason="One side only", update_fields=["kind"])
        connection.check_constraints()


def test_a_sibling_whose_file_one_may_not_open_is_announced_without_its_code(worker, yonas, far_away, charmarke):
    link(yonas, far_away, charmarke)
    page = worker.get(page_of(yonas)).text
    assert "A brother or sister is known to the programme" in page
    assert far_away.code not in page
    assert str(far_away.pk) not in page
    assert "Biruk" not in page


def test_a_sibling_whose_file_one_may_open_stands_there_by_its_code(worker, yonas, hana, aicha):
    link(yonas, hana, aicha)
    page = worker.get(page_of(yonas)).text
    assert hana.code in page
    assert hana.get_absolute_url() in page
    assert "Hana" not in page


def test_who_is_shut_out_of_the_siblings_file_does_not_meet_its_code(client, yonas, hana, aicha, dahabo):
    link(yonas, hana, aicha)
    access.exclude(hana, user=dahabo, by=aicha, reason="An aunt")
    client.force_login(dahabo)
    assert hana.code not in client.get(page_of(yonas)).text


def test_a_worker_links_two_of_her_children_by_code(worker, yonas, hana):
    worker.post(reverse("minors:link_sibling", args=[yonas.pk]), typed(hana.code.lower().replace("-", " ")))
    assert yonas.sibling_links.get().sibling == hana


def test_a_code_out_of_reach_is_answered_as_one_that_does_not_exist(worker, yonas, far_away):
    address = reverse("minors:link_sibling", args=[yonas.pk])
    hidden = worker.post(address, typed(far_away.code))
    unknown = worker.post(address, typed("DJ-0000-0000"))
    assert hidden.status_code == unknown.status_code == 422
    said = [answer.context["link_form"].errors["code"] for answer in (hidden, unknown)]
    assert said[0] == said[1]
    assert "You can open no file with this code" in said[0][0]
    assert not SiblingLink.objects.exists()


def test_a_file_one_may_only_read_is_not_linked(worker, yonas, aicha, charmarke, far_away):
    night = {"levels": ["read_c1", "read_c2"], "purpose": "duty", "ends_at": dates.now() + timedelta(days=3)}
    access.give(far_away, user=aicha, by=charmarke, reason="Night", **night)
    answer = worker.post(reverse("minors:link_sibling", args=[yonas.pk]), typed(far_away.code))
    assert "Ask its social worker" in answer.text
    assert not SiblingLink.objects.exists()


def test_a_link_is_ended_from_the_page_with_its_reason(worker, yonas, hana, aicha):
    link(yonas, hana, aicha)
    address = reverse("minors:decide_siblings", args=[yonas.sibling_links.get().pk])
    refused = worker.post(address, {"decision": "disprove", "source": "child", "reason": ""})
    assert refused.status_code == 422
    worker.post(address, {"decision": "disprove", "source": "child", "reason": "Cousins"})
    assert hana.sibling_links.get().status == "disproved"
    assert "disproved" in worker.get(page_of(yonas)).text


def test_neither_export_nor_print_tells_the_code_of_a_sibling_out_of_reach(worker, yonas, far_away, charmarke):
    link(yonas, far_away, charmarke)
    exported = worker.post(
        reverse("minors:export", args=[yonas.pk]), {"reason": "Court", "identity": "on", "language": "en", "use": "court"}
    )
    assert exported.status_code == 200
    assert far_away.code not in exported.text
    printed = worker.post(
        reverse("casework:print", args=[yonas.pk]), {"reason": "Court", "identity": "on", "language": "en", "use": "court"}
    )
    words = paper(printed.content)
    assert far_away.code not in words
    assert "codewithheld" in words


def test_the_print_tells_the_code_of_a_sibling_within_reach(worker, yonas, hana, aicha):
    link(yonas, hana, aicha)
    printed = worker.post(reverse("casework:print", args=[yonas.pk]), {"reason": "Court", "language": "en"})
    assert hana.code in paper(printed.content)
