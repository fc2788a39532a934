"""The page of one case: who, which risk, what to do next, what was done. It shows what this reader may read, and no more."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from base import dates, options, timeline
from base.models import AccessEvent, Record
from base.pages import show
from base.roles import Scope, Verb
from base.templatetags.look import isolate
from casework import bed_board, contact, due, reading
from casework import questions as asked
from casework.models import (
    AgeAssessment,
    BestInterestsAssessment,
    CarePlan,
    Case,
    Concern,
    Departure,
    Determination,
    FamilyMatch,
    FollowUp,
    Guardianship,
    MissingReport,
    Placement,
    PlanAction,
    TracingRequest,
    TransitionPlan,
    Verification,
)
from casework.steps import Step
from casework.views import age_assessment, deed_groups, guardianship, handing, joining
from casework.views.banners import banners
from casework.views.concerns import TONES
from casework.views.deeds import deeds, next_step
from casework.views.family import tone
from casework.views.places import code_of, explain_apart, placements, siblings_apart, unsettled
from minors import access, asylum, completeness, joined, ledger
from minors.models import ArrivalEvent, Child, ChildName, Document
from minors.sections import SECTIONS

EDITED: list[type[Record]] = [
    Child,
    ChildName,
    Case,
    BestInterestsAssessment,
    FollowUp,
    Placement,
    CarePlan,
    PlanAction,
    MissingReport,
    TransitionPlan,
    Document,
    Concern,
    Guardianship,
    AgeAssessment,
]  # and the records of the sections of the file
OF_THE_FAMILY: dict = {
    TracingRequest: "of_searches",
    FamilyMatch: "of_families",
    Verification: "of_verifications",
    Departure: "of_departures",
}
FOLLOW_UPS = 5  # on the page of the case
ICONS = {
    "registration": "person-plus",
    "case": "folder2-open",
    "closure": "lock",
    "rapid_assessment": "clipboard-check",
    "bia": "journal-text",
    "determination": "people",
    "determination_report": "journal-text",
    "panel_agenda": "people",
    "panel_decision": "people",
    "panel_signature": "pencil",
    "panel_notification": "people",
    "follow_up": "pencil",
    "placement": "house-door",
    "placement_approval": "house-door",
    "absence": "house-door",
    "place_again": "house-door",
    "care_agreement": "house-door",
    "care_support": "house-door",
    "guardian_view": "people",
    "care_plan": "journal-text",
    "plan_action": "clipboard-check",
    "referral": "send",
    "consent": "file-earmark-text",
    "consent_task": "file-earmark-text",
    "grant": "key",
    "missing": "exclamation-octagon",
    "informed": "send",
    "search": "search",
    "return_interview": "journal-text",
    "transition": "person",
    "hold": "clock",
    "transfer": "people",
    "paper": "clipboard-check",
    "proposal": "people",
    "document": "file-earmark-text",
    "duplicate": "people",
    "risk": "flag",
    "concern": "shield-check",
    "review": "clipboard-check",
    "conference": "people",
    "conference_decision": "people",
    "conference_addendum": "people",
    "feedback": "heart-pulse",
    "question": "question-circle",
    "guardianship": "shield-check",
    "asylum_hearing": "people",
    "age_assessment": "question-circle",
    "tracing": "search",
    "tracing_action": "search",
    "family_match": "search",
    "verification": "clipboard-check",
    "departure": "people",
}


@access.record_page(
    Child, verb=Verb.OPEN_CASE, related=("case__owner", "found_place", "team__institution", "wishes", "arrival__place")
)
def case(request, child):
    together = joined.around(child, by=request.user, related=("case",))
    if together.may_follow:
        messages.info(request, joined.led_here(child))
        return redirect(together.into.kept)
    files, gone = [child, *[merge.other for merge in together.seen]], bool(together.into)
    reading.read_along(*files, user=request.user)
    rights_on = {child: request.rights, **{one: access.rights_on(request.user, one.pk) for one in files[1:]}}
    for one in files[1:]:
        access.remember(request.user, AccessEvent.Kind.OPENED, one)
    rights = rights_on[child]
    opened, in_code = child.case, "C2" not in rights.classes
    in_house = Scope(request.user.role.scope) == Scope.RESIDENT
    dues = [] if gone else _dues(request.user, files, in_house)
    step = None if gone else next_step(child, dues, rights, request.user, files)
    readers = [one for one, of in rights_on.items() if "C2" in of.classes]
    joined_at = max((merge.merged_at for merge in together.seen), default=None)
    possible = [deed for deed in deeds(child, rights, request.user) if not gone and (not step or deed["url"] != step["url"])]
    in_the_open, more = deed_groups.grouped([*possible, *_printing(child, rights)])
    context = {
        "joined": joining.notices(together, rights_on),
        "child": child,
        "case": opened,
        "step_label": Step(list(opened.episodes.all())[-1].step).label,
        "state_tone": "info" if opened.status == Case.Status.OPEN else "calm",
        "sub": options.in_a_row([child.get_sex_display(), child.age, child.category_label]),
        "about": _about(child, request.user),
        "flags": _flags(child, rights),
        "banners": [] if gone else banners(child, rights),
        "handing": handing.notices(child, request.user),
        "apart": [] if in_code else siblings_apart(child),
        "unsettled": unsettled(files),
        "explain_apart_url": explain_apart(child, rights),
        "reveal_url": reverse("minors:identity", args=[child.pk]) if Verb.REVEAL_IDENTITY in rights.verbs else "",
        "in_code": in_code,
        "coded_role": Scope(request.user.role.scope) in (Scope.REGION_CODED, Scope.ALL_CODED),
        "step": step,
        "deeds": possible,
        "in_the_open": in_the_open,
        "more_deeds": more,
        "more_count": sum(len(group["deeds"]) for group in more),
        "dues": dues,
        "may_act": bool(rights.verbs & {Verb.ASSESS, Verb.REFER, Verb.APPROVE}),
        "placements": placements(rights_on),
        "assessments": _assessments(files),
        "follow_ups": _follow_ups(files),
        "family": _family(files),
        "check_url": _perhaps_missing(child, files) if not gone else "",
        "determinations": [{"bid": bid, "code": code_of(file.pk, files)} for file in files for bid in bids_of(file)],
        "may_begin_bid": Verb.ASSESS in rights.verbs
        and opened.status != Case.Status.CLOSED
        and not any(bid.status in bid.RUNNING for bid in bids_of(child)),
        "referrals": [] if in_house else [one for file in readers for one in file.referrals.all()],
        "in_house": in_house,
        "expected": [one for rows in bed_board.appointments(files, day=dates.today()).values() for one in rows]
        if in_house
        else [],
        "sensitive": "C3" in rights.classes,
        "holds": [] if in_code else ledger.standing(*readers, joined_at=joined_at),
        "restricted": [] if in_code else ledger.restricted(*readers, joined_at=joined_at),
        "grants": [one for file in files for one in file.grants.all()],
        "documents": sum(
            one["status"] == "current" and one["field_class"] in of.classes
            for file, of in rights_on.items()
            for one in _papers(file)
        ),
        "concerns": _concerns(rights_on),
        "mandates": guardianship.card(files, rights_on),
        "ages": age_assessment.card(files),
        "questions": sum(
            one["status"] == "open" and asked.may_know(one["subject_class"], of.classes)
            for file, of in rights_on.items()
            for one in _questions(file)
        ),
        "may_ask": Verb.QUESTION in rights.verbs and "C3" in rights.classes,
        "may": {
            verb.value: verb in rights.verbs for verb in (Verb.ASSESS, Verb.PRINT_CASE, Verb.SHARE_CASE, Verb.REFER, Verb.PLACE)
        },
        "missing": _missing(child, rights),
        "waiting_url": _waiting(opened) if Verb.REVEAL_IDENTITY in rights.verbs and not in_code else "",
        "entries": _entries(rights_on, {one.pk for file in files for one in file.referrals.all()} if in_house else set()),
        "crumbs": [{"label": _("Children"), "url": reverse("minors:children")}],
    }
    return show(request, "casework/case.html", context)


def _dues(user, files, in_house: bool) -> list[due.Due]:
    """What is due. Where the child sleeps nobody is told of its referrals (domain.md 9.12)."""
    return [one for one in due.of_files(user, *files) if not (in_house and one.key.startswith("referral."))]


def _printing(child, rights) -> list[dict]:
    """Paper, among what can be done with a case. A file that was joined to another is printed too."""
    if Verb.PRINT_CASE not in rights.verbs:
        return []
    return [{"label": _("Print the case file"), "url": reverse("casework:print", args=[child.pk]), "icon": "printer"}]


def _flags(child, rights) -> list[dict]:
    """What everybody who may read it must see at once."""
    if "C3" in rights.classes and asylum.fears_return(child):
        return [{"word": _("Asylum: tell the embassy nothing"), "tone": "bad"}]
    return []


def _papers(child) -> list[dict]:
    """The documents of a file, as they came along with its episodes: [{id, status, field_class}]."""
    return _episode(child).papers


def _episode(child):
    """Any of its episodes: each has brought along what the page needs of the child."""
    return next(iter(child.case.episodes.all()))


def _concerns(rights_on) -> list[dict] | None:
    """The concerns that are not resolved, of the classes that this person may read; None for who may read none."""
    if not any("C3" in of.classes for of in rights_on.values()):
        return None
    return [
        {"code": code_of(file.pk, rights_on), "concern": concern, "tone": TONES[concern.status]}
        for file, of in rights_on.items()
        for concern in (Concern(**one) for one in _episode(file).concerns if one["field_class"] in of.classes)
        if concern.is_open
    ]


def bids_of(child) -> list[Determination]:
    """The determinations of a file, as they came along with its episodes, the last one first."""
    return [Determination(**one) for one in _episode(child).bids]


def _questions(child) -> list[dict]:
    """The questions and flags of a file, as they came along with its episodes: [{id, status, subject_class}]."""
    return next(iter(child.case.episodes.all())).questions


def _missing(child, rights) -> int:
    """How many answers the forms still lack, for those who can give them."""
    return len(completeness.missing(child, rights.classes)) if Verb.ASSESS in rights.verbs else 0


def _waiting(opened) -> str:
    """The page of the change of identity that waits for a second person, if one does."""
    change = next((one.waiting_change for one in opened.episodes.all() if one.waiting_change), None)
    return reverse("minors:decide_change", args=[change]) if change else ""


def _about(child, user) -> list[dict]:
    opened = child.case
    episodes = list(opened.episodes.all())
    facts = [
        {"label": _("First language"), "value": child.language_label},
        {"label": _("Found"), "value": _("%(place)s, by: %(who)s") % {"place": child.found_place, "who": child.found_by_label}},
        {"label": _("Responsible"), "value": isolate(opened.owner)},
        {"label": _("Team"), "value": isolate(child.team)},
        {"label": _("Reasons for this level of risk"), "value": opened.risk_reasons},
    ]
    if child.arrival:
        known = access.visible_to(user, ArrivalEvent).filter(pk=child.arrival_id).exists()
        words = format_html('<a href="{}">{}</a>', child.arrival.get_absolute_url(), child.arrival) if known else child.arrival
        facts.append({"label": _("Arrived with"), "value": words})
    if child.entry == Child.Entry.PAPER:
        value = _("%(how)s on %(day)s") % {"how": child.get_entry_display(), "day": dates.day_in_words(child.recorded_at)}
        facts.append({"label": _("How it was entered"), "value": value})
    if len(episodes) > 1:
        value = _("%(number)s, opened on %(day)s") % {
            "number": episodes[-1].number,
            "day": dates.day_in_words(episodes[-1].opened_at),
        }
        facts.append({"label": _("Episode"), "value": value})
    return facts


def _assessments(files) -> list[dict]:
    """Rapid and best-interests assessments together, newest first. Only their state: the text is read on its own page."""
    rapid = [
        {
            "title": _("Rapid assessment"),
            "at": one.done_at,
            "url": one.get_absolute_url(),
            "risk": one.risk,
            "state": _("signed"),
            "tone": "good",
            "who": one.author.name,
            "code": code_of(file.pk, files),
        }
        for file in files
        for one in file.rapid_assessments.all()
    ]
    tones = {"approved": "good", "returned": "warn", "submitted": "info", "draft": "calm"}
    full = [
        {
            "title": _("Best-interests assessment %(number)s") % {"number": one},
            "at": one.submitted_at or one.recorded_at,
            "url": one.get_absolute_url(),
            "risk": one.risk,
            "state": one.get_status_display(),
            "tone": tones[one.status],
            "who": one.author.name,
            "code": code_of(one.child_id, files),
        }
        for file in files
        for one in file.best_interests_assessments.all()
    ]
    return sorted(rapid + full, key=lambda one: one["at"], reverse=True)


def _follow_ups(files) -> list[dict]:
    """The last visits and calls of all files, newest first. Only their state: the text is read on its own page."""
    rows: list[dict] = [{"one": one, "code": code_of(file.pk, files)} for file in files for one in reading.follow_ups_of(file)]
    return sorted(rows, key=lambda row: row["one"].done_at, reverse=True)[:FOLLOW_UPS]


def _family(files) -> list[dict]:
    """Searches for the family, families that search, verifications and departures: only their state, the words are read on their own pages."""
    rows = []
    for file in files:
        for model, known in OF_THE_FAMILY.items():
            for one in (model(**row) for row in getattr(_episode(file), known)):
                rows.append({"one": one, "tone": tone(one.status), "code": code_of(file.pk, files)})
    return rows


def _perhaps_missing(child, files) -> str:
    """Where one says that the child is missing, when the child was not seen several times in a row."""
    known = child.case.status == Case.Status.CLOSED or next(iter(child.case.episodes.all())).missing
    missed = not known and reading.missed_by(*files) >= contact.MISSED
    return reverse("casework:report_missing", args=[child.pk]) if missed else ""


def _entries(rights_on, shut: set[UUID]) -> list[dict]:
    """The timeline as its component shows it. It quotes no identity: that is asked for; nor reasons, but to readers of C3."""
    classes = {file.pk: rights.classes - {"C2"} for file, rights in rights_on.items()}
    hidden = shut | {
        UUID(one["id"])
        for file, of in rights_on.items()
        for one in [*_papers(file), *_episode(file).concerns]
        if one["field_class"] not in of.classes
    }
    hidden |= {
        UUID(one["id"])
        for file, of in rights_on.items()
        for one in _questions(file)
        if not asked.may_know(one["subject_class"], of.classes)
    }
    edited = list(dict.fromkeys([*EDITED, *(section.model for section in SECTIONS.values())]))
    return [
        {
            "at": entry.happened_at,
            "recorded": entry.recorded_at if entry.late else None,
            "sentence": entry.sentence,
            "who": options.in_a_row([entry.who, entry.role]),
            "code": code_of(entry.child_id, rights_on),
            "icon": ICONS.get(entry.workflow, "pencil"),
            "detail": "\n".join([*_reason(entry), *entry.changes]),
            "objectives": [{"code": code, "title": ""} for code in entry.objectives],
            "quiet": not entry.workflow,
            "url": "",
        }
        for entry in timeline.of_files(classes, edited, without=hidden)
    ]


def _reason(entry) -> list[str]:
    """Why it was done, unless it repeats the sentence."""
    if entry.reason in ("", _("Registration"), entry.sentence):
        return []
    return [entry.reason]
