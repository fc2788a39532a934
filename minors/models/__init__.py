from .child import REGISTRATION, Child, ChildName
from .consent import CONSENT, Consent
from .grant import GRANT, ChildTeamPermission, ChildUserPermission, Exclusion, Grant
from .identifying import ExternalId, HeldPaper, Interview, Recognition
from .origin import Nationality, Origin, SpokenLanguage, VerifiedBy
from .over_time import LegalStatus, OverTime
from .paper import PAPER, FormVersion
from .proposal import PROPOSAL, ProposedChange
from .situation import Belonging, Functioning, Situation, UrgentNeed

__all__ = [
    "CONSENT",
    "GRANT",
    "PAPER",
    "PROPOSAL",
    "REGISTRATION",
    "Belonging",
    "Child",
    "ChildName",
    "ChildTeamPermission",
    "ChildUserPermission",
    "Consent",
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
]
