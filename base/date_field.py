"""A date as people tell it, as one form field: an age, a date in one of four calendars, or a season; and what it means (domain.md 4.6)."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _now

from base import dates

CALENDARS = ["gregorian", "ethiopic", "hijri", "event", "unknown"]
PARTS = ["age", "told", "calendar", "earliest", "latest", "source", "certain"]
_TEXT = {"autocomplete": "off"}


def read(parts: dict, *, on: date, oldest: int = 120) -> dates.PartialDate | None:
    """What the parts of the field say, None when nothing was told. `earliest` and `latest` are dates or None.

    Raises ValueError with a sentence for the reader.
    """
    age, told, source = parts["age"].strip(), parts["told"].strip(), parts["source"] or dates.Source.CHILD
    aged = dates.age_from_text(age, on, source=source) if age else None
    if aged and aged.latest and dates.completed_years(aged.latest, on) > oldest:
        raise ValueError(_now("This is no child's age: %(oldest)d years at most. Check it.") % {"oldest": oldest})
    if not told:
        if parts["calendar"] == dates.Calendar.EVENT and (parts["earliest"] or parts["latest"]):
            raise ValueError(_now("Write the season or the event in the words in which it was told."))
        return aged
    if parts["calendar"] == dates.Calendar.EVENT:
        found = dates.from_event(told, parts["earliest"], parts["latest"], source=source, on=on)
    else:
        found = dates.from_text(told, parts["calendar"] or dates.Calendar.UNKNOWN, source=source, on=on)
    if aged and _apart(aged, found, on):
        raise ValueError(
            _now("The age and the date of birth do not agree. Ask again, and leave one of them empty if it stays unclear.")
        )
    return found


def _apart(aged: dates.PartialDate, found: dates.PartialDate, on: date) -> bool:
    """Whether an age and a date contradict each other by more than a year: people round their age."""
    one, other = (dates.age_bounds(told.earliest, told.latest, on) for told in (aged, found))
    return bool(one and other and (one[0] > other[1] + 1 or one[1] < other[0] - 1))


def suspicion(told: dates.PartialDate | None, nationality: str, language: str, on: date) -> str:
    """The question to ask before a Gregorian year makes an Ethiopian child look adult, or nothing (domain.md 4.6)."""
    if told is None or told.earliest is None or told.precision == dates.Precision.AGE:
        return ""
    if not dates.ethiopian_year_suspected(told.calendar, told.earliest.year, nationality, language, on):
        return ""
    age = dates.describe_age(told.earliest, told.latest, on)
    question = _now(
        "Is this an Ethiopian year? In the Gregorian calendar it means %(age)s. Choose the Ethiopian calendar, or confirm below."
    )
    return question % {"age": age}


class PartialDateWidget(forms.MultiWidget):
    """The parts by name: birth_age, birth_told, birth_calendar… What is seldom known is folded away.

    `on` is the day on which it was told, today when None: a paper file was written on another. `asks` shows the tick box.
    """

    template_name = "components/partial_date.html"
    on: date | None = None
    asks = False

    def __init__(self, *, born: bool, calendars, sources):
        self.born = born
        day = {"type": "date"}
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "age": forms.TextInput({**_TEXT, "maxlength": 30}),
            "told": forms.TextInput({**_TEXT, "maxlength": 60}),
            "calendar": forms.Select(choices=calendars),
            "earliest": forms.DateInput(day, format="%Y-%m-%d"),
            "latest": forms.DateInput(day, format="%Y-%m-%d"),
            "source": forms.Select(choices=sources),
            "certain": forms.CheckboxInput(),
        }
        super().__init__(parts)

    def decompress(self, value: dates.PartialDate | None) -> list:
        if value is None:
            return ["", "", dates.Calendar.GREGORIAN, None, None, dates.Source.CHILD, False]
        if value.precision == dates.Precision.AGE:
            return [value.raw, "", dates.Calendar.GREGORIAN, None, None, value.source, False]
        event = value.calendar == dates.Calendar.EVENT
        return [
            "",
            value.raw,
            value.calendar,
            value.earliest if event else None,
            value.latest if event else None,
            value.source,
            True,
        ]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        parts = dict(zip(PARTS, widget["subwidgets"], strict=True))
        for part, one in parts.items():
            one["attrs"]["id"] = f"{widget['attrs'].get('id', name)}_{part}"
            one["attrs"].pop("required", None)
        said = value if isinstance(value, list) else self.decompress(value)
        filled = dict(zip(PARTS, said, strict=True))
        widget |= {
            "born": self.born,
            "parts": parts,
            "asks": self.asks or bool(filled["certain"] and filled["told"] and filled["calendar"] == "gregorian"),
            "ticked": bool(filled["certain"]),
            "open": bool(filled["told"] or filled["earliest"] or filled["latest"]),
            "means": self.means(said) if filled["age"] or filled["told"] else "",
        }
        return context

    def means(self, parts: list) -> str:
        """What the typed parts mean today, or why they cannot be read."""
        try:
            told = self.told(parts)
        except forms.ValidationError as wrong:
            return " ".join(wrong.messages)
        return dates.describe(told, dates.today(), born=self.born) if told else ""

    def told(self, parts: list) -> dates.PartialDate | None:
        field = PartialDateField(born=self.born, required=False)
        field.widget.on = self.on
        return field.clean(parts)

    def question(self, parts: list, *, nationality: str, language: str) -> str:
        """Whether the typed year may be Ethiopian, unless the box says that it was asked about."""
        try:
            told = None if parts[PARTS.index("certain")] else self.told(parts)
        except forms.ValidationError:
            return ""
        return suspicion(told, nationality, language, self.on or dates.today())


class PartialDateField(forms.MultiValueField):
    """Cleans to a `dates.PartialDate`, or None when nothing was told. `born` asks for an age too, of `oldest` years at most."""

    widget: PartialDateWidget

    def __init__(self, *, born: bool = False, oldest: int = 120, **kwargs):
        self.born, self.oldest = born, oldest
        calendars = [(code, dates.Calendar(code).label) for code in CALENDARS]
        sources = list(dates.Source.choices)
        parts = (
            forms.CharField(max_length=30),
            forms.CharField(max_length=60),
            forms.ChoiceField(choices=calendars),
            forms.DateField(),
            forms.DateField(),
            forms.ChoiceField(choices=sources),
            forms.BooleanField(),
        )
        for part in parts:
            part.required = False
        widget = PartialDateWidget(born=born, calendars=calendars, sources=sources)
        super().__init__(parts, widget=widget, require_all_fields=False, **kwargs)

    def get_bound_field(self, form, field_name):
        """An age that was told a year ago and is sent back unchanged is still the age of that day."""
        stored = form.get_initial_for_field(self, field_name)
        if isinstance(stored, dates.PartialDate) and self.widget.on is None:
            parts = self.widget.decompress(stored)
            name = form.add_prefix(field_name)
            sent = self.widget.value_from_datadict(form.data, form.files, name) if form.is_bound else parts
            if [str(one or "") for one in sent[:-1]] == [str(one or "") for one in parts[:-1]]:
                self.widget.on = stored.recorded_on
        return super().get_bound_field(form, field_name)

    @property
    def told_on(self) -> date:
        return self.widget.on or dates.today()

    def compress(self, data_list) -> dates.PartialDate | None:
        try:
            told = read(dict(zip(PARTS, data_list, strict=True)), on=self.told_on, oldest=self.oldest) if data_list else None
        except ValueError as wrong:
            raise forms.ValidationError(wrong.args[0]) from None
        if told is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return told

    def in_words(self, value) -> str:
        """Both texts of a conflict: a stored date, or the parts that were typed."""
        if isinstance(value, list):
            value = self.compress([part.clean(one) for part, one in zip(self.fields, value, strict=True)])
        return f"{value.raw} ({dates.describe(value, dates.today(), born=self.born)})" if value else ""

    def ask(self, form: forms.Form, name: str, *, nationality: str, language: str) -> None:
        """Ask about a year that may be Ethiopian; the question is answered by another calendar or by the tick box."""
        parts = list(form[name].data)
        self.widget.asks = bool(self.widget.question([*parts[:-1], False], nationality=nationality, language=language))
        question = self.widget.question(parts, nationality=nationality, language=language)
        if question:
            form.add_error(name, question)
