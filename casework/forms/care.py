"""Placing a child: the places with their free beds, and the few facts a decision needs (domain.md 3.9)."""

from collections.abc import Collection
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from base import dates
from base.forms import DeedForm, MomentField, OptionField
from casework import beds, care
from casework.forms.fields import ElsewhereField, one_of, words
from casework.models import Absence, CareProvider, Placement
from minors import joined
from minors.models import Child, Document


class ProviderField(forms.ModelChoiceField):
    """The open places, each with its free beds for this child, region, whom it takes and ages. One without needs a reason."""

    widget = forms.RadioSelect

    def offer(self, child: Child):
        self.child, self.queryset = child, beds.offered_to(child)

    def label_from_instance(self, place):
        free = ngettext("%(free)s of %(beds)s bed free", "%(free)s of %(beds)s beds free", place.beds)
        free = free % {"free": max(place.free, 0), "beds": place.beds}
        ages = _("ages %(from)s to %(to)s") % {"from": place.min_age, "to": place.max_age}
        warning = "" if care.takes_age_of(place, self.child) else _("Not the age this place takes.")
        return format_html(
            '<span class="h-stack h-stack-tight"><bdi dir="auto">{}</bdi><span class="h-small">{}</span>'
            '<span class="h-small h-muted">{} · {} · {} · {}</span>{}</span>',
            place.label,
            free if place.free > 0 else _("No bed free for this child"),
            place.get_kind_display(),
            place.region,
            _takes(place.sexes),
            ages,
            format_html('<span class="h-small">{}</span>', warning) if warning else "",
        )


def _takes(sexes: list[str]) -> str:
    if {"F", "M"} <= set(sexes):
        return _("girls and boys")
    return _("girls only") if "F" in sexes else _("boys only")


class PlaceForm(DeedForm):
    """Place the child somewhere. `leaves` is the placement that stood when the page was opened."""

    leaves = forms.UUIDField(widget=forms.HiddenInput, required=False)
    provider = ProviderField(queryset=CareProvider.objects.none(), label=gettext_lazy("Where?"), empty_label=None)
    starts_at = MomentField(label=gettext_lazy("From when?"))
    reason = words(
        Placement, "reason", help_text=gettext_lazy("Why this place, and why not another. No address of a family, no names.")
    )
    basis = one_of(
        Placement, "basis", initial="emergency", help_text=gettext_lazy("In an emergency you decide; the papers follow.")
    )
    child_agrees = one_of(Placement, "child_agrees")
    child_consulted = one_of(Placement, "child_consulted", initial="unknown", required=False)
    child_informed = one_of(Placement, "child_informed", initial="unknown", required=False)
    child_says = words(Placement, "child_says", required=False, rows=2)
    suitable = one_of(
        Placement,
        "suitable",
        initial="unknown",
        help_text=gettext_lazy("“Unknown” until somebody has looked; it can be said later."),
    )

    planned_end = forms.DateField(
        label=gettext_lazy("Planned until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text=gettext_lazy("If a day is known. When it has passed it is due to look again."),
    )
    order = forms.ModelChoiceField(
        label=gettext_lazy("Order of the court"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=gettext_lazy("None in the file yet"),
    )
    override_reason = words(
        Placement, "override_reason", required=False, rows=2, label=gettext_lazy("If no bed fits: why there all the same?")
    )
    apart_because = one_of(Placement, "apart_because", required=False)
    apart_plan = words(Placement, "apart_plan", required=False, rows=2)
    apart_contacts = words(Placement, "apart_contacts", required=False, rows=2)

    def __init__(self, *args, child: Child, has_siblings: bool = False, classes: Collection[str] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("starts_at", dates.now())
        if not has_siblings:
            for name in Placement.APART:
                del self.fields[name]
        papers = Document.objects.current().filter(child__in=joined.files_of(child)).readable(classes)
        if papers:
            order = cast(forms.ModelChoiceField, self.fields["order"])
            order.queryset, order.label_from_instance = papers, lambda one: f"{one.kind_label} {one.number}"  # type: ignore[method-assign, assignment]
        else:
            del self.fields["order"]
        self.offer(child)

    def offer(self, child: Child):
        """The places that take this child, with their beds as they are now."""
        cast(ProviderField, self.fields["provider"]).offer(child)

    def show_again(self, child: Child, here: Placement | None):
        """After a refusal: the beds and the place of the night as they are now, so that a second send is a choice."""
        self.offer(child)
        typed = cast(QueryDict, self.data).copy()
        typed["leaves"] = str(here.pk) if here else ""
        self.data = typed

    def deed(self) -> dict:
        said = super().deed()
        unknown = {
            name: said[name] or "unknown" for name in ("child_consulted", "child_informed")
        }  # an emergency waits for no answer
        return said | unknown | {"leaves": str(said["leaves"] or "")}


class EndForm(DeedForm):
    """When and why a placement ended."""

    ends_at = MomentField(label=gettext_lazy("When did it end?"))
    end_reason = OptionField("L26", strict=True, label=gettext_lazy("Why did it end?"))
    afterwards = ElsewhereField(
        label=gettext_lazy("Where does the child sleep from then on?"),
        required=False,
        help_text=gettext_lazy("Without an answer it is recorded that nobody knows."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("ends_at", dates.now())

    def deed(self) -> dict:
        return super().deed() | {"afterwards": self.cleaned_data["afterwards"] or "unknown"}


class ApartForm(DeedForm):
    """Why brothers and sisters sleep apart, and what is done about it."""

    apart_because = one_of(Placement, "apart_because")
    apart_plan = words(Placement, "apart_plan")
    apart_contacts = words(Placement, "apart_contacts")

    def __init__(self, *args, placement: Placement, **kwargs):
        super().__init__(*args, **kwargs)
        for name in Placement.APART:
            self.initial.setdefault(name, getattr(placement, name))


class AwayForm(DeedForm):
    """Some nights away from a bed that is kept."""

    kind = one_of(Absence, "kind")
    starts_at = MomentField(label=gettext_lazy("Away since"))
    expected_at = MomentField(label=gettext_lazy("Expected back"), required=False)
    note = words(Absence, "note", help_text=gettext_lazy("No names, no address of a family."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("starts_at", dates.now())


class BackForm(DeedForm):
    ends_at = MomentField(label=gettext_lazy("When did the child come back?"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("ends_at", dates.now())


class JudgeForm(DeedForm):
    """Whether the place suits the child, after a look."""

    suitable = one_of(Placement, "suitable")
    reason = forms.CharField(
        label=gettext_lazy("What did you see?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Bed, food, safety, how the child is treated, what the child says."),
    )
