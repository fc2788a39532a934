"""Who looked: questions to the access log, and its lines as people read them (domain.md 7.7, 9.11).

"Who saw this child" and "what did this person see": opened, printed and sent, and also what only stood in a list or among results.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, Count, Exists, FloatField, Func, Max, Min, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from base import dates
from base.checks import kept
from base.models import AccessEvent, Role, User
from minors import codes
from minors.access import visible_to
from minors.models import Child, Grant

A_PAGE = 50
BY_DELEGATION = "delegated"
Kind = AccessEvent.Kind
DIRECT = (Kind.OPENED, Kind.REVEALED, Kind.DOWNLOADED, Kind.PRINTED, Kind.EXPORTED, Kind.SENT, Kind.RIGHTS)
NOT_OPENED = {Kind.LISTED, Kind.SEARCHED}


def events(viewer: User, code: str = "", username: str = "", since=None, until=None, kind: str = "", term: str = ""):
    """Access events, newest first; `code` of a case, `username` of a person, days in Djibouti (both ends included).

    Of a case also the lists and results in which it stood. What goes past `viewer` is not told to have been looked at either.
    """
    rows = AccessEvent.objects.select_related("person__role", "person__institution", "institution")
    for model in kept():
        if model.handled_by:
            rows = rows.exclude(_hidden_from(viewer, model))
    if code.strip():
        rows = rows.filter(_about(code))
    if username.strip():
        rows = rows.filter(person__in=list(User.objects.filter(username__iexact=username.strip()).values_list("pk", flat=True)))
    if since:
        rows = rows.filter(at__gte=dates.midnight(since))
    if until:
        rows = rows.filter(at__lte=datetime.combine(until, time.max, dates.DJIBOUTI))
    if term:
        rows = rows.filter(kind=Kind.SEARCHED, detail__term=term)
    if kind == BY_DELEGATION:
        return rows.filter(kind__in=DIRECT).filter(_by_delegation())
    return rows.filter(kind=kind) if kind else rows


def _hidden_from(viewer: User, model) -> Q:
    """Events about rows of a model that `viewer` may not open: all of them for who is not designated for it."""
    about, seen = Q(subject=model._meta.label_lower), visible_to(viewer, model).order_by()
    if seen.query.is_empty():
        return about
    hidden = model._base_manager.exclude(pk__in=seen.values("pk")).order_by().annotate(key=Cast("pk", CharField()))
    return about & Q(subject_id__in=hidden.values("key"))


def _about(code: str) -> Q:
    """Events about a child: as its own, or with its code in a list."""
    known = codes.normalise(code) or code.strip()
    child = Child.objects.filter(code=known).values_list("pk", flat=True).first()
    return Q(child_id=child) | Q(shown__contains=[known]) if child else Q(pk=None)


def _by_delegation() -> Q:
    """Whether it was opened by an access that somebody gave, and not as the responsible person (domain.md 9.11)."""
    then = Grant.objects.filter(child=OuterRef("child_id"), starts_at__lte=OuterRef("at")).order_by()
    then = then.filter(Q(ends_at=None) | Q(ends_at__gt=OuterRef("at")))
    theirs = Q(user=OuterRef("person")) | Q(team=OuterRef("person__team"))
    own = then.filter(user=OuterRef("person"), purpose=Grant.Purpose.RESPONSIBLE)
    return Q(Exists(then.filter(theirs).exclude(purpose=Grant.Purpose.RESPONSIBLE))) & ~Q(Exists(own))


def one_page(rows, number: int) -> tuple[list[AccessEvent], bool]:
    """The lines of a page, the first one being 1, and whether there are older ones. An exact count of everything is slow."""
    start = (max(number, 1) - 1) * A_PAGE
    found = list(rows[start : start + A_PAGE + 1])
    return found[:A_PAGE], len(found) > A_PAGE


# --------------------------------------------------------------------------------------------------------------------- summaries


@dataclass
class Seen:
    """The children met last, a line for each; of all of them how many there are, and how many only stood in lists or results."""

    lines: list[dict]
    number: int
    only: int


def who_saw(rows) -> list[dict]:
    """Of the events about one child: each person with what they did, how often, the first and the last time; the latest first."""
    found: dict[int | None, dict] = defaultdict(_line)
    for key, *times in _counted(rows, "person"):
        _add(found[key], *times)
    people = User.objects.select_related("role", "institution").in_bulk([key for key in found if key])
    delegated = set(_delegated(rows).values_list("person", flat=True))
    for key, line in found.items():
        line |= {"person": people.get(key), "delegated": key in delegated}
    return [_in_words(line) for line in _latest(found)]


def what_was_seen(rows, most: int | None = None) -> Seen:
    """Of the events of one person: the `most` children met last (None: all) with what was done; `only` says: in lists, or among results, only.

    Only the lines that are shown are put into words and asked for delegation: who lists all day meets ten thousand codes in a month.
    """
    found: dict[str, dict] = defaultdict(_line)
    direct = list(_counted(rows.filter(child_id__isnull=False), "child_id"))
    known = _codes_of({key for key, *_times in direct})
    for key, *times in direct:
        if key in known:
            _add(found[known[key]], *times)
    each = Func("shown", function="unnest", output_field=CharField(), set_returning=True)
    for code, *times in _counted(rows.filter(shown__isnull=False).annotate(code=each), "code"):
        _add(found[code], *times)
    for code, line in found.items():
        line["code"] = code
    shown = _latest(found)[:most]
    opened = {line["code"] for line in shown if not line["kinds"].keys().isdisjoint(DIRECT)}
    asked = rows.filter(child_id__in=[key for key, code in known.items() if code in opened])
    delegated = {known[key] for key in _delegated(asked).values_list("child_id", flat=True)}
    lines = [_in_words(line) | {"delegated": line["code"] in delegated} for line in shown]
    return Seen(lines, len(found), sum(line["kinds"].keys() <= NOT_OPENED for line in found.values()))


def _counted(rows, by: str):
    """By child or person and by what was done: how often, the first and the last time, in seconds: most are compared and never shown."""
    plain = rows.select_related(None).order_by().values_list(by, "kind")
    return plain.annotate(times=Count("pk"), first=_seconds(Min("at")), last=_seconds(Max("at")))


def _seconds(moment) -> Func:
    return Func(moment, template="extract(epoch from %(expressions)s)::float8", output_field=FloatField())


def _delegated(rows):
    return rows.filter(kind__in=DIRECT).filter(_by_delegation()).order_by().distinct()


def _codes_of(children: Iterable[UUID | None]) -> dict[UUID, str]:
    return dict(Child.objects.filter(pk__in=children).order_by().values_list("pk", "code"))


def _line() -> dict[str, Any]:
    return {"kinds": defaultdict(int), "first": None, "last": None}


def _add(line: dict, kind: str, times: int, first: float, last: float) -> None:
    line["kinds"][kind] += times
    line["first"] = min(first, line["first"] or first)
    line["last"] = max(last, line["last"] or last)


def _latest(found: dict[Any, dict]) -> list[dict]:
    return sorted(found.values(), key=lambda line: line["last"], reverse=True)


def _in_words(line: dict) -> dict:
    """With what was done, and whether the file itself was never opened: its code stood in a list, or among results of a search."""
    kinds = set(line["kinds"])
    only = ""
    if kinds <= NOT_OPENED:
        only = _("in lists only") if kinds == {Kind.LISTED} else _("among search results only")
        only = _("in lists and search results only") if len(kinds) == 2 else only
    words = [
        _("%(what)s: %(times)d") % {"what": Kind(kind).label, "times": times} for kind, times in sorted(line["kinds"].items())
    ]
    when = {name: datetime.fromtimestamp(line[name], dates.DJIBOUTI) for name in ("first", "last")}
    return line | when | {"only": only, "words": words, "tried": Kind.TURNED_AWAY in kinds}


# ------------------------------------------------------------------------------------------------------------------------- lines


def in_words(rows) -> list[dict]:
    """Lines for a page: when, who, role and house at that time, what, code, class, by which access, reason. Codes only, no names of children."""
    rows = list(rows)
    accounts = {row.subject_id for row in rows if row.kind == Kind.ACCOUNT and row.subject_id.isdecimal()}
    usernames = {str(pk): name for pk, name in User.objects.filter(pk__in=accounts).values_list("pk", "username")}
    known = _codes_of({row.child_id for row in rows})
    roles = _roles()
    purposes = _purposes(rows)
    return [
        {
            "at": row.at,
            "username": row.person.username if row.person else "",
            "who": row.person.name if row.person else _("nobody who has an account"),
            "role": roles.get(row.person_role, row.person_role),
            "institution": row.institution or (row.person.institution if row.person else ""),
            "what": row.get_kind_display(),
            "subject": _subject(row.subject),
            "more": _more(row, usernames),
            "code": known.get(row.child_id, ""),
            "shown": row.shown or [],
            "class": row.field_class,
            "how": purposes.get(row.pk, ""),
            "refused": row.result == AccessEvent.Result.REFUSED,
            "reason": row.reason or (row.detail.get("why", "") if row.kind == Kind.ACCOUNT else ""),
        }
        for row in rows
    ]


def _roles() -> dict[str, Any]:
    """The roles by their code: a line says the role of that time, not of today."""
    return {role.pk: role.name for role in Role.objects.all()}


def _purposes(rows) -> dict[int, str]:
    """By which access each file was open to the person then: {event: purpose in words}, nothing for one's own unit."""
    people = {row.person_id: row.person.team_id for row in rows if row.person and row.child_id}
    grants = defaultdict(list)
    theirs = Q(user__in=people) | Q(team__in={team for team in people.values() if team})
    for grant in Grant.objects.filter(theirs, child__in={row.child_id for row in rows if row.child_id}).order_by("starts_at"):
        grants[grant.child_id].append(grant)
    found = {}
    for row in rows:
        for grant in grants.get(row.child_id, []):
            mine = grant.user_id == row.person_id or (grant.team_id and grant.team_id == people.get(row.person_id))
            then = grant.starts_at <= row.at and (grant.ends_at is None or grant.ends_at > row.at)
            if mine and then and (row.pk not in found or grant.purpose == Grant.Purpose.RESPONSIBLE):
                found[row.pk] = grant.get_purpose_display()
    return found


def _more(row, usernames) -> str:
    """Which account and what was done to it, or which figures: the detail that a reader of the log needs, without any name."""
    if row.kind == Kind.ACCOUNT:
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
    if row.kind == Kind.RIGHTS:
        deed = {
            "given": _("access given to"),
            "ended": _("access ended of"),
            "shut out": _("shut out"),
            "let in again": _("let in again"),
        }.get(row.detail.get("what"), "")
        return " ".join(filter(None, [deed, row.detail.get("to", "")]))
    if row.kind == Kind.SENT:
        return str(row.detail.get("to", ""))
    if "indicator" in row.detail:
        return _("indicator %(code)s, %(period)s") % {"code": row.detail["indicator"], "period": row.detail.get("period", "")}
    if row.shown is not None:
        return _("Codes shown: %(count)d") % {"count": len(row.shown)}
    return ""


def _subject(label: str) -> str:
    return str(apps.get_model(label)._meta.verbose_name) if label else ""
