"""Nothing typed is lost: what somebody types is kept on the server until the form is accepted, and put back into the form.

A draft is read by its author alone, whatever becomes of the account, and this is the only module that reads one. It outlives the
session, the browser, the device, and a new version of the product, whose form may ask other questions.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.db import connection
from django.http import HttpRequest
from django.urls import reverse

from base import dates
from base.models import Draft, Submission

KEPT_AT_MOST = 400_000  # characters of one form
KEPT_DAYS = 30
# A complaint about staff may be typed on the phone of the person it is about: no draft of theirs may hold it.
COMPLAINT = {"complaint", "complaint_who", "complaint_house", "complaint_known"}
NEVER_KEPT = {"csrfmiddlewaretoken", "password", "key", *COMPLAINT}
OF_THE_KEEPING = {"path", "draft-page", "draft-title", "draft-again"}  # what the page adds when it keeps by itself
OF_THE_PAGE = ("version", "merge-", "same_", "seen", "born", "field", "stays")  # written by the page, not by a person
BUTTONS = ("", "on", "yes", "1")
OF_ACCOUNTS = "/accounts/"  # passwords and codes are typed there


class TooMuch(ValueError):
    """More text than a draft holds."""


def keep(request: HttpRequest, path: str, *, page: str = "") -> None:
    """Keep what this person typed into the form that is sent to `path` and stands on `page`. Passwords and codes are never kept.

    What the page keeps by itself and the network brings after its form was accepted is dropped, and so is a form in which nothing
    stands: nobody is told of a text that was not there. Raises `TooMuch`.
    """
    by_itself = request.path == reverse("draft")
    if path.startswith(OF_ACCOUNTS) or (by_itself and _is_late(request)):
        return
    left_out = NEVER_KEPT | (OF_THE_KEEPING if by_itself else set())
    fields = {name: values for name, values in request.POST.lists() if name not in left_out}
    if not any(text.strip() for name, values in fields.items() if name != "version" for text in values):
        forget(request, path)
        return
    if sum(len(value) for values in fields.values() for value in values) > KEPT_AT_MOST:
        raise TooMuch
    said = {"fields": fields, "kept_at": dates.now(), "page": (page or _page(request, path))[:300]}
    if by_itself:
        said["title"] = request.POST.get("draft-title", "")[:200]
    Draft.objects.update_or_create(person=request.user, path=path[:300], defaults=said)


def forget(request: HttpRequest, path: str) -> None:
    """The form was accepted, or its author wants to start afresh."""
    Draft.objects.filter(person=request.user, path=path[:300]).delete()


def of(request: HttpRequest) -> dict[str, Draft]:
    """This person's drafts by the address of their form, the newest first. One query for a page, however many forms it has."""
    if not hasattr(request, "drafts"):
        mine = Draft.objects.filter(person=request.user).order_by("-kept_at") if request.user.is_authenticated else ()
        request.drafts = {draft.path: draft for draft in mine}  # type: ignore[attr-defined]
    return request.drafts  # type: ignore[attr-defined, no-any-return]


def newest(request: HttpRequest, paths: list[str]) -> Draft | None:
    """What this person typed last into a form that is sent to one of these addresses."""
    mine = of(request)
    found = [mine[path] for path in paths if path in mine]
    return max(found, key=lambda draft: draft.kept_at) if found else None


def put_back(form: forms.BaseForm, draft: Draft) -> None:
    """Fill an unsent form with a draft. The version comes back too: what others saved meanwhile is shown as a conflict.

    The form says so then: `restored_at`, `restored_to` (where it is sent), `forgot_files`, and `left_over`, the texts for which it
    has no place any more, to be copied.
    """
    typed = _Typed(draft.fields)
    left_over = []
    for name, field in form.fields.items():
        if name == "key":
            continue
        value = field.widget.value_from_datadict(typed, {}, form.add_prefix(name))  # type: ignore[arg-type]
        gone = _gone(field, value)
        left_over += gone
        if gone:
            value = [one for one in value if one not in gone] if isinstance(value, list) else None
        if value not in (None, "", []):
            form.initial[name] = value
    told: Any = form
    told.restored_at, told.restored_to = draft.kept_at, draft.path
    told.left_over = [*left_over, *typed.unread()]
    told.forgot_files = any(isinstance(field, forms.FileField) for field in form.fields.values())


def sweep() -> int:
    """Remove drafts that nobody touched for a month; how many."""
    return Draft.objects.filter(kept_at__lt=dates.now() - timedelta(days=KEPT_DAYS)).delete()[0]


def begins(request: HttpRequest) -> uuid.UUID | None:
    """A form is being carried out: what its page keeps meanwhile waits, and is dropped when the form is accepted."""
    form = _key(request)
    if form:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{request.user.pk} {form}"])
    return form


def since(request: HttpRequest, moment: datetime) -> bool:
    """Whether this person left anything unfinished since then."""
    return any(draft.kept_at >= moment for draft in of(request).values())


def _is_late(request) -> bool:
    """The page sent it before the form was accepted, and the network brought it after. Who went back writes something new."""
    form = begins(request)
    if form is None or "draft-again" in request.POST:
        return False
    return Submission.objects.filter(person=request.user, form=form).exclude(result="").exists()


def _key(request) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _page(request, path: str) -> str:
    """Where the form stands: what the page says of itself, else where the browser came from, else where the form is sent."""
    said = request.POST.get("draft-page", "")
    if said.startswith("/") and not said.startswith("//"):
        return said
    return came_from(request) or path


def came_from(request: HttpRequest) -> str:
    """The path of the page of ours on which the form stood; empty when the browser does not say."""
    read = urlsplit(request.headers.get("Referer", ""))
    return read.path if read.netloc == request.get_host() else ""


def _gone(field: forms.Field, value) -> list[str]:
    """Choices that are no longer among the choices; every other text has a place."""
    if not isinstance(field, forms.ChoiceField) or isinstance(field.widget, forms.HiddenInput):
        return []
    return [one for one in (value if isinstance(value, list) else [value]) if one and not field.valid_value(one)]


class _Typed(dict):
    """Kept fields read like a posted form: each name holds a list of texts. It notices which names were read."""

    def __init__(self, fields: dict[str, list[str]]):
        super().__init__(fields)
        self.read: set[str] = set()

    def __contains__(self, name) -> bool:
        self.read.add(name)
        return super().__contains__(name)

    def get(self, name, default=None):
        self.read.add(name)
        values = super().get(name)
        return values[-1] if values else default

    def __getitem__(self, name):
        return self.get(name, "")

    def getlist(self, name):
        self.read.add(name)
        return super().get(name) or []

    def unread(self) -> list[str]:
        """Texts under names for which nobody asked. What the page itself wrote there is no text: buttons, ticks, marks."""
        names = [name for name in self if name not in self.read and not name.startswith(OF_THE_PAGE)]
        return [text for name in names for text in super(_Typed, self).get(name) or [] if text.strip() not in BUTTONS]
