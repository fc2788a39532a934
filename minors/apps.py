from django.apps import AppConfig


class MinorsConfig(AppConfig):
    name = "minors"

    def ready(self):
        from minors import file_sections  # noqa: F401  makes the sections of the file known
