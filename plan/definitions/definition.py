"""What a definition of an indicator is: a reviewed query, and the sentences that publish it (domain.md 6.3, 6.4)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

POPULATION = _(
    "Unaccompanied and separated children. Cases closed as a duplicate or as opened by mistake are left out. "
    "Children are counted, not episodes, unless the definition says otherwise. "
    "Two files that were joined because they are about the same child count once, with the facts of the file that was kept."
)
CONSENT = _(
    "A child for whom anonymous statistics were refused or withdrawn counts in the total, because registration is the duty of the "
    "authorities, and is shown in no breakdown and in no list: every breakdown has one group without a name for these children. "
    "Whoever was not asked is counted. What was said until the records were read decides."
)
PAPER = _(
    "Files entered later from paper are left out: what was done in time on paper is not known here, and their time limits begin "
    "when they are entered."
)
AGE_OF_EVENT = _("Completed years on the day of the event, from the middle of the interval in which the child was born.")
AGE_AT_END = _("Completed years on the last day of the period, from the middle of the interval in which the child was born.")
FOUND = _("The region in which the child was found.")
SLEEPS = _(
    "The region of the place where the child sleeps at the end of the period; without such a place, the region of the file."
)
RUNNING = _("While the period is still running, the present moment stands for its end.")


@dataclass(frozen=True)
class Definition:
    """One indicator as code. `query` reads the sources of `sources.py` and gives one row for each thing counted.

    The row has every column of `population`, then counted (it belongs to the numerator), happened_at (the moment at which age
    is taken) and place_id (whose region is shown). Parameters: start, end (the period, end excluded), at (its last moment, or
    the present one when that is earlier), day (Djibouti's date of at), seen_at (until when records are read), no_care.
    The sentences are what the ministry publishes; they stand beside the query so that both change in one review, which then
    also raises `version`.
    """

    key: str
    version: int
    numerator: Promise
    denominator: Promise | None  # None: a count, without a share
    dated: Promise
    aged: Promise
    located: Promise
    thin: Promise
    query: str
    counts_referrals: bool = False

    @property
    def is_share(self) -> bool:
        """Whether the value is a percentage of a denominator."""
        return self.denominator is not None

    def published(self) -> list[tuple[str | Promise, Promise]]:
        """The definition as (heading, sentence), in the order of publication."""
        told = [
            (_("Numerator"), self.numerator),
            (_("Denominator"), self.denominator),
            (_("Population"), POPULATION),
            (_("Which date counts"), self.dated),
            (_("Age"), self.aged),
            (_("Region"), self.located),
            (_("Consent to statistics"), CONSENT),
            (_("What this figure does not see yet"), self.thin),
        ]
        return [(heading, sentence) for heading, sentence in told if sentence is not None]
