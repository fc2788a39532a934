"""`restore`: put a backup into an empty database and an empty folder of files, and prove that it is whole."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from base import backing_up


class Command(BaseCommand):
    help = "Restore a backup: checksums, rows and history are compared. With --check only the file is read."
    requires_system_checks: list[str] = []  # they would ask tables that are not there yet

    def add_arguments(self, parser: CommandParser) -> None:
        """The backup, its private key, and whether only to look."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, help="the file with the private key (in the demo: VAR_DIR/backup_key)")
        parser.add_argument("--check", action="store_true", help="read the whole file and change nothing")

    def handle(self, *args, **options):
        key = options["key"] or (settings.VAR_DIR / "backup_key" if settings.DEMO else None)
        if key is None or not key.exists():
            raise CommandError("Say with --key in which file the private key is.")
        try:
            if options["check"]:
                with backing_up.opened(options["file"], key.read_text("utf-8")) as (_parts, manifest):
                    self.stdout.write(f"Whole: {len(manifest.parts)} parts of {manifest.made_at}.")
                return
            manifest = backing_up.restore(options["file"], key.read_text("utf-8"))
        except backing_up.Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            f"Restored: {sum(manifest.rows.values())} rows, {len(manifest.parts) - 1} files, as of {manifest.made_at}."
        )
        call_command("verify_history", stdout=self.stdout)
