"""`casefile`: print one case file as somebody would on the page, with the same door, the same reason and the same line in the log."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.dateparse import parse_date, parse_datetime

from base import dates
from base.models import User
from base.workflow import Refused
from casework import printing
from casework.dossier.gathering import VARIANTS
from minors import access, codes


class Command(BaseCommand):
    help = "Print the case file of one child as PDF."

    def add_arguments(self, parser):
        parser.add_argument("code", help="the code of the case, such as DJ-K7M4-2QX9")
        parser.add_argument(
            "--as", dest="username", required=True, help="who prints it; what this person may not read is left out"
        )
        parser.add_argument("--reason", required=True, help="why it is printed; kept in the access log and on every page")
        parser.add_argument("-o", "--output", required=True, type=Path, help="the file to write")
        parser.add_argument("--variant", default="P1", choices=VARIANTS)
        parser.add_argument(
            "--as-of", help="what was recorded up to this moment, in Djibouti's time: 2026-03-15T23:59 (default: now)"
        )
        parser.add_argument("--language", default="fr", choices=[code for code, _name in settings.LANGUAGES])
        parser.add_argument("--without-names", action="store_true", help="leave out the identity sheet, the only page with names")

    def handle(self, *args, **options):
        as_of, refused = _moment(options["as_of"]), ""
        with transaction.atomic():
            person = User.objects.select_related("role", "institution", "team").filter(username=options["username"]).first()
            code = codes.normalise(options["code"])
            child = access.children_of(person).filter(code=code).first() if person and code else None
            if child is None:  # a stranger's answer is that of a code that does not exist
                raise CommandError("There is no such case.")
            try:
                copy = printing.print_case_file(
                    child,
                    by=person,
                    reason=options["reason"],
                    language=options["language"],
                    as_of=as_of,
                    identity=not options["without_names"],
                    variant=options["variant"],
                )
            except (PermissionDenied, Refused) as refusal:
                refused = str(refusal)  # told after the transaction, which keeps the line that it was tried
            else:
                _write(options["output"], copy.content)
        if refused:
            raise CommandError(refused)
        self.stdout.write(f"copy no. {copy.event.pk}, {len(copy.content)} bytes: {options['output']}")


def _write(target: Path, content: bytes) -> None:
    try:
        target.write_bytes(content)
    except OSError as problem:  # the transaction ends with it: what nobody has was not printed
        raise CommandError(f"{target} cannot be written: {problem.strerror}.") from problem


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = parse_datetime(text)
        on = None if found else parse_date(text)
    except ValueError:
        found = on = None
    if on:
        found = datetime.combine(on, datetime.max.time())
    if found is None:
        raise CommandError(f"{text} is no moment. Write it as 2026-03-15T23:59.")
    return found if found.tzinfo else found.replace(tzinfo=dates.DJIBOUTI)
