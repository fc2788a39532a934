"""Who may open one child's file: giving access for a time, ending it, shutting somebody out (domain.md 7.2)."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates, options
from base.forms import attempt, kept
from base.pages import show
from base.roles import Verb
from minors import access as door
from minors import coming_of_age, sharing
from minors.forms import LEVELS, AgreeForm, ExcludeForm, GrantForm, ReasonForm
from minors.models import GRANT, Child, Exclusion, Grant


@door.record_page(Child, verb=Verb.SHARE_CASE, methods=("GET", "POST"), step_up=True)
def access(request, child):
    """Everybody who has or had access by a grant, and a form that gives access to a colleague."""
    form = kept(request, GrantForm, giver=request.user)
    given: list[Grant] = []
    tried = attempt(request, form, lambda: given.append(sharing.give(child, by=request.user, **form.deed())))
    if tried.done:
        messages.success(request, _("%(person)s may open this case now.") % {"person": given[0]})
        return redirect("minors:access", child.pk)
    return _show(request, child, form=form, status=tried.status)


@door.record_page(Grant, verb=Verb.SHARE_CASE, methods=("POST",))
def revoke_access(request, record):
    return _change(request, record, ReasonForm, door.revoke, done=_("This access has ended."))


@door.record_page(Grant, verb=Verb.SHARE_CASE, methods=("POST",), related=("user",), step_up=True)
def agree_to_access(request, record):
    """The young adult agrees that the former guardian reads on."""
    done = _("The agreement is kept: %(person)s may read on.") % {"person": record}
    return _change(request, record, AgreeForm, coming_of_age.agree, done=done)


@door.record_page(Child, verb=Verb.SHARE_CASE, methods=("POST",))
def exclude(request, child):
    form = ExcludeForm(request.POST, giver=request.user)
    made: list[Exclusion] = []
    tried = attempt(request, form, lambda: made.append(door.exclude(child, by=request.user, **form.deed())))
    if tried.done:
        messages.success(request, _("%(person)s cannot open this case any more.") % {"person": made[0]})
        return redirect("minors:access", child.pk)
    return _show(request, child, exclude_form=form, status=tried.status)


@door.record_page(Exclusion, verb=Verb.SHARE_CASE, methods=("POST",), related=("user",))
def let_in(request, record):
    """A person who was shut out sees the file again by their unit and accesses."""
    return _change(
        request, record, ReasonForm, door.let_in_again, done=_("%(person)s is not shut out any more.") % {"person": record}
    )


def _change(request, record, form_class, deed, *, done: str):
    """Something about one line of the page, with its reason."""
    form = form_class(request.POST, about=record)
    tried = attempt(request, form, lambda: deed(record, by=request.user, reason=form.cleaned_data["reason"]))
    if tried.done:
        messages.success(request, done)
        return redirect("minors:access", record.child_id)
    return _show(request, record.child, refused=(record.pk, form), status=tried.status)


def _show(request, child, *, form=None, exclude_form=None, refused=(None, None), status=200):
    rows = []
    for grant in child.grants.select_related("user__institution", "team", "given_by"):
        running = GRANT.allows(grant, "revoke") and (grant.ends_at is None or grant.ends_at > dates.now())
        ending = ReasonForm(about=grant) if running and grant.purpose != Grant.Purpose.RESPONSIBLE else None
        rows.append(
            {
                "grant": grant,
                "running": running,
                "level": _level(grant),
                "rests_on": options.label("L28", grant.scope) if grant.scope else "",
                "aged_out": running and coming_of_age.ended_by_age(grant),
                "agreeing": AgreeForm(about=grant) if running and _may_agree(grant, child) else None,
                "ending": ending,
            }
        )
        if grant.pk == refused[0]:
            rows[-1]["agreeing" if isinstance(refused[1], AgreeForm) else "ending"] = refused[1]
    context = {
        "child": child,
        "rows": [row for row in rows if row["running"]],
        "past": [row for row in rows if not row["running"]],
        "overtaken": _overtaken(rows, *refused),
        "excluded": [
            {
                "exclusion": one,
                "form": refused[1] if one.pk == refused[0] else ReasonForm(about=one),
                "may_end": not one.declared or request.user.can(Verb.SEAL_CASE),
            }
            for one in child.exclusions.filter(active=True).select_related("user")
        ],
        "seal_url": reverse("minors:seal", args=[child.pk]) if request.user.can(Verb.SEAL_CASE) else "",
        "sealed": child.sealings.filter(status="sealed").exists(),
        "ask_url": reverse("minors:ask_why") if request.user.can(Verb.EXPLAIN_ACCESS) else "",
        "form": form or GrantForm(giver=request.user),
        "exclude_form": exclude_form or ExcludeForm(giver=request.user),
    }
    return show(request, "minors/access.html", context, status=status)


def _may_agree(grant, child) -> bool:
    first = dates.turns_18_earliest(child.birth_earliest)
    guards = grant.user is not None and grant.user.role_id == door.GUARDIAN and grant.agreed_at is None
    return guards and first is not None and dates.today() >= first


def _overtaken(rows, pk, form):
    """The refused form of an access that has ended meanwhile: it has no place in the list any more."""
    return form if any(row["grant"].pk == pk and not row["running"] for row in rows) else None


def _level(grant) -> str:
    """What a grant allows, in words."""
    levels = set(grant.levels)
    if "share" in levels:
        return _("Everything, and giving access to others")
    if "change" in levels:
        return _("Read and work on the case")
    if levels <= set(LEVELS["read"]):
        return _("Read the case and the identity") if "read_c2" in levels else _("Read the case, without the identity")
    return _("Read the case, also what is sensitive")
