from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "base"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from base import checks  # noqa: F401  registers the start-up checks
