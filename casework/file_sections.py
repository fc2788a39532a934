"""The sections of the file that stand on this floor: rapid assessment, detention and the screening for trafficking (domain.md 3.4)."""

from django.utils.translation import gettext_lazy as _

from casework.models import Detention, RapidAssessment, TraffickingScreening
from minors import sections
from minors.sections import Section

sections.add(
    Section(
        "rapid_assessment",
        "F04",
        _("Rapid assessment"),
        RapidAssessment,
        first=("done_at", *RapidAssessment.QUESTIONS, "danger_what", "actions_taken", "risk", "risk_reasons"),
        many=True,
        least=1,
        page="casework:assess_rapidly",
        icon="clipboard-check",
    ),
    Section(
        "detention",
        "F04",
        _("Detention"),
        Detention,
        first=("ground", "starts_on", "region", "held_by", "offence"),
        rest=("ends_on",),
        many=True,
        least=1,
        icon="lock",
        lead=_("“Not detained” is an answer. A new line ends the earlier one."),
    ),
    Section(
        "screening",
        "F04",
        _("Screening for trafficking"),
        TraffickingScreening,
        first=("done_on", "indicators", "told_words", "conclusion"),
        many=True,
        least=1,
        icon="shield-lock",
        lead=_("Secret: in no print, no list and no export. Only who works on the case, and the supervisor, read it."),
    ),
)
