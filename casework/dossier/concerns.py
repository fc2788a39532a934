"""The level of risk over time and the protection concerns, on paper (domain.md 4.1, 4.2, 8.2)."""

from django.utils.translation import gettext as _

from casework import risk
from casework.dossier.known import Known
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Section, Table
from casework.dossier.wording import Row, label, moment
from casework.models import Concern, RiskLevel
from casework.workflow import CONCERN
from minors.models import ProtectiveTask

TOLD = [
    "severity", "source", "told_words", "starts_raw", "ends_on", "incident_at", "doctor_at", "reported_to", "confirmed_by",
    "resolved_because", "resolution",
]  # fmt: skip

DECIDED = ["shelter", "phone", "note"]


def risk_history(known: Known) -> Section:
    """Every level that was entered, with what the facts called for then."""
    rows = [_entry(known, row) for row in known.risk_levels]
    head = (_("Recorded on"), _("Level"), _("Reasons"), _("By"))
    pieces: tuple[Piece, ...] = (Table(head, tuple(rows), (0.185, 0.115, 0.42, 0.28)),) if rows else ()
    return Section(_("History of the risk"), pieces or (Remark(_("No level of risk was recorded at that moment.")),))


def _entry(known: Known, row: Row) -> tuple[str, ...]:
    why = [known.word(RiskLevel, row, "reasons")]
    if row.floor:
        why.append(_("The facts called for at least “%(level)s”.") % {"level": row.get_floor_display()})
    if "C3" in known.classes and row.floor:
        why += risk.in_words(risk.remembered(row), known.classes)
    if row.allowed_by_id:
        why.append(_("A supervisor allowed a lower level: %(who)s.") % {"who": known.function(row.allowed_by_id)})
        if known.may_read(RiskLevel, "below_floor_because"):
            why.append(known.word(RiskLevel, row, "below_floor_because"))
    entered = f"{known.function(row.set_by_id)}\n{row.get_source_display()}"
    return (moment(row.history_date), row.get_level_display(), "\n".join(why), entered)


def concerns(known: Known) -> Section:
    """The concerns of the classes that this copy shows; of others not even that they exist."""
    if "C3" not in known.classes:
        return Section(
            _("Protection concerns"),
            (Remark(_("This copy leaves out the sensitive parts (%(classes)s) of this section.") % {"classes": "C3"}),),
        )
    pieces: list[Piece] = []
    for row in known.concerns:
        pieces += [Heading(known.word(Concern, row, "kind").capitalize()), Facts(tuple(_concern(known, row)))]
    pieces += _protections(known)
    return Section(_("Protection concerns"), tuple(pieces) or (Remark(_("No protection concern was recorded at that moment.")),))


def _concern(known: Known, row: Row) -> list[tuple[str, str]]:
    moves = [move for move in known.moves if move.subject_id == row.id and move.workflow == CONCERN.key]
    return [
        (label(Concern, "status"), row.get_status_display()),
        *known.facts(Concern, row, TOLD, filled=TOLD),
        *(
            (str(CONCERN.moves[move.move].sentence), f"{moment(move.happened_at)}, {known.function(move.author_id)}")
            for move in moves
        ),
    ]


def _protections(known: Known) -> list[Piece]:
    """What was decided to protect the child after a colleague misused what they could open. About whom, no file says (domain.md 9.11)."""
    pieces: list[Piece] = []
    for row in sorted(known.rows(ProtectiveTask), key=lambda one: (one.asked_at, one.id)):
        done = known.moved(row.id, "settle")
        facts = known.facts(ProtectiveTask, row, ["status", "asked_at", "due_at", "shelter", "phone", "note"], filled=DECIDED)
        if done:
            facts.append((label(ProtectiveTask, "done_by"), f"{moment(done.happened_at)}, {known.function(done.author_id)}"))
        pieces += [Heading(_("What protects the child")), Facts(tuple(facts))]
    return pieces
