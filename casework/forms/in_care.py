"""In a place of care: after hospital, the agreement with the family, support, and a visit to the place (domain.md 3.9, 9.2)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm, MomentField
from casework.forms.care import ApartForm
from casework.forms.fields import one_of, section, words
from casework.forms.follow_up import MATTERS_HINT, SEEN_HINT, WHY_HINT
from casework.forms.guardianship import day
from casework.models import Absence, CareAgreement, CareSupport, FollowUp, Placement, PlacementDecision, PlaceVisit
from minors import joined
from minors.models import Document


def papers_of(child, classes: set[str]):
    """The documents of the child that this person may read."""
    return Document.objects.current().filter(child__in=joined.files_of(child)).readable(classes)


class LongerForm(DeedForm):
    """The child stays away longer."""

    expected_at = MomentField(label=_("Expected back"))
    note = words(Absence, "note", help_text=_("No names, no address of a family."))


class StaysForm(ApartForm):
    """Why the child stays where it is; of brothers and sisters who go on sleeping apart, why and how they meet."""

    because = words(PlacementDecision, "because", label=_("Why does the child stay in this place?"))

    field_order = ["because"]

    def __init__(self, *args, placement: Placement | None, apart: bool, **kwargs):
        super().__init__(*args, placement=placement or Placement(), **kwargs)
        if not apart:
            for name in Placement.APART:
                del self.fields[name]


class AgreementForm(DeedForm):
    """What the family signed."""

    signed_on = day(CareAgreement, "signed_on")
    points = forms.MultipleChoiceField(
        label=_("What does it say?"),
        choices=CareAgreement.Point.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Read the paper: all four have to stand in it."),
    )
    monthly_support = forms.IntegerField(
        label=_("Support each month (DJF)"), min_value=0, max_value=1_000_000, required=False, help_text=_("If any was agreed.")
    )
    document = forms.ModelChoiceField(
        label=_("The signed paper"), queryset=Document.objects.none(), required=False, empty_label=_("None in the file yet")
    )

    def __init__(self, *args, placement: Placement, classes: set[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("signed_on", dates.today())
        self.fields["document"].queryset = papers_of(placement.child, classes)  # type: ignore[attr-defined]
        self.fields["document"].label_from_instance = lambda one: f"{one.kind_label} {one.number}"  # type: ignore[attr-defined]


class SupportForm(DeedForm):
    """What was given so that the child can live there."""

    kind = one_of(CareSupport, "kind")
    given_on = day(CareSupport, "given_on")
    amount = forms.IntegerField(label=_("Amount (DJF)"), min_value=1, max_value=1_000_000, required=False)
    note = forms.CharField(label=_("To whom, and for what"), max_length=200, required=False, help_text=_("No address."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("given_on", dates.today())


class PlaceVisitForm(DeedForm):
    """A visit to the place of care: what was found there, and what every follow-up says."""

    OF_PLACE = ("announced", *PlaceVisit.TEXTS, "satisfaction")

    done_at = MomentField(label=_("When?"))
    announced = one_of(PlaceVisit, "announced")
    seen = one_of(FollowUp, "seen", help_text=SEEN_HINT)
    room = words(PlaceVisit, "room", required=False, rows=2)
    food = words(PlaceVisit, "food", required=False, rows=2)
    work = words(PlaceVisit, "work", required=False, rows=2)
    compared = words(PlaceVisit, "compared", required=False, rows=2)
    health = words(FollowUp, "health", required=False, rows=2)
    school = words(FollowUp, "school", required=False, rows=2)
    satisfaction = forms.TypedChoiceField(
        label=_("How happy is the child here?"),
        choices=[("", _("not asked")), *PlaceVisit._meta.get_field("satisfaction").choices],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The child answers, alone, with the five faces."),
    )
    child_message = words(FollowUp, "child_message", required=False, rows=2)
    new_concerns = words(FollowUp, "new_concerns", required=False, rows=2)
    caregiver_concerns = words(PlaceVisit, "caregiver_concerns", required=False, rows=2)
    actions = words(FollowUp, "actions", required=False, rows=2)
    matters = words(FollowUp, "matters", help_text=MATTERS_HINT)
    risk = one_of(FollowUp, "risk")
    risk_reasons = words(FollowUp, "risk_reasons", label=_("Why this level?"), help_text=WHY_HINT, required=False)
    next_on = day(FollowUp, "next_on", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("done_at", dates.now())

    @property
    def sections(self) -> list[dict]:
        return [
            section(self, _("The visit"), ["done_at", "announced", "seen"]),
            section(self, _("The place"), ["room", "food", "work", "compared", "health", "school"]),
            section(self, _("What people say"), ["satisfaction", "child_message", "new_concerns", "caregiver_concerns"]),
            section(self, _("What follows"), ["actions", "matters", "risk", "risk_reasons", "next_on"]),
        ]

    def split(self) -> tuple[dict, dict]:
        """(fields of the follow-up, fields of the visit)."""
        said = self.deed()
        there = {name: said.pop(name) for name in self.OF_PLACE}
        return said, there
