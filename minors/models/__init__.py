from .child import REGISTRATION, Child, ChildName
from .consent import CONSENT, Consent
from .exploitation import Debt, Exploiter
from .grant import GRANT, ChildTeamPermission, ChildUserPermission, Exclusion, Grant
from .origin import Origin
from .paper import PAPER, FormVersion
from .person import TIE, Person, Relationship, TieSource, TieStatus
from .separation import JourneyLeg, Separation
from .sibling import SIBLINGS, SiblingLink
from .wishes import Fear, Wish, Wishes

__all__ = [
    "CONSENT",
    "GRANT",
    "PAPER",
    "REGISTRATION",
    "SIBLINGS",
    "TIE",
    "Child",
    "ChildName",
    "ChildTeamPermission",
    "ChildUserPermission",
    "Consent",
    "Debt",
    "Exclusion",
    "Exploiter",
    "Fear",
    "FormVersion",
    "Grant",
    "JourneyLeg",
    "Origin",
    "Person",
    "Relationship",
    "Separation",
    "SiblingLink",
    "TieSource",
    "TieStatus",
    "Wish",
    "Wishes",
]
