from .assessment import Answer, BestInterestsAssessment, RapidAssessment
from .case import Case, ClosureRequest, Episode, Risk
from .placement import FAMILY_CARE, NO_CARE, CareProvider, Placement
from .question import QUESTION, Question
from .review import REVIEW, Review
from .screening import Detention, TraffickingScreening

__all__ = [
    "FAMILY_CARE",
    "NO_CARE",
    "QUESTION",
    "REVIEW",
    "Answer",
    "BestInterestsAssessment",
    "CareProvider",
    "Case",
    "ClosureRequest",
    "Detention",
    "Episode",
    "Placement",
    "Question",
    "RapidAssessment",
    "Review",
    "Risk",
    "TraffickingScreening",
]
