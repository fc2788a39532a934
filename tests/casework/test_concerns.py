"""Protection concerns: each has its own status, dates, source and readers; after an assault the hours count."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import Draft, Option, StateChange
from base.workflow import Refused
from casework import concerns, due
from casework.models import Concern
from casework.models.concern import GROUPS, SECRET
from minors import access
from minors.models import Clock
from referrals import workflow as referring
from tests import makers

pytestmark = pytest.mark.django_db
SECRET_READER = ["read_c1", "read_c2", "read_c3", "read_c4"]


def record(child, by, kind="gang", **fields):
    return concerns.record(child, **{"kind": kind, "severity": "medium", "source": "child", "by": by, **fields})


def hours_ago(hours):
    return dates.now() - timedelta(hours=hours)


def posted(**changes):
    return {"kind": "gang", "severity": "medium", "source": "child", "told_words": "They wait for him", **changes}


def at(moment):
    day, _, time = f"{moment.astimezone(dates.DJIBOUTI):%Y-%m-%d %H:%M}".partition(" ")
    return day, time


def send(client, child, **changes):
    return client.post(reverse("casework:new_concern", args=[child.pk]), posted(**changes))


def change(client, concern, **fields):
    day, time = at(dates.now())
    said = {"at_0": day, "at_1": time, "version": concern.version, **fields}
    return client.post(reverse("casework:change_concern", args=[concern.pk]), said)


# ------------------------------------------------------------------------------------------------------------------------- the list


def test_every_concern_of_the_list_stands_below_one_heading():
    named = [code for _title, codes in GROUPS.values() for code in codes]
    assert sorted(named) == sorted(set(named)) == sorted(Option.objects.filter(list="L12").values_list("code", flat=True))
    assert set(SECRET) <= set(named)


def test_the_list_has_what_the_ministry_asks_for():
    rows = json.loads((Path(__file__).resolve().parents[2] / "base/data/option_lists.json").read_text("utf8"))
    assert len([row for row in rows if row["list"] == "L12"]) == 88


# ------------------------------------------------------------------------------------------------------------------------ the deeds


def test_a_concern_is_suspected_reported_confirmed_and_resolved_each_with_its_moment(yonas, aicha):
    with dates.at(hours_ago(50)):
        concern = record(yonas, aicha, starts_raw="03/2026")
    assert (concern.status, f"{concern.starts_earliest} {concern.starts_latest}") == ("suspected", "2026-03-01 2026-03-31")
    concerns.report(concern, to="The police of Boulaos", at=hours_ago(40), by=aicha)
    concerns.confirm(concern, confirmed_by="The judge, after a hearing", at=hours_ago(3), by=aicha)
    concerns.resolve(concern, why="safe", resolution="He lives in the shelter", by=aicha)
    told = [(row.move, row.target) for row in StateChange.objects.filter(subject_id=concern.pk).order_by("id")]
    assert told == [("suspect", "suspected"), ("report", "reported"), ("confirm", "confirmed"), ("resolve", "resolved")]
    assert [moved.sentence for moved in concerns.moves_of(concern)][-1] == "A protection concern was resolved."
    concern.refresh_from_db()
    assert (concern.reported_to, concern.confirmed_by) == ("The police of Boulaos", "The judge, after a hearing")


def test_the_end_that_was_typed_and_not_sent_stands_open_again(worker, yonas, aicha):
    page = reverse("casework:new_concern", args=[yonas.pk])
    Draft.objects.create(person=aicha, path=page, fields={"ends_on": ["2026-01-02"]}, kept_at=dates.now())
    [part] = worker.get(page).context["form"].sections
    assert [fold["open"] for fold in part["folds"]] == [True]


def test_what_was_resolved_can_come_back(yonas, aicha):
    concern = record(yonas, aicha)
    concerns.resolve(concern, why="over", resolution="The gang left", by=aicha)
    concerns.come_back(concern, by=aicha)
    assert (concern.status, concern.resolved_because) == ("suspected", "")


@pytest.mark.parametrize(
    ("deed", "said", "sentence"),
    [
        (concerns.report, {"to": " "}, "to whom"),
        (concerns.confirm, {"confirmed_by": ""}, "who confirmed"),
        (concerns.resolve, {"why": "", "resolution": "Done"}, "why it is resolved"),
        (concerns.resolve, {"why": "because", "resolution": "Done"}, "why it is resolved"),
        (concerns.resolve, {"why": "safe", "resolution": "  "}, "what was done"),
        (concerns.report, {"to": "Police", "at": "tomorrow"}, "not come yet"),
    ],
)
def test_a_step_without_its_reason_or_before_its_time_is_refused(yonas, aicha, deed, said, sentence):
    concern = record(yonas, aicha)
    if said.get("at"):
        said = {**said, "at": dates.now() + timedelta(days=1)}
    with pytest.raises(Refused, match=sentence):
        deed(concern, **said, by=aicha)
    concern.refresh_from_db()
    assert concern.status == "suspected"


def test_a_resolved_concern_is_not_reported_any_more(yonas, aicha):
    concern = record(yonas, aicha)
    concerns.resolve(concern, why="safe", resolution="Done", by=aicha)
    with pytest.raises(Refused):
        concerns.report(concern, to="Police", by=aicha)
    with pytest.raises(Refused, match="resolved"):
        concerns.weigh(concern, severity="high", by=aicha)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "worries"},
        {"incident_at": dates.now() + timedelta(days=2)},
        {"ends_on": dates.today() + timedelta(days=2)},
        {"starts_raw": "2026", "ends_on": dates.today() - timedelta(days=800)},
    ],
)
def test_a_concern_that_contradicts_itself_is_refused(yonas, aicha, fields):
    with pytest.raises(Refused):
        record(yonas, aicha, **fields)
    assert not Concern.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"kind": "trafficking_labour"}, "concern_secret_by_kind"),
        ({"field_class": "C1"}, "concern_has_a_class"),
        ({"status": "resolved"}, "concern_resolved_with_a_reason"),
        ({"resolved_because": "safe"}, "concern_resolved_with_a_reason"),
        ({"status": "reported"}, "concern_reported_to_somebody"),
        ({"status": "confirmed", "confirmed_by": " "}, "concern_confirmed_by_somebody"),
        ({"incident_at": hours_ago(2), "doctor_at": hours_ago(3)}, "concern_doctor_after_the_incident"),
    ],
)
def test_the_database_itself_refuses_a_concern_that_lacks_something(yonas, aicha, wrong, constraint):
    row = {"kind": "gang", "severity": "low", "source": "child", "field_class": "C3", "status": "suspected", "recorded_by": aicha}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Concern(child=yonas, **{**row, **wrong}).save(by=aicha, reason="Wrong")


# ------------------------------------------------------------------------------------------------------------------------- the pages


def test_aicha_records_a_concern_with_one_tap_from_the_case(worker, yonas):
    page = worker.get(yonas.get_absolute_url()).text
    assert reverse("casework:new_concern", args=[yonas.pk]) in page
    assert worker.get(reverse("casework:new_concern", args=[yonas.pk])).text.count("<optgroup") == len(GROUPS)
    assert send(worker, yonas).status_code == 302
    concern = yonas.concerns.get()
    assert (concern.kind, concern.told_words, concern.field_class) == ("gang", "They wait for him", "C3")
    assert "Gang" in worker.get(yonas.get_absolute_url()).text


def test_a_refused_form_keeps_every_word(worker, yonas):
    page = send(worker, yonas, severity="")
    assert page.status_code == 422
    assert "They wait for him" in page.text


def test_a_concern_that_calls_for_more_leads_to_the_level_of_risk(worker, yonas):
    answer = send(worker, yonas, kind="suicidal")
    assert answer.url == reverse("casework:set_risk", args=[yonas.pk])
    page = worker.get(answer.url).text
    assert "calls for a higher level of risk: at least “High”" in page
    assert "The child thinks of dying." in page


def test_aicha_changes_what_became_of_it(worker, yonas, aicha):
    concern = record(yonas, aicha)
    assert change(worker, concern, move="report", known_from="").status_code == 422
    assert change(worker, concern, move="report", known_from="UNHCR").status_code == 302
    concern.refresh_from_db()
    assert change(worker, concern, move="resolve", why="treated", resolution="Counselled").status_code == 302
    concern.refresh_from_db()
    assert (concern.status, concern.reported_to, concern.resolved_because) == ("resolved", "UNHCR", "treated")
    page = worker.get(concern.get_absolute_url()).text
    assert "treated or cared for" in page
    assert change(worker, concern, move="report", known_from="x").status_code == 422


def test_who_saves_over_somebody_elses_change_is_shown_both(worker, yonas, aicha):
    concern = record(yonas, aicha)
    old = concern.version
    concerns.weigh(concern, severity="high", by=aicha)
    said = {"severity": "low", "version": old}
    page = worker.post(reverse("casework:weigh_concern", args=[concern.pk]), said)
    assert page.status_code == 409
    concern.refresh_from_db()
    assert concern.severity == "high"


def test_a_supervisor_reads_and_does_not_write(client, yonas, aicha, dahabo):
    concern = record(yonas, aicha)
    client.force_login(dahabo)
    page = client.get(concern.get_absolute_url())
    assert page.status_code == 200
    assert "What became of it" not in page.text


# ------------------------------------------------------------------------------------------------------------------- who learns of it


def test_what_is_secret_by_its_kind_stays_so_whatever_is_chosen(worker, yonas):
    send(worker, yonas, kind="trafficking_domestic", field_class="")
    send(worker, yonas, kind="gang", field_class="C4")
    assert {one.kind: one.field_class for one in yonas.concerns.all()} == {"trafficking_domestic": "C4", "gang": "C4"}


@pytest.mark.parametrize(
    ("levels", "seen"), [(["read_c1"], set()), (["read_c1", "read_c3"], {"C3"}), (SECRET_READER, {"C3"}), (None, {"C3", "C4"})]
)
def test_each_reader_learns_of_concerns_of_their_own_classes_only(client, yonas, aicha, levels, seen):
    rows = {"C3": record(yonas, aicha), "C4": record(yonas, aicha, kind="trafficking_begging")}
    concerns.report(rows["C4"], to="The prosecutor", by=aicha)
    concerns.weigh(rows["C4"], severity="high", by=aicha)
    colleague = {"role": "caseworker", "institution": "CARITAS"}  # what is secret, only who answers for the case reads
    reader = makers.make_reader("reader", yonas, aicha, levels=levels, **colleague) if levels else aicha
    client.force_login(reader)
    pages = [client.get(address).text for address in (yonas.get_absolute_url(), reverse("casework:concerns", args=[yonas.pk]))]
    for of, word in (("C3", "Gang"), ("C4", "Trafficking: begging")):
        assert all((word in page) == (of in seen) for page in pages)
        assert client.get(rows[of].get_absolute_url()).status_code == (200 if of in seen else 404)
    moves = "A protection concern was reported." in pages[0]
    assert moves == ("C4" in seen)
    assert ("A protection concern was recorded." in pages[0]) == bool(seen)


def test_the_printed_file_tells_what_is_sensitive_and_nothing_secret(yonas, aicha):
    from casework.dossier.concerns import concerns as section
    from casework.dossier.known import Known

    record(yonas, aicha, told_words="They wait for him")
    record(yonas, aicha, kind="trafficking_begging", told_words="The tall one")
    paper = str(section(Known(yonas.pk, reader=aicha, until=dates.now())))
    assert "They wait for him" in paper
    assert "Gang" in paper
    assert "tall one" not in paper
    assert "rafficking" not in paper
    reader = makers.make_reader("reader", yonas, aicha)
    assert "They wait" not in str(section(Known(yonas.pk, reader=reader, until=dates.now())))


# ------------------------------------------------------------------------------------------------------------------------ the countdown


def clocks_of(child):
    return list(Clock.objects.filter(child=child, rule="csa.medical").order_by("first_due_at"))


@pytest.fixture
def sara(aicha):
    return makers.make_case(aicha, own="Sara", sex="F", tonight={"care_type": "kinship"}).child


def assault(child, by, hours=10, **fields):
    return record(child, by, kind="sexual_violence", incident_at=hours_ago(hours), **fields)


def test_after_an_assault_two_limits_count_from_the_moment_it_happened(sara, aicha):
    concern = assault(sara, aicha)
    hiv, pregnancy = clocks_of(sara)
    assert hiv.due_at - concern.incident_at == timedelta(hours=72)
    assert pregnancy.due_at - concern.incident_at == timedelta(hours=120)
    assert [one.text for one in concerns.countdowns([concern])[concern.pk]] == [
        "61 hours left",
        "109 hours left",
    ]  # begun hours do not count


def test_a_boy_is_not_asked_about_a_pregnancy(yonas, aicha):
    assault(yonas, aicha)
    assert len(clocks_of(yonas)) == 1


def test_a_concern_without_a_moment_counts_no_hours(sara, aicha):
    record(sara, aicha, kind="sexual_violence")
    assert clocks_of(sara) == []


def test_the_countdown_is_shown_also_when_the_hours_have_passed(worker, sara, aicha):
    concern = assault(sara, aicha, hours=200)
    page = worker.get(concern.get_absolute_url()).text
    assert page.count("the hours have passed") == 2
    assert "Refer to a doctor" in page
    assert "Doctor within 72 hours" in worker.get(sara.get_absolute_url()).text


def refer(child, by, kind="medical"):
    return referring.refer(
        child,
        to=makers.make_service(kind),
        reason="Pain",
        groups=["age_sex_language"],
        urgency="urgent",
        mode="accompanied",
        by=by,
    )


def test_a_referral_to_a_doctor_ends_it_and_another_one_does_not(sara, aicha):
    assault(sara, aicha)
    referring.refer(
        sara, to=makers.make_service("recreation"), reason="Football", groups=["age_sex_language"], urgency="normal", mode="phone", by=aicha,
        without_consent_because="She asks for it",
    )  # fmt: skip
    assert [one.stopped_at for one in clocks_of(sara)] == [None, None]
    sent = refer(sara, aicha)
    assert [one.stopped_at for one in clocks_of(sara)] == [sent.sent_at, sent.sent_at]


def test_a_declined_referral_lets_it_run_on(sara, aicha, evelyne):
    assault(sara, aicha)
    referring.decline(refer(sara, aicha), by=evelyne, answer="No doctor tonight")
    assert [one.stopped_at for one in clocks_of(sara) if one.stopped_at is None] == [None, None]


def test_a_visit_to_the_doctor_ends_it(worker, sara, aicha):
    concern = assault(sara, aicha)
    day, time = at(dates.now())
    said = {"doctor_at_0": day, "doctor_at_1": time, "version": concern.version}
    assert worker.post(reverse("casework:doctor_saw", args=[concern.pk]), said).status_code == 302
    assert {one.outcome for one in clocks_of(sara)} == {"done"}
    with pytest.raises(Refused, match="before it happened"):
        concern.refresh_from_db()
        concerns.seen_by_doctor(concern, at=hours_ago(20), by=aicha)


def test_a_concern_recorded_by_mistake_needs_no_doctor(sara, aicha):
    concern = assault(sara, aicha)
    concerns.resolve(concern, why="mistake", resolution="Another child", by=aicha)
    assert {one.outcome for one in clocks_of(sara)} == {"dropped"}


def test_of_a_secret_assault_others_learn_only_that_a_doctor_is_urgent(sara, aicha):
    assault(sara, aicha, field_class="C4")
    night = makers.make_user("kadir", role="night_duty")
    levels = ["read_c1", "read_c2", "read_c3", "change"]
    month = dates.now() + timedelta(days=30)
    access.give(sara, user=night, levels=levels, purpose="duty", by=aicha, reason="Night", ends_at=month)
    told = {(one.what, one.url) for one in due.of_files(night, sara) if one.rule == "T24"}
    assert told == {("Urgent visit to a doctor", reverse("referrals:refer", args=[sara.pk]))}


def test_who_reads_nothing_sensitive_learns_of_no_assault(sara, aicha):
    assault(sara, aicha)
    reader = makers.make_reader("reader", sara, aicha)
    assert [one for one in due.of_files(reader, sara) if one.rule == "T24"] == []
