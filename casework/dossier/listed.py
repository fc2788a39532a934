"""What the file has: its documents, of when and whether they are signed, and who signed them (domain.md 8.2, sections 2 and 22)."""

from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from casework.approvals import APPROVABLE
from casework.dossier.known import Known
from casework.dossier.shapes import Section, Table
from casework.dossier.wording import Row, moment
from casework.models import Approval, Conference, Departure, FamilyMatch, Review, TracingRequest, Verification


def checklist(known: Known) -> Section:
    """Every kind of document in the order of the file, those too of which there is none. Of a child with joined files all are counted."""
    files = list(known.files.values())

    def every(of) -> list[Row]:
        return [row for one in files for row in of(one)]

    written = _("with signature")
    plans, assessments = every(lambda one: one.care_plans), every(lambda one: one.best_interests)
    rows = [
        _line(_("Consent"), every(lambda one: one.consents), "given_at", _("on record")),
        _line(_("Registration"), [one.child for one in files], "registered_at", written),
        _line(_("Rapid assessments"), every(lambda one: one.rapid_assessments), "done_at", written),
        _line(_("Best-interests assessments"), assessments, "recorded_at", _approved(assessments)),
        _line(_("Protection concerns"), every(lambda one: one.concerns), "recorded_at", _("on record")),
        _line(_("Care plans"), plans, "recorded_at", _approved(plans)),
        _line(_("Placements"), every(lambda one: one.placements), "starts_at", _("on record")),
        _line(_("Guardianship and representation"), every(lambda one: one.represented.mandates), "recorded_at"),
        _line(_("Assessment of the age"), every(lambda one: one.represented.ages), "recorded_at"),
        _line(_("Missing reports"), every(lambda one: one.broken.absences), "noticed_at"),
        _line(_("Referrals"), every(lambda one: one.referrals), "sent_at"),
        _line(_("Best-interests determinations (BID)"), every(lambda one: one.determined.determinations), "begun_at"),
        *(
            _line(name, every(lambda one, model=model: one.answers(model)), "recorded_at")
            for name, model in (
                (_("Search for the family"), TracingRequest),
                (_("Families that look for the child"), FamilyMatch),
                (_("Verification"), Verification),
                (_("Reunification and return"), Departure),
            )
        ),
        _line(_("Visits and calls"), every(lambda one: one.follow_ups), "done_at", written),
        _line(_("Reviews"), every(lambda one: one.answers(Review)), "done_at", written),
        _line(_("Case conferences"), every(lambda one: one.answers(Conference)), "held_at", written),
        _line(_("Documents and photos"), every(lambda one: one.documents), "recorded_at", _("on record")),
        _line(_("Requests for closure"), every(lambda one: one.closures), "requested_at"),
    ]
    head = (_("Document"), _("Number"), _("Latest"), _("State"))
    return Section(_("Documents of the file"), (Table(head, tuple(rows), (0.36, 0.12, 0.22, 0.3)),))


def _line(name: str, rows: Sequence[Row], date: str, state: str = "") -> tuple[str, ...]:
    """`state`: of all of them; without one, that of the latest."""
    if not rows:
        return (name, "0", "–", _("none in the file"))
    last = max(rows, key=lambda row: getattr(row, date))
    return (name, str(len(rows)), moment(getattr(last, date)), state or last.get_status_display())


def _approved(rows: Sequence[Row]) -> str:
    signed = sum(row.status in ("approved", "superseded") for row in rows)
    return _("%(signed)d of %(all)d approved") % {"signed": signed, "all": len(rows)}


# --------------------------------------------------------------------------------------------------------------------- signatures


def signed(known: Known) -> Table:
    """Who signed which document: the only list with names of staff (domain.md 8.3). Members of the panel stand with their decision."""
    rows = [row for one in known.files.values() for row in _signed_in(one)]
    return Table((_("Document"), _("Date"), _("Name"), _("Function")), tuple(rows), (0.25, 0.19, 0.27, 0.29))


def _signed_in(known: Known) -> list[tuple[str, str, str, str]]:
    """Who wrote and who answered for each document that a second person decided on, in the order of the days."""
    rows = [(row.done_at, _("Rapid assessment"), row.author_id) for row in known.rapid_assessments]
    for one in known.approvals:
        if one.status not in (Approval.Status.APPROVED, Approval.Status.RETURNED):
            continue
        title, answer = APPROVABLE[one.kind].title(one.number), str(Approval.Status(one.status).label)
        rows.append((one.asked_at, _("%(document)s, written") % {"document": title}, one.asked_by_id))
        rows.append((one.decided_at, _("%(said)s, %(next)s") % {"said": title, "next": answer}, one.decided_by_id))
    rows.sort(key=lambda row: row[0])
    return [(capfirst(what), moment(at), known.staff[who].name, known.function(who)) for at, what, who in rows]
