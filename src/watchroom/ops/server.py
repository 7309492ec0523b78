"""The server of streams as `watch` looks after it: its device users, and what of an outside one needs a person."""

import asyncio
import logging
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from nats.errors import Error as NatsError

from watchroom.kernel.faults import Fault
from watchroom.ops import nats
from watchroom.ops.environment import LEAST_DISK_MB
from watchroom.ops.nats_outside import OutsideUsers, sync_fault
from watchroom.sources import actions, address
from watchroom.sources.pace import InDatabase

ACTOR = "watch:server"
LOOK_S = 60.0
FULL_MB = 50  # with less a write may already have failed
PATIENCE_S = 3.0  # shorter than the keeper's lease
_log = logging.getLogger("watchroom.watch")


class Server:
    """One process of a site keeps it. What goes wrong is logged when it begins; it is tried again."""

    def __init__(self, data: Path, in_database: InDatabase) -> None:
        self._data, self._in_database = data, in_database
        self._reload_due = True
        self._users: OutsideUsers | None = None
        self._sync: Fault | None = None
        self._looked = -LOOK_S
        self._faulty = ""
        self._told: tuple[list[str], float] = ([], -LOOK_S)
        self._was_full = False

    def heal(self) -> None:
        """A stream that met a full disk takes nothing in again, whatever room there is, until its server begins anew. So
        ours is ended as soon as there is room, and its supervisor starts it. Asks neither the server nor the database.
        """
        folder = self._data / "nats"
        if not folder.is_dir() or address.address(self._data).outside:
            return
        free_mb = shutil.disk_usage(folder).free // 1_000_000
        if free_mb < FULL_MB:
            self._was_full = True
        elif self._was_full and free_mb >= LEAST_DISK_MB and nats.end(self._data):
            _log.warning("the disk was full and has room again: nats-server begins anew, so that it writes again")
            self._was_full = False

    async def keep(self, keys: Mapping[str, str]) -> None:
        """The devices' users as they are registered now, and a word in the book when something needs a person.

        Called while a session holds: the gateway's streams and the bridge's consumer are laid.
        """
        where = address.address(self._data)
        if not where.outside:
            self._reload_due |= nats.write_devices(self._data, keys)
            if self._reload_due:
                self._reload_due = not nats.reload(self._data)
            await self._tell([])
            return
        if self._users is None:
            self._users = OutsideUsers(self._data, where)
        try:
            async with asyncio.timeout(PATIENCE_S):
                found = [*await self._looked_at(where), *await self._users.keep(keys)]
            self._faulty = ""
        except (NatsError, OSError, TimeoutError) as error:
            if str(error) != self._faulty:
                _log.warning("the outside server cannot be looked after: %s: %s", type(error).__name__, error)
            self._faulty = str(error)
            return
        await self._tell(found)

    async def _looked_at(self, where: address.Address) -> list[Fault]:
        if time.monotonic() - self._looked >= LOOK_S:
            self._sync = await sync_fault(where)
            self._looked = time.monotonic()
        return [self._sync] if self._sync else []

    async def _tell(self, found: list[Fault]) -> None:
        """The book knows what it was told; it is asked again when that changes, and now and then."""
        codes, at = [fault.code for fault in found], time.monotonic()
        if codes != self._told[0] or at - self._told[1] >= LOOK_S:
            await self._in_database(actions.server_checked, found, actor=ACTOR)
            self._told = codes, at
