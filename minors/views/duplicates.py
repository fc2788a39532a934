"""Likely duplicates: while a name is typed, the desk of those who decide, two files side by side (domain.md 4.5, 9.4)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from base import dates
from base.forms import kept
from base.models import AccessEvent
from base.pages import page, show
from base.roles import Verb
from base.workflow import Refused
from minors import access, duplicates
from minors.likeness import Reason
from minors.models import Child, DuplicateDecision
from minors.naming_forms import DecisionForm
from minors.views.identity import identity_of

MOST = 50
BOTH = ("child__found_place", "other__found_place", "child__team__institution", "other__team__institution", "decided_by")


@page(verb=Verb.REGISTER_CHILD, methods=("POST",), asks=True)
def duplicates_page(request):
    """The fragment beside the names of a registration: children who may be the same, while the name is typed."""
    typed = {part: request.POST.get(part, "")[:80] for part in ("own", "father", "grandfather")}
    mother = {part: request.POST.get(f"mother_{part}", "")[:80] for part in ("own", "father")}
    sex, language = request.POST.get("sex", "")[:1], request.POST.get("language", "")[:16]
    candidates = duplicates.likely(name=typed, mother=mother, sex=sex, language=language, to=request.user)
    if candidates:
        remember(request.user, typed, candidates)
    return show(request, "minors/duplicates.html", {"candidates": candidates})


def remember(user, typed: dict, candidates) -> None:
    """Whoever is shown similar children has searched for them."""
    found = [one.child.code for one in candidates.visible]
    access.remember(user, AccessEvent.Kind.SEARCHED, term=" ".join(filter(None, typed.values())), found=found)


@page(verb=Verb.RESOLVE_DUPLICATES)
def desk(request):
    """Pairs that wait for a decision or for the merge, likeliest first. Of a pair with a half out of reach only the own half is named."""
    seen = access.visible_to(request.user, DuplicateDecision).waiting().select_related("child", "other", "child__found_place")
    pairs = list(seen.order_by("-score", "recorded_at", "id")[:MOST])
    codes = sorted({child.code for pair in pairs for child in (pair.child, pair.other)})
    halves = duplicates.waiting_elsewhere(request.user)
    access.remember(request.user, AccessEvent.Kind.LISTED, found=[*codes, *(child.code for child in halves)])
    context = {"pairs": [{"pair": pair, "reasons": words(pair), "tone": _tone(pair)} for pair in pairs], "halves": halves}
    return show(request, "minors/duplicates_desk.html", context)


@access.record_page(DuplicateDecision, verb=Verb.RESOLVE_DUPLICATES, methods=("GET", "POST"), related=BOTH)
def compare(request, pair):
    """Two files side by side, and the decision."""
    _both_open_to(request.user, pair)
    form = kept(request, DecisionForm, initial={"decision": pair.decision if pair.decided_by_id else ""})
    if request.method == "POST" and form.is_valid():
        try:
            duplicates.decide(pair, by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
            pair.refresh_from_db()
        else:
            messages.success(request, _("Your decision was kept."))
            return redirect(
                "minors:duplicate" if pair.decision == "same" else "minors:duplicates_desk",
                *[pair.pk] * (pair.decision == "same"),
            )
    return _show(request, pair, form, status=422 if form.is_bound else 200)


@access.record_page(DuplicateDecision, verb=Verb.RESOLVE_DUPLICATES, methods=("POST",), related=BOTH)
def duplicate_identities(request, pair):
    """Both identities, shown once, in this answer only; remembered for both children."""
    for child in _both_open_to(request.user, pair):
        if not access.may(request.user, Verb.REVEAL_IDENTITY, child.pk) or "C2" not in access.classes_for(request.user, child.pk):
            raise PermissionDenied(_("You may read this file, but not the identity."))
        access.remember(request.user, AccessEvent.Kind.REVEALED, child)
    return _show(request, pair, DecisionForm(), named=True)


def _both_open_to(user, pair) -> tuple[Child, Child]:
    """Both children, of whom the door has let pass the first and found the second in reach; the deed is asked for both."""
    if not access.may(user, Verb.RESOLVE_DUPLICATES, pair.other_id):
        raise PermissionDenied(_("You may read this file, but this action belongs to somebody else."))
    return pair.child, pair.other


def _show(request, pair, form, *, named=False, status=200):
    rights = [access.rights_on(request.user, child.pk) for child in (pair.child, pair.other)]
    access.remember(request.user, AccessEvent.Kind.OPENED, pair.other)
    if named:
        prefetch_related_objects([pair.child, pair.other], "names")
    context = {
        "pair": pair,
        "form": form,
        "sides": [
            {"child": child, "identity": identity_of(child)["facts"] if named else None} for child in (pair.child, pair.other)
        ],
        "rows": _side_by_side(pair),
        "reasons": words(pair),
        "tone": _tone(pair),
        "named": named,
        "may_reveal": all(Verb.REVEAL_IDENTITY in one.verbs and "C2" in one.classes for one in rights),
        "sensitive": all("C3" in one.classes for one in rights),
        "merge_url": _merge_url(pair),
        "decided": pair.decision == "merged",
    }
    return show(request, "minors/duplicate.html", context, status=status)


def words(pair: DuplicateDecision) -> list[str]:
    """Why the two look alike, as it stood when the pair was noticed."""
    return [Reason(**reason).words for reason in pair.reasons]


def _side_by_side(pair) -> list[dict]:
    """Only what is needed to tell two children apart, and nothing that belongs to the identity."""

    def facts(child):
        return [
            (_("Sex"), child.get_sex_display()),
            (_("Age"), child.age),
            (_("The child is"), child.category_label),
            (_("First language"), child.language_label),
            (_("Found"), str(child.found_place)),
            (_("Found on"), date_format(dates.local_date(child.identified_at), "DATE_FORMAT")),
            (_("By whom?"), child.found_by_label),
            (_("Registered on"), date_format(dates.local_date(child.registered_at), "DATE_FORMAT")),
            (_("Team"), str(child.team)),
        ]

    rows = zip(facts(pair.child), facts(pair.other), strict=True)
    return [{"label": label, "one": one, "other": other, "same": one == other} for (label, one), (_label, other) in rows]


def _tone(pair) -> str:
    return {"same": "bad", "unsure": "warn", "different": "calm", "merged": "good"}.get(pair.decision, "info")


def _merge_url(pair) -> str:
    if pair.decision != "same":
        return ""
    try:
        return reverse("minors:merge", args=[pair.pk])
    except NoReverseMatch:
        return ""
