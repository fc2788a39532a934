"""The whole file in its order (domain.md 8.2)."""

from django.utils import translation
from django.utils.translation import gettext as _

from casework.dossier import papers, sections, telling, who, work
from casework.dossier.known import Known, moment
from casework.dossier.shapes import Dossier

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
                who.consent(known),
                who.registration(known),
                *sections.answers(known),
                work.rapid_assessments(known),
                work.best_interests(known),
                work.risk_history(known),
                work.placements(known),
                work.referrals(known),
                papers.documents(known),
                work.closing(known),
                telling.chronology(known),
                telling.changes(known),
            ),
            signed=telling.signed(known),
            signatories=(owner, _("Supervisor")),
            certificate=_("This copy shows the file as it was recorded in Himaya on %(moment)s, in the parts named on its cover.")
            % {"moment": as_of},
        )
