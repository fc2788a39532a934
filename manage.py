#!/usr/bin/env python3
"""Django's command line. Without DATABASE_URL it works on the demo's own database, started for as long as the command needs it."""

import os
import sys
from contextlib import ExitStack

WITHOUT_DATABASE = {"", "help", "--help", "-h", "version", "--version", "collectstatic", "demo"}
AS_OWNER = {"migrate", "createcachetable"}


def main(arguments: list[str]) -> None:
    """Run one command; a wrong environment ends it with one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "base.settings")
    at_home = not os.environ.get("DATABASE_URL") and os.environ.setdefault("DEMO", "true")
    command = arguments[1] if len(arguments) > 1 else ""

    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from base import embedded_db, environment

    with ExitStack() as stack:
        try:
            if at_home and environment.flag("DEMO", default=False) and command not in WITHOUT_DATABASE:
                folder = environment.data_folder() / "pgdata"
                os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = stack.enter_context(embedded_db.server(folder))
            if command in AS_OWNER and environment.is_set("DATABASE_OWNER_URL") and not any("--database" in a for a in arguments):
                arguments = [*arguments, "--database", "owner"]
            settings.INSTALLED_APPS  # noqa: B018  reads the settings
        except ImproperlyConfigured as wrong:
            sys.exit(f"Himaya cannot start: {wrong}")
        execute_from_command_line(arguments)


if __name__ == "__main__":
    main(sys.argv)
