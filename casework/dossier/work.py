"""What was found and done: assessments, risk, placements, referrals, closure (domain.md 8.2, sections 6, 7, 8, 10, 12, 18)."""

from django.utils.translation import gettext as _

from base import options
from casework.dossier import absences, in_care
from casework.dossier.known import Known
from casework.dossier.shapes import Facts, Heading, Piece, Remark, Section, Table, Words, together
from casework.dossier.wording import Row, label, moment
from casework.models import BestInterestsAssessment, ClosureRequest, Episode, LeftOpen, Placement, RapidAssessment
from casework.models.assessment import bia_number
from minors.models import Child
from referrals.models import Referral
from referrals.packages import GROUPS

# Where the child sleeps is secret (C4): for these kinds of care not even the region is told.
SECRET_CARE = ["safe_shelter"]
BESIDES = ["planned_end", "child_says", "override_reason", "siblings", *Placement.APART]  # told when there is something to tell
REFERRED = ["accepted_at", "acknowledged_at", "answer", "started_at", "received_at", "child_opinion", "asked_by_child"]
CHECKS = [
    "goals_met", "statement", "child_agrees", "caregiver_agrees", "unresolved", "way_back", "documents_returned", "feedback_done",
    "follow_up_on",
]  # fmt: skip


def rapid_assessments(known: Known) -> Section:
    pieces = known.left_out(RapidAssessment)
    for assessment in known.rapid_assessments:
        asked = [name for name in RapidAssessment.QUESTIONS if name != "pregnant" or known.child.sex != Child.Sex.MALE]
        rows = [
            (_("Signed by"), known.function(assessment.author_id)),
            *known.facts(RapidAssessment, assessment, asked),
            *known.facts(RapidAssessment, assessment, ["danger_what", "actions_taken"], filled=["danger_what"]),
            *known.facts(RapidAssessment, assessment, ["risk", "risk_reasons"]),
        ]
        pieces += [Heading(_("Rapid assessment of %(moment)s") % {"moment": moment(assessment.done_at)}), Facts(tuple(rows))]
    if not known.rapid_assessments:
        pieces.append(Remark(_("No rapid assessment was signed at that moment.")))
    return Section(_("Rapid assessments"), tuple(pieces))


def best_interests(known: Known) -> Section:
    pieces = known.left_out(BestInterestsAssessment)
    for bia in known.best_interests:
        pieces += _assessment(known, bia)
    if not known.best_interests:
        pieces.append(Remark(_("No best-interests assessment was begun at that moment.")))
    return Section(_("Best-interests assessments (BIA)"), tuple(pieces), new_page=True)


def _assessment(known: Known, bia: Row) -> list[Piece]:
    model = BestInterestsAssessment
    signed = bia.status == model.Status.APPROVED
    values = {"number": bia_number(bia.number), "kind": bia.get_kind_display(), "purpose": bia.get_purpose_display()}
    pieces: list[Piece] = [Heading(_("%(number)s — %(kind)s, purpose: %(purpose)s") % values)]
    if not signed:
        text = _("State: %(status)s. No supervisor has approved this text.") % {"status": bia.get_status_display()}
        pieces.append(Remark(text, title=_("DRAFT – NOT SIGNED")))
    begun = known.moved(bia.id, "begin")
    rows = [
        (_("State"), bia.get_status_display()),
        (_("Begun on"), moment(begun.happened_at if begun else None)),
        (_("Written by"), known.function(bia.author_id)),
        (label(model, "submitted_at"), moment(bia.submitted_at)),
        (_("Approved by") if signed else _("Reviewed by"), known.function(bia.reviewer_id)),
        (label(model, "reviewed_at"), moment(bia.reviewed_at)),
        *known.facts(model, bia, ["seen_alone", "not_alone_because"], filled=["not_alone_because"]),
        *known.facts(model, bia, ["risk", "bid_needed"]),
        *([(label(model, "bid_trigger"), options.label("L20", bia.bid_trigger))] if bia.bid_trigger else []),
        *known.facts(model, bia, ["bid_reason", "review_comment"], filled=["review_comment"]),
    ]
    written = [name for name in model.SECTIONS if known.may_read(model, name)]
    if not signed:
        empty = [label(model, name) for name in written if not getattr(bia, name)]
        rows += [(_("Not written yet"), together(empty))] if empty else []
        written = [name for name in written if getattr(bia, name)]
    pieces.append(Facts(tuple(rows)))
    for name in written:
        pieces += _compared(known, bia) if name == "analysis" else []
        pieces.append(_text(known, bia, name))
    return pieces


def _compared(known: Known, bia: Row) -> list[Piece]:
    """The options, each with what speaks for and against it."""
    if not bia.alternatives or not known.may_read(BestInterestsAssessment, "alternatives"):
        return []
    head = ("", _("Option"), _("What speaks for it"), _("What speaks against it"))
    lines = [
        (str(number), *(known.hide(one.get(name, "")) for name in ("option", "pros", "cons")))
        for number, one in enumerate(bia.alternatives, start=1)
    ]
    return [Table(head, tuple(lines), (0.06, 0.32, 0.31, 0.31))]


def _text(known: Known, bia: Row, name: str) -> Words:
    own_words = name in ("child_views", "other_views")
    return Words(label(BestInterestsAssessment, name), known.word(BestInterestsAssessment, bia, name), quoted=own_words)


def placements(known: Known) -> Section:
    pieces = [
        *known.left_out(Placement),
        Remark(_("Addresses and the names of places are withheld. A place appears by its code.")),
    ]
    for placement in known.placements:
        secret = placement.care_type in SECRET_CARE
        began, ended = known.moved(placement.id, "begin"), known.moved(placement.id, "end")
        values = {"care": options.label("L11", placement.care_type), "day": moment(placement.starts_at)}
        pieces.append(Heading(_("%(care)s, from %(day)s") % values))
        rows = [
            (label(Placement, "ends_at"), moment(placement.ends_at) if placement.ends_at else _("still running")),
            (_("Place"), _place(placement)),
            (label(Placement, "region"), _("withheld") if secret else str(placement.region)),
            *known.facts(Placement, placement, ["basis"]),
            *((name, _(why)) for name, why in known.facts(Placement, placement, ["reason"])),  # "First night" is ours
            *known.facts(Placement, placement, ["child_consulted", "child_informed", "child_agrees", "suitable"]),
            *known.facts(Placement, placement, BESIDES, filled=BESIDES),
            (_("Decided by"), known.function(began.author_id if began else None)),
            *absences.from_bed(known, placement),
            *in_care.of_stay(known, placement),
        ]
        if ended:
            rows.append((label(Placement, "end_reason"), options.label("L26", placement.end_reason)))
        pieces.append(Facts(tuple(rows)))
    more = in_care.waiting(known)
    if more:
        pieces.append(Facts(tuple(more)))
    if not known.placements:
        pieces = [Remark(_("No place to sleep was recorded at that moment."))]
    return Section(_("Placements"), tuple(pieces))


def _place(placement: Row) -> str:
    if placement.provider is None:
        return _("no centre and no family")
    values = {"kind": placement.provider.get_kind_display(), "code": placement.provider.code}
    return _("%(kind)s %(code)s") % values


def referrals(known: Known) -> Section:
    pieces = known.left_out(Referral)
    for referral in known.referrals:
        values = {"service": referral.service.kind_label, "institution": referral.service.institution}
        pieces += [Heading(_("%(service)s — %(institution)s") % values), Facts(tuple(_referral(known, referral)))]
    if not known.referrals:
        pieces.append(Remark(_("No referral was sent at that moment.")))
    return Section(_("Referrals and their results"), tuple(pieces))


def _referral(known: Known, referral: Row) -> list[tuple[str, str]]:
    shared = together(str(GROUPS.get(group, group)) for group in referral.groups) or _("nothing")
    ended = known.moved(referral.id, "complete", "fail", "cancel", "decline")
    rows = [
        (_("State"), referral.get_status_display()),
        *known.facts(Referral, referral, ["sent_at"]),
        (_("Sent by"), known.function(referral.sent_by_id)),
        *known.facts(Referral, referral, ["urgency", "mode"]),
        (label(Referral, "groups"), shared),
        *known.facts(Referral, referral, ["without_consent_because"], filled=["without_consent_because"]),
        *known.facts(Referral, referral, ["reason"]),
        (_("Answer due"), moment(known.due("referral.ack", referral.id))),
        *known.facts(Referral, referral, REFERRED, filled=[*REFERRED[1:]]),
        *_agreed(known, referral),
    ]
    if ended:
        rows.append((_("Ended on"), moment(ended.happened_at)))
    return rows + known.facts(Referral, referral, ["feedback"])


def _agreed(known: Known, referral: Row) -> list[tuple[str, str]]:
    """By what right it was sent, beside consent."""
    if referral.approved_by_id:
        return [(label(Referral, "approved_by"), known.function(referral.approved_by_id))]
    return [(label(Referral, "protocol"), _("yes"))] if referral.protocol_id else []


def closing(known: Known) -> Section:
    pieces = known.left_out(ClosureRequest) if known.closures else []
    for episode in known.episodes:
        pieces.append(Heading(_("Episode %(number)d") % {"number": episode.number}))
        pieces.append(Facts(tuple(_episode(known, episode))))
        for asked in known.closures:
            if asked.episode_id == episode.id:
                pieces += [Heading(_("Request for closure of %(day)s") % {"day": moment(asked.requested_at)})]
                pieces += [Facts(tuple(_closure(known, asked)))]
    pieces += absences.holds(known)
    return Section(
        _("Episodes and closure"), tuple(pieces) if known.episodes else (Remark(_("No case was open at that moment.")),)
    )


def _episode(known: Known, episode: Row) -> list[tuple[str, str]]:
    rows = [
        (label(Episode, "opened_at"), moment(episode.opened_at)),
        (label(Episode, "risk_at_opening"), episode.get_risk_at_opening_display()),
        (_("Rapid assessment due"), moment(known.due("rapid_assessment", episode.id))),
        (_("Best-interests assessment due"), moment(known.due("bia.comprehensive", episode.id))),
    ]
    if episode.reopening_reason:
        rows.append((label(Episode, "reopening_reason"), options.label("L23", episode.reopening_reason)))
    if episode.closed_at is None:
        return [*rows, (label(Episode, "closed_at"), _("still running"))]
    rows.append((label(Episode, "closed_at"), moment(episode.closed_at)))
    return [*rows, (label(Episode, "closing_reason"), options.label("L22", episode.closing_reason))]


def _closure(known: Known, asked: Row) -> list[tuple[str, str]]:
    rows = [
        (_("State"), asked.get_status_display()),
        (_("Asked by"), known.function(asked.requested_by_id)),
        (label(ClosureRequest, "reason"), options.label("L22", asked.reason)),
        *known.facts(ClosureRequest, asked, CHECKS, filled=["caregiver_agrees", "unresolved", "follow_up_on"]),
        *[
            (_("Stays open: %(what)s") % {"what": one.get_kind_display()}, known.word(LeftOpen, one, "why"))
            for one in known.broken.left_open
            if one.request_id == asked.id and known.may_read(LeftOpen, "why")
        ],
    ]
    if asked.decided_by_id:
        rows += [(_("Decided by"), known.function(asked.decided_by_id)), *known.facts(ClosureRequest, asked, ["decision"])]
    return rows
