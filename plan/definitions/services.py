"""OS4: referrals that ended in a service (domain.md 6.4, indicator 4.1)."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .definition import AGE_AT_END, RUNNING, SLEEPS, Definition

REFERRAL_RECEIVED = Definition(
    key="referral_received",
    version=2,
    numerator=_("Referrals of the denominator after which the child received the service, by the end of the period."),
    denominator=_(
        "Referrals sent between 120 and 30 days before the last day of the period and not cancelled. Referrals are counted here: "
        "a child with two referrals counts twice."
    ),
    dated=format_lazy("{} {}", _("The day on which the referral was sent, and the last day of the period."), RUNNING),
    aged=AGE_AT_END,
    located=SLEEPS,
    thin=_(
        "Every cancelled referral is left out, whoever cancelled it and also when that happened after the period: "
        "a withdrawal by the child is not recorded apart yet. "
        "There is no breakdown by service and provider yet. "
        "Disability is not recorded yet, so that there is no breakdown by disability."
    ),
    counts_referrals=True,
    query="""
        select population.*, coalesce(referral.status = 'received' and referral.received_at <= %(at)s, false) as counted,
               %(at)s::timestamptz as happened_at, coalesce(night.region_id, population.region_id) as place_id
        from referral
        join population on population.id = referral.child_id
        left join night on night.child_id = population.id
        where referral.status <> 'cancelled'
          and referral.sent_at >= (%(day)s::date - 120)::timestamp at time zone 'Africa/Djibouti'
          and referral.sent_at < (%(day)s::date - 29)::timestamp at time zone 'Africa/Djibouti'""",
)
