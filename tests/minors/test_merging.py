"""Two people write into one record: answer by answer, nothing is overwritten silently and nothing typed is lost (features.md 33)."""

import pytest
from django.urls import reverse

from base import dates
from minors import corrections, filing
from minors.models import Origin
from minors.sections import SECTIONS
from tests import merging

BEFORE = {"birth_place": "Harar", "country_habitual": "ET", "birth_region": "Hararghe"}


def write(child, by, **values):
    record = Origin.objects.filter(child=child).first()
    version = record.version if record else 0
    filing.write(SECTIONS["origin"], child, values=values, silences={}, by=by, reason="", record=record, version=version)
    return Origin.objects.get(child=child)


@pytest.fixture
def page(yonas):
    return reverse("minors:write_section", args=[yonas.pk, "origin"])


@pytest.fixture
def opened(page, worker, yonas, aicha):
    """What Aicha's browser holds after she opened the form, as it would send it."""
    write(yonas, aicha, **BEFORE)
    return {**BEFORE, "version": Origin.objects.get().version}


def now():
    record = Origin.objects.get()
    return {name: getattr(record, name) for name in BEFORE}


def test_what_only_the_other_changed_is_taken_over_and_what_only_i_changed_stays(worker, page, opened, yonas, aicha):
    write(yonas, aicha, country_habitual="SO")
    answer = worker.post(page, opened | {"birth_place": "Jijiga"})
    assert answer.status_code == 409
    merge = answer.context["form"].merge
    assert merge.rows == []
    assert merge.taken == [("Country where the child lived", "Somalia")]
    assert now()["birth_place"] == "Harar", "nothing is stored before it is sent again"
    shown = {name: answer.context["form"][name].value() for name in BEFORE}
    assert shown == BEFORE | {"birth_place": "Jijiga", "country_habitual": "SO"}
    assert worker.post(page, opened | shown | merging.choosing(answer)).status_code == 302
    assert now() == shown


def test_what_both_changed_alike_needs_no_choice(worker, page, opened, yonas, aicha):
    write(yonas, aicha, birth_place="Jijiga")
    merge = worker.post(page, opened | {"birth_place": "Jijiga"}).context["form"].merge
    assert (merge.rows, merge.taken) == ([], [])


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Dire Dawa"), ("stored", "Jijiga")])
def test_what_both_changed_is_chosen(worker, page, opened, yonas, aicha, choice, kept):
    write(yonas, aicha, birth_place="Jijiga")
    sent = opened | {"birth_place": "Dire Dawa"}
    answer = worker.post(page, sent)
    [row] = answer.context["form"].merge.rows
    assert (row.stored, row.typed, row.field_id) == ("Jijiga", "Dire Dawa", "id_birth_place")
    assert worker.post(page, sent | merging.choosing(answer, birth_place=choice)).status_code == 302
    assert now() == BEFORE | {"birth_place": kept}


def test_a_third_text_may_be_written(worker, page, opened, yonas, aicha):
    write(yonas, aicha, birth_place="Jijiga")
    sent = opened | {"birth_place": "Dire Dawa"}
    answer = worker.post(page, sent)
    worker.post(page, sent | {"birth_place": "Between Jijiga and Dire Dawa"} | merging.choosing(answer))
    assert now()["birth_place"] == "Between Jijiga and Dire Dawa"


def test_without_a_choice_nothing_is_saved_and_the_question_stays(worker, page, opened, yonas, aicha):
    write(yonas, aicha, birth_place="Jijiga", birth_region="Somali")
    sent = opened | {"birth_place": "Dire Dawa", "birth_region": "Oromia"}
    answer = worker.post(page, sent)
    half = worker.post(page, sent | merging.choosing(answer, birth_place="stored", birth_region=None))
    assert half.status_code == 422
    assert "Choose above which text is kept." in half.text
    assert now()["birth_place"] == "Jijiga"
    assert [(row.name, row.choice) for row in half.context["form"].merge.rows] == [
        ("birth_place", "stored"),
        ("birth_region", ""),
    ]
    assert half.context["form"]["birth_place"].value() == "Dire Dawa", "one's own text waits until all is chosen"
    assert worker.post(page, sent | merging.choosing(half, birth_place="stored")).status_code == 302
    assert now() == BEFORE | {"birth_place": "Jijiga", "birth_region": "Oromia"}


def test_both_versions_stay_in_the_history(worker, page, opened, yonas, aicha):
    write(yonas, aicha, birth_place="Jijiga")
    sent = opened | {"birth_place": "Dire Dawa"}
    worker.post(page, sent | merging.choosing(worker.post(page, sent)))
    assert list(Origin.history.order_by("version").values_list("birth_place", flat=True)) == ["Harar", "Jijiga", "Dire Dawa"]


def test_who_is_overtaken_again_while_choosing_chooses_again(worker, page, opened, yonas, aicha):
    write(yonas, aicha, birth_place="Jijiga")
    sent = opened | {"birth_place": "Dire Dawa"}
    answer = worker.post(page, sent)
    write(yonas, aicha, birth_place="Hargeisa")
    again = worker.post(page, sent | merging.choosing(answer))
    assert again.status_code == 409
    [row] = again.context["form"].merge.rows
    assert (row.stored, row.typed) == ("Hargeisa", "Dire Dawa")
    assert now()["birth_place"] == "Hargeisa"


def test_an_answer_and_the_reason_why_there_is_none_are_chosen_together(worker, page, opened, yonas, aicha):
    record = Origin.objects.get()
    filing.write(
        SECTIONS["origin"], yonas, values={"birth_place": ""}, silences={"birth_place": "unknown"}, by=aicha, reason="",
        record=record, version=record.version,
    )  # fmt: skip
    sent = opened | {"birth_place": "Dire Dawa"}
    answer = worker.post(page, sent)
    [row] = answer.context["form"].merge.rows
    assert row.fields == ["birth_place", "birth_place__silence"]
    assert worker.post(page, sent | merging.choosing(answer, birth_place="stored")).status_code == 302
    record.refresh_from_db()
    assert (record.birth_place, record.silences) == ("", {"birth_place": "unknown"})


def test_a_draft_of_a_form_that_waited_for_a_choice_is_compared_again(worker, page, opened, yonas, aicha):
    write(yonas, aicha, birth_place="Jijiga")
    sent = opened | {"birth_place": "Dire Dawa"}
    worker.post(page, sent)
    restored = worker.get(page).context["form"]
    assert restored["birth_place"].value() == "Dire Dawa"
    assert worker.post(page, sent | {"version": restored["version"].value()}).status_code == 409, "not overwritten silently"
    assert now()["birth_place"] == "Jijiga"


def test_a_stranger_to_the_form_cannot_slip_in_an_answer_it_does_not_ask(worker, page, opened, yonas, aicha):
    sent = opened | {
        "merge-with": str(opened["version"]),
        "merge-of": ["child_id"],
        "merge-child_id": "stored",
        "merge-theirs-child_id": "1",
    }
    assert worker.post(page, sent).status_code in (302, 422)
    assert Origin.objects.get().child_id == yonas.pk


def test_of_a_birth_that_both_corrected_the_whole_is_chosen(worker, yonas, aicha):
    address = reverse("minors:correct", args=[yonas.pk])
    form = worker.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if name not in ("identified_at", "key")}
    sent |= {"identified_at_0": f"{yonas.identified_at:%Y-%m-%d}", "identified_at_1": f"{yonas.identified_at:%H:%M}"}
    told = dates.from_text("2011", "gregorian")
    values = {
        f"birth_{name}": getattr(told, name) for name in ("raw", "calendar", "precision", "earliest", "latest", "recorded_on")
    }
    corrections.correct(yonas, {**values, "birth_source": "document"}, by=aicha, reason="A paper")
    answer = worker.post(address, sent | {"birth_raw": "13", "reason": "She says so"})
    assert answer.status_code == 409
    [row] = answer.context["form"].merge.rows
    assert row.fields == ["birth_raw", "birth_told_as", "birth_source"]
    assert row.stored.startswith("2011 – ")
