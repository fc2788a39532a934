from .alert import ALERT, LookingAlert
from .arrival import ArrivalEvent
from .child import REGISTRATION, Child
from .clock import Clock
from .consent import CONSENT, SCOPES, Consent, ConsentStatement, in_order
from .consent_ages import ConsentAge
from .consent_tasks import CONSENT_TASK, DONE_BY, ConsentTask
from .declared import DeclaredRelative
from .document import DOCUMENT, Document, Upload
from .duplicate import DUPLICATE, DuplicateDecision
from .emergency import EMERGENCY, EmergencyAccess
from .exploitation import Debt, Exploiter
from .grant import GRANT, ChildTeamPermission, ChildUserPermission, Exclusion, Grant
from .identifying import ExternalId, HeldPaper, Interview, Recognition
from .incident import INCIDENT, PROTECTION, IncidentNotification, LookingIncident, ProtectiveTask
from .merge import Merge
from .name import ChildName
from .origin import Nationality, Origin, SpokenLanguage, VerifiedBy
from .over_time import LegalStatus, OverTime
from .paper import PAPER, FormVersion
from .person import TIE, Person, Relationship, TieSource, TieStatus
from .proposal import PROPOSAL, ProposedChange
from .sealed import SEALING, SealedFile
from .separation import JourneyLeg, Separation
from .sibling import SIBLINGS, SiblingLink, SiblingsHere
from .situation import Belonging, Functioning, Situation, UrgentNeed
from .wishes import Fear, Wish, Wishes
from .withheld import Withheld

__all__ = [
    "ALERT",
    "CONSENT",
    "CONSENT_TASK",
    "DOCUMENT",
    "DONE_BY",
    "DUPLICATE",
    "EMERGENCY",
    "GRANT",
    "INCIDENT",
    "PAPER",
    "PROPOSAL",
    "PROTECTION",
    "REGISTRATION",
    "SCOPES",
    "SEALING",
    "SIBLINGS",
    "TIE",
    "ArrivalEvent",
    "Belonging",
    "Child",
    "ChildName",
    "ChildTeamPermission",
    "ChildUserPermission",
    "Clock",
    "Consent",
    "ConsentAge",
    "ConsentStatement",
    "ConsentTask",
    "Debt",
    "DeclaredRelative",
    "Document",
    "DuplicateDecision",
    "EmergencyAccess",
    "Exclusion",
    "Exploiter",
    "ExternalId",
    "Fear",
    "FormVersion",
    "Functioning",
    "Grant",
    "HeldPaper",
    "IncidentNotification",
    "Interview",
    "JourneyLeg",
    "LegalStatus",
    "LookingAlert",
    "LookingIncident",
    "Merge",
    "Nationality",
    "Origin",
    "OverTime",
    "Person",
    "ProposedChange",
    "ProtectiveTask",
    "Recognition",
    "Relationship",
    "SealedFile",
    "Separation",
    "SiblingLink",
    "SiblingsHere",
    "Situation",
    "SpokenLanguage",
    "TieSource",
    "TieStatus",
    "Upload",
    "UrgentNeed",
    "VerifiedBy",
    "Wish",
    "Wishes",
    "Withheld",
    "in_order",
]
