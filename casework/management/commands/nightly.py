"""`nightly`: the night's work by hand, as the worker does it at 02:30. Ends with an error when something is not as it must be."""

from django.core.management.base import BaseCommand, CommandError

from casework import nightly


class Command(BaseCommand):
    help = "Do the night's work now and say what came of it. Ends with an error when something is not as it must be."

    def handle(self, *args, **options):
        night = nightly.run()
        for one in night.outcome:
            state = f"failed ({one['wrong']})" if one["wrong"] else "well" if one["well"] else "not well"
            self.stdout.write(f"{one['piece']}: {state}, {one['counted']} counted, {len(one['children'])} to look at")
        if not night.well:
            raise CommandError("Something is not as it must be: see the page of the nights.")
