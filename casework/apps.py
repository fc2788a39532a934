from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"

    def ready(self):
        from casework import file_sections  # noqa: F401  makes the sections of the file known
