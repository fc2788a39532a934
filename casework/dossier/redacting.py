"""What a copy for the person concerned leaves out: what other people are, or said of themselves, is theirs (domain.md 9.17)."""

from base.models import Record
from casework.models import (
    AdultTestimony,
    BestInterestsAssessment,
    ConferenceParticipant,
    GuardianView,
    PlaceVisit,
    Question,
    SoughtPerson,
)
from minors.models import Person, Relationship

OF_OTHERS: tuple[type[Record], ...] = (
    *(Person, Relationship, AdultTestimony, SoughtPerson, Question, ConferenceParticipant),
    GuardianView,
)
# What others said, in records that are otherwise about the child.
FIELDS_OF_OTHERS = {(PlaceVisit, "caregiver_concerns"), (BestInterestsAssessment, "other_views")}


def is_of_others(model: type[Record], name: str) -> bool:
    """Whether somebody else said or is what stands in this field."""
    return model in OF_OTHERS or (model, name) in FIELDS_OF_OTHERS
