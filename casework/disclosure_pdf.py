"""On paper: the letter that answers a request, always in French, and the copy of exactly what is given (domain.md 7.6, 9.8)."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from base import dates, options
from base.pdf import Paper, legible
from casework.dossier.wording import day, moment
from casework.models import DisclosureLine, DisclosureRequest
from referrals import packages

LANGUAGE = "fr"


def draw_letter(asked: DisclosureRequest, given: list[DisclosureLine], at) -> bytes:
    """Every refusal has these same words, whether a child is known or not. It names no child, and no reason."""
    with override(LANGUAGE):
        paper = _paper(asked.reference, _("Answer to a request for data"), at)
        paper.title(_("Answer to your request"), _("Reference %(number)s, %(day)s") % {"number": asked.reference, "day": day(at)})
        paper.definitions([(_("For"), legible(asked.requester)), (_("Your request of"), day(asked.received_at))])
        for text in _granted(given) if given else _neither():
            paper.text(text)
        paper.signatures([_("For the ministry in charge of child protection")])
        return paper.drawn()


def _neither() -> list[str]:
    return [
        _("Your request was examined."),
        _(
            "The ministry can neither confirm nor deny that any person to whom it refers is, or ever was, known to the child-protection "
            "services. This answer is the same for every request that is not met, and nothing can be concluded from it."
        ),
        _(
            "Data about children are given only on the conditions of the law and of the international undertakings of the Republic of "
            "Djibouti, the Convention on the Rights of the Child among them (articles 3, 16, 20 and 22)."
        ),
    ]


def _granted(given: list[DisclosureLine]) -> list[str]:
    return [
        _("Your request was examined. What may be given is attached: number of documents: %(count)d.") % {"count": len(given)},
        _("It is for the purpose named in your request only. It is not copied, passed on or used for anything else."),
        _("About anything that is not attached, the ministry can neither confirm nor deny that it is known."),
    ]


def draw_copy(line: DisclosureLine, rows: list[dict]) -> bytes:
    """Exactly what is given about one child: these facts and no other."""
    asked, at = line.request, line.second_at
    with override(LANGUAGE):
        paper = _paper(line.child.code, _("Data that are given"), at)
        paper.title(_("Data that are given"), _("Reference %(number)s, %(day)s") % {"number": asked.reference, "day": day(at)})
        paper.definitions(
            [
                (_("For"), legible(asked.requester)),
                (_("Legal basis"), options.label("L37", asked.legal_basis)),
                *([(_("Number of the court order"), legible(asked.order_number))] if asked.order_number else []),
                (_("Purpose"), legible(asked.get_aim_display())),
                (_("As it stood on"), moment(asked.as_of or at)),
                (_("Case code"), line.child.code),
            ]
        )
        paper.section(_("About the child"), number="")
        paper.definitions([(legible(row["label"]), legible(row["value"])) for row in packages.in_words(rows)])
        paper.notice(
            _(
                "For the person and the purpose named above only. Not copied, not passed on. Returned or destroyed when it is over."
            ),
            title=_("CONFIDENTIAL — Child protection"),
        )
        return paper.drawn()


def _paper(code: str, kind: str, at) -> Paper:
    return Paper(
        language=LANGUAGE,
        title=code,
        code=code,
        kind=kind,
        confidentiality=_("CONFIDENTIAL — Child protection"),
        as_of=moment(at or dates.now()),
        watermark=code,
        created=at,
    )
