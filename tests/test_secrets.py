"""Two fresh installs: every secret their own, in files for their owner alone, and in no entry, log or address. S-01, S-06, D11."""

import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = [pytest.mark.process, pytest.mark.once]
SCENARIO = "zhangjiakou-games"
SERVER = "import os, pathlib; from watchroom.ops import nats; nats.write_devices(pathlib.Path(os.environ['WATCHROOM_DATA']), {})"
STEPS = (
    ("-m", "watchroom.ops", "prepare"), ("-c", SERVER), ("-m", "watchroom.ops", "scenario", "stage", SCENARIO),
    ("-m", "watchroom.ops", "people", "link", "lin"),
)  # fmt: skip


@dataclass(frozen=True)
class Install:
    data: Path
    said: str

    @property
    def secrets(self) -> dict[str, str]:
        """Every secret of this install by its name: its key, its tokens, its links, its devices' keys, its server's passwords."""
        found = {"secret.key": (self.data / "secret.key").read_text().strip()}
        for path in sorted((self.data / "run").glob("*.json")):
            told = json.loads(path.read_text())
            for number, one in enumerate(told if isinstance(told, list) else [told]):
                given = {f"{path.name} {number} {name}": value for name, value in one.items()}
                found |= {name: value for name, value in given.items() if isinstance(value, str) and len(value) > 20}
        for number, token in enumerate(re.findall(r"/sign-in/([\w-]{20,})", self.said)):
            found[f"link {number}"] = token
        users = self.data / "nats" / "users.conf"
        if users.exists():
            found |= {
                f"users.conf {n}": key for n, key in enumerate(re.findall(r'password: "([^"]+)"', users.read_text()))
            }
        return found


def install(data: Path) -> Install:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("WATCHROOM_", "DATABASE_URL"))}
    env |= {"WATCHROOM_DATA": str(data), "WATCHROOM_LANG": "en", "PYTHONPATH": os.pathsep.join(sys.path)}
    said = ""
    for step in STEPS:
        done = subprocess.run(
            [sys.executable, *step], env=env, capture_output=True, text=True, timeout=240, check=False
        )
        said += done.stdout + done.stderr
        assert done.returncode == 0, said
    return Install(data, said)


@pytest.fixture(scope="module")
def installs(tmp_path_factory: pytest.TempPathFactory) -> list[Install]:
    return [install(tmp_path_factory.mktemp("site") / "data") for _ in range(2)]


def test_two_installs_share_no_secret_and_none_is_weak(installs: list[Install]) -> None:
    one, other = (found.secrets for found in installs)
    assert one.keys() == other.keys()
    assert len(one) > 10
    assert set(one.values()).isdisjoint(other.values())
    assert all(len(secret) >= 24 for secret in one.values()), "192 bits of chance at least"
    assert len(set(one.values())) == len(one)


def test_what_is_secret_is_in_files_that_only_their_owner_can_read(installs: list[Install]) -> None:
    for found in installs:
        assert stat.S_IMODE(found.data.stat().st_mode) == 0o700
        open_to_others = []
        kept = [
            path for path in found.data.rglob("*") if path.is_file() and not path.name.startswith("watchroom.sqlite3")
        ]
        for path in kept:  # the database and its two companions hold digests only: the next test
            held = any(secret.encode() in path.read_bytes() for secret in found.secrets.values())
            if held and stat.S_IMODE(path.stat().st_mode) & 0o077:
                open_to_others.append(str(path))
        assert open_to_others == []


def _rows(book: sqlite3.Connection) -> Iterator[str]:
    """All that is kept; of an index for finding words the tables that it lies in."""
    kept = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    for (name,) in book.execute(kept).fetchall():
        for row in book.execute(f'SELECT * FROM "{name}"'):
            yield " ".join(one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in row)


def test_no_secret_is_in_the_database_or_in_a_log(installs: list[Install]) -> None:
    """What the database must know a secret by is its digest."""
    for found in installs:
        with sqlite3.connect(found.data / "watchroom.sqlite3") as book:
            everything = "\n".join(_rows(book))
        logs = "".join(path.read_text(errors="replace") for path in found.data.rglob("*.log*"))
        for name, secret in found.secrets.items():
            assert secret not in everything, name
            assert secret not in logs, name


def test_a_fresh_install_has_no_account_that_a_password_opens(installs: list[Install]) -> None:
    for found in installs:
        with sqlite3.connect(found.data / "watchroom.sqlite3") as book:
            passwords = [row[0] for row in book.execute("SELECT password FROM people_person")]
        assert len(passwords) > 10
        assert all(password.startswith("!") for password in passwords)


def test_a_link_is_printed_with_how_long_and_where_it_may_be_used(installs: list[Install]) -> None:
    said = installs[0].said
    assert "15 minutes" in said
    assert "this machine" in said
