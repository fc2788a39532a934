"""What the cleaner gives back."""

from dataclasses import dataclass


class Unwelcome(Exception):
    """The file is refused. `args[0]` is one of the codes that base/cleaning.py has a sentence for."""


@dataclass(frozen=True)
class Clean:
    """A file made anew. `found` is the media type of what came in; `preview` a small JPEG, empty where there is no picture."""

    media_type: str
    found: str
    content: bytes
    preview: bytes = b""
