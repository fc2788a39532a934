"""`python -m scripts.bench [names] [access] [--children N] [--names N] [--events N] [--seed N] [--dev]`: what was measured, on what, against what.

Everything runs on invented data in a database of its own beside the demo's (VAR_DIR/bench), which is made anew each time.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable


def main(arguments: list[str]) -> None:
    asked = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    asked.add_argument("what", nargs="*", default=["names", "families"], help="sections: names, families, access")
    asked.add_argument("--children", type=int, default=2000, help="children of the labelled set")
    asked.add_argument("--names", type=int, default=100_000, help="stored names for the measure of speed")
    asked.add_argument("--events", type=int, default=5_000_000, help="lines of the access log")
    asked.add_argument("--seed", type=int, default=1, help="which labelled set: one that nobody tuned on tells more")
    asked.add_argument("--dev", action="store_true", help="measure the half for tuning too")
    options = asked.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "base.settings")
    os.environ.setdefault("DEMO", "true")

    from base import embedded_db, environment

    folder = environment.data_folder() / "bench"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with embedded_db.server(folder, durable=False) as addresses:
            os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = addresses
            began = time.monotonic()
            _prepare()
            for section in options.what:
                _sections()[section](options)
            print(f"Measured in {(time.monotonic() - began) / 60:.1f} minutes.")
            _leave()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sections() -> dict[str, Callable]:
    from scripts.bench import access, families, names

    return {"names": names.measure, "families": families.measure, "access": access.measure}


def _prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", database="owner", verbosity=0, interactive=False)


def _leave() -> None:
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    main(sys.argv[1:])
