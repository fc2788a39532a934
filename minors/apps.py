from django.apps import AppConfig


class MinorsConfig(AppConfig):
    name = "minors"

    def ready(self):
        from minors import access_review, file_sections, limits  # noqa: F401  makes known: what a suspension ends, sections, time limits
