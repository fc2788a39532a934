"""The persons of a file: father and mother are asked for, ties are claimed, verified or disproved and never rewritten."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import described
from base.models import AccessEvent
from base.workflow import Refused
from minors import completeness, family, filing, relatives
from minors.models import Person, Relationship
from minors.sections import SECTIONS
from tests import makers

pytestmark = pytest.mark.django_db
ALL = {"C1", "C2", "C3", "C4"}


@pytest.fixture
def address(yonas):
    return reverse("minors:family", args=[yonas.pk])


@pytest.fixture
def father(yonas, aicha):
    return parent(yonas, aicha)


def parent(child, by, part="father", **values):
    return filing.write(SECTIONS[part], child, values={"alive": "alive", **values}, silences={}, by=by)


def relative(child, by, kind="uncle_paternal", **values):
    said = {"own": "Girma", **values}
    side = said.pop("side", "")
    return relatives.add(SECTIONS["relatives"], child, values=said, silences={}, kind=kind, source="child", side=side, by=by)


def asked(child, name):
    return [one for one in completeness.missing(child, ALL, "F03") if one.section.key == name]


def test_the_form_asks_whether_father_and_mother_are_alive(yonas, aicha):
    assert [one.name for one in asked(yonas, "father")] == ["alive"]
    parent(yonas, aicha, alive="unknown")
    assert asked(yonas, "father") == []
    assert [one.name for one in asked(yonas, "mother")] == ["alive"]


def test_who_is_written_as_father_is_claimed_to_be_the_father(father):
    tie = father.ties.get()
    assert (tie.kind, tie.status, tie.source, tie.other) == ("father", "claimed", "child", None)


def test_saving_the_father_again_claims_him_once(yonas, aicha, father):
    filing.write(SECTIONS["father"], yonas, values={"own": "Tesfaye"}, silences={}, by=aicha, version=father.version)
    assert Person.objects.count() == Relationship.objects.count() == 1


def test_a_disproved_father_stays_readable_and_the_form_asks_again(worker, address, yonas, aicha, father):
    father.own = "Lemma"
    father.save(by=aicha, reason="Said")
    relatives.disprove(father.ties.get(), source="document", by=aicha, reason="Another name on the certificate")
    assert [one.name for one in asked(yonas, "father")] == ["alive"]
    page = worker.get(address).text
    assert "Lemma" in page
    assert "disproved" in page
    drawn = family.of_child(yonas, aicha).tree
    assert "Lemma" not in [box.member.name for box in drawn.boxes]


def test_after_one_father_was_disproved_another_one_can_be_written(yonas, aicha, father, at_commit):
    relatives.disprove(father.ties.get(), source="child", by=aicha, reason="It was his uncle")
    second = parent(yonas, aicha, own="Tesfaye")
    at_commit()
    assert second.pk != father.pk
    assert Relationship.objects.standing().filter(kind="father").get().person == second
    with pytest.raises(Refused, match="Another person stands as this parent"):
        relatives.verify(father.ties.get(), source="child", by=aicha, reason="After all")


def test_a_tie_disproved_by_mistake_is_verified_and_both_are_remembered(yonas, aicha, father, at_commit):
    tie = father.ties.get()
    relatives.disprove(tie, source="relative", by=aicha, reason="The aunt says no")
    relatives.verify(tie, source="document", by=aicha, reason="Certificate seen")
    at_commit()
    father.refresh_from_db()
    assert father.part == "father"
    assert [(row.status, row.source) for row in tie.history.order_by("history_id")] == [
        ("claimed", "child"),
        ("disproved", "relative"),
        ("verified", "document"),
    ]


def test_the_database_knows_one_standing_father(yonas, aicha, father):
    other = Person(child=yonas)
    with transaction.atomic():
        other.save(by=aicha, reason="Said")
    with pytest.raises(IntegrityError, match="one_standing_father"), transaction.atomic():
        relatives.claim(other, kind="father", source="child", by=aicha, reason="Said")


def test_father_and_mother_are_not_written_among_the_relatives(yonas, aicha):
    with pytest.raises(Refused, match="section of their own"):
        relative(yonas, aicha, kind="mother")


def test_a_tie_between_two_files_is_no_tie(yonas, aicha, father):
    other = parent(makers.make_case(aicha, own="Hana").child, aicha)
    with pytest.raises(ValueError, match="different files"):
        relatives.claim(father, kind="brother", source="child", by=aicha, reason="Said", other=other)


def test_a_grandmother_belongs_to_the_side_that_was_said(yonas, aicha):
    relative(yonas, aicha, kind="grandmother", own="Chaltu", side="mother")
    tree = family.of_child(yonas, aicha).tree
    sides = {title: [one.name for one in members] for title, members in tree.words}
    assert "Chaltu" in sides["Mother's side"]
    assert Relationship.objects.get(kind="mother", other__part="mother").person.own == "Chaltu"


def test_a_person_alive_has_no_death(yonas, aicha):
    with pytest.raises(Refused, match="alive"):
        parent(yonas, aicha, death_raw="2019")


def test_one_person_is_the_first_to_be_looked_for(yonas, aicha):
    parent(yonas, aicha, part="mother", rank="first")
    with pytest.raises(Refused, match="already the first choice"):
        parent(yonas, aicha, rank="first")


@pytest.mark.parametrize(
    ("told", "earliest", "latest"),
    [("2019", "2019-01-01", "2019-12-31"), ("03/2019", "2019-03-01", "2019-03-31"), ("before the rains", "None", "None")],
)
def test_a_death_is_kept_as_it_was_told_with_the_days_it_can_mean(yonas, aicha, told, earliest, latest):
    person = parent(yonas, aicha, alive="dead", death_raw=told)
    assert (person.death_raw, str(person.death_earliest), str(person.death_latest)) == (told, earliest, latest)


def test_a_tie_that_ended_keeps_its_state_and_says_until_when(worker, yonas, aicha):
    tie = relative(yonas, aicha, kind="spouse").ties.get()
    said = {"decision": "end", "source": "child", "reason": "Divorced"}
    decide = reverse("minors:decide_tie", args=[tie.pk])
    assert worker.post(decide, said).status_code == 422
    worker.post(decide, {**said, "ends_on": "2026-01-31"})
    tie.refresh_from_db()
    assert (tie.status, str(tie.ends_on)) == ("claimed", "2026-01-31")


def test_the_page_writes_a_relative_with_the_claimed_relation(worker, yonas, address):
    said = {"kind": "aunt_maternal", "source": "child", "own": "Almaz", "alive": "alive", "where": "here", "phone": "77 12 34 56"}
    answer = worker.post(reverse("minors:new_relative", args=[yonas.pk]), said)
    assert answer.status_code == 302
    page = worker.get(address).text
    for words in ("Maternal aunt", "Almaz", "77 12 34 56", "claimed"):
        assert words in page


def test_a_refused_relative_keeps_every_typed_word(worker, yonas):
    answer = worker.post(reverse("minors:new_relative", args=[yonas.pk]), {"kind": "", "source": "child", "own": "Almaz"})
    assert answer.status_code == 422
    assert 'value="Almaz"' in answer.text
    assert not Person.objects.exists()


def test_a_relative_changed_by_two_people_shows_both_texts(worker, yonas, aicha):
    person = relative(yonas, aicha)
    address = reverse("minors:change_relative", args=[person.pk])
    opened = person.version
    person.own = "Girmaa"
    person.save(by=aicha, reason="Spelled")
    answer = worker.post(address, {"own": "Germa", "version": opened})
    assert answer.status_code == 409
    assert "Girmaa" in answer.text
    assert "Germa" in answer.text


def test_the_tree_of_nobody_still_has_father_and_mother(worker, yonas, address):
    page = worker.get(address).text
    assert "<svg" in page
    assert "Tesfaye" in page  # the child's own name tells the father's
    assert "not asked" in page


def test_no_box_of_the_drawing_stands_on_another_nor_outside(yonas, aicha, father):
    for kind, side in [("grandmother", "father"), ("grandfather", "father"), ("grandmother", "mother")]:
        relative(yonas, aicha, kind=kind, side=side)
    for kind in ("uncle_paternal", "aunt_maternal", "brother", "sister", "half_brother"):
        relative(yonas, aicha, kind=kind)
    tree = family.of_child(yonas, aicha).tree
    for drawn in (tree, tree.mirrored()):
        places = [(box.x, box.y, box.x + box.width, box.y + box.height) for box in drawn.boxes]
        assert all(x1 >= 0 and x2 <= 340 and y1 >= 0 and y2 <= drawn.height for x1, y1, x2, y2 in places)
        for number, (ax1, ay1, ax2, ay2) in enumerate(places):
            assert not [1 for bx1, by1, bx2, by2 in places[:number] if ax1 < bx2 and bx1 < ax2 and ay1 < by2 and by1 < ay2]


def test_who_may_not_read_the_identity_is_refused_the_family(client, yonas, aicha, father, address):
    client.force_login(makers.make_reader("khadra", yonas, aicha, levels=["read_c1", "read_c3"]))
    assert client.get(address).status_code == 403
    assert not AccessEvent.objects.filter(kind="revealed").exists()


def test_looking_at_the_family_is_remembered_as_looking_at_the_identity(client, bilan, address):
    client.force_login(bilan)
    assert "Verify" not in client.get(address).text
    assert AccessEvent.objects.filter(person=bilan, kind="revealed", detail__section="family").exists()


def test_who_may_not_read_what_is_sensitive_neither_sees_nor_overwrites_it(client, yonas, aicha, address, bilan):
    person = relative(yonas, aicha, accompanies="yes", note="He shouted at him")
    client.force_login(bilan)
    page = client.get(address).text
    assert "He shouted" not in page
    assert "come here with the child" not in page
    assert described.class_of(Person, "accompanies") == "C3"
    assert person.accompanies == "yes"
