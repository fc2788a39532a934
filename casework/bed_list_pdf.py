"""The list of a house for one night on paper: who sleeps there, in code, with room for a tick (domain.md 3.9, 8.3)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from base import copies, dates
from base.models import AccessEvent, User
from casework import bed_board
from casework.dossier.wording import moment
from minors import access


@transaction.atomic
def print_list(house: bed_board.House, *, by: User, reason: str, language: str) -> bytes:
    """Gather, remember, draw. Every child on the list gets its line in the access log. No name of a child or of the house is printed."""
    sleepers = bed_board.sleepers(house.provider, reader=by, day=dates.today())
    for one in sleepers:
        event = access.remember(by, AccessEvent.Kind.PRINTED, one.placement, reason=reason, house=house.provider.code)
    if not sleepers:
        event = access.remember(by, AccessEvent.Kind.PRINTED, reason=reason, house=house.provider.code)
    with override(language):
        return _draw(house, sleepers, by, event, language)


def _draw(house: bed_board.House, sleepers, by: User, event: AccessEvent, language: str) -> bytes:
    code = house.provider.code
    paper = copies.begin(event, by, language=language, title=code, code=code, kind=_("Beds of tonight"))
    paper.title(_("Beds of tonight"), f"{code}, {moment(event.at)}")
    paper.definitions(
        [
            (_("Beds"), str(house.beds)),
            (_("Taken"), str(house.taken)),
            (_("Free"), str(house.free)),
            (_("Sleep without a bed"), str(house.extra)),
            (_("Away, the bed is kept"), str(house.away)),
            (_("Expected tonight"), str(house.expected)),
        ]
    )
    paper.section(_("Beds by kind"), number="")
    kinds = [(str(one.places), str(one.beds), str(one.taken), str(one.free)) for one in house.kinds]
    paper.table((_("For whom"), _("Beds"), _("Taken"), _("Free")), kinds, shares=(0.52, 0.16, 0.16, 0.16))
    paper.section(_("Who sleeps here"), number="")
    if sleepers:
        head = (_("Code"), _("Sex"), _("Age"), _("Since"), _("Away"), _("Is there"))
        paper.table(head, [_row(one) for one in sleepers], shares=(0.22, 0.1, 0.14, 0.2, 0.22, 0.12))
    others = house.sleepers - len(sleepers)
    if others:
        paper.text(_("Children who sleep here and whose files the reader may not open: %(count)s.") % {"count": others})
    paper.signatures([_("Roll called by")])
    return paper.drawn()


def _row(one: bed_board.Sleeper) -> tuple[str, ...]:
    away = one.away.get_kind_display() if one.away else ""
    child = one.child
    return (child.code, str(child.get_sex_display()), str(child.age), moment(one.placement.starts_at), away, "")
