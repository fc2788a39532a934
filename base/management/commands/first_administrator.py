"""`first_administrator`: open the account with which a new installation begins."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from base import dates, people
from base.models import Institution, Role
from base.workflow import Refused


class Command(BaseCommand):
    help = "Open the account of the first administrator and print its first password, once. Refuses when an administrator is at work."

    def add_arguments(self, parser):
        parser.add_argument("username", help="what the person types to sign in")
        parser.add_argument("name", help="the full name, in quotation marks")
        parser.add_argument("--institution", required=True, help="code of the institution, for example MFF")

    def handle(self, *args, username, name, institution, **options):
        house = Institution.objects.filter(code=institution).first()
        if house is None:
            known = ", ".join(Institution.objects.order_by("code").values_list("code", flat=True))
            raise CommandError(f"There is no institution {institution}. Known: {known}.")
        try:
            person, password = people.open_first_account(
                username=username,
                name=name,
                role=Role.objects.get(code="system_administrator"),
                institution=house,
                expires_on=dates.add_months(dates.today(), 12),
            )
        except (Refused, ValidationError) as refusal:
            raise CommandError(" ".join(getattr(refusal, "messages", [str(refusal)]))) from None
        self.stdout.write(f"User name:       {person.username}\nFirst password:  {password}")
        self.stdout.write("It is shown once and kept nowhere. The first sign-in asks for a password of one's own.")
