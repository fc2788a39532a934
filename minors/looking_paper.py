"""Lines of the access log taken along: for a spreadsheet, or as evidence on paper (domain.md 9.11). Codes only, each copy logged."""

from django.db import transaction
from django.utils.translation import gettext as _

from base import copies, dates, options, tables
from base.models import AccessEvent, User
from base.pdf import legible
from base.workflow import Refused
from minors import access, looking, taking_out

MOST_ROWS, MOST_LINES = 50_000, 1_000  # in a file; on paper
COLUMNS = [
    "at",
    "username",
    "person",
    "role",
    "institution",
    "what",
    "object",
    "detail",
    "case",
    "codes",
    "class",
    "access",
    "result",
    "reason",
]


def as_csv(*, by: User, reason: str, asked: dict) -> str:
    """Every line of the answer. Raises `Refused` without a reason, when this person took out today's number, and for more lines than
    a file holds: half an answer is no evidence.
    """
    _say_why(reason)
    taking_out.refuse_more(by)
    with transaction.atomic():
        found = list(looking.events(by, **asked)[: MOST_ROWS + 1])
        if len(found) > MOST_ROWS:
            raise Refused(_("These are more than %(most)d lines: narrow the days.") % {"most": MOST_ROWS})
        lines = looking.in_words(found)
        _remember(by, AccessEvent.Kind.EXPORTED, reason, asked, len(lines), **taking_out.COUNTED)
        return tables.as_csv(COLUMNS, map(_cells, lines))


def _cells(line: dict) -> dict:
    return {
        "at": line["at"].astimezone(dates.DJIBOUTI).isoformat(timespec="seconds"),
        "username": line["username"],
        "person": line["who"],
        "role": str(line["role"]),
        "institution": str(line["institution"] or ""),
        "what": str(line["what"]),
        "object": line["subject"],
        "detail": line["more"],
        "case": line["code"],
        "codes": " ".join(line["shown"]),
        "class": line["class"],
        "access": str(line["how"]),
        "result": "refused" if line["refused"] else "given",
        "reason": line["reason"],
    }


@transaction.atomic
def as_pdf(*, by: User, reason: str, asked: dict) -> bytes:
    """The question, who or what it comes to, and the lines. Raises `Refused` without a reason."""
    _say_why(reason)
    rows = looking.events(by, **asked)
    found = list(rows[: MOST_LINES + 1])
    lines = looking.in_words(found[:MOST_LINES])
    event = _remember(by, AccessEvent.Kind.PRINTED, reason, asked, len(lines))
    subject = asked.get("code") or asked.get("username") or _("Access log")
    paper = copies.begin(
        event, by, language=by.language, title=_("Who looked"), code=legible(subject), kind=_("Extract of the access log")
    )
    paper.title(_("Extract of the access log"), legible(subject))
    paper.definitions(
        [
            (_("Case code"), legible(asked.get("code") or "–")),
            (_("User name"), legible(asked.get("username") or "–")),
            (_("From"), of_day(asked.get("since"))),
            (_("To"), of_day(asked.get("until"))),
            (_("Lines"), str(len(lines))),
        ]
    )
    if asked.get("code") and not asked.get("username"):
        paper.section(_("Who saw this child"), number="")
        head = (_("Who"), _("Role and institution"), _("What"), _("First time"), _("Last time"))
        paper.table(head, [_of_person(one) for one in looking.who_saw(rows)], shares=(0.2, 0.24, 0.28, 0.14, 0.14))
    elif asked.get("username") and not asked.get("code"):
        paper.section(_("What this person saw"), number="")
        head = (_("Case"), _("What"), _("Opened at all"), _("First time"), _("Last time"))
        table = [of_child(one) for one in looking.what_was_seen(rows, MOST_LINES).lines]
        paper.table(head, table, shares=(0.18, 0.34, 0.2, 0.14, 0.14))
    paper.section(_("Line by line"), number="")
    columns = (_("When"), _("Who"), _("What"), _("Case"), _("Class"), _("Reason"))
    paper.table(columns, [of_line(one) for one in lines], shares=(0.15, 0.2, 0.26, 0.15, 0.06, 0.18))
    if len(found) > MOST_LINES:
        paper.text(_("There are more lines: narrow the days, or take the file for a spreadsheet."))
    return paper.drawn()


def _say_why(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say what this copy is for. The reason is kept."), field="reason")


def _remember(by, kind, reason, asked, lines, **more) -> AccessEvent:
    question = {name: str(value) for name, value in asked.items() if value}
    found = [asked["code"]] if asked.get("code") else None
    return access.remember(by, kind, reason=reason.strip(), found=found, log=question, lines=lines, **more)


def _of_person(one: dict) -> tuple[str, ...]:
    person = one["person"]
    who = (person.name, options.in_a_row([person.role.name, person.institution])) if person else ("–", "–")
    words = one["words"] + ([_("by an access that was given")] if one["delegated"] else [])
    return (*who, options.in_a_row(words), dates.moment_in_words(one["first"]), dates.moment_in_words(one["last"]))


def of_child(one: dict) -> tuple[str, ...]:
    words = one["words"] + ([_("by an access that was given")] if one["delegated"] else [])
    was_opened = _("yes") if set(one["kinds"]) - looking.NOT_OPENED - {AccessEvent.Kind.TURNED_AWAY} else _("no")
    return (
        one["code"],
        options.in_a_row(words),
        str(one["only"] or was_opened),
        dates.moment_in_words(one["first"]),
        dates.moment_in_words(one["last"]),
    )


def of_line(one: dict) -> tuple[str, ...]:
    what = options.in_a_row(filter(None, [str(one["what"]), one["subject"], one["more"], str(one["how"])]))
    return (
        dates.moment_in_words(one["at"]),
        legible(one["who"]),
        legible(what),
        one["code"] or "–",
        one["class"] or "–",
        legible(one["reason"]) or "–",
    )


def of_day(day) -> str:
    return dates.day_in_words(day) if day else "–"
