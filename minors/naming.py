"""The names of a file: the one in use, other spellings, the mother's. Each change looks for files about the same child again."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base.workflow import Refused
from minors import duplicates, names
from minors.models import Child, ChildName

CHANGED = gettext_noop("A name was changed")


@transaction.atomic
def rename(name: ChildName, *, own: str, by, reason: str, **parts: str) -> ChildName:
    """Change the name in use; `parts` are father, grandfather, further, orthography. The earlier name stays in history.

    Raises `Stale` when somebody changed it meanwhile.
    """
    fields: dict[str, Any] = {"own": own, **parts, "status": _status(own)}
    for field, value in fields.items():
        setattr(name, field, value)
    name.save(by=by, reason=reason, update_fields=list(fields))
    duplicates.look_again(name.child, by=by, reason=CHANGED)
    return name


@transaction.atomic
def add(child: Child, *, kind: str, own: str, by, reason: str, **parts: str) -> ChildName:
    """Write down another spelling, a nickname, or the mother's name. Raises `Refused` when the file has this one already."""
    name = ChildName(child=child, kind=kind, own=own, **parts)
    if any((one.kind == kind, one.full) == (True, name.full) for one in child.names.all()):
        raise Refused(_("This name is already in the file."), field="own")
    name.save(by=by, reason=reason)
    duplicates.look_again(child, by=by, reason=CHANGED)
    return name


@transaction.atomic
def retire(name: ChildName, *, by, reason: str) -> ChildName:
    """A name that is no longer used: it stays in the file, and the child is still found by it. Raises `Refused` for the one in use."""
    if name.kind == ChildName.Kind.MAIN:
        raise Refused(_("This is the name in use. Correct it instead."))
    if not name.used:
        raise Refused(_("This was already changed by somebody else. Reload the page to see where it stands now."))
    name.used = False
    name.save(by=by, reason=reason, update_fields=["used"])
    return name


def _status(own: str) -> str:
    return ChildName.Status.UNKNOWN if names.is_unknown(own) else ChildName.Status.KNOWN
