"""Who acts for the child: asked for, decided, ended; and who is beside it at the asylum interview (domain.md 3.8, F08)."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from base import dates, described
from base.forms import DeedForm, OptionField
from base.models import Institution, User
from casework import guardianship
from casework.forms.fields import one_of, section, words
from casework.models import AsylumHearing, Guardianship
from minors import joined
from minors.models import Child, Document


def day(model, name: str, **extra) -> forms.DateField:
    """A date of a column, as phones enter it."""
    extra.setdefault("label", capfirst(model._meta.get_field(name).verbose_name))
    return forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), input_formats=["%Y-%m-%d", "%d/%m/%Y"], **extra
    )


def line(model, name: str, **extra) -> forms.CharField:
    """One line of text for a column."""
    column = model._meta.get_field(name)
    extra.setdefault("label", capfirst(column.verbose_name))
    return forms.CharField(max_length=column.max_length, **extra)


def _scopes() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("What for?"), choices=Guardianship.Scope.choices, widget=forms.CheckboxSelectMultiple
    )


def _answer(name: str) -> forms.ChoiceField:
    column = Guardianship._meta.get_field(name)
    choices = [("", _("Choose…")), *(choice for choice in column.choices if choice[0])]
    return forms.ChoiceField(label=capfirst(column.verbose_name), choices=choices, required=False)


class AskForm(DeedForm):
    """A request to a court."""

    kind = one_of(Guardianship, "kind")
    scopes = _scopes()
    requested_on = day(Guardianship, "requested_on")
    requested_to = line(Guardianship, "requested_to")
    hearing_on = day(Guardianship, "hearing_on", required=False)
    judge_seized_by_child = _answer("judge_seized_by_child")
    legal_aid_requested = _answer("legal_aid_requested")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("requested_on", dates.today())
        self.initial.setdefault("kind", Guardianship.Kind.LEGAL)

    @property
    def sections(self) -> list[dict]:
        return [
            section(self, _("The request"), ["kind", "scopes", "requested_on", "requested_to"]),
            section(self, _("At the court"), ["hearing_on", "judge_seized_by_child", "legal_aid_requested"]),
        ]


class MandateForm(DeedForm):
    """A mandate that holds: the person, the decision, from when to when, what the child says."""

    person = line(Guardianship, "person", required=False, help_text=_("Or choose an institution below."))
    institution = forms.ModelChoiceField(
        label=_("Institution"), queryset=Institution.objects.none(), required=False, empty_label=_("None, or another one")
    )
    relation = OptionField("L16", strict=True, label=_("What is the person to the child?"), required=False)
    contact = line(Guardianship, "contact", required=False)
    conflict_check = one_of(Guardianship, "conflict_check", label=_("Has the person an interest against the child?"))
    conflict_note = words(Guardianship, "conflict_note", required=False)
    decision_number = line(
        Guardianship,
        "decision_number",
        required=False,
        help_text=_("Father and grandfather represent by law: then there is no decision."),
    )
    decided_on = day(Guardianship, "decided_on", required=False)
    document = forms.ModelChoiceField(
        label=_("Document of the court"), queryset=Document.objects.none(), required=False, empty_label=_("None in the file yet")
    )
    starts_on = day(Guardianship, "starts_on", label=_("From which day?"))
    ends_on = day(
        Guardianship,
        "ends_on",
        required=False,
        label=_("Until which day, if that is decided?"),
        help_text=_("Empty: no end is known."),
    )
    child_view = words(Guardianship, "child_view")

    def __init__(self, *args, child: Child, classes: set[str], record: Guardianship | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = Institution.objects.order_by("name_fr")  # type: ignore[attr-defined]
        papers = Document.objects.current().filter(child__in=joined.files_of(child)).readable(classes)
        self.fields["document"].queryset = papers  # type: ignore[attr-defined]
        self.fields["document"].label_from_instance = lambda one: f"{one.kind_label} {one.number}"  # type: ignore[attr-defined]
        if record is not None:
            prefill(self, record, classes)
        self.initial.setdefault("starts_on", dates.today())

    def as_shown(self, record) -> dict:
        return {name: _shown(record, name) for name in self.fields if hasattr(record, name)}

    @property
    def sections(self) -> list[dict]:
        parts = [
            section(self, _("The mandate"), ["kind", "scopes"]),
            section(self, _("Who?"), ["person", "institution", "relation", "contact", "conflict_check", "conflict_note"]),
            section(self, _("The decision"), ["decision_number", "decided_on", "document", "starts_on", "ends_on"]),
            section(self, _("The child’s part"), ["child_view"]),
            section(self, _("The change"), ["reason"]),
        ]
        return [part for part in parts if part["fields"]]


def prefill(form: DeedForm, record, classes: set[str]) -> None:
    """Show what the record says, as far as this person may read it."""
    form.initial.setdefault("version", record.version)
    for name in form.fields:
        if (
            name not in ("key", "version")
            and hasattr(record, name)
            and described.class_of(type(record), name) in {"C1", *classes}
        ):
            form.initial.setdefault(name, _shown(record, name))


def leave_out(form: DeedForm, record, classes: set[str]) -> None:
    """What the person may not read cannot be overwritten either."""
    for name in list(form.fields):
        if (
            name not in ("key", "version")
            and hasattr(record, name)
            and described.class_of(type(record), name) not in {"C1", *classes}
        ):
            del form.fields[name]


def _shown(record, name: str):
    """A relation by its key, as the select has it."""
    column = described.column_of(type(record), name) if name != "version" else None
    return getattr(record, column.attname if column is not None and column.is_relation else name)


class RecordForm(MandateForm):
    """The same for a mandate that nobody asked for through us."""

    kind = one_of(Guardianship, "kind")
    scopes = _scopes()


class CorrectForm(MandateForm):
    """The same, once more, with the reason for the change."""

    reason = forms.CharField(label=_("Why is it changed?"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, record: Guardianship, classes: set[str], **kwargs):
        super().__init__(*args, record=record, classes=classes, **kwargs)
        leave_out(self, record, classes)


class CorrectRequestForm(AskForm):
    """What became known about a request that waits."""

    reason = forms.CharField(label=_("Why is it changed?"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, record: Guardianship, classes: set[str], **kwargs):
        kwargs["initial"] = {name: getattr(record, name) for name in ("kind", "requested_on")}
        super().__init__(*args, **kwargs)
        prefill(self, record, classes)
        leave_out(self, record, classes)

    @property
    def sections(self) -> list[dict]:
        return [*super().sections, section(self, _("The change"), ["reason"])]


class RefusedForm(DeedForm):
    """Nobody was appointed."""

    decided_on = day(Guardianship, "decided_on")
    reason = forms.CharField(label=_("What did the court say, or why was it given up?"), widget=forms.Textarea(attrs={"rows": 3}))


class EndForm(DeedForm):
    """A mandate ends; that day is no longer part of it."""

    ends_on = day(Guardianship, "ends_on", label=_("Since which day does it hold no more?"))
    end_reason = forms.ChoiceField(label=_("Why?"), choices=Guardianship.End.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("What happened"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


class HearingForm(DeedForm):
    """An interview about asylum, held or planned, and who is beside the child."""

    body = one_of(AsylumHearing, "body")
    held_on = day(AsylumHearing, "held_on")
    place = line(AsylumHearing, "place")
    mandate = forms.ModelChoiceField(
        label=_("Guardian or representative who is there"),
        queryset=Guardianship.objects.none(),
        required=False,
        empty_label=_("Nobody of these"),
    )
    worker = forms.ModelChoiceField(
        label=_("Social worker who is there"), queryset=User.objects.none(), required=False, empty_label=_("Nobody of these")
    )

    def __init__(self, *args, child: Child, named: bool, record: AsylumHearing | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Guardianship.objects.filter(child__in=joined.files_of(child), status__in=["appointed", "ended"])
        mandates, workers = self.fields["mandate"], self.fields["worker"]
        mandates.queryset = rows.exclude(kind=Guardianship.Kind.LAWYER)  # type: ignore[attr-defined]
        mandates.label_from_instance = lambda one: f"{one} · {one.person}" if named and one.person else str(one)  # type: ignore[attr-defined]
        workers.queryset = guardianship.social_workers_for(child)  # type: ignore[attr-defined]
        if record is not None:
            for name in ("body", "held_on", "place", "mandate", "worker"):
                self.initial.setdefault(name, _shown(record, name))
            self.initial.setdefault("version", record.version)

    def as_shown(self, record) -> dict:
        return {name: _shown(record, name) for name in self.fields if hasattr(record, name)}
