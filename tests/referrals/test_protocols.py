"""Who may send what to whom: by a protocol in force, or with a supervisor's agreement, and never what is on the list of never."""

import io
from datetime import timedelta

import pypdfium2
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from base import dates
from base.models import AccessEvent, Institution, StateChange
from base.workflow import Refused
from minors import access, consent, relatives
from minors.models import GRANT, Clock, Grant
from minors.sections import SECTIONS
from referrals import directory, packages, protocols, slip_pdf, workflow
from referrals.models import Referral, Service, SharingProtocol
from tests import makers
from tests.papers import words_on

pytestmark = pytest.mark.django_db
WORDS = "Coughs for three weeks"


@pytest.fixture
def clinic(db):
    """A service with which no protocol is in force."""
    return makers.make_service(protocol=False)


@pytest.fixture
def send(yonas, aicha, clinic):
    def send(to=clinic, groups=("age_sex_language",), **changes):
        said = {"reason": WORDS, "urgency": "normal", "mode": "electronic", "by": aicha, **changes}
        return workflow.refer(yonas, to=to, groups=list(groups), **said)

    return send


def to(name, record):
    return reverse(f"referrals:{name}", args=[record.pk])


def test_without_a_protocol_it_waits_and_the_service_sees_nothing_of_it(client, send, evelyne):
    waits = send()
    assert (waits.status, waits.is_out) == ("to_approve", False)
    assert not access.visible_to(evelyne, Referral).exists()
    assert not Clock.objects.filter(rule="referral.ack").exists()
    client.force_login(evelyne)
    assert client.get(waits.get_absolute_url()).status_code == 404
    with pytest.raises(Refused, match="already changed"):
        workflow.accept(waits, by=evelyne)


def test_an_expired_protocol_covers_nothing_and_one_in_force_covers_what_it_names(send, clinic, aicha, dahabo):
    past = dates.today() - timedelta(days=2)
    old = makers.make_protocol(starts_on=past - timedelta(days=9), expires_on=past)
    assert not old.is_in_force
    assert send().status == "to_approve"
    makers.make_protocol(groups=["age_sex_language"])
    assert send(reason="Again").status == "sent"
    assert send(groups=["identity", "age_sex_language"], reason="For the card").status == "to_approve"


def test_a_protocol_that_was_ended_covers_nothing_from_that_moment(send, dahabo):
    protocol = makers.make_protocol()
    assert send().protocol == protocol
    with pytest.raises(Refused, match="why it ends"):
        protocols.end(protocol, by=dahabo, reason=" ")
    protocols.end(protocol, by=dahabo, reason="The hospital changed its people")
    assert send(reason="Again").status == "to_approve"
    with pytest.raises(Refused, match="does not hold"):
        protocols.end(protocol, by=dahabo, reason="x")


def test_the_supervisor_agrees_and_it_is_sent_and_nobody_agrees_to_their_own(client, send, aicha, dahabo, evelyne):
    waits = send()
    with pytest.raises(Refused, match="own work"):
        workflow.agree(waits, by=aicha)
    client.force_login(dahabo)
    assert WORDS in client.get(waits.get_absolute_url()).text
    assert "waits for the supervisor" in client.get(reverse("referrals:sent")).text
    assert client.post(to("decide", waits), {"refuse": "yes", "reason": ""}).status_code == 422
    assert client.post(to("decide", waits), {"agree": "yes", "reason": ""}).status_code == 302
    waits.refresh_from_db()
    assert (waits.status, waits.approved_by, waits.is_out) == ("sent", dahabo, True)
    assert Clock.objects.filter(rule="referral.ack", subject_id=waits.pk).exists()
    assert access.visible_to(evelyne, Referral).get() == waits


def test_what_the_supervisor_says_when_agreeing_stands_in_the_file(client, send, dahabo):
    waits = send()
    client.force_login(dahabo)
    assert client.post(to("decide", waits), {"agree": "yes", "reason": "Only the fever, nothing else"}).status_code == 302
    assert StateChange.objects.get(subject_id=waits.pk, move="agree").reason == "Only the fever, nothing else"


def test_what_a_service_said_when_it_had_the_slip_and_when_it_began_stands_in_the_file(client, send, aicha):
    sent = send(to=makers.make_service("formal_education", institution="MENFOP"), without_consent_because="Term begins")
    client.force_login(aicha)
    for what, words in (("acknowledge", "The secretary has it"), ("accept", "On Sunday"), ("start", "He sat in class today")):
        assert client.post(to("write_down", sent), {"what": what, "words": words}).status_code == 302
        assert StateChange.objects.get(subject_id=sent.pk, move=what).reason == words


def test_a_protocol_on_consent_that_needs_none_is_refused_in_words(db):
    with pytest.raises(Refused, match="rests on consent") as refusal:
        makers.make_protocol(needs_consent=False)
    assert refusal.value.field == "needs_consent"


def test_a_slip_is_logged_with_what_it_shows_and_printed_by_who_may_read_that(send, yonas, aicha):
    sent = send(to=makers.make_service("formal_education", institution="MENFOP"), without_consent_because="Term begins")
    slip_pdf.print_slip(sent, by=aicha, reason="By hand")
    assert AccessEvent.objects.get(kind="printed", subject_id=str(sent.pk)).field_class == "C3"
    safia, month = makers.make_user("safia"), dates.now() + timedelta(days=30)
    levels = ["read_c1", "read_c2", "change"]
    access.give(yonas, user=safia, levels=levels, purpose="duty", by=aicha, reason="Holiday", ends_at=month)
    with pytest.raises(Refused, match="more about the child than you may read"):
        slip_pdf.print_slip(sent, by=safia, reason="By hand")


def test_what_the_supervisor_refuses_never_leaves(send, dahabo, evelyne):
    waits = send()
    workflow.refuse(waits, by=dahabo, reason="The school does not need it")
    assert Referral.objects.get().status == "cancelled"
    assert not access.visible_to(evelyne, Referral).exists()


def test_consent_withdrawn_meanwhile_pulls_it_back_and_nobody_can_send_it(send, yonas, aicha, dahabo):
    waits = send()
    done = consent.withdraw_scopes(yonas, ["share_health"], by=aicha, reason="He does not want it")
    assert done.pulled == 1
    assert done.tasks == []  # nobody holds anything: nobody has to be told
    with pytest.raises(Refused, match="No consent covers"):
        workflow.agree(waits, by=dahabo)
    assert not Referral.objects.get().is_out


def test_what_is_vital_goes_at_once_without_protocol(send):
    assert send(without_consent_because="He is unconscious").status == "sent"


def test_the_database_lets_nothing_leave_without_protocol_or_agreement(send, aicha):
    waits = send()
    waits.status, waits.is_out = "sent", True
    with pytest.raises(IntegrityError, match="nothing_leaves_without_protocol"), transaction.atomic():
        waits.save(by=aicha, reason="Past the workflow")
    waits.status, waits.is_out, waits.approved_by = "sent", True, aicha
    with pytest.raises(IntegrityError, match="sending_agreed_by_another"), transaction.atomic():
        waits.save(by=aicha, reason="Past the workflow")
    waits.approved_by, waits.is_out = None, False
    with pytest.raises(IntegrityError, match="only_what_is_out"), transaction.atomic():
        waits.save(by=aicha, reason="Past the workflow")


NEVER = [("medical", "family"), ("medical", "separation"), ("formal_education", "separation"), ("recreation", "origin")]


@pytest.mark.parametrize(("kind", "group"), NEVER)
def test_what_may_never_go_to_a_service_is_refused_by_rule_and_by_the_database(send, aicha, kind, group):
    service = makers.make_service(kind)
    with pytest.raises(Refused, match="may never go") as refusal:
        send(to=service, groups=[group])
    assert refusal.value.field == "groups"
    sent = send(to=service, without_consent_because="He is alone")
    sent.groups = ["age_sex_language", group]
    with pytest.raises(IntegrityError, match="referral_sends_what_may_be_sent"), transaction.atomic():
        sent.save(by=aicha, reason="Past the workflow")
    with pytest.raises(Refused, match="may never go"):
        makers.make_protocol(purpose=kind, sender="IOM", receiver="UNICEF", groups=[group])


def test_the_minimum_of_every_service_is_among_what_may_go_there():
    kinds = {*packages.MINIMUM, *packages.SCOPES, *packages.ALLOWED, "food"}
    for kind in kinds:
        assert set(packages.minimum_for(kind)) <= set(packages.allowed_for(kind)), kind


def test_no_embassy_is_a_service_a_party_to_a_protocol_or_receives_anything(send, yonas, aicha, fatouma):
    embassy = Institution.objects.get(code="EMB-ET")
    with pytest.raises(Refused, match="embassy"):
        makers.make_protocol(receiver="EMB-ET")
    said = {"kind": "documentation", "place": makers.Place.objects.get(code="DJV"), "is_open": True, "sexes": ["F"]}
    with pytest.raises(Refused, match="embassy"):
        directory.write(by=fatouma, institution=embassy, **said, contact="", opening="", capacity=None, min_age=0, max_age=17)
    with pytest.raises(IntegrityError, match="embassy"), transaction.atomic():
        Service.objects.create(institution=embassy, kind="documentation", place=said["place"])
    protocol = makers.make_protocol(purpose="food")
    protocol.receiver = embassy
    with pytest.raises(IntegrityError, match="embassy"), transaction.atomic():
        protocol.save(by=fatouma, reason="x")
    attache = makers.make_user("attache", role="judge", institution="EMB-ET")
    month = dates.now() + timedelta(days=30)
    section = makers.make_team("EMB-ET", "Consular section")
    for to_whom, field in (({"user": attache}, "person"), ({"team": section}, "team")):
        given = {"levels": ["read_c1"], "purpose": "court", "ends_at": month}
        with pytest.raises(Refused, match="embassy") as refusal:
            access.give(yonas, by=aicha, reason="x", **to_whom, **given)
        assert refusal.value.field == field
        past_the_door = Grant(child=yonas, given_by=aicha, reason="x", **to_whom, **given)
        with pytest.raises(IntegrityError, match="embassy"), transaction.atomic():
            GRANT.begin(past_the_door, "give", by=aicha, reason="x")


def test_a_service_that_takes_girls_only_is_not_offered_for_a_boy(client, send, yonas, aicha, clinic):
    Service.objects.filter(pk=clinic.pk).update(sexes=["F"])
    with pytest.raises(Refused, match="does not take"):
        send()
    client.force_login(aicha)
    form = client.get(reverse("referrals:refer", args=[yonas.pk])).context["form"]
    assert clinic not in form.fields["to"].queryset
    Service.objects.filter(pk=clinic.pk).update(sexes=["F", "M"], min_age=16)
    assert clinic not in Service.objects.serving(yonas)
    Service.objects.filter(pk=clinic.pk).update(min_age=14)
    assert clinic in Service.objects.serving(yonas)


def test_a_name_of_the_family_in_the_text_is_asked_about_once(client, yonas, aicha, clinic):
    relatives.add(
        SECTIONS["relatives"], yonas, values={"own": "Girma"}, silences={}, kind="uncle_paternal", source="child", by=aicha
    )
    client.force_login(aicha)
    address = reverse("referrals:refer", args=[yonas.pk])
    said = {"to": clinic.pk, "reason": "His uncle Gírma coughs too", "groups": ["age_sex_language"], "urgency": "normal"}
    page = client.post(address, said | {"mode": "phone"})
    assert page.status_code == 422
    assert "Gírma" in str(page.context["form"].errors["reason"])
    assert client.post(address, said | {"mode": "phone", "names_needed": "on"}).status_code == 302


def test_the_service_says_that_it_has_it_then_that_it_began_and_the_child_says_what_it_thinks(client, send, aicha, evelyne):
    makers.make_protocol()
    sent = send()
    client.force_login(evelyne)
    assert "We have received it" in client.get(sent.get_absolute_url()).text
    for step in ("acknowledge", "accept", "start", "complete"):
        assert client.post(to(step, sent), {"answer": "Tomorrow", "feedback": "Treated"}).status_code == 302, step
    sent.refresh_from_db()
    assert sent.status == "received"
    assert sent.acknowledged_at <= sent.accepted_at <= sent.started_at
    client.force_login(aicha)
    assert client.post(to("opinion", sent), {"opinion": "bad"}).status_code == 302
    sent.refresh_from_db()
    assert sent.child_opinion == "bad"
    sent.status = "accepted"
    with pytest.raises(IntegrityError, match="opinion_after_the_service"), transaction.atomic():
        sent.save(by=aicha, reason="x")


def test_a_service_without_account_gets_a_slip_of_one_page_and_aicha_writes_down_its_answer(client, send, yonas, aicha):
    school = makers.make_service("formal_education", institution="MENFOP")
    sent = send(to=school, groups=["identity"], without_consent_because="The term begins tomorrow")
    client.force_login(aicha)
    page = client.get(sent.get_absolute_url()).text
    assert "print the slip" in page
    assert client.post(to("slip", sent), {"reason": ""}).status_code == 422
    slip = client.post(to("slip", sent), {"reason": "Carried by the worker"})
    assert slip["Content-Type"] == "application/pdf"
    assert len(pypdfium2.PdfDocument(io.BytesIO(slip.content))) == 1
    said = words_on(slip.content)
    assert "Yonas Tesfaye Bekele" in said
    assert WORDS in said
    assert "Oromo" not in said  # what was not chosen is not there
    assert yonas.code in slip["Content-Disposition"]
    assert AccessEvent.objects.filter(kind="printed", subject_id=str(sent.pk), person=aicha).exists()
    assert client.post(to("write_down", sent), {"what": "decline", "words": ""}).status_code == 422
    assert client.post(to("write_down", sent), {"what": "accept", "words": "The head teacher: on Sunday"}).status_code == 302
    sent.refresh_from_db()
    assert (sent.status, sent.answer) == ("accepted", "The head teacher: on Sunday")


def test_where_somebody_answers_here_nobody_writes_the_answer_for_them(client, send, aicha, evelyne):
    makers.make_protocol()
    sent = send()
    client.force_login(aicha)
    assert client.post(to("write_down", sent), {"what": "accept", "words": "Yes"}).status_code == 422
    assert Referral.objects.get().status == "sent"
    assert "print the slip" not in client.get(sent.get_absolute_url()).text


def test_the_list_of_what_is_unanswered_is_the_oldest_first_in_code(client, send, yonas, aicha):
    makers.make_protocol()
    old = send(reason="Old", sent_at=dates.now() - timedelta(days=9))
    send(reason="New")
    client.force_login(aicha)
    page = client.get(reverse("referrals:sent"))
    [group] = page.context["groups"]
    assert group["rows"][0] == old
    assert group["rows"][0].is_late
    assert yonas.code in page.text
    assert "Yonas" not in page.text


def test_everybody_reads_directory_and_protocols_and_the_official_changes_them(client, evelyne, clinic):
    protocol = makers.make_protocol()
    nasra = makers.make_user("nasra", role="national_officer", institution="MFF")
    client.force_login(evelyne)
    assert str(clinic.institution) in client.get(reverse("referrals:services")).text
    page = client.get(reverse("referrals:sharing")).text
    assert "Head of the service" in page
    assert to("protocol", protocol) not in page
    assert client.get(to("protocol", protocol)).status_code == 404
    client.force_login(nasra)
    form = client.get(to("protocol", protocol)).context["form"]
    said = {name: form.initial.get(name, "") for name in form.fields} | {
        "sender": "CARITAS",
        "receiver": "HEALTH",
    }
    said |= {"starts_on": f"{protocol.starts_on:%Y-%m-%d}", "version": protocol.version, "needs_consent": "on", "key": ""}
    wrong = client.post(to("protocol", protocol), said | {"expires_on": "2020-01-01"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["expires_on"])
    assert client.post(to("protocol", protocol), said | {"expires_on": "2031-12-31"}).status_code == 302
    assert SharingProtocol.objects.get(pk=protocol.pk).expires_on.year == 2031
    stale = client.post(to("protocol", protocol), said | {"expires_on": "2032-12-31", "contact": "Another"})
    assert stale.status_code == 409
    line = {"institution": clinic.institution_id, "kind": "nutrition", "place": "DJV", "contact": "Head nurse, 21 00 00 00"}
    line |= {"sexes": ["F", "M"], "min_age": 0, "max_age": 17, "is_open": "on"}
    assert client.post(reverse("referrals:new_service"), line | {"max_age": 3, "min_age": 9}).status_code == 422
    assert client.post(reverse("referrals:new_service"), line).status_code == 302
    assert Service.objects.get(kind="nutrition").changed_by == nasra
    assert client.post(reverse("referrals:new_service"), line).status_code == 422


def test_two_words_that_only_sound_like_a_name_are_no_name(yonas, aicha):
    from referrals.naming_others import named_in

    assert named_in("Yonas has fever since Tesfaye street", yonas) == []
