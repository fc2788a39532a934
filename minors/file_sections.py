"""The sections of the file that stand on this floor, in the order in which one asks (domain.md 3.2, 3.3)."""

from django.utils.translation import gettext_lazy as _

from minors import family_sections, sections
from minors.models import Origin
from minors.sections import Section

sections.add(
    Section(
        "origin",
        "F02",
        _("Where the child comes from"),
        Origin,
        first=("birth_place", "country_habitual", "birth_registered"),
        rest=("birth_region", "birth_zone", "birth_woreda", "birth_kebele"),
        icon="geo-alt",
    ),
)
sections.add(*family_sections.FAMILY)
