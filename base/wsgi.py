"""The door for the web server: `granian --interface wsgi base.wsgi:application`. It stays shut when a start-up check fails."""

import os

from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "base.settings")
application = get_wsgi_application()
BaseCommand().check()  # a web server runs no command, so nothing else would; silent when all is well
