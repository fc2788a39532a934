from .child import REGISTRATION, Child
from .consent import CONSENT, SCOPES, Consent, ConsentStatement, in_order
from .consent_ages import ConsentAge
from .consent_tasks import CONSENT_TASK, DONE_BY, ConsentTask
from .duplicate import DUPLICATE, DuplicateDecision
from .grant import GRANT, ChildTeamPermission, ChildUserPermission, Exclusion, Grant
from .identifying import ExternalId, HeldPaper, Interview, Recognition
from .name import ChildName
from .origin import Nationality, Origin, SpokenLanguage, VerifiedBy
from .over_time import LegalStatus, OverTime
from .paper import PAPER, FormVersion
from .proposal import PROPOSAL, ProposedChange
from .situation import Belonging, Functioning, Situation, UrgentNeed
from .withheld import Withheld

__all__ = [
    "CONSENT",
    "CONSENT_TASK",
    "DONE_BY",
    "DUPLICATE",
    "GRANT",
    "PAPER",
    "PROPOSAL",
    "REGISTRATION",
    "SCOPES",
    "Belonging",
    "Child",
    "ChildName",
    "ChildTeamPermission",
    "ChildUserPermission",
    "Consent",
    "ConsentAge",
    "ConsentStatement",
    "ConsentTask",
    "DuplicateDecision",
    "Exclusion",
    "ExternalId",
    "FormVersion",
    "Functioning",
    "Grant",
    "HeldPaper",
    "Interview",
    "LegalStatus",
    "Nationality",
    "Origin",
    "OverTime",
    "ProposedChange",
    "Recognition",
    "Situation",
    "SpokenLanguage",
    "UrgentNeed",
    "VerifiedBy",
    "Withheld",
    "in_order",
]
