"""OS2: best-interests assessments (domain.md 6.4, indicator 2.2)."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .definition import AGE_OF_EVENT, FOUND, PAPER, Definition

BIA_IN_TIME = Definition(
    key="bia_in_time",
    version=2,
    numerator=_(
        "Children of the denominator whose comprehensive best-interests assessment was approved by a supervisor within the "
        "time limit T08 written in their file at the opening."
    ),
    denominator=format_lazy("{} {}", _("Children whose time limit T08 fell in the period and has expired."), PAPER),
    dated=_(
        "The moment at which the time limit ended. A late approval counts in the denominator only. A child with several "
        "time limits in the period, because the case was reopened, counts once: as in time when each of them was met."
    ),
    aged=AGE_OF_EVENT,
    located=FOUND,
    thin=_(
        "A case that was closed before its time limit ended still counts in the denominator. "
        "Disability is not recorded yet, so that there is no breakdown by disability."
    ),
    query="""
        select population.*, deadlines.counted, deadlines.happened_at, found_place_id as place_id
        from population
        join (
            select child_id, bool_and(met) as counted, max(bia_due_at) as happened_at
            from (
                select episode.id, episode.child_id, episode.bia_due_at, bool_or(bia.id is not null) as met
                from episode
                join child on child.id = episode.child_id and not (child.entry = 'paper' and episode.number = 1)
                left join bia on bia.episode_id = episode.id and bia.kind = 'comprehensive' and bia.status = 'approved'
                             and bia.reviewed_at <= episode.bia_due_at
                where bia_due_at >= %(start)s and bia_due_at < %(end)s and bia_due_at <= %(seen_at)s
                group by episode.id, episode.child_id, episode.bia_due_at) as deadline
            group by child_id) as deadlines on deadlines.child_id = population.id""",
)
