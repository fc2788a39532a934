"""Is the input well formed? Whether a deed is allowed is the door's and the deed's question."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from base import dates, options
from base.forms import DeedForm, OptionField, OptionsField
from base.models import Institution, User
from base.roles import Verb
from minors import access, asylum, ledger
from minors.models import Child, Consent, Grant

MINIMUM = ["case_management", "data_storage"]  # what is proposed; everything else the child or the guardian has to allow
# Givers who decide for the child: their basis is not consent, and the reason is written down (domain.md 7.4).
BASIS_OF = {"caseworker": Consent.Basis.BEST_INTERESTS, "judge": Consent.Basis.LEGAL_OBLIGATION}
LONGEST_GRANT = 12  # months: an access that never ends is one that nobody looks at again
LEVELS = {
    "read": ["read_c1", "read_c2"],
    "work": ["read_c1", "read_c2", "read_c3", "change", "print"],
}


def one_line(label, **kwargs) -> forms.CharField:
    """A short text of a paper form: 80 characters are the width of the column."""
    return forms.CharField(label=label, max_length=80, **kwargs)


def text(label, rows=3, **kwargs) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class FilterForm(forms.Form):
    """Which children are listed. Codes and states only, so it may stand in the address."""

    hide_optional = True
    risk = forms.ChoiceField(
        label=_("Risk"),
        required=False,
        choices=[("", _("Every level")), ("high", _("High risk")), ("medium", _("Medium risk")), ("low", _("Low risk"))],
    )
    status = forms.ChoiceField(
        label=_("Case"),
        required=False,
        choices=[
            ("", _("In progress")),
            ("closure_requested", _("Closure requested")),
            ("closed", _("Closed")),
            ("all", _("Open and closed")),
        ],
    )
    mine = forms.BooleanField(label=_("Only those I am responsible for"), required=False)
    owner = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)


class SearchForm(forms.Form):
    """Sent by POST: a name never stands in an address (security.md rule 7)."""

    hide_optional = True
    term = forms.CharField(
        label=_("Case code or name"),
        max_length=120,
        help_text=_("A whole code, or any part of the name in any spelling."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class ConsentFields(forms.Form):
    """Who consents and to what, or why it could not be asked for: shared by registration and by the page of consents."""

    giver = OptionField("L29", strict=True, label=_("Who consents?"), required=False)
    scopes = OptionsField(
        "L28",
        label=_("What is allowed?"),
        required=False,
        initial=MINIMUM,
        help_text=_("The least is proposed. Add only what was explained and allowed. Refusing to share is never refusing help."),
    )
    explained_in = OptionField("L05", label=_("Language of the explanation"), required=False)
    reason_not_asked = text(
        _("Why could consent not be asked for yet?"),
        rows=2,
        required=False,
        help_text=_("Needed when nobody consents yet, or when a social worker or a judge decides for the child."),
    )
    giver_relationship = one_line(_("What is this person to the child?"), required=False)

    def __init__(self, *args, child: Child | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.child = child
        self.fields["giver"].choices = lazy_choices("L29", _("Nobody yet"))
        self.fields["scopes"].choices = self._scopes
        for name in ("giver", "reason_not_asked"):  # one of the two is needed
            self.fields[name].hide_optional = True

    def clean(self):
        cleaned = super().clean()
        giver, reason = cleaned.get("giver", ""), cleaned.get("reason_not_asked", "").strip()
        if not reason and not giver:
            self.add_error("giver", _("Say who consents, or write below why consent could not be asked for yet."))
        elif not reason and giver in BASIS_OF:
            self.add_error("reason_not_asked", _("Write why somebody decides for the child, or the number of the order."))
        if giver == "other" and not cleaned.get("giver_relationship", "").strip():
            self.add_error("giver_relationship", _("Say what this person is to the child."))
        return cleaned

    def _scopes(self):
        """The embassy is not even offered while the child may need asylum, nor at registration, when nobody can know yet."""
        hidden = {ledger.EMBASSY} if self.child is None or asylum.closed_to_origin(self.child) else set()
        return [choice for choice in options.choices("L28", strict=True) if choice[0] not in hidden]

    def consent(self, *, given_at, language="") -> dict:
        """What `consent.record` takes. Without a giver nothing is allowed, whatever was ticked."""
        said = self.cleaned_data
        giver = said["giver"]
        return {
            "given_at": given_at,
            "basis": BASIS_OF.get(giver, Consent.Basis.CONSENT) if giver else Consent.Basis.VITAL_INTERESTS,
            "giver": giver,
            "giver_relationship": said.get("giver_relationship", ""),
            "scopes": said["scopes"] if giver else [],
            "language": said["explained_in"] or language,
            "reason_not_asked": said["reason_not_asked"],
        }


class ReasonForm(DeedForm):
    """The one question of a deed that needs nothing else."""

    reason = text(_("Reason"), rows=2)

    def __init__(self, *args, about=None, **kwargs):
        """`about` is the record in question: several of these forms may stand on one page."""
        super().__init__(*args, auto_id=f"end_{about.pk}_%s" if about else "id_%s", **kwargs)


class AgreeForm(ReasonForm):
    """What the young adult said about the access of the former guardian."""

    reason = text(_("What did the young adult say?"), rows=2)

    def __init__(self, *args, about, **kwargs):
        super().__init__(*args, about=about, **kwargs)
        self.auto_id = f"agree_{about.pk}_%s"


class PersonField(forms.ModelChoiceField):
    """Somebody who signs in, told apart by institution."""

    def label_from_instance(self, person):
        return f"\u2068{person.name}\u2069 – {person.institution}"


class GrantForm(DeedForm):
    """Access for a colleague: to whom, how much, what for, until when, why."""

    person = PersonField(label=_("Person"), queryset=User.objects.none(), empty_label=_("Choose…"))
    levels = forms.ChoiceField(
        label=_("What may this person do?"),
        choices=[("read", _("Read the case and the identity")), ("work", _("Read everything and work on the case"))],
        widget=forms.RadioSelect,
        initial="read",
    )
    purpose = forms.ChoiceField(
        label=_("What for?"),
        choices=[one for one in Grant.Purpose.choices if one[0] not in (*Grant.BY_HANDOVER, *Grant.IN_EMERGENCY)],
    )
    until = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day of this access."),
    )
    scope = forms.ChoiceField(
        label=_("Help by another institution: which consent does it rest on?"),
        choices=lambda: [("", _now("Choose…")), *((code, name) for code, name in options.choices("L28", strict=True))],
        required=False,
        help_text=_("The access ends by itself when this consent is withdrawn."),
    )
    reason = text(_("Why does this person need it?"), rows=2)

    def __init__(self, *args, giver: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = colleagues_of(giver) | partners_of(giver)
        self.initial.setdefault("until", dates.today() + timedelta(days=7))

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until < dates.today():
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        if until > dates.add_months(dates.today(), LONGEST_GRANT):
            raise forms.ValidationError(_("An access is given for a year at most. It can be given again."))
        return until

    def deed(self) -> dict:
        said = super().deed()
        return {
            "user": said["person"],
            "levels": LEVELS[said["levels"]],
            "purpose": said["purpose"],
            "ends_at": dates.midnight(said["until"] + timedelta(days=1)),
            "reason": said["reason"],
            "scope": said["scope"] if said["purpose"] == Grant.Purpose.PARTNER else "",
        }


class MergeForm(DeedForm):
    """Which of two files is kept, and for everything on which they differ whose word stands. Values are codes of files."""

    reason = text(_("How do you know that both files are about the same child?"))

    def __init__(self, *args, files: list[Child], differing, **kwargs):
        super().__init__(*args, **kwargs)
        self.pair, self.groups = files, [one.group for one in differing]
        older = min(files, key=lambda child: child.registered_at).code
        codes = [(child.code, _("%(code)s, registered on %(day)s") % _registered(child)) for child in files]
        fields = {"keep": _one_of(_("Which file is kept?"), codes, older)}
        for one in differing:
            said = zip(files, (one.first, one.second), strict=True)
            values = [(child.code, _("%(value)s – %(code)s") % {"value": words, "code": child.code}) for child, words in said]
            fields[f"whose_{one.group}"] = _one_of(one.label, values, older)
        self.fields = {**fields, **self.fields}

    def deed(self) -> dict:
        said = super().deed()
        kept, other = sorted(self.pair, key=lambda child: child.code != said["keep"])
        choices = {group: "kept" if said[f"whose_{group}"] == kept.code else "other" for group in self.groups}
        return {"kept": kept, "other": other, "choices": choices, "reason": said["reason"]}


def _one_of(label, choices, initial) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=initial, widget=forms.RadioSelect)


def _registered(child: Child) -> dict:
    return {"code": child.code, "day": dates.day_in_words(child.registered_at)}


class ExcludeForm(DeedForm):
    """Somebody who must not see this file, for example a relative of a person in it."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none(), empty_label=_("Choose…"))
    reason = text(_("Why must this person not see the file?"), rows=2)

    def __init__(self, *args, giver: User, **kwargs):
        super().__init__(*args, auto_id="exclude_%s", **kwargs)
        self.fields["person"].queryset = colleagues_of(giver, also_suspended=True)

    def deed(self) -> dict:
        said = super().deed()
        return {"user": said["person"], "reason": said["reason"]}


def colleagues_of(user: User, *, also_suspended: bool = False):
    """People of the same institution who can open a case entrusted to them, or could before they were suspended."""
    return _readers(also_suspended=also_suspended).filter(institution=user.institution_id).exclude(pk=user.pk)


def partners_of(user: User):
    """Workers of other institutions who may help with one case, where the child allows it."""
    others = _readers().filter(role__verbs__contains=[Verb.OPEN_CASE, Verb.ASSESS]).exclude(institution=user.institution_id)
    return others.exclude(institution__kind=Institution.Kind.EMBASSY)


def _readers(*, also_suspended: bool = False):
    people = User.objects.all() if also_suspended else User.objects.at_work()
    found = people.filter(role__verbs__contains=[Verb.OPEN_CASE], role__scope__in=access.BY_GRANT)
    return found.select_related("role", "institution__region").order_by("institution__name_fr", "name")


def lazy_choices(list_code: str, first):
    """The options of a strict list, read when they are shown, after one for "nobody" or "the same"."""
    return lambda: [("", first), *options.choices(list_code, strict=True)]
