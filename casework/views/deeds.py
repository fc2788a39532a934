"""Which buttons the page of a case shows: what the workflow tables allow now, and the door allows this person."""

from django.urls import reverse
from django.utils.translation import gettext as _

from base.roles import Scope, Verb
from casework.approvals import APPROVABLE
from casework.models import NO_CARE, REVIEW, AgeAssessment, Case
from casework.workflow import (
    AGE,
    BIA,
    CASE,
    CONCERN,
    FOLLOW_UP,
    GUARDIAN_VIEW,
    HOLD,
    MISSING,
    PLACEMENT,
    RAPID_ASSESSMENT,
    TRANSFER,
)
from minors.models import Grant
from referrals.workflow import REFERRAL


def deeds(child, rights, person) -> list[dict]:
    """Every deed that is possible now: label, url, icon. The rule that decides is the deed's own; this only spares a refusal."""
    return [
        {"label": label, "url": url, "icon": icon} for label, url, icon, verb in _possible(child, person) if verb in rights.verbs
    ]


def _possible(child, person):
    case = child.case
    if case.status != Case.Status.CLOSED:
        yield from _while_open(child, case)
    yield from _guardian(child, person)
    yield CONCERN.moves["suspect"].label, reverse("casework:new_concern", args=[child.pk]), "exclamation-triangle", Verb.ASSESS
    if case.status != Case.Status.CLOSED and not any(AgeAssessment(**one).is_unsettled for one in _episode(case).ages):
        yield AGE.moves["doubt"].label, reverse("casework:doubt_age", args=[child.pk]), "question-circle", Verb.ASSESS
    if CASE.allows(case, "request_closure"):
        if not _episode(case).hold:
            yield HOLD.moves["ask"].label, reverse("casework:ask_hold", args=[child.pk]), "clock", Verb.REQUEST_CLOSURE
        yield (
            CASE.moves["request_closure"].label,
            reverse("casework:request_closure", args=[child.pk]),
            "lock",
            Verb.REQUEST_CLOSURE,
        )
    if case.status != Case.Status.CLOSED and Scope(person.role.scope) == Scope.UNIT:
        yield TRANSFER.moves["offer"].label, reverse("casework:hand_over", args=[child.pk]), "people", Verb.ASSIGN
    for asked in _asked(child, person):
        kind = APPROVABLE[asked["kind"]]
        yield kind.deciding(asked["number"]), reverse(kind.page, args=[asked["subject_id"]]), "clipboard-check", kind.verb
    if CASE.allows(case, "reopen"):
        yield CASE.moves["reopen"].label, reverse("casework:reopen", args=[child.pk]), "unlock", Verb.REOPEN
        yield _visit(child)


def _visit(child):
    return FOLLOW_UP.moves["sign"].label, reverse("casework:visit", args=[child.pk]), "pencil", Verb.ASSESS


def _while_open(child, case):
    yield _visit(child)
    yield (
        RAPID_ASSESSMENT.moves["sign"].label,
        reverse("casework:assess_rapidly", args=[child.pk]),
        "clipboard-plus",
        Verb.ASSESS,
    )
    yield from _bia(child)
    for verb, page in ((Verb.ASSESS, "casework:set_risk"), (Verb.APPROVE, "casework:decide_risk")):
        yield _("Enter the level of risk"), reverse(page, args=[child.pk]), "flag", verb
    yield _("Care plan"), reverse("casework:care_plan", args=[child.pk]), "journal-text", Verb.ASSESS
    yield PLACEMENT.moves["begin"].label, reverse("casework:place", args=[child.pk]), "house-door", Verb.PLACE
    if not _episode(case).missing:
        url = reverse("casework:report_missing", args=[child.pk])
        yield MISSING.moves["report"].label, url, "exclamation-octagon", Verb.REPORT_MISSING
    yield REVIEW.moves["sign"].label, reverse("casework:review_case", args=[child.pk]), "clipboard-check", Verb.ASSESS
    yield _("Refer to a service"), reverse("referrals:refer", args=[child.pk]), "send", REFERRAL.moves["send"].verb


def _guardian(child, person):
    """For who reads this file by a mandate as guardian."""
    if any(one.purpose == Grant.Purpose.GUARDIAN and one.user_id == person.pk for one in child.grants.all()):
        url = reverse("casework:say_as_guardian", args=[child.pk])
        yield GUARDIAN_VIEW.moves["say"].label, url, "people", Verb.EXPRESS_VIEW


def _bia(child):
    unfinished = [one for one in child.best_interests_assessments.all() if one.status != "approved"]
    if not unfinished:
        yield BIA.moves["begin"].label, reverse("casework:begin_bia", args=[child.pk]), "journal-text", Verb.ASSESS
    for one in unfinished:
        if BIA.allows(one, "submit"):
            url = reverse("casework:write_bia", args=[one.pk])
            yield _("Finish %(number)s") % {"number": one}, url, "journal-text", Verb.ASSESS


def _asked(child, person) -> list[dict]:
    """What of this file waits for approval, and is not this person's own work."""
    asked = next(iter(child.case.episodes.all())).asked
    return [one for one in asked if person.pk not in (one["by"], *one["authors"])]


def _episode(case):
    """The running episode of a case that is not closed."""
    return next(one for one in case.episodes.all() if one.closed_at is None)


def next_step(child, dues, rights, person, files) -> dict | None:
    """The one thing to do next, for this person: a bed for tonight, then what is due first, then a decision that waits.

    `files` are those of this child that are read together; a bed may stand in any of them.
    """
    case = child.case
    absent = next((one for one in case.episodes.all() if one.closed_at is None and one.missing), None)
    if absent and Verb.REPORT_MISSING in rights.verbs:
        return {
            "title": _("Search for the child"),
            "text": _("Tell police and coast guard, write what was done, and say it here when the child is found."),
            "url": reverse("casework:missing", args=[absent.missing]),
            "label": _("Open the report"),
            "icon": "search",
        }
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
        if one.verb in rights.verbs and one.verb in (Verb.ASSESS, Verb.APPROVE, Verb.PLACE) and not _own_work(child, one, person):
            return {"title": one.what, "text": one.delay, "url": one.url, "label": _open_words(one), "icon": "clipboard-plus"}
    asked = next((one for one in _asked(child, person) if one["kind"] == "closure"), None)
    if asked and Verb.APPROVE_CLOSURE in rights.verbs:
        url = reverse("casework:decide_closure", args=[asked["subject_id"]])
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
    theirs = [reverse(APPROVABLE[asked["kind"]].page, args=[asked["subject_id"]]) for asked in _asked(child, person)]
    return one.verb == Verb.APPROVE and one.url not in theirs
