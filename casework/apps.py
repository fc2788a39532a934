from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"

    def ready(self):
        from casework import approvable, file_sections, limits, restoring  # noqa: F401  makes known: approvals, sections, limits, restoring
