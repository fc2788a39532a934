"""`backup`: everything in one file that only the holders of BACKUP_KEYS' private halves can open."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from base import backing_up, dates


class Command(BaseCommand):
    help = "Write one encrypted file with the database and the files of people. It can be opened only with the private key."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the file goes."""
        parser.add_argument("-o", "--output", type=Path, help="the file (VAR_DIR/backups/himaya-<moment>.age)")

    def handle(self, *args, **options):
        name = f"himaya-{dates.now():%Y%m%dT%H%M%SZ}.age"
        target = options["output"] or settings.VAR_DIR / "backups" / name
        try:
            manifest = backing_up.make(target, settings.BACKUP_KEYS)
        except backing_up.Refused as refusal:
            raise CommandError(str(refusal)) from None
        rows, files = sum(manifest.rows.values()), len(manifest.parts) - 1
        self.stdout.write(f"{target}: {rows} rows in {len(manifest.rows)} tables, {files} files, {target.stat().st_size} bytes.")
        with target.open("rb") as written:  # whoever has the public key could make another one: this tells ours apart
            self.stdout.write(f"SHA-256 {hashlib.file_digest(written, 'sha256').hexdigest()}")
