"""What pages of other floors show of a case: templates may look at every floor, code may not (architecture.md 1)."""

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

from base import options
from casework import due
from minors.models import Clock

register = template.Library()
STATES = {"late": "overdue"}


@register.simple_tag
def due_beside(children) -> list:
    """(child, what is due next or None) for each child of a list. A fixed number of queries, however long the list is."""
    running = Clock.objects.running().filter(child__in=[child.pk for child in children], field_class="C1", due_at__isnull=False)
    first: dict = {}
    for one in due.lines(running.order_by("due_at", "pk")):
        first.setdefault(one.case.child_id, one)
    return [(child, as_item(first[child.pk]) if child.pk in first else None) for child in children]


@register.filter
def as_items(dues) -> list[dict]:
    """Dues as components/due_list.html shows them."""
    return [as_item(one) for one in dues]


@register.filter
def before_later(items) -> list[dict]:
    """What is late, due today or soon."""
    return [item for item in items if item["state"] != "later"]


@register.filter
def only_later(items) -> list[dict]:
    """What can wait: folded away on the page of a case, where it made the list three screens long."""
    return [item for item in items if item["state"] == "later"]


def as_item(one) -> dict:
    return {
        "state": STATES.get(one.state, one.state),
        "title": one.what,
        "url": one.url,
        "text": one.delay,
        "deadline": one.at,
        "moved_from": one.moved_from,
        "rule": one.rule,
        "risk": one.risk if one.risk != one.case.risk else "",
    }


@register.simple_tag
def tonight(child, may_know_beds) -> str:
    """Where a child of a list sleeps: the place for those who place children, the kind of care for everybody else."""
    if not child.care:
        return _("Not recorded")
    return child.bed if child.bed and may_know_beds else options.label("L11", child.care)


@register.filter
def own_name(language: str) -> str:
    """A language as those who speak it call it."""
    return dict(settings.LANGUAGES).get(language, language)
