"""Who was responsible when, and how the case went from one to the other (domain.md 3.18 F19, 9.6)."""

from django.utils.translation import gettext as _

from base import options
from casework import going_along, owners
from casework.dossier.known import Known
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Section, Table
from casework.dossier.wording import Row, label, moment
from casework.models import Transfer


def transfers(known: Known) -> Section:
    periods = [
        (moment(one.since), moment(one.until) if one.until else _("still responsible"), known.function(one.owner_id))
        for one in owners.periods(known.case_history)
    ]
    if not periods:
        return Section(_("Who was responsible"), (Remark(_("No case was open at that moment.")),))
    pieces: list[Piece] = [Table((_("From"), _("Until"), _("Social worker")), tuple(periods), (0.25, 0.25, 0.5))]
    if known.transfers:
        pieces += known.left_out(Transfer)
    for one in known.transfers:
        pieces += [Heading(_("Transfer of %(day)s") % {"day": moment(one.sent_at)}), Facts(tuple(_transfer(known, one)))]
    return Section(_("Who was responsible"), tuple(pieces))


def _transfer(known: Known, one: Row) -> list[tuple[str, str]]:
    rows = [
        (_("State"), one.get_status_display()),
        (label(Transfer, "reason"), options.label("L24", one.reason)),
        (label(Transfer, "previous"), known.function(one.previous_id)),
        (label(Transfer, "new"), known.function(one.new_id)),
    ]
    if one.new_team_id != one.previous_team_id:
        rows += [(label(Transfer, "previous_team"), str(one.previous_team)), (label(Transfer, "new_team"), str(one.new_team))]
    if one.decided_by_id:
        rows += [
            (label(Transfer, "decided_at"), moment(one.decided_at)),
            (label(Transfer, "decided_by"), known.function(one.decided_by_id)),
        ]
    texts = ["decision", "note", "meeting_on", "introduced_on", "introduction", "without_consent_because"]
    rows += known.facts(Transfer, one, texts, filled=texts)
    tasks = [f"{what}, {moment(due_at)}" for what, due_at in going_along.tasks_in_words(one.open_tasks, known.classes)]
    package = [
        _("%(label)s: %(value)s") % {"label": what, "value": number}
        for what, number in going_along.in_words(one.package, known.classes)
    ]
    for name, values in (("open_tasks", tasks), ("package", package)):
        rows.append((label(Transfer, name), "\n".join(values) or _("nothing")))
    return rows
