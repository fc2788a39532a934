"""The names of a file: other spellings, the mother's, one that is no longer used. The child is found by each of them."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from base.models import AccessEvent
from base.workflow import Refused
from minors import matching, naming, search
from minors.models import ChildName
from tests import makers


@pytest.fixture
def page(yonas):
    return reverse("minors:names", args=[yonas.pk])


def another(**changes):
    return {
        "kind": "other",
        "own": "Younis",
        "father": "",
        "grandfather": "",
        "further": "",
        "orthography": "",
        "reason": "A paper",
        **changes,
    }


def test_every_name_stands_on_the_page_and_looking_is_remembered(worker, yonas, aicha, page):
    naming.add(yonas, kind="nickname", own="Gobez", by=aicha, reason="His friends")
    shown = worker.get(page).text
    for words in ("Yonas", "Tesfaye", "Bekele", "Nickname", "Gobez"):
        assert words in shown
    assert AccessEvent.objects.filter(person=aicha, kind="revealed", child_id=yonas.pk).exists()


@pytest.mark.parametrize(
    ("kind", "own", "asked"),
    [
        ("nickname", "Gobez", "Gobeze"),
        ("script", "ዮናስ ተስፋዬ", "Yonas Tesfay"),
        ("pronounced", "Jonaas", "jonas"),
        ("mother", "Almaz", "almas"),
    ],
)
def test_the_child_is_found_by_any_name_in_any_script(worker, yonas, aicha, page, kind, own, asked):
    assert worker.post(page, another(kind=kind, own=own)).status_code == 302
    assert yonas.names.get(kind=kind).own == own
    assert search.find(asked, by=aicha) == [yonas]


def test_the_same_name_twice_is_refused_and_what_was_typed_is_kept(worker, page, yonas, aicha):
    worker.post(page, another())
    answer = worker.post(page, another(reason="Again"))
    assert answer.status_code == 422
    assert "already in the file" in answer.text
    assert 'value="Younis"' in answer.text


def test_a_name_no_longer_used_stays_and_still_finds_the_child(worker, yonas, aicha, page):
    name = naming.add(yonas, kind="other", own="Zerihun", by=aicha, reason="The police wrote it")
    retire = reverse("minors:retire_name", args=[name.pk])
    assert worker.post(retire, {"reason": " "}).status_code == 422
    assert worker.post(retire, {"reason": "A mistake"}).status_code == 302
    name.refresh_from_db()
    assert not name.used
    assert "No longer used" in worker.get(page).text
    assert search.find("Zerihun", by=aicha) == [yonas]
    assert "no longer used" not in worker.post(reverse("minors:identity", args=[yonas.pk])).text
    assert "This was already changed" in worker.post(retire, {"reason": "A mistake"}).text


def test_the_name_in_use_is_never_marked_as_unused(yonas, aicha):
    with pytest.raises(Refused):
        naming.retire(yonas.names.get(), by=aicha, reason="A mistake")


def test_who_may_not_read_the_identity_reads_no_names(client, yonas, aicha, page):
    duty = makers.make_reader("ayan", yonas, aicha, levels=["read_c1", "change"], role="night_duty", institution="CARITAS")
    client.force_login(duty)
    assert client.get(page).status_code == 403


def test_four_parts_are_kept_in_their_order(yonas, aicha):
    name = yonas.names.get()
    naming.rename(name, own="Yonas", father="Tesfaye", grandfather="Bekele", further="Wolde Alemu", by=aicha, reason="He told")
    assert name.full == "Yonas Tesfaye Bekele Wolde Alemu"
    assert search.find("Alemu", by=aicha) == [yonas]


@pytest.mark.parametrize("few", [400, 0], ids=["few children are all looked at", "many are found by the index"])
def test_a_search_ends_at_the_door_and_its_log_too(charmarke, yonas, aicha, few, monkeypatch):
    monkeypatch.setattr(search, "FEW", few)
    makers.make_case(charmarke, own="Idil", father="Farah")
    naming.add(yonas, kind="mother", own="Almaz", father="Girma", by=aicha, reason="He told")
    for term in ("Yonas", "Yonas Tesfaye", "Almaz Girma"):
        assert search.find(term, by=aicha) == [yonas]
        assert search.find(term, by=charmarke) == []
    assert all(event.shown == [] for event in AccessEvent.objects.filter(person=charmarke, kind="searched"))


def test_likelier_names_come_first(aicha, yonas):
    others = [makers.make_case(aicha, own=own, father="Tesfaye", grandfather="Haile").child for own in ("Yohannes", "Yasin")]
    assert search.find("Tesfaye Yonas", by=aicha)[0] == yonas
    assert search.find("Yohannes Tesfaye", by=aicha)[0] == others[0]


def test_the_order_of_the_results_reaches_the_page(worker, aicha, yonas):
    other = makers.make_case(aicha, own="Yohannes", father="Tesfaye", grandfather="Haile").child
    for term, first in (("Yonas Tesfaye", yonas), ("Yohannes Tesfaye", other)):
        assert worker.post("/children/search/", {"term": term}).context["children"][0] == first


def test_hassan_comes_before_hussein(aicha):
    hussein, hassan = (makers.make_case(aicha, own=own, father="Omar", grandfather="").child for own in ("Hussein", "Hassan"))
    assert search.find("Xasan Cumar", by=aicha) == [hassan, hussein]
    assert search.find("Houssein Omar", by=aicha) == [hussein, hassan]


NAMES = ["Yonas", "Maxamed", "Abdi Rahman", "Caaltuu", "حسين", "ተስፋዬ", "Ghebremichael", "Fatouma", "Ali"]


@given(some.lists(some.sampled_from(NAMES), min_size=2, max_size=3, unique=True), some.randoms(use_true_random=False))
def test_neither_order_nor_titles_change_what_is_found(parts, dice):
    key = matching.key_of(parts)
    turned = [*parts]
    dice.shuffle(turned)
    asked = matching.asked(" ".join(["Haji", *turned]))
    assert set(asked.pairs) & set(matching.keys_of(key))
    assert asked.likeness(key) == 100


@given(some.lists(some.text(max_size=12), max_size=4))
def test_keys_of_anything_are_made_and_the_same_twice(parts):
    key = matching.key_of(parts)
    numbers = matching.keys_of(key)
    assert numbers == matching.keys_of(key) == sorted(set(numbers))
    assert all(-(2**31) <= number < 2**31 for number in numbers)
    again = matching.key_of(key.split("/"))
    assert set(matching.keys_of(again)) <= set(numbers) or "," in key


@given(some.text(max_size=16), some.text(max_size=16))
def test_two_parts_are_as_alike_one_way_as_the_other(one, other):
    a, b = matching.key_of([one]), matching.key_of([other])
    assert matching.alike(a, b) == matching.alike(b, a)


def test_sorting_and_greeting_are_by_the_own_name(yonas):
    assert str(ChildName.objects.get(child=yonas)).startswith("Yonas")


def test_names_stored_under_earlier_rules_are_found_again_after_one_command(yonas, aicha, monkeypatch):
    monkeypatch.setattr(search, "FEW", 0)  # by the index, as among many children
    with monkeypatch.context() as earlier:
        earlier.setattr(matching, "keys_of", lambda key: [])
        yonas.names.get().save(by=aicha, reason="Before", update_fields=["own"])
    assert search.find("Yonas", by=aicha) == []
    call_command("rekey_names", "--as", "aicha", verbosity=0)
    assert search.find("Yonas", by=aicha) == [yonas]
    version = yonas.names.get().version
    call_command("rekey_names", "--as", "aicha", verbosity=0)
    assert yonas.names.get().version == version, "what is right already is not saved again"
