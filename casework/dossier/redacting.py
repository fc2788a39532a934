"""What a copy for the person concerned leaves out: what other people are, or said of themselves, is theirs (domain.md 9.17)."""

from base.models import Record
from casework.models import AdultTestimony, ConferenceParticipant, Question, SoughtPerson
from minors.models import Person, Relationship

OF_OTHERS: tuple[type[Record], ...] = (Person, Relationship, AdultTestimony, SoughtPerson, Question, ConferenceParticipant)
