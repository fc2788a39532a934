"""OS3: where children sleep (domain.md 6.4, indicator 3.1)."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .definition import AGE_AT_END, RUNNING, SLEEPS, Definition

APPROPRIATE_CARE = Definition(
    key="appropriate_care",
    version=2,
    numerator=_(
        "Children of the denominator who at that moment sleep in a place judged suitable for them. No care, the street, "
        "detention, an employer’s home and an unknown place never count as suitable."
    ),
    denominator=_("Children whose case is open at the end of the period."),
    dated=format_lazy("{} {}", _("The situation on the last day of the period at midnight."), RUNNING),
    aged=AGE_AT_END,
    located=SLEEPS,
    thin=_(
        "Suitability is what was last written on the placement, however long ago: visits and reviews with their time limits "
        "T18 and T19 are not recorded yet. Missing children are not told apart yet and count in the denominator. "
        "Disability is not recorded yet, so that there is no breakdown by disability."
    ),
    query="""
        select population.*,
               coalesce(night.suitable = 'yes' and night.care_type <> all(%(no_care)s), false) as counted,
               %(at)s::timestamptz as happened_at, coalesce(night.region_id, population.region_id) as place_id
        from population
        left join night on night.child_id = population.id
        where exists (
            select from episode
            where episode.child_id = population.id and episode.opened_at <= %(at)s
              and (episode.closed_at is null or episode.closed_at > %(at)s))""",
)
