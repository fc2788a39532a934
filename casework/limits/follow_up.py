"""Seeing the child again: T12, and the visits to a place of care, T17 and T18 (domain.md 2.4). Only a contact with the child answers them."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.roles import Verb
from casework.limits.assessments import begun, episodes_of
from casework.models import BestInterestsAssessment, Episode, FollowUp, MissingReport, Placement, RapidAssessment, ReturnInterview
from minors.clocks import Rule, Run, declare, read
from minors.models import Child, Clock


def contacts_of(child: Child) -> list[datetime]:
    """When the child of this file was met, as `casework.contact` says it; the registration aside, with which the episode begins."""
    followed = [one.done_at for one in read(child, FollowUp) if one.with_child]
    rapid = [one.done_at for one in read(child, RapidAssessment)]
    full = [one.recorded_at for one in read(child, BestInterestsAssessment) if one.with_child]
    absences = read(child, MissingReport)
    found = [one.found_at for one in absences if one.found_at]
    heard = [one.held_at for one in read(child, ReturnInterview)] if absences else []
    return [*followed, *rapid, *full, *found, *heard]


def _visits(child) -> Iterable[Run]:
    """Since the last contact, for each episode until it is closed. In high risk the first two weeks count from its opening."""
    contacts = contacts_of(child)
    for episode in episodes_of(child):
        opened, closed = begun(child, episode), episode.closed_at
        since = max([opened, *(one for one in contacts if one > opened and (closed is None or one <= closed))])
        yield Run(episode.pk, since=since, origin=opened, ended_at=closed, outcome=Clock.Outcome.DROPPED)


def _first_visits(child) -> Iterable[Run]:
    visits = _seen_in_care(child)
    for placement in _places(child):
        first = next((one for one in visits if _during(one, placement)), None)
        outcome = Clock.Outcome.DONE if first else Clock.Outcome.DROPPED
        yield Run(placement.pk, since=placement.starts_at, ended_at=first or placement.ends_at, outcome=outcome)


def _visits_in_care(child) -> Iterable[Run]:
    visits = _seen_in_care(child)
    for placement in _places(child):
        since = max([placement.starts_at, *(one for one in visits if _during(one, placement))])
        yield Run(
            placement.pk,
            since=since,
            origin=placement.starts_at,
            ended_at=placement.ends_at,
            outcome=Clock.Outcome.DROPPED,
        )


def _places(child):
    """Nights in the street or in a cell are no place of care: T12 asks for those."""
    return [one for one in read(child, Placement) if one.provider_id]


def _seen_in_care(child) -> list[datetime]:
    return sorted(one.done_at for one in read(child, FollowUp) if one.with_child and one.kind == FollowUp.IN_CARE)


def _during(moment: datetime, placement: Placement) -> bool:
    return placement.starts_at <= moment and (placement.ends_at is None or moment <= placement.ends_at)


def _page(clock: Clock) -> str:
    return reverse("casework:visit", args=[clock.child_id])


def _page_of_place(clock: Clock) -> str:
    return reverse("casework:visit_place", args=[clock.subject_id])


declare(
    Rule(
        "T12",
        "followup.visit",
        _("Visit or call"),
        Verb.ASSESS,
        (FollowUp, RapidAssessment, BestInterestsAssessment, MissingReport, ReturnInterview, Episode),
        _visits,
        _page,
        starts=_("last contact with the child"),
    ),
    Rule(
        "T17",
        "placement.first_visit",
        _("First visit to the place of care"),
        Verb.ASSESS,
        (FollowUp, Placement),
        _first_visits,
        _page_of_place,
        starts=_("beginning of the placement"),
    ),
    Rule(
        "T18",
        "placement.visits",
        _("Visit to the place of care"),
        Verb.ASSESS,
        (FollowUp, Placement),
        _visits_in_care,
        _page_of_place,
        starts=_("last visit to the place of care, by the age of the placement"),
    ),
)
