"""What keeps data of a child from leaving: each refusal with its sentence, and the database past every deed (domain.md 7.6, 7.8, 9.8)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from base import dates
from base.workflow import Refused
from casework import data_requests, disclosures
from casework.models import Disclosure
from minors import asylum, consent, filing
from minors.sections import SECTIONS
from tests import makers
from tests.casework.test_disclosures import granted, proposed, screened

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


# ------------------------------------------------------------------------------------------------------------ requests by authorities


def test_a_child_stands_once_on_a_request(ask, add):
    asked = ask()
    add(asked)
    with pytest.raises(Refused, match="stands on the request already"):
        add(asked)


def test_nothing_is_proposed_without_saying_why_it_is_good_for_the_child(ask, add, nasra):
    with pytest.raises(Refused, match="in the best interests of the child"):
        disclosures.propose(add(ask()), groups=["identity"], note=" ", by=nasra)


def test_no_court_gets_a_copy_that_nobody_signed_and_no_data_protection_officer_reads_one(ask, add, nasra, kadra, zeinab):
    line = add(ask())
    with pytest.raises(Refused, match="Nothing was granted"):
        disclosures.copy(line, by=nasra)
    granted(line, nasra, kadra, zeinab)
    with pytest.raises(Refused, match="reads no content"):
        disclosures.copy(line, by=zeinab)


def test_what_was_said_to_the_child_is_written_once(ask, add, nasra, kadra, zeinab, aicha):
    line = add(ask())
    granted(line, nasra, kadra, zeinab)
    for told in ("yes", "no"):
        with pytest.raises(Refused, match="what was said to the child, or why"):
            disclosures.give(line, undertaking=True, child_informed=told, informed_note=" ", by=nasra)
    given = disclosures.give(line, undertaking=True, child_informed="not_yet", informed_note="", by=nasra)
    with pytest.raises(Refused, match="Write what was said to the child"):
        disclosures.tell(given, note=" ", by=aicha)
    disclosures.tell(given, note="The judge knows your age now", by=aicha)
    with pytest.raises(Refused, match="already changed by somebody else"):
        disclosures.tell(given, note="Again", by=aicha)


@pytest.mark.parametrize("step", ["propose", "sign", "second", "give"])
def test_what_the_child_allows_no_more_is_given_to_nobody_at_any_step(ask, add, nasra, kadra, zeinab, yonas, aicha, step):
    """A withdrawal pulls back what waits; who still has the page open is told why."""
    line = add(ask("health", legal_basis="consent"))
    groups = ["age_sex_language"]
    if step != "propose":
        proposed(line, nasra, groups)
    if step in ("second", "give"):
        disclosures.sign(line, by=kadra)
    if step == "give":
        disclosures.sign(line, by=zeinab)
    consent.withdraw_scopes(yonas, ["share_health"], by=aicha, reason="No more")
    with pytest.raises(Refused, match="No consent covers this"):
        {
            "propose": lambda: proposed(line, nasra, groups),
            "sign": lambda: disclosures.sign(line, by=kadra),
            "second": lambda: disclosures.sign(line, by=zeinab),
            "give": lambda: disclosures.give(line, undertaking=True, child_informed="not_yet", informed_note="", by=nasra),
        }[step]()


@pytest.mark.parametrize("deed", ["add", "propose", "sign"])
def test_after_the_letter_nothing_more_is_decided_on_a_request(ask, add, nasra, kadra, aicha, deed):
    asked = ask()
    line = add(asked)
    if deed == "sign":
        proposed(line, nasra)
    disclosures.refuse(line, because="The order names another person", by=nasra)
    disclosures.answer(asked, by=nasra)
    with pytest.raises(Refused, match="answered already"):
        {
            "add": lambda: add(asked, makers.make_case(aicha, own="Dawit").child),
            "propose": lambda: proposed(line, nasra),
            "sign": lambda: disclosures.sign(line, by=kadra),
        }[deed]()


@pytest.mark.parametrize(("basis", "aim", "sentence"), [
    ("legal_duty", "document", "on written consent only"),
    ("consent", "procedure", "for nothing else"),
])  # fmt: skip
def test_an_embassy_asks_on_written_consent_and_for_a_paper_or_the_family_only(ask, add, yonas, aicha, basis, aim, sentence):
    screened(yonas, aicha)
    line = add(ask("embassy", "EMB-ET", legal_basis=basis, aim=aim))
    assert any(sentence in one for one in disclosures.obstacles(line))


# ----------------------------------------------------------------------------------------------------------- the authorities of origin


def open_to_origin(child) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select himaya_open_to_origin(%s)", [child.pk])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("nationality", "fear", "status", "open_to_them"), [
    ("ET", "no", "no_status", True),
    ("ET", "no", "rejected_final", True),
    ("ET", "yes", "no_status", False),
    ("ET", "unsure", "no_status", False),
    ("ET", "", "no_status", False),
    ("ET", "no", "", False),
    ("ET", "no", "asylum_seeker", False),
    ("ET", "no", "citizen", False),
    ("undetermined", "no", "no_status", False),
    ("stateless", "no", "no_status", False),
    ("DJ", "no", "citizen", True),
    ("DJ", "", "", True),
    ("DJ", "yes", "citizen", False),
    ("DJ", "unsure", "", False),
    ("DJ", "", "asylum_seeker", False),
])  # fmt: skip
def test_the_database_keeps_the_same_children_from_the_authorities_of_origin_as_the_rule(
    aicha, nationality, fear, status, open_to_them
):
    child = makers.make_case(aicha, nationality=nationality).child
    if fear:
        filing.write(SECTIONS["wishes"], child, values={"fear_of_return": fear}, silences={}, by=aicha)
    if status:
        filing.write(SECTIONS["legal_status"], child, values={"legal_status": status}, silences={}, by=aicha)
    assert (open_to_origin(child), not asylum.closed_to_origin(child)) == (open_to_them, open_to_them)


def test_one_file_of_a_child_that_is_closed_to_them_closes_all_in_the_database_too(yonas, aicha, dahabo):
    second, third = (makers.make_case(aicha, own=own).child for own in ("Ionas", "Yonass"))
    for child in (yonas, second, third):
        screened(child, aicha)
    makers.make_merge(yonas, second, dahabo)
    makers.make_merge(yonas, third, dahabo)
    assert all(map(open_to_origin, (yonas, second, third)))
    for closed in (yonas, second, third):
        with transaction.atomic():
            closed.wishes.fear_of_return = "yes"
            closed.wishes.save(by=aicha, reason="x")
            assert not any(map(open_to_origin, (yonas, second, third)))
            transaction.set_rollback(True)


@pytest.mark.parametrize("recipient", ["embassy", "origin_authority"])
def test_past_every_deed_no_row_says_that_an_authority_of_origin_was_given_anything(ask, add, nasra, yonas, aicha, recipient):
    screened(yonas, aicha, status="asylum_seeker")
    line = add(ask(recipient, "EMB-ET", legal_basis="consent", aim="document"))
    said = {name: getattr(line.request, name) for name in ("legal_basis", "aim", "purpose")}
    given = Disclosure(
        child=yonas, line=line, recipient=recipient, groups=["age_sex_language"], digest="0" * 64, given_at=dates.now(), given_by=nasra,
        first_by=aicha, second_by=nasra, status="given", undertaking=True, child_informed="not_yet", **said,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="closed to every authority of origin"), transaction.atomic():
        given.save(by=nasra, reason="Past the deed")


# ------------------------------------------------------------------------------------------------------------ requests of the persons


def test_a_person_asks_in_words_and_not_tomorrow(yonas, aicha):
    with pytest.raises(Refused, match="Write what the person asks for"):
        data_requests.receive(yonas, kind="copy", text=" ", by=aicha)
    with pytest.raises(Refused, match="not come yet"):
        data_requests.receive(yonas, kind="copy", text="x", received_at=dates.now() + DAY, by=aicha)


def test_a_person_is_answered_in_words_and_an_objection_is_kept_for_a_reason(yonas, aicha, dahabo, monkeypatch):
    asked = data_requests.receive(yonas, kind="objection", text="Delete it", by=aicha)
    data_requests.recognise(asked, proof="answers", by=aicha)
    with pytest.raises(Refused, match="Write what was answered"):
        data_requests.answer(asked, outcome="kept", answer=" ", by=dahabo)
    monkeypatch.setattr(data_requests, "holds", lambda child: [])  # long after the closure
    with pytest.raises(Refused, match="Say what obliges to keep the data"):
        data_requests.answer(asked, outcome="kept", answer="The law", by=dahabo)


def test_who_asked_for_no_copy_gets_none(yonas, aicha, dahabo):
    asked = data_requests.receive(yonas, kind="objection", text="Delete it", by=aicha)
    with pytest.raises(Refused, match="No copy was made"):
        data_requests.copy(asked, by=dahabo)
