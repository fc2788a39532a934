"""`verify_history`: compare every live row with its last history row, and every row of a memory with its seal; say which differ."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from base import sealing
from base.verifying import counted, findings


class Command(BaseCommand):
    help = "Compare every record with its last history row and every memory with its seals. Ends with an error when one differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """What else to compare with."""
        parser.add_argument("--anchor", type=Path, help="an anchor of before: shows what was taken away from the end")

    def handle(self, *args, **options):
        try:
            anchor = json.loads(options["anchor"].read_text("utf-8")) if options.get("anchor") else None
        except (OSError, ValueError) as wrong:
            raise CommandError(f"The anchor cannot be read: {wrong}") from None
        differing, touched = list(findings()), sealing.findings(anchor)
        for finding in [*differing, *touched]:
            self.stdout.write(f"{finding.model} {finding.record}: {finding.what}")
        total = sum(counted().values())
        if differing or touched:
            raise CommandError(
                f"{len(differing)} of {total} records differ from their history; {len(touched)} findings in the memories."
            )
        self.stdout.write(
            f"{total} records equal their last history row. {sealing.waiting()} rows of the memories wait for their seal."
        )
