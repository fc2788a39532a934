"""The supervisor's board: the load of each social worker, what is late by worker and by rule. Every number opens its list."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from base.models import User
from base.pages import page, show
from base.roles import Verb
from casework import due
from casework.distribution import MOST_CASES, WEIGHT
from casework.models import Case, Question
from casework.views.today import WHEN, as_line, due_for, title_of
from minors.access import remember_list, visible_to
from minors.clocks import RULES

A_PAGE = 50


@page(verb=Verb.SEE_BOARD)
def board(request):
    user = request.user
    cases = visible_to(user, Case)
    load = (
        cases.still_open()
        .order_by()
        .values("owner", name=F("owner__name"))
        .annotate(
            high=Count("pk", filter=Q(risk="high")),
            medium=Count("pk", filter=Q(risk="medium")),
            low=Count("pk", filter=Q(risk="low")),
        )
    )
    late = due.clocks_of(user, cases).late().order_by()
    by_worker = {
        row["worker"]: row
        for row in late.values(worker=F("child__case__owner")).annotate(lines=Count("pk"), files=Count("child", distinct=True))
    }
    workers = [_worker(row, by_worker.get(row["owner"])) for row in load]
    workers.sort(key=lambda worker: (-worker["late"], -worker["weight"], worker["name"]))
    rules = late.values("rule").annotate(lines=Count("pk")).order_by("-lines", "rule")
    context = {
        "workers": workers,
        "most": MOST_CASES,
        "questions": visible_to(user, Question).still_open().count() if user.can(Verb.QUESTION) else 0,
        "rules": [_rule(row["rule"], row["lines"]) for row in rules],
        "hand_overs": user.can(Verb.ASSIGN),
        "crumbs": [{"label": _("Today"), "url": reverse("casework:today")}],
    }
    return show(request, "casework/board.html", context)


def _worker(row, late) -> dict:
    """One line of the board."""
    cases, owner = row["high"] + row["medium"] + row["low"], row["owner"]
    children = reverse("minors:children")
    return {
        "name": row["name"],
        "hand_over_url": reverse("casework:hand_over_caseload", args=[owner]),
        "cases": cases,
        "cases_url": f"{children}?{urlencode({'owner': owner})}",
        "high": row["high"],
        "high_url": f"{children}?{urlencode({'owner': owner, 'risk': 'high'})}",
        "weight": sum(weight * row[risk] for risk, weight in WEIGHT.items()),
        "too_many": cases > MOST_CASES,
        "late": late["lines"] if late else 0,
        "late_files": late["files"] if late else 0,
        "late_url": _address(when="late", owner=owner),
    }


def _rule(key: str, count: int) -> dict:
    rule = RULES[key]
    return {"number": rule.number, "name": rule.name, "count": count, "url": _address(when="late", rule=key)}


def _address(**chosen) -> str:
    return f"{reverse('casework:due')}?{urlencode(chosen)}"


class DueForm(forms.Form):
    """Which due lines: late, today, soon or escalated; of one rule; of one social worker."""

    when = forms.ChoiceField(choices=[(name, name) for name in [*WHEN, "escalated"]], required=False)
    rule = forms.CharField(required=False)
    owner = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    def clean_rule(self):
        key = self.cleaned_data["rule"]
        if key and key not in RULES:
            raise forms.ValidationError(_("There is no such time limit."))
        return key


@page(verb=Verb.OPEN_CASE)
def due_list(request):
    """The lines behind a number of Today or of the board, all of them, page by page."""
    user, form = request.user, DueForm(request.GET)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    by_board = user.can(Verb.SEE_BOARD) and ("owner" in chosen or "rule" in chosen)
    clocks = due.clocks_of(user, visible_to(user, Case)) if by_board else due_for(user)
    name = chosen.get("when", "late")
    clocks = clocks.filter(due.when(name))
    if "rule" in chosen:
        clocks = clocks.filter(rule=chosen["rule"])
    if "owner" in chosen:
        clocks = clocks.filter(child__case__owner=chosen["owner"])
    pages = Paginator(due.ordered(clocks), A_PAGE).get_page(request.GET.get("page"))
    worker = User.objects.filter(pk=chosen["owner"]).first() if by_board and "owner" in chosen else None
    items = [as_line(one, user) for one in due.lines(pages.object_list)]
    remember_list(user, [one["code"] for one in items])
    context = {
        "title": title_of(name),
        "count": pages.paginator.count,
        "items": items,
        "worker": worker if worker and pages.paginator.count else None,
        "rule": RULES[chosen["rule"]] if "rule" in chosen else None,
        "newer_url": f"?{urlencode({**chosen, 'page': pages.previous_page_number()})}" if pages.has_previous() else "",
        "older_url": f"?{urlencode({**chosen, 'page': pages.next_page_number()})}" if pages.has_next() else "",
        "crumbs": [{"label": _("Today"), "url": reverse("casework:today")}],
    }
    if by_board:
        context["crumbs"].append({"label": _("Board of the unit"), "url": reverse("casework:board")})
    return show(request, "casework/due.html", context)
