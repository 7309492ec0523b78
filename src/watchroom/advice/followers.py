"""An incident that is opened, or placed anew, asks the models; the worker answers (see `chores.py`)."""

from watchroom.advice import actions
from watchroom.advice.contract import MODELS
from watchroom.journal.followers import Follower
from watchroom.journal.models import Entry


class AskModels(Follower):
    name = "advice.ask"
    kinds = ("incidents.opened", "incidents.located")

    def look(self, entry: Entry) -> None:
        MODELS.all  # noqa: B018 (the models are found, and imported, before the transaction)

    def handle(self, entry: Entry) -> None:
        actions.ask(int(entry.subject.partition(":")[2]), entry.id, actor=f"follower:{self.name}")


FOLLOWERS = [AskModels()]
