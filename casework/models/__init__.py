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
from .determination import BID_REPORT, DETERMINATION, FACTORS, Determination, DeterminationReport
from .feedback import BOX, COMPLAINT, FEEDBACK, BoxFeedback, Feedback, SaidBy, StaffComplaint
from .follow_up import FollowUp, GoalProgress
from .handover import HandOver, Transfer
from .hold import Hold
from .missing import InformedBody, MissingReport, ReturnInterview, SearchAction
from .panel import AGENDA, SESSION, AgendaItem, ConflictDeclaration, Invitation, PanelMember, PanelSession, QuorumRule
from .panel_decision import (
    NOTIFICATION,
    PANEL_DECISION,
    SIGNATURE,
    DecisionNotification,
    DecisionSignature,
    PanelDecision,
)
from .placement import FAMILY_CARE, NO_CARE, CareProvider, Placement
from .question import QUESTION, Question
from .review import REVIEW, Review
from .risk import RiskLevel
from .screening import Detention, TraffickingScreening
from .transition import TransitionPlan

__all__ = [
    "ADDENDUM",
    "AGENDA",
    "BID_REPORT",
    "BOX",
    "COMPLAINT",
    "CONFERENCE",
    "DECISION",
    "DETERMINATION",
    "FACTORS",
    "FAMILY_CARE",
    "FEEDBACK",
    "NOTIFICATION",
    "NO_CARE",
    "PANEL_DECISION",
    "QUESTION",
    "REVIEW",
    "SESSION",
    "SIGNATURE",
    "AgendaItem",
    "Answer",
    "Approval",
    "BestInterestsAssessment",
    "BoxFeedback",
    "CarePlan",
    "CareProvider",
    "Case",
    "ClosureRequest",
    "Concern",
    "Conference",
    "ConferenceAddendum",
    "ConferenceDecision",
    "ConferenceParticipant",
    "ConflictDeclaration",
    "DecisionNotification",
    "DecisionSignature",
    "Detention",
    "Determination",
    "DeterminationReport",
    "Episode",
    "Feedback",
    "FollowUp",
    "GoalProgress",
    "HandOver",
    "Hold",
    "InformedBody",
    "Invitation",
    "LeftOpen",
    "MissingReport",
    "PanelDecision",
    "PanelMember",
    "PanelSession",
    "Placement",
    "PlanAction",
    "Question",
    "QuorumRule",
    "RapidAssessment",
    "ReturnInterview",
    "Review",
    "Risk",
    "RiskLevel",
    "SaidBy",
    "SearchAction",
    "StaffComplaint",
    "TraffickingScreening",
    "Transfer",
    "TransitionPlan",
]
