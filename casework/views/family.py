"""What the pages of the search for the family, of verification and of departures share; and the page that shows all three of one child."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base.forms import attempt
from base.pages import show
from base.roles import Verb
from casework import departures, tracing
from casework.models import Departure, FamilyMatch, TracingRequest, Verification
from casework.views.about import about
from minors import joined
from minors.access import record_page, visible_to
from minors.models import Child

TONES = {"closed": "calm", "cancelled": "calm", "reunified": "good", "verified": "good", "concluded": "good", "completed": "good",
         "located": "good", "approved": "good", "submitted": "warn", "proposed": "warn", "confirmed": "good", "told": "good",
         "withdrawn": "calm", "denied": "calm", "refused": "calm"}  # fmt: skip


def tone(status: str) -> str:
    return TONES.get(status, "info")


def at_family(child: Child) -> dict:
    """Context of a page below the page of the family search: its crumbs too."""
    context = about(child)
    crumb = {"label": _("Search for the family, reunification"), "url": reverse("casework:tracing", args=[child.pk])}
    return context | {"crumbs": [*context["crumbs"], crumb]}


def form_page(request, child: Child, form, deed: Callable, *, done: str, heading: str, submit: str, back: str = "",
              lead: str = "", record=None, notes: Iterable[str] = (), action: str = "", consent: bool = False):  # fmt: skip
    """A page with one form: the deed, and then the page of what it made, or `back`."""
    made: list = []
    tried = attempt(request, form, lambda: made.append(deed()), record)
    back = back or reverse("casework:tracing", args=[child.pk])
    if tried.done:
        messages.success(request, done)
        return HttpResponseRedirect(made[0].get_absolute_url() if hasattr(made[0], "get_absolute_url") else back)
    context = {
        **at_family(child),
        "form": form,
        "heading": heading,
        "lead": lead,
        "submit": submit,
        "back": back,
        "notes": list(notes),
        "consent_url": reverse("minors:consent", args=[child.pk]) if consent and notes else "",
        "action": action or request.path,
        "conflict": tried.conflict,
    }
    return show(request, "casework/family_form.html", context, status=tried.status)


@record_page(Child, verb=Verb.OPEN_CASE, related=("case",))
def tracing_of(request, child):
    """Searches, verifications and departures of one child, and what speaks against each next step."""
    files, rights = joined.files_for(child, by=request.user), request.rights
    sensitive = "C3" in rights.classes
    searches, verifications, leaving = (
        visible_to(request.user, model).filter(child__in=files).select_related("child", "author")
        for model in (TracingRequest, Verification, Departure)
    )
    families = visible_to(request.user, FamilyMatch).filter(child__in=files).select_related("child", "author")
    context = {
        **about(child),
        "searches": [{"one": one, "tone": tone(one.status)} for one in searches],
        "families": [{"one": one, "tone": tone(one.status)} for one in families],
        "verifications": [
            {"one": one, "tone": tone(one.status), "conclusion": one.conclusion_label if sensitive and one.conclusion else ""}
            for one in verifications
        ],
        "departures": [{"one": one, "tone": tone(one.status)} for one in leaving],
        "several": len(files) > 1,
        "may": Verb.ASSESS in rights.verbs,
        "may_approve": Verb.APPROVE in rights.verbs,
        "sensitive": sensitive,
        "against": _against(child, secret="C4" in rights.classes) if sensitive else [],
        "obstacles": departures.obstacles(child, cross_border=False) if sensitive else [],
        "planned": any(one.unfinished for one in leaving),
    }
    context["to_ask"] = context["may"] and bool(context["obstacles"] or any(one["sentences"] for one in context["against"]))
    return show(request, "casework/tracing.html", context)


def _against(child: Child, secret: bool) -> list[dict]:
    """For each service through which the family could be looked for: what speaks against it."""
    return [{"service": scope.label, "sentences": tracing.against(child, scope, secret=secret)} for scope in TracingRequest.Scope]
