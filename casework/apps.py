from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"

    def ready(self):
        from casework import approvable, file_sections, limits  # noqa: F401  makes known: what is approved, sections, time limits
