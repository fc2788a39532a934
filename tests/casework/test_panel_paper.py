"""A session of the panel on paper: the invitation in code, the minutes for who may read them (domain.md 2.3.3, 8.1, 8.4)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from base import dates
from base.models import AccessEvent
from base.workflow import Refused
from casework import panel, panel_decisions, panel_paper
from tests import makers, panels
from tests.papers import words_on

pytestmark = pytest.mark.django_db
WHY = {"reason": "For the meeting", "language": "en"}


@pytest.fixture
def decided(determination, people):
    decision = panels.decide(determination, people)
    return decision.item.session


def test_the_invitation_tells_codes_functions_and_until_when_and_no_name(held, people, yonas, case):
    text = words_on(panel_paper.print_invitation(held, by=panels.secretary(), **WHY))
    assert yonas.code in text
    assert "BID-1" in text
    assert f"until the end of {dates.day_in_words(held.closes_at - timedelta(days=1))}" in text
    for one in people:
        assert one.function in text
        assert one.user.name not in text
    assert "Yonas" not in text
    assert AccessEvent.objects.filter(kind="printed", child_id=yonas.pk, reason="For the meeting").exists()


def test_before_the_invitations_are_sent_and_after_it_was_cancelled_nothing_is_printed(determination, people):
    secretary = panels.secretary()
    planned = panel.plan(held_at=dates.now() + timedelta(days=3), place="MFF", by=secretary)
    with pytest.raises(Refused, match="are not sent"):
        panel_paper.print_invitation(planned, by=secretary, **WHY)
    panel.send(planned, members=people, by=secretary)
    panel_paper.print_invitation(planned, by=secretary, **WHY)
    panel.cancel(planned, by=secretary, reason="Nobody can come")
    with pytest.raises(Refused, match="cancelled"):
        panel_paper.print_invitation(planned, by=secretary, **WHY)
    with pytest.raises(Refused, match="cancelled"):
        panel_paper.print_minutes(planned, by=secretary, **WHY)


@pytest.mark.parametrize("paper", [panel_paper.print_invitation, panel_paper.print_minutes])
def test_without_a_reason_nothing_is_printed(decided, paper):
    with pytest.raises(Refused, match="Say why"):
        paper(decided, by=panels.secretary(), reason=" ", language="en")
    assert not AccessEvent.objects.filter(kind="printed").exists()


def test_there_are_no_minutes_of_a_session_to_come(held):
    with pytest.raises(Refused, match="has not begun"):
        panel_paper.print_minutes(held, by=panels.secretary(), **WHY)


def test_the_minutes_tell_a_member_the_reasons_and_the_secretariat_what_was_decided(decided, people, yonas):
    with dates.at(decided.held_at + timedelta(hours=1)):
        member = words_on(panel_paper.print_minutes(decided, by=people[0].user, **WHY))
        secretary = words_on(panel_paper.print_minutes(decided, by=panels.secretary(), **WHY))
    for text in (member, secretary):
        assert yonas.code in text
        assert "the recommended option is approved" in text
        assert decided.items.get().decisions.get().digest[:16] in text.replace(" ", "")
        assert "Declared free of conflict: 3; in conflict: 0." in text
        assert people[0].user.name not in text
        assert "Yonas" not in text
    assert "He asks for it and the house is safe." in member
    assert "He asks for it" not in secretary
    assert AccessEvent.objects.filter(kind="printed", child_id=yonas.pk, field_class="C3", person=people[0].user).exists()
    assert AccessEvent.objects.filter(kind="printed", child_id=yonas.pk, field_class="C1", person=panels.secretary()).exists()


def test_a_dissenting_opinion_stands_in_the_minutes(held, people):
    with dates.at(held.held_at):
        decision = panels.proposed(held.items.get(), people)
        panels.sign(decision, *people[:2])
        panel_decisions.sign(
            decision, by=people[2].user, typed=people[2].user.name, agrees=False, dissent="The uncle was not heard."
        )
        panel_decisions.take(decision, by=people[0].user)
        text = words_on(panel_paper.print_minutes(held, by=people[1].user, **WHY))
    assert "The uncle was not heard." in text
    assert "dissents" in text


def test_what_is_being_signed_is_a_draft_and_what_was_not_reached_is_said(held, people):
    item = held.items.get()
    with dates.at(held.held_at):
        secretary = panels.secretary()
        assert "Nothing was decided about this child" in words_on(panel_paper.print_minutes(held, by=secretary, **WHY))
        panels.proposed(item, people)
        text = words_on(panel_paper.print_minutes(held, by=secretary, **WHY))
    assert "DRAFT – NOT SIGNED" in text
    assert "nothing is decided" in text
    assert "He asks for it" not in text


def test_a_member_in_conflict_is_counted_and_gets_no_minutes_of_that_child(held, people, yonas):
    panel.declare(held.items.get(), kind="relative", by=people[2].user)
    with dates.at(held.held_at):
        with pytest.raises(Refused, match="No file of this session is open to you"):
            panel_paper.print_minutes(held, by=people[2].user, **WHY)
        text = words_on(panel_paper.print_minutes(held, by=panels.secretary(), **WHY))
    assert "in conflict: 1." in text
    assert not AccessEvent.objects.filter(kind="printed", person=people[2].user).exists()


def test_the_minutes_of_a_member_leave_out_the_file_that_a_conflict_closes(determination, yonas, people, aicha, dahabo):
    other = makers.make_case(aicha, own="Hodo")
    panels.ready(other, aicha, dahabo)
    held = panels.session(people)
    for item in held.items.all():
        panel.declare(item, kind="none" if item.determination == determination else "work", by=people[0].user)
    with dates.at(held.held_at):
        text = words_on(panel_paper.print_minutes(held, by=people[0].user, **WHY))
    assert yonas.code in text
    assert other.child.code not in text
    assert "leaves out the files that are not open" in text


def test_the_secretariat_and_a_member_get_the_papers_from_their_pages(client, decided, people):
    secretary = panels.secretary()
    with dates.at(decided.held_at + timedelta(hours=1)):
        client.force_login(secretary)
        page = client.get(decided.get_absolute_url()).content.decode()
        for name in ("print_invitation", "print_session"):
            address = reverse(f"casework:{name}", args=[decided.pk])
            assert address in page
            answer = client.post(address, WHY)
            assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
            assert client.post(address, {**WHY, "reason": ""}).status_code == 422
        invitation = decided.invitations.get(member=people[0])
        client.force_login(people[0].user)
        address = reverse("casework:print_minutes", args=[invitation.pk])
        assert address in client.get(invitation.get_absolute_url()).content.decode()
        assert client.post(address, WHY)["Content-Type"] == "application/pdf"
