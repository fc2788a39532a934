"""The named sources that every definition reads, live or as they were known on a day, and the one frame around its query.

child, work (cases), episode, rapid, bia, placement, referral are the tables, with the columns named here; an episode carries the
time limits with which it began. `population` is P of
domain.md 6.3, `night` where each child sleeps at the moment `at`, `silent` who is sealed, or said no to anonymous statistics by the rule of
`minors.ledger.decide`: these children count in totals and are in no breakdown and no list. A child whose `entry` is 'paper' has a file
that was kept on paper before. Only `child` is narrowed by the door: a row of a definition carries the columns of its child, so nothing
about another child can be counted.

Files that were joined because they are about one child count once, with what the kept file says: the other one is in no population,
and its placements and referrals are those of the kept one as far as the door opens both. A no to statistics counts from any of them,
until the child was asked again.
"""

from base.models import Record
from casework.models import BestInterestsAssessment, Case, Episode, Placement, RapidAssessment
from minors.models import Child, Clock, ConsentStatement, Merge
from referrals.models import Referral

SOURCES: dict[str, tuple[type[Record], str]] = {
    "child": (
        Child,
        "id, code, category, sex, nationality, birth_earliest, birth_latest, entry,"
        " identified_at, registered_at, found_place_id, region_id",
    ),
    "work": (Case, "id, child_id"),
    "stretch": (
        Episode,
        "id, case_id, number, opened_at, closed_at, closing_reason, risk_at_opening",
    ),
    "clock": (Clock, "id, rule, subject_id, first_due_at"),
    "rapid": (RapidAssessment, "id, episode_id, status, done_at"),
    "bia": (BestInterestsAssessment, "id, episode_id, kind, status, reviewed_at"),
    "stay": (Placement, "id, child_id, provider_id, care_type, suitable, region_id, starts_at, ends_at"),
    "sent": (Referral, "id, child_id, status, sent_at, received_at"),
    "said": (ConsentStatement, "id, child_id, scope, kind, recipient_id, said_by, valid_until, happened_at, recorded_at"),
    "joining": (Merge, "id, kept_id, other_id, merged_at, unmerged_at"),
}

BUILT = """
joined as materialized (select kept_id, other_id, merged_at from joining where unmerged_at is null),
file as not materialized (
    select child.id, coalesce(joined.kept_id, child.id) as child_id from child left join joined on joined.other_id = child.id),
placement as not materialized (
    select stay.id, file.child_id, provider_id, care_type, suitable, region_id, starts_at, ends_at
    from stay join file on file.id = stay.child_id),
referral as not materialized (
    select sent.id, file.child_id, status, sent_at, received_at from sent join file on file.id = sent.child_id),
deadline as materialized (
    select subject_id, min(first_due_at) filter (where rule = 'rapid_assessment') as rapid_assessment_due_at,
           min(first_due_at) filter (where rule = 'bia.comprehensive') as bia_due_at
    from clock where rule in ('rapid_assessment', 'bia.comprehensive') group by subject_id),
episode as not materialized (
    select stretch.*, work.child_id, rapid_assessment_due_at, bia_due_at
    from stretch join work on work.id = stretch.case_id left join deadline on deadline.subject_id = stretch.id),
population as not materialized (
    select child.* from child
    where child.category in ('uac', 'sc') and not exists (select from joined where joined.other_id = child.id) and not exists (
        select from episode mistaken
        where mistaken.child_id = child.id and mistaken.closing_reason in ('duplicate', 'opened_in_error') and not exists (
            select from episode later where later.child_id = mistaken.child_id and later.number > mistaken.number))),
night as not materialized (
    select distinct on (child_id) child_id, care_type, suitable, region_id from placement
    where starts_at <= %(at)s and (ends_at is null or ends_at > %(at)s)
    order by child_id, provider_id is null, starts_at desc, id),
again as not materialized (select kept_id, max(merged_at) as joined_at from joined group by kept_id),
heard as not materialized (
    select said.*, coalesce(joined.kept_id, said.child_id) as about,
           bool_or(said.happened_at > again.joined_at) over (partition by coalesce(joined.kept_id, said.child_id)) as asked_again
    from said
    left join joined on joined.other_id = said.child_id
    left join again on again.kept_id = coalesce(joined.kept_id, said.child_id)
    where scope = 'anonymous_statistics' and recipient_id is null and happened_at <= %(seen_at)s),
silent as not materialized (
    select distinct about as child_id from (
        select distinct on (case when asked_again then about else child_id end) about, kind, said_by, valid_until from heard
        order by case when asked_again then about else child_id end,
                 happened_at desc, kind = 'granted', recorded_at desc, id desc) last_word
    left join child grown on grown.id = about
    where kind <> 'granted' or valid_until < (%(seen_at)s::timestamptz at time zone 'Africa/Djibouti')::date
       or (not 'child' = any(said_by)
           and grown.birth_latest <= (%(seen_at)s::timestamptz at time zone 'Africa/Djibouti')::date - interval '18 years')
    union select child_id from minors_sealedfile where status = 'sealed')"""  # counted in the country, in no part of it (domain.md 7.2)

# Ages are completed years on the day in Djibouti, from the middle of the interval of birth (domain.md 4.6).
SORTED = """
aged as (
    select fact.*, extract(year from age((happened_at at time zone 'Africa/Djibouti')::date,
                                         birth_earliest + (birth_latest - birth_earliest) / 2)) as years
    from fact),
line as (
    select aged.code, counted, silent.child_id is not null as withheld,
           case when silent.child_id is not null then 'withheld' else sex end as sex,
           case when silent.child_id is not null then 'withheld'
                when years is null then 'unknown' when years < 5 then '0-4' when years < 12 then '5-11'
                when years < 15 then '12-14' when years < 18 then '15-17' else '18+' end as age_band,
           case when silent.child_id is not null then 'withheld'
                when nationality in ('ET', 'SO', 'ER', 'YE', 'DJ') then nationality
                when nationality in ('stateless', 'undetermined', 'unknown', 'refused', '') then 'stateless_unknown'
                else 'other' end as nationality,
           case when silent.child_id is not null then 'withheld' else coalesce(region.code, 'unknown') end as region
    from aged
    left join silent on silent.child_id = aged.id
    left join base_place spot on spot.id = aged.place_id
    left join base_place region on region.id = spot.region_id)"""

# The finest cells are counted once; the total and every margin are sums of them (performance.md 3).
COUNTED = """
, cell as (
    select sex, age_band, nationality, region, count(*) filter (where counted) as numerator, count(*) as denominator
    from line group by sex, age_band, nationality, region)
select sex, age_band, nationality, region, coalesce(sum(numerator), 0), coalesce(sum(denominator), 0)
from cell group by grouping sets ((), (sex), (age_band), (nationality), (region))"""

LISTED = """
select code, sex, age_band, nationality, region, counted from line where not withheld order by counted, code"""


# Statements are put together from the words of this file and of the models alone; what people choose comes as parameters.


def live(name: str) -> str:
    """A source as its table stands now."""
    model, columns = SOURCES[name]
    return f"{name} as not materialized (select {columns} from {model._meta.db_table}{_narrowed(name, 'where')})"


def as_known(name: str) -> str:
    """A source as the system knew it at `seen_at`: the last history row of each record, without what was deleted.

    The same rule as `base.models.as_it_stood`: two rows of one instant, the later written wins.
    """
    model, columns = SOURCES[name]
    table = model.history.model._meta.db_table  # type: ignore[attr-defined]
    return (
        f"{name} as materialized (select {columns} from (select distinct on (id) history_type, {columns} from {table}"
        f" where history_date <= %(seen_at)s order by id, history_date desc, history_id desc) last"
        f" where history_type <> '-'{_narrowed(name, 'and')})"
    )


def framed(query: str, ending: str, *, door: str, known: bool) -> str:
    """The whole statement for one definition's query: sources, its rows, their age band, nationality and region, then `ending`."""
    read = as_known if known else live
    parts = [f"door (id) as not materialized ({door})", *map(read, SOURCES), BUILT, f"fact as ({query})", SORTED]
    return "with " + ",\n".join(parts) + ending


def _narrowed(name: str, joint: str) -> str:
    return f" {joint} id in (select door.id from door)" if name == "child" else ""
