"""Two files of one child on the pages, in the lists, on paper and in the figures: one child, two codes, nothing lost."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from base import dates
from base.models import AccessEvent
from casework import assessments, away, care, departures
from casework.models import Placement
from minors import access, merge, search
from minors.models import Child, DuplicateDecision, Merge
from plan import measuring, periods
from plan.models import Indicator
from referrals import workflow
from tests import family, makers
from tests.casework.test_case_file import pages_of, printed
from tests.casework.test_case_page import questions_of

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


@pytest.fixture
def ionas(aicha):
    """The same boy, registered once more under another spelling; a month of work stands in that file."""
    with dates.at(dates.now() - timedelta(days=3)):
        case = makers.make_case(aicha, own="Ionas", father="Tesfay", nationality="ER", risk="high")
        sent = {"groups": ["age_sex_language"], "urgency": "normal", "mode": "electronic"}
        workflow.refer(case.child, to=makers.make_service(), reason="Fever", by=aicha, **sent)
        assessments.sign_rapid_assessment(case, answers=makers.ANSWERS, risk="high", risk_reasons="Debt", by=aicha)
    return case.child


@pytest.fixture
def joined(yonas, ionas, dahabo):
    return makers.make_merge(yonas, ionas, dahabo)


@pytest.fixture
def of_the_other(ionas, aicha):
    """A clerk who may read the other file only."""
    return makers.make_reader("clerk", ionas, aicha, levels=("read_c1", "read_c2", "read_c3", "print"))


# --------------------------------------------------------------------------------------------------------------- on the pages


def test_the_page_of_the_kept_file_tells_both_each_line_with_its_code(worker, yonas, ionas, joined):
    page = worker.get(yonas.get_absolute_url())
    assert f"This file was joined with {ionas.code}" in page.text
    told = {entry["code"] for entry in page.context["entries"]}
    assert told == {yonas.code, ionas.code}
    assert [one["code"] for one in page.context["assessments"]] == [ionas.code]
    assert [one.child.code for one in page.context["referrals"]] == [ionas.code]
    assert sum(entry["sentence"] == "Two files about the same child became one." for entry in page.context["entries"]) == 1


def test_the_page_of_the_other_file_leads_to_the_kept_one_and_says_why(worker, yonas, ionas, joined):
    page = worker.get(ionas.get_absolute_url(), follow=True)
    assert page.redirect_chain == [(yonas.get_absolute_url(), 302)]
    assert f"{ionas.code} was joined with this file" in page.text


@pytest.mark.parametrize(
    "route",
    [
        "casework:place",
        "casework:assess_rapidly",
        "casework:begin_bia",
        "casework:request_closure",
        "casework:ask_hold",
        "referrals:refer",
    ],
)
def test_work_that_is_begun_in_the_other_file_begins_in_the_kept_one(worker, yonas, ionas, joined, route):
    answer = worker.get(reverse(route, args=[ionas.pk]))
    assert answer.url == reverse(route, args=[yonas.pk])


def test_what_was_typed_for_the_other_file_is_put_into_the_form_of_the_kept_one(worker, yonas, ionas, joined):
    answer = worker.post(reverse("referrals:refer", args=[ionas.pk]), {"reason": "He coughs at night"})
    assert "He coughs at night" in worker.get(answer.url).text


def test_who_may_read_the_other_file_only_reads_it_and_learns_no_other_code(client, yonas, ionas, joined, of_the_other):
    client.force_login(of_the_other)
    page = client.get(ionas.get_absolute_url())
    assert page.status_code == 200
    assert "The case continues there, under another code." in page.text
    assert yonas.code not in page.text
    assert page.context["deeds"] == []


def test_who_worked_in_the_other_file_only_is_told_whom_to_ask(client, yonas, ionas, joined, aicha):
    kadir = makers.make_user("kadir", team=makers.make_team("IOM", "Obock", "OBK"))
    access.give(ionas, user=kadir, levels=access.FULL, purpose="duty", by=aicha, reason="Duty", ends_at=dates.now() + MONTH)
    client.force_login(kadir)
    page = client.get(reverse("casework:place", args=[ionas.pk]), follow=True)
    assert page.redirect_chain == [(ionas.get_absolute_url(), 302)]
    assert "ask your supervisor for access" in page.text
    assert yonas.code not in page.text


def test_who_may_read_the_kept_file_only_learns_that_there_is_another_and_nothing_of_it(client, yonas, ionas, joined, bilan):
    client.force_login(bilan)
    page = client.get(yonas.get_absolute_url())
    assert "One more file of this child was joined with this one; you may not open it." in page.text
    assert ionas.code not in page.text
    assert page.context["assessments"] == page.context["referrals"] == []


def test_each_file_is_shown_in_the_classes_of_its_own_grant(client, yonas, ionas, joined, aicha):
    amina = makers.make_reader("amina", yonas, aicha, levels=("read_c1", "read_c2", "read_c3"))
    access.give(ionas, user=amina, levels=["read_c1"], purpose="court", by=aicha, reason="Order 13", ends_at=dates.now() + MONTH)
    client.force_login(amina)
    page = client.get(yonas.get_absolute_url())
    assert {one.statement.child_id for one in page.context["holds"]} == {yonas.pk}
    assert page.context["referrals"] == [], "a referral says who the child is: the grant on that file does not"
    assert not any("Fever" in entry["detail"] for entry in page.context["entries"] if entry["code"] == ionas.code)


def test_reading_the_joined_file_is_remembered(worker, aicha, yonas, ionas, joined):
    worker.get(yonas.get_absolute_url())
    for file in (yonas, ionas):
        assert AccessEvent.objects.filter(child_id=file.pk, person=aicha, kind="opened").exists()
    worker.post(reverse("minors:identity", args=[yonas.pk]))
    assert AccessEvent.objects.filter(child_id=ionas.pk, person=aicha, kind="revealed").exists()


def test_the_identity_has_the_names_of_both_files(worker, yonas, joined):
    page = worker.post(reverse("minors:identity", args=[yonas.pk]))
    assert "Ionas Tesfay" in page.text


def test_a_page_with_a_joined_file_asks_a_fixed_number_of_questions_more(worker, yonas, joined, aicha):
    questions = questions_of(worker, yonas.get_absolute_url())
    assert len(questions) <= 19, "\n".join(questions)


# -------------------------------------------------------------------------------------------------------- lists and what is due


def test_today_the_board_and_the_list_show_one_child(client, yonas, ionas, joined, aicha, dahabo):
    client.force_login(aicha)
    assert codes_in_list(client) == {yonas.code}
    lines = [line for group in client.get(reverse("casework:today")).context["groups"] for line in group["items"]]
    assert {line["code"] for line in lines if line["title"] != "Answer to a referral"} == {yonas.code}
    client.force_login(dahabo)
    board = client.get(reverse("casework:board"))
    assert [worker["cases"] for worker in board.context["workers"]] == [1]


def test_an_answer_that_a_service_owes_stays_due_after_the_merge(client, yonas, ionas, joined, aicha):
    client.force_login(aicha)
    with dates.at(dates.now() + timedelta(days=3)):
        lines = [line for group in client.get(reverse("casework:today")).context["groups"] for line in group["items"]]
    assert [(line["title"], line["code"]) for line in lines if line["code"] == ionas.code] == [
        ("Answer to a referral", ionas.code)
    ]


def test_after_the_separation_the_other_case_is_back_in_the_lists(client, yonas, ionas, joined, aicha, dahabo):
    merge.unmerge(joined, by=dahabo, reason="Two boys")
    client.force_login(aicha)
    text = client.get(reverse("minors:children")).text
    assert yonas.code in text
    assert ionas.code in text


def test_the_bed_of_the_other_file_is_where_the_child_sleeps(client, yonas, ionas, aicha, dahabo):
    shelter = makers.make_provider(capacity=1)
    care.place(ionas, provider=shelter, reason="Bed", by=aicha)
    makers.make_merge(yonas, ionas, dahabo)
    client.force_login(aicha)
    assert "Night shelter" in client.get(reverse("minors:children")).text
    page = client.get(yonas.get_absolute_url())
    assert "Find a safe place" not in page.text
    assert page.context["placements"][0]["code"] in (yonas.code, ionas.code)
    care.place(yonas, provider=makers.make_provider("Day shelter"), reason="Better", by=aicha)
    standing = Placement.objects.current().filter(child__in=[yonas, ionas])
    assert [str(one) for one in standing] == ["Day shelter"], "the bed in the other file was left"


def test_nobody_is_placed_in_a_file_that_was_joined(yonas, ionas, joined, aicha):
    with pytest.raises(care.Refused):
        care.place(ionas, provider=makers.make_provider(), reason="Bed", by=aicha)


# ------------------------------------------------------------------------------------------------------------------- on paper


def test_the_printed_file_has_both_codes_and_each_line_its_own(yonas, ionas, joined, aicha):
    text = printed(yonas, aicha, identity=True)
    assert f"{ionas.code}, joined on" in text
    assert f"From the file {ionas.code}." in text
    assert "Ionas" in text
    assert AccessEvent.objects.filter(child_id=ionas.pk, person=aicha, kind="printed").exists()


def test_the_other_code_prints_the_file_it_was_joined_with(yonas, ionas, joined, aicha):
    text = printed(ionas, aicha)
    assert f"Child protection {yonas.code}" in text
    assert f"{ionas.code}, joined on" in text


def test_as_of_a_moment_before_the_merge_both_files_still_stand_apart(yonas, ionas, dahabo, aicha):
    before = dates.now()
    apart = [printed(child, aicha, as_of=before) for child in (yonas, ionas)]
    makers.make_merge(yonas, ionas, dahabo, choices={"nationality": "other", "name": "other"})
    again = [printed(child, aicha, as_of=before) for child in (yonas, ionas)]
    for first, second, (mine, its) in zip(apart, again, [(yonas, ionas), (ionas, yonas)], strict=True):
        assert mine.code in second
        assert its.code not in second
        assert _without_copy(first) == _without_copy(second)


def _without_copy(text: str) -> list[str]:
    """The lines of a printed file that do not name the copy or the moment of printing."""
    return [line for line in text.splitlines() if not any(word in line for word in ("Copy", "Printed", "printed", "UTC", "20"))]


def test_the_command_prints_the_other_file_as_it_stood_before(yonas, ionas, joined, aicha, tmp_path):
    moment = (joined.merged_at - timedelta(seconds=1)).isoformat()
    options = {"username": "aicha", "reason": "Audit", "language": "en", "output": tmp_path / "then.pdf"}
    call_command("casefile", ionas.code, as_of=moment, **options)
    then = "\n".join(pages_of((tmp_path / "then.pdf").read_bytes()))
    assert ionas.code in then
    assert yonas.code not in then
    call_command("casefile", ionas.code, **{**options, "output": tmp_path / "now.pdf"})
    assert f"{ionas.code}, joined on" in "\n".join(pages_of((tmp_path / "now.pdf").read_bytes()))


def test_who_may_print_one_file_only_prints_that_one_and_is_told_that_there_is_another(yonas, ionas, joined, aicha, of_the_other):
    other = printed(ionas, of_the_other)
    assert "under another code since" in other
    assert yonas.code not in other
    amina = makers.make_reader("amina", yonas, aicha, levels=("read_c1", "read_c3", "print"))
    kept = printed(yonas, amina)
    assert "another file, joined on" in kept
    assert ionas.code not in kept
    assert "Fever" not in kept


def test_the_names_of_the_other_file_are_hidden_from_texts_too(case, yonas, ionas, joined, aicha):
    assessments.sign_rapid_assessment(
        case,
        answers={**makers.ANSWERS, "danger": "yes", "danger_what": "Ionas is afraid", "actions_taken": "Moved"},
        risk="high",
        risk_reasons="Debt",
        by=aicha,
    )
    assert "Ionas" not in printed(yonas, aicha)


# ------------------------------------------------------------------------------------------------------------------ in figures


def registered(known_on=None, user=None):
    measure = measuring.measure(
        Indicator.objects.get(code="1.1"), periods.parse(str(dates.today().year)), user=user, known_on=known_on
    )
    return measure.numerator


def test_a_child_with_two_files_is_counted_once_and_the_past_stays_as_it_was_known(yonas, ionas, dahabo):
    before = dates.now()
    joining = makers.make_merge(yonas, ionas, dahabo)
    while_joined = dates.now()
    assert registered() == registered(user=dahabo) == 1
    assert registered(known_on=before) == 2
    merge.unmerge(joining, by=dahabo, reason="Two boys")
    assert registered() == 2
    assert registered(known_on=while_joined) == 1


def test_referrals_and_nights_of_the_other_file_count_for_the_kept_one(yonas, ionas, aicha, dahabo):
    bed = care.place(ionas, provider=makers.make_provider(), reason="Bed", by=aicha)
    care.judge(bed, suitable="yes", by=aicha, reason="Seen")
    makers.make_merge(yonas, ionas, dahabo)
    this_month = periods.parse(dates.today().strftime("%Y-%m"))
    care_now = measuring.measure(Indicator.objects.get(code="3.1"), this_month, user=None)
    assert (care_now.numerator, care_now.denominator) == (1, 1)
    with dates.at(dates.now() + timedelta(days=60)):
        later = periods.parse(dates.today().strftime("%Y-%m"))
        sent = measuring.drill_down(Indicator.objects.get(code="4.1"), later, user=dahabo)
    assert [line.code for line in sent] == [yonas.code]


# -------------------------------------------------------------------------------------------------------- the whole day (9.4)


def test_two_workers_register_the_same_boy_under_two_spellings(client, dahabo, aicha):
    """Found, joined on the page, read as one, separated again: nothing is lost (domain.md 9.4)."""
    hassan = makers.make_user("hassan")
    first = makers.make_case(aicha, own="Maxamed", father="Cali").child
    second = makers.make_case(hassan, own="Mohamed", father="Ali", sex="X").child
    pair = makers.make_pair(second, first, dahabo)
    client.force_login(dahabo)
    page = client.get(reverse("minors:merge", args=[pair.pk]))
    for words in (first.code, second.code, "Maxamed", "Mohamed", "Whose word stands?", "Aicha", "Hassan"):
        assert words in page.text
    assert page.context["form"]["keep"].value() == first.code, "the file that was registered first is proposed"
    said = {"keep": second.code, "whose_name": first.code, "whose_sex": first.code, "whose_found": second.code}
    refused = client.post(reverse("minors:merge", args=[pair.pk]), {**said, "reason": ""})
    assert refused.status_code == 422
    assert refused.context["form"]["whose_name"].value() == first.code
    done = client.post(reverse("minors:merge", args=[pair.pk]), {**said, "reason": "Same scar"}, follow=True)
    assert f"{first.code} was joined with {second.code}" in done.text
    kept = Child.objects.get(pk=second.pk)
    assert (kept.sex, kept.names.get(kind="main").own) == ("M", "Maxamed")
    assert {one.code for term in ("Maxamed", "Mohamed Ali", first.code) for one in search.find(term, by=dahabo)} == {second.code}
    assert codes_in_list(client) == {second.code}
    joining = Merge.objects.get()
    apart = client.post(reverse("minors:unmerge", args=[joining.pk]), {"reason": "Two cousins"}, follow=True)
    assert "The files stand apart again." in apart.text
    kept = Child.objects.get(pk=second.pk)
    assert (kept.sex, kept.names.get(kind="main").own) == ("X", "Mohamed")
    assert codes_in_list(client) == {first.code, second.code}
    assert DuplicateDecision.objects.get().decision == "unsure"


def codes_in_list(client) -> set[str]:
    return {child.code for child in client.get(reverse("minors:children")).context["children"]}


# ------------------------------------------------------------------------------------------------------------ the page itself


def test_the_page_says_what_has_to_be_settled_and_refuses_with_the_same_words(client, yonas, ionas, aicha, dahabo):
    for child, label in ((yonas, "Night shelter"), (ionas, "Day shelter")):
        care.place(child, provider=makers.make_provider(label), reason="Bed", by=aicha)
    pair = makers.make_pair(yonas, ionas, dahabo)
    client.force_login(dahabo)
    address = reverse("minors:merge", args=[pair.pk])
    assert "End the placement that is not true first." in client.get(address).text
    form = client.get(address).context["form"]
    said = {name: form[name].value() for name in form.fields if name not in ("key", "version")}
    page = client.post(address, {**said, "reason": "Same scar"})
    assert page.status_code == 422
    assert "End the placement that is not true first." in page.text
    assert "Same scar" in page.text


def test_who_reads_codes_only_compares_no_identity(client, yonas, ionas, dahabo):
    nasra = makers.make_user("nasra", role="national_officer", institution="MFF")
    pair = makers.make_pair(yonas, ionas, dahabo)
    client.force_login(nasra)
    text = client.get(reverse("minors:merge", args=[pair.pk])).text
    for secret in ("Yonas", "Ionas", "Eritrea", ">Ethiopia", "Tesfay"):
        assert secret not in text


def test_the_comparison_is_remembered_as_a_look_at_both_identities(client, yonas, ionas, dahabo):
    pair = makers.make_pair(yonas, ionas, dahabo)
    client.force_login(dahabo)
    client.get(reverse("minors:merge", args=[pair.pk]))
    seen = AccessEvent.objects.filter(person=dahabo, kind="revealed").values_list("child_id", flat=True)
    assert set(seen) == {yonas.pk, ionas.pk}


# ------------------------------------------------------------------------------------------- departures, stays and absences in both


def test_two_files_with_departures_and_stays_are_read_and_printed_as_one(worker, aicha, dahabo):
    with dates.at(dates.now() - timedelta(days=40)):
        first = family.ready(aicha, dahabo)
        second = family.ready(aicha, dahabo, own="Ionas")
    for case in (first, second):
        with dates.at(dates.now() - timedelta(days=30)):
            bed = care.place(case.child, provider=makers.make_provider(), reason="Bed", by=aicha)
        with dates.at(dates.now() - timedelta(days=20)):
            gone = away.leave(bed, kind="hospital", note="Fever", starts_at=dates.now(), by=aicha)
        with dates.at(dates.now() - timedelta(days=19)):
            away.come_back(gone, ends_at=dates.now(), by=aicha)
            departures.cancel(family.leaving(case, aicha), why="The mother is ill", by=aicha)
    with dates.at(dates.now() - timedelta(days=2)):
        care.end(second.child.placements.current().get(), end_reason="moved", by=aicha, afterwards="unknown")
    joined = makers.make_merge(first.child, second.child, dahabo)
    page = worker.get(first.child.get_absolute_url())
    assert {row["code"] for row in page.context["family"]} == {first.child.code, second.child.code}
    assert len(page.context["placements"]) == 5  # the beds and stays of both files
    assert worker.get(reverse("casework:place", args=[second.child.pk])).url == reverse("casework:place", args=[first.child.pk])
    assert second.child.code in printed(first.child, aicha)
    moved = care.place(first.child, provider=makers.make_provider("Third"), reason="Bed", by=aicha)
    assert Placement.objects.current().filter(child__in=[first.child, second.child]).get() == moved
    merge.unmerge(joined, by=dahabo, reason="Two boys")
    connection.check_constraints()
    assert second.child.placements.current().get().care_type == "unknown"
