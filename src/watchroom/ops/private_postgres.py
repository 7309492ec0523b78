"""A PostgreSQL server of our own in a folder, gone afterwards: for tests and for measuring. No root, no service.

As root (in a container) it runs as the user `postgres` or `nobody`, because PostgreSQL refuses root.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import children

START_S = 40.0
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)


class NoPostgres(Fault):
    status = 503
    text = Words(
        zh="本机没有 PostgreSQL 服务器程序。安装：sudo apt install postgresql",
        en="This machine has no PostgreSQL server. Install it: sudo apt install postgresql",
    )


class DidNotStart(Fault):
    status = 503
    text = Words(zh="PostgreSQL 没有启动：{why}", en="PostgreSQL did not start: {why}")


def programs() -> Path | None:
    """The folder that holds initdb and postgres, the newest version's."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    for pattern in PLACES:
        found += Path("/").glob(pattern.lstrip("/"))
    fit = [folder for folder in found if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return max(fit, key=_version) if fit else None


def _version(folder: Path) -> int:
    digits = "".join(c for c in folder.parent.name if c.isdigit())
    return int(digits) if digits else 0


@contextmanager
def private_postgres(*, durable: bool = False) -> Iterator[str]:
    """Starts a server and gives its DATABASE_URL. Raises NoPostgres, DidNotStart.

    durable  every commit waits for the disk, as in service; without it tests are faster and as true
    """
    bin_ = programs()
    if bin_ is None:
        raise NoPostgres
    other = _other_user()
    folder = Path(tempfile.mkdtemp(prefix="watchroom-pg-", dir="/tmp" if other else None))
    try:
        if other:
            os.chown(folder, other["user"], other["group"])
        password = secrets.token_hex(16)
        _initdb(bin_, folder, password, other)
        with _running(bin_, folder, durable, other) as port:
            yield f"postgresql://watchroom:{password}@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _other_user() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise NoPostgres


def _initdb(bin_: Path, folder: Path, password: str, other: dict[str, Any]) -> None:
    secret = folder / "secret"
    secret.write_text(password)
    if other:
        os.chown(secret, other["user"], other["group"])
    secret.chmod(0o600)
    words = ("-D", str(folder / "data"), "-U", "watchroom", "--auth=scram-sha-256", f"--pwfile={secret}",
             "--encoding=UTF8", "--locale=C", "--no-sync")  # fmt: skip
    done = subprocess.run(
        [str(bin_ / "initdb"), *words], capture_output=True, text=True, cwd=folder, check=False, **other
    )
    if done.returncode:
        raise DidNotStart(why=done.stderr.strip()[-300:])


@contextmanager
def _running(bin_: Path, folder: Path, durable: bool, other: dict[str, Any]) -> Iterator[int]:
    port, parent = children.free_port(), os.getpid()
    settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "max_connections": 120,
                "shared_buffers": "128MB", "autovacuum": "off" if not durable else "on", "synchronous_commit": "on"}  # fmt: skip
    if not durable:
        settings |= {"fsync": "off", "full_page_writes": "off"}
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    log = folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [str(bin_ / "postgres"), "-D", str(folder / "data"), *words], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            cwd=folder, preexec_fn=lambda: children.die_with_parent(parent), **other,
        )  # fmt: skip
    try:
        until = time.monotonic() + START_S
        while not _ready(bin_, port):
            if server.poll() is not None or time.monotonic() > until:
                raise DidNotStart(why=log.read_text(errors="replace").strip()[-300:])
            time.sleep(0.1)
        yield port
    finally:
        server.send_signal(signal.SIGINT)  # "fast": ends every session
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _ready(bin_: Path, port: int) -> bool:
    words = [str(bin_ / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port), "-d", "postgres"]
    if not Path(words[0]).exists():
        return children.answers("127.0.0.1", port)
    return subprocess.run(words, check=False).returncode == 0
