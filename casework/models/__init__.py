from .assessment import Answer, BestInterestsAssessment, RapidAssessment
from .case import Case, ClosureRequest, Episode, Risk
from .follow_up import FollowUp
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
    "FollowUp",
    "Placement",
    "RapidAssessment",
    "Risk",
    "TraffickingScreening",
]
