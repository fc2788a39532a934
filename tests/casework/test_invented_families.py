"""The invented year knows families: some children told of theirs, siblings are linked, and one pair sleeps apart."""

import pytest

from base import dates
from casework import apart
from minors.models import Child, JourneyLeg, Person, Relationship, Separation, SiblingLink, SiblingsHere, Wishes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded_db")]


def test_about_a_fifth_of_the_children_told_of_separation_journey_family_and_wishes():
    told = Separation.objects.count()
    assert 0.05 * Child.objects.count() <= told <= 0.4 * Child.objects.count()
    assert JourneyLeg.objects.count() >= told
    assert Wishes.objects.count() == told
    assert Person.objects.count() == Relationship.objects.filter(other=None).count() > told


def test_every_link_between_siblings_is_known_in_both_files():
    pairs = set(SiblingLink.objects.values_list("child", "sibling"))
    assert pairs
    assert {(other, one) for one, other in pairs} == pairs


def test_who_is_linked_answers_yes_and_many_others_have_nobody_here():
    said = dict(SiblingsHere.objects.values_list("child", "siblings_here"))
    linked = set(SiblingLink.objects.standing().values_list("child", flat=True))
    assert {said[child] for child in linked} == {"yes"}
    assert list(said.values()).count("none") >= 5


def test_one_pair_of_siblings_sleeps_apart():
    found = []
    for link in SiblingLink.objects.select_related("child"):
        known = Child.objects.filter(pk=link.child_id).values_list(apart.asked_for(link.child, link.child.case.owner), flat=True)
        found += apart.apart(known.get(), apart.with_absence(link.child.placements.current()).first())
    assert found
    assert all(one.since <= dates.now() for one in found)


def test_nothing_was_told_before_the_child_was_registered_or_in_the_future():
    for row in Separation.objects.select_related("child"):
        assert row.child.recorded_at <= row.recorded_at <= dates.now()
