from .child import REGISTRATION, Child, ChildName
from .consent import CONSENT, Consent
from .exploitation import Debt, Exploiter
from .grant import GRANT, ChildTeamPermission, ChildUserPermission, Exclusion, Grant
from .identifying import ExternalId, HeldPaper, Interview, Recognition
from .origin import Nationality, Origin, SpokenLanguage, VerifiedBy
from .over_time import LegalStatus, OverTime
from .paper import PAPER, FormVersion
from .person import TIE, Person, Relationship, TieSource, TieStatus
from .proposal import PROPOSAL, ProposedChange
from .separation import JourneyLeg, Separation
from .sibling import SIBLINGS, SiblingLink
from .situation import Belonging, Functioning, Situation, UrgentNeed
from .wishes import Fear, Wish, Wishes

__all__ = [
    "CONSENT",
    "GRANT",
    "PAPER",
    "PROPOSAL",
    "REGISTRATION",
    "SIBLINGS",
    "TIE",
    "Belonging",
    "Child",
    "ChildName",
    "ChildTeamPermission",
    "ChildUserPermission",
    "Consent",
    "Debt",
    "Exclusion",
    "Exploiter",
    "ExternalId",
    "Fear",
    "FormVersion",
    "Functioning",
    "Grant",
    "HeldPaper",
    "Interview",
    "JourneyLeg",
    "LegalStatus",
    "Nationality",
    "Origin",
    "OverTime",
    "Person",
    "ProposedChange",
    "Recognition",
    "Relationship",
    "Separation",
    "SiblingLink",
    "Situation",
    "SpokenLanguage",
    "TieSource",
    "TieStatus",
    "UrgentNeed",
    "VerifiedBy",
    "Wish",
    "Wishes",
]
