"""Facts that hold for a time: a new one ends the earlier one, in the same deed; nothing is overwritten (domain.md 8.6)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base.workflow import Refused
from minors.models import OverTime


@transaction.atomic
def put(fact: OverTime, *, by, reason: str) -> OverTime:
    """Save a fact. A new one that still holds ends the one that held so far, on the day on which it begins.

    Raises `Refused` when the days overlap with those of another line, or when nobody says since when the new one holds.
    """
    others = type(fact).objects.filter(**{str(fact.minor_path): fact.child_key}).exclude(pk=fact.pk)
    if fact._state.adding and fact.ends_on is None:
        _end_earlier(fact, others.current().first(), by=by, reason=reason)
    try:
        fact.validate_constraints()
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages), field="starts_on") from None
    fact.save(by=by, reason=reason)
    return fact


def _end_earlier(fact, earlier, *, by, reason):
    if earlier is None:
        return
    if fact.starts_on is None:
        raise Refused(_("Say since when: the earlier line ends on that day."), field="starts_on")
    if earlier.starts_on and earlier.starts_on > fact.starts_on:
        raise Refused(_("What holds now began later than this. Say until when this one held."), field="ends_on")
    earlier.ends_on = fact.starts_on
    earlier.save(by=by, reason=reason)


def on_day(model: type[OverTime], child, day) -> OverTime | None:
    """What was true of this child on that day, as known now."""
    return model.objects.filter(**{str(model.minor_path): child.pk}).on(day).first()
