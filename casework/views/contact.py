"""Children whom nobody has met for long, and those who may be missing: the list, and what the first page of the day says of them."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import dates
from base.models import AccessEvent
from base.pages import page, show
from base.roles import Scope, Verb
from casework import contact
from minors import access

LONGEST = 500  # lines of the list


@page(verb=Verb.OPEN_CASE)
def no_contact(request):
    """Open cases by their last contact, the oldest first; with `days`, those without one for so long."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, contact.DAYS) else 0
    user = request.user
    found = contact.with_people(contact.without_contact(contact.cases_of(user), days, user))
    found = list(found.select_related("child", "owner")[:LONGEST])
    access.remember(user, AccessEvent.Kind.LISTED, found=[one.child.code for one in found])
    context = {
        "days": days,
        "choices": [{"label": _label(one), "url": f"?days={one}", "current": one == days} for one in (*contact.DAYS, 0)],
        "rows": [_row(one) for one in found if one.at_work],
        "gone": [_row(one) for one in found if not one.at_work],
        "whole_unit": user.can(Verb.SEE_BOARD),
        "may_write": user.can(Verb.ASSESS),
        "crumbs": [{"label": _("Today"), "url": reverse("casework:today")}],
    }
    return show(request, "casework/no_contact.html", context)


def _label(days: int) -> str:
    if not days:
        return _("All, by last contact")
    return ngettext("No contact for %(days)d day", "No contact for %(days)d days", days) % {"days": days}


def _row(case) -> dict:
    passed = (dates.today() - dates.local_date(case.last_contact)).days
    ago = ngettext("%(count)d day ago", "%(count)d days ago", passed) % {"count": passed} if passed else _("today")
    return {
        "case": case,
        "code": case.child.code,
        "ago": ago,
        "check_url": reverse("casework:report_missing", args=[case.child_id]) if case.to_check else "",
    }


def for_today(user) -> dict:
    """For the first page: how many children were not met for 14 and for 30 days, and who may be missing. One query."""
    if Scope(user.role.scope) in (Scope.REGION_CODED, Scope.ALL_CODED):
        return {}
    cases = contact.with_people(contact.with_last_contact(contact.cases_of(user).still_open(), user))
    longest_ago = dates.now() - timedelta(days=min(contact.DAYS))
    cases = cases.filter(Q(last_contact__lt=longest_ago) | Q(to_check=True)).order_by("last_contact", "pk")
    rows = list(cases.values("child", "child__code", "risk", "last_contact", "to_check", "at_work"))
    quiet = [row["last_contact"] for row in rows if row["at_work"]]
    address = reverse("casework:no_contact")
    lists = [{"label": _label(days), "count": _older(quiet, days), "url": f"{address}?days={days}"} for days in contact.DAYS]
    checks = [
        {"code": row["child__code"], "risk": row["risk"], "url": reverse("casework:report_missing", args=[row["child"]])}
        for row in rows
        if row["to_check"]
    ]
    return {"lists": lists, "checks": checks, "all_url": address if user.can(Verb.ASSESS) else ""}


def _older(moments, days: int) -> int:
    since = dates.now() - timedelta(days=days)
    return sum(moment < since for moment in moments)
