from .approval import Approval
from .assessment import Answer, BestInterestsAssessment, RapidAssessment
from .care_plan import CarePlan, PlanAction
from .case import Case, ClosureRequest, Episode, LeftOpen, Risk
from .concern import Concern
from .conference import (
    ADDENDUM,
    CONFERENCE,
    DECISION,
    Conference,
    ConferenceAddendum,
    ConferenceDecision,
    ConferenceParticipant,
)
from .departure import DEPARTURE, TRAVEL, Departure, GroupTravel
from .feedback import BOX, COMPLAINT, FEEDBACK, BoxFeedback, Feedback, SaidBy, StaffComplaint
from .follow_up import FollowUp, GoalProgress
from .handover import HandOver, Transfer
from .hold import Hold
from .missing import InformedBody, MissingReport, ReturnInterview, SearchAction
from .placement import FAMILY_CARE, NO_CARE, CareProvider, Placement
from .question import QUESTION, Question
from .review import REVIEW, Review
from .risk import RiskLevel
from .screening import Detention, TraffickingScreening
from .tracing import TRACING, TRACING_ACTION, SoughtPerson, TracingAction, TracingRequest
from .transition import TransitionPlan
from .verification import POSITIVE, TESTIMONY, VERIFICATION, AdultTestimony, ChildTestimony, Verification

__all__ = [
    "ADDENDUM",
    "BOX",
    "COMPLAINT",
    "CONFERENCE",
    "DECISION",
    "DEPARTURE",
    "FAMILY_CARE",
    "FEEDBACK",
    "NO_CARE",
    "POSITIVE",
    "QUESTION",
    "REVIEW",
    "TESTIMONY",
    "TRACING",
    "TRACING_ACTION",
    "TRAVEL",
    "VERIFICATION",
    "AdultTestimony",
    "Answer",
    "Approval",
    "BestInterestsAssessment",
    "BoxFeedback",
    "CarePlan",
    "CareProvider",
    "Case",
    "ChildTestimony",
    "ClosureRequest",
    "Concern",
    "Conference",
    "ConferenceAddendum",
    "ConferenceDecision",
    "ConferenceParticipant",
    "Departure",
    "Detention",
    "Episode",
    "Feedback",
    "FollowUp",
    "GoalProgress",
    "GroupTravel",
    "HandOver",
    "Hold",
    "InformedBody",
    "LeftOpen",
    "MissingReport",
    "Placement",
    "PlanAction",
    "Question",
    "RapidAssessment",
    "ReturnInterview",
    "Review",
    "Risk",
    "RiskLevel",
    "SaidBy",
    "SearchAction",
    "SoughtPerson",
    "StaffComplaint",
    "TracingAction",
    "TracingRequest",
    "TraffickingScreening",
    "Transfer",
    "TransitionPlan",
    "Verification",
]
