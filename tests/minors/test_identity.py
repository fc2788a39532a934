"""The identity behind the code: shown when asked for, once, to those who may; and changing the name without losing a text."""

import pytest
from django.urls import reverse

from base.models import AccessEvent
from minors import naming
from tests import makers, merging


@pytest.fixture
def identity(yonas):
    return reverse("minors:identity", args=[yonas.pk])


@pytest.fixture
def rename(yonas):
    return reverse("minors:rename", args=[yonas.pk])


def new_name(**changes):
    return {
        "own": "Yohannes",
        "father": "Tesfaye",
        "grandfather": "",
        "orthography": "",
        "reason": "He spelled it",
        "version": "1",
        **changes,
    }


# ----------------------------------------------------------------------------------------------------------------- identity


def test_the_identity_is_shown_on_asking_and_the_asking_is_remembered(worker, yonas, identity, aicha):
    page = worker.post(identity)
    for words in ("Yonas Tesfaye Bekele", "Age 14", "Ethiopia"):
        assert words in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert AccessEvent.objects.get(kind="revealed").person == aicha
    assert "Tesfaye" not in worker.get(yonas.get_absolute_url()).text, "the next page hides it again"


def test_without_scripts_it_is_a_whole_page_with_the_way_back(worker, yonas, identity):
    page = worker.post(identity)
    assert "<html" in page.text
    assert yonas.get_absolute_url() in page.text
    assert "Yonas" not in page.text.split("</title>")[0], "no name in a title"


def test_with_scripts_only_the_box_is_sent(worker, identity):
    page = worker.post(identity, headers={"HX-Request": "true"})
    assert "<html" not in page.text
    assert "Yonas Tesfaye Bekele" in page.text


def test_an_address_alone_shows_no_identity(worker, identity):
    assert worker.get(identity).status_code == 405
    assert not AccessEvent.objects.filter(kind="revealed").exists()


def test_a_reader_whose_role_does_not_show_identities_is_refused(client, bilan, identity):
    client.force_login(bilan)
    assert client.post(identity).status_code == 403
    assert not AccessEvent.objects.filter(kind="revealed").exists()


def test_a_stranger_gets_404(client, charmarke, identity):
    client.force_login(charmarke)
    assert client.post(identity).status_code == 404


# ------------------------------------------------------------------------------------------------------------------- rename


def test_a_name_is_changed_and_the_earlier_one_is_kept(worker, yonas, rename):
    page = worker.post(rename, new_name(), follow=True)
    name = yonas.names.get()
    assert (name.full, name.history.last().own) == ("Yohannes Tesfaye", "Yonas")
    assert "Yohannes" not in page.text


def test_opening_the_page_shows_the_name_so_it_is_remembered(worker, rename):
    assert 'value="Yonas"' in worker.get(rename).text
    assert AccessEvent.objects.filter(kind="revealed").count() == 1


def test_a_change_needs_its_reason_and_keeps_what_was_typed(worker, aicha, rename):
    aicha.language = "fr"
    aicha.save()
    page = worker.post(rename, new_name(reason=" "))
    assert page.status_code == 422
    assert 'value="Yohannes"' in page.text


def test_of_two_people_who_change_a_name_nobody_loses_a_text(worker, yonas, rename, aicha):
    naming.rename(yonas.names.get(), own="Ioannes", father="Tesfaye", grandfather="", by=aicha, reason="A paper")
    page = worker.post(rename, new_name())
    assert page.status_code == 409
    assert yonas.names.get().own == "Ioannes", "nothing is overwritten silently"
    conflict = page.context["conflict"]
    assert (conflict["by"], [(row["stored"], row["typed"]) for row in conflict["rows"]]) == ("Aicha", [("Ioannes", "Yohannes")])
    assert "Ioannes" in page.text
    assert "Yohannes" in page.text
    worker.post(rename, new_name() | merging.choosing(page))
    assert yonas.names.get().own == "Yohannes", "the second time it was chosen"


def test_sent_twice_it_is_changed_once(worker, yonas, rename):
    answers = new_name(key="0c6f7bd3-3d7e-4a4e-8f6e-2f8f4d5b8f11")
    assert worker.post(rename, answers).url == worker.post(rename, answers).url
    assert yonas.names.get().version == 2


def test_a_reader_gets_403_and_a_stranger_404(client, bilan, charmarke, rename):
    client.force_login(bilan)
    assert [client.get(rename).status_code, client.post(rename, new_name()).status_code] == [403, 403]
    client.force_login(charmarke)
    assert [client.get(rename).status_code, client.post(rename, new_name()).status_code] == [404, 404]


def test_a_nul_in_a_name_gives_400(worker, rename):
    assert worker.post(rename, new_name(own="Yo\x00hannes")).status_code == 400


def test_who_may_work_but_not_know_the_identity_changes_no_name(client, yonas, aicha, rename):
    duty = makers.make_reader("ayan", yonas, aicha, levels=["read_c1", "change"], role="night_duty", institution="CARITAS")
    client.force_login(duty)
    assert client.get(rename).status_code == 403
