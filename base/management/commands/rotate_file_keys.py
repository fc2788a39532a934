"""`rotate_file_keys`: encrypt every file again with the newest key of FILE_KEYS. Broken off, it goes on where it stopped."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from base import files


class Command(BaseCommand):
    help = "Encrypt all files with the newest key. When it ends without an error, the older keys may leave FILE_KEYS."

    def handle(self, *args, **options):
        done, wrong = 0, 0
        for name, outcome in files.rotate():
            if outcome == "done":
                done += 1
            else:
                wrong += 1
                self.stderr.write(f"{name}: {outcome}")
        if wrong:
            raise CommandError(f"{wrong} files could not be read and stay as they are. Keep the older keys.")
        self.stdout.write(f"{done} files were encrypted with key {max(settings.FILE_KEYS)}; all files have it now.")
