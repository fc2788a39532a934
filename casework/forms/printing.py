"""What is asked before something is printed."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from base.forms import DeedForm, MomentField
from casework.travel_paper import Purpose


class PrintForm(DeedForm):
    """`may_see_names`: whether the sheet with the names is offered at all."""

    reason = forms.CharField(
        label=_("Why is this file printed?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        help_text=_("For whom and for which purpose, without names. It is kept in the access log and stands on every page."),
    )
    language = forms.ChoiceField(label=_("Language of the file"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    as_of = MomentField(
        label=_("As it stood on"),
        required=False,
        help_text=_("What was recorded up to this moment. Empty: now."),
    )
    identity = forms.BooleanField(
        label=_("Add the identity sheet, a removable page with the child’s names"),
        required=False,
        help_text=_("Without the identity sheet the file speaks of the child by code only."),
    )

    def __init__(self, *args, may_see_names: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_see_names:
            del self.fields["identity"]


class PrintPaperForm(DeedForm):
    """A list or another paper in code."""

    reason = forms.CharField(
        label=_("Why is it printed?"),
        max_length=300,
        help_text=_("For whom and for which purpose, without names. It is kept in the access log and stands on every page."),
    )
    language = forms.ChoiceField(label=_("Language of the paper"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


class PrintIdentitiesForm(PrintPaperForm):
    """The sealed list of a group's travel: for one purpose out of few (domain.md 9.15)."""

    purpose = forms.ChoiceField(label=_("What are the names for?"), choices=Purpose, widget=forms.RadioSelect)
    field_order = ["purpose"]
