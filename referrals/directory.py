"""The directory of services: read by everybody who signs in, changed by who answers for it (domain.md 3.7)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import dates
from base.workflow import Refused
from minors import origin
from referrals.models import Service

FIELDS = {"service_once": "kind", "service_ages_in_order": "max_age", "service_takes_somebody": "sexes"}


def everything():
    """By kind, those that accept referrals first."""
    rows = Service.objects.with_account().select_related("institution__region", "place__region")
    return rows.order_by("kind", "-is_open", "institution__name_fr")


def has_account(service: Service) -> bool:
    """Whether somebody of its institution answers here; to the others a slip goes, and the social worker writes down the answer."""
    return Service.objects.with_account().filter(pk=service.pk, has_account=True).exists()


@transaction.atomic
def write(service: Service | None = None, *, by, **said) -> Service:
    """Add a line, or change one; it says who did last. Raises `Refused` for an embassy and for what the database refuses."""
    origin.refuse_embassy(said["institution"], field="institution")
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
    service.changed_by, service.changed_at = by, dates.now()
    service.save()
    return service
