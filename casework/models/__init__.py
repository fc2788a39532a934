from .approval import Approval
from .assessment import Answer, BestInterestsAssessment, RapidAssessment
from .care_plan import CarePlan, PlanAction
from .case import Case, ClosureRequest, Episode, Risk
from .concern import Concern
from .placement import FAMILY_CARE, NO_CARE, CareProvider, Placement
from .risk import RiskLevel
from .screening import Detention, TraffickingScreening

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
    "Placement",
    "PlanAction",
    "RapidAssessment",
    "Risk",
    "RiskLevel",
    "TraffickingScreening",
]
