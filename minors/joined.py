"""Files of one child that are read together: which they are, for whom, and the way from the other one to the one that was kept.

A merge moves no row (docs/decisions.md). Each file keeps its door: who may open one of them sees that one and nothing of the other.
"""

import functools
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from base import dates, drafts
from base.models import User, as_it_stood
from minors import access
from minors.models import Child, Merge


def joinings(child: Child, at: datetime | None = None) -> list[Merge]:
    """How the files of this child were joined with the one that was kept, whichever of them is asked about.

    One query for a file that stands for itself, as most do, else two.
    """
    rows = Merge.objects.standing(at or dates.now())
    kept = list(rows.filter(Q(kept=child) | Q(other=child)).order_by().values_list("kept", flat=True))
    return list(rows.filter(kept__in=kept).select_related("kept", "other")) if kept else []


def files_of(child: Child) -> list[Child]:
    """Every file of this child, the one that was kept first. Most children have one."""
    merges = joinings(child)
    return [merges[0].kept, *(merge.other for merge in merges)] if merges else [child]


@dataclass(frozen=True)
class Together:
    """What one person may know of the files that were joined with one file."""

    into: Merge | None  # how it was joined with a file that was kept
    may_follow: bool  # whether the person may open that one
    seen: list[Merge]  # files joined with this one that the person may open too
    hidden: int  # and how many more there are


def around(child: Child, *, by: User, related: tuple[str, ...] = ()) -> Together:
    """The joinings of this file, as this person may know them. One query for a file that stands for itself, else two.

    `related` are lookups of the other files that the page also reads.
    """
    merges = Merge.objects.in_force().filter(Q(kept=child) | Q(other=child))
    merges = list(merges.select_related("kept", "other", *[f"other__{path}" for path in related]))
    files = {one for merge in merges for one in (merge.kept_id, merge.other_id)} - {child.pk}
    reach = set(access.children_of(by).filter(pk__in=files).values_list("pk", flat=True)) if files else set()
    gone = next((merge for merge in merges if merge.other_id == child.pk), None)
    seen = [merge for merge in merges if merge.kept_id == child.pk and merge.other_id in reach]
    hidden = sum(merge.kept_id == child.pk for merge in merges) - len(seen)
    return Together(gone, bool(gone) and gone.kept_id in reach, seen, hidden)


def files_for(child: Child, *, by: User) -> list[Child]:
    """The files of this child that the person may open, this one first."""
    return [child, *[merge.other for merge in around(child, by=by).seen]]


def as_known(until: datetime, **about) -> list:
    """The joinings in force as they stood at a moment, of one `kept` or one `other` child: history rows of `Merge`, oldest first."""
    rows = as_it_stood(Merge, until, **about).select_related("kept", "other")
    return sorted((row for row in rows if row.unmerged_at is None), key=lambda row: row.merged_at)


def heads(children, *, by: User) -> list[Child]:
    """These children with the kept file in place of each other one, where the person may open it; in the same order, each once."""
    merges = Merge.objects.in_force().filter(other__in=[child.pk for child in children], kept__in=access.children_of(by))
    found = {merge.other_id: merge.kept for merge in merges.select_related("kept")}
    return list({head.pk: head for head in (found.get(child.pk, child) for child in children)}.values())


def goes_on(view):
    """For a page on which something is begun for a child: of a file that was joined it leads to the same page of the kept one.

    What was typed goes along as a draft. Who may not open the kept file stays with this one and is told whom to ask.
    """

    @functools.wraps(view)
    def followed(request, child, **kwargs):
        together = around(child, by=request.user)
        if together.into is None:
            return view(request, child, **kwargs)
        if not together.may_follow:
            told = _(
                "This file was joined with another file of the same child. Work goes on there: ask your supervisor for access."
            )
            messages.warning(request, told)
            return HttpResponseRedirect(child.get_absolute_url())
        page_there = reverse(request.resolver_match.view_name, args=[together.into.kept_id])
        if request.method == "POST":
            drafts.keep(request, page_there, page=page_there)
        messages.info(request, led_here(child))
        return HttpResponseRedirect(page_there)

    return followed


def led_here(child: Child) -> str:
    """Why somebody who asked for one file is shown another."""
    return _("%(code)s was joined with this file: both are about the same child.") % {"code": child.code}
