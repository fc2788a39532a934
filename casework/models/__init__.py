from .age_assessment import MEDICAL, METHODS, AgeAssessment
from .approval import Approval
from .assessment import Answer, BestInterestsAssessment, RapidAssessment
from .beds import ABSENCE, BEDS, ROLL_CALL, Absence, BedsChange, ProviderPlaces, RollCall, RollCallLine
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
from .decision_check import CHECK, DecisionCheck
from .departure import DEPARTURE, TRAVEL, Departure, GroupTravel
from .determination import BID_REPORT, DETERMINATION, FACTORS, Determination, DeterminationReport
from .disclosure import ABOUT, ASKED, GIVEN, Disclosure, DisclosureLine, DisclosureRequest
from .feedback import BOX, COMPLAINT, FEEDBACK, BoxFeedback, Feedback, SaidBy, StaffComplaint
from .follow_up import FollowUp, GoalProgress
from .guardianship import AsylumHearing, Guardianship, GuardianView
from .handover import HandOver, Transfer
from .hold import Hold
from .hospital import PLACE_AGAIN, PlacementDecision
from .in_care import AGREEMENT, SUPPORT, CareAgreement, CareSupport, PlaceVisit
from .inquiry import FAMILY_MATCH, INQUIRY, OPEN_MATCH, FamilyMatch, Inquiry, InquiryConsent
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
    "AGREEMENT",
    "ASKED",
    "BEDS",
    "BID_REPORT",
    "BOX",
    "CHECK",
    "COMPLAINT",
    "CONFERENCE",
    "DATA_REQUEST",
    "DECISION",
    "DEPARTURE",
    "DETERMINATION",
    "FACTORS",
    "FAMILY_CARE",
    "FAMILY_MATCH",
    "FEEDBACK",
    "GIVEN",
    "INQUIRY",
    "MEDICAL",
    "METHODS",
    "NOTIFICATION",
    "NO_CARE",
    "OPEN_MATCH",
    "PANEL_DECISION",
    "PLACE_AGAIN",
    "POSITIVE",
    "QUESTION",
    "REVIEW",
    "ROLL_CALL",
    "SCREENING",
    "SESSION",
    "SIGNATURE",
    "SUPPORT",
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
    "BedsChange",
    "BestInterestsAssessment",
    "BoxFeedback",
    "CareAddress",
    "CareAgreement",
    "CarePlan",
    "CareProvider",
    "CareSupport",
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
    "DecisionCheck",
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
    "FamilyMatch",
    "Feedback",
    "FollowUp",
    "GoalProgress",
    "GroupTravel",
    "GuardianView",
    "Guardianship",
    "HandOver",
    "Hold",
    "InformedBody",
    "Inquiry",
    "InquiryConsent",
    "Invitation",
    "LeftOpen",
    "MissingReport",
    "PanelDecision",
    "PanelMember",
    "PanelSession",
    "PlaceVisit",
    "Placement",
    "PlacementDecision",
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
