"""Asking a question, answering one (features.md 47)."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from base.forms import DeedForm
from base.models import User
from casework.forms.fields import one_of, words
from casework.models import Question


class PersonField(forms.ModelChoiceField):
    """A colleague, told apart by role."""

    def label_from_instance(self, person):
        return f"\u2068{person.name}\u2069 – {person.role.name}"


class AskForm(DeedForm):
    """What, about what, of whom."""

    kind = one_of(Question, "kind", initial="question", label=_("What is it?"))
    about = forms.ChoiceField(label=_("About what?"))
    text = words(
        Question,
        "text",
        label=_("What do you want to know, or what is to be looked at?"),
        help_text=_("One thing at a time. No names: whoever may read the file will read this too."),
    )
    of = PersonField(queryset=User.objects.none(), label=_("Whom do you ask?"), empty_label=_("Choose…"))

    def __init__(self, *args, subjects, people, owner, **kwargs):
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["about"]).choices = [(one.key, one.title) for one in subjects]
        found = cast(forms.ModelChoiceField, self.fields["of"])
        found.queryset = User.objects.filter(pk__in=[one.pk for one in people]).select_related("role").order_by("name")
        if owner in [one.pk for one in people]:
            self.initial.setdefault("of", owner)


class ResolveForm(DeedForm):
    """The answer, or what was done."""

    resolution = words(Question, "resolution", label=_("Your answer, or what was done"))
