"""One copy on paper: head, foot and watermark come from the line of the access log that remembers who printed it (domain.md 8.3)."""

from django.utils.translation import gettext as _

from base import dates
from base.models import AccessEvent, User
from base.pdf import Paper, Printed, legible


def begin(
    event: AccessEvent,
    by: User,
    *,
    language: str,
    title: str,
    code: str,
    kind: str = "",
    confidentiality: str = "",
    as_of: str = "",
) -> Paper:
    """An empty paper in `language`, to be asked for inside `override(language)`. Whoever printed it stands by function and number.

    `kind` is what the paper is, when its title is a code; `as_of` the moment that it shows, when that is not the moment of printing.
    """
    when, number = dates.moment_in_words(event.at), _("no. %(number)s") % {"number": by.pk}
    return Paper(
        language=language,
        title=title,
        code=code,
        kind=kind or title,
        confidentiality=confidentiality or _("CONFIDENTIAL — Child protection"),
        as_of=as_of or when,
        printed=Printed(function=by.role.name, user=number, when=when, reason=legible(event.reason), copy=str(event.pk)),
        watermark=legible(f"{by.role.name} {number}"),
        created=event.at,
    )
