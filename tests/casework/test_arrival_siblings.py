"""Brothers and sisters who came together are linked by ticking them on the page of their arrival (domain.md 9.1)."""

import itertools
from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from minors import access, siblings
from minors.models import SiblingLink, SiblingsHere
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def boat(aicha):
    return makers.make_arrival(aicha)


@pytest.fixture
def three(boat, aicha):
    """Hodan, Saida and Ali, whom Aicha registered from one boat."""
    return [makers.make_case(aicha, own=own, arrival=boat).child for own in ("Hodan", "Saida", "Ali")]


def tick(client, boat, children, **changes):
    answers = {"children": [child.pk for child in children], "kind": "full", "source": "child", "reason": "They said so"}
    return client.post(reverse("casework:link_arrived", args=[boat.pk]), answers | changes)


def pairs():
    return set(SiblingLink.objects.standing().values_list("child", "sibling"))


def offered(client, boat):
    return set(client.get(boat.get_absolute_url()).context["siblings_form"].offered)


def test_two_children_of_a_boat_are_linked_by_ticking_them(worker, boat, three, at_commit):
    hodan, saida, ali = three
    answer = tick(worker, boat, [hodan, saida])
    at_commit()
    assert answer.url == boat.get_absolute_url()
    assert pairs() == {(hodan.pk, saida.pk), (saida.pk, hodan.pk)}
    assert {(row.kind, row.source) for row in SiblingLink.objects.all()} == {("full", "child")}
    assert not ali.sibling_links.exists()


def test_three_who_are_ticked_are_linked_each_with_each(worker, boat, three):
    tick(worker, boat, three)
    assert pairs() == {(one.pk, other.pk) for one, other in itertools.permutations(three, 2)}


def test_one_child_alone_is_no_brother_and_what_was_typed_stays(worker, boat, three):
    page = tick(worker, boat, three[:1], reason="The guard said it")
    assert page.status_code == 422
    assert "Tick two children or more." in page.text
    assert "The guard said it" in page.text
    assert page.text.count("checked") >= 1
    assert not pairs()


def test_who_came_together_is_no_brother_for_that(worker, boat, three):
    form = worker.get(boat.get_absolute_url()).context["siblings_form"]
    assert "Who only travelled together is not a brother or sister." in form["children"].help_text
    assert tick(worker, boat, three[:2], kind="de_facto").status_code == 422
    assert not pairs()


def test_a_child_whose_file_one_may_only_read_is_not_offered_and_links_nobody_when_sent(worker, boat, three, aicha):
    ayan = makers.make_user("ayan")
    theirs = makers.make_case(ayan, own="Nimo", arrival=boat).child
    access.give(
        theirs,
        user=aicha,
        levels=["read_c1", "read_c2"],
        purpose="duty",
        by=ayan,
        reason="Night",
        ends_at=dates.now() + timedelta(days=1),
    )
    assert theirs.code in worker.get(boat.get_absolute_url()).text
    assert offered(worker, boat) == {str(child.pk) for child in three}
    page = tick(worker, boat, [*three[:2], theirs])
    assert page.status_code == 422
    assert "You may not write in one of these files." in page.text
    assert not pairs(), "all or nobody"


def test_who_may_not_read_the_identity_of_a_child_does_not_learn_its_siblings_nor_say_them(client, boat, three, aicha):
    night = makers.make_user("kadir", role="night_duty")
    give = {"user": night, "purpose": "duty", "by": aicha, "reason": "Night", "ends_at": dates.now() + timedelta(days=1)}
    for child in three[:2]:
        access.give(child, levels=["read_c1", "change"], **give)
    access.give(three[2], levels=["read_c1", "read_c2", "change"], **give)
    siblings.link(three[:2], by=aicha, reason="Both said so")
    client.force_login(night)
    assert offered(client, boat) == {str(three[2].pk)}
    page = client.get(boat.get_absolute_url()).text
    assert "linked with" not in page
    assert tick(client, boat, three[1:]).status_code == 422
    assert len(pairs()) == 2


def test_a_child_of_another_boat_cannot_be_sent_along(worker, boat, three, yonas):
    assert tick(worker, boat, [three[0], yonas]).status_code == 422
    assert not pairs()


def test_who_does_not_work_on_the_file_is_offered_nobody(client, boat, three, dahabo):
    client.force_login(dahabo)
    page = client.get(boat.get_absolute_url())
    assert page.context["siblings_form"].offered == {}
    assert "These are brothers and sisters" not in page.text
    assert tick(client, boat, three[:2]).status_code == 403


def test_with_whom_a_child_is_linked_stands_beside_it(worker, boat, three, aicha):
    siblings.link(three[:2], by=aicha, reason="Both said so")
    labels = dict(worker.get(boat.get_absolute_url()).context["siblings_form"].fields["children"].choices)
    assert f"linked with {three[1].code}" in labels[str(three[0].pk)]
    assert "linked with" not in labels[str(three[2].pk)]


def test_a_sibling_who_stands_in_no_list_of_this_person_is_not_named(client, boat, three, aicha):
    ayan = makers.make_user("ayan")
    own = makers.make_case(ayan, own="Nimo", arrival=boat).child
    makers.make_case(ayan, own="Liban", arrival=boat)
    siblings.link([own, three[0]], by=aicha, reason="Both said so")
    client.force_login(ayan)
    assert three[0].code not in client.get(boat.get_absolute_url()).text


def test_linking_all_of_whom_some_are_linked_adds_what_is_missing_and_a_second_time_is_refused(worker, boat, three, aicha):
    siblings.link(three[:2], by=aicha, reason="Both said so")
    tick(worker, boat, three)
    assert len(pairs()) == 6
    assert "already linked" in tick(worker, boat, three, reason="Once more").text


def test_one_file_that_denies_it_keeps_all_from_being_linked(worker, boat, three, aicha):
    SiblingsHere(child=three[2], siblings_here="none").save(by=aicha, reason="Asked")
    page = tick(worker, boat, three)
    assert page.status_code == 422
    assert three[2].code in page.text
    assert not pairs()
    assert SiblingsHere.objects.count() == 1


def test_the_two_files_of_one_child_are_not_offered_as_brothers(worker, boat, aicha, dahabo):
    kept, other = (makers.make_case(aicha, own=own, arrival=boat).child for own in ("Hodan", "Hoodaan"))
    makers.make_merge(kept, other, dahabo)
    assert offered(worker, boat) == {str(kept.pk)}
