"""Forms of names and of duplicates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base.forms import DeedForm
from minors.forms import one_line, text
from minors.models import ChildName, DuplicateDecision

ADDED = [ChildName.Kind.OTHER, ChildName.Kind.NICKNAME, ChildName.Kind.SCRIPT, ChildName.Kind.PRONOUNCED, ChildName.Kind.MOTHER]


class NameFields(DeedForm):
    """The parts of a name, in their order. No part is a family name (domain.md 4.5)."""

    own = one_line(_("Own name"))
    father = one_line(_("Father's name"), required=False)
    grandfather = one_line(_("Grandfather's name"), required=False)
    further = forms.CharField(label=_("Great-grandfather's name and more"), max_length=120, required=False)
    orthography = forms.ChoiceField(
        label=_("Spelled as in"),
        choices=ChildName.Orthography.choices,
        required=False,
        help_text=_("The same letters are read differently. Leave it open if you do not know: every reading is searched."),
    )


class RenameForm(NameFields):
    """The name in use."""

    reason = text(_("Why is it changed?"), help_text=_("For example: the child spelled it, or a document was seen."))


class AddNameForm(NameFields):
    """Another name of the file."""

    field_order = ["kind", "own", "father", "grandfather", "further", "orthography", "reason"]

    kind = forms.ChoiceField(label=_("What kind of name?"), choices=[(one.value, one.label) for one in ADDED])
    reason = text(
        _("Where does it come from?"), rows=2, help_text=_("For example: a brother calls him so, or it stands on a paper.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["own"].help_text = _("For the mother: her own name. Her father's name goes into the next line.")


class DecisionForm(DeedForm):
    """Whether two files are about one child, and why."""

    decision = forms.ChoiceField(
        label=_("Is it the same child?"),
        widget=forms.RadioSelect,
        choices=[
            (DuplicateDecision.Decision.SAME.value, _("The same child")),
            (DuplicateDecision.Decision.DIFFERENT.value, _("Two different children")),
            (DuplicateDecision.Decision.UNSURE.value, _("Not sure yet")),
        ],
    )
    why = text(_("Why?"), rows=2, help_text=_("What you compared, or whom you asked. Only who may open both files reads this."))
