"""The indicators once more, slowly: plain loops over records, written from domain.md 6.3 and 6.4 and not from the queries."""

from dataclasses import dataclass
from datetime import timedelta

from base import dates, limits
from base.models import Place, as_it_stood
from casework.models import BestInterestsAssessment, Case, Episode, Placement, RapidAssessment
from minors.models import Child, Clock, ConsentStatement
from plan.measuring import Line
from referrals.models import Referral

NO_CARE = {"none", "street", "detention", "employer", "unknown", "refused"}


@dataclass
class World:
    """Everything recorded, as it stands or as it was known at a moment; `now` is when somebody looks."""

    now: object
    known_on: object = None

    def rows(self, model):
        return list(as_it_stood(model, self.known_on) if self.known_on else model.objects.all())

    def __post_init__(self):
        self.seen = self.known_on or self.now
        children = self.rows(Child)
        owners = {case.id: case.child_id for case in self.rows(Case)}
        self.episodes = {child.id: [] for child in children}
        for episode in sorted(self.rows(Episode), key=lambda one: one.number):
            self.episodes[owners[episode.case_id]].append(episode)
        self.rapid, self.bia = self.rows(RapidAssessment), self.rows(BestInterestsAssessment)
        self.placements, self.referrals = self.rows(Placement), self.rows(Referral)
        self.children = [child for child in children if child.category in ("uac", "sc") and not self.mistaken(child)]
        self.limits = {}
        for one in sorted(self.rows(Clock), key=lambda clock: clock.first_due_at, reverse=True):
            self.limits[one.rule, one.subject_id] = one.first_due_at
        self.silent = self.said_no(self.rows(ConsentStatement))
        self.regions = {
            place.pk: place.region.code if place.region else "unknown" for place in Place.objects.select_related("region")
        }

    def said_no(self, statements):
        """Children whose last word on anonymous statistics is a no; of one moment, the no counts. A yes of others ends at 18."""
        last = {}
        for one in sorted(statements, key=lambda one: (one.happened_at, one.kind != "granted", one.recorded_at)):
            if one.scope == "anonymous_statistics" and one.recipient_id is None and one.happened_at <= self.seen:
                last[one.child_id] = one
        today = dates.local_date(self.seen)
        grown = {child.id for child in self.rows(Child) if not dates.is_child(child.birth_latest, today)}
        return {
            key
            for key, one in last.items()
            if one.kind != "granted"
            or (one.valid_until and one.valid_until < today)
            or (key in grown and "child" not in one.said_by)
        }

    def mistaken(self, child):
        episodes = self.episodes[child.id]
        return bool(episodes) and episodes[-1].closing_reason in ("duplicate", "opened_in_error")

    def last_moment(self, period):
        return min(period.end - timedelta(microseconds=1), self.seen)

    def night_of(self, child, at):
        here = [
            one
            for one in self.placements
            if one.child_id == child.id and one.starts_at <= at and not (one.ends_at and one.ends_at <= at)
        ]
        return here[0] if here else None

    def line(self, child, counted, moment, place_id):
        age = dates.midpoint_age(child.birth_earliest, child.birth_latest, dates.local_date(moment))
        bands = [(5, "0-4"), (12, "5-11"), (15, "12-14"), (18, "15-17"), (999, "18+")]
        band = "unknown" if age is None else next(name for limit, name in bands if age < limit)
        nationality = child.nationality if child.nationality in ("ET", "SO", "ER", "YE", "DJ") else "other"
        if child.nationality in ("stateless", "undetermined", "unknown", "refused"):
            nationality = "stateless_unknown"
        if child.id in self.silent:
            return Line(child.code, *["withheld"] * 4, bool(counted))
        return Line(child.code, child.sex, band, nationality, self.regions[place_id], bool(counted))


def newly_registered(world, period):
    for child in world.children:
        if period.start <= child.registered_at < period.end:
            yield world.line(child, True, child.registered_at, child.found_place_id)


def registered_in_time(world, period):
    for child in world.children:
        if period.start <= child.identified_at < period.end and child.entry != "paper":
            risk = world.episodes[child.id][0].risk_at_opening if world.episodes[child.id] else "medium"
            due = limits.due("registration.complete", risk, child.identified_at)
            if due and due <= world.seen:
                yield world.line(child, child.registered_at <= due, child.identified_at, child.found_place_id)


def rapid_assessment_in_time(world, period):
    for child in world.children:
        first = next((one for one in world.episodes[child.id] if one.number == 1), None)
        due = first and world.limits.get(("rapid_assessment", first.id))
        if period.start <= child.registered_at < period.end and due and due <= world.seen and child.entry != "paper":
            done = any(one.episode_id == first.id and one.status == "signed" and one.done_at <= due for one in world.rapid)
            yield world.line(child, done, child.registered_at, child.found_place_id)


def bia_in_time(world, period):
    for child in world.children:
        limit = {one.id: world.limits.get(("bia.comprehensive", one.id)) for one in world.episodes[child.id]}
        due = [one for one in world.episodes[child.id] if limit[one.id] and period.start <= limit[one.id] < period.end]
        due = [one for one in due if limit[one.id] <= world.seen and not (child.entry == "paper" and one.number == 1)]
        if due:
            met = all(
                any(
                    bia.episode_id == one.id
                    and bia.kind == "comprehensive"
                    and bia.status == "approved"
                    and bia.reviewed_at <= limit[one.id]
                    for bia in world.bia
                )
                for one in due
            )
            yield world.line(child, met, max(limit[one.id] for one in due), child.found_place_id)


def appropriate_care(world, period):
    at = world.last_moment(period)
    for child in world.children:
        if any(one.opened_at <= at and not (one.closed_at and one.closed_at <= at) for one in world.episodes[child.id]):
            night = world.night_of(child, at)
            good = night and night.suitable == "yes" and night.care_type not in NO_CARE
            yield world.line(child, good, at, night.region_id if night else child.region_id)


def referral_received(world, period):
    at = world.last_moment(period)
    children = {child.id: child for child in world.children}
    for referral in world.referrals:
        days = (dates.local_date(at) - dates.local_date(referral.sent_at)).days
        if referral.child_id in children and 30 <= days <= 120 and referral.status != "cancelled":
            child = children[referral.child_id]
            night = world.night_of(child, at)
            served = referral.status == "received" and referral.received_at <= at
            yield world.line(child, served, at, night.region_id if night else child.region_id)


COUNTED = {
    "1.1": newly_registered,
    "1.2": registered_in_time,
    "1.3": rapid_assessment_in_time,
    "2.2": bia_in_time,
    "3.1": appropriate_care,
    "4.1": referral_received,
}
