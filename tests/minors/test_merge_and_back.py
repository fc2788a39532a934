"""Joining two files and separating them restores every row, whatever was done to them; two people at once make no muddle."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base import dates
from base.checks import records
from base.models import StateChange, User
from base.workflow import Refused
from casework import assessments, best_interests, care
from casework.models import CareProvider, Placement
from minors import access, consent, merge, naming
from minors.models import Child, ChildName, Clock, Merge
from referrals import workflow
from tests import makers

WHY = "He says so himself"


def join(kept, other, by, **choices):
    return merge.merge(kept=kept, other=other, choices=choices, by=by, reason=WHY)


# Everything that may happen to a file in between; each is tried in both files, before and after.

DEEDS = {
    "assess": lambda child, by: assessments.sign_rapid_assessment(
        child.case, answers=makers.ANSWERS, risk="high", risk_reasons="Debt", by=by
    ),
    "rename": lambda child, by: naming.rename(
        child.names.get(kind="main"), own="Jonas", father="", grandfather="B", by=by, reason="Card"
    ),
    "spell": lambda child, by: ChildName(child=child, kind="other", own="ዮናስ").save(by=by, reason="As he writes it"),
    "consent": lambda child, by: consent.record(
        child, by=by, reason="Asked", given_at=dates.now(), basis="consent", giver="child", scopes=["share_family"]
    ),
    "withdraw": lambda child, by: [consent.withdraw(one, by=by, reason="No") for one in child.consents.in_force()],
    "refer": lambda child, by: workflow.refer(
        child,
        to=makers.make_service(),
        reason="Cough",
        groups=["age_sex_language"],
        urgency="normal",
        mode="electronic",
        by=by,
        without_consent_because="Fever",
    ),
    "write": lambda child, by: (
        child.best_interests_assessments.exists() or best_interests.begin(child.case, content=makers.BIA, by=by)
    ),
    "grant": lambda child, by: access.give(
        child,
        user=User.objects.get(username="reader"),
        levels=["read_c1"],
        purpose="review",
        by=by,
        reason="Audit",
        ends_at=dates.now() + timedelta(days=9),
    ),
    "bed": lambda child, by: care.place(child, provider=makers.make_provider(), reason="Bed", by=by),
}


def table(model) -> dict:
    return {row["id"]: row for row in model.objects.order_by().values()}


def everything() -> dict:
    """Every row about a child and every line of history, as they are stored."""
    live = {model: table(model) for model in records()}
    kept = {model: list(model.history.order_by("history_id").values()) for model in records()}
    return {"live": live, "kept": kept, "moves": list(StateChange.objects.order_by("id").values())}


OF_THE_MERGE = {"Merge", "DuplicateDecision"}


@settings(max_examples=25, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    here=st.lists(st.sampled_from(sorted(DEEDS)), max_size=4),
    there=st.lists(st.sampled_from(sorted(set(DEEDS) - {"bed"})), max_size=4),
    swapped=st.booleans(),
    whose=st.fixed_dictionaries(
        {group: st.sampled_from(["kept", "other"]) for group in [*merge.groups(), "name"] if group != "found"}
    ),
)
@pytest.mark.django_db
def test_joining_and_separating_restores_every_row_and_every_line_of_history(here, there, swapped, whose):
    with transaction.atomic():
        aicha, dahabo = makers.make_user("aicha"), makers.make_user("dahabo", role="supervisor")
        makers.make_user("reader", role="judge", institution="JUSTICE")
        first = makers.make_case(aicha).child
        second = makers.make_case(
            aicha,
            own="Ionas",
            father="T",
            sex="X",
            category="sc",
            nationality="ER",
            language="ti",
            birth=dates.from_age(12, dates.today()),
        ).child
        for child, deeds in ((first, here), (second, there)):
            for deed in deeds:
                DEEDS[deed](Child.objects.get(pk=child.pk), aicha)
        pair = makers.make_pair(first, second, dahabo)
        kept, other = (second, first) if swapped else (first, second)
        before = everything()
        joining = join(kept, other, dahabo, **whose)
        merge.unmerge(joining, by=dahabo, reason="Two boys")
        after = everything()
        for model, rows in before["live"].items():
            for key, row in rows.items():
                now = dict(after["live"][model][key])
                if (model is Child and key == kept.pk) or (model is ChildName and row["child_id"] == kept.pk) or model is Clock:
                    now["version"] = row["version"]  # it counts saves and never goes back
                if model.__name__ not in OF_THE_MERGE:
                    assert now == row
            added = [after["live"][model][key] for key in after["live"][model].keys() - rows.keys()]
            if model is ChildName:  # the kept file's own name, which had been put aside as another spelling
                assert all(row["child_id"] == kept.pk and row["kind"] == "other" for row in added)
            else:
                assert not added or model is Merge
        for model, lines in before["kept"].items():
            assert after["kept"][model][: len(lines)] == lines
            assert len(after["kept"][model]) == len(lines) or model in (Child, ChildName, Clock) or model.__name__ in OF_THE_MERGE
        assert after["moves"][: len(before["moves"])] == before["moves"]
        assert {move["subject_id"] for move in after["moves"][len(before["moves"]) :]} == {pair.pk}
        connection.check_constraints()
        transaction.set_rollback(True)


# ------------------------------------------------------------------------------------------------------------------- both at once


def at_once(*deeds):
    """Run the deeds in threads, each with a connection of its own; what each came to."""
    came, barrier = [None] * len(deeds), threading.Barrier(len(deeds))

    def run(number, deed):
        barrier.wait()
        try:
            with transaction.atomic():
                deed()
            came[number] = "done"
        except (Refused, IntegrityError) as refused:
            came[number] = type(refused).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


@pytest.fixture
def three_files():
    with transaction.atomic():
        aicha, dahabo = makers.make_user("aicha"), makers.make_user("dahabo", role="supervisor")
        files = [makers.make_case(aicha, own=own).child for own in ("Yonas", "Ionas", "Yonass")]
        for first, second in ((0, 1), (1, 2), (0, 2)):
            makers.make_pair(files[first], files[second], dahabo)
        makers.make_provider(), makers.make_provider("Day shelter")
    return aicha, dahabo, files


@pytest.mark.django_db(transaction=True)
def test_of_two_supervisors_who_join_the_same_files_at_once_one_is_told(three_files):
    _aicha, dahabo, (first, second, _third) = three_files
    came = at_once(lambda: join(first, second, dahabo), lambda: join(second, first, dahabo))
    assert sorted(came) == ["Refused", "done"]
    assert Merge.objects.in_force().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_merges_at_once_make_no_chain(three_files):
    _aicha, dahabo, (first, second, third) = three_files
    came = at_once(lambda: join(first, second, dahabo), lambda: join(second, third, dahabo))
    assert sorted(came) == ["Refused", "done"]


@pytest.mark.django_db(transaction=True)
def test_a_bed_given_in_the_moment_of_the_merge_is_not_the_second_one(three_files):
    aicha, dahabo, (first, second, _third) = three_files
    here, there = CareProvider.objects.filter(code__startswith="P-").order_by("pk")
    with transaction.atomic():
        care.place(first, provider=here, reason="Bed", by=aicha)
    came = at_once(lambda: join(first, second, dahabo), lambda: care.place(second, provider=there, reason="Bed", by=aicha))
    assert sorted(came) == ["Refused", "done"]
    joined_now = Merge.objects.in_force().exists()
    beds = Placement.objects.current().filter(provider__isnull=False, child__in=[first, second]).count()
    assert not (joined_now and beds > 1)
