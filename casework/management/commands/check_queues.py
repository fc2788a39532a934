"""`check_queues`: every open case is in somebody's queue; names those that are not. For every night (domain.md 9.6, features.md 46)."""

from django.core.management.base import BaseCommand, CommandError

from casework import queues


class Command(BaseCommand):
    help = "Check that every open case is in somebody's queue."

    def handle(self, *args, **options):
        left = list(queues.orphans().order_by("child__code").values_list("child__code", flat=True))
        if left:
            raise CommandError(f"{len(left)} open cases are in nobody's queue: {', '.join(left)}")
        waiting = queues.without_an_owner().count()
        self.stdout.write(f"Every open case is in somebody's queue; {waiting} wait for a supervisor.")
