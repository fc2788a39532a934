"""The time limits as people may read them: how long, at which level of risk, from where on, and where each one comes from."""

from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates
from base import limits as times
from base.models import TimeLimit
from base.pages import page, show
from base.roles import Verb
from minors.clocks import RULES

LEVELS = ["high", "medium", "low"]


@page()
def limits(request):
    """Every limit that runs today. A changed limit is a new row from a day on: what began before keeps its own (domain.md 2.4)."""
    today = dates.today()
    rows = TimeLimit.objects.filter(valid_from__lte=today).exclude(valid_to__lte=today).order_by("number", "valid_from")
    known = {rule.key: rule for rule in RULES.values()}
    found = [_limit(known[key], list(valid)) for key, valid in groupby(rows, key=lambda row: row.key) if key in known]
    crumbs = [{"label": _("Today"), "url": reverse("casework:today")}] if request.user.can(Verb.OPEN_CASE) else []
    return show(request, "casework/limits.html", {"limits": found, "crumbs": crumbs})


def _limit(rule, rows) -> dict:
    by_risk = {row.risk: row for row in rows}
    words = {level: times.in_words(by_risk[level]) for level in LEVELS if level in by_risk}
    same = len(set(words.values())) == 1
    return {
        "number": rule.number,
        "name": rule.name,
        "starts": rule.starts,
        "everywhere": next(iter(words.values())) if same else "",
        "levels": [] if same else [{"risk": level, "words": said} for level, said in words.items()],
        "source": _source(rows[0].source_note),
        "note": rows[0].source_note,
    }


def _source(note: str) -> str:
    """How sure the figure is, by the tag of the specification. An assumption is never shown as law."""
    if "[assumption]" in note:
        return _("A working assumption of this system, not a law. The national procedure may change it.")
    if "[found]" in note:
        return _("Found in the source that is named.")
    return _("From inter-agency guidance.")
