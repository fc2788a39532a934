"""The page of consents on a phone: what holds and why, a new conversation, a withdrawal that counts from that moment."""

import pytest
from django.urls import reverse

from base.models import Institution
from minors import consent as consents
from minors.models import Consent, ConsentTask
from referrals import workflow
from tests import makers


@pytest.fixture
def address(yonas):
    return reverse("minors:consent", args=[yonas.pk])


def withdrawal(child):
    return reverse("minors:withdraw_consent", args=[child.pk])


def answers(**changes):
    return {"giver": "guardian", "assent": "yes", "scopes": ["share_education"], **changes}


def test_what_was_allowed_and_by_whom_stands_there(worker, address):
    page = worker.get(address)
    for words in ("child (consent)", "case management", "sharing with health services", "in force", "By: child."):
        assert words in page.text


def test_what_nobody_was_asked_about_is_told_apart_from_a_no(worker, yonas, aicha, address):
    consents.withdraw_scopes(yonas, ["share_health"], by=aicha, reason="He changed his mind")
    page = worker.get(address)
    assert "sharing with the family" in page.context["not_asked"]
    assert "sharing with health services" not in page.context["not_asked"]
    assert [one.rule for one in page.context["ended"]] == ["withdrawn"]


def test_a_new_consent_stands_beside_the_earlier_one(worker, yonas, address):
    worker.post(address, answers(explained_in="am"))
    assert consents.allows(yonas, "share_education")
    assert consents.allows(yonas, "share_health")
    assert Consent.objects.filter(givers=["guardian"], language="am").count() == 1


def test_the_explanation_was_in_the_childs_language_unless_said_otherwise(worker, yonas, address):
    worker.post(address, answers())
    assert Consent.objects.get(givers=["guardian"]).language == "om"


def test_the_whole_form_is_kept_as_it_was_answered(worker, yonas, address):
    health = Institution.objects.get(code="HEALTH")
    said = answers(
        with_others=["mother"], assent_reason="“Yes, the school”", refused=["share_family", "photo_tracing"],
        explained=["purpose", "right_to_refuse"], understood="yes", understood_note="Said it again in Oromo",
        interpreter="Hawa", interpreter_organisation="Caritas", interpreter_signed="yes", signed="verbal", witness="Hawa",
        child_signed="no", scope_1="share_health", recipient_1=health.pk, kind_1="refused", scope_2="share_education",
        kind_2="granted", limits_2="Only the class", until_2="2199-01-01",
    )  # fmt: skip
    assert worker.post(address, said).status_code == 302
    kept = Consent.objects.get(givers__contains=["guardian"])
    assert (kept.givers, kept.explained) == (["guardian", "mother"], ["purpose", "right_to_refuse"])
    assert (kept.understood, kept.child_signed, kept.interpreter_signed, kept.signed) == (True, False, True, "verbal")
    assert kept.refused == ["share_family", "photo_tracing"]
    assert not consents.allows(yonas, "share_health", recipient=health)
    assert consents.allows(yonas, "share_health")
    assert consents.allows(yonas, "share_education").statement.limits == "Only the class"
    page = worker.get(address).text
    for words in ("Only the class", "Said it again in Oromo", "undertaking signed", "what the information is for"):
        assert words in page


def test_nobody_and_no_reason_is_refused_and_keeps_what_was_ticked(worker, aicha, address):
    aicha.language = "fr"
    aicha.save()
    page = worker.post(address, {"scopes": ["share_family"], "explained_in": "ti"})
    assert page.status_code == 422
    assert page.context["form"]["scopes"].value() == ["share_family"]
    assert page.context["form"]["explained_in"].value() == "ti"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"assent": ""}, "assent"),
        ({"assent": "not_sought"}, "assent_reason"),
        ({"signed": "verbal"}, "witness"),
        ({"refused": ["share_education"]}, "refused"),
        ({"giver": "other"}, "giver_relationship"),
        ({"limits_1": "Only the doctor"}, "scope_1"),
        ({"given_at_0": "2199-01-01", "given_at_1": "10:00"}, "given_at"),
    ],
)
def test_what_contradicts_itself_is_said_beside_its_question(worker, yonas, address, changes, field):
    page = worker.post(address, answers(**changes))
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {field}
    assert yonas.consents.count() == 1


def test_an_embassy_is_not_even_offered_while_the_child_may_need_asylum(worker, yonas, address):
    assert "share_embassy" not in dict(worker.get(address).context["form"].fields["scopes"].choices)
    assert worker.post(address, answers(scopes=["share_embassy"])).status_code == 422
    assert not consents.allows(yonas, "share_embassy")


def test_a_withdrawal_needs_a_scope_and_a_reason_and_counts_at_once(worker, yonas):
    assert worker.post(withdrawal(yonas), {"scopes": ["share_health"], "reason": ""}).status_code == 422
    assert worker.post(withdrawal(yonas), {"reason": "He changed his mind"}).status_code == 422
    assert consents.allows(yonas, "share_health")
    worker.post(withdrawal(yonas), {"scopes": ["share_health"], "reason": "He changed his mind"})
    assert not consents.allows(yonas, "share_health")
    assert consents.allows(yonas, "case_management")
    assert yonas.consents.get().status == "given"


def test_a_consent_of_which_nothing_is_left_is_withdrawn(worker, yonas):
    worker.post(withdrawal(yonas), {"scopes": yonas.consents.get().scopes, "reason": "He changed his mind"})
    assert yonas.consents.get().status == "withdrawn"


def test_what_was_withdrawn_already_is_said_and_what_was_typed_is_kept(worker, yonas, aicha):
    consents.withdraw(yonas.consents.get(), by=aicha, reason="He changed his mind")
    page = worker.post(withdrawal(yonas), {"scopes": ["share_health"], "reason": "He told me so"})
    assert page.status_code == 422
    assert "He told me so" in page.text


def test_sent_twice_one_consent_is_recorded(worker, yonas, address):
    once = answers(key="0c6f7bd3-3d7e-4a4e-8f6e-2f8f4d5b8f11")
    assert worker.post(address, once).url == worker.post(address, once).url
    assert yonas.consents.count() == 2


def test_who_has_to_be_told_stands_on_the_page_on_the_case_and_among_what_is_due(worker, yonas, aicha, address):
    sent = workflow.refer(yonas, to=makers.make_service(), reason="Cough", groups=[], urgency="normal", mode="phone", by=aicha)
    worker.post(withdrawal(yonas), {"scopes": ["share_health"], "reason": "No more"})
    inform, tell = yonas.consent_tasks.still_open()
    assert str(sent.service.institution) in worker.get(address).text
    for page in (worker.get(yonas.get_absolute_url()), worker.get(reverse("casework:today"))):
        assert "Tell a recipient that the consent was withdrawn" in page.text
        assert f"#task-{inform.pk}" in page.text
    assert {one.rule for one in makers.due(yonas.case)} >= {"T40"}
    done = reverse("minors:consent_task", args=[inform.pk])
    assert worker.post(done, {"note": ""}).status_code == 422
    assert worker.post(done, {"note": "Phoned the nurse"}).status_code == 302
    assert "Phoned the nurse" in worker.get(address).text
    again = worker.post(done, {"note": "Once more"})
    assert (again.status_code, "Once more" in again.text) == (422, True)
    assert list(yonas.consent_tasks.still_open()) == [tell]


def test_a_reader_gets_403_and_a_stranger_404(client, bilan, charmarke, yonas, address):
    addresses = [address, withdrawal(yonas)]
    client.force_login(bilan)
    assert [client.post(one).status_code for one in addresses] == [403, 403]
    client.force_login(charmarke)
    assert [client.post(one).status_code for one in addresses] == [404, 404]


def test_a_nul_in_a_reason_gives_400(worker, yonas):
    assert worker.post(withdrawal(yonas), {"reason": "\x00"}).status_code == 400


def test_the_childs_own_page_says_yes_and_no_and_no_name(worker, yonas, aicha):
    consents.withdraw_scopes(yonas, ["share_health"], by=aicha, reason="No more")
    page = worker.get(reverse("minors:consent_card", args=[yonas.pk])).text
    assert "Case management" in page
    assert "Sharing with health services" in page
    assert "Yonas" not in page


def test_what_must_not_be_told_is_behind_its_own_door(client, worker, yonas, aicha, dahabo):
    address = reverse("minors:withheld", args=[yonas.pk])
    secret = {"what": "Qz99C4 an uncle in Obock", "from_whom": ["relatives"], "why": "fear_of_harm"}
    writing = reverse("minors:withhold", args=[yonas.pk])
    assert worker.post(writing, {**secret, "from_whom": []}).status_code == 422
    assert worker.post(writing, secret).status_code == 302
    assert "Qz99C4" in worker.get(address).text
    assert "Qz99C4" not in worker.get(reverse("minors:consent", args=[yonas.pk])).text
    client.force_login(dahabo)
    assert "Qz99C4" in client.get(address).text
    assert client.post(writing, secret).status_code == 403
    colleague = makers.make_reader(
        "ayan", yonas, aicha, role="caseworker", institution="CARITAS", levels=("read_c1", "read_c2", "read_c3")
    )
    client.force_login(colleague)
    assert [client.get(address).status_code, client.post(writing, secret).status_code] == [403, 403]


def test_the_task_to_seek_consent_ends_with_the_consent(worker, aicha):
    baby = makers.make_case(
        aicha, own="Hodo", consent={"given_at": makers.dates.now(), "basis": "vital_interests", "reason_not_asked": "Asleep"}
    ).child
    [task] = baby.consent_tasks.still_open()
    assert (task.kind, baby.consents.get().status) == ("seek", "not_yet")
    assert {one.rule for one in makers.due(baby.case)} >= {"T39"}
    worker.post(reverse("minors:consent", args=[baby.pk]), answers())
    assert ConsentTask.objects.get(pk=task.pk).status == "done"
