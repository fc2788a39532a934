"""What people try who mean harm, and what a tired person does by mistake: bytes, cookies, keys, files, headers, start."""

import os
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from asgiref.sync import async_to_sync
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from base import dates
from base.models import Draft, NotThisWay
from minors import access
from minors.models import ChildName, Exclusion, Grant
from referrals.models import Referral
from tests import makers

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent
TYPED = "application/x-www-form-urlencoded"


def be_idle(client):
    session = client.session
    session["seen_at"] = (dates.now() - timedelta(hours=1)).timestamp()
    session.save()


# Bytes


def test_broken_bytes_in_the_name_of_a_field_are_a_bad_request(worker):
    assert worker.post(reverse("draft"), b"path=/x&a%00b=1", content_type=TYPED).status_code == 400
    assert worker.get(reverse("casework:today") + "?a%00b=1").status_code == 400


@pytest.mark.parametrize("cookie", ['session="\\000aaaaaaaaaaaaaa"', 'csrf="\\000"', 'language="\\000"'])
def test_a_broken_byte_in_a_cookie_is_a_bad_request(client, cookie):
    assert client.get(reverse("account_login"), HTTP_COOKIE=cookie).status_code == 400


@pytest.mark.parametrize("path", ["/cases/%ff%fe/", "/cases/%00/", "/%c0%af/"])
def test_broken_bytes_in_a_path_are_a_bad_request(worker, path):
    assert worker.get(path).status_code == 400


def test_the_last_day_there_is_breaks_no_page(client):
    client.force_login(makers.make_user("zeinab", role="data_protection_officer", institution="MFF"))
    for question in ("until=9999-12-31", "since=0001-01-01", "since=9999-12-31&until=0001-01-01"):
        assert client.get(f"{reverse('minors:access_log')}?{question}").status_code == 200


@pytest.mark.parametrize("path", ["/cases/%00/", "/nowhere/", "/static/base/app.js", "/accounts/login/", "/health/"])
def test_every_answer_carries_the_headers_that_protect_it(client, path):
    answer = client.get(path)
    answer.close()
    headers = answer.headers
    assert "'unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


# The key of a form


def a_referral(reason, key):
    service = makers.make_service()
    return {
        "to": service.pk,
        "urgency": "normal",
        "reason": reason,
        "groups": ["age_sex_language"],
        "mode": "electronic",
        "key": str(key),
    }


def test_a_form_sent_twice_is_done_once(worker, yonas):
    page, key = reverse("referrals:refer", args=[yonas.pk]), uuid.uuid4()
    first, second = (worker.post(page, a_referral("Cough", key)) for _send in range(2))
    assert first.url == second.url
    assert Referral.objects.count() == 1


def test_who_goes_back_and_writes_something_else_sends_it_too(worker, yonas):
    """Browsers bring the hidden key back with the page: the second text must not be answered with the first result."""
    page, key = reverse("referrals:refer", args=[yonas.pk]), uuid.uuid4()
    for reason in ("Cough", "A tooth that hurts"):
        worker.post(page, a_referral(reason, key))
    assert {one.reason for one in Referral.objects.all()} == {"Cough", "A tooth that hurts"}


def test_the_key_of_one_page_hides_no_form_of_another(worker, aicha, yonas):
    key = uuid.uuid4()
    worker.post(reverse("referrals:refer", args=[yonas.pk]), a_referral("Cough", key))
    answer = worker.post(
        reverse("minors:exclude", args=[yonas.pk]), {"person": makers.make_user("ayan").pk, "reason": "A cousin", "key": str(key)}
    )
    assert answer.url == reverse("minors:access", args=[yonas.pk])
    assert Exclusion.objects.filter(child=yonas, active=True).exists()


# What is kept


def test_a_password_typed_into_a_locked_session_is_kept_nowhere(worker, aicha):
    worker.get(reverse("casework:today"))
    be_idle(worker)
    typed = {"oldpassword": makers.PASSWORD, "password1": "acacia-lagon-22", "password2": "acacia-lagon-22"}
    assert worker.post(reverse("account_change_password"), typed).status_code == 302
    assert not Draft.objects.filter(person=aicha).exists()


def test_what_the_page_keeps_by_itself_finds_its_form_again_after_the_lock(worker, aicha, yonas):
    page = reverse("referrals:refer", args=[yonas.pk])
    worker.get(page)
    be_idle(worker)
    worker.post(reverse("draft"), {"path": page, "reason": "Cough for three weeks"})
    assert Draft.objects.get(person=aicha).path == page


def test_no_message_about_a_child_waits_in_a_cookie(worker, yonas):
    answer = worker.post(reverse("referrals:refer", args=[yonas.pk]), a_referral("Cough", uuid.uuid4()))
    assert set(answer.cookies) <= {"session", "csrf"}
    assert "was sent" in worker.get(answer.url).content.decode()


def test_a_file_that_no_form_asks_for_is_written_nowhere(client, monkeypatch):
    written = []
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", lambda *_args, **_more: written.append(1))
    large = SimpleUploadedFile("large.bin", b"x" * 3_000_000)
    client.post(reverse("account_login"), {"login": "aicha", "file": large})
    client.post(reverse("set_language"), {"language": "fr", "file": SimpleUploadedFile("large.bin", b"x" * 3_000_000)})
    assert written == []


# Ways in


def test_a_form_without_its_token_does_nothing(aicha, yonas):
    client = Client(enforce_csrf_checks=True)
    client.force_login(aicha)
    pages = [reverse("minors:identity", args=[yonas.pk]), reverse("minors:exclude", args=[yonas.pk]), reverse("draft")]
    assert {client.post(page, {"reason": "x"}).status_code for page in pages} == {403}


def test_a_suspended_worker_does_nothing_with_a_form_that_was_open(worker, aicha, yonas):
    page = reverse("minors:rename", args=[yonas.pk])
    worker.get(page)
    aicha.suspended_at, aicha.suspended_because = dates.now(), "Left the service"
    aicha.save()
    for sent in ({}, {"HTTP_HX_REQUEST": "true"}, {"HTTP_X_DRAFT": "1"}):
        answer = worker.post(page, {"own": "Nobody", "reason": "x"}, **sent)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("account_login"))
    assert yonas.names.get().own == "Yonas"


@pytest.mark.parametrize("more", [{}, {"HTTP_HX_REQUEST": "true"}, {"HTTP_X_DRAFT": "1"}])
@pytest.mark.parametrize("method", ["get", "head", "post", "options"])
def test_a_locked_session_shows_and_does_nothing(worker, yonas, method, more):
    worker.get(reverse("casework:today"))
    be_idle(worker)
    answer = getattr(worker, method)(reverse("minors:rename", args=[yonas.pk]), {"own": "Nobody", "reason": "x"}, **more)
    assert reverse("account_reauthenticate") in (answer.headers.get("HX-Redirect") or answer.url)
    assert b"Yonas" not in answer.content
    worker.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert worker.get(reverse("casework:today")).url.startswith(reverse("account_reauthenticate"))


def sign_in(client, username):
    client.post(reverse("account_login"), {"login": username, "password": makers.PASSWORD})


def test_a_session_that_was_opened_and_left_alone_locks_too(client, aicha):
    sign_in(client, "aicha")
    with dates.at(dates.now() + timedelta(hours=1)):
        assert client.get(reverse("casework:today")).url.startswith(reverse("account_reauthenticate"))


def test_after_eight_hours_of_work_one_signs_in_again_and_finds_what_was_typed(client, aicha, yonas):
    sign_in(client, "aicha")
    morning, page = dates.now(), reverse("referrals:refer", args=[yonas.pk])
    for minutes in range(0, 480, 10):
        with dates.at(morning + timedelta(minutes=minutes)):
            assert client.get(reverse("people:account")).status_code == 200
    with dates.at(morning + timedelta(minutes=481)):
        assert client.post(page, {"reason": "Cough for three weeks"}).url.startswith(reverse("account_login"))
        assert client.get(reverse("people:account")).url.startswith(reverse("account_login"))
    sign_in(client, "aicha")
    assert "Cough for three weeks" in client.get(page).content.decode()


def test_nothing_stays_in_a_shared_browser_after_signing_out(client, aicha):
    sign_in(client, "aicha")
    assert "Clear-Site-Data" not in client.get(reverse("people:account")).headers
    assert client.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_reader_gives_no_access_and_ends_none(client, bilan, yonas):
    client.force_login(bilan)
    colleague = makers.make_user("ayan")
    asked = {"person": colleague.pk, "levels": "work", "purpose": "duty", "until": f"{dates.today()}", "reason": "x"}
    assert client.post(reverse("minors:access", args=[yonas.pk]), asked).status_code == 403
    for grant in Grant.objects.filter(child=yonas):
        assert client.post(reverse("minors:revoke_access", args=[grant.pk]), {"reason": "x"}).status_code == 403
    assert not access.children_of(colleague).exists()


@pytest.mark.parametrize("who", ["aicha", "charmarke", "bilan"])
def test_the_worker_gives_access_neither_to_herself_nor_to_another_institution(request, worker, aicha, yonas, who):
    person = request.getfixturevalue(who)
    asked = {"person": person.pk, "levels": "work", "purpose": "duty", "until": f"{dates.today()}", "reason": "x"}
    before = Grant.objects.count()
    assert worker.post(reverse("minors:access", args=[yonas.pk]), asked).status_code == 422
    assert Grant.objects.count() == before


def test_nobody_passes_off_an_access_as_that_of_the_responsible_worker(worker, yonas):
    colleague = makers.make_user("ayan")
    asked = {"person": colleague.pk, "levels": "work", "purpose": "responsible", "until": f"{dates.today()}", "reason": "x"}
    assert worker.post(reverse("minors:access", args=[yonas.pk]), asked).status_code == 422


# Ways around history that the queryset and the managers offer


@pytest.mark.parametrize(
    ("way", "arguments"),
    [
        ("create", {"own": "Nobody"}),
        ("get_or_create", {"own": "Nobody"}),
        ("update_or_create", {"own": "Yonas", "defaults": {"own": "Nobody"}}),
        ("bulk_create", {"objs": []}),
        ("update", {"own": "Nobody"}),
        ("delete", {}),
    ],
)
def test_a_name_is_written_by_no_manager(yonas, way, arguments):
    for manager in (yonas.names, yonas.names.all()):
        with pytest.raises((NotThisWay, TypeError, AttributeError)):
            getattr(manager, way)(**arguments)
    assert yonas.names.get().own == "Yonas"


@pytest.mark.parametrize(("way", "arguments"), [("aupdate", {"own": "Nobody"}), ("adelete", {}), ("abulk_create", {"objs": []})])
def test_nor_by_their_other_names(yonas, way, arguments):
    deed = async_to_sync(getattr(ChildName.objects.filter(child=yonas), way))
    # In a thread of its own: Playwright may have an event loop in this one.
    with ThreadPoolExecutor(1) as thread, pytest.raises(NotThisWay):
        thread.submit(deed, **arguments).result()


def test_a_consent_given_to_another_child_behind_the_back_is_refused_at_the_commit(yonas, aicha, at_commit):
    other = makers.make_case(aicha, own="Hanan").child
    at_commit()
    with pytest.raises(IntegrityError, match="without its history row"):
        other.consents.add(*yonas.consents.all())
        at_commit()


# The start


def start(code: str):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "base.settings",
        "SECRET_KEY": "k" * 50,
        "ALLOWED_HOSTS": "himaya.example",
        "DATABASE_URL": "postgresql://himaya_app@/himaya",
        "FILE_KEYS": f"1:{pyrage.x25519.Identity.generate()}",
        "SEAL_KEY": "s" * 50,
        "SITE_ADDRESS": "https://himaya.example/",
        "EMAIL_URL": "none",
        "DEMO": "false",
    }
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_web_server_does_not_start_with_a_page_that_names_no_rule():
    page = "from base import urls\nfrom django.urls import path\nurls.urlpatterns.append(path('all/', lambda request: None, name='all'))\n"
    allowed = start("import base.wsgi")
    assert (allowed.returncode, allowed.stdout) == (0, "")  # one line for each worker would only be noise
    refused = start(f"import django; django.setup()\n{page}import base.wsgi")
    assert refused.returncode != 0
    assert "names no rule" in refused.stderr


# Buttons, which are forms without a key of ours


def test_a_button_pressed_twice_is_done_once_and_leads_to_the_same_page(yonas, aicha):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(aicha)
    page = browser.get(reverse("minors:access", args=[yonas.pk])).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    colleague = makers.make_user("ayan")
    sent = {"csrfmiddlewaretoken": token, "person": colleague.pk, "reason": "A cousin"}
    first, second = (browser.post(reverse("minors:exclude", args=[yonas.pk]), sent) for _press in range(2))
    assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
    assert Exclusion.history.filter(child_id=yonas.pk).count() == 1


def test_the_same_button_on_a_page_that_was_opened_anew_is_another_press(yonas, aicha):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(aicha)
    colleague = makers.make_user("ayan")
    for _time in range(2):
        page = browser.get(reverse("minors:access", args=[yonas.pk])).content.decode()
        token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        sent = {"csrfmiddlewaretoken": token, "person": colleague.pk, "reason": "A cousin"}
        browser.post(reverse("minors:exclude", args=[yonas.pk]), sent)
    assert Exclusion.history.filter(child_id=yonas.pk).count() == 2
