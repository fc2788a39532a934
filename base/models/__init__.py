from .background import Night, Reminder
from .forms_kept import Draft, Submission
from .keys import TextKey
from .memory import AccessEvent, Seal, StateChange
from .partial_date import ToldDate, is_interval, told_date
from .people import Institution, Role, Team, User
from .places import Place
from .record import Kept, NotThisWay, Record, RecordQuerySet, Stale, ToldRecord, as_it_stood
from .settings_rows import Holiday, Option, PurposeRule, TimeLimit

__all__ = [
    "AccessEvent",
    "Draft",
    "Holiday",
    "Institution",
    "Kept",
    "Night",
    "NotThisWay",
    "Option",
    "Place",
    "PurposeRule",
    "Record",
    "RecordQuerySet",
    "Reminder",
    "Role",
    "Seal",
    "Stale",
    "StateChange",
    "Submission",
    "Team",
    "TextKey",
    "TimeLimit",
    "ToldDate",
    "ToldRecord",
    "User",
    "as_it_stood",
    "is_interval",
    "told_date",
]
