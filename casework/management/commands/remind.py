"""`remind`: the morning's messages by hand, as the worker sends them at 07:00. Nobody gets a second one on the same day."""

from django.core.management.base import BaseCommand, CommandError

from casework import reminders


class Command(BaseCommand):
    help = "Send the reminders of today that were not sent yet."

    def handle(self, *args, **options):
        try:
            sent = reminders.send_all()
        except reminders.NotAllSent as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"{sent} reminders were sent.")
