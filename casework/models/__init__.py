from .assessment import Answer, BestInterestsAssessment, RapidAssessment
from .case import Case, ClosureRequest, Episode, Risk
from .concern import Concern
from .placement import FAMILY_CARE, NO_CARE, CareProvider, Placement
from .risk import RiskLevel
from .screening import Detention, TraffickingScreening

__all__ = [
    "FAMILY_CARE",
    "NO_CARE",
    "Answer",
    "BestInterestsAssessment",
    "CareProvider",
    "Case",
    "ClosureRequest",
    "Concern",
    "Detention",
    "Episode",
    "Placement",
    "RapidAssessment",
    "Risk",
    "RiskLevel",
    "TraffickingScreening",
]
