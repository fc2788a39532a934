"""One child's file for another program, as JSON, by the descriptions of its fields; secret data (C4) are in no export (domain.md 7.3).

What is tied to the purpose for which it was told leaves for another one only where a rule says so (features.md 99).
"""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from base import dates, described
from base.models import AccessEvent, PurposeRule, User
from base.purposes import Tied, Use
from base.roles import Verb
from base.workflow import Refused
from minors import access, taking_out
from minors.models import Child


def export_file(child: Child, *, by: User, reason: str, use: str, language: str = "fr", identity: bool = False) -> str:
    """What `by` may read of this child and what may be used for `use` (`base.purposes.Use`), as JSON text; remembered as exported.
    `child` came through the door.

    Raises PermissionDenied without the right to print, `Refused` without a reason, for a use that is none, when the identity may not be
    read, and when this person took out today's number.
    """
    rights = access.rights_on(by, child.pk)
    if Verb.PRINT_CASE not in rights.verbs:
        raise PermissionDenied(_("You may read this file, but this action belongs to somebody else."))
    if not reason.strip():
        raise Refused(_("Say why this file is exported. The reason is kept."), field="reason")
    if use not in Use.values:
        raise Refused(_("Say what the file is used for."), field="use")
    if identity and "C2" not in rights.classes:
        raise Refused(_("You may read this file, but not the identity."), field="identity")
    taking_out.refuse_more(by, child)
    classes = rights.classes - {"C4"} - (set() if identity else {"C2"})
    shut = set(Tied.values) - PurposeRule.objects.opened(use, dates.today())
    with override(language):
        file = {
            "code": child.code,
            "exported_at": dates.now(),
            "language": language,
            "classes": sorted(classes),
            "use": use,
            "left_out": [{"what": one, "words": str(Tied(one).label)} for one in sorted(shut)],
            "records": [
                _record(model, row, classes, shut)
                for model in described.models_of()
                for row in _rows(by, model, child, classes, shut)
            ],
        }
    said = {"classes": file["classes"], "language": language, "use": use, **taking_out.COUNTED}
    with transaction.atomic():
        access.remember(by, AccessEvent.Kind.EXPORTED, child, reason=reason.strip(), **said)
        return json.dumps(file, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)


def _rows(by, model, child, classes, shut):
    """The records of one kind, through the door; none of a kind, and no row, whose own class is left out: not even that it exists."""
    if model.record_class not in {"C1", *classes}:
        return []
    rows = access.visible_to(by, model).filter(**{model.minor_path or "pk": child.pk})
    if model.class_column:
        rows = rows.filter(**{f"{model.class_column}__in": {"C1", *classes}})
    for tied in shut & set(model.only_for):
        rows = rows.exclude(model.only_for[tied])
    places = [column.name for column in described.columns_of(model) if column.is_relation]
    return rows.select_related(*places).order_by("recorded_at", "id")


def _record(model, row, classes, shut) -> dict[str, Any]:
    columns = [one for one in described.columns_of(model) if described.class_of(model, one.name) in {"C1", *classes}]
    columns = [one for one in columns if described.description(model, one.name).only_for not in shut]
    columns = [one for one in columns if one.related_model is not Child]  # another child's code is for who may open that file
    return {
        "record": model._meta.label_lower,
        "title": str(model._meta.verbose_name),
        "answers": [_answer(model, row, one) for one in columns],
    }


def _answer(model, row, column) -> dict[str, Any]:
    """`value` as stored, `words` as people read it; `state` tells "unknown", "refused" and "not_asked" apart."""
    state = described.state_of(row, column.name)
    value = getattr(row, column.name)
    return {
        "form": described.description(model, column.name).form,
        "field": column.name,
        "label": described.label(model, column.name),
        "value": (str(value) if column.is_relation else value) if state == "answered" else None,
        "words": described.in_words(row, column.name),
        "state": state,
    }
