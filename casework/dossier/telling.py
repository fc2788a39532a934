"""The file at a glance, and its life: summary, chronology, extract of the changes (domain.md 8.2)."""

from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import described, options
from casework.dossier import who
from casework.dossier.known import LONGEST, Known
from casework.dossier.shapes import Facts, Piece, Remark, Section, Table, together
from casework.dossier.wording import in_words, label, moment, numbered
from casework.models import Case
from casework.models.assessment import bia_number
from casework.models.determination import bid_number
from minors.models import Child


def summary(known: Known) -> Section:
    """One page from structured fields only: no text that somebody wrote (domain.md 8.5)."""
    rows = [
        (label(Child, "category"), who.category(known)),
        (label(Child, "sex"), known.child.get_sex_display()),
        (_("Age"), who.age(known)),
        (_("State of the case"), who.status(known)),
        (label(Case, "risk"), who.risk(known)),
        (_("Consent"), _consent(known)),
        (_("Sleeps"), _sleeps(known)),
        (_("Rapid assessment"), _rapid_assessment(known)),
        (_("Best-interests assessment"), _best_interests(known)),
        (_("Best-interests determination (BID)"), _bid(known)),
        (_("Referrals"), _referrals(known)),
        (_("Episodes"), str(len(known.episodes))),
    ]
    return Section(
        _("Summary"), (Facts(tuple(rows)), Remark(_("Written from the structured fields of the file only."))), new_page=True
    )


def _consent(known: Known) -> str:
    scopes = sum(answer.allowed for answer in known.answers_together if answer.for_everybody)
    if not scopes:
        return _("none in force")
    return ngettext("in force for %(count)d purpose", "in force for %(count)d purposes", scopes) % {"count": scopes}


def _sleeps(known: Known) -> str:
    standing = [one for each in known.files.values() for one in each.placements if one.ends_at is None]
    if not standing:
        return _("not recorded")
    current = min(standing, key=lambda one: one.provider_id is None)  # a bed counts before a place without care
    values = {"care": options.label("L11", current.care_type), "moment": moment(current.starts_at)}
    return _("%(care)s, since %(moment)s") % values


def _rapid_assessment(known: Known) -> str:
    if known.rapid_assessments:
        last = known.rapid_assessments[0]
        return _("signed on %(moment)s, risk: %(risk)s") % {"moment": moment(last.done_at), "risk": last.get_risk_display()}
    return _waits(known, known.due("rapid_assessment", known.episodes[-1].id) if known.episodes else None)


def _best_interests(known: Known) -> str:
    if known.best_interests:
        last = known.best_interests[0]
        return _("%(number)s: %(status)s") % {"number": bia_number(last.number), "status": last.get_status_display()}
    return _waits(known, known.due("bia.comprehensive", known.episodes[-1].id) if known.episodes else None)


def _waits(known: Known, due: datetime | None) -> str:
    if due is None:
        return _("not recorded")
    late = due < known.until
    return (_("not done, was due on %(moment)s") if late else _("not done, due on %(moment)s")) % {"moment": moment(due)}


def _bid(known: Known) -> str:
    if known.determined.determinations:
        last = known.determined.determinations[-1]
        return _("%(number)s: %(status)s") % {"number": bid_number(last.number), "status": last.get_status_display()}
    approved = [bia for bia in known.best_interests if bia.status == "approved"]
    if not approved:
        return _("not decided")
    return _("needed") if approved[0].bid_needed else _("not needed")


def _referrals(known: Known) -> str:
    counts: dict[str, int] = {}
    for referral in known.referrals:
        counts[referral.get_status_display()] = counts.get(referral.get_status_display(), 0) + 1
    return together(_("%(state)s: %(count)d") % {"state": state, "count": count} for state, count in counts.items()) or _(
        "no referral"
    )


def chronology(known: Known) -> Section:
    """One line for each event, with the objective of the national plan it serves. Reasons stand with the record itself."""
    rows = []
    for entry in known.entries:
        told = known.hide(entry.sentence)
        if known.others:
            told = f"{known.files[entry.child_id].child.code}\n{told}"
        if entry.late:
            told += "\n" + _("Recorded late, on %(moment)s.") % {"moment": moment(entry.recorded_at)}
        rows.append((moment(entry.happened_at), told, numbered(entry.role, entry.who_id), ", ".join(entry.objectives)))
    lead = Remark(_("The codes at the edge are the objectives of the national plan in force on that day."))
    head = (_("When"), _("What happened"), _("Who"), _("Objective"))
    return Section(_("Chronology"), (lead, Table(head, tuple(rows), (0.185, 0.415, 0.28, 0.12))))


def changes(known: Known) -> Section:
    """What was changed after it was first written: field, before, after, who, why (domain.md 8.2, section 20)."""
    rows: list[tuple[str, ...]] = []
    every = [(one, *edit) for one in known.files.values() for edit in one.edits]
    for one, model, row, changed in sorted(every, key=lambda edit: (edit[2].at, edit[2].number)):
        what = capfirst(str(model._meta.verbose_name))
        if known.others:
            what = f"{one.child.code}\n{what}"
        first = [f"{moment(row.at)}\n{one.function(row.author_id)}", f"{what}\n{one.why(row.reason)}"]
        for name, *both in changed:
            if name == "silences":
                lines = _silences(one, model, *both)
            else:
                column = described.column_of(model, name)
                lines = [(described.label(model, name), *(_value(one, model, column, value) for value in both))]
            for line in lines:
                rows.append((*first, *line))
                first = ["", ""]  # the further fields of the same change
    head = (_("When, who"), _("Record, why"), _("Field"), _("Before"), _("After"))
    lead = Remark(_("Changes of state, such as an approval, stand in the chronology."))
    table: Piece = Table(head, tuple(rows), (0.2, 0.2, 0.2, 0.2, 0.2)) if rows else Remark(_("Nothing was changed."))
    return Section(_("Extract of the changes"), (lead, table), new_page=bool(rows))


def _silences(known: Known, model, before, after) -> list[tuple[str, ...]]:
    """The questions that got another reason for having no answer."""
    changed = [name for name in sorted({*(before or {}), *(after or {})}) if (before or {}).get(name) != (after or {}).get(name)]
    told = []
    for name in changed:
        readable = described.class_of(model, name) in known.classes
        values = [described.silence_in_words(one, name) if readable else _("withheld") for one in (before, after)]
        told.append((described.label(model, name), *values))
    return told


def _value(known: Known, model, column, value) -> str:
    if described.class_of(model, column.attname) == "C2":
        return _("on the identity sheet")
    if not known.may_read(model, column.attname):
        return _("withheld")
    if column.is_relation:
        return _related(known, column, value)
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):  # rows of their own: the section tells them
        value = "\n".join(str(word) for one in value for word in one.values())
    if isinstance(value, str) and len(value) > LONGEST:
        return ngettext("text of %(count)d character", "text of %(count)d characters", len(value)) % {"count": len(value)}
    return known.hide(in_words(model, column, value))


def _related(known: Known, column, value) -> str:
    """People by function; places and providers are not told here: an address is secret."""
    if value is None:
        return _("not recorded")
    return known.function(value) if value in known.staff and column.name == "owner" else _("changed")
