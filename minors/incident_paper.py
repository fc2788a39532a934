"""An incident on paper, as evidence for the prosecutor (domain.md 9.11): every line of the log, and a digest that shows that none was changed."""

import hashlib
import json
from datetime import UTC

from django.db import transaction
from django.utils.translation import gettext as _

from base import copies, dates, options, sealing
from base.models import AccessEvent, Seal, User
from base.pdf import Paper, legible
from base.pdf.text import FURNITURE
from base.workflow import Refused
from minors import access, incidents, looking
from minors.looking_paper import of_child, of_day, of_line
from minors.models import IncidentNotification, LookingIncident, ProtectiveTask

MOST_LINES = 5_000
KEPT = (
    "pk", "at", "person_id", "person_role", "institution_id", "kind", "subject", "subject_id", "child_id", "shown", "field_class", "result",
    "reason", "detail",
)  # fmt: skip


@transaction.atomic
def evidence(incident: LookingIncident, *, by: User, reason: str) -> bytes:
    """The PDF. Raises `Refused` without a reason. Logged with the codes that it shows."""
    if not reason.strip():
        raise Refused(_("Say what this copy is for. The reason is kept."), field="reason")
    rows = looking.events(by, **incidents.question(incident)).order_by("pk")
    found = list(rows[: MOST_LINES + 1])
    children = looking.what_was_seen(rows).lines
    digest, count = digest_of(rows)
    sealing.seal()
    codes = [one["code"] for one in children]
    event = access.remember(
        by, AccessEvent.Kind.PRINTED, incident, reason=reason.strip(), found=codes, lines=count, digest=digest
    )
    paper = _paper(incident, by, event)
    _about(paper, incident, count, digest)
    paper.section(_("Children whom this person saw"), number="")
    paper.text(_("Copies without a connection: none. This system leaves no data of children on any device."))
    head = (_("Case"), _("What"), _("Opened at all"), _("First time"), _("Last time"))
    paper.table(head, [of_child(one) for one in children], shares=(0.18, 0.34, 0.2, 0.14, 0.14))
    _at_risk(paper, incident, by)
    _told(paper, incident, by)
    paper.section(_("Line by line"), number="")
    columns = (_("When"), _("Who"), _("What"), _("Case"), _("Class"), _("Reason"))
    lines = looking.in_words(found[:MOST_LINES])
    paper.table(columns, [of_line(one) for one in lines], shares=(0.15, 0.18, 0.26, 0.15, 0.09, 0.17))
    if count > MOST_LINES:
        paper.text(_("There are more lines: the file for a spreadsheet has all of them, and the digest counts them."))
    return paper.drawn()


def digest_of(rows) -> tuple[str, int]:
    """(SHA-256 over every line as the log keeps it, whatever the language of the paper; how many lines)."""
    sha, count = hashlib.sha256(), 0
    for pk, at, *rest in rows.select_related(None).order_by("pk").values_list(*KEPT).iterator():
        line = [pk, at.astimezone(UTC).isoformat(), *rest]
        sha.update(json.dumps(line, default=str, sort_keys=True, ensure_ascii=False).encode() + b"\n")
        count += 1
    return sha.hexdigest(), count


def _paper(incident: LookingIncident, by: User, event: AccessEvent) -> Paper:
    return copies.begin(
        event,
        by,
        language=by.language,
        title=_("Evidence from the access log"),
        code=str(incident.pk)[:8],
        kind=_("For the prosecutor"),
        confidentiality=_("SECRET — Child protection"),
    )


def _about(paper: Paper, incident: LookingIncident, count: int, digest: str) -> None:
    person, seal = incident.person, Seal.objects.filter(memory=AccessEvent._meta.db_table).order_by("-number").first()
    paper.title(_("Evidence from the access log"), legible(person.username))
    paper.definitions(
        [
            (_("About whom"), legible(person.name)),
            (_("User name"), legible(person.username)),
            (_("Role and institution"), options.in_a_row([person.role.name, person.institution])),
            (_("Account suspended"), dates.moment_in_words(person.suspended_at) if person.suspended_at else _("no")),
            (_("Days"), f"{of_day(incident.since)} – {of_day(incident.until)}"),
            (_("Incident opened on"), dates.moment_in_words(incident.opened_at)),
            (_("Lines"), str(count)),
            (_("SHA-256 of all lines"), digest),
            (_("Last seal of the log"), f"{seal.number} · {bytes(seal.chain).hex()}" if seal else "–"),
        ]
    )
    paper.text(
        _("The digest is made of every line as the log keeps it. The same question asked again gives the same digest."), FURNITURE
    )
    paper.section(_("What happened"), number="")
    paper.quote(legible(incident.happened))
    if incident.conclusion:
        paper.section(_("What was found"), number="")
        paper.quote(legible(incident.conclusion))


def _at_risk(paper: Paper, incident: LookingIncident, by: User) -> None:
    """One line for each child at risk. What the child said about it stays in its file."""
    paper.section(_("Children at risk, and what protects them"), number="")
    tasks = access.visible_to(by, ProtectiveTask).filter(incident=incident).select_related("child").order_by("child__code")
    head = (_("Case"), _("Status"), _("To be decided by"), _("Another place to sleep"), _("Another telephone"))
    rows = [
        (
            one.child.code,
            str(one.get_status_display()),
            dates.moment_in_words(one.due_at),
            str(one.get_shelter_display() or "–"),
            str(one.get_phone_display() or "–"),
        )
        for one in tasks
    ]
    if rows:
        paper.table(head, rows, shares=(0.2, 0.2, 0.2, 0.2, 0.2))
    else:
        paper.text(_("No child was found to be at risk."))


def _told(paper: Paper, incident: LookingIncident, by: User) -> None:
    paper.section(_("Who is told"), number="")
    lines = access.visible_to(by, IncidentNotification).filter(incident=incident)
    head = (_("Who"), _("Decision"), _("Decided on"), _("Why"))
    rows = [
        (str(one.get_to_display()), str(one.get_decision_display()), dates.moment_in_words(one.decided_at), legible(one.because))
        for one in lines
    ]
    if rows:
        paper.table(head, rows, shares=(0.25, 0.17, 0.18, 0.4))
    else:
        paper.text(_("Nothing was decided yet."))
