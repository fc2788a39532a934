from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"

    def ready(self):
        from casework import file_sections, limits  # noqa: F401  makes sections of the file and time limits known
