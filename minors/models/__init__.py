from .child import REGISTRATION, Child, ChildName
from .consent import CONSENT, SCOPES, Consent, ConsentStatement, in_order
from .consent_ages import ConsentAge
from .consent_tasks import CONSENT_TASK, DONE_BY, ConsentTask
from .grant import GRANT, ChildTeamPermission, ChildUserPermission, Exclusion, Grant
from .withheld import Withheld

__all__ = [
    "CONSENT",
    "CONSENT_TASK",
    "DONE_BY",
    "GRANT",
    "REGISTRATION",
    "SCOPES",
    "Child",
    "ChildName",
    "ChildTeamPermission",
    "ChildUserPermission",
    "Consent",
    "ConsentAge",
    "ConsentStatement",
    "ConsentTask",
    "Exclusion",
    "Grant",
    "Withheld",
    "in_order",
]
