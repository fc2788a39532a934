"""Who looked at what: the pages of the data-protection officer, who sees codes and no names of children (domain.md 7.7)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from base import options
from base.forms import attempt, kept
from base.models import AccessEvent
from base.pages import attached, attached_table, page, show
from base.roles import Verb
from minors import access, alerts, looking, looking_paper
from minors.looking_forms import LogForm, TakeForm, TermForm
from minors.remembering import digest_of

SUMMED = 200  # people or children in a summary on the page; paper and file have all


@page(verb=Verb.SEE_ACCESS_LOG)
def access_log(request):
    """Who saw this child, what did this person see: with days, kinds and pages. Without a question the newest lines."""
    form = LogForm(request.GET or None)
    return _answer(request, form, form.asked() if form.is_valid() else {})


@page(verb=Verb.SEE_ACCESS_LOG, methods=("POST",), asks=True)
def searched_for(request):
    """Who searched for these words. They are posted, compared by their digest, and kept nowhere."""
    form, rows = TermForm(request.POST), []
    if form.is_valid():
        events = looking.events(request.user, term=digest_of(form.cleaned_data["term"]))
        rows = looking.in_words(looking.one_page(events, 1)[0])
        access.remember(request.user, AccessEvent.Kind.LISTED, found=_codes(rows), log={"term": "digest"})
    context = {"term_form": form, "rows": rows, "asked": form.is_valid(), "crumbs": _crumbs()}
    return show(request, "minors/searched_for.html", context, status=422 if form.errors else 200)


@page(verb=Verb.SEE_ACCESS_LOG, methods=("POST",), step_up=True)
def take_log(request):
    """The answer as a file for a spreadsheet or as evidence on paper. Both are logged with their reason."""
    form = TakeForm(request.POST)
    question = LogForm(request.POST)
    asked = question.asked() if question.is_valid() else {}
    deed, made = looking_paper.as_csv if "csv" in request.POST else looking_paper.as_pdf, list[Any]()
    if (
        question.is_valid()
        and attempt(request, form, lambda: made.append(deed(by=request.user, asked=asked, **form.deed()))).done
    ):
        return _file(made[0])
    return _answer(request, question, asked, taking=form, status=422)


def _file(made: str | bytes) -> HttpResponse:
    if isinstance(made, str):
        return attached_table(made, "access-log.csv")
    return attached(made, "access-log.pdf")


def _answer(request, form, asked, *, taking=None, status=200):
    number = form.cleaned_data["page"] or 1 if form.is_bound and form.is_valid() else 1
    events = looking.events(request.user, **asked)
    found, older = looking.one_page(events, number)
    rows, one_child, one_person = looking.in_words(found), asked.get("code"), asked.get("username")
    people = looking.who_saw(events) if one_child and not one_person and number == 1 else []
    seen = looking.what_was_seen(events, SUMMED) if one_person and not one_child and number == 1 else None
    children = seen.lines if seen else []
    codes = _codes(rows) | {line["code"] for line in children} | ({asked["code"]} if people else set())
    access.remember(request.user, AccessEvent.Kind.LISTED, found=codes, log={name: str(value) for name, value in asked.items()})
    for line in [*people, *children]:
        line["said"] = options.in_a_row(line["words"])
    query = {name: value for name, value in form.data.items() if value and name in form.fields and name != "page"}
    context = {
        "form": form,
        "term_form": TermForm(),
        "heading": _heading(one_child, one_person),
        "rows": rows,
        "people": people[:SUMMED],
        "children": children,
        "seen": seen,
        "most": SUMMED,
        "days": urlencode({name: query[name] for name in ("month", "since", "until") if name in query}),
        "asked": bool(asked),
        "taking": taking or (kept(request, TakeForm) if asked else None),
        "question": query,
        "newer_url": f"?{urlencode({**query, 'page': number - 1})}" if number > 1 else "",
        "older_url": f"?{urlencode({**query, 'page': number + 1})}" if older else "",
        "alerts": alerts.open_for(request.user),
        "crumbs": _crumbs() if asked else [],
    }
    return show(request, "minors/access_log.html", context, status=status)


def _heading(code, username) -> str:
    if code and username:
        return _("%(person)s and %(code)s") % {"person": username, "code": code}
    if code:
        return _("Who saw %(code)s") % {"code": code}
    return _("What %(person)s saw") % {"person": username} if username else _("Who looked")


def _codes(rows) -> set[str]:
    return {row["code"] for row in rows if row["code"]}


def _crumbs() -> list[dict]:
    return [{"label": _("Who looked"), "url": reverse("minors:access_log")}]
