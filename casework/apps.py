from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"

    def ready(self):
        from casework import best_interests, closing, file_sections  # noqa: F401  makes sections and what is approved known
