"""`verify_history`: compare every live row with its last history row; say which differ, and fail if any does."""

from django.core.management.base import BaseCommand, CommandError

from base.verifying import counted, findings


class Command(BaseCommand):
    help = "Compare every record with its last history row. Ends with an error when one differs."

    def handle(self, *args, **options):
        found = list(findings())
        for finding in found:
            self.stdout.write(f"{finding.model} {finding.record}: {finding.what}")
        total = sum(counted().values())
        if found:
            raise CommandError(f"{len(found)} of {total} records differ from their history.")
        self.stdout.write(f"{total} records equal their last history row.")
