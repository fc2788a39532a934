"""The indicators that are computed, by the name that the plan's data gives their definition."""

from .best_interests import BIA_IN_TIME
from .care import APPROPRIATE_CARE
from .definition import Definition
from .registration import NEWLY_REGISTERED, RAPID_ASSESSMENT_IN_TIME, REGISTERED_IN_TIME
from .services import REFERRAL_RECEIVED

DEFINITIONS: dict[str, Definition] = {
    definition.key: definition
    for definition in [
        NEWLY_REGISTERED,
        REGISTERED_IN_TIME,
        RAPID_ASSESSMENT_IN_TIME,
        BIA_IN_TIME,
        APPROPRIATE_CARE,
        REFERRAL_RECEIVED,
    ]
}

__all__ = ["DEFINITIONS", "Definition"]
