"""What authorities ask about children: two signatures of different lines, a frozen copy, and nothing at all for a state of origin."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import AccessEvent, StateChange
from base.workflow import Refused
from casework import disclosures, printing
from casework.models import Disclosure, DisclosureLine, DisclosureRequest
from minors import access, consent, filing
from minors.sections import SECTIONS
from tests import makers
from tests.casework.conftest import BASE
from tests.papers import words_on

pytestmark = pytest.mark.django_db


def screened(child, by, fear="no", status="no_status"):
    filing.write(SECTIONS["wishes"], child, values={"fear_of_return": fear}, silences={}, by=by)
    filing.write(SECTIONS["legal_status"], child, values={"legal_status": status}, silences={}, by=by)


def proposed(line, nasra, groups=("identity", "age_sex_language")):
    return disclosures.propose(line, groups=groups, note="The judge protects him", by=nasra)


def granted(line, nasra, kadra, zeinab, **more):
    disclosures.sign(proposed(line, nasra, **more), by=kadra)
    return disclosures.sign(line, by=zeinab)


def test_two_people_of_different_lines_sign_and_the_copy_is_frozen_and_stands_in_the_file(
    ask, add, nasra, kadra, zeinab, yonas, aicha
):
    line = add(ask())
    granted(line, nasra, kadra, zeinab)
    name = yonas.names.get()
    name.own = "Yohannes"
    name.save(by=aicha, reason="Card seen", update_fields=["own"])
    given = disclosures.give(line, undertaking=True, child_informed="yes", informed_note="He nodded", by=nasra)
    copy = disclosures.copy(line, by=nasra)
    assert "Yonas Tesfaye Bekele" in words_on(copy)
    assert "Éthiopie" not in words_on(copy)  # not asked for, not given
    assert (given.digest, given.child) == (line.copy_digest, yonas)
    assert AccessEvent.objects.filter(person=nasra, kind="downloaded", subject="casework.disclosureline").exists()
    assert StateChange.objects.filter(child_id=yonas.pk, workflow="disclosure", move="give").count() == 1
    printed = words_on(printing.print_case_file(yonas, by=aicha, reason="Hearing", language="fr").content)
    assert "12/2026" in printed
    call_command("check_files")


def test_one_person_or_one_line_is_refused_by_the_sentence_and_by_the_database(ask, add, nasra, kadra, zeinab):
    line = proposed(add(ask()), nasra)
    with pytest.raises(Refused, match="own work"):
        disclosures.sign(line, by=nasra)
    disclosures.sign(line, by=kadra)
    with pytest.raises(Refused, match="signs twice"):
        disclosures.sign(line, by=kadra)
    ayan = makers.make_user("ayan", role="national_officer", institution="MFF")
    with pytest.raises(Refused, match="another line"):
        disclosures.sign(line, by=ayan)
    wrong = [
        ("two_people_sign", {"second_by": kadra, "second_line": "independent"}),
        ("two_lines_sign", {"second_by": ayan, "second_line": line.first_line}),
        ("who_proposes_does_not_sign", {"second_by": nasra, "second_line": "independent"}),
        ("a_signature_says_its_line", {"second_by": zeinab, "second_line": ""}),
        ("granted_by_two_with_a_note_and_a_copy", {"status": "granted"}),
    ]
    for rule, changes in wrong:
        fresh = DisclosureLine.objects.get(pk=line.pk)
        for column, value in changes.items():
            setattr(fresh, column, value)
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            fresh.save(by=nasra, reason="Past the deed")


def test_the_second_signature_is_outside_the_line_of_who_asks(ask, add, nasra, kadra, zeinab):
    """The ministry presses for names: its own second officer is no second line."""
    line = add(ask("ministry", "MFF"))
    disclosures.sign(proposed(line, nasra, ["age_sex_language"]), by=zeinab)
    with pytest.raises(Refused, match="another line"):
        disclosures.sign(line, by=kadra)
    line.second_by, line.second_line = kadra, line.requester_line
    with pytest.raises(IntegrityError, match="outside_the_requesters_line"), transaction.atomic():
        line.save(by=nasra, reason="Past the deed")


def test_a_ministry_gets_no_name_whatever_its_rank(ask, add, nasra):
    line = add(ask("ministry", "INTERIOR"))
    with pytest.raises(Refused, match="never get"):
        proposed(line, nasra)
    line.groups = ["identity"]
    with pytest.raises(IntegrityError, match="recipient_gets_what_it_may"), transaction.atomic():
        line.save(by=nasra, reason="Past the deed")


@pytest.mark.parametrize(
    ("recipient", "said", "why"),
    [
        ("police", {"legal_basis": "best_interests"}, "court order, a legal duty"),
        ("court", {"legal_basis": "legal_duty"}, "the order is missing"),
        ("media", {}, "Nothing about a single child"),
        ("health", {"legal_basis": "consent"}, None),
        ("school", {"legal_basis": "consent"}, "No consent covers this"),
    ],
)
def test_the_legal_basis_is_checked_by_rule(ask, add, recipient, said, why):
    against = disclosures.obstacles(add(ask(recipient, **said)))
    assert (not against) if why is None else any(why in one for one in against)


def test_an_order_has_its_number(ask, nasra):
    with pytest.raises(Refused) as refusal:
        ask(order_number=" ")
    assert refusal.value.field == "order_number"
    asked = ask()
    asked.order_number = ""
    with pytest.raises(IntegrityError, match="court_order_has_its_number"), transaction.atomic():
        asked.save(by=nasra, reason="Past the deed")


def test_nobody_gets_a_list_of_children_unless_a_court_orders_it(ask, add, aicha):
    other = makers.make_case(aicha, own="Dawit").child
    police, court = ask("police"), ask()
    add(police)
    with pytest.raises(Refused, match="No list of children"):
        add(police, other)
    add(court)
    assert add(court, other).status == "open"


def test_a_child_whose_consent_ended_leaves_the_request_to_another_one(ask, add, yonas, aicha):
    asked, other = ask("health", legal_basis="consent"), makers.make_case(aicha, own="Dawit").child
    add(asked)
    consent.withdraw_scopes(yonas, ["share_health"], by=aicha, reason="No more")
    assert add(asked, other).status == "open"


def test_what_was_granted_is_refused_again_when_the_order_falls_and_its_copy_with_it(client, ask, add, nasra, kadra, zeinab):
    line = add(ask())
    granted(line, nasra, kadra, zeinab)
    client.force_login(nasra)
    assert reverse("casework:decide_disclosure", args=[line.pk, "refuse"]) in client.get(line.request.get_absolute_url()).text
    disclosures.refuse(line, because="The order was annulled", by=nasra)
    with pytest.raises(Refused, match="Nothing was granted"):
        disclosures.copy(line, by=nasra)
    assert disclosures.answer(line.request, by=nasra).decision == "no_confirmation"


def test_a_copy_that_was_pulled_back_with_its_consent_is_handed_to_nobody(client, ask, add, nasra, kadra, zeinab, yonas, aicha):
    line = add(ask("health", legal_basis="consent"))
    granted(line, nasra, kadra, zeinab)
    client.force_login(nasra)
    copy, page = reverse("casework:disclosure_copy", args=[line.pk]), line.request.get_absolute_url()
    assert copy in client.get(page).text
    consent.withdraw_scopes(yonas, ["share_health"], by=aicha, reason="No more")
    assert copy not in client.get(page).text
    assert client.post(copy).status_code == 422
    with pytest.raises(Refused, match="Nothing was granted"):
        disclosures.copy(DisclosureLine.objects.get(), by=nasra)


def test_a_request_is_answered_once_and_not_while_a_child_waits(ask, add, nasra):
    asked = ask()
    line = add(asked)
    with pytest.raises(Refused, match="every child first"):
        disclosures.answer(asked, by=nasra)
    with pytest.raises(Refused, match="why it is refused"):
        disclosures.refuse(line, because=" ", by=nasra)
    disclosures.refuse(line, because="The order names another person", by=nasra)
    disclosures.answer(asked, by=nasra)
    with pytest.raises(Refused, match="answered already"):
        disclosures.answer(asked, by=nasra)
    asked.letter_digest = ""
    with pytest.raises(IntegrityError, match="answered_by_letter"), transaction.atomic():
        asked.save(by=nasra, reason="x")


def test_a_copy_as_of_a_day_says_what_was_known_then(ask, add, nasra, kadra, zeinab, yonas, aicha):
    then = dates.now()
    name = yonas.names.get()
    with dates.at(then + timedelta(days=3)):
        name.own = "Yohannes"
        name.save(by=aicha, reason="Card seen", update_fields=["own"])
        line = add(ask(as_of=then + timedelta(days=1)))
        granted(line, nasra, kadra, zeinab)
        assert "Yonas Tesfaye" in words_on(disclosures.copy(line, by=nasra))


def test_only_the_officer_and_the_data_protection_officer_learn_of_a_request(
    client, ask, add, nasra, zeinab, aicha, dahabo, yonas
):
    asked = ask("embassy", "EMB-ET")
    add(asked)
    for person in (aicha, dahabo):
        client.force_login(person)
        assert client.get(asked.get_absolute_url()).status_code == 404
        assert client.get(reverse("casework:disclosures")).status_code == 403
        assert "Requests by authorities" not in client.get(yonas.get_absolute_url()).text
        assert not access.visible_to(person, DisclosureLine).exists()
    assert not StateChange.objects.filter(subject__startswith="casework.disclosure").exists()
    for person in (nasra, zeinab):
        client.force_login(person)
        text = client.get(asked.get_absolute_url()).text
        assert "refused by rule" in text
        assert "Yonas" not in text
        assert asked.get_absolute_url() in client.get(reverse("casework:disclosures")).text


def test_a_code_that_nobody_has_is_told_as_that(ask, nasra):
    with pytest.raises(Refused, match="no case with this code"):
        disclosures.add_child(ask(), code="DJ-OBK-2025-99999", by=nasra)


def test_from_the_request_to_the_handing_over_on_the_screen(client, nasra, kadra, zeinab, yonas, aicha):
    client.force_login(nasra)
    today = dates.today()
    form = {
        **BASE,
        "recipient": "court",
        "institution": "",
        "legal_basis": "court_order",
        "order_number": "",
        "as_of_0": "",
        "as_of_1": "",
    }
    form |= {"received_at_0": f"{today:%Y-%m-%d}", "received_at_1": "00:01", "deadline": ""}
    assert client.post(reverse("casework:new_disclosure"), form).status_code == 422
    assert client.post(reverse("casework:new_disclosure"), form | {"order_number": "12/2026"}).status_code == 302
    asked = DisclosureRequest.objects.get()
    assert asked.due_at == asked.received_at + timedelta(days=14)  # T37
    assert client.post(reverse("casework:add_to_disclosure", args=[asked.pk]), {"code": "x"}).status_code == 422
    assert client.post(reverse("casework:add_to_disclosure", args=[asked.pk]), {"code": yonas.code}).status_code == 302
    line = DisclosureLine.objects.get()

    def step(name, said=(), status=302):
        answer = client.post(reverse("casework:decide_disclosure", args=[line.pk, name]), dict(said))
        assert answer.status_code == status, name

    step("propose", {"groups": ["identity"], "note": ""}, 422)
    step("propose", {"groups": ["identity"], "note": "Protects him"})
    step("sign", status=422)
    step("nothing", status=404)
    client.force_login(kadra)
    step("sign")
    client.force_login(zeinab)
    step("sign")
    assert client.post(reverse("casework:disclosure_copy", args=[line.pk])).status_code == 422  # reads no content
    client.force_login(nasra)
    assert client.post(reverse("casework:disclosure_copy", args=[line.pk]))["Content-Type"] == "application/pdf"
    step("give", {"child_informed": "no", "informed_note": ""}, 422)
    step("give", {"child_informed": "not_yet", "undertaking": "on"})
    assert client.post(reverse("casework:answer_disclosure", args=[asked.pk])).status_code == 302
    assert client.get(reverse("casework:disclosure_letter", args=[asked.pk]))["Content-Type"] == "application/pdf"
    client.force_login(aicha)
    given = Disclosure.objects.get()
    page = client.get(reverse("casework:given", args=[yonas.pk])).text
    assert "was not told yet" in page
    assert client.get(given.get_absolute_url()).status_code == 200
    tell = reverse("casework:tell_disclosure", args=[given.pk])
    assert client.post(tell, {"note": ""}).status_code == 422
    assert client.post(tell, {"note": "The judge knows your age now"}).status_code == 302
    assert Disclosure.objects.get().child_informed == "yes"
    assert client.post(tell, {"note": "Again"}).status_code == 422
