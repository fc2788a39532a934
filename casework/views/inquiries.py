"""The tracing officer's pages: the inquiries of their institution, who may be the child, and what the family may be told (9.13)."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import described
from base.forms import attempt, kept
from base.pages import home_of, page, show
from base.roles import Verb
from base.workflow import Refused
from casework import family_matches, inquiries
from casework.forms.inquiries import ASKS, CALLED, LIVED, SEEN, AllowForm, CloseForm, InquiryForm, WhyForm
from casework.models import FAMILY_MATCH, INQUIRY, FamilyMatch, Inquiry
from casework.views.family import tone as match_tone
from minors.access import record_page, visible_to

LONGEST = 100
TONES = {"received": "warn", "proposed": "info", "child_asked": "info", "confirmed": "good", "refused": "calm", "closed": "calm"}


@page(verb=Verb.TRACE_FAMILIES)
def inquiries_of(request):
    """Those of one's own institution: what is to be done first, then what waits for others, then the closed ones."""
    mine = visible_to(request.user, Inquiry)
    rows = [*mine.still_open(), *mine.filter(status=Inquiry.Status.CLOSED)[:LONGEST]]  # nobody who waits drops off the list
    states = {
        _("To be done"): ["received", "looked_at", "confirmed", "refused"],
        _("Waits for a child, or for a verification"): ["proposed", "child_asked"],
        _("No match for now"): ["no_match"],
        _("Closed"): ["closed"],
    }
    groups = [{"title": title, "rows": [_row(one) for one in rows if one.status in of]} for title, of in states.items()]
    context = {"groups": [one for one in groups if one["rows"]], "new_url": reverse("casework:new_inquiry")}
    return show(request, "casework/inquiries.html", context)


def _row(one: Inquiry) -> dict:
    return {"one": one, "tone": TONES.get(one.status, "info")}


@page(verb=Verb.TRACE_FAMILIES, methods=("GET", "POST"))
def new_inquiry(request):
    lead = _("Write what the family tells, in its own spelling. Tell it nothing of any child.")
    return _take(request, lead, lambda made: made.get_absolute_url(), _("The inquiry is kept. Look for the child now."))


@page(verb=Verb.REGISTER_CHILD, methods=("GET", "POST"))
def pass_on_inquiry(request):
    """A family that calls somebody who registers children: the Red Crescent looks further, and nothing is told here."""
    lead = _("The tracing service of the Red Crescent gets it. Tell the family nothing of any child, not even that you know it.")
    return _take(request, lead, lambda made: home_of(request.user), _("It is kept. The Red Crescent looks for the child now."))


def _take(request, lead, onwards, done):
    form = kept(request, InquiryForm)
    made: list = []
    tried = attempt(request, form, lambda: made.append(_receive(form, request.user)))
    if tried.done:
        messages.success(request, done)
        return HttpResponseRedirect(onwards(made[0]))
    mine = request.user.can(Verb.TRACE_FAMILIES)
    crumbs = [{"label": _("Families who search"), "url": reverse("casework:inquiries")}] if mine else []
    context = {"form": form, "title": _("A family looks for a child"), "lead": lead, "submit": _("Keep the inquiry")}
    context |= {"crumbs": crumbs, "back": reverse("casework:inquiries") if mine else home_of(request.user)}
    return show(request, "casework/inquiry_form.html", context, status=tried.status)


def _receive(form, by):
    return inquiries.receive(facts=form.facts(), allowed=form.allowed(), by=by)


@record_page(Inquiry, verb=Verb.TRACE_FAMILIES, related=("author",))
def inquiry(request, record):
    return _show(request, record)


def _show(request, record, status=200):
    """Of a child that was proposed the page tells the answer and what may be said, and nothing of its file."""
    matches = visible_to(request.user, FamilyMatch).filter(inquiry=record).select_related("author")
    consent = inquiries.standing(record)
    birth = ["birth"] if record.birth else []
    context = {
        "inquiry": record,
        "tone": TONES.get(record.status, "info"),
        # Who takes an inquiry writes down the contact, and needs it to answer: it is the secret of the family, not of a child.
        "who": described.facts(record, ASKS),
        "child": [
            *described.facts(record, [*CALLED, *LIVED, *SEEN]),
            *_dates(record, [*birth, *(["seen"] if record.seen else [])]),
        ],
        "consent": consent,
        "matches": [_match(one) for one in matches],
        "ending": described.facts(record, ["ending", "ending_note"]),
        "may_correct": not record.is_closed,
        "may_look": INQUIRY.allows(record, "look") and consent.keeps,
        "may_see": record.status == Inquiry.Status.LOOKED_AT,
        "may_give_up": INQUIRY.allows(record, "give_up"),
        "may_close": INQUIRY.allows(record, "close"),
        "crumbs": _crumbs(),
    }
    return show(request, "casework/inquiry.html", context, status=status)


def _crumbs(record=None) -> list[dict]:
    first = {"label": _("Families who search"), "url": reverse("casework:inquiries")}
    return [first, *([{"label": str(record), "url": record.get_absolute_url()}] if record else [])]


def _dates(record, names) -> list[dict]:
    return [{"label": described.label(Inquiry, f"{name}_raw"), "value": getattr(record, f"{name}_raw")} for name in names]


def _match(one: FamilyMatch) -> dict:
    """What the officer learns: the state, and the words that may be said. No code, no number, no name."""
    return {
        "one": one,
        "tone": match_tone(one.status),
        "words": one.family_told if FAMILY_MATCH.allows(one, "tell") or one.status == "told" else "",
        "waits": one.status in ("proposed", "wished", "verifying"),
        "silent": one.status in ("refused", "denied"),
        "may_tell": FAMILY_MATCH.allows(one, "tell") and bool(one.family_told),
        "may_withdraw": FAMILY_MATCH.allows(one, "withdraw"),
    }


@record_page(Inquiry, verb=Verb.TRACE_FAMILIES, methods=("GET", "POST"))
def correct_inquiry(request, record):
    form = kept(request, InquiryForm, record=record)
    tried = attempt(request, form, lambda: inquiries.correct(record, facts=form.facts(), by=request.user), record)
    if tried.done:
        messages.success(request, _("It is corrected. Look for the child again."))
        return HttpResponseRedirect(record.get_absolute_url())
    return _form(request, record, form, _("Correct what the family tells"), _("Keep it"), tried)


@record_page(Inquiry, verb=Verb.TRACE_FAMILIES, methods=("GET", "POST"))
def allow_inquiry(request, record):
    """What the family allows now. A no to being kept closes the inquiry at once."""
    last = inquiries.standing(record)
    form = kept(request, AllowForm, initial={"keeps": last.keeps, "tells": last.tells})
    tried = attempt(request, form, lambda: inquiries.allow(record, by=request.user, **form.deed()))
    if tried.done:
        messages.success(request, _("It is written down, and holds from now on."))
        return HttpResponseRedirect(record.get_absolute_url())
    return _form(request, record, form, _("What the family allows"), _("Write it down"), tried)


@record_page(Inquiry, verb=Verb.TRACE_FAMILIES, methods=("GET", "POST"))
def close_inquiry(request, record):
    form = kept(request, CloseForm)
    tried = attempt(request, form, lambda: inquiries.close(record, by=request.user, **form.deed()))
    if tried.done:
        messages.success(request, _("The inquiry is closed."))
        return redirect("casework:inquiries")
    return _form(request, record, form, _("Close the inquiry"), _("Close the inquiry"), tried)


def _form(request, record, form, title, submit, tried, lead=""):
    context = {"form": form, "title": title, "submit": submit, "conflict": tried.conflict, "lead": lead}
    context |= {"crumbs": _crumbs(record), "back": record.get_absolute_url()}
    return show(request, "casework/inquiry_form.html", context, status=tried.status)


@record_page(Inquiry, verb=Verb.TRACE_FAMILIES, methods=("POST",))
def look_inquiry(request, record):
    return _do(request, record, lambda: inquiries.look(record, by=request.user), reverse("casework:candidates", args=[record.pk]))


@record_page(Inquiry, verb=Verb.TRACE_FAMILIES, methods=("POST",))
def give_up_inquiry(request, record):
    return _do(request, record, lambda: inquiries.give_up(record, by=request.user), record)


def _do(request, record, deed, to, *, done="", again=None):
    """A deed without a form; refused, the page says why, where nothing else is shown `again` that of the inquiry."""
    try:
        deed()
    except Refused as refusal:
        messages.error(request, str(refusal))
        record.refresh_from_db()
        return (again or _show)(request, record, status=422)
    if done:
        messages.success(request, done)
    return redirect(to)


@record_page(Inquiry, verb=Verb.TRACE_FAMILIES)
def candidates(request, record):
    """Likeness and reasons of each child who may be the one; neither code nor name, and nothing else of the file."""
    if record.status != Inquiry.Status.LOOKED_AT:
        return redirect(record)
    return _candidates(request, record)


def _candidates(request, record, status=200):
    context = {
        "inquiry": record,
        "candidates": inquiries.candidates(record, by=request.user),
        "may_tell_child": inquiries.standing(record).tells,
        "crumbs": _crumbs(record),
    }
    return show(request, "casework/candidates.html", context, status=status)


@record_page(Inquiry, verb=Verb.TRACE_FAMILIES, methods=("POST",))
def propose_match(request, record):
    done = _("It is proposed. The responsible worker asks the child; tell the family nothing until then.")
    key = request.POST.get("candidate", "")
    return _do(
        request, record, lambda: family_matches.propose(record, key, by=request.user), record, done=done, again=_candidates
    )


@record_page(FamilyMatch, verb=Verb.TRACE_FAMILIES, methods=("POST",), related=("inquiry",))
def tell_match(request, match):
    done = _("It is written down that the family was told.")
    return _do(request, match.inquiry, lambda: family_matches.tell(match, by=request.user), match.inquiry, done=done)


@record_page(FamilyMatch, verb=Verb.TRACE_FAMILIES, methods=("GET", "POST"), related=("inquiry",))
def withdraw_match(request, match):
    form = kept(request, WhyForm)
    tried = attempt(request, form, lambda: inquiries.withdraw(match, by=request.user, **form.deed()))
    if tried.done:
        messages.success(request, _("The proposal is withdrawn."))
        return redirect(match.inquiry)
    return _form(request, match.inquiry, form, _("Withdraw the proposal"), _("Withdraw it"), tried)
