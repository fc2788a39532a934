"""The whole file in its order (domain.md 8.2)."""

from collections.abc import Callable
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from casework.dossier import (
    absences,
    concerns,
    determinations,
    follow_up,
    given,
    listed,
    papers,
    plans,
    represented,
    reunion,
    sections,
    talks,
    telling,
    transfers,
    who,
    work,
)
from casework.dossier.known import Known
from casework.dossier.shapes import Dossier, Piece, Remark, Section
from casework.dossier.wording import moment


def _one(draw: Callable[[Known], Section]) -> Callable[[Known], tuple[Section, ...]]:
    return lambda known: (draw(known),)


OF_ONE_FILE = (
    _one(who.consent),
    _one(who.registration),
    sections.answers,
    _one(work.rapid_assessments),
    _one(work.best_interests),
    _one(concerns.risk_history),
    _one(concerns.concerns),
    _one(plans.care_plans),
    _one(work.placements),
    _one(represented.guardianship),
    _one(represented.ages),
    _one(absences.missing),
    _one(work.referrals),
    _one(given.disclosures),
    _one(determinations.determinations),
    _one(reunion.searches),
    _one(reunion.families),
    _one(reunion.verifications),
    _one(reunion.departures),
    _one(follow_up.follow_ups),
    _one(talks.reviews),
    _one(talks.conferences),
    _one(talks.feedback),
    _one(talks.questions),
    _one(papers.documents),
    _one(absences.transition),
    _one(transfers.transfers),
    _one(work.closing),
)
VARIANTS = ("P1",)  # the other papers of domain.md 8.1 are still to be written


def gather(known: Known, *, language: str, variant: str = "P1") -> Dossier:
    """The case as plain values in `language`. The same history, reader and moment give the same values."""
    if variant not in VARIANTS:
        raise ValueError(f"There is no variant {variant}.")
    with translation.override(language):
        as_of = moment(known.until)
        owner = known.function(known.case.owner_id if known.case else None)
        return Dossier(
            language=language,
            code=known.child.code,
            title=_("Case file"),
            subtitle=_("Complete file (%(variant)s), as it stood on %(moment)s") % {"variant": variant, "moment": as_of},
            as_of=as_of,
            cover=who.cover(known),
            classes=tuple(sorted(known.classes)),
            front=(telling.summary(known), listed.checklist(known)),
            identity=who.identity(known),
            sections=(
                *_of_every_file(known, *OF_ONE_FILE),
                telling.chronology(known),
                telling.changes(known),
            ),
            signed=listed.signed(known),
            signatories=(owner, _("Supervisor")),
            certificate=_("This copy shows the file as it was recorded in Himaya on %(moment)s, in the parts named on its cover.")
            % {"moment": as_of},
        )


def _of_every_file(known: Known, *drawn: Callable[[Known], tuple[Section, ...]]) -> list[Section]:
    """The sections; of a child with joined files, what each of them says, one after the other, under its own code."""
    return [section for draw in drawn for section in _together(known, draw)]


def _together(known: Known, draw: Callable[[Known], tuple[Section, ...]]) -> list[Section]:
    if not known.others:
        return list(draw(known))
    files = list(known.files.values())
    found = []
    for told in zip(*(draw(one) for one in files), strict=True):
        pieces: list[Piece] = []
        for one, section in zip(files, told, strict=True):
            pieces += [Remark(_("From the file %(code)s.") % {"code": one.child.code}, title=one.child.code), *section.pieces]
        found.append(replace(told[0], pieces=tuple(pieces)))
    return found
