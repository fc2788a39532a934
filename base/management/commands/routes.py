"""`routes`: every address with its methods, parameters and rule, as JSON."""

import json

from django.core.management.base import BaseCommand

from base.checks import routes


class Command(BaseCommand):
    help = "Print every URL with its methods, parameters and rule as JSON."

    def handle(self, *args, **options):
        rows = [
            {
                "url": address,
                "name": name,
                "methods": list(rule.methods) if rule else [],
                "parameters": parameters,
                "rule": str(rule) if rule else None,
                "verb": rule.verb.value if rule and rule.verb else None,
                "public": bool(rule and rule.public),
                "opens": rule.opens._meta.label if rule and rule.opens else None,
            }
            for address, name, parameters, rule in routes()
        ]
        self.stdout.write(json.dumps(rows, indent=1))
