"""Minutes of the panel are locked for good; an urgent decision of two is ratified by the next full session (domain.md 2.3.3, 2.3.5)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from base import dates
from base.workflow import Refused
from casework import best_interests, panel, panel_decisions
from casework.dossier import telling
from casework.dossier.known import Known
from casework.models import AgendaItem, PanelDecision, PanelSession
from tests import makers, panels

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


# ---------------------------------------------------------------------------------------------------------------------- locked for good


def test_minutes_are_locked_by_their_digest_and_nothing_of_them_changes_any_more(determination, at_commit):
    decision = panels.decide(determination)
    at_commit()
    stored = PanelDecision.objects.get()
    assert (stored.status, stored.determination.status, len(stored.digest)) == ("taken", "decided", 64)
    assert panel_decisions.is_as_signed(stored)
    for table in ("paneldecision", "decisionsignature", "determinationreport", "conflictdeclaration"):
        with (
            pytest.raises(DatabaseError, match=r"never change|append-only|permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"update casework_{table} set version = version + 1")
    with pytest.raises(Refused, match="already changed"):
        panel_decisions.take(decision, by=panels.secretary())


def test_the_words_of_a_decision_never_change_while_it_is_signed(held, item, people):
    with dates.at(held.held_at):
        decision = panels.proposed(item, people)
        decision.why = "Something else"
        with pytest.raises(IntegrityError, match="words of a decision"), transaction.atomic():
            decision.save(by=people[0].user, reason="x")


@pytest.mark.parametrize("lacking", [{"digest": ""}, {"digest": "none"}, {"taken_at": None}, {"digest": "", "taken_at": None}])
def test_the_database_takes_no_decision_without_its_moment_and_its_digest(held, item, people, lacking):
    with dates.at(held.held_at):
        decision = panels.proposed(item, people)
        panels.sign(decision, *people)
        for name, value in {"status": "taken", "taken_at": dates.now(), "digest": "0" * 64, **lacking}.items():
            setattr(decision, name, value)
        with pytest.raises(IntegrityError, match="panel_decision_is_locked_when_taken"), transaction.atomic():
            decision.save(by=people[0].user, reason="x")


def test_other_words_than_were_signed_give_another_digest(determination):
    decision = panels.decide(determination)
    decision.why = "Something else"
    assert not panel_decisions.is_as_signed(decision)


# ----------------------------------------------------------------------------------------------------------------------------- urgent


def test_two_decide_urgently_and_the_next_full_session_ratifies_it(case, aicha, dahabo, people):
    determination = panels.ready(case, aicha, dahabo, urgent=True, urgent_because="The lorry leaves tomorrow")
    urgent = panels.decide(determination, people[:2], urgent=True)
    determination.refresh_from_db()
    assert (urgent.urgent, determination.status) == (True, "urgent")
    with dates.at(dates.now() + 10 * DAY):
        full = panels.session(people)
    item = full.items.get()
    assert item.determination == determination, "on the agenda by itself"
    with dates.at(full.held_at):
        decision = panels.proposed(item, people)
        panels.sign(decision, *people[:2])
        with pytest.raises(Refused, match="1 member who votes is missing"):
            panel_decisions.take(decision, by=people[0].user)
        panels.sign(decision, people[2])
        panel_decisions.take(decision, by=people[0].user)
    determination.refresh_from_db()
    assert (decision.ratifies, determination.status) == (urgent, "decided")


def test_an_urgent_session_hears_only_what_is_urgent_and_ratifies_nothing(case, aicha, dahabo, determination, people):
    planned = panel.plan(held_at=dates.now() + DAY, place="MFF", urgent=True, by=panels.secretary())
    assert not AgendaItem.objects.filter(session=planned).exists()
    with pytest.raises(Refused, match="does not wait for such a session"):
        panel.put_on(planned, determination, by=panels.secretary())


def test_a_session_is_not_planned_in_the_past(db):
    with pytest.raises(Refused, match="a moment to come"):
        panel.plan(held_at=dates.now() - DAY, place="MFF", by=panels.secretary())
    assert not PanelSession.objects.exists()


def test_the_list_of_changes_on_paper_tells_no_code_of_the_computer(case, aicha, yonas):
    bia = best_interests.begin(case, content={}, by=aicha)
    best_interests.write(bia, content={"alternatives": makers.COMPARED}, by=aicha)
    printed = repr(telling.changes(Known(yonas.pk, reader=aicha, until=dates.now())))
    assert "Options compared" in printed
    assert "text of" in printed
    assert "'option'" not in printed
    assert "'pros'" not in printed
