"""An arrival, and registering its children one after the other: what they share is asked once."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.forms import DeedForm, MomentField, OptionField, OptionsField, PlaceField
from base.models import User
from base.templatetags.look import isolate
from casework.forms.fields import section, words
from casework.forms.intake import RegisterForm
from minors.family_forms import source_field
from minors.forms import MINIMUM, text
from minors.models import ArrivalEvent, Child, SiblingLink

# Of list L07: who comes to a shore at night; a child and a family do not report an arrival of others.
BODIES = [
    "coast_guard",
    "police",
    "gendarmerie",
    "coam_iom",
    "caritas",
    "hospital",
    "unhcr_onars",
    "ngo",
    "red_crescent",
    "other",
]


def how_many(label) -> forms.IntegerField:
    """A count that may be unknown: empty is not nought."""
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=9999)


class ArrivalForm(DeedForm):
    """What is known at the shore. It is corrected as often as it is known better."""

    arrived_at = MomentField(label=_("When did they arrive?"))
    place = PlaceField(label=_("Where?"))
    vehicle = forms.ChoiceField(label=_("How did they come?"), choices=[("", _("Choose…")), *ArrivalEvent.Vehicle.choices])
    reported_by = OptionField("L07", label=_("Who reported it?"))
    persons = how_many(_("Persons who arrived"))
    women = how_many(_("Women"))
    men = how_many(_("Men"))
    minors = how_many(_("Children"))
    dead = how_many(_("Persons dead"))
    missing = how_many(_("Persons missing"))
    agencies = OptionsField("L07", label=_("Who was there?"), required=False)
    description = words(
        ArrivalEvent, "description", required=False, label=_("What happened?"), help_text=_("Without names of children.")
    )

    def __init__(self, *args, worker: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("arrived_at", dates.now())
        if worker.team:
            self.initial.setdefault("place", worker.team.region.code)
        self.fields["agencies"].choices = lambda: [row for row in options.choices("L07", strict=True) if row[0] in BODIES]

    @property
    def sections(self):
        return [
            section(self, _("The arrival"), ["arrived_at", "place", "vehicle", "reported_by"]),
            section(
                self,
                _("How many"),
                ["persons", "women", "men", "minors", "dead", "missing"],
                _("Leave empty what nobody knows. 0 means that it was counted."),
            ),
            section(self, _("Around it"), ["agencies", "description", *(["reason"] if "reason" in self.fields else [])]),
        ]

    def deed(self) -> dict:
        return {"event": {name: value for name, value in super().deed().items() if name != "reason"}}


class CorrectArrivalForm(ArrivalForm):
    """The same, with the reason why it is changed."""

    reason = text(_("Why is it changed?"), rows=2, help_text=_("For example: the coast guard counted again."))

    def as_shown(self, arrival) -> dict:
        return as_typed(arrival)

    def deed(self) -> dict:
        return super().deed() | {"reason": self.cleaned_data["reason"]}


def as_typed(arrival: ArrivalEvent) -> dict:
    """An arrival as the initial values of its form."""
    names = ["arrived_at", "vehicle", "reported_by", "agencies", "description", *ArrivalEvent.NUMBERS]
    return {name: getattr(arrival, name) for name in names} | {"place": arrival.place.code, "version": arrival.version}


class SiblingsForm(DeedForm):
    """Which of the children of an arrival are brothers and sisters. Offered are those whose file this person may write."""

    hide_optional = True
    children = forms.MultipleChoiceField(
        label=_("Tick the brothers and sisters"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who only travelled together is not a brother or sister."),
        error_messages={"invalid_choice": _("You may not write in one of these files. Nobody was linked: tick again.")},
    )
    kind = forms.ChoiceField(
        label=_("What kind of siblings?"),
        choices=[one for one in SiblingLink.Kind.choices if one[0] != SiblingLink.Kind.DE_FACTO],
        initial=SiblingLink.Kind.UNKNOWN,
    )
    source = source_field(_("Who says so?"))
    reason = forms.CharField(
        label=_("What was said or seen?"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )

    def __init__(self, *args, children: list, **kwargs):
        """`children` as `casework.arriving.with_siblings` reads them."""
        super().__init__(*args, auto_id="siblings_%s", **kwargs)
        self.offered = {str(child.pk): child for child in children if child.may_link}
        codes = {child.pk: child.code for child in children}
        self.fields["children"].choices = [(key, _in_row(child, codes)) for key, child in self.offered.items()]

    def clean_children(self) -> list[Child]:
        ticked = [self.offered[key] for key in self.cleaned_data["children"]]
        if len(ticked) < 2:
            raise forms.ValidationError(_now("Tick two children or more."))
        return ticked

    def clean_reason(self) -> str:
        return self.cleaned_data["reason"] or _now("Linked on the page of their arrival")


def _in_row(child: Any, codes: dict) -> str:
    """A child as one finds it on a shore: the code of the wristband, sex and age, and with whom it is linked already."""
    words = [isolate(child.code), str(child.get_sex_display()), child.age]
    known = [codes[key] for key in child.linked if key in codes]
    if known:
        words.append(_now("linked with %(codes)s") % {"codes": options.in_a_row(known)})
    return format_html(options.in_a_row(["{}"] * len(words)), *words)


class QuickForm(RegisterForm):
    """Twelve answers at most, but for what no bed fits. Place, moment and finder are those of the arrival; the rest is proposed as for the last child."""

    SHARED = ["identified_at", "found_place", "found_by", "scopes", "explained_in", "giver_relationship", "reason_not_asked"]
    LATER = ["mother_own", "mother_father", "further"]
    own = forms.CharField(
        label=_("Own name"),
        max_length=80,
        required=False,
        help_text=_("As the child says it, in any script. Leave it empty if nobody knows it."),
    )

    def __init__(self, *args, arrival: ArrivalEvent, after: Child | None = None, registered: int = 0, **kwargs):
        """`after` is the child registered last, `registered` how many there are already."""
        super().__init__(*args, **kwargs)
        self.arrival, self.registered = arrival, registered
        for name in [*self.SHARED, *self.LATER]:
            del self.fields[name]
        # Somebody else than those of the list takes one more question: that consent is recorded on the page of the child.
        self.fields["giver"].choices = [choice for choice in self.fields["giver"].choices if choice[0] != "other"]
        for name in self.fields:
            self.fields[name].help_text = self.fields[name].help_text if name in ("own", "risk_reasons") else ""
        if after and not self.is_bound:
            alike = {name: getattr(after, name) for name in ("nationality", "language", "category")}
            for name, value in {**alike, "tonight": _where(after)}.items():
                self.initial.setdefault(name, value)

    @property
    def sections(self):
        return [
            section(self, _("Who"), ["own", "father", "grandfather", "sex", "birth"]),
            section(self, _("Where from?"), ["nationality", "language", "category"]),
            section(self, _("Tonight"), ["risk", "risk_reasons", "tonight", "giver"])
            | self._fold(_("No bed fits, and the child has to sleep there"), ["override_reason"]),
        ]

    def clean(self):
        """Who consents may be asked later: at night on a shore, the child's safety comes first (domain.md 7.4)."""
        said = self.cleaned_data
        said |= {"scopes": MINIMUM, "explained_in": "", "reason_not_asked": _now("Registered on arrival: to be asked for again.")}
        if not said.get("own", "").strip():
            said["own"] = _now("Unknown child %(number)d") % {"number": self.registered + 1}
        return super().clean()

    def deed(self) -> dict:
        self.cleaned_data |= {
            "identified_at": self.arrival.arrived_at,
            "found_place": self.arrival.place,
            "found_by": self.arrival.reported_by,
        }
        deed = super().deed()
        deed["child"]["arrival"] = self.arrival
        return deed


def _where(child: Child) -> str:
    """Where the child sleeps tonight, as an answer of `TonightField`."""
    place = child.placements.current().first()
    return "" if place is None else f"bed:{place.provider_id}" if place.provider_id else place.care_type
