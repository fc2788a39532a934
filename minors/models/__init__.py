from .child import REGISTRATION, Child, ChildName
from .consent import CONSENT, Consent
from .grant import GRANT, ChildTeamPermission, ChildUserPermission, Exclusion, Grant
from .origin import Origin
from .paper import PAPER, FormVersion

__all__ = [
    "CONSENT",
    "GRANT",
    "PAPER",
    "REGISTRATION",
    "Child",
    "ChildName",
    "ChildTeamPermission",
    "ChildUserPermission",
    "Consent",
    "Exclusion",
    "FormVersion",
    "Grant",
    "Origin",
]
