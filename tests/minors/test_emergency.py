"""Opening a file in an emergency: four hours, to read, known at once, reviewed by somebody else, and no way to learn which codes exist."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from base import dates
from base.models import AccessEvent
from base.roles import Verb
from base.workflow import Refused
from minors import access, emergency, sealed
from minors.jobs import tell_of_emergency
from minors.models import Clock, EmergencyAccess, Exclusion, Grant, Withheld
from tests import makers
from tests.test_step_up import code as on_the_telephone
from tests.test_step_up import grow_old, sign_in, with_second_factor

pytestmark = pytest.mark.django_db
ADDRESS = "minors:open_in_emergency"


@pytest.fixture
def ismail(db):
    """Somebody of another team, on duty tonight."""
    return makers.make_user("ismail", role="night_duty", team=makers.make_team(name="Night shelter"))


@pytest.fixture
def zeinab(db):
    return makers.make_user("zeinab", role="data_protection_officer", institution="MFF", email="dpo@himaya.example")


@pytest.fixture
def opened(yonas, ismail, dahabo, zeinab):
    return emergency.open_file(code=yonas.code, reason="He bleeds", by=ismail)


@pytest.fixture
def night(client, ismail):
    """Ismail's browser, signed in a moment ago."""
    client.force_login(ismail)
    return client


def test_who_is_on_duty_reads_the_file_for_four_hours_and_no_longer(opened, ismail, yonas):
    assert access.classes_for(ismail, yonas.pk) == {"C1", "C2", "C3"}
    with dates.at(dates.now() + timedelta(hours=4, minutes=1)):
        assert not access.children_of(ismail).exists()


def test_nothing_can_be_changed_printed_or_given_on(opened, ismail, yonas):
    assert access.rights_on(ismail, yonas.pk).verbs == {Verb.OPEN_CASE, Verb.REVEAL_IDENTITY}


def test_an_access_of_an_emergency_cannot_be_longer_or_more_whatever_the_code_says(opened, ismail, yonas):
    now = dates.now()
    for wrong in ({"ends_at": now + timedelta(hours=5)}, {"levels": ["read_c1", "print"]}, {"levels": ["read_c4"]}):
        facts = {"levels": ["read_c1"], "ends_at": now + timedelta(hours=3), **wrong}
        with pytest.raises(IntegrityError), transaction.atomic():
            access.give(yonas, user=ismail, purpose=Grant.Purpose.EMERGENCY, by=ismail, reason="More", **facts)


def test_without_a_proof_of_who_sits_there_the_page_leads_to_the_password(night, ismail, yonas):
    assert night.get(reverse(ADDRESS)).status_code == 200
    with dates.at(dates.now() + timedelta(minutes=11)):
        for answer in (night.get(reverse(ADDRESS)), night.post(reverse(ADDRESS), {"code": yonas.code, "reason": "He bleeds"})):
            assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not EmergencyAccess.objects.exists()


def test_who_has_a_second_factor_proves_it_with_that_one(client, ismail, yonas):
    with_second_factor(ismail)
    sign_in(client, "ismail")
    client.post(reverse("mfa_authenticate"), {"code": on_the_telephone()})
    assert client.get(reverse(ADDRESS)).status_code == 200
    grow_old(client, "mfa")  # the password is as fresh as before
    assert client.get(reverse(ADDRESS)).url.startswith(reverse("mfa_reauthenticate"))


def test_the_page_opens_the_case_with_a_banner_that_stands_on_each_of_its_pages(night, yonas, dahabo):
    answer = night.post(reverse(ADDRESS), {"code": yonas.code.lower(), "reason": "He bleeds"})
    assert answer.url == yonas.get_absolute_url()
    for name in ("casework:case", "minors:file", "minors:documents", "casework:talks", "minors:why"):
        assert 'id="emergency"' in night.get(reverse(name, args=[yonas.pk])).text, name
    assert 'id="emergency"' not in night.get(reverse("minors:children")).text


def test_a_wrong_code_a_sealed_file_and_an_excluded_person_get_the_same_bytes(night, aicha, dahabo, ismail, yonas):
    shut, closed = makers.make_case(aicha).child, makers.make_case(aicha).child
    Exclusion(child=shut, user=ismail, reason="A cousin").save(by=aicha, reason="Declared")
    sealed.seal(closed, keep=[], reason="Threats", by=dahabo)
    pages = set()
    for code in (shut.code, closed.code, "DJ-AAAA-AAAA", "nonsense"):
        answer = night.post(reverse(ADDRESS), {"code": code, "reason": "He bleeds"})
        assert answer.status_code == 422
        pages.add(_without_what_was_typed(answer.text, code))
    assert len(pages) == 1
    assert not EmergencyAccess.objects.exists()
    seen = AccessEvent.objects.filter(person=ismail, kind="turned_away", detail__emergency=True)
    assert seen.count() == 4
    assert set(seen.values_list("child_id", flat=True)) == {shut.pk, closed.pk, None}


def _without_what_was_typed(text, code):
    text = re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"', "", text)
    return re.sub(r'hx-headers=\'[^\']*\'|content="[A-Za-z0-9]{64}"|datetime="[^"]*"', "", text.replace(code, "CODE"))


def test_who_guesses_codes_is_stopped_after_five(ismail, yonas):
    for _guess in range(5):
        assert emergency.open_file(code="DJ-AAAA-AAAA", reason="Guess", by=ismail) is None
    with pytest.raises(Refused):
        emergency.open_file(code=yonas.code, reason="Guess", by=ismail)


def test_who_can_open_the_case_already_is_told_so(aicha, yonas):
    with pytest.raises(Refused):
        emergency.open_file(code=yonas.code, reason="Hurry", by=aicha)


def test_it_is_told_at_once_in_code_only_to_the_supervisor_and_the_data_protection_officer(
    opened, dahabo, zeinab, ismail, settings
):
    job = ProcrastinateJob.objects.get(task_name="tell_of_emergency")
    assert job.args == {"emergency": str(opened.pk)}
    assert emergency.to_be_told(opened) == sorted([dahabo, zeinab], key=lambda one: one.pk)
    settings.MAIL_IS_SENT = True
    assert tell_of_emergency(emergency=str(opened.pk)) == 1
    [sent] = mail.outbox
    assert sent.to == ["dpo@himaya.example"]
    assert opened.child.code in sent.body
    for name in ("Yonas", "Tesfaye", "Ismail"):
        assert name not in sent.subject + sent.body


def test_a_supervisor_who_must_not_see_the_file_is_not_told(yonas, aicha, ismail, dahabo, zeinab):
    saada = makers.make_user("saada", role="supervisor")
    access.exclude(yonas, user=saada, by=dahabo, reason="A cousin")
    opened = emergency.open_file(code=yonas.code, reason="He bleeds", by=ismail)
    assert set(emergency.to_be_told(opened)) == {dahabo, zeinab}
    sealed.seal(yonas, keep=[], reason="Threats", by=dahabo)
    idil = makers.make_user("idil", role="supervisor")
    assert idil not in emergency.to_be_told(opened)
    assert {dahabo, zeinab} == set(emergency.to_be_told(opened)), "who answers for all of them is told of a sealed one too"


def test_the_review_is_due_after_72_hours_in_the_day_of_the_supervisor(client, opened, dahabo, yonas):
    clock = Clock.objects.get(rule="emergency.review")
    assert clock.due_at == opened.opened_at + timedelta(hours=72)
    client.force_login(dahabo)
    assert reverse("minors:emergency", args=[opened.pk]) in client.get(reverse("casework:today")).text
    emergency.review(opened, finding="justified", review="He was taken to hospital.", by=dahabo)
    clock.refresh_from_db()
    assert clock.stopped_at == opened.reviewed_at


def test_the_data_protection_officer_reviews_in_code_and_opens_no_case(client, opened, zeinab, yonas):
    client.force_login(zeinab)
    page = client.get(reverse("minors:emergency", args=[opened.pk]))
    assert yonas.code in page.text
    assert yonas.get_absolute_url() not in page.text
    answer = client.post(reverse("minors:review_emergency", args=[opened.pk]), {"finding": "unclear", "review": "He could call."})
    assert answer.status_code == 302
    opened.refresh_from_db()
    assert (opened.status, opened.reviewed_by) == ("reviewed", zeinab)
    assert client.get(yonas.get_absolute_url()).status_code in (403, 404)


def test_nobody_reviews_what_they_opened_themselves(yonas, aicha):
    there = makers.make_user("saada", role="supervisor", team=makers.make_team(name="Night shelter"))
    opened = emergency.open_file(code=yonas.code, reason="He bleeds", by=there)
    with pytest.raises(Refused):
        emergency.review(opened, finding="justified", review="Fine", by=there)
    opened.status, opened.finding, opened.review, opened.reviewed_by, opened.reviewed_at = (
        "reviewed", "justified", "Fine", there, dates.now(),
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        opened.save(by=aicha, reason="Review")


def test_what_was_not_justified_ends_at_once(opened, dahabo, ismail):
    emergency.review(opened, finding="unjustified", review="He is a neighbour.", by=dahabo)
    assert not access.children_of(ismail).exists()


def test_an_address_is_read_in_an_emergency_with_a_second_person_only(opened, dahabo, ismail, yonas, aicha):
    Withheld(child=yonas, what="Where he sleeps", from_whom=["other"], why="other").save(by=aicha, reason="Told")
    assert not access.visible_to(ismail, Withheld).exists()
    with pytest.raises(Refused):
        emergency.witness(opened, by=ismail)
    with pytest.raises(Refused):
        emergency.witness(opened, by=makers.make_user("ali", role="supervisor", team=makers.make_team("IOM", "Obock", "OBK")))
    emergency.witness(opened, by=dahabo)
    assert access.visible_to(ismail, Withheld).exists()
    with dates.at(dates.now() + timedelta(hours=5)):
        assert not access.visible_to(ismail, Withheld).exists()


def test_who_is_given_the_case_meanwhile_is_not_in_an_emergency_any_more(client, opened, ismail, yonas, aicha):
    day = dates.now() + timedelta(days=9)
    access.give(yonas, user=ismail, levels=["read_c1"], purpose="duty", by=aicha, reason="Tonight", ends_at=day)
    assert access.rights_on(ismail, yonas.pk).emergency == opened.ends_at, (
        "of the identity and the sensitive part it is the only way"
    )
    access.give(yonas, user=ismail, levels=list(access.FULL[:5]), purpose="duty", by=aicha, reason="Tonight", ends_at=day)
    rights = access.rights_on(ismail, yonas.pk)
    assert (rights.emergency, Verb.ASSESS in rights.verbs) == (None, True)
    client.force_login(ismail)
    assert 'id="emergency"' not in client.get(reverse("casework:case", args=[yonas.pk])).text
    emergency.witness(opened, by=makers.make_user("saada", role="supervisor"))
    assert access.rights_on(ismail, yonas.pk).emergency == opened.ends_at, "the secret part is open by it alone"


def test_no_file_is_taken_out_in_an_emergency(night, yonas, aicha, dahabo, ismail):
    paper = makers.make_document(yonas, aicha)
    emergency.open_file(code=yonas.code, reason="He bleeds", by=ismail)
    assert night.get(reverse("minors:download_document", args=[paper.pk])).status_code == 403
    for name in ("casework:print", "minors:export", "casework:report_missing", "casework:ask"):
        assert night.get(reverse(name, args=[yonas.pk])).status_code == 403, name
    assert night.post(reverse("casework:give_feedback", args=[yonas.pk])).status_code == 403
