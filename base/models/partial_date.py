"""A told date as columns of a record: what was told, what it can mean, who told it and when (domain.md 4.6)."""

from dataclasses import asdict, fields

from django.db import models
from django.utils.translation import gettext_lazy as _

from base import dates
from base.description import told

_Text = models.CharField
_Day = models.DateField
_PARTS = [field.name for field in fields(dates.PartialDate)]


def told_date(
    raw, earliest, latest, *, form: str, required: str = "O", of: str = "C2"
) -> tuple[_Text, _Text, _Text, _Day, _Day, _Text, _Day]:
    """The columns of one told date, in the order of `dates.PartialDate`; the arguments name three of them; `form`, `required`
    and the class `of` describe what was told (`base.described`).

    birth_raw, birth_calendar, birth_precision, birth_earliest, birth_latest, birth_source, birth_recorded_on = told_date(…)
    birth = ToldDate("birth")
    """
    return (
        told(models.CharField(raw, max_length=60, blank=True), form, required=required, of=of),
        told(models.CharField(_("calendar"), max_length=10, blank=True, choices=dates.Calendar), form, of=of),
        told(models.CharField(_("precision"), max_length=12, blank=True, choices=dates.Precision), form, of=of),
        told(models.DateField(earliest, null=True, blank=True), form, of=of),
        told(models.DateField(latest, null=True, blank=True), form, of=of),
        told(models.CharField(_("told by"), max_length=12, blank=True, choices=dates.Source), form),
        told(models.DateField(_("told on"), null=True, blank=True), form),
    )


class ToldDate:
    """The columns of one told date, read and written together as a `dates.PartialDate`; None when nothing was told."""

    def __init__(self, name: str):
        self.names = [f"{name}_{part}" for part in _PARTS]

    def __get__(self, record, owner=None):
        if record is None:
            return self
        values = [getattr(record, name) for name in self.names]
        return dates.PartialDate(*values) if values[-1] else None

    def __set__(self, record, told: dates.PartialDate | None) -> None:
        values = asdict(told) if told else dict.fromkeys(_PARTS, "") | dict.fromkeys(["earliest", "latest", "recorded_on"])
        for name, part in zip(self.names, _PARTS, strict=True):
            setattr(record, name, values[part])


def is_interval(of: str, **constraint) -> models.CheckConstraint:
    """Both ends of a told date or none, in order: a constraint for the record's Meta."""
    first, last = f"{of}_earliest", f"{of}_latest"
    nothing = models.Q(**{first: None, last: None})
    # Said in full: a comparison with nothing is unknown, and what is unknown a constraint lets pass.
    in_order = models.Q(**{f"{first}__isnull": False, f"{last}__isnull": False, f"{first}__lte": models.F(last)})
    return models.CheckConstraint(condition=nothing | in_order, **constraint)
