"""What the database itself refuses of the panel, past every deed: a signature of the wrong person, a decision without its quorum
(domain.md 2.3.3)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from base import dates
from base.models import Institution, User
from base.workflow import Refused
from casework import care, determinations, panel, panel_decisions
from casework.models import Case, ConflictDeclaration, DecisionSignature, PanelDecision, PanelMember, QuorumRule
from minors.models import Child
from tests import makers, panels

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def people(db):
    return panels.members()


@pytest.fixture
def item(case, aicha, dahabo, people):
    panels.ready(case, aicha, dahabo)
    return panels.session(people).items.get()


def forged(decision, member, **changes) -> None:
    """A signature written past the deed."""
    person = User.objects.get(pk=member.user_id)
    facts = {
        "function": "x",
        "institution": member.institution,
        "sex": member.sex,
        "votes": member.votes,
        "agrees": True,
        **changes,
    }
    with transaction.atomic():
        DecisionSignature(decision=decision, member=member, status="signed", typed="x", **facts).save(by=person, reason="x")


def taken(decision, by) -> None:
    """A decision locked past the deed."""
    with transaction.atomic():
        decision.status, decision.taken_at, decision.digest = "taken", dates.now(), "0" * 64
        decision.save(by=by, reason="x")


# ------------------------------------------------------------------------------------------------------------------ who may not sign


@pytest.mark.parametrize(
    "changes",
    [
        {"active": False},
        {"trained_on": None},
        {"trained_on": dates.today() + 30 * DAY},
        {"undertaking_until": None},
        {"undertaking_until": dates.today() + DAY},
    ],
)
def test_who_left_the_panel_or_is_not_trained_or_bound_any_more_does_not_sign(item, people, changes):
    with dates.at(item.session.held_at):
        decision = panels.proposed(item, people)
        left = panel.change(PanelMember.objects.get(pk=people[2].pk), by=panels.secretary(), **changes)
        with pytest.raises(IntegrityError, match="not a member with training"):
            forged(decision, left)


def test_who_declared_nothing_but_a_conflict_does_not_sign(item, people):
    panel.declare(item, kind="relative", by=people[2].user)
    with dates.at(item.session.held_at):
        decision = panels.proposed(item, people[:2])
        with pytest.raises(IntegrityError, match="no declaration before the signature"):
            forged(decision, people[2])


@pytest.mark.parametrize("wrong", ["sex", "votes", "institution"])
def test_nobody_signs_as_somebody_whom_the_quorum_lacks(item, people, wrong):
    other = {"sex": "M", "votes": False, "institution": Institution.objects.get(code="IOM")}
    with dates.at(item.session.held_at):
        decision = panels.proposed(item, people)
        with pytest.raises(IntegrityError, match="counted as the member is"):
            forged(decision, people[2], **{wrong: other[wrong]})


@pytest.mark.parametrize("wrote", ["begun", "author", "checker"])
def test_who_began_wrote_or_checked_the_report_does_not_decide_about_it(case, people, wrote):
    """The three are other people here, of other teams, so that nothing else speaks against the member."""
    who = {name: makers.make_user(f"worker_{name}", institution="IOM") for name in ("begun", "author", "checker")}
    who |= {wrote: people[2].user}
    begun = determinations.begin(Case.objects.get(pk=case.pk), by=who["begun"], **panels.BECAUSE)
    report = begun.reports.get()
    report.author = who["author"]
    report.save(by=who["author"], reason="Taken over")
    determinations.write(report, content={**panels.WORDS, "alternatives": panels.TWO}, by=who["author"])
    panels.accepted(report, who["author"], who["checker"])
    item = panels.session([*people, panels.seat("omar", "IOM", "M")]).items.get()
    with pytest.raises(Refused, match="You wrote or checked the report"):
        panel.declare(item, kind="none", by=people[2].user)
    with dates.at(item.session.held_at):
        decision = panels.proposed(item, people[:2])
        ConflictDeclaration(item=item, member=people[2], kind="none").save(by=people[2].user, reason="x")
        with pytest.raises(IntegrityError, match="conflict of interest"):
            forged(decision, people[2])


@pytest.mark.parametrize("works_there", ["seat", "account"])
def test_nobody_decides_about_a_child_who_sleeps_in_their_own_house(item, people, case, aicha, works_there):
    """By the seat on the panel or by the account: somebody may have changed work since the appointment."""
    before, now = people[2].institution, Institution.objects.get(code="IOM")
    person = User.objects.get(pk=people[2].user_id)
    person.institution = now
    person.save()
    house = makers.make_provider(institution=before if works_there == "seat" else now)
    care.place(Child.objects.get(pk=case.child_id), provider=house, reason="Bed", by=aicha)
    with dates.at(item.session.held_at):
        decision = panels.proposed(item, people[:2])
        ConflictDeclaration(item=item, member=people[2], kind="none").save(by=person, reason="x")
        with pytest.raises(IntegrityError, match="conflict of interest"):
            forged(decision, people[2])


def test_who_reads_a_whole_unit_without_a_team_does_not_sign_about_its_children(item, people, case):
    with dates.at(item.session.held_at):
        decision = panels.proposed(item, people)
        person = User.objects.get(pk=people[2].user_id)
        person.role.scope = "unit"
        person.role.save()
        person.institution = case.child.institution
        person.save()
        with pytest.raises(IntegrityError, match="conflict of interest"):
            forged(decision, people[2])


# ------------------------------------------------------------------------------------------------------------------------ the quorum


def test_half_against_decides_nothing_not_even_past_the_deed(case, aicha, dahabo, people):
    panels.ready(case, aicha, dahabo)
    four = [*people, panels.seat("omar", "IOM", "M")]
    item = panels.session(four).items.get()
    with dates.at(item.session.held_at):
        decision = panels.proposed(item, four)
        panels.sign(decision, *four[:2], agrees=False, dissent="Nobody saw the house.")
        panels.sign(decision, *four[2:])
        with pytest.raises(Refused, match="Not more members agree than dissent"):
            panel_decisions.take(decision, by=four[0].user)
        with pytest.raises(IntegrityError, match="without its quorum"):
            taken(decision, four[0].user)


def test_an_adviser_completes_no_quorum_not_even_past_the_deed(case, aicha, dahabo, people):
    panels.ready(case, aicha, dahabo)
    some = [*people[:2], panels.seat("omar", "UNICEF", "M", votes=False)]
    item = panels.session([*people, some[2]]).items.get()
    with dates.at(item.session.held_at):
        decision = panels.proposed(item, some)
        panels.sign(decision, *some)
        with pytest.raises(IntegrityError, match="without its quorum"):
            taken(decision, some[0].user)


def test_the_quorum_of_an_urgent_session_takes_no_other_decision(item, people):
    urgent = QuorumRule.objects.get(urgent=True)
    with dates.at(item.session.held_at):
        panels.free(item, people)
        forgery = PanelDecision(
            determination=item.determination, item=item, report=item.report, quorum=urgent, urgent=False, number=1, status="proposed",
            proposed_by=people[0].user, **panels.CHOSEN,
        )  # fmt: skip
        forgery.save(by=people[0].user, reason="x")
        panels.sign(forgery, *people[:2])
        with pytest.raises(IntegrityError, match="without its quorum"):
            taken(forgery, people[0].user)


def test_no_decision_is_written_as_taken_without_having_been_proposed_and_signed(item, people):
    with dates.at(item.session.held_at):
        panels.free(item, people)
        forgery = PanelDecision(
            determination=item.determination, item=item, report=item.report, quorum=QuorumRule.objects.get(urgent=False), number=1,
            status="taken", taken_at=dates.now(), digest="0" * 64, proposed_by=people[0].user, **panels.CHOSEN,
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="is proposed first"), transaction.atomic():
            forgery.save(by=people[0].user, reason="x")


@pytest.mark.parametrize("ended", ["taken", "set_aside"])
def test_a_decision_that_was_taken_or_set_aside_is_not_proposed_anew(item, people, ended):
    with dates.at(item.session.held_at):
        decision = panels.proposed(item, people)
        if ended == "taken":
            panels.sign(decision, *people)
            decision = panel_decisions.take(decision, by=people[0].user)
        else:
            decision = panel_decisions.set_aside(decision, by=people[0].user, reason="Another one")
        decision.status, decision.taken_at, decision.digest = "proposed", None, ""
        with pytest.raises(IntegrityError, match="taken or set aside never changes"), transaction.atomic():
            decision.save(by=people[0].user, reason="x")
