"""Joining two files of one child, field by field, and separating them again without loss (domain.md 4.5, 9.4)."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates, described
from base.checks import records
from base.roles import Verb
from base.workflow import Refused
from minors import access, clocks
from minors.models import DUPLICATE, Child, ChildName, DuplicateDecision, Merge

KEPT, OTHER = "kept", "other"

# What is chosen together, because one part makes no sense beside another file's other parts.
GROUPS = {
    "birth": [
        "birth_raw",
        "birth_calendar",
        "birth_precision",
        "birth_earliest",
        "birth_latest",
        "birth_source",
        "birth_recorded_on",
    ],
    "found": ["identified_at", "found_place", "found_by"],
}
# What is never taken over: what makes the file this file, who answers for it, and when it was written.
ITS_OWN = {"id", "version", "recorded_at", "code", "status", "registered_at", "region", "institution", "team", "entry"}
# Why the rows of the kept file change. The person's own words stand with the merge, which only who may open both files reads.
JOINED = gettext_noop("Taken over from a file of the same child")
SEPARATED = gettext_noop("Given back: the files stand apart again")
NAME = "name"  # whose name is the one in use; both find the child
_settlings: list[Callable] = []
NOT_OF_A_NAME = {"id", "version", "recorded_at", "child", "kind", "used", "key", "keys"}


def settle_with(settling: Callable) -> None:
    """Do this when two files stand apart again, in the same transaction: a function of the two children and `by`."""
    _settlings.append(settling)


def groups() -> dict[str, list]:
    """What is chosen between two files, {group: fields of `Child`}: a field stands for itself unless it belongs with others.

    New fields of the child are among them by themselves.
    """
    of = {name: group for group, names in GROUPS.items() for name in names}
    found: dict[str, list] = {}
    for field in Child._meta.concrete_fields:
        if field.name not in ITS_OWN:
            found.setdefault(of.get(field.name, field.name), []).append(field)
    return found


def class_of(group: str) -> str:
    """The confidentiality class of a choice: the highest of its fields."""
    fields = [] if group == NAME else groups()[group]
    return max([described.class_of(Child, field.name) for field in fields], default="C2")


def differing(kept: Child, other: Child) -> dict[str, list]:
    """The groups in which two files do not say the same."""
    return {group: fields for group, fields in groups().items() if not _same(kept, other, fields)}


def obstacles(kept: Child, other: Child) -> list[str]:
    """What has to be settled before the two become one. Each kind of record knows its own."""
    found = [sentence for model in records() for sentence in model.keeps_apart(kept.pk, other.pk)]
    merges = Merge.objects.in_force()
    if merges.filter(other__in=[kept, other]).exists():
        found.insert(0, _("One of these files was joined with another file already. Separate them first."))
    elif merges.filter(kept=other).exists():
        values = {"code": other.code}
        found.insert(0, _("Another file was joined with %(code)s. Keep %(code)s, or separate those first.") % values)
    return found


@transaction.atomic
def merge(*, kept: Child, other: Child, choices: dict[str, str], by, reason: str) -> Merge:
    """Read both files as one from now on. `choices` says for each group of `differing`, and for "name", "kept" or "other".

    What is taken over is saved in the kept file, with history; every other row of both files stays where it is. Raises
    PermissionDenied for who may not decide about both files or not read what is taken over, `Refused` when somebody has not
    said yet that they are the same child, or something stands open (`obstacles`).
    """
    kept, other = _locked(kept, other)
    for child in (kept, other):
        rights = _rights(by, child)
        if not {class_of(group) for group, whose in choices.items() if whose == OTHER} <= rights.classes:
            raise PermissionDenied(_("You may read this file, but not the identity."))
    if not reason.strip():
        raise Refused(_("Say how you know that both files are about the same child."), field="reason")
    standing = obstacles(kept, other)
    if standing:
        raise Refused("\n".join(standing))
    pair = DuplicateDecision.objects.about(kept).filter(pk__in=DuplicateDecision.objects.about(other)).first()
    if pair is None or not DUPLICATE.allows(pair, "merge"):
        raise Refused(_("Decide first that both files are about the same child."))
    DUPLICATE.move(pair, "merge", by=by, reason=JOINED)
    joined = Merge(pair=pair, kept=kept, other=other, choices=choices, merged_by=by, merged_at=dates.now(), reason=reason)
    _take_over(joined, kept, other, by=by)
    joined.save(by=by, reason=reason)
    return joined


@transaction.atomic
def unmerge(joined: Merge, *, by, reason: str) -> list[str]:
    """Let both files stand apart again. What was taken over goes back to what it was, unless somebody changed it since.

    Returns the groups that were changed since and stay as they are.
    """
    kept, other = _locked(joined.kept, joined.other)
    for child in (kept, other):
        _rights(by, child)
    if not reason.strip():
        raise Refused(_("Say why the files are separated."), field="reason")
    DUPLICATE.move(joined.pair, "unmerge", by=by, reason=SEPARATED)
    left = _give_back(joined, kept, by=by)
    joined.unmerged_by, joined.unmerged_at, joined.unmerge_reason = by, dates.now(), reason
    joined.save(by=by, reason=reason, update_fields=["unmerged_by", "unmerged_at", "unmerge_reason"])
    for settling in _settlings:
        settling(kept, other, by=by)
    return left


def _locked(kept: Child, other: Child) -> tuple[Child, Child]:
    """Both rows as they stand, locked in one order: two merges of the same files, or a merge and a placement, take turns."""
    rows = Child.objects.select_for_update(of=["self"]).filter(pk__in=[kept.pk, other.pk]).order_by("pk")
    found = {child.pk: child for child in rows}
    if len(found) < 2:
        raise Refused(_("A file cannot be joined with itself."))
    return found[kept.pk], found[other.pk]


def _rights(by, child: Child) -> access.Rights:
    """What this person may do with one of the two: both must be in reach, and the decision theirs to make."""
    if access.children_of(by).filter(pk=child.pk).exists():
        rights = access.rights_on(by, child.pk)
        if Verb.RESOLVE_DUPLICATES in rights.verbs:
            return rights
    raise PermissionDenied(_("Only who may decide about both files can do this."))


def _take_over(joined: Merge, kept: Child, other: Child, *, by) -> None:
    """Save the chosen values in the kept file, and the versions that have them in `joined`."""
    chosen = [group for group, whose in joined.choices.items() if whose == OTHER]
    fields = [field for group, all_of in differing(kept, other).items() if group in chosen for field in all_of]
    if fields:
        _write(kept, fields, other, by=by, reason=JOINED, permit=joined)
        joined.applied = kept.version
    if NAME in chosen:
        joined.named = _take_over_name(joined, kept, other, by=by)


def _take_over_name(joined: Merge, kept: Child, other: Child, *, by) -> int:
    """The other file's name comes into use; the one used so far stays beside it as another spelling, so that it still finds the child."""
    name, theirs = _names_in_use(kept, other)
    so_far = ChildName(child=kept, kind=ChildName.Kind.OTHER)
    for field in _name_fields():
        setattr(so_far, field.attname, getattr(name, field.attname))
    so_far.save(by=by, reason=JOINED)
    _write(name, _name_fields(), theirs, by=by, reason=JOINED, permit=joined)
    return name.version


def _give_back(joined: Merge, kept: Child, *, by) -> list[str]:
    """Undo `_take_over` from history, group by group; the groups that were changed since."""
    left = _undo(joined, kept, joined.applied, groups(), by=by) if joined.applied else []
    if joined.named:
        [name] = _names_in_use(kept)
        left += _undo(joined, name, joined.named, {NAME: _name_fields()}, by=by)
        for beside in ChildName.objects.filter(child=kept, kind=ChildName.Kind.OTHER, used=True):
            if _same(beside, name, _name_fields()):  # what was put aside is the name in use again
                beside.used = False
                beside.save(by=by, reason=SEPARATED, update_fields=["used"])
    return left


def _undo(joined: Merge, record: Child | ChildName, version: int, of: dict[str, list], *, by) -> list[str]:
    """Put back what `version` of this record changed, where it still stands; the groups where it does not."""
    before, after = type(record).history.filter(id=record.pk, version__in=[version - 1, version]).order_by("version")
    changed = {group: fields for group, fields in of.items() if not _same(before, after, fields)}
    left = [group for group, fields in changed.items() if not _same(record, after, fields)]
    back = [field for group, fields in changed.items() if group not in left for field in fields]
    if back:
        _write(record, back, before, by=by, reason=SEPARATED, permit=joined)
    return left


def _write(record: Child | ChildName, fields: list, source, *, by, reason, permit: Merge) -> None:
    for field in fields:
        setattr(record, field.attname, getattr(source, field.attname))
    if isinstance(record, Child) and record.identified_at > record.registered_at:
        raise Refused(_("A child cannot be registered before it was found."), field="found")
    record.save(by=by, reason=reason, update_fields=[field.attname for field in fields], permit=permit)
    clocks.follow(record, by=by)


def _same(one, another, fields: list) -> bool:
    return all(getattr(one, field.attname) == getattr(another, field.attname) for field in fields)


def _names_in_use(*children: Child) -> list[ChildName]:
    found = {name.child_id: name for name in ChildName.objects.filter(child__in=children, kind=ChildName.Kind.MAIN)}
    return [found[child.pk] for child in children]


def _name_fields() -> list:
    return [field for field in ChildName._meta.concrete_fields if field.name not in NOT_OF_A_NAME]
