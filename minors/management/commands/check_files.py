"""`check_files`: every document's file is there, whole and its own; what lies there without a document is found."""

from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from base import dates, files
from minors import documents, uploads
from minors.models import Document, Upload

YOUNG = timedelta(hours=1)  # a file is written before its row: what is younger may be waiting for it


class Command(BaseCommand):
    help = "Compare the files with the documents. Ends with an error when a document's file is missing, changed or another one's."

    def add_arguments(self, parser):
        parser.add_argument("--remove", action="store_true", help="remove files without a document, and uploads older than a day")

    def handle(self, *args, **options):
        if options["remove"]:
            uploads.forget_old()
        looked, wrong, known = 0, 0, set()
        for document in Document.objects.order_by("pk").iterator():
            for part, name in (("file", document.file_name), ("preview", document.preview_name)):
                if name:
                    known.add(name)
                    looked += 1
                    wrong += not self._whole(document, part)
        others = [kept for keeper in settings.KEEPS_FILES for kept in import_string(keeper)()]
        known |= {name for name, _whole in others}
        looked, wrong = looked + len(others), wrong + sum(not whole for _name, whole in others)
        running = {upload.hex for upload in Upload.objects.values_list("pk", flat=True)}
        lost = [
            name
            for name in files.names()
            if name not in known and name.partition("-")[0] not in running and files.age(name) > YOUNG
        ]
        broken = [path for path in files.half_written() if dates.now().timestamp() - path.stat().st_mtime > YOUNG.total_seconds()]
        if options["remove"]:
            for name in lost:
                files.remove(name)
            for path in broken:
                path.unlink(missing_ok=True)
        self.stdout.write(f"{looked} files were compared with their documents, {len(lost) + len(broken)} belong to none.")
        if wrong:
            raise CommandError(f"{wrong} of {looked} files are missing, changed or belong to something else.")

    def _whole(self, document, part) -> bool:
        try:
            documents.read(document, part)
        except files.Damaged as damaged:
            self.stderr.write(f"document {document.pk}, {part}: {damaged.args[0]}")
            return False
        return True
