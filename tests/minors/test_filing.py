"""Writing a file section by section: a draft can always be saved, nothing is guessed, and a signed form is never rewritten silently."""

import uuid

import pytest
from django.urls import reverse

from base import dates
from base.described import in_words, state_of
from base.models import AccessEvent, Draft, Stale
from base.workflow import Refused
from minors import completeness, filing, over_time
from minors.models import FormVersion, LegalStatus, Origin, Recognition, UrgentNeed
from minors.sections import SECTIONS, of_form
from tests import makers, merging

pytestmark = pytest.mark.django_db
ORIGIN = SECTIONS["origin"]


def write(key, child, by, *, silences=None, record=None, version=None, reason="", **values):
    return filing.write(
        SECTIONS[key], child, values=values, silences=silences or {}, by=by, record=record, version=version, reason=reason
    )


def complete(child, by):
    """Everything that the registration needs, answered as shortly as possible."""
    write("urgent", child, by, kind="none")
    write("interview", child, by, held_at=dates.now(), held_by="Aicha", language="om", alone="yes")
    write("legal_status", child, by, legal_status="undetermined")
    write("siblings", child, by, siblings_here="none")
    write("functioning", child, by, assessed="no")


def address(name, child, *more):
    return reverse(f"minors:{name}", args=[child.pk, *more])


# ------------------------------------------------------------------------------------------------------------------ drafts and silences


def test_an_empty_section_can_be_saved_and_nothing_is_invented(worker, yonas):
    assert worker.post(address("write_section", yonas, "origin"), {"version": 0}).status_code == 302
    assert {state_of(yonas.origin, name) for name in ORIGIN.names} == {"not_asked"}


def test_unknown_refused_and_not_asked_are_three_different_answers(worker, yonas):
    sent = {"version": 0, "birth_place__silence": "unknown", "birth_zone__silence": "refused", "birth_registered": "unknown"}
    worker.post(address("write_section", yonas, "origin"), sent)
    origin = Origin.objects.get()
    assert [in_words(origin, name) for name in ("birth_place", "birth_zone", "birth_region", "birth_registered")] == [
        "unknown",
        "refused to answer",
        "not asked",
        "unknown",
    ]
    page = worker.get(address("section", yonas, "origin")).text
    assert page.index("refused to answer") != page.index("not asked")


def test_an_answer_together_with_a_reason_for_none_is_sent_back_with_everything_typed(worker, yonas):
    page = worker.post(
        address("write_section", yonas, "origin"), {"version": 0, "birth_place": "Harar", "birth_place__silence": "refused"}
    )
    assert page.status_code == 422
    assert 'value="Harar"' in page.text
    assert not Origin.objects.exists()


def test_an_answer_ends_the_silence_before_it(yonas, aicha):
    write("origin", yonas, aicha, silences={"birth_place": "refused"}, birth_place="")
    write("origin", yonas, aicha, version=1, birth_place="Harar")
    origin = Origin.objects.get()
    assert (origin.silences, origin.birth_place) == ({}, "Harar")


def test_what_aicha_typed_before_she_was_signed_out_is_there_again(worker, yonas, aicha):
    page = address("write_section", yonas, "origin")
    Draft.objects.create(person=aicha, path=page, fields={"birth_place": ["Harar"]}, kept_at=dates.now())
    assert 'value="Harar"' in worker.get(page).text


# ------------------------------------------------------------------------------------------------------------------------- two at once


def test_of_two_people_who_write_one_section_both_texts_are_shown(worker, yonas, aicha):
    write("origin", yonas, aicha, birth_place="Harar", country_habitual="ET")
    page = address("write_section", yonas, "origin")
    sent = {"version": 0, "birth_place": "Jijiga", "country_habitual": "SO"}
    answer = worker.post(page, sent)
    assert answer.status_code == 409
    rows = {row["label"]: (row["stored"], row["typed"]) for row in answer.context["conflict"]["rows"]}
    assert rows["Place of birth"] == ("Harar", "Jijiga")
    assert rows["Country where the child lived"] == ("Ethiopia", "Somalia")
    assert Origin.objects.get().birth_place == "Harar", "nothing is overwritten silently"
    assert worker.post(page, sent | merging.choosing(answer)).status_code == 302
    assert Origin.objects.get().birth_place == "Jijiga", "the second time it was chosen"


def test_a_section_is_begun_once(yonas, aicha):
    write("origin", yonas, aicha, version=0, birth_place="Harar")
    with pytest.raises(Stale):
        write("origin", yonas, aicha, version=0, birth_place="Jijiga")


def test_a_form_sent_twice_adds_one_line(worker, yonas):
    sent = {"version": 0, "key": str(uuid.uuid4()), "language": "am", "level": "good"}
    for _time in range(2):
        assert worker.post(address("new_row", yonas, "languages"), sent).status_code == 302
    assert yonas.spoken_languages.count() == 1


# ------------------------------------------------------------------------------------------------------------------- who may read what


def test_a_reader_without_what_is_sensitive_finds_neither_the_question_nor_the_section(client, yonas, aicha):
    write("belonging", yonas, aicha, ethnicity="afar")
    reader = makers.make_reader("reader", yonas, aicha, levels=["read_c1", "read_c2"], role="guardian", institution="MFF")
    client.force_login(reader)
    page = client.get(address("file", yonas)).text
    assert "Group and religion" not in page
    assert "Where the child comes from" in page
    assert client.get(address("section", yonas, "belonging")).status_code == 404
    assert "Who was there" not in client.get(address("section", yonas, "interview")).text


def test_a_colleague_without_the_right_to_it_does_not_overwrite_what_is_hidden(client, yonas, aicha):
    write("origin", yonas, aicha, age_disputed="yes", age_disputed_by="The police", birth_place="Harar")
    levels = ["read_c1", "read_c2", "change"]
    duty = makers.make_reader("kadir", yonas, aicha, levels=levels, role="night_duty", institution="CARITAS")
    client.force_login(duty)
    page = address("write_section", yonas, "origin")
    assert "The police" not in client.get(page).text
    assert client.post(page, {"version": 1, "birth_place": "Dire Dawa", "age_disputed_by": "Nobody"}).status_code == 302
    origin = Origin.objects.get()
    assert (origin.birth_place, origin.age_disputed_by) == ("Dire Dawa", "The police")


def test_reading_what_identifies_is_remembered(worker, yonas, aicha):
    write("recognition", yonas, aicha, phone="77 00 00 00")
    assert "77 00 00 00" in worker.get(address("section", yonas, "recognition")).text
    assert AccessEvent.objects.filter(kind="revealed", child_id=yonas.pk, detail__section="recognition").exists()


def test_a_judge_who_may_not_ask_for_the_identity_does_not_read_it_by_sections(client, bilan, yonas, aicha):
    write("recognition", yonas, aicha, phone="77 00 00 00")
    client.force_login(bilan)
    assert client.get(address("section", yonas, "recognition")).status_code == 404
    assert client.get(address("section", yonas, "names")).status_code == 404
    assert "Yonas" not in client.get(address("section", yonas, "identity")).text


def test_a_line_of_another_child_is_not_written_from_here(worker, yonas, aicha):
    other = makers.make_case(aicha, own="Abdi", father="Nur").child
    line = write("languages", other, aicha, language="so", level="good")
    assert worker.get(address("write_row", yonas, "languages", line.pk)).status_code == 404


# -------------------------------------------------------------------------------------------------------------------------- finalising


def test_a_form_with_an_open_question_is_not_signed_and_the_question_is_named(worker, yonas, aicha):
    complete(yonas, aicha)
    write("functioning", yonas, aicha, version=1, assessed="")
    page = worker.post(address("finalise", yonas, "F02"))
    assert page.status_code == 422
    assert "Were the difficulties of the child assessed?" in page.text
    assert not FormVersion.objects.exists()


def test_unknown_is_an_answer_good_enough_to_sign(yonas, aicha, at_commit):
    complete(yonas, aicha)
    signed = filing.finalise(yonas, "F02", by=aicha, classes={"C1", "C2", "C3", "C4"})
    at_commit()
    assert (signed.number, signed.finalised_by) == (1, aicha)


def test_the_digest_tells_whether_history_still_says_what_was_signed(yonas, aicha):
    complete(yonas, aicha)
    signed = filing.finalise(yonas, "F02", by=aicha, classes={"C1", "C2", "C3", "C4"})
    write("origin", yonas, aicha, birth_place="Harar", reason="Told later")
    assert filing.digest_of(yonas, "F02", signed.finalised_at) == signed.digest
    assert filing.digest_of(yonas, "F02", dates.now()) != signed.digest


def test_after_signing_a_change_needs_its_reason_and_makes_a_new_version(worker, yonas, aicha):
    complete(yonas, aicha)
    classes = {"C1", "C2", "C3", "C4"}
    filing.finalise(yonas, "F02", by=aicha, classes=classes)
    with pytest.raises(Refused, match="Nothing was changed"):
        filing.finalise(yonas, "F02", by=aicha, classes=classes)
    with pytest.raises(Refused) as refusal:
        write("recognition", yonas, aicha, marks="A scar")
    assert refusal.value.field == "reason"
    page = address("write_section", yonas, "recognition")
    assert worker.post(page, {"version": 0, "marks": "A scar"}).status_code == 422
    assert worker.post(page, {"version": 0, "marks": "A scar", "reason": "Seen today"}).status_code == 302
    assert Recognition.history.get().history_change_reason == "Seen today"
    assert filing.finalise(yonas, "F02", by=aicha, classes=classes).number == 2


def test_who_may_not_read_every_question_of_a_form_does_not_sign_it(yonas, aicha):
    complete(yonas, aicha)
    with pytest.raises(Refused, match="every question"):
        filing.finalise(yonas, "F02", by=aicha, classes={"C1", "C2"})


# ------------------------------------------------------------------------------------------------------------------------ over time


def day(text):
    return dates.local_date(dates.from_text(text, "gregorian").earliest)


def test_a_new_legal_status_ends_the_earlier_one_on_its_first_day(yonas, aicha, at_commit):
    write("legal_status", yonas, aicha, legal_status="no_status")
    write("legal_status", yonas, aicha, legal_status="asylum_seeker", starts_on=day("10/03/2026"))
    at_commit()
    assert LegalStatus.objects.current().get().legal_status == "asylum_seeker"
    told = {text: over_time.on_day(LegalStatus, yonas, day(text)).legal_status for text in ("09/03/2026", "10/03/2026")}
    assert told == {"09/03/2026": "no_status", "10/03/2026": "asylum_seeker"}


def test_a_new_status_without_its_first_day_is_sent_back(yonas, aicha):
    write("legal_status", yonas, aicha, legal_status="no_status")
    with pytest.raises(Refused) as refusal:
        write("legal_status", yonas, aicha, legal_status="asylum_seeker")
    assert refusal.value.field == "starts_on"
    assert LegalStatus.objects.get().ends_on is None, "the earlier one stays as it was"


def test_two_statuses_never_hold_on_the_same_day(yonas, aicha):
    write("legal_status", yonas, aicha, legal_status="asylum_seeker", starts_on=day("10/03/2026"))
    with pytest.raises(Refused, match="overlap"):
        write("legal_status", yonas, aicha, legal_status="no_status", starts_on=day("01/01/2026"), ends_on=day("11/03/2026"))
    assert write("legal_status", yonas, aicha, legal_status="no_status", starts_on=day("01/01/2026"), ends_on=day("10/03/2026"))


# ----------------------------------------------------------------------------------------------------------------------- what is missing


def test_each_missing_answer_leads_to_its_question(worker, yonas, aicha):
    write("urgent", yonas, aicha, kind="health")
    line = UrgentNeed.objects.get()
    lacking = completeness.missing(yonas, {"C1", "C2", "C3"}, "F02")
    assert [one.url for one in lacking if one.section.key == "urgent"] == [
        f"{address('write_row', yonas, 'urgent', line.pk)}#id_{name}" for name in ("reason", "action_taken")
    ]
    page = worker.get(lacking[0].url.split("#")[0]).text
    assert f'id="{lacking[0].url.split("#")[1]}"' in page
    assert address("new_row", yonas, "interview") in [one.url for one in lacking], "a talk with the child is needed"


def test_what_nobody_has_to_answer_is_not_missing(yonas, aicha):
    complete(yonas, aicha)
    assert completeness.missing(yonas, {"C1", "C2", "C3", "C4"}, "F02") == []


def test_a_question_that_follows_from_another_is_needed_only_then(yonas, aicha):
    complete(yonas, aicha)
    write("functioning", yonas, aicha, version=1, assessed="yes", seeing="none")
    assert len(completeness.missing(yonas, {"C1", "C2", "C3"}, "F02")) == 12
    assert yonas.functioning.disability is None, "what was not assessed is not “no”"


def test_one_domain_with_much_difficulty_is_a_disability(yonas, aicha):
    said = dict.fromkeys(type(yonas).functioning.related.related_model.DOMAINS, "none")
    write("functioning", yonas, aicha, assessed="yes", **said)
    assert yonas.functioning.disability is False
    write("functioning", yonas, aicha, version=1, hearing="a_lot")
    yonas.refresh_from_db()
    assert yonas.functioning.disability is True


def test_the_list_of_what_is_missing_costs_as_much_for_twenty_children_as_for_one(worker, aicha, django_assert_max_num_queries):
    for number in range(20):
        makers.make_case(aicha, own=f"Child {number}", father="")
    worker.get(reverse("minors:incomplete"))
    with django_assert_max_num_queries(
        18
    ) as asked:  # the nine of every page, the door, the children, their rights, their answers
        page = worker.get(reverse("minors:incomplete"))
    assert len(page.context["rows"]) == 20
    assert sum("minors_functioning" in query["sql"] for query in asked.captured_queries) == 1


def test_the_list_counts_only_what_one_may_read(client, yonas, aicha):
    levels = ["read_c1", "read_c2", "change"]
    duty = makers.make_reader("kadir", yonas, aicha, levels=levels, role="night_duty", institution="CARITAS")
    client.force_login(duty)
    [row] = client.get(reverse("minors:incomplete")).context["rows"]
    assert row["count"] == len(completeness.missing(yonas, {"C1", "C2"}))
    assert row["count"] < len(completeness.missing(yonas, {"C1", "C2", "C3"}))


def test_every_section_has_an_icon_and_asks_only_what_its_record_describes():
    for form in ("F02", "F04"):
        for section in of_form(form):
            assert set(section.names) <= {column.name for column in section.model._meta.concrete_fields}, section.key
