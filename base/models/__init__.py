from .forms_kept import Draft, Submission
from .memory import AccessEvent, StateChange
from .people import Institution, Role, Team, User
from .places import Place
from .record import NotThisWay, Record, RecordQuerySet, Stale, ToldRecord, as_it_stood
from .settings_rows import Option, TimeLimit

__all__ = [
    "AccessEvent",
    "Draft",
    "Institution",
    "NotThisWay",
    "Option",
    "Place",
    "Record",
    "RecordQuerySet",
    "Role",
    "Stale",
    "StateChange",
    "Submission",
    "Team",
    "TimeLimit",
    "ToldRecord",
    "User",
    "as_it_stood",
]
