from .child import REGISTRATION, Child, ChildName
from .consent import CONSENT, Consent
from .document import DOCUMENT, Document, Upload
from .grant import GRANT, ChildTeamPermission, ChildUserPermission, Exclusion, Grant

__all__ = [
    "CONSENT",
    "DOCUMENT",
    "GRANT",
    "REGISTRATION",
    "Child",
    "ChildName",
    "ChildTeamPermission",
    "ChildUserPermission",
    "Consent",
    "Document",
    "Exclusion",
    "Grant",
    "Upload",
]
