import importlib.util

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "watchroom.journal"

    def ready(self) -> None:
        from watchroom.journal import checks, triggers

        # Django rebuilds SQLite tables in later migrations and drops their triggers without a word.
        post_migrate.connect(triggers.install_after_migrate, sender=self)
        checks.register()
        _know_every_kind()


def _know_every_kind() -> None:
    """Every room's entries have their sentence in every process, also where nothing else of the room is used."""
    for room in settings.ROOMS:
        if importlib.util.find_spec(f"watchroom.{room}.entries"):
            importlib.import_module(f"watchroom.{room}.entries")
