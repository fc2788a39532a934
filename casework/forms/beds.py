"""The roll-call, the printed list of beds, and what is known of a family that takes children in."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from base import dates
from base.forms import DeedForm, OptionField
from casework.bed_board import Sleeper
from casework.forms.fields import one_of, words
from casework.models import CareAddress, Caregiver, CaregiverScreening


def _day(label, **extra) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **extra)


class RollCallForm(DeedForm):
    """Who is there. Nobody is ticked beforehand: each one has to be looked at."""

    present = forms.MultipleChoiceField(
        label=_("Who is there?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[],
        help_text=_("Tick whom you see."),
    )
    counted = forms.IntegerField(
        label=_("How many children are there in all?"),
        min_value=0,
        max_value=999,
        help_text=_("All heads, also children who are not on this list."),
    )
    codes = forms.CharField(
        label=_("Codes of children who are there and not on the list"), required=False, help_text=_("Separated by spaces.")
    )
    note = forms.CharField(label=_("Remarks"), required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("No names."))

    def __init__(self, *args, sleepers: list[Sleeper], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = [(str(one.placement.pk), self._words(one)) for one in sleepers]  # type: ignore[attr-defined]
        if not sleepers:
            del self.fields["present"]

    @staticmethod
    def _words(one: Sleeper) -> str:
        away = _now("away: %(why)s") % {"why": one.away.get_kind_display()} if one.away else ""
        return format_html(
            '<bdi dir="ltr">{}</bdi> <span class="h-muted">{} · {}</span> {}',
            one.child.code, one.child.get_sex_display(), one.child.age, away,
        )  # fmt: skip


class CaregiverForm(DeedForm):
    """Who the caregiver is, and who lives in the home."""

    name = forms.CharField(label=_("Name"), max_length=160)
    sex = one_of(Caregiver, "sex")
    age = forms.IntegerField(label=_("Age"), min_value=18, max_value=110, required=False)
    adults = forms.IntegerField(label=_("Adults in the household"), min_value=1, max_value=40)
    children = forms.IntegerField(label=_("Own children in the household"), min_value=0, max_value=40)
    relation = forms.CharField(label=_("How the caregiver knows the child, if at all"), max_length=160, required=False)
    language = OptionField("L05", label=_("Language spoken at home"))
    same_religion = one_of(Caregiver, "same_religion", initial="unknown")
    identity = forms.CharField(label=_("Identity document and number"), max_length=120, required=False)


class AddressForm(DeedForm):
    """Where it is: secret."""

    address = words(CareAddress, "address")
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)


class ScreeningForm(DeedForm):
    """What was found at the family."""

    visited_on = _day(_("Home visited on"))
    references = one_of(CaregiverScreening, "references")
    behaviour_check = one_of(CaregiverScreening, "behaviour_check")
    code_signed = one_of(CaregiverScreening, "code_signed")
    trained = one_of(CaregiverScreening, "trained")
    healthy = one_of(CaregiverScreening, "healthy")
    others_heard = one_of(CaregiverScreening, "others_heard")
    motivation = words(CaregiverScreening, "motivation")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("visited_on", dates.today())


class ScreeningDecisionForm(DeedForm):
    """What a colleague decides on it."""

    RESULTS = (("approve", _("Approve")), ("condition", _("On a condition")), ("refuse", _("Refuse")))

    result = forms.ChoiceField(label=_("May this family take children in?"), choices=RESULTS, widget=forms.RadioSelect)
    valid_until = _day(_("Valid until"), required=False)
    decision = words(CaregiverScreening, "decision", required=False)
