"""Registration, asked in the order in which one meets a child: who, found where, what risk, which bed tonight, what consent."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from base import dates, options
from base.date_field import PartialDateField
from base.forms import DeedForm, MomentField, OptionField, PlaceField
from base.models import User
from casework.forms.fields import BEDS, section
from casework.models import CareProvider, Risk
from minors.forms import ConsentFields, lazy_choices, one_line, text
from minors.models import Child

OLDEST = 25  # whoever says more is no child; who may be one is registered (domain.md 3.16)


class TonightField(forms.ChoiceField):
    """One question for "which bed": centres and families that have one free, else the kind of place. Cleans to `tonight` of the deed."""

    def __init__(self, **kwargs):
        super().__init__(choices=self._all, **kwargs)

    def _all(self):
        providers = CareProvider.objects.filter(is_open=True).with_free_beds().order_by("region__code", "label")
        groups: dict = {kind: [] for kind in CareProvider.Kind}
        for provider in providers:
            if provider.free > 0:
                groups[CareProvider.Kind(provider.kind)].append((f"bed:{provider.pk}", self._words(provider)))
        titles = {
            CareProvider.Kind.CENTRE: _now("Centres with a free bed"),
            CareProvider.Kind.FAMILY: _now("Families with a free bed"),
        }
        found = [(titles[kind], rows) for kind, rows in groups.items() if rows]
        elsewhere = [row for row in options.choices("L11") if row[0] not in BEDS]
        return [("", _now("Choose…")), *found, (_now("Elsewhere"), elsewhere)]

    @staticmethod
    def _words(provider) -> str:
        free = ngettext("%(count)d bed free", "%(count)d beds free", provider.free) % {"count": provider.free}
        only = {"F": _now("girls only"), "M": _now("boys only")}.get(provider.sexes[0] if len(provider.sexes) == 1 else "", "")
        return f"{provider.label} ({options.in_a_row([free, only])})"

    def clean(self, value):
        value = super().clean(value)
        if value.startswith("bed:"):
            provider = CareProvider.objects.select_related("region").get(pk=int(value.removeprefix("bed:")))
            return {"care_type": provider.care_type, "provider": provider}
        return {"care_type": value}


class RegisterForm(ConsentFields, DeedForm):
    """Few answers are needed (domain.md 3.2); what is not known may stay open, and nothing is guessed."""

    # As on the page, so that the list of what must be corrected follows it.
    field_order = [
        "own",
        "father",
        "grandfather",
        "mother_own",
        "mother_father",
        "further",
        "sex",
        "birth",
        "nationality",
        "language",
    ]
    field_order += ["category", "identified_at", "found_place", "found_by", "risk", "risk_reasons", "tonight", "giver"]

    own = one_line(_("Own name"), help_text=_("As the child says it, in any script. “Unknown” is allowed."))
    father = one_line(_("Father's name"), required=False)
    grandfather = one_line(_("Grandfather's name"), required=False)
    mother_own = one_line(_("The mother's own name"), required=False)
    mother_father = one_line(_("The name of the mother's father"), required=False)
    further = forms.CharField(label=_("Great-grandfather's name and more"), max_length=120, required=False)
    sex = forms.ChoiceField(label=_("Girl or boy?"), choices=Child.Sex.choices, widget=forms.RadioSelect)
    birth = PartialDateField(born=True, oldest=OLDEST, required=False, label=_("Age or date of birth"))
    nationality = OptionField("L03", label=_("Nationality the child declares"))
    language = OptionField("L05", label=_("First language"))
    category = OptionField("L01", strict=True, empty=False, label=_("The child is"), widget=forms.RadioSelect)
    identified_at = MomentField(label=_("When was the child found?"))
    found_place = PlaceField(label=_("Where?"))
    found_by = OptionField("L07", label=_("By whom?"))
    risk = forms.ChoiceField(label=_("How high is the risk now?"), choices=Risk.choices, widget=forms.RadioSelect)
    risk_reasons = text(
        _("Why this level?"), rows=2, help_text=_("Facts, in a few words. Everybody who may open the case reads this.")
    )
    tonight = TonightField(
        label=_("Where does the child sleep tonight?"), help_text=_("Beds are counted now. A full centre is not shown.")
    )

    override_reason = one_line(
        _("Why there, although no bed fits?"), required=False, help_text=_("Only when the child has to sleep there all the same.")
    )

    def __init__(self, *args, worker: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("identified_at", dates.now())
        if worker.team:
            self.initial.setdefault("found_place", worker.team.region.code)
        self.fields["explained_in"].choices = lazy_choices("L05", _("The child's first language"))

    @property
    def sections(self):
        """The name stands alone: similar children are shown right below it. What is rarely known is folded away."""
        allowed = ["scopes", "explained_in", "giver_relationship"]
        return [
            section(self, _("What is the child called?"), ["own", "father", "grandfather"])
            | self._fold(_("The mother's name, or more grandfathers"), ["mother_own", "mother_father", "further"]),
            section(self, _("Who is the child?"), ["sex", "birth"]),
            section(self, _("Where from?"), ["nationality", "language", "category"]),
            section(self, _("Found"), ["identified_at", "found_place", "found_by"]),
            section(self, _("Risk"), ["risk", "risk_reasons"]),
            section(self, _("Tonight"), ["tonight"])
            | self._fold(_("No bed fits, and the child has to sleep there"), ["override_reason"]),
            section(self, _("Consent"), ["giver", "reason_not_asked"])
            | self._fold(_("What is allowed: looking after the child, and keeping what is written here"), allowed),
        ]

    def _fold(self, title, names) -> dict:
        """Fields behind a line that opens them; open from the start when one was filled in or has to be corrected."""
        changed = (
            any(name in self.errors or name in self.changed_data for name in names)
            if self.is_bound
            else any(self.initial.get(name) for name in names if name in ("mother_own", "further"))
        )
        return {"folds": [{"title": title, "fields": [self[name] for name in names], "open": changed}]}

    def clean_identified_at(self):
        moment = self.cleaned_data["identified_at"]
        if moment > dates.now():
            raise forms.ValidationError(_("This moment has not come yet."))
        if moment < dates.now() - timedelta(days=365 * 20):
            raise forms.ValidationError(_("This is too long ago. Check the year."))
        return moment

    def clean(self):
        said = super().clean()
        heard = {about: said.get(about, "") for about in ("nationality", "language")}
        self.fields["birth"].ask(self, "birth", **heard)
        return said

    def refuse(self, refusal):
        """The bed that was taken meanwhile is a question of this form's own field."""
        if refusal.field == "provider":
            refusal.field = "tonight"
        super().refuse(refusal)

    def name(self) -> dict:
        return {part: self.cleaned_data.get(part, "") for part in ("own", "father", "grandfather", "further")}

    def mother(self) -> dict:
        return {"own": self.cleaned_data.get("mother_own", ""), "father": self.cleaned_data.get("mother_father", "")}

    def deed(self) -> dict:
        said = self.cleaned_data
        child = ["sex", "category", "nationality", "language", "identified_at", "found_place", "found_by"]
        return {
            "name": self.name(),
            "mother": self.mother(),
            "child": {name: said[name] for name in child},
            "birth": said["birth"],
            "consent": self.consent(given_at=dates.now(), language=said["language"]),
            "tonight": said["tonight"] | {"override_reason": said.get("override_reason", "")},
            "risk": said["risk"],
            "risk_reasons": said["risk_reasons"],
        }


class PaperForm(RegisterForm):
    """A file that was kept on paper. Ages count from the day it was written; consent may still have to be sought."""

    field_order = [*RegisterForm.field_order[:7], "told_on", *RegisterForm.field_order[7:]]
    told_on = MomentField(
        label=_("When was the child registered on paper?"),
        help_text=_("The age and the other answers are those of that day."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.pop("identified_at", None)
        self.fields["tonight"].help_text = _("As far as you know today. It is kept from today on.")
        self.fields["reason_not_asked"].help_text = _("May stay empty here: consent is then marked as to be sought.")

    @property
    def sections(self):
        on_paper = section(
            self,
            _("The paper file"),
            ["told_on"],
            _("Its dates are kept as they were. It does not count among the files registered or assessed in time."),
        )
        return [on_paper, *super().sections]

    def clean_told_on(self):
        moment = self.cleaned_data["told_on"]
        if moment > dates.now():
            raise forms.ValidationError(_("This moment has not come yet."))
        self.fields["birth"].widget.on = dates.local_date(moment)
        return moment

    def clean(self):
        if not self.cleaned_data.get("giver") and not self.cleaned_data.get("reason_not_asked"):
            self.cleaned_data["reason_not_asked"] = _now("To be sought: the paper file says nothing of it.")
        said = super().clean()
        found, written = said.get("identified_at"), said.get("told_on")
        if found and written and found > written:
            self.add_error("told_on", _("A child cannot be registered before it was found."))
        return said

    def deed(self) -> dict:
        deed = super().deed()
        deed["child"] |= {"registered_at": self.cleaned_data["told_on"], "entry": Child.Entry.PAPER}
        return deed
