from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "watchroom.journal"

    def ready(self) -> None:
        from watchroom.journal import checks, triggers

        # Django rebuilds SQLite tables in later migrations and drops their triggers without a word.
        post_migrate.connect(triggers.install_after_migrate, sender=self)
        checks.register()
