"""The whole file in its order (domain.md 8.2)."""

from collections.abc import Callable
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from casework.dossier import telling, who, work
from casework.dossier.known import Known, moment
from casework.dossier.shapes import Dossier, Piece, Remark, Section

OF_ONE_FILE = (
    who.consent,
    who.registration,
    work.rapid_assessments,
    work.best_interests,
    work.risk_history,
    work.placements,
    work.referrals,
    work.closing,
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
            front=(telling.summary(known), telling.checklist(known)),
            identity=who.identity(known),
            sections=(
                *(_of_every_file(known, section) for section in OF_ONE_FILE),
                telling.chronology(known),
                telling.changes(known),
            ),
            signed=telling.signed(known),
            signatories=(owner, _("Supervisor")),
            certificate=_("This copy shows the file as it was recorded in Himaya on %(moment)s, in the parts named on its cover.")
            % {"moment": as_of},
        )


def _of_every_file(known: Known, section: Callable[[Known], Section]) -> Section:
    """A section; of a child with joined files, what each of them says, one after the other, under its own code."""
    told = section(known)
    if not known.others:
        return told
    pieces: list[Piece] = []
    for one in known.files.values():
        pieces += [Remark(_("From the file %(code)s.") % {"code": one.child.code}, title=one.child.code), *section(one).pieces]
    return replace(told, pieces=tuple(pieces))
