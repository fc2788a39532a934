"""Search and warning on a small labelled set: the whole one is measured by `make bench`. The generator knows nothing of the rules it tests."""

import pytest

from base import dates
from base.models import Place
from minors import search
from minors.models import Child, ChildName
from scripts.bench import names, people
from tests import makers

CHILDREN = 60


@pytest.fixture
def labelled():
    return people.labelled(CHILDREN, seed=5)


@pytest.fixture
def keys(labelled, aicha):
    """The first registrations, in the database."""
    now, place = dates.now(), Place.objects.get(code="DJV")
    fixed = {
        "category": "uac",
        "identified_at": now,
        "registered_at": now,
        "found_place": place,
        "found_by": "caritas",
        "region": place,
    }
    return [_stored(told, aicha, **fixed) for told in labelled.first]


def _stored(told, by, **fixed):
    birth = {"birth_earliest": told.birth.earliest, "birth_latest": told.birth.latest} if told.birth else {}
    answering = {"institution": by.institution, "team": by.team}
    child = Child(sex=told.sex, nationality=told.nationality, language=told.language, **birth, **fixed, **answering)
    child.save(by=by, reason="Invented")
    parts = {"own": told.own, "father": told.father, "grandfather": told.grandfather}
    ChildName(child=child, kind="main", **parts).save(by=by, reason="Invented")
    if told.mother:
        ChildName(child=child, kind="mother", own=told.mother).save(by=by, reason="Invented")
    return child.pk


@pytest.mark.timeout(400)
def test_search_and_warning_reach_their_targets_on_children_kept_unseen(labelled, keys, monkeypatch):
    monkeypatch.setattr(search, "FEW", 0)  # by the index, as among many children
    officer = makers.make_user("nasra", role="national_officer", institution="MFF")
    recall, kinds = names.recall_at(10, labelled.held_out[1::2], keys, by=officer)
    assert recall >= 0.95, kinds
    warned = names.warned(labelled.held_out[::2], keys, by=officer)
    assert warned.precision >= 0.9
    assert warned.recall >= 0.85, warned.right


def test_the_same_seed_gives_the_same_set_and_the_halves_share_no_child(labelled):
    assert people.labelled(CHILDREN, seed=5) == labelled
    assert not {told.child for told in labelled.dev} & {told.child for told in labelled.held_out}
    assert len(labelled.dev) + len(labelled.held_out) == CHILDREN * len(people.KINDS)
