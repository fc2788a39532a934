"""`manage.py indicators`: every computed indicator of the plan with its breakdowns, as JSON or CSV on standard output."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date

from base.models import User
from base.roles import Verb
from plan import measuring, periods, tables
from plan.definitions import DEFINITIONS
from plan.models import Indicator, Plan


class Command(BaseCommand):
    help = "Count the indicators of a period. Same data and same --known-on, same output."

    def add_arguments(self, parser):
        parser.add_argument("--period", required=True, help="a month (2026-09), a quarter (2026-Q3) or a year (2026)")
        parser.add_argument("--known-on", help="count only what was recorded until the end of this day (2026-10-10)")
        parser.add_argument("--as", dest="username", help="count what this person may count; without it, everybody")
        parser.add_argument("--format", choices=["json", "csv"], default="json")

    def handle(self, *, period, known_on, username, format, **options):
        try:
            chosen = periods.parse(period)
        except ValueError as unreadable:
            raise CommandError(str(unreadable)) from None
        user = self._person(username) if username else None
        moment = self._moment(known_on) if known_on else None
        plan = Plan.objects.in_force(chosen.last)
        found = Indicator.objects.filter(objective__plan=plan, definition__in=DEFINITIONS).select_related("objective__plan")
        rows = []
        for indicator in found.order_by("code"):
            rows += tables.rows(measuring.measure(indicator, chosen, user=user, known_on=moment))
        self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) if format == "json" else tables.as_csv(rows), ending="")

    def _person(self, username):
        person = User.objects.filter(username=username).select_related("role").first()
        if person is None:
            raise CommandError("Nobody has this user name.")
        if not (person.can(Verb.SEE_PLAN) or person.can(Verb.OPEN_CASE)):
            raise CommandError("This person may count no child.")
        return person

    def _moment(self, text):
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if day is None:
            raise CommandError("Write the day of --known-on like 2026-10-10.")
        return periods.end_of(day)
