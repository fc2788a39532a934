"""Headers, cookies and tokens of every answer, refusals and files included (security.md rule 22)."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import policy
from tests.test_attacks import start
from tests.test_routes import OURS, arguments, client_of, objects, people  # noqa: F401  fixtures of the walk
from tests.watching import TRACES, writes, written_since

pytestmark = pytest.mark.django_db
POLICY = policy.rows()
FILE = "sandbox; default-src 'none'"  # of what is only downloaded
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # "no-referrer" breaks the check of forms: base/settings.py says why
    "Cross-Origin-Opener-Policy": "same-origin",
}


def lacks(answer, *, kept_nowhere: bool) -> list[str]:
    """What this answer does without."""
    headers, policy_of_content = answer.headers, answer.headers.get("Content-Security-Policy", "")
    wrong = [name for name, value in EXACT.items() if headers.get(name) != value]
    parts = ("default-src 'none'", *(() if policy_of_content == FILE else ("frame-ancestors 'none'", "object-src 'none'")))
    wrong += [part for part in parts if part not in policy_of_content]
    wrong += [part for part in ("unsafe", "http:", "https:", "*") if part in policy_of_content]
    wrong += [] if "camera=()" in headers.get("Permissions-Policy", "") else ["Permissions-Policy"]
    wrong += ["no-store"] if kept_nowhere and "no-store" not in headers.get("Cache-Control", "") else []
    for name, cookie in answer.cookies.items():
        wrong += [f"cookie {name}"] if not (cookie["httponly"] and cookie["samesite"] == "Lax") else []
    return wrong


def test_every_answer_carries_them_and_opening_a_page_changes_nothing(people, objects):  # noqa: F811
    """Whether it is a page, a file, a refusal or a way to the sign-in; what is about people stays in no memory of a browser.

    None of these requests changes anything: reading is remembered, and that is all. Nor is one that only opens a page taken for a
    form that was sent, and refused.
    """
    wrong = {}
    for name in ("owner", "stranger", "nobody"):
        client = client_of(people.get(name))
        for route, (kind, row) in POLICY.items():
            address = reverse(route, args=arguments(kind, objects))
            for method in OURS[route].methods:
                if (row[name] == "0" and name != "stranger") or (method == "POST" and row[name] == "+"):
                    continue
                before = writes()
                answer = client.generic(method, address)
                found = lacks(answer, kept_nowhere=name != "nobody" and route != "health")
                found += sorted(written_since(before) - TRACES)
                found += ["taken for a form"] if method == "GET" and answer.status_code == 422 else []
                wrong |= {(name, method, route): found} if found else {}
    assert wrong == {}


def test_files_prints_and_exports_stay_in_no_memory_and_are_only_downloaded(people, objects):  # noqa: F811
    client, child = client_of(people["owner"]), objects["child"]
    asked = {"reason": "Hearing", "language": "en", "identity": "on", "use": "case"}
    answers = [
        client.get(reverse("minors:download_document", args=[objects["document"].pk])),
        client.get(reverse("minors:preview_document", args=[objects["document"].pk])),
        client.post(reverse("casework:print", args=[child.pk]), asked),
        client.post(reverse("minors:export", args=[child.pk]), asked),
        client_of(people["official"]).get(reverse("plan:export", args=["1.1"]) + "?format=csv"),
    ]
    for answer in answers:
        assert (answer.status_code, lacks(answer, kept_nowhere=True)) == (200, [])
    for answer in (answers[0], *answers[2:]):
        assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/cases/%00/", "/static/base/app.js", "/static/nothing.js", "/accounts/login/", "/accounts/signup/"]
)
def test_what_is_public_carries_them_too(client, path):
    answer = client.get(path)
    answer.close()
    assert lacks(answer, kept_nowhere=False) == []


def test_an_error_of_ours_carries_them_too(people, monkeypatch):  # noqa: F811
    client = Client(raise_request_exception=False)
    client.force_login(people["owner"])
    monkeypatch.setattr("minors.views.children.for_rows", lambda *_args: 1 / 0)
    answer = client.get(reverse("minors:children"))
    assert (answer.status_code, lacks(answer, kept_nowhere=False)) == (500, [])


def test_no_form_is_taken_without_its_token(people, objects):  # noqa: F811
    """Every address that takes a form, our own and the libraries': refused before anything is read or written."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["owner"])
    client.get(reverse("casework:today"))
    forms = [
        reverse(route, args=arguments(kind, objects)) for route, (kind, _row) in POLICY.items() if "POST" in OURS[route].methods
    ]
    assert len(forms) > 100
    before = writes()
    libraries = [reverse(name) for name in ("account_login", "account_logout", "account_change_password", "mfa_activate_totp")]
    assert {path: status for path in [*forms, *libraries] if (status := client.post(path).status_code) != 403} == {}
    assert written_since(before) <= {"django_session"}


def test_an_installation_uses_cookies_that_no_other_site_and_no_plain_line_sees():
    names = ["SESSION_COOKIE", "CSRF_COOKIE", "LANGUAGE_COOKIE"]
    asked = ", ".join(f"[getattr(s, '{name}_' + end) for end in ('NAME', 'SECURE', 'HTTPONLY', 'SAMESITE')]" for name in names)
    done = start(f"from django.conf import settings as s; print({asked}, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 1e7)")
    assert done.stdout.count("'__Host-") == 3, done.stderr
    assert "False" not in done.stdout
