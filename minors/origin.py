"""Nothing goes to an authority of a state of origin (domain.md 0.3 rule 9, 7.6): the sentence, and the deeds that could send something there."""

from django.utils.translation import gettext_lazy as _

from base.models import Institution
from base.workflow import Refused

NEVER = _("Nothing goes to an embassy, a consulate or another authority of a state of origin, not even that a child is known.")


def refuse_embassy(house: Institution | None, *, field: str) -> None:
    """Raises `Refused` beside this field when the institution is an embassy. The database refuses it again (`himaya_never_embassy`)."""
    if house is not None and house.kind == Institution.Kind.EMBASSY:
        raise Refused(NEVER, field=field)
