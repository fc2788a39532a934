"""Which buttons the page of a case shows: what the workflow tables allow now, and the door allows this person."""

from django.urls import reverse
from django.utils.translation import gettext as _

from base.roles import Scope, Verb
from casework.models import NO_CARE, Case
from casework.workflow import BIA, CASE, CLOSURE, PLACEMENT, RAPID_ASSESSMENT, TRANSFER
from referrals.workflow import REFERRAL


def deeds(child, rights, person) -> list[dict]:
    """Every deed that is possible now: label, url, icon. The rule that decides is the deed's own; this only spares a refusal."""
    return [
        {"label": label, "url": url, "icon": icon} for label, url, icon, verb in _possible(child, person) if verb in rights.verbs
    ]


def _possible(child, person):
    case = child.case
    if case.status != Case.Status.CLOSED:
        yield (
            RAPID_ASSESSMENT.moves["sign"].label,
            reverse("casework:assess_rapidly", args=[child.pk]),
            "clipboard-plus",
            Verb.ASSESS,
        )
        yield from _bia(child)
        yield PLACEMENT.moves["begin"].label, reverse("casework:place", args=[child.pk]), "house-door", Verb.PLACE
        yield _("Refer to a service"), reverse("referrals:refer", args=[child.pk]), "send", REFERRAL.moves["send"].verb
    if CASE.allows(case, "request_closure"):
        yield (
            CASE.moves["request_closure"].label,
            reverse("casework:request_closure", args=[child.pk]),
            "lock",
            Verb.REQUEST_CLOSURE,
        )
    if case.status != Case.Status.CLOSED and Scope(person.role.scope) == Scope.UNIT:
        yield TRANSFER.moves["offer"].label, reverse("casework:hand_over", args=[child.pk]), "people", Verb.ASSIGN
    asked = _closure(case)
    if asked and asked.closure_asked_by != person.pk:
        verb = CLOSURE.moves["approve"].verb
        yield _("Decide on the closure"), reverse("casework:decide_closure", args=[asked.closure]), "clipboard-check", verb
    if CASE.allows(case, "reopen"):
        yield CASE.moves["reopen"].label, reverse("casework:reopen", args=[child.pk]), "unlock", Verb.REOPEN


def _bia(child):
    unfinished = [one for one in child.best_interests_assessments.all() if one.status != "approved"]
    if not unfinished:
        yield BIA.moves["begin"].label, reverse("casework:begin_bia", args=[child.pk]), "journal-text", Verb.ASSESS
    for one in unfinished:
        if BIA.allows(one, "submit"):
            url = reverse("casework:write_bia", args=[one.pk])
            yield _("Finish %(number)s") % {"number": one}, url, "journal-text", Verb.ASSESS
        if BIA.allows(one, "approve"):
            yield _("Decide on %(number)s") % {"number": one}, one.get_absolute_url(), "clipboard-check", Verb.APPROVE


def _closure(case):
    """The running episode, when its closure was asked for."""
    return next((one for one in case.episodes.all() if one.closure), None)


def next_step(child, dues, rights, person, files) -> dict | None:
    """The one thing to do next, for this person: a bed for tonight, then what is due first, then a decision that waits.

    `files` are those of this child that are read together; a bed may stand in any of them.
    """
    case = child.case
    standing = [one for file in files for one in file.placements.all() if one.ends_at is None]
    tonight = min(standing, key=lambda one: one.care_type in NO_CARE, default=None)
    if case.status == Case.Status.OPEN and Verb.PLACE in rights.verbs and (tonight is None or tonight.care_type in NO_CARE):
        where = tonight.care_label if tonight else _("not recorded")
        return {
            "title": _("Find a safe place for tonight"),
            "text": _("Where the child sleeps now: %(place)s.") % {"place": where},
            "url": reverse("casework:place", args=[child.pk]),
            "label": _("Place the child"),
            "icon": "house-door",
        }
    for one in dues:
        if one.verb in rights.verbs and one.verb in (Verb.ASSESS, Verb.APPROVE) and not _own_work(child, one, person):
            return {"title": one.what, "text": one.delay, "url": one.url, "label": _open_words(one), "icon": "clipboard-plus"}
    asked = _closure(case)
    if asked and asked.closure_asked_by != person.pk and Verb.APPROVE_CLOSURE in rights.verbs:
        url = reverse("casework:decide_closure", args=[asked.closure])
        text = _("The social worker responsible asks to close this case.")
        return {
            "title": _("Decide on the closure"),
            "text": text,
            "url": url,
            "label": _("Read and decide"),
            "icon": "clipboard-check",
        }
    return None


def _open_words(one) -> str:
    return _("Read and decide") if one.verb == Verb.APPROVE else _("Write it now")


def _own_work(child, one, person) -> bool:
    """Nobody decides on what they wrote themselves."""
    waiting = [bia for bia in child.best_interests_assessments.all() if bia.status == "submitted"]
    return one.verb == Verb.APPROVE and any(bia.author_id == person.pk for bia in waiting)
