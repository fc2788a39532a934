from .age_assessment import MEDICAL, METHODS, AgeAssessment
from .approval import Approval
from .assessment import Answer, BestInterestsAssessment, RapidAssessment
from .beds import ABSENCE, ROLL_CALL, Absence, ProviderPlaces, RollCall, RollCallLine
from .care_plan import CarePlan, PlanAction
from .caregiver import SCREENING, CareAddress, Caregiver, CaregiverScreening
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
from .data_request import DATA_REQUEST, DataRequest
from .departure import DEPARTURE, TRAVEL, Departure, GroupTravel
from .determination import BID_REPORT, DETERMINATION, FACTORS, Determination, DeterminationReport
from .disclosure import ABOUT, ASKED, GIVEN, Disclosure, DisclosureLine, DisclosureRequest
from .feedback import BOX, COMPLAINT, FEEDBACK, BoxFeedback, Feedback, SaidBy, StaffComplaint
from .follow_up import FollowUp, GoalProgress
from .guardianship import AsylumHearing, Guardianship
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
from .tracing import TRACING, TRACING_ACTION, SoughtPerson, TracingAction, TracingRequest
from .transition import TransitionPlan
from .verification import POSITIVE, TESTIMONY, VERIFICATION, AdultTestimony, ChildTestimony, Verification

__all__ = [
    "ABOUT",
    "ABSENCE",
    "ADDENDUM",
    "AGENDA",
    "ASKED",
    "BID_REPORT",
    "BOX",
    "COMPLAINT",
    "CONFERENCE",
    "DATA_REQUEST",
    "DECISION",
    "DEPARTURE",
    "DETERMINATION",
    "FACTORS",
    "FAMILY_CARE",
    "FEEDBACK",
    "GIVEN",
    "MEDICAL",
    "METHODS",
    "NOTIFICATION",
    "NO_CARE",
    "PANEL_DECISION",
    "POSITIVE",
    "QUESTION",
    "REVIEW",
    "ROLL_CALL",
    "SCREENING",
    "SESSION",
    "SIGNATURE",
    "TESTIMONY",
    "TRACING",
    "TRACING_ACTION",
    "TRAVEL",
    "VERIFICATION",
    "Absence",
    "AdultTestimony",
    "AgeAssessment",
    "AgendaItem",
    "Answer",
    "Approval",
    "AsylumHearing",
    "BestInterestsAssessment",
    "BoxFeedback",
    "CareAddress",
    "CarePlan",
    "CareProvider",
    "Caregiver",
    "CaregiverScreening",
    "Case",
    "ChildTestimony",
    "ClosureRequest",
    "Concern",
    "Conference",
    "ConferenceAddendum",
    "ConferenceDecision",
    "ConferenceParticipant",
    "ConflictDeclaration",
    "DataRequest",
    "DecisionNotification",
    "DecisionSignature",
    "Departure",
    "Detention",
    "Determination",
    "DeterminationReport",
    "Disclosure",
    "DisclosureLine",
    "DisclosureRequest",
    "Episode",
    "Feedback",
    "FollowUp",
    "GoalProgress",
    "GroupTravel",
    "Guardianship",
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
    "ProviderPlaces",
    "Question",
    "QuorumRule",
    "RapidAssessment",
    "ReturnInterview",
    "Review",
    "Risk",
    "RiskLevel",
    "RollCall",
    "RollCallLine",
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
