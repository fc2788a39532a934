"""Ranges for constraints that two rows of one child never overlap in time."""

from django.contrib.postgres.fields import DateRangeField
from django.db.models import F, Func, TextField, Value


class UuidRange(Func):
    """A range of one id, so that a plain GiST index can compare it: no extension is needed (stack.md 2)."""

    function = "himaya_uuidrange"
    output_field = TextField()

    def __init__(self, *expressions):
        super().__init__(*(expressions or (F("child"), F("child"), Value("[]"))))


class Days(Func):
    """From a day on, until the day before another; a day that is not known reaches without end."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self, *expressions):
        super().__init__(*(expressions or (F("starts_on"), F("ends_on"))))
