"""Two files of one child become one and stand apart again: what is read, who reads it, what is refused, and that nothing is lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from base import dates
from base.models import StateChange
from base.workflow import Refused
from casework import best_interests, care
from casework.workflow import CASE
from minors import access, consent, corrections, joined, ledger, merge, search
from minors.models import Child, Exclusion, Merge
from tests import makers

WHY = "He says so himself"
GIVEN = {"given_at": dates.now(), "basis": "consent", "giver": "child"}


@pytest.fixture
def ionas(aicha):
    """The same boy, registered once more under another spelling."""
    return makers.make_case(aicha, own="Ionas", father="Tesfay", nationality="ER", birth=dates.from_age(15, dates.today())).child


@pytest.fixture
def pair(yonas, ionas, dahabo):
    return makers.make_pair(yonas, ionas, dahabo)


def join(kept, other, by, **choices):
    return merge.merge(kept=kept, other=other, choices=choices, by=by, reason=WHY)


def codes(children):
    return sorted(child.code for child in children)


# ------------------------------------------------------------------------------------------------------------- what becomes one


def test_the_child_is_found_by_both_codes_and_both_names_and_listed_once(yonas, ionas, pair, aicha, dahabo):
    join(yonas, ionas, dahabo)
    for term in (yonas.code, ionas.code, "Yonas", "Ionas", "Tesfay"):
        assert search.find(term, by=aicha) == [yonas], term
    assert codes(access.listed_for(aicha)) == [yonas.code]
    assert codes(access.children_of(aicha)) == codes([yonas, ionas]), "both files can still be opened"


def test_what_is_taken_over_is_saved_with_its_history_and_the_rest_stays(yonas, ionas, pair, dahabo):
    before = ionas.history.count()
    join(yonas, ionas, dahabo, nationality="other", birth="kept")
    fresh = Child.objects.get(pk=yonas.pk)
    assert (fresh.nationality, fresh.birth_raw) == ("ER", yonas.birth_raw)
    assert fresh.history.first().history_change_reason == merge.JOINED
    assert ionas.history.count() == before, "the other file is not written to"


def test_a_name_that_is_taken_over_leaves_the_former_one_as_another_spelling(yonas, ionas, pair, aicha, dahabo):
    join(yonas, ionas, dahabo, name="other")
    assert sorted(yonas.names.values_list("kind", "own")) == [("main", "Ionas"), ("other", "Yonas")]
    assert search.find("Yonas Tesfaye", by=aicha) == [yonas]


def test_new_fields_of_the_child_are_chosen_without_being_named():
    offered = {field.name for fields in merge.groups().values() for field in fields}
    assert offered | merge.ITS_OWN == {field.name for field in Child._meta.concrete_fields}


def test_the_most_restrictive_consent_counts_until_the_child_was_asked_again(aicha, yonas, dahabo):
    twin = makers.make_case(aicha, consent={**GIVEN, "scopes": ["case_management", "share_education"]}).child
    makers.make_merge(yonas, twin, dahabo)
    for file in (yonas, twin):
        assert consent.allows(file, "case_management"), "both files allow it"
        assert not consent.allows(file, "share_health"), "only one file allows it"
        assert not consent.allows(file, "share_education")
    consent.record(yonas, by=aicha, reason="Asked again", **{**GIVEN, "given_at": dates.now(), "scopes": ["share_health"]})
    assert consent.allows(yonas, "share_health")
    assert not consent.allows(yonas, "share_education")


def test_a_withdrawal_in_either_file_counts_for_the_child(yonas, ionas, pair, aicha, dahabo):
    join(yonas, ionas, dahabo)
    assert consent.allows(yonas, "share_health")
    consent.withdraw(ionas.consents.get(), by=aicha, reason="He changed his mind")
    assert not consent.allows(yonas, "share_health")


# ------------------------------------------------------------------------------------------------------------------ who sees it


def test_who_had_access_to_one_file_keeps_exactly_that(yonas, ionas, pair, aicha, bilan, dahabo):
    clerk = makers.make_reader("clerk", ionas, aicha)
    before = {
        who: (codes(access.children_of(who)), makers.levels_on(who, yonas.pk), makers.levels_on(who, ionas.pk))
        for who in (bilan, clerk)
    }
    join(yonas, ionas, dahabo)
    after = {
        who: (codes(access.children_of(who)), makers.levels_on(who, yonas.pk), makers.levels_on(who, ionas.pk))
        for who in (bilan, clerk)
    }
    assert after == before
    assert codes(access.listed_for(clerk)) == [ionas.code], "who may open the other file only still meets it in the list"
    assert search.find(ionas.code, by=clerk) == [ionas]
    assert joined.files_for(yonas, by=bilan) == [yonas]


def test_who_is_excluded_from_one_file_is_excluded_from_both(yonas, ionas, pair, aicha, dahabo):
    ayan = makers.make_user("ayan")
    third = makers.make_case(aicha, own="Yonass").child
    month = dates.now() + timedelta(days=30)
    for file in (yonas, ionas, third):
        access.give(file, user=ayan, levels=access.FULL, purpose="duty", by=aicha, reason="Duty", ends_at=month)
    Exclusion(child=ionas, user=ayan, reason="A cousin").save(by=aicha, reason="Declared")
    assert codes(access.children_of(ayan)) == codes([yonas, third])
    joining = join(yonas, ionas, dahabo)
    makers.make_merge(yonas, third, dahabo)
    assert codes(access.children_of(ayan)) == []
    merge.unmerge(joining, by=dahabo, reason="Two boys")
    assert codes(access.children_of(ayan)) == codes([yonas, third])


def test_who_may_not_decide_about_both_files_joins_nothing(yonas, charmarke, aicha, dahabo):
    of_charmarke = makers.make_case(charmarke).child
    boss = makers.make_user("boss", role="supervisor", team=charmarke.team)
    makers.make_pair(yonas, of_charmarke, dahabo)
    for who in (dahabo, boss, aicha):
        with pytest.raises(PermissionDenied):
            join(yonas, of_charmarke, who)
    month = dates.now() + timedelta(days=30)
    access.give(
        of_charmarke,
        user=dahabo,
        levels=["read_c1", "read_c2", "change"],
        purpose="review",
        by=charmarke,
        reason="Same boy",
        ends_at=month,
    )
    joining = join(yonas, of_charmarke, dahabo)
    for who in (boss, aicha):
        with pytest.raises(PermissionDenied):
            merge.unmerge(joining, by=who, reason="Two boys")
    assert merge.unmerge(joining, by=dahabo, reason="Two boys") == []


def test_who_reads_codes_only_cannot_take_over_an_identity(yonas, ionas, pair, db):
    nasra = makers.make_user("nasra", role="national_officer", institution="MFF")
    for group in ("name", "birth", "nationality"):
        with pytest.raises(PermissionDenied):
            join(yonas, ionas, nasra, **{group: "other"})
    assert join(yonas, ionas, nasra, language="other").choices == {"language": "other"}


# ------------------------------------------------------------------------------------------------------------------- the refusals


@pytest.mark.parametrize("decision", ["undecided", "unsure", "different"])
def test_nobody_joins_what_was_not_found_to_be_the_same_child(yonas, ionas, dahabo, decision):
    makers.make_pair(yonas, ionas, dahabo, decision)
    with pytest.raises(Refused, match="Decide first"):
        join(yonas, ionas, dahabo)


def test_two_beds_have_to_be_settled_first(yonas, ionas, pair, aicha, dahabo):
    care.place(yonas, provider=makers.make_provider(), reason="Bed", by=aicha)
    there = care.place(ionas, provider=makers.make_provider("Day shelter"), reason="Bed", by=aicha)
    with pytest.raises(Refused, match=f"{yonas.code}.*{ionas.code}.*End the placement that is not true first") as refused:
        join(yonas, ionas, dahabo)
    assert "shelter" not in str(refused.value), "the name of a place is not for everybody who decides about duplicates"
    there.refresh_from_db()
    care.end(there, end_reason="moved", by=aicha)
    assert join(yonas, ionas, dahabo)


def test_what_waits_for_a_decision_is_decided_first(case, yonas, ionas, pair, aicha, dahabo):
    bia = best_interests.begin(ionas.case, content=makers.BIA, by=aicha)
    best_interests.submit(bia, by=aicha)
    with pytest.raises(Refused, match=f"{ionas.code}: the assessment BIA-1 waits"):
        join(yonas, ionas, dahabo)


def test_an_open_case_does_not_disappear_behind_a_closed_one(yonas, ionas, pair, aicha, dahabo):
    episode = yonas.case.episode
    CASE.move(yonas.case, "request_closure", by=aicha, reason="Goals met")
    episode.closed_at, episode.closing_reason = dates.now(), "goals_met"
    episode.save(by=dahabo, reason="Goals met")
    CASE.move(yonas.case, "close", by=dahabo, reason="Goals met")
    with pytest.raises(Refused, match=f"Keep {ionas.code}, or reopen {yonas.code} first"):
        join(yonas, ionas, dahabo)
    assert join(ionas, yonas, dahabo)


def test_files_are_not_joined_in_a_chain(yonas, ionas, pair, aicha, dahabo):
    third = makers.make_case(aicha, own="Yonass").child
    first = join(yonas, ionas, dahabo)
    makers.make_pair(third, ionas, dahabo), makers.make_pair(third, yonas, dahabo)
    with pytest.raises(Refused, match="joined with another file already"):
        join(third, ionas, dahabo)
    with pytest.raises(Refused, match="joined with another file already"):
        join(ionas, third, dahabo)
    with pytest.raises(Refused, match=f"Another file was joined with {yonas.code}"):
        join(third, yonas, dahabo)
    merge.unmerge(first, by=dahabo, reason="Two boys")
    assert join(third, yonas, dahabo)


def test_a_file_may_receive_several(yonas, ionas, pair, aicha, dahabo):
    third = makers.make_case(aicha, own="Yonass").child
    join(yonas, ionas, dahabo)
    makers.make_merge(yonas, third, dahabo)
    assert joined.files_of(third) == joined.files_of(yonas) == [yonas, ionas, third]


def test_the_database_itself_refuses_chains_pairs_twice_and_a_file_with_itself(yonas, ionas, pair, aicha, dahabo):
    third = makers.make_case(aicha, own="Yonass").child
    join(yonas, ionas, dahabo)
    for kept, other, rule in (
        (third, ionas, "joined_with_one_file"),
        (third, yonas, "files are joined in a chain"),
        (ionas, third, "files are joined in a chain"),
        (third, third, "joined_with_another_file"),
    ):
        row = Merge(pair=pair, kept=kept, other=other, merged_by=dahabo, reason=WHY)
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            row.save(by=dahabo, reason=WHY)


def test_a_child_is_not_found_after_it_was_registered(yonas, aicha, dahabo):
    with dates.at(dates.now() + timedelta(days=3)):
        later = makers.make_case(aicha, own="Ionas").child
        makers.make_pair(yonas, later, dahabo)
        with pytest.raises(Refused, match="cannot be registered before it was found"):
            join(yonas, later, dahabo, found="other")


@pytest.mark.parametrize("reason", ["", "  "])
def test_joining_and_separating_need_a_reason(yonas, ionas, pair, dahabo, reason):
    with pytest.raises(Refused):
        merge.merge(kept=yonas, other=ionas, choices={}, by=dahabo, reason=reason)
    joining = join(yonas, ionas, dahabo)
    with pytest.raises(Refused):
        merge.unmerge(joining, by=dahabo, reason=reason)


# ---------------------------------------------------------------------------------------------------------------- standing apart


def test_what_was_taken_over_goes_back_unless_somebody_changed_it_since(yonas, ionas, pair, aicha, dahabo):
    joining = join(yonas, ionas, dahabo, nationality="other", birth="other", name="other")
    child = Child.objects.get(pk=yonas.pk)
    corrections.approve(corrections.correct(child, {"nationality": "SO"}, by=aicha, reason="He showed a card"), by=dahabo)
    assert merge.unmerge(joining, by=dahabo, reason="Two boys") == ["nationality"]
    fresh = Child.objects.get(pk=yonas.pk)
    assert fresh.nationality == "SO"
    assert (fresh.birth_raw, fresh.birth_earliest) == (yonas.birth_raw, yonas.birth_earliest)
    assert yonas.names.get(kind="main").own == "Yonas"


def test_nobody_changes_the_sex_alone_by_writing_a_second_file_and_joining_it(yonas, aicha, dahabo):
    of_aicha = makers.make_case(aicha, own="Hana", sex="F").child
    of_dahabo = makers.make_case(dahabo, own="Sara", sex="F").child
    for other in (of_aicha, of_dahabo):
        makers.make_pair(yonas, other, dahabo)
    with pytest.raises(Refused, match="A second person has to agree"):
        join(yonas, of_dahabo, dahabo, sex="other")
    joining = join(yonas, of_aicha, dahabo, sex="other")
    child = Child.objects.get(pk=yonas.pk)
    assert child.sex == "F", "one wrote it there, another one took it over"
    child.sex = "M"
    with pytest.raises(Refused, match="A second person has to agree"), transaction.atomic():
        child.save(by=aicha, reason="I think not", update_fields=["sex"])
    merge.unmerge(joining, by=dahabo, reason="Two children")
    assert Child.objects.get(pk=yonas.pk).sex == "M"


def test_the_lists_and_the_question_agree_about_joined_files(yonas, aicha, dahabo):
    other = makers.make_case(aicha, own="Ionas", consent={**GIVEN, "scopes": ["case_management", "share_education"]}).child
    makers.make_merge(yonas, other, dahabo)
    said = {**GIVEN, "given_at": dates.now(), "scopes": ["share_education"]}
    for _round in range(2):
        for scope in ("case_management", "share_health", "share_education"):
            listed = set(ledger.allowing(scope).values_list("pk", flat=True))
            assert {file.pk for file in (yonas, other) if ledger.allows(file, scope)} == listed & {yonas.pk, other.pk}
        consent.record(yonas, by=aicha, reason="Asked again", **said)


def test_files_that_stand_apart_are_not_separated_again(yonas, ionas, pair, dahabo):
    joining = join(yonas, ionas, dahabo)
    stale = Merge.objects.get(pk=joining.pk)
    merge.unmerge(joining, by=dahabo, reason="Two boys")
    with pytest.raises(Refused, match="changed by somebody else"):
        merge.unmerge(stale, by=dahabo, reason="Two boys")


def test_both_timelines_say_that_the_files_were_joined(yonas, ionas, pair, dahabo):
    join(yonas, ionas, dahabo)
    for file in (yonas, ionas):
        assert StateChange.objects.filter(child_id=file.pk, workflow="duplicate", move="merge").count() == 1
