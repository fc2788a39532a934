"""Everything that a second person has to approve (domain.md 2.6). Each line of the table stands beside the deeds it belongs to."""

from casework import age_assessment, best_interests, care, care_plans, closing, determinations, holding

__all__ = ["age_assessment", "best_interests", "care", "care_plans", "closing", "determinations", "holding"]
