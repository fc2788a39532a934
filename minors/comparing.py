"""Two files side by side: what they say, what they allow, who works with them, before somebody joins them (domain.md 9.4)."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base import dates, described, options
from minors import ledger, merge
from minors.models import Child, ChildName, Grant, in_order

LABELS = {
    merge.NAME: gettext_lazy("Name in use"),
    "birth": gettext_lazy("Birth"),
    "found": gettext_lazy("Found"),
}


@dataclass(frozen=True)
class Choice:
    """One thing on which two files differ: the group, its name, and what each file says, in words."""

    group: str
    label: str
    first: str
    second: str


def choices_of(first: Child, second: Child, classes: set[str]) -> list[Choice]:
    """What differs between two files, as far as the reader may read it of both; the name first."""
    found = []
    if "C2" in classes:
        names = [_name(child) for child in (first, second)]
        if names[0] != names[1]:
            found.append(Choice(merge.NAME, str(LABELS[merge.NAME]), *names))
    for group, fields in merge.differing(first, second).items():
        if merge.class_of(group) in classes:
            label = LABELS.get(group) or capfirst(str(fields[0].verbose_name))
            found.append(Choice(group, str(label), *(_said(child, group, fields) for child in (first, second))))
    return found


def _name(child: Child) -> str:
    return next((name.full for name in child.names.all() if name.kind == ChildName.Kind.MAIN), "")


def _said(child: Child, group: str, fields: list) -> str:
    if group == "birth":
        told = _birth_as_told(child)
        return _("%(age)s (%(told)s)") % {"age": child.age, "told": told} if told else child.age
    if group == "found":
        values = {"place": child.found_place, "who": child.found_by_label, "at": _in_words(child, fields[0])}
        return _("%(place)s, by: %(who)s, %(at)s") % values
    return _in_words(child, fields[0])


def _birth_as_told(child: Child) -> str:
    return " ".join(filter(None, [child.birth_raw, str(dict(dates.Calendar.choices).get(child.birth_calendar, ""))]))


def _in_words(child: Child, field) -> str:
    if field.is_relation:
        return str(getattr(child, field.name) or _("not recorded"))
    return described.value_in_words(Child, field, getattr(child, field.attname))


def consents_of(first: Child, second: Child) -> list[dict]:
    """[{label, value}]: what each file allows everybody, and what will count: only what both allow (domain.md 9.4)."""
    allowed = {
        child.code: {one.scope for one in ledger.standing(child) if one.allowed and one.for_everybody}
        for child in (first, second)
    }
    rows = [*allowed.items(), (_("After joining, until the child is asked again"), set.intersection(*allowed.values()))]
    return [{"label": label, "value": _scopes(scopes)} for label, scopes in rows]


def _scopes(scopes) -> str:
    return options.in_a_row(options.label("L28", scope) for scope in sorted(scopes, key=in_order)) or _("nothing")


def with_one_only(first: Child, second: Child) -> list[dict]:
    """[{code, people}]: who has an access to one of the two files only, and keeps exactly that."""
    holders: dict[str, set[str]] = {}
    for child in (first, second):
        grants = Grant.objects.in_force().filter(child=child).select_related("user", "team")
        holders[child.code] = {str(grant) for grant in grants}
    both = set.intersection(*holders.values())
    return [{"code": code, "people": sorted(people - both)} for code, people in holders.items() if people - both]
