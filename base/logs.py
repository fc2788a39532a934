"""What a log line may hold: an event code, a level, a place in the code. Never what people typed or what an exception says."""

import logging
import traceback


class Events(logging.Formatter):
    """`2026-11-24 09:30:00 WARNING django.request 404`, then for an exception its kind and the places it went through.

    Only messages of the loggers under `himaya` are printed: they are our own event codes. Messages of libraries quote addresses,
    parameters and rows ("Key (name)=(…) already exists").
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line, and one more per frame of an exception."""
        what = record.getMessage() if record.name.split(".")[0] == "himaya" else getattr(record, "status_code", "")
        lines = [f"{self.formatTime(record, '%Y-%m-%d %H:%M:%S')} {record.levelname} {record.name} {what}".rstrip()]
        if record.exc_info and record.exc_info[0]:
            lines += [f"  at {place.filename}:{place.lineno}" for place in traceback.extract_tb(record.exc_info[2])]
            lines.append(f"  {record.exc_info[0].__module__}.{record.exc_info[0].__qualname__}")
        return "\n".join(lines)
