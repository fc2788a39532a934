"""Arabic: Django has no short form with the hour, and would fall back to the American one."""

SHORT_DATETIME_FORMAT = "d\u200f/m\u200f/Y، H:i"  # the marks keep the order, as in Django's short date
