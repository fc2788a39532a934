"""What every page has in common: its rule, its methods, one answer to a form sent twice, and the way to the other pages."""

import functools
import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base import dates, drafts
from base.models import Record, Submission
from base.roles import Verb
from base.step_up import ask_for_proof, proof_is_old


@dataclass(frozen=True)
class Rule:
    """Who may use a route: everybody (`public`), who is signed in (no verb), or who has the verb.

    `opens` names what the door opens; `files` says that a form of this page may bring a file (base/receiving.py); `step_up` asks
    again who it is (base/step_up.py).
    """

    methods: tuple[str, ...]
    verb: Verb | None = None
    public: bool = False
    opens: Any = None
    files: bool = False
    step_up: bool = False

    def __str__(self):
        if self.public:
            return "public"
        words = f"verb {self.verb.value}" if self.verb else "signed in"
        return f"{words}, through the door of {self.opens._meta.label}" if self.opens else words


class NotForYou(PermissionDenied):
    """A deed that belongs to somebody else, tried on a file one may read: the log knows on which."""

    def __init__(self, sentence: str, subject: str, pk, child_id):
        super().__init__(sentence)
        self.subject, self.pk, self.child_id = subject, pk, child_id


class OutOfReach(Http404):
    """Somebody asked for what is not theirs, or for what does not exist: the answer is the same, the log knows which."""

    def __init__(self, subject: str, pk, child_id):
        super().__init__()
        self.subject, self.pk, self.child_id = subject, pk, child_id


def page(
    *,
    verb: Verb | None = None,
    methods: tuple[str, ...] = ("GET",),
    public: bool = False,
    opens: Any = None,
    asks: bool = False,
    files: bool = False,
    step_up: bool = False,
):
    """Give a view its rule. Every route names one; the start-up check refuses a route without it (security.md rule 1).

    `asks` marks a POST that only asks (so that no name stands in an address): it may be sent as often as one types.
    """

    def wrap(view):
        @functools.wraps(view)
        def ruled(request, *args, **kwargs):
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                return HttpResponseNotAllowed(methods)
            # A page about one record asks the door first, so that a stranger gets 404 and not 403.
            if verb and not opens and not request.user.can(verb):
                raise PermissionDenied(_("Your role does not include this page."))
            if step_up and proof_is_old(request):
                return ask_for_proof(request)
            if request.method == "POST" and not (public or asks):
                return _answer_once(request, functools.partial(view, request, *args, **kwargs))
            return view(request, *args, **kwargs)

        marked: Any = ruled
        marked.rule = Rule(methods, verb, public, opens, files, step_up)
        marked.login_required = not public
        return marked

    return wrap


def _answer_once(request, answer):
    """Carry out a form once; a second send is answered with the first result."""
    try:
        key = _sending(request)
    except ValueError:
        return _typed(request, answer(), done=300)
    form = drafts.begins(request)
    done = 200 if form else 300
    try:
        with transaction.atomic():  # the insert waits for a twin that is still running
            Submission.objects.create(person=request.user, key=key, form=form, at=dates.now())
    except IntegrityError:
        first = Submission.objects.filter(person=request.user, key=key).first()
        return HttpResponseRedirect(first.result) if first and first.result else answer()
    response = answer()
    if isinstance(response, HttpResponseRedirect):
        Submission.objects.filter(person=request.user, key=key).update(result=response.url)
    else:
        Submission.objects.filter(person=request.user, key=key).delete()  # refused: the same form may be sent again
    return _typed(request, response, done=done)


def _typed(request, response, *, done: int = 200):
    """What was accepted is a draft no more; what was refused stays one, so that it outlives the page that shows it.

    `done` is the least status that says accepted: a form without a key may only have asked something, and 200 is the answer.
    """
    if done <= response.status_code < 400:
        drafts.forget(request, request.path)
    elif response.status_code in (409, 422):
        with suppress(drafts.TooMuch):
            drafts.keep(request, request.path)
    return response


def _sending(request) -> uuid.UUID:
    """What makes a second send the same: person, key, page and every word. Who goes back and writes something else sends anew.

    A button without a form of ours carries no key: there the token against forged forms stands for it, which each page gets anew.
    Raises ValueError when there is neither.
    """
    words = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    token = request.POST.get("csrfmiddlewaretoken", "")
    key = (
        uuid.uuid5(uuid.NAMESPACE_OID, token) if token and not request.POST.get("key") else uuid.UUID(request.POST.get("key", ""))
    )
    return uuid.uuid5(key, repr([request.path, words]))


def show(request, template: str, context: dict | None = None, *, status: int = 200):
    """Render `app/verb.html`, or its fragment `app/_verb.html` when htmx asks: same view, same context."""
    if request.htmx and not request.htmx.boosted:
        folder, name = template.rsplit("/", 1)
        template = f"{folder}/_{name}"
    return render(request, template, context or {}, status=status)


def attached(content: bytes | str, name: str, *, media_type: str = "application/pdf") -> HttpResponse:
    """A download that no cache keeps. Its name is a code or a reference, and never tells who it is about."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def attached_table(lines: str, name: str) -> HttpResponse:
    """CSV as a download. The mark at the beginning tells spreadsheets that accents and Arabic are UTF-8."""
    return attached("\ufeff" + lines, name, media_type="text/csv; charset=utf-8")


# Whose day has due dates: who assesses, and who watches over a unit or region. Others are led to the children they may see.
_HAS_DUTIES = (Verb.ASSESS, Verb.SEE_BOARD)

# url name, label, icon, verbs any of which shows it
NAVIGATION = [
    ("casework:today", gettext_lazy("Today"), "calendar3", _HAS_DUTIES),
    ("casework:register", gettext_lazy("Register a child"), "person-plus", (Verb.REGISTER_CHILD,)),
    ("minors:children", gettext_lazy("Children"), "people", (Verb.OPEN_CASE,)),
    ("casework:beds", gettext_lazy("Beds"), "house-door", (Verb.SEE_BEDS,)),
    ("referrals:sent", gettext_lazy("Referrals sent"), "send", (Verb.REFER, Verb.APPROVE)),
    ("referrals:inbox", gettext_lazy("Referrals received"), "inbox", (Verb.ANSWER_REFERRAL,)),
    ("casework:inquiries", gettext_lazy("Families who search"), "search", (Verb.TRACE_FAMILIES,)),
    ("casework:approvals", gettext_lazy("To approve"), "clipboard-check", (Verb.APPROVE,)),
    ("casework:my_panel", gettext_lazy("My sessions of the panel"), "people", (Verb.SIT_ON_PANEL,)),
    ("casework:panel", gettext_lazy("Best-interests panel"), "people", (Verb.HOLD_PANEL,)),
    ("minors:duplicates_desk", gettext_lazy("Duplicates"), "people-fill", (Verb.RESOLVE_DUPLICATES,)),
    ("plan:objectives", gettext_lazy("National plan"), "bullseye", (Verb.SEE_PLAN,)),
    ("people:accounts", gettext_lazy("Accounts"), "gear", (Verb.MANAGE_ACCOUNTS,)),
    ("minors:access_log", gettext_lazy("Who looked"), "shield-check", (Verb.SEE_ACCESS_LOG,)),
    ("minors:emergencies", gettext_lazy("Opened in an emergency"), "exclamation-octagon", (Verb.REVIEW_EMERGENCY,)),
    ("minors:ask_why", gettext_lazy("Why this access?"), "question-circle", (Verb.SEE_ACCESS_LOG,)),
    ("minors:access_review", gettext_lazy("Access review"), "clipboard-check", (Verb.REVIEW_ACCESS,)),
    ("casework:who_opened", gettext_lazy("Who opened our cases"), "eye", (Verb.APPROVE,)),
    ("casework:complaints", gettext_lazy("Complaints"), "inbox", (Verb.HANDLE_COMPLAINTS,)),
    ("referrals:sharing", gettext_lazy("Sharing protocols"), "send", (Verb.SET_SHARING,)),
    ("casework:disclosures", gettext_lazy("Requests by authorities"), "shield-check", (Verb.HANDLE_DISCLOSURES,)),
    ("casework:nights", gettext_lazy("The night's work"), "clock", (Verb.SEE_OPERATION,)),
]


def home_of(user) -> str:
    """The address of the first page of the person's own work; the list of children only where there is nothing nearer."""
    mine = [name for name, _label, _icon, verbs in NAVIGATION if any(map(user.can, verbs))]
    nearest = [name for name in mine if name != "minors:children"] or mine
    return reverse(nearest[0] if nearest else "people:account")


def shell(request) -> dict:
    """Context of every page: the person, and the pages that their verbs open. No query besides the person's role."""
    user = getattr(request, "user", None)
    shown = {"demo": settings.DEMO, "idle_seconds": settings.IDLE_SECONDS, "navigation": [], "person": None}
    if user is None or not user.is_authenticated or not user.may_work:
        return shown
    entries = [(reverse(name), label, icon) for name, label, icon, verbs in NAVIGATION if any(map(user.can, verbs))]
    current = max((url for url, *_ in entries if request.path.startswith(url)), key=len, default="")
    navigation = [{"url": url, "label": label, "icon": icon, "current": url == current} for url, label, icon in entries]
    return {**shown, "person": user, "navigation": navigation, "history_url": _history_of(request)}


def _history_of(request) -> str:
    """The history of the record that this page was opened for; pages about no child have none, nor has who opens no case."""
    record = getattr(request, "opened", None)
    leads = isinstance(record, Record) and request.user.can(Verb.OPEN_CASE)  # what minors:history asks for
    return reverse("minors:history", args=[record._meta.label_lower, record.pk]) if leads else ""
