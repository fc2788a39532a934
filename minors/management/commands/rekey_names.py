"""Make the search keys of names again, after the rules of spelling have changed. Only names whose keys differ are saved."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext_noop

from base.models import User
from minors import matching
from minors.models import ChildName
from minors.models.name import PARTS


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--as", dest="person", required=True, metavar="USER", help="who answers for it, in the history")

    def handle(self, *args, person, **options):
        by = User.objects.at_work().filter(username=person).first()
        if by is None:
            raise CommandError(f"Nobody named {person} is at work.")
        changed = sum(self._again(name, by) for name in ChildName.objects.order_by("pk").iterator(500))
        self.stdout.write(f"{changed} names have new keys.")

    def _again(self, name: ChildName, by: User) -> bool:
        key = matching.key_of([getattr(name, part) for part in PARTS], name.orthography)
        if (name.key, name.keys) == (key, matching.keys_of(key)):
            return False
        with transaction.atomic():
            name.save(by=by, reason=gettext_noop("The search keys were made again"), update_fields=["key"])
        return True
