"""The ledger of consent: the last word counts, apart for each recipient, and what was allowed on any day can be told for ever."""

from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from base import dates
from base.models import Institution, Option, StateChange
from base.workflow import Refused
from minors import ages, asylum, consent, corrections, filing, ledger, relying
from minors.models import SCOPES, Child, Consent, ConsentStatement
from minors.sections import SECTIONS
from tests import makers

pytestmark = pytest.mark.django_db
HEALTH = "share_health"


@pytest.fixture
def ask(yonas, aicha):
    def ask(scopes=(), refused=(), conditions=(), **facts):
        facts = {"basis": "consent", "givers": ["child"], "given_at": dates.now(), **facts}
        return consent.record(yonas, by=aicha, reason="Asked", scopes=scopes, refused=refused, conditions=conditions, **facts)

    return ask


@pytest.fixture
def hospital(db):
    return Institution.objects.get(code="HEALTH")


@pytest.fixture
def caritas(db):
    return Institution.objects.get(code="CARITAS")


def test_what_nobody_was_asked_about_is_not_allowed_and_not_refused(yonas):
    assert (ledger.allows(yonas, "share_family").rule, bool(ledger.allows(yonas, "share_family"))) == ("not_asked", False)


def test_the_last_word_counts_and_says_who_gave_it(yonas, ask):
    ask(refused=[HEALTH])
    assert ledger.allows(yonas, HEALTH).rule == "refused"
    ask([HEALTH])
    answer = ledger.allows(yonas, HEALTH)
    assert (bool(answer), answer.statement.said_by) == (True, ["child"])


def test_of_two_answers_of_one_moment_the_no_counts(yonas, ask):
    moment = dates.now()
    ask(refused=[HEALTH], given_at=moment)
    ask([HEALTH], given_at=moment)
    assert not ledger.allows(yonas, HEALTH)


def test_a_no_to_one_hospital_stands_whatever_is_allowed_to_all(yonas, ask, hospital, caritas):
    ask(conditions=[{"scope": HEALTH, "kind": "refused", "recipient": hospital}])
    ask([HEALTH])
    assert not ledger.allows(yonas, HEALTH, recipient=hospital)
    assert ledger.allows(yonas, HEALTH, recipient=caritas)
    ask(conditions=[{"scope": HEALTH, "kind": "granted", "recipient": hospital}])
    assert ledger.allows(yonas, HEALTH, recipient=hospital)


def test_a_yes_to_one_hospital_is_no_yes_to_all_and_ends_with_a_later_no_to_all(yonas, ask, hospital, caritas):
    ask(refused=[HEALTH])
    ask(conditions=[{"scope": HEALTH, "kind": "granted", "recipient": hospital}])
    assert ledger.allows(yonas, HEALTH, recipient=hospital)
    assert not ledger.allows(yonas, HEALTH)
    assert not ledger.allows(yonas, HEALTH, recipient=caritas)
    ask(refused=[HEALTH])
    assert not ledger.allows(yonas, HEALTH, recipient=hospital)


def test_a_yes_ends_after_its_last_day(yonas, ask):
    ask(conditions=[{"scope": HEALTH, "kind": "granted", "valid_until": dates.today()}])
    assert ledger.allows(yonas, HEALTH)
    later = ledger.allows(yonas, HEALTH, at=dates.now() + timedelta(days=1))
    assert (bool(later), later.rule) == (False, "expired")


def test_what_was_allowed_on_a_day_can_be_told_for_ever(yonas, aicha):
    registered, week = dates.now(), timedelta(days=7)
    with dates.at(registered + week):
        consent.withdraw_scopes(yonas, [HEALTH], by=aicha, reason="No more")
    late = registered + 2 * week
    with dates.at(late):
        assert ledger.allows(yonas, HEALTH, at=registered + timedelta(days=6))
        assert not ledger.allows(yonas, HEALTH, at=registered + timedelta(days=8))
        # What was said on the third day and written down two weeks later was not known in between.
        said = {"basis": "consent", "givers": ["child"], "given_at": registered + timedelta(days=3)}
        consent.record(yonas, by=aicha, reason="From the paper", refused=[HEALTH], **said)
        assert not ledger.allows(yonas, HEALTH, at=registered + timedelta(days=6))
        assert ledger.allows(yonas, HEALTH, at=registered + timedelta(days=6), known_on=late - timedelta(days=1))


def test_nothing_reaches_an_embassy_while_asylum_is_possible(yonas, ask, aicha, dahabo):
    with pytest.raises(Refused):
        ask(["share_embassy"])
    citizen = makers.make_case(aicha, own="Moussa", nationality="DJ").child
    consent.record(
        citizen, by=aicha, reason="Passport", scopes=["share_embassy"], basis="consent", givers=["child"], given_at=dates.now()
    )
    assert ledger.allows(citizen, "share_embassy")
    waiting = corrections.correct(citizen, {"nationality": "undetermined"}, by=aicha, reason="He is not sure any more")
    corrections.approve(waiting, by=dahabo)
    citizen.refresh_from_db()
    assert ledger.allows(citizen, "share_embassy").rule == "asylum"
    assert not Child.objects.filter(pk__in=ledger.allowing("share_embassy")).exists()


def test_of_joined_files_the_most_restrictive_answer_counts_until_somebody_asks_again(yonas, dahabo, aicha, ask):
    twin = makers.make_case(aicha, own="Ionas").child
    consent.withdraw_scopes(twin, [HEALTH], by=aicha, reason="No")
    assert ledger.allows(yonas, HEALTH)
    makers.make_merge(yonas, twin, dahabo)
    assert [ledger.allows(file, HEALTH).rule for file in (yonas, twin)] == ["withdrawn", "withdrawn"]
    assert ledger.allows(yonas, "case_management")
    ask([HEALTH])
    assert [bool(ledger.allows(file, HEALTH)) for file in (yonas, twin)] == [True, True]


def test_what_only_one_of_two_joined_files_was_asked_is_not_allowed(yonas, dahabo, aicha, ask):
    twin = makers.make_case(aicha, own="Ionas").child
    ask(["share_family"])
    assert ledger.allows(yonas, "share_family")
    makers.make_merge(yonas, twin, dahabo)
    assert ledger.allows(yonas, "share_family").rule == "not_asked"


def test_a_refusal_and_not_yet_are_two_states(yonas, ask):
    assert ask(refused=[HEALTH]).status == "refused"
    assert ask(basis="vital_interests", givers=[], reason_not_asked="Unconscious").status == "not_yet"
    moves = StateChange.objects.filter(workflow="consent", child_id=yonas.pk).order_by("id").values_list("move", flat=True)
    assert list(moves) == ["give", "refuse", "postpone"]


def test_a_withdrawn_part_leaves_the_rest_and_is_an_event(yonas, aicha):
    consent.withdraw_scopes(yonas, [HEALTH], by=aicha, reason="No more")
    assert (yonas.consents.get().status, bool(ledger.allows(yonas, "case_management"))) == ("given", True)
    assert StateChange.objects.filter(workflow="consent", move="withdraw_part", child_id=yonas.pk).exists()
    with pytest.raises(Refused):
        consent.withdraw_scopes(yonas, [HEALTH], by=aicha, reason="Again")
    consent.withdraw_scopes(yonas, yonas.consents.get().scopes, by=aicha, reason="Everything")
    assert yonas.consents.get().status == "withdrawn"


def test_a_line_of_the_ledger_is_never_changed(yonas, aicha):
    line = yonas.consent_statements.first()
    line.kind = "refused"
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        line.save(by=aicha, reason="I know better")


@pytest.mark.django_db(transaction=True)
def test_even_the_owner_of_the_tables_cannot_change_the_ledger(aicha, as_owner):
    with transaction.atomic():
        makers.make_case(aicha)
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="append-only"):
        as_owner.execute("update minors_consentstatement set kind = 'refused'")


def test_a_file_without_consent_to_keep_it_is_kept_and_restricted(yonas, aicha):
    assert ledger.restricted(yonas) == []
    consent.withdraw_scopes(yonas, ["data_storage"], by=aicha, reason="Forget me")
    assert ledger.restricted(Child.objects.get(pk=yonas.pk)) == ["data_storage"]


# -------------------------------------------------------------------------------------------------------------------------- age


@pytest.mark.parametrize(
    ("years", "rows", "asked", "alone"),
    [(3, 1, False, False), (6, 1, True, False), (13, 1, True, False), (16, 1, True, True), (None, 4, True, False)],
)
def test_what_is_needed_follows_the_age(aicha, years, rows, asked, alone):
    birth = None
    if years is not None:
        day = dates.add_months(dates.today(), -12 * years - 1)
        birth = dates.PartialDate("told", "gregorian", "day", day, day, "child", dates.today())
    child = makers.make_case(aicha, own="Hodan", birth=birth).child
    needed = ages.needed_for(child, dates.today())
    assert (len(needed.rows), needed.asks_the_child, needed.decides_alone) == (rows, asked, alone)


def test_an_unsure_age_asks_for_everything_that_one_of_the_ages_needs(aicha):
    birth = dates.PartialDate("about five", "unknown", "estimate", *_born_between(7, 4), "child", dates.today())
    child = makers.make_case(aicha, own="Hodan", birth=birth).child
    needed = ages.needed_for(child, dates.today())
    assert ([row.from_age for row in needed.rows], needed.asks_the_child) == ([0, 6], True)


def test_nobody_allows_against_a_child_of_sixteen_who_says_no(aicha):
    child = makers.make_case(
        aicha, own="Ali", birth=dates.PartialDate("16", "unknown", "age", *_born_between(17, 15), "child", dates.today())
    ).child
    said = {"basis": "consent", "givers": ["father"], "given_at": dates.now(), "assent": "no", "assent_reason": "“No”"}
    with pytest.raises(Refused) as refusal:
        consent.record(child, by=aicha, reason="Asked", scopes=["share_family"], **said)
    assert refusal.value.field == "assent"


def test_what_others_allowed_lapses_at_eighteen_and_what_the_child_allowed_stays(aicha):
    born = dates.PartialDate("17", "unknown", "age", *_born_between(18, 17), "child", dates.today())
    by_father = {"given_at": dates.now(), "basis": "consent", "givers": ["father"], "scopes": [HEALTH, "share_family"]}
    child = makers.make_case(aicha, own="Ali", birth=born, consent=by_father).child
    own = {"basis": "consent", "givers": ["child"], "given_at": dates.now()}
    consent.record(child, by=aicha, reason="Asked", scopes=[HEALTH], **own)
    assert consent.lapse(child, by=aicha, reason="18") == []  # may still be a child
    with dates.at(dates.now() + timedelta(days=800)):
        assert [line.scope for line in consent.lapse(child, by=aicha, reason="18")] == ["share_family"]
        assert (ledger.allows(child, "share_family").rule, bool(ledger.allows(child, HEALTH))) == ("lapsed", True)
        assert child.consents.get(givers=["father"]).status == "lapsed"


def _born_between(oldest, youngest):
    today = dates.today()
    return dates.add_months(today, -12 * oldest), dates.add_months(today, -12 * youngest) - timedelta(days=1)


# ---------------------------------------------------------------------------------------------------------- what must not be lost


def test_no_scope_of_the_list_is_without_its_line_of_what_stops():
    listed = set(Option.objects.filter(list="L28").values_list("code", flat=True))
    assert listed == set(relying.WHAT_STOPS) == set(SCOPES)


NOW = dates.now().replace(hour=9)
lines = some.tuples(
    some.integers(-6, 1),  # day on which it was said
    some.sampled_from(["granted", "refused", "withdrawn", "lapsed"]),
    some.sampled_from([None, "HEALTH", "CARITAS"]),
    some.sampled_from([None, -3, 0, 2]),  # last day of a grant
    some.integers(0, 3),  # days until it was written down
    some.sampled_from([["child"], ["father"], ["child", "mother"]]),  # who said it
)


@pytest.mark.timeout(600)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    ledgers=some.lists(some.lists(lines, max_size=6), min_size=1, max_size=3),
    recipient=some.sampled_from([None, "HEALTH", "CARITAS", "IOM"]),
    at=some.integers(-6, 3),
    known=some.integers(-6, 3),
    grown=some.sampled_from([None, -4, 0, 2, 400]),  # on which day the children surely are 18
)
def test_the_list_and_the_single_child_never_disagree(aicha, ledgers, recipient, at, known, grown):
    with transaction.atomic():
        children = [_told(aicha, said, grown) for said in ledgers]
        to = recipient and Institution.objects.get(code=recipient)
        moments = {"at": NOW + timedelta(days=at), "known_on": NOW + timedelta(days=known)}
        listed = set(Child.objects.filter(pk__in=ledger.allowing(HEALTH, recipient=to, **moments)))
        single = {child for child in children if ledger.allows(child, HEALTH, recipient=to, **moments)}
        assert listed == single
        transaction.set_rollback(True)


def _told(worker, said, grown) -> Child:
    bare = {"given_at": NOW - timedelta(days=9), "basis": "consent", "givers": ["child"], "scopes": []}
    birth = None
    if grown is not None:
        day = dates.add_months(dates.local_date(NOW) + timedelta(days=grown), -12 * 18)
        birth = dates.PartialDate("told", "gregorian", "day", day, day, "child", dates.local_date(NOW))
    child = makers.make_case(worker, at=NOW - timedelta(days=9), consent=bare, birth=birth).child
    given_to = Consent.objects.get(child=child)
    for day, kind, recipient, last, late, givers in said:
        happened = NOW + timedelta(days=day)
        ConsentStatement(
            child=child,
            consent=given_to,
            kind=kind,
            scope=HEALTH,
            recipient=recipient and Institution.objects.get(code=recipient),
            valid_until=dates.local_date(NOW) + timedelta(days=last) if kind == "granted" and last is not None else None,
            happened_at=happened,
            said_by=givers,
            recorded_at=happened + timedelta(days=late),
        ).save(by=worker, reason="Said")
    return child


def test_a_citizen_who_fears_to_return_or_seeks_asylum_is_hidden_from_every_embassy(aicha, dahabo):
    citizen = makers.make_case(aicha, own="Moussa", nationality="DJ").child
    assert not asylum.may_need(citizen)
    filing.write(SECTIONS["wishes"], citizen, values={"fear_of_return": "unsure"}, silences={}, by=aicha)
    assert asylum.may_need(citizen)
    other = makers.make_case(aicha, own="Ali", nationality="DJ").child
    filing.write(SECTIONS["legal_status"], other, values={"legal_status": "asylum_seeker"}, silences={}, by=aicha)
    assert asylum.may_need(other)
