"""The directory of services: read by everybody who signs in, changed by who answers for it (domain.md 3.7)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import dates, options
from base.models import Institution, Place, User
from base.workflow import Refused
from minors import access, origin
from referrals.models import Service, ServiceChange

FIELDS = {"service_once": "kind", "service_ages_in_order": "max_age", "service_takes_somebody": "sexes"}
KEPT = ("institution", "kind", "place", "is_open", "contact", "opening", "capacity", "sexes", "min_age", "max_age")
CHANGED = gettext_noop("The directory of services was changed")


def everything():
    """By kind, those that accept referrals first."""
    rows = Service.objects.with_account().select_related("institution__region", "place__region")
    return rows.order_by("kind", "-is_open", "institution__name_fr")


def has_account(service: Service) -> bool:
    """Whether somebody of its institution answers here; to the others a slip goes, and the social worker writes down the answer."""
    return Service.objects.with_account().filter(pk=service.pk, has_account=True).exists()


@transaction.atomic
def write(service: Service | None = None, *, by, **said) -> Service:
    """Add a line, or change one; it says who did last, and keeps what it said before.

    Raises `Refused` for an embassy and for what the database refuses.
    """
    origin.refuse_embassy(said["institution"], field="institution")
    before = as_kept(Service.objects.select_for_update().get(pk=service.pk)) if service else None
    service = service or Service()
    for name, value in said.items():
        setattr(service, name, value)
    for rule in Service._meta.constraints:
        try:
            rule.validate(Service, service)
        except ValidationError as broken:
            double = _("This institution offers this service there already: change that line.")
            sentence = double if rule.name == "service_once" else broken.messages[0]
            raise Refused(sentence, field=FIELDS.get(rule.name)) from broken
    after = as_kept(service)
    if before == after:
        return service
    service.changed_by, service.changed_at = by, dates.now()
    service.save()
    change = ServiceChange(service=service, before=before, after=after, changed_by=by, changed_at=service.changed_at)
    change.save(by=by, reason=CHANGED)
    return service


# ------------------------------------------------------------------------------------------------------------------------ history


def as_kept(service: Service) -> dict[str, Any]:
    """What a line says, as values that the history keeps: codes, no words."""
    told = {name: getattr(service, name) for name in KEPT}
    return told | {"institution": service.institution.code, "place": service.place.code, "sexes": sorted(service.sexes)}


def history(service: Service, *, reader: User) -> list[dict]:
    """Every change, the latest one first: when, by whom, and of each field what it said before and since."""
    rows = list(access.visible_to(reader, ServiceChange).filter(service=service).select_related("changed_by__role"))
    kept = [said for row in rows for said in (row.before, row.after) if said]
    houses = {one.code: str(one) for one in Institution.objects.filter(code__in={said["institution"] for said in kept})}
    places = {one.code: str(one) for one in Place.objects.filter(code__in={said["place"] for said in kept})}
    say = {"institution": houses.get, "place": places.get}
    return [
        {
            "at": row.changed_at,
            "who": row.changed_by,
            "added": row.before is None,
            "changes": [
                {
                    "label": Service._meta.get_field(name).verbose_name,
                    "before": _in_words(name, row.before[name], say) if row.before else "",
                    "after": _in_words(name, row.after[name], say),
                }
                for name in KEPT
                if row.before is None or row.before[name] != row.after[name]
            ],
        }
        for row in rows
    ]


def _in_words(name: str, value: Any, say: dict) -> str:
    if name in say:
        return say[name](value) or str(value)
    if name == "kind":
        return options.label("L14", value)
    if name == "sexes":
        return options.in_a_row(_("girls") if code == "F" else _("boys") for code in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value in (None, "") else str(value)
