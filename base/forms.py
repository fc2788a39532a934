"""Forms: how a field is drawn, and what every form about a record carries (version, idempotency key, kept draft)."""

import uuid
from datetime import time
from typing import cast

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from base import drafts, options
from base.models import Place, Stale


class Renderer(TemplatesSetting):
    """Every field is drawn by one template: label, hint, control, error, in the order that a screen reader needs."""

    field_template_name = "components/field.html"


class DeedForm(forms.Form):
    """A form for one deed. It knows whether the input is well formed, never whether the deed is allowed.

    `version` is the one of the record it was opened with; `key` makes a second send harmless.
    """

    required_css_class = "required"
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

    def conflict(self, stale: Stale) -> dict:
        """Both texts, for components/conflict.html, after somebody else saved first.

        The form takes over the present version, so that sending it again is a choice made with both texts before one's eyes.
        """
        current = stale.current
        saved = type(current).history.filter(id=current.pk).select_related("history_user").latest("history_id")
        typed = cast(QueryDict, self.data).copy()
        typed[self.add_prefix("version")] = str(current.version)
        self.data = typed
        rows = [
            {
                "label": self[name].label,
                "stored": _in_words(field, getattr(current, name)),
                "typed": _in_words(field, self[name].data),
            }
            for name, field in self.fields.items()
            if name not in ("version", "key") and hasattr(current, name)
        ]
        return {
            "by": saved.history_user.name,
            "at": saved.history_date,
            "rows": [row for row in rows if row["stored"] != row["typed"]],
        }


def _in_words(field, value) -> str:
    """A value as the person reads it, stored or typed: the labels of choices, a moment as its two parts, else the text itself."""
    if hasattr(field, "in_words"):
        return field.in_words(value)
    if isinstance(field, forms.BooleanField):
        return str(_("yes") if field.to_python(value) else _("no"))
    if isinstance(value, Place):
        value = value.code
    if isinstance(field, forms.MultiValueField):
        value = field.widget.decompress(value) if not isinstance(value, list) else value
        parts = [f"{part:%H:%M}" if isinstance(part, time) else str(part or "") for part in value]
        return " ".join(filter(None, parts))
    labels = _labels(getattr(field, "choices", []))
    if isinstance(value, list):
        return options.in_a_row(labels.get(str(one), one) for one in value)
    text = str(labels.get(str(value), value) if value is not None else "")
    return text.replace("\r\n", "\n")  # browsers end lines their own way


def _labels(choices) -> dict:
    """The label of each choice, also of those that stand in groups."""
    found: dict = {}
    for code, label in choices:
        found |= {str(one): name for one, name in label} if isinstance(label, list | tuple) else {str(code): label}
    return found


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
