"""`rotate_text_keys`: a new data key for what is written from now on, and all data keys under the newest of FILE_KEYS."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from base import dates, secret_text
from base.models import TextKey


class Command(BaseCommand):
    help = "Make a new data key of texts. When it ends without an error, the older keys may leave FILE_KEYS (see rotate_file_keys too)."

    @transaction.atomic
    def handle(self, *args, **options):
        keys = list(TextKey.objects.select_for_update())
        try:
            for key in keys:
                key.version, key.wrapped = secret_text.wrap(secret_text.unwrap(key.version, key.wrapped))
        except secret_text.Unreadable as wrong:
            raise CommandError(f"Data key {key.number} cannot be read ({wrong.args[0]}). Nothing was changed.") from wrong
        TextKey.objects.bulk_update(keys, ["version", "wrapped"])
        version, wrapped = secret_text.new_data_key()
        number = max((key.number for key in keys), default=0) + 1
        TextKey.objects.create(number=number, version=version, wrapped=wrapped, made_at=dates.now())
        self.stdout.write(f"Texts are encrypted with data key {number}; all are under key {max(settings.FILE_KEYS)} now.")
