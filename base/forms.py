"""Forms: how a field is drawn, and what every form about a record carries (version, idempotency key, kept draft)."""

import uuid
from dataclasses import asdict, dataclass

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from base import drafts, merging, options
from base.models import Place, Stale
from base.workflow import Refused


class Renderer(TemplatesSetting):
    """Every field is drawn by one template: label, hint, control, error, in the order that a screen reader needs."""

    field_template_name = "components/field.html"


class DeedForm(forms.Form):
    """A form for one deed. It knows whether the input is well formed, never whether the deed is allowed.

    `version` is the one of the record it was opened with; `key` makes a second send harmless.
    """

    required_css_class = "required"
    together: tuple[tuple[str, ...], ...] = ()  # answers that only mean something together are chosen together
    merge: merging.Merge | None = None
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("key", uuid.uuid4())

    def deed(self) -> dict:
        """The cleaned fields that belong to the deed."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "key")}

    def refuse(self, refusal):
        """Show a refusal of the rule beside its field, or on top of the form when it has none."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))

    def as_shown(self, record) -> dict:
        """What this form shows of a record as it stood at any time: values by the names of fields. Other fields are not about it."""
        return {name: getattr(record, name) for name in self.fields if hasattr(record, name)}

    def conflict(self, stale: Stale) -> dict:
        """What to choose, for components/conflict.html, after somebody else saved first. The form shows what is settled already."""
        self.merge = merging.merge(self, stale)
        return asdict(self.merge)

    def full_clean(self):
        """Before anything is read, what was chosen between two texts is carried out; an answer that is still open is asked for."""
        if self.is_bound:
            self.merge = merging.choose(self)
        super().full_clean()
        for row in self.merge.rows if self.merge else []:
            if row.choice not in (merging.MINE, merging.STORED):
                self.add_error(row.name, _("Choose above which text is kept."))


class OptionField(forms.ChoiceField):
    """One choice of an option list (domain.md Annex A). Long lists are selects, never free text."""

    def __init__(self, list_code: str, *, strict: bool = False, empty: bool = True, **kwargs):
        self.list_code = list_code
        first = [("", _("Choose…"))] if empty else []
        super().__init__(choices=lambda: [*first, *options.choices(list_code, strict=strict)], **kwargs)


class OptionsField(forms.MultipleChoiceField):
    """Several choices of an option list, as check boxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, list_code: str, **kwargs):
        super().__init__(choices=lambda: options.choices(list_code, strict=True), **kwargs)


class PlaceField(forms.ChoiceField):
    """A place of the country, grouped by its region. Cleans to the `Place`."""

    def __init__(self, *, empty: bool = False, **kwargs):
        self.first = [("", _("Choose…"))] if empty else []
        super().__init__(choices=lambda: [*self.first, *self._by_region()], **kwargs)

    @staticmethod
    def _by_region():
        regions: dict = {}
        for place in Place.objects.filter(region__isnull=False).select_related("region").order_by("region__code", "kind", "code"):
            regions.setdefault(place.region, []).append((place.code, place.name))
        return [(region.name, sorted(rows, key=lambda row: row[0] != region.code)) for region, rows in regions.items()]

    def clean(self, value):
        code = super().clean(value)
        return Place.objects.select_related("region").get(code=code) if code else None


class MomentField(forms.SplitDateTimeField):
    """A date and a time as phones enter them, in Djibouti's time."""

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "widget",
            forms.SplitDateTimeWidget(
                date_format="%Y-%m-%d",
                time_format="%H:%M",
                date_attrs={"type": "date", "aria-label": _("Date")},  # type: ignore[dict-item]
                time_attrs={"type": "time", "aria-label": _("Time")},  # type: ignore[dict-item]
            ),
        )
        super().__init__(input_date_formats=["%Y-%m-%d", "%d/%m/%Y"], input_time_formats=["%H:%M", "%H:%M:%S"], **kwargs)


def kept(request, form_class, **kwargs):
    """The form for this request: bound to what was sent, or filled with what this person typed and did not send (base/drafts.py)."""
    if request.method == "POST":
        return form_class(request.POST, **kwargs)
    form = form_class(**kwargs)
    draft = drafts.newest(request, [request.path])
    if draft:
        drafts.put_back(form, draft)
    return form


@dataclass
class Attempt:
    """What became of a sent form: done, or shown again with what is wrong (422) or what somebody else saved first (409)."""

    status: int = 200
    conflict: dict | None = None
    done: bool = False


def attempt(request, form, deed, record=None) -> Attempt:
    """Carry out `deed` with a valid form that was sent. With `record` on the version that the form was opened with."""
    if request.method != "POST":
        return Attempt()
    if not form.is_valid():
        return Attempt(422)
    if record is not None:
        record.version = form.cleaned_data["version"] or 0
    try:
        deed()
    except Refused as refusal:
        form.refuse(refusal)
        tried = Attempt(422)
    except Stale as stale:
        tried = Attempt(409, form.conflict(stale))
    else:
        return Attempt(done=True)
    if record is not None:
        record.refresh_from_db()
    return tried
