from .assessment import Answer, BestInterestsAssessment, RapidAssessment
from .case import Case, ClosureRequest, Episode, Risk
from .conference import (
    ADDENDUM,
    CONFERENCE,
    DECISION,
    Conference,
    ConferenceAddendum,
    ConferenceDecision,
    ConferenceParticipant,
)
from .feedback import BOX, COMPLAINT, FEEDBACK, BoxFeedback, Feedback, SaidBy, StaffComplaint
from .placement import FAMILY_CARE, NO_CARE, CareProvider, Placement
from .question import QUESTION, Question
from .review import REVIEW, Review
from .screening import Detention, TraffickingScreening

__all__ = [
    "ADDENDUM",
    "BOX",
    "COMPLAINT",
    "CONFERENCE",
    "DECISION",
    "FAMILY_CARE",
    "FEEDBACK",
    "NO_CARE",
    "QUESTION",
    "REVIEW",
    "Answer",
    "BestInterestsAssessment",
    "BoxFeedback",
    "CareProvider",
    "Case",
    "ClosureRequest",
    "Conference",
    "ConferenceAddendum",
    "ConferenceDecision",
    "ConferenceParticipant",
    "Detention",
    "Episode",
    "Feedback",
    "Placement",
    "Question",
    "RapidAssessment",
    "Review",
    "Risk",
    "SaidBy",
    "StaffComplaint",
    "TraffickingScreening",
]
