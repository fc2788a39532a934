"""`anchor`: seal what was written, and write down where every chain ends, to be kept elsewhere."""

import hashlib
import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from base import sealing


class Command(BaseCommand):
    help = "Write an anchor for `verify_history --anchor`, and one line for the book on paper."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the anchor goes."""
        parser.add_argument("-o", "--output", type=Path, required=True)

    def handle(self, *args, **options):
        sealing.seal()
        anchor = sealing.anchor()
        written = json.dumps(anchor, indent=1).encode()
        options["output"].write_bytes(written)
        rows = sum(head[1] for head in anchor["heads"].values())
        self.stdout.write(f"{anchor['as_of']}  {rows} rows in {len(anchor['heads'])} memories")
        self.stdout.write(f"SHA-256 {hashlib.sha256(written).hexdigest()}")
