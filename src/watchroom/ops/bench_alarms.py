"""`watchroom bench alarms`: alarms created, de-duplicated and recorded durably, beside Alerta's POSTs, on one PostgreSQL.

Ours: `apply_changes` in batches inside the book, as `watch` commits them, journal entries, groups and hash chain
included, every commit on the disk. Alerta: alerta-server from the package registry in an environment of its own, under
gunicorn with as many workers as there are cores and four threads each, one POST an alarm, which is how it takes them. Both write each alarm
once and then once more, which must change nothing but a count; both on the same private server, one after the other.
"""

import http.client
import json as jsons
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops import children, figures

OURS, QUICK_OURS = 20_000, 2_000
THEIRS, QUICK_THEIRS = 1_000, 100
CLIENTS = 4
READY_S = 60.0
CHILD = "import sys, django; django.setup(); from watchroom.ops import alarms_load; alarms_load.main(int(sys.argv[1]))"
PACKAGES = ("alerta-server[postgres]==9.1.0", "gunicorn==27.0.1", "setuptools<81")  # it asks for pkg_resources


class NoAlerta(Fault):
    status = 503
    text = Words(
        zh="Alerta 没有装上或没有启动，无法比较：{why}",
        en="Alerta could not be installed or did not start, there is nothing to compare with: {why}",
    )


class NotKept(Fault):
    status = 500
    text = Words(
        zh="应有 {wanted} 条告警和同样多的记事，实有 {alarms} 条和 {entries} 条，核验不符 {findings} 处。",
        en="{wanted} alarms and as many entries were wanted; there are {alarms} and {entries}, and {findings} findings of verify.",
    )


def run(json: bool = False, quick: bool = False) -> dict[str, Any]:
    """Raises NoAlerta, NoPostgres, NotKept."""
    from importlib.metadata import version

    from watchroom.ops.private_postgres import private_postgres

    ours, theirs = (QUICK_OURS, QUICK_THEIRS) if quick else (OURS, THEIRS)
    with tempfile.TemporaryDirectory(prefix="watchroom-bench-") as scratch:
        python = _environment(Path(scratch))
        with private_postgres(durable=True) as url:
            mine = _ours(Path(scratch), url, ours)
            peer = _alerta(python, Path(scratch), url, theirs)
    rate = 2 * ours / (mine["new_s"] + mine["repeated_s"])
    found = {
        "alarms": ours, "alarms_per_s": round(rate, 1), "new_per_s": round(ours / mine["new_s"], 1),
        "repeated_per_s": round(ours / mine["repeated_s"], 1), **peer,
        "ratio.alerta": round(rate / peer["peer.alerta.posts_per_s"], 1),
        "ratio.alerta.new": round(ours / mine["new_s"] / peer["peer.alerta.new_per_s"], 1),
    }  # fmt: skip
    versions = {"django": version("django"), "psycopg": version("psycopg"), "peers": " ".join(PACKAGES[:2])}
    told = figures.tell("alarms", versions, found, json=json)
    if (mine["alarms"], mine["entries"], mine["findings"]) != (ours, ours, 0):
        raise NotKept(wanted=ours, alarms=mine["alarms"], entries=mine["entries"], findings=mine["findings"])
    return told


def _ours(scratch: Path, url: str, count: int) -> dict[str, Any]:
    data = scratch / "data"
    data.mkdir(mode=0o700)
    env = os.environ | {
        "WATCHROOM_DATA": str(data),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "watchroom.ops.settings",
    }
    subprocess.run([sys.executable, "-m", "watchroom.ops", "prepare"], env=env, stdin=subprocess.DEVNULL, check=True)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(count)], env=env, check=True, capture_output=True, text=True
    )
    told: dict[str, Any] = jsons.loads(done.stdout.splitlines()[-1])
    return told


def _environment(scratch: Path) -> Path:
    """A Python environment of Alerta's own; gives its interpreter."""
    folder = scratch / "alerta"
    for words in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES],
    ):
        done = subprocess.run(words, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise NoAlerta(why=done.stderr.strip()[-300:])
    return folder / "bin" / "python"


def _alerta(python: Path, scratch: Path, url: str, count: int) -> dict[str, float]:
    with _serving(python, scratch, _own_database(url)) as port:
        bodies = [_body(number) for number in range(count)]
        _post_all(port, [_body(-number) for number in range(1, 21)])  # its workers have started to work
        new_s = _post_all(port, bodies)
        repeated_s = _post_all(port, bodies)
    return {
        "peer.alerta.posts_per_s": round(2 * count / (new_s + repeated_s), 1),
        "peer.alerta.new_per_s": round(count / new_s, 1),
        "peer.alerta.repeated_per_s": round(count / repeated_s, 1),
    }


def _own_database(url: str) -> str:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE alerta")
    return urlunsplit(urlsplit(url)._replace(scheme="postgres", path="/alerta"))


@contextmanager
def _serving(python: Path, scratch: Path, url: str) -> Iterator[int]:
    port, parent = children.free_port(), os.getpid()
    settings = scratch / "alertad.conf"
    settings.write_text("DEBUG = False\nSECRET_KEY = 'bench'\nAUTH_REQUIRED = False\nPLUGINS = []\n")
    words = [
        str(python), "-m", "gunicorn", "-w", str(os.cpu_count() or 2), "--threads", str(CLIENTS), "-b", f"127.0.0.1:{port}",
        "alerta:create_app()",
    ]  # fmt: skip
    env = os.environ | {"ALERTA_SVR_CONF_FILE": str(settings), "DATABASE_URL": url, "DATABASE_NAME": "alerta"}
    log = scratch / "alerta.log"
    once = [
        str(python),
        "-c",
        "from alerta import create_app; create_app()",
    ]  # two workers would lay its tables at once
    laid = subprocess.run(once, env=env, capture_output=True, text=True, check=False, cwd=scratch)
    if laid.returncode:
        raise NoAlerta(why=laid.stderr.strip()[-300:])
    with log.open("wb") as out:
        server = subprocess.Popen(
            words, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=scratch,
            preexec_fn=lambda: children.die_with_parent(parent),
        )  # fmt: skip
    try:
        until = time.monotonic() + READY_S
        while not _takes(port):
            if server.poll() is not None or time.monotonic() > until:
                raise NoAlerta(why=log.read_text(errors="replace").strip()[-300:])
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _takes(port: int) -> bool:
    try:
        return _post(http.client.HTTPConnection("127.0.0.1", port, timeout=20), _body(-1000)) == 201
    except (OSError, http.client.HTTPException):
        return False


def _body(number: int) -> bytes:
    """The same alarm that ours writes, in Alerta's words."""
    told = {
        "resource": f"a{number}", "event": "threshold", "environment": "Production", "severity": "major", "service": ["bench"],
        "group": f"p{number % 50}", "value": "60", "text": "Water level 60 (limit 50)", "origin": "bench",
    }  # fmt: skip
    return jsons.dumps(told).encode()


def _post(connection: http.client.HTTPConnection, body: bytes) -> int:
    connection.request("POST", "/alert", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _post_all(port: int, bodies: list[bytes]) -> float:
    """Seconds in which CLIENTS connections posted all. Each answer must say that it was taken: raises NoAlerta."""
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        wrong = [
            one for some in clients.map(lambda i: _post_some(port, bodies[i::CLIENTS]), range(CLIENTS)) for one in some
        ]
    took = time.perf_counter() - began
    if wrong:
        raise NoAlerta(why=f"HTTP {wrong[0]} × {len(wrong)}")
    return took


def _post_some(port: int, bodies: list[bytes]) -> list[int]:
    """The answers that are not 201, over one connection; it may close that between two requests."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    wrong = []
    for body in bodies:
        try:
            status = _post(connection, body)
        except (OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            status = _post(connection, body)
        if status != 201:
            wrong.append(status)
    return wrong
