"""What is asked about a document. Whether it may be kept is the deed's question, what the file really is the cleaner's."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base import cleaning, dates
from base.forms import DeedForm, OptionField
from base.roles import FieldClass
from minors.forms import text
from minors.models import Upload
from minors.models.document import WITHOUT_FILE

CALENDARS = [dates.Calendar.GREGORIAN, dates.Calendar.ETHIOPIC, dates.Calendar.HIJRI]
READERS = {
    FieldClass.C1: _("everybody who reads the case, also in code: no name and no face is on it"),
    FieldClass.C2: _("who may read the identity"),
    FieldClass.C3: _("who may read what is sensitive: health, violence, courts"),
    FieldClass.C4: _("who may read what is secret: traffickers, hidden addresses, witnesses"),
}
TAKEN = "image/jpeg,image/png,image/webp,application/pdf,audio/*"


class DescribeForm(DeedForm):
    """What kind of document, of when, and who may read it. `classes` are those the person may read."""

    kind = OptionField("L30", strict=True, label=_("What kind of document is it?"))
    description = text(
        _("What does it show?"), rows=2, required=False, help_text=_("In a few words, so that nobody has to open it to know.")
    )
    reference = forms.CharField(label=_("Number on the document"), max_length=60, required=False)
    issued = forms.CharField(
        label=_("Date of the document, or of the photo"),
        required=False,
        max_length=30,
        help_text=_("As far as it is known: 2024, 03/2024 or 12/03/2024."),
    )
    calendar = forms.ChoiceField(
        label=_("In which calendar?"),
        required=False,
        choices=[(one.value, one.label) for one in CALENDARS],
        initial=dates.Calendar.GREGORIAN,
    )
    field_class = forms.ChoiceField(
        label=_("Who may read it?"),
        required=False,
        help_text=_(
            "Left as it is: photos and papers with a name for readers of the identity, health and courts for readers of what is sensitive."
        ),
    )

    def __init__(self, *args, classes, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = self.fields["kind"]
        kinds.choices = [one for one in kinds.choices if one[0] not in WITHOUT_FILE]
        mine = [(one.value, words) for one, words in READERS.items() if one.value in classes]
        self.fields["field_class"].choices = [("", _("as is usual for this kind")), *mine]

    def clean(self):
        said: Any = super().clean()
        said["issued"] = self._date(said.get("issued", ""), said.get("calendar") or dates.Calendar.GREGORIAN)
        return said

    def _date(self, written, calendar) -> dates.PartialDate | None:
        if not written:
            return None
        try:
            return dates.from_text(written, calendar)
        except ValueError as wrong:
            self.add_error("issued", wrong.args[0])
            return None

    def deed(self) -> dict:
        said = super().deed()
        said.pop("calendar")
        return said

    def section(self, title, names, hint="") -> dict:
        return {"title": title, "hint": hint, "fields": [self[name] for name in names if name in self.fields]}


class CorrectForm(DescribeForm):
    """Correct what is said about a document."""

    together = (("issued", "calendar"),)
    reason = text(_("Why is it changed?"), rows=2)

    def as_shown(self, document) -> dict:
        said = super().as_shown(document)
        return {**said, "issued": document.issued_raw, "calendar": document.issued_calendar or "gregorian"}


class AddForm(DescribeForm):
    """A new document: taken with the camera, chosen, or arrived in parts before (`upload`)."""

    photo = forms.FileField(
        label=_("Take a photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        help_text=_("Of the document, or of the child. The place and the time in the picture are removed."),
    )
    file = forms.FileField(
        label=_("Or choose a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": TAKEN}),
        help_text=_("Photo, PDF or sound recording, 20 MB at most."),
    )
    upload = forms.ModelChoiceField(
        Upload.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("The file is no longer there. Choose it again.")},
    )
    without_consent_because = text(
        _("A photo without consent: why is it needed?"),
        rows=2,
        required=False,
        help_text=_("Only for a photo of the child: nobody has consented to one."),
    )
    field_order = ["photo", "file", "kind", "without_consent_because", "description"]

    def __init__(self, *args, waiting, photo_allowed, too_big=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.too_big = too_big
        self.fields["upload"].queryset = waiting
        if photo_allowed:
            del self.fields["without_consent_because"]
        for name in ("photo", "file"):  # one of the two is needed
            self.fields[name].hide_optional = True

    @property
    def sections(self) -> list[dict]:
        return [
            self.section(_("The file"), ["photo", "file"]),
            self.section(_("What is it?"), ["kind", "without_consent_because", "description"]),
            self.section(_("As far as it is known"), ["reference", "issued", "calendar", "field_class"]),
        ]

    def clean(self):
        said = super().clean()
        if self.too_big:
            self.add_error("file", cleaning.TOO_BIG)
        elif not (said.get("upload") or said.get("photo") or said.get("file")) and not {"upload", "photo", "file"} & set(
            self.errors
        ):
            self.add_error("photo", _("Take a photo or choose a file."))
        return said

    def deed(self) -> dict:
        said = super().deed()
        for name in ("photo", "file", "upload"):
            said.pop(name)
        return said


class WithdrawForm(DeedForm):
    """Why a document is no longer shown."""

    why = OptionField("W30", strict=True, label=_("Why is it withdrawn?"))
