from .assessment import Answer, BestInterestsAssessment, RapidAssessment
from .case import Case, ClosureRequest, Episode, Risk
from .handover import HandOver, Transfer
from .placement import FAMILY_CARE, NO_CARE, CareProvider, Placement
from .screening import Detention, TraffickingScreening

__all__ = [
    "FAMILY_CARE",
    "NO_CARE",
    "Answer",
    "BestInterestsAssessment",
    "CareProvider",
    "Case",
    "ClosureRequest",
    "Detention",
    "Episode",
    "HandOver",
    "Placement",
    "RapidAssessment",
    "Risk",
    "TraffickingScreening",
    "Transfer",
]
