"""What a NATS server for Watchroom is told: its configuration and its file of device users, ours or an outside one's.

Two accounts keep apart what strangers send and what we keep: DEVICES takes MQTT (one user a device, publishing only
under its own topics, no subscribing, bounded storage), READINGS holds our stream. A third user, of the system account,
may ask how the server is set and have it read its users again, and nothing else.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

USERS = "users.conf"
NO_DEVICES: Mapping[str, str] = {}

_SERVER = """{head}
server_name: watchroom
listen: "{listen}"
max_payload: 262144
max_connections: 4096
pid_file: "{folder}/nats.pid"
log_file: "{folder}/nats.log"
log_size_limit: 10MB
logfile_max_num: 3
jetstream {{
  store_dir: "{folder}/streams"
  sync_interval: always
  max_memory_store: 64MB
  max_file_store: 2500MB
}}
{mqtt}
accounts {{
  READINGS {{
    jetstream: {{ max_file: {readings}MB, max_mem: 16MB, max_streams: 4 }}
    users: [ {{ user: "watch", password: "{watch}" }} ]
  }}
  DEVICES {{
    jetstream: {{ max_file: {devices}MB, max_mem: 16MB }}
    include "{users}"
  }}
  SYS {{
    users: [ {{
      user: "sys", password: "{sys}"
      permissions: {{
        publish: {{ allow: ["$SYS.REQ.SERVER.PING.JSZ", "$SYS.REQ.SERVER.*.RELOAD"] }}
        subscribe: {{ allow: ["_INBOX.>"] }}
      }}
    }} ]
  }}
}}
system_account: SYS
"""


@dataclass(frozen=True, slots=True)
class Told:
    """listen  host:port of clients
    mqtt    host:port of the MQTT door; empty for a server that is not to open it yet
    folder  absolute; holds streams, log and pid
    head    lines of remarks
    copies  how many of each stream a cluster keeps: an account's limit counts them all
    """

    head: str
    listen: str
    mqtt: str
    folder: str
    watch: str
    sys: str
    copies: int = 1


def server(told: Told) -> str:
    """The whole configuration file; `users.conf` lies beside it."""
    mqtt = f'mqtt {{ listen: "{told.mqtt}", max_ack_pending: 100 }}' if told.mqtt else ""
    return _SERVER.format(
        head=told.head, listen=told.listen, folder=told.folder, mqtt=mqtt, watch=told.watch, sys=told.sys, users=USERS,
        readings=2000 * told.copies, devices=400 * told.copies,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """A user that may do nothing: who can sign in as it knows that the server has read this very file of users."""

    user: str
    password: str


def users(bridge: tuple[str, str], keys: Mapping[str, str]) -> tuple[str, Mark]:
    """The file of the devices' account: the bridge (name and password), one MQTT user a device, and the file's mark."""
    name, password = bridge
    lines = [f'  {{ user: "{name}", password: "{password}", allowed_connection_types: ["STANDARD"] }}']
    for device, key in sorted(keys.items()):
        lines.append(
            f'  {{ user: "{device}", password: "{key}", allowed_connection_types: ["MQTT"],'
            f' permissions: {{ publish: {{ allow: ["sensors.{device}.>"] }}, subscribe: {{ deny: [">"] }} }} }}'
        )
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    mark = Mark(f"users.{digest[:16]}", digest[16:48])
    lines.append(
        f'  {{ user: "{mark.user}", password: "{mark.password}", allowed_connection_types: ["STANDARD"],'
        ' permissions: { publish: { deny: [">"] }, subscribe: { deny: [">"] } } }'
    )
    return "users: [\n" + "\n".join(lines) + "\n]\n", mark


def mark_in(text: str) -> Mark:
    """The mark that a file of users bears. Raises ValueError when it bears none."""
    found = re.search(r'user: "(users\.[0-9a-f]{16})", password: "([0-9a-f]{32})"', text)
    if found is None:
        raise ValueError("this file of users was not written by Watchroom")
    return Mark(found[1], found[2])
