"""OS1: children found, registered and first assessed in time (domain.md 6.4, indicators 1.1 to 1.3)."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .definition import AGE_OF_EVENT, FOUND, PAPER, Definition

NEWLY_REGISTERED = Definition(
    key="newly_registered",
    version=2,
    numerator=_("Children registered in the period."),
    denominator=None,
    dated=_("The moment at which the child was registered."),
    aged=AGE_OF_EVENT,
    located=FOUND,
    thin=_("Disability is not recorded yet, so that there is no breakdown by disability."),
    query="""
        select population.*, true as counted, registered_at as happened_at, found_place_id as place_id
        from population
        where registered_at >= %(start)s and registered_at < %(end)s""",
)

# The limit in force on the day the child was found, at the risk of the opening, else the one for medium risk: as limits.due does.
# Friday and Saturday, days 5 and 6, are no working days.
REGISTERED_IN_TIME = Definition(
    key="registered_in_time",
    version=2,
    numerator=_(
        "Children of the denominator who were registered within the time limit T02 for their level of risk at the opening "
        "of the case, as it was in force on the day they were found."
    ),
    denominator=format_lazy("{} {}", _("Children found in the period whose time limit T02 has expired."), PAPER),
    dated=_("The moment at which the child was found. A child whose time limit is still running is not counted yet."),
    aged=AGE_OF_EVENT,
    located=FOUND,
    thin=_(
        "A child who was found and never registered is not known to the system and is missing from the denominator. "
        "Disability is not recorded yet, so that there is no breakdown by disability."
    ),
    query="""
        select population.*, registered_at <= due.at as counted, identified_at as happened_at, found_place_id as place_id
        from population
        left join episode on episode.child_id = population.id and episode.number = 1
        cross join lateral (
            select value, unit from base_timelimit
            where key = 'registration.complete' and risk in (episode.risk_at_opening, 'medium')
              and valid_from <= (identified_at at time zone 'Africa/Djibouti')::date
              and (valid_to is null or valid_to > (identified_at at time zone 'Africa/Djibouti')::date)
            order by risk = 'medium', valid_from desc limit 1) as allowed
        cross join lateral (
            select case allowed.unit
                when 'hours' then identified_at + allowed.value * interval '1 hour'
                when 'days' then identified_at + allowed.value * interval '1 day'
                when 'months' then (identified_at at time zone 'Africa/Djibouti' + allowed.value * interval '1 month')
                                   at time zone 'Africa/Djibouti'
                else (
                    select max(later) from (
                        select identified_at + step * interval '1 day' as later
                        from generate_series(0, 2 * allowed.value + 7) step
                        where step = 0 or extract(dow from (identified_at + step * interval '1 day') at time zone 'Africa/Djibouti')
                              not in (5, 6)
                        order by later limit allowed.value + 1) as working)
                end as at) as due
        where identified_at >= %(start)s and identified_at < %(end)s and due.at <= %(seen_at)s and entry <> 'paper'""",
)

RAPID_ASSESSMENT_IN_TIME = Definition(
    key="rapid_assessment_in_time",
    version=2,
    numerator=_(
        "Children of the denominator with a rapid assessment that was signed, with its level of risk, within the time limit T04 "
        "written in their file at the opening."
    ),
    denominator=format_lazy("{} {}", _("Children registered in the period whose time limit T04 has expired."), PAPER),
    dated=_(
        "The moment at which the child was registered; the assessment counts on the day it was done. "
        "A child whose time limit is still running is not counted yet."
    ),
    aged=AGE_OF_EVENT,
    located=FOUND,
    thin=_(
        "Only the first episode of a case is looked at: a case that was reopened is not counted again. "
        "Disability is not recorded yet, so that there is no breakdown by disability."
    ),
    query="""
        select distinct on (population.id)
               population.*, rapid.id is not null as counted, registered_at as happened_at, found_place_id as place_id
        from population
        join episode on episode.child_id = population.id and episode.number = 1
        left join rapid on rapid.episode_id = episode.id and rapid.status = 'signed'
                       and rapid.done_at <= episode.rapid_assessment_due_at
        where registered_at >= %(start)s and registered_at < %(end)s and episode.rapid_assessment_due_at <= %(seen_at)s
          and entry <> 'paper'
        order by population.id""",
)
