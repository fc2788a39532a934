"""How a column is described where it is written down: the form it belongs to, whether it is required, its class and its list."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    """Yes and no, and the two ways of not knowing (domain.md 0.3, rule 19)."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("unknown")
    REFUSED = "refused", _("refused to answer")


class Silence(models.TextChoices):
    """Why a question has no answer, when it was asked. Without one of these an empty field was not asked."""

    UNKNOWN = "unknown", _("unknown")
    REFUSED = "refused", _("refused to answer")


@dataclass(frozen=True)
class Description:
    """`form` is F01 to F22; `required` M (to finalise), C (when `when` holds) or O; `of` the class C1 to C4.

    `when` is another field and the answers that make this one needed; without answers, any answer does.

    `only_for` names what ties it to the purpose for which it was told (`base.purposes.Tied`).

    `options` names a list of Annex A; a `strict` one offers neither "unknown" nor "refused to answer". `hint` helps whoever asks.
    """

    form: str = ""
    required: str = "O"
    of: str = "C1"
    options: str = ""
    strict: bool = False
    when: tuple[str, tuple[str, ...]] | None = None
    hint: Any = ""
    only_for: str = ""


PLAIN = Description()


def told(column: models.Field, form: str, **description) -> Any:
    """A column of a model with its description: `own = told(models.CharField(…), "F02", required="M", of="C2")`."""
    column.described = Description(form, **description)  # type: ignore[attr-defined]
    return column
