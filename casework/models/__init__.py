from .assessment import Answer, BestInterestsAssessment, RapidAssessment
from .case import Case, ClosureRequest, Episode, LeftOpen, Risk
from .hold import Hold
from .missing import InformedBody, MissingReport, ReturnInterview, SearchAction
from .placement import FAMILY_CARE, NO_CARE, CareProvider, Placement
from .screening import Detention, TraffickingScreening
from .transition import TransitionPlan

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
    "Hold",
    "InformedBody",
    "LeftOpen",
    "MissingReport",
    "Placement",
    "RapidAssessment",
    "ReturnInterview",
    "Risk",
    "SearchAction",
    "TraffickingScreening",
    "TransitionPlan",
]
