"""Who looked: questions to the access log, and its lines as people read them (domain.md 7.7)."""

from datetime import datetime, time

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from base import dates
from base.checks import kept
from base.models import AccessEvent, User
from minors import codes
from minors.access import visible_to
from minors.models import Child


def events(viewer: User, code: str = "", username: str = "", since=None, until=None):
    """Access events, newest first; `code` of a case, `username` of a person, days in Djibouti (both ends included).

    What goes past the house of `viewer` is not told to have been looked at either.
    """
    rows = AccessEvent.objects.select_related("person__role", "person__institution")
    for model in kept():
        if model.handled_by:
            own = [str(pk) for pk in visible_to(viewer, model).values_list("pk", flat=True)]
            rows = rows.exclude(Q(subject=model._meta.label_lower) & ~Q(subject_id__in=own))
    if code.strip():
        rows = rows.filter(child_id__in=Child.objects.filter(code=codes.normalise(code) or code).values("pk"))
    if username.strip():
        rows = rows.filter(person__username__iexact=username.strip())
    if since:
        rows = rows.filter(at__gte=dates.midnight(since))
    if until:
        rows = rows.filter(at__lte=datetime.combine(until, time.max, dates.DJIBOUTI))
    return rows


def in_words(rows) -> list[dict]:
    """Lines for a page: when, who, role, institution, what, code of the case, reason. Codes only, never names of children."""
    rows = list(rows)
    accounts = {row.subject_id for row in rows if row.kind == AccessEvent.Kind.ACCOUNT and row.subject_id.isdecimal()}
    usernames = {str(pk): name for pk, name in User.objects.filter(pk__in=accounts).values_list("pk", "username")}
    known = dict(Child.objects.filter(pk__in={row.child_id for row in rows}).values_list("pk", "code"))
    return [
        {
            "at": row.at,
            "who": row.person.name,
            "role": row.person.role.name,
            "institution": row.person.institution,
            "what": row.get_kind_display(),
            "subject": _subject(row.subject),
            "more": _more(row, usernames),
            "code": known.get(row.child_id, ""),
            "reason": row.reason or (row.detail.get("why", "") if row.kind == AccessEvent.Kind.ACCOUNT else ""),
        }
        for row in rows
    ]


def _more(row, usernames) -> str:
    """Which account and what was done to it, or which figures: the detail that a reader of the log needs, without any name."""
    if row.kind == AccessEvent.Kind.ACCOUNT:
        deed = {
            "opened": _("opened"),
            "changed": _("changed"),
            "suspended": _("suspended"),
            "restored": _("restored"),
            "locked": _("locked"),
            "confirmed": _("access confirmed"),
            "password renewed": _("new first password"),
        }.get(row.detail.get("what", ""), "")
        return " – ".join(filter(None, [usernames.get(row.subject_id, ""), deed]))
    if "indicator" in row.detail:
        return _("indicator %(code)s, %(period)s") % {"code": row.detail["indicator"], "period": row.detail.get("period", "")}
    return ""


def _subject(label: str) -> str:
    return str(apps.get_model(label)._meta.verbose_name) if label else ""
