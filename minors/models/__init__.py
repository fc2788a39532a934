from .arrival import ArrivalEvent
from .child import REGISTRATION, Child, ChildName
from .consent import CONSENT, Consent
from .grant import GRANT, ChildTeamPermission, ChildUserPermission, Exclusion, Grant

__all__ = [
    "CONSENT",
    "GRANT",
    "REGISTRATION",
    "ArrivalEvent",
    "Child",
    "ChildName",
    "ChildTeamPermission",
    "ChildUserPermission",
    "Consent",
    "Exclusion",
    "Grant",
]
