"""`python manage.py seed`: an invented population with a year of events, for the demo and the tests."""

import argparse
import json
import time
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from base import dates
from casework.invention import people, year
from minors.models import Child


class Command(BaseCommand):
    """Refuses where people are real: the sign-ins it makes are known to everybody."""

    help = "Fills an empty database with invented children and a year of work for them. The same arguments make the same year."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, which ones, until when."""
        parser.add_argument("--children", type=int, default=100, help="how many (100)")
        parser.add_argument("--seed", type=int, default=1, help="which ones: the same number, the same children (1)")
        parser.add_argument("--until", type=_day, help="the day on whose morning the year ends, YYYY-MM-DD (today)")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are children already")
        parser.add_argument("--accounts", action="store_true", help="only print the sign-ins, as JSON")

    def handle(self, *args, **options) -> None:
        if not (settings.DEMO or settings.TESTING):
            raise CommandError("Invented children and well-known passwords are made in the demo only, and DEMO is false.")
        if options["accounts"]:
            self.stdout.write(json.dumps(people.accounts(), ensure_ascii=False, indent=2))
            return
        until = options["until"] or dates.today()
        if options["children"] < 1:
            raise CommandError("--children is at least 1.")
        if until > dates.today():
            raise CommandError("--until is a day that has come, not one of the future.")
        if Child.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There are children in this database already; seed fills an empty one.")
        started = time.monotonic()
        if options["verbosity"]:
            self.stdout.write(f"Inventing {options['children']} children and their year…", ending="")
            self.stdout.flush()
        year.invent(options["children"], options["seed"], until)
        if options["verbosity"]:
            self.stdout.write(f" done in {time.monotonic() - started:.0f} s.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day, write it as 2026-03-15") from None
