from django.apps import AppConfig


class MinorsConfig(AppConfig):
    name = "minors"

    def ready(self):
        from minors import file_sections, limits  # noqa: F401  makes sections of the file and time limits known
