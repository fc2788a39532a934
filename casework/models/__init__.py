from .approval import Approval
from .assessment import Answer, BestInterestsAssessment, RapidAssessment
from .care_plan import CarePlan, PlanAction
from .case import Case, ClosureRequest, Episode, LeftOpen, Risk
from .concern import Concern
from .follow_up import FollowUp
from .hold import Hold
from .missing import InformedBody, MissingReport, ReturnInterview, SearchAction
from .placement import FAMILY_CARE, NO_CARE, CareProvider, Placement
from .risk import RiskLevel
from .screening import Detention, TraffickingScreening
from .transition import TransitionPlan

__all__ = [
    "FAMILY_CARE",
    "NO_CARE",
    "Answer",
    "Approval",
    "BestInterestsAssessment",
    "CarePlan",
    "CareProvider",
    "Case",
    "ClosureRequest",
    "Concern",
    "Detention",
    "Episode",
    "FollowUp",
    "Hold",
    "InformedBody",
    "LeftOpen",
    "MissingReport",
    "Placement",
    "PlanAction",
    "RapidAssessment",
    "ReturnInterview",
    "Risk",
    "RiskLevel",
    "SearchAction",
    "TraffickingScreening",
    "TransitionPlan",
]
