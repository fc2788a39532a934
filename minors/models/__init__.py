from .child import REGISTRATION, Child
from .consent import CONSENT, Consent
from .duplicate import DUPLICATE, DuplicateDecision
from .grant import GRANT, ChildTeamPermission, ChildUserPermission, Exclusion, Grant
from .merge import Merge
from .name import ChildName

__all__ = [
    "CONSENT",
    "DUPLICATE",
    "GRANT",
    "REGISTRATION",
    "Child",
    "ChildName",
    "ChildTeamPermission",
    "ChildUserPermission",
    "Consent",
    "DuplicateDecision",
    "Exclusion",
    "Grant",
    "Merge",
]
