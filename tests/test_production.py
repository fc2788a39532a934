"""Himaya with the settings of a real installation, in a process of its own: what Django's own check says, cookies, headers, debugging."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

ROOT = Path(__file__).resolve().parent.parent
SHOWN = """
import json, django
django.setup()
from django.conf import settings
names = [name for name in dir(settings) if name.isupper()]
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""
ANSWER = """
import json, django
from django.conf import settings
plain = "django.contrib.staticfiles.storage.StaticFilesStorage"  # no collectstatic was done here
settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
django.setup()
from django.test import Client
kept = {}
for path in ["/health/", "/accounts/login/", "/nowhere/", "/components/", "/.git/config", "/static/", "/admin/"]:
    answer = Client(raise_request_exception=False, HTTP_HOST="himaya.example").get(path, secure=True)
    kept[path] = [answer.status_code, dict(answer.headers), [str(one) for one in answer.cookies.values()]]
plain = Client(raise_request_exception=False, HTTP_HOST="himaya.example").get("/accounts/login/")
kept["plain"] = [plain.status_code, dict(plain.headers), []]
print(json.dumps(kept))
"""


def production(*command, **more):
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "base.settings",
        "SECRET_KEY": "k9#" * 20 + "another, longer and random one",
        "ALLOWED_HOSTS": "himaya.example",
        "DATABASE_URL": "postgresql://himaya_app@127.0.0.1:1/himaya",
        "FILE_KEYS": f"1:{pyrage.x25519.Identity.generate()}",
        "BACKUP_KEYS": str(pyrage.x25519.Identity.generate().to_public()),
        "SEAL_KEY": "s" * 50,
        "SITE_ADDRESS": "https://himaya.example/",
        "EMAIL_URL": "none",
        "PROXIES": "1",
        **more,
    }
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def real():
    done = production("-c", SHOWN)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_djangos_check_for_production_finds_nothing():
    done = production("manage.py", "check", "--deploy", "--fail-level", "INFO")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


@pytest.mark.parametrize("broken", [{"DEBUG": "true"}, {"DEMO": "true"}])
def test_the_same_check_does_find_an_installation_that_debugs_or_is_a_demo(broken, tmp_path):
    done = production("manage.py", "check", "--deploy", "--fail-level", "INFO", VAR_DIR=str(tmp_path), **broken)
    assert done.returncode != 0


def test_cookies_are_bound_to_the_host_and_travel_encrypted_only(real):
    for one in ("SESSION", "CSRF", "LANGUAGE"):
        assert real[f"{one}_COOKIE_NAME"].startswith("__Host-")
        assert real[f"{one}_COOKIE_SECURE"] is True
        assert real[f"{one}_COOKIE_HTTPONLY"] is True
        assert real[f"{one}_COOKIE_SAMESITE" if one != "LANGUAGE" else "SESSION_COOKIE_SAMESITE"] == "Lax"


def test_nothing_is_debugged_and_everybody_needs_a_second_factor(real):
    assert (real["DEBUG"], real["DEMO"], real["SECOND_FACTOR_REQUIRED"]) == (False, False, True)
    assert real["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert real["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True


def test_the_limits_of_a_session_are_those_of_the_rule(real):
    assert (real["IDLE_SECONDS"], real["SESSION_COOKIE_AGE"], real["STEP_UP_SECONDS"]) == (900, 8 * 3600, 600)
    assert real["SESSION_EXPIRE_AT_BROWSER_CLOSE"] is True


def test_what_is_answered_without_a_database_tells_nothing_and_is_protected():
    done = production("-c", ANSWER)
    assert done.returncode == 0, done.stderr[-2000:]
    answers = json.loads(done.stdout)
    status, headers, _cookies = answers.pop("plain")
    assert (status, headers["Location"][:8]) == (301, "https://")
    for path, (status, headers, cookies) in answers.items():
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains"), path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "base-uri 'none'" in headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in headers
        assert status != 200 or path in ("/accounts/login/", "/health/")
        for cookie in cookies:
            assert "__Host-" in cookie
            assert "Secure" in cookie
            assert "HttpOnly" in cookie
