"""A guardian's own account, and what the guardian says (domain.md 7.2)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base.forms import DeedForm
from base.models import User
from casework import guardian_access
from casework.forms.fields import one_of, words
from casework.models import GuardianView


class AccessForm(DeedForm):
    person = forms.ModelChoiceField(
        label=_("The guardian’s account"),
        queryset=User.objects.none(),
        help_text=_("An administrator opens accounts of guardians. Make sure that it belongs to the person of this mandate."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = guardian_access.accounts()  # type: ignore[attr-defined]


class ViewForm(DeedForm):
    """What the guardian wants to say."""

    about = one_of(GuardianView, "about")
    words = words(GuardianView, "words", rows=6, label=_("What do you want to say?"))


class AnswerForm(DeedForm):
    answer = words(GuardianView, "answer", rows=4, label=_("What follows from it?"), help_text=_("The guardian reads this."))
