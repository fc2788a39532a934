"""Two files of one child: compared and joined, and separated again (domain.md 4.5, 9.4)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from base.forms import kept
from base.models import AccessEvent
from base.pages import show
from base.roles import Verb
from base.workflow import Refused
from minors import access, comparing
from minors import merge as joining
from minors.forms import MergeForm, ReasonForm
from minors.models import DUPLICATE, DuplicateDecision, Merge


@access.record_page(DuplicateDecision, verb=Verb.RESOLVE_DUPLICATES, methods=("GET", "POST"), related=("other",))
def merge(request, pair):
    """Both files side by side, a choice for each difference, and what will happen; then they become one."""
    first, second = files = sorted([pair.child, pair.other], key=lambda child: (child.registered_at, child.code))
    classes = _classes_of_both(request, files)
    prefetch_related_objects(files, "names", "found_place", "consent_statements")
    for child in files:
        # The page shows names, as the page that corrects a name does.
        access.remember(request.user, AccessEvent.Kind.REVEALED if "C2" in classes else AccessEvent.Kind.OPENED, child)
    differing = comparing.choices_of(first, second, classes)
    form = kept(request, MergeForm, files=files, differing=differing)
    if request.method == "POST" and form.is_valid():
        try:
            joined = joining.merge(by=request.user, **form.deed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            values = {"other": joined.other.code, "kept": joined.kept.code}
            messages.success(request, _("%(other)s was joined with %(kept)s. Nothing was lost, and it can be undone.") % values)
            return redirect(joined.kept)
    context = {
        "pair": pair,
        "files": files,
        "form": form,
        "allowed": DUPLICATE.allows(pair, "merge"),
        "obstacles": joining.obstacles(first, second),
        "alike": not differing,
        "consents": comparing.consents_of(first, second) if "C2" in classes else [],
        "lonely": comparing.with_one_only(first, second),
    }
    return show(request, "minors/merge.html", context, status=422 if form.is_bound else 200)


@access.record_page(Merge, verb=Verb.RESOLVE_DUPLICATES, methods=("GET", "POST"), related=("other", "pair"))
def unmerge(request, joined):
    """Why the files are separated; then both stand apart again."""
    _classes_of_both(request, [joined.kept, joined.other])
    form = kept(request, ReasonForm)
    if request.method == "POST" and form.is_valid():
        try:
            left = joining.unmerge(joined, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            _tell_what_was_left(request, left)
            return redirect(joined.kept)
    context = {"joined": joined, "form": form, "over": joined.unmerged_at is not None}
    return show(request, "minors/unmerge.html", context, status=422 if form.is_bound else 200)


def _classes_of_both(request, files) -> set[str]:
    """The classes of field this person may read of both. Who may not decide about each of them is told so."""
    rights = [access.rights_on(request.user, child.pk) for child in files]
    if not all(Verb.RESOLVE_DUPLICATES in one.verbs for one in rights):
        raise PermissionDenied(_("Only who may decide about both files can do this."))
    return set.intersection(*(one.classes for one in rights))


def _tell_what_was_left(request, left):
    messages.success(request, _("The files stand apart again."))
    if left:
        labels = [str(comparing.LABELS.get(group) or capfirst(joining.groups()[group][0].verbose_name)) for group in left]
        text = _("Changed since they were joined, and left as it is now: %(fields)s. Check it.")
        messages.warning(request, text % {"fields": ", ".join(labels)})
