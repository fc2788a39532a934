from django.apps import AppConfig


class MinorsConfig(AppConfig):
    name = "minors"

    def ready(self):
        from minors import file_sections, limits  # noqa: F401  makes known: sections, time limits
