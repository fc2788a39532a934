"""Every time limit of casework, declared with what starts and what stops it (domain.md 2.4). One file for each subject."""

from casework.limits import (
    assessments,
    care_plan,
    concerns,
    determinations,
    family,
    follow_up,
    guardianship,
    handover,
    majority,
    missing,
    roll_call,
    siblings,
    talks,
)

__all__ = [
    "assessments",
    "care_plan",
    "concerns",
    "determinations",
    "family",
    "follow_up",
    "guardianship",
    "handover",
    "majority",
    "missing",
    "roll_call",
    "siblings",
    "talks",
]
