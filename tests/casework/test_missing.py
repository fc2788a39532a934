"""A child is missing: said in one sending by whoever sees the file, searched for by the clock, and heard after coming back (domain.md 3.17, 9.3)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.workflow import Refused
from casework import assessments, care, closing, contact, missing
from casework.models import InformedBody, MissingReport, ReturnInterview, SearchAction
from minors import access, filing
from minors.clocks import RULES
from minors.models import Clock
from minors.sections import SECTIONS
from tests import makers

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS = {"reason": "not_contactable", "statement": "Nobody has seen him.", "way_back": "Day centre."}


@pytest.fixture
def settled(case, aicha):
    """Yonas sleeps in the shelter, and was assessed."""
    assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="medium", risk_reasons="Alone", by=aicha)
    care.place(case.child, provider=makers.make_provider(), reason="Safe", by=aicha)
    return case


@pytest.fixture
def gone(settled, aicha):
    """The report of this morning."""
    with dates.at(dates.now() + HOUR):
        return missing.report(settled.child, noticed_at=dates.now(), by=aicha)


def running(child, rule):
    return Clock.objects.filter(child=child, rule=rule, stopped_at=None).first()


def test_one_sending_reports_the_child_and_does_everything_at_once(worker, settled):
    child = settled.child
    with dates.at(dates.now() + HOUR):
        now = dates.now().astimezone(dates.DJIBOUTI)
        form = {"noticed_at_0": f"{now:%Y-%m-%d}", "noticed_at_1": f"{now:%H:%M}"}
        answer = worker.post(reverse("casework:report_missing", args=[child.pk]), form)
        report = MissingReport.objects.get()
        assert (answer.status_code, answer.url) == (302, report.get_absolute_url())
        bed, nowhere = child.placements.order_by("starts_at")[1:]
        assert (bed.end_reason, nowhere.provider, nowhere.care_type) == ("missing", None, "unknown")
        settled.refresh_from_db()
        assert (settled.risk, settled.risk_reasons) == ("high", "The child is missing.")
        page = worker.get(child.get_absolute_url()).text
        assert "Missing since" in page
        assert "The child was reported missing." in page
        assert "Search for the child" in page
        assert "Find a safe place for tonight" not in page


def test_the_form_is_filled_in_already_and_everything_else_is_folded_away(worker, settled):
    form = worker.get(reverse("casework:report_missing", args=[settled.child_id])).context["form"]
    assert form.initial["noticed_at"]
    needed = [name for name, field in form.fields.items() if field.required]
    assert needed == ["noticed_at"]
    assert form.sections[0]["folds"][0]["open"] is False


def test_the_keeper_of_the_shelter_reports_a_resident_and_reads_no_more_than_before(client, settled, aicha):
    keeper = makers.make_user("mariam", role="placement_provider")
    month = dates.now() + 30 * DAY
    access.give(
        settled.child, user=keeper, levels=["read_c1", "read_c2"], purpose="duty", by=aicha, reason="Lives there", ends_at=month
    )
    client.force_login(keeper)
    assert "The child is missing" in client.get(settled.child.get_absolute_url()).text
    with dates.at(dates.now() + HOUR):
        report = missing.report(
            settled.child, noticed_at=dates.now(), by=keeper, destinations="Obock, a boat", clothes="Red shirt"
        )
        missing.inform(report, body="coast_guard", said="Fourteen, red shirt", informed_at=dates.now(), by=keeper)
    page = client.get(report.get_absolute_url()).text
    assert "Red shirt" in page
    assert "Obock, a boat" not in page
    assert "Fourteen, red shirt" not in page
    more = reverse("casework:complete_missing", args=[report.pk])
    assert "Obock, a boat" not in client.get(more).text
    assert client.post(more, {"version": report.version, "clothes": "Blue shirt", "destinations": ""}).status_code == 302
    report.refresh_from_db()
    assert (report.clothes, report.destinations) == ("Blue shirt", "Obock, a boat")
    assert client.get(reverse("casework:found_missing", args=[report.pk])).status_code == 200
    assert client.get(reverse("casework:assess_rapidly", args=[settled.child_id])).status_code == 403


def test_bilan_who_may_read_may_report_and_charmarke_must_not_know(client, case, bilan, charmarke):
    for person, status in ((bilan, 200), (charmarke, 404)):
        client.force_login(person)
        assert client.get(reverse("casework:report_missing", args=[case.child_id])).status_code == status


def test_a_child_is_missing_once_at_a_time(gone, aicha):
    with dates.at(gone.reported_at + HOUR), pytest.raises(Refused, match="reported missing already"):
        missing.report(gone.child, noticed_at=dates.now(), by=aicha)
    twice = MissingReport(child=gone.child, noticed_at=gone.noticed_at, reported_by=aicha, reported_at=gone.reported_at)
    twice.status = "missing"
    with pytest.raises(IntegrityError, match="missing_once_at_a_time"), transaction.atomic():
        twice.save(by=aicha, reason="x")


def test_an_absence_noticed_before_the_last_bed_ends_that_bed_all_the_same(settled, aicha):
    last = settled.child.placements.current().get()
    with dates.at(dates.now() + HOUR):
        missing.report(settled.child, noticed_at=last.starts_at - 2 * HOUR, by=aicha)
    last.refresh_from_db()
    assert last.end_reason == "missing"
    assert settled.child.placements.current().get().care_type == "unknown"


def test_no_report_of_an_absence_to_come_and_none_on_a_closed_case(settled, aicha, dahabo):
    with pytest.raises(Refused, match="has not come yet"):
        missing.report(settled.child, noticed_at=dates.now() + HOUR, by=aicha)
    care.end(settled.child.placements.current().get(), end_reason="reunified", by=aicha)
    closing.approve(closing.request(settled, by=aicha, **WORDS | {"reason": "goals_met"}), by=dahabo)
    with pytest.raises(Refused, match="The case is closed"):
        missing.report(settled.child, noticed_at=dates.now(), by=aicha)


def test_while_the_child_is_missing_nobody_goes_below_high(settled, gone, aicha):
    with dates.at(gone.reported_at + HOUR), pytest.raises(Refused, match="The child is missing"):
        assessments.sign_rapid_assessment(settled, answers=makers.ANSWERS, risk="medium", risk_reasons="Calm", by=aicha)


# --------------------------------------------------------------------------------------------------------------------- the clocks


def test_other_clocks_stand_still_until_the_child_is_found_and_go_on_later_by_as_much(settled, gone, aicha):
    child = settled.child
    bia = running(child, "bia.comprehensive")
    assert (bia.due_at, bool(bia.first_due_at)) == (None, True)
    with dates.at(gone.noticed_at + 5 * DAY):
        missing.found(gone, found_at=dates.now(), found_how="came_back", by=aicha)
    due = running(child, "bia.comprehensive").due_at
    limit = RULES["bia.comprehensive"]
    assert due is not None
    assert (limit.pauses, RULES["missing.search_review"].pauses) == (True, False)
    assert due - running(child, "bia.comprehensive").starts_at == timedelta(days=7) + 5 * DAY


@pytest.mark.parametrize(("minutes", "late"), [(119, False), (121, True)])
def test_a_report_within_two_hours_is_in_time(settled, aicha, minutes, late):
    noticed = dates.now() + HOUR
    with dates.at(noticed + timedelta(minutes=minutes)):
        report = missing.report(settled.child, noticed_at=noticed, by=aicha)
    clock = Clock.objects.get(rule="missing.report")
    assert (clock.stopped_at > clock.due_at) is late
    assert clock.stopped_at == report.reported_at


def test_the_search_is_reviewed_after_24_hours_72_hours_7_days_and_then_every_30_days(gone, aicha):
    since, seen = gone.reported_at, []
    for after in (timedelta(hours=25), timedelta(hours=73), timedelta(days=8), timedelta(days=38)):
        seen.append(running(gone.child, "missing.search_review").due_at - since)
        with dates.at(since + after):
            missing.search(gone, kind="review", what="Asked everybody again", done_at=dates.now(), by=aicha)
    seen.append(running(gone.child, "missing.search_review").due_at - since)
    assert seen == [timedelta(hours=24), timedelta(hours=72), timedelta(days=7), timedelta(days=37), timedelta(days=67)]


def test_a_step_of_the_search_is_no_review(gone, aicha):
    with dates.at(gone.reported_at + 2 * HOUR):
        before = running(gone.child, "missing.search_review").due_at
        missing.search(gone, kind="action", what="Called the hospital", done_at=dates.now(), by=aicha)
    assert running(gone.child, "missing.search_review").due_at == before
    assert SearchAction.objects.get().author == aicha


def test_after_the_return_the_child_is_heard_and_assessed_again(settled, gone, aicha):
    child = gone.child
    with dates.at(gone.noticed_at + 2 * DAY):
        missing.found(gone, found_at=dates.now(), found_how="police", by=aicha)
        assert running(child, "missing.search_review") is None
        assert running(child, "missing.return_interview").due_at == dates.now() + timedelta(hours=72)
        assert running(child, "missing.reassessment").due_at == dates.now() + timedelta(hours=24)
    with dates.at(gone.noticed_at + 3 * DAY):
        missing.hear(gone, held_at=dates.now(), seen_alone="yes", harmed="no", by=aicha)
        assert running(child, "missing.return_interview") is None
        settled.refresh_from_db()
        assessments.sign_rapid_assessment(settled, answers=makers.ANSWERS, risk="medium", risk_reasons="Back", by=aicha)
    assert running(child, "missing.reassessment") is None
    with dates.at(gone.noticed_at + 4 * DAY):
        bed = care.place(child, provider=makers.make_provider(), reason="Tired", by=aicha)
    assert missing.placed_afterwards(gone) == bed


def test_who_is_found_dead_is_not_to_be_heard(gone, aicha):
    with dates.at(gone.noticed_at + 2 * DAY):
        missing.found(gone, found_at=dates.now(), found_how="dead", by=aicha)
    assert running(gone.child, "missing.return_interview") is None


# --------------------------------------------------------------------------------------------------------------- the records


def test_harm_is_never_kept_without_a_word_about_it(gone, aicha):
    with dates.at(gone.noticed_at + 2 * DAY):
        with pytest.raises(Refused, match="not found yet"):
            missing.hear(gone, held_at=dates.now(), seen_alone="yes", harmed="no", by=aicha)
        missing.found(gone, found_at=dates.now(), found_how="came_back", by=aicha)
        with pytest.raises(Refused, match="say what happened"):
            missing.hear(gone, held_at=dates.now(), seen_alone="yes", harmed="yes", by=aicha)
        mute = ReturnInterview(report=gone, held_at=dates.now(), author=aicha, seen_alone="yes", harmed="yes", status="held")
        with pytest.raises(IntegrityError, match="harm_is_answered"), transaction.atomic():
            mute.save(by=aicha, reason="x")


def test_nobody_is_told_and_nothing_searched_after_the_end(gone, aicha):
    with dates.at(gone.noticed_at + DAY):
        missing.found(gone, found_at=dates.now(), found_how="came_back", by=aicha)
        with pytest.raises(Refused, match="has ended"):
            missing.inform(gone, body="gendarmerie", said="x", informed_at=dates.now(), by=aicha)
        with pytest.raises(Refused, match="already changed"):
            missing.found(gone, found_at=dates.now(), found_how="police", by=aicha)
    assert not InformedBody.objects.exists()


def test_the_page_says_that_no_embassy_learns_of_a_child_who_may_need_asylum(worker, gone):
    inform = reverse("casework:inform_missing", args=[gone.pk])
    for address in (gone.get_absolute_url(), inform):
        assert "Tell no embassy" in worker.get(address).text
    bodies = dict(worker.get(inform).context["form"].fields["body"].choices)
    assert not any("embassy" in str(label).lower() for label in bodies.values())


def test_a_citizen_without_fear_has_no_such_warning(worker, aicha):
    citizen = makers.make_case(aicha, own="Moussa", nationality="DJ").child
    address = reverse("casework:report_missing", args=[citizen.pk])
    assert "Tell no embassy" not in worker.get(address).text
    filing.write(SECTIONS["wishes"], citizen, values={"fear_of_return": "yes"}, silences={}, by=aicha)
    assert "Tell no embassy" in worker.get(address).text


def test_the_first_thing_to_do_is_to_tell_somebody_and_then_to_say_that_the_child_is_back(worker, gone, aicha):
    first = [str(worker.get(gone.get_absolute_url()).context["deeds"][0]["label"])]
    with dates.at(gone.noticed_at + HOUR):
        missing.inform(gone, body="police_minors", informed_at=dates.now(), said="Boy, 14", by=aicha)
    first.append(str(worker.get(gone.get_absolute_url()).context["deeds"][0]["label"]))
    assert first == ["Somebody was told", "The child was found"]


def test_everything_is_said_on_the_pages_of_the_report(worker, gone):
    now = f"{dates.now().astimezone(dates.DJIBOUTI) + 2 * HOUR:%Y-%m-%d %H:%M}".split()
    with dates.at(dates.now() + 3 * HOUR):
        sent = {
            "inform_missing": {
                "body": "police_minors",
                "informed_at_0": now[0],
                "informed_at_1": now[1],
                "said": "Boy, 14, red shirt",
            },
            "search_missing": {"kind": "review", "done_at_0": now[0], "done_at_1": now[1], "what": "Port and market"},
            "complete_missing": {"version": gone.version, "clothes": "Red shirt", "risks": ["debt"], "destinations": "Obock"},
        }
        for name, form in sent.items():
            assert worker.post(reverse(f"casework:{name}", args=[gone.pk]), form).status_code == 302, name
        page = worker.get(gone.get_absolute_url()).text
        for words in ("police, minors’ brigade", "Boy, 14, red shirt", "Port and market", "Obock", "debt or ransom claimed"):
            assert words in page
        assert "Clothes: Red shirt." in page
        stale = worker.post(reverse("casework:complete_missing", args=[gone.pk]), sent["complete_missing"] | {"clothes": "Blue"})
        assert (stale.status_code, "Blue" in stale.text) == (409, True)
        found = {"found_at_0": now[0], "found_at_1": now[1], "found_how": "came_back", "found_state": "Hungry"}
        answer = worker.post(reverse("casework:found_missing", args=[gone.pk]), found)
        assert answer.url == reverse("casework:place", args=[gone.child_id])
        talk = {"held_at_0": now[0], "held_at_1": now[1], "seen_alone": "yes", "harmed": "yes", "harm": ""}
        hear = reverse("casework:hear_missing", args=[gone.pk])
        refused = worker.post(hear, talk)
        assert (refused.status_code, "say what happened" in refused.text) == (422, True)
        assert worker.post(hear, talk | {"harm": "Beaten; the doctor saw him"}).status_code == 302
        assert "Beaten; the doctor saw him" in worker.get(gone.get_absolute_url()).text


# ------------------------------------------------------------------------------------------------------------------- the closing


@pytest.mark.parametrize("reason", ["not_contactable", "goals_met"])
def test_the_case_of_a_missing_child_is_not_closed_on_day_20_whatever_the_reason(settled, gone, aicha, reason):
    with dates.at(gone.noticed_at + 20 * DAY), pytest.raises(Refused, match="90 days since last contact"):
        closing.request(settled, by=aicha, **WORDS | {"reason": reason})


def test_after_ninety_days_the_search_ends_with_the_case(settled, gone, aicha, dahabo):
    seen = contact.last_contact(settled)
    settled.refresh_from_db()
    with dates.at(seen + 90 * DAY - timedelta(minutes=1)), pytest.raises(Refused, match="90 days"):
        closing.request(settled, by=aicha, **WORDS)
    with dates.at(seen + 90 * DAY):
        closing.approve(closing.request(settled, by=aicha, **WORDS), by=dahabo)
    gone.refresh_from_db()
    settled.refresh_from_db()
    assert (gone.status, settled.status) == ("closed", "closed")
    assert not Clock.objects.filter(child=gone.child, rule__startswith="missing", stopped_at=None).exists()


def test_who_is_out_of_contact_without_a_report_waits_as_long(settled, aicha):
    care.end(settled.child.placements.current().get(), end_reason="other", by=aicha)
    seen = contact.last_contact(settled)
    with dates.at(seen + 89 * DAY), pytest.raises(Refused, match="No longer contactable"):
        closing.request(settled, by=aicha, **WORDS)
    with dates.at(seen + 89 * DAY):
        assert closing.request(settled, by=aicha, **WORDS | {"reason": "goals_met"})


def test_a_contact_begins_the_ninety_days_anew(settled, gone, aicha):
    with dates.at(gone.noticed_at + 30 * DAY):
        missing.found(gone, found_at=dates.now(), found_how="came_back", by=aicha)
        assert contact.last_contact(settled) == dates.now()


def test_the_search_that_is_due_stands_before_everything_and_counts_in_its_group_as_in_the_list(worker, gone):
    with dates.at(dates.now() + DAY + HOUR):
        page = worker.get(reverse("casework:today")).context
        listed = worker.get(reverse("casework:due"), {"when": "late"}).context["items"]
    [late] = [one for one in page["groups"] if one["id"] == "late"]
    assert [one["code"] for one in page["absences"]] == [gone.child.code]
    assert RULES["missing.search_review"].name in [one["title"] for one in late["items"]]
    assert late["count"] == len(late["items"]) + late["more"] == len(listed)
    assert next(one["value"] for one in page["tiles"] if "late" in one["url"]) == late["count"]
