"""How much one person takes out of here in a day: prints with names, exports and tables (security.md T3).

Whoever got hold of a sign-in does not carry away every file in a night. A deed asks `refuse_more` before its own transaction begins,
so that the refusal stays in the log, and marks one line of what it remembers with `**COUNTED`. Papers in code are not counted.
"""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from base import dates
from base.models import AccessEvent, Kept, User
from base.workflow import Refused
from minors.remembering import remember

COUNTED: dict[str, Any] = {"counted": True}


def refuse_more(by: User, record: Kept | None = None) -> None:
    """Raises `Refused`, and remembers what was tried, once this person took out today's number (TAKEN_OUT_A_DAY).

    In a transaction (a request is one): the person's next print waits for its end and sees what it counted.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # no_key: rows that only name the person are written meanwhile
    today = AccessEvent.objects.filter(person=by, at__gte=dates.midnight(dates.today()), detail__contains=COUNTED).count()
    if today < settings.TAKEN_OUT_A_DAY:
        return
    remember(by, AccessEvent.Kind.TURNED_AWAY, record, taken_out=today)
    sentence = _(
        "This is the most that one person takes out in a day: %(most)d prints with names, exports and tables. Go on tomorrow."
    )
    raise Refused(sentence % {"most": settings.TAKEN_OUT_A_DAY})
