"""What the parts of bin/test share: how a part goes, a scratch folder, one PostgreSQL, one browser, pytest's words."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import bootstrap
import findings
from bootstrap import ROOT, say

BIN = Path(sys.executable).parent
CI = os.environ.get("CI", "").lower() in ("true", "1")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium")  # fmt: skip
KEPT = ("WATCHROOM_LANG", "WATCHROOM_CAP_EXAMPLES", "WATCHROOM_NAB", "WATCHROOM_KILLS")


@dataclass
class Done:
    """How a part went. `code` None: left out. `worked`: seconds of processor time of all its programs."""

    code: int | None
    said: str = ""
    worked: float = 0.0


@dataclass(frozen=True)
class Part:
    """static parts print only when they fail, two at a time; the others show themselves as they run.

    beside  such parts wait more than they work: those of one name run beside one another, and beside the parts that work,
            which give way to them; each shows itself at its end
    alone   has the cores to itself, before those that share them
    """

    name: str
    zh: str
    en: str
    run: Callable[["Hall"], Done]
    static: bool = False
    beside: str = ""
    alone: bool = False


class Hall:
    """What the parts share: one PostgreSQL, one browser, a scratch folder, and pytest's words from the command line."""

    def __init__(self, keep: ExitStack, pytest_words: list[str], dearest: int = 0) -> None:
        self.keep, self.pytest_words = keep, pytest_words
        self.dearest = ("-p", "tests.dearest", f"--dearest={dearest}") if dearest else ()
        self.scratch = Path(keep.enter_context(tempfile.TemporaryDirectory(prefix="watchroom-test-")))
        self._postgres: str | None = None
        self._migrated: dict[str, dict[str, str]] = {}
        self._one_at_a_time = threading.Lock()
        self.lacking: dict[str, str] = {}

    def env(self, **more: str) -> dict[str, str]:
        """The environment of a part: a data folder of its own, nothing of the person's."""
        data = Path(tempfile.mkdtemp(dir=self.scratch))
        env = bootstrap.clean()
        env = {k: v for k, v in env.items() if k in KEPT or not (k.startswith("WATCHROOM_") or k == "DATABASE_URL")}
        return (
            env
            | {"WATCHROOM_DATA": str(data), "DJANGO_SETTINGS_MODULE": "watchroom.ops.settings", "PYTHONUTF8": "1"}
            | more
        )

    def quiet(self, *argv: str, env: dict[str, str] | None = None) -> Done:
        """Runs a program; its words are kept for the case that it fails."""
        with tempfile.TemporaryFile("w+", dir=self.scratch, encoding="utf-8", errors="replace") as out:
            code = bootstrap.called([str(BIN / argv[0]), *argv[1:]], cwd=ROOT, env=env or self.env(),
                                    stdin=subprocess.DEVNULL, stdout=out, stderr=out)  # fmt: skip
            out.seek(0)
            return Done(code, out.read())

    def pytest(self, marks: str, *words: str, **env: str) -> Done:
        report = Path(tempfile.mkdtemp(dir=self.scratch)) / "report.xml"
        argv = [str(BIN / "python"), "-m", "pytest", "-q", "-m", marks, f"--junitxml={report}"]
        if self.pytest_words:  # they may name files of their own
            words = tuple(word for word in words if not word.startswith(("src/", "tests/")))
        argv += [*self.dearest, *words, *self.pytest_words]
        done = called(argv, self.env(**env))
        self.lacking |= findings.lacking(report)
        return done

    def postgres(self) -> str:
        """The DATABASE_URL of a private server, started once; empty when this machine has none."""
        from watchroom.ops import private_postgres

        if self._postgres is None:
            self._postgres = os.environ.get("WATCHROOM_TEST_POSTGRES", "")
            if not self._postgres:
                if private_postgres.programs() is None and CI:
                    install("postgresql")
                if private_postgres.programs() is not None:
                    self._postgres = self.keep.enter_context(private_postgres.private_postgres())
        return self._postgres

    def migrated(self, url: str = "") -> dict[str, str]:
        """What names the tests' database: one of each kind is migrated once, and those of the workers are its copies."""
        with self._one_at_a_time:
            if url not in self._migrated:
                name = self._migrate_postgresql(url) if url else self._migrate_sqlite()
                self._migrated[url] = {"WATCHROOM_TEST_MIGRATED": name} | ({"DATABASE_URL": url} if url else {})
        return self._migrated[url]

    def _migrate_postgresql(self, url: str) -> str:
        import psycopg

        name = "watchroom_migrated"
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {name}")
        self._migrate(DATABASE_URL=url.rpartition("/")[0] + f"/{name}")
        return name

    def _migrate_sqlite(self) -> str:
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        self._migrate(WATCHROOM_DATA=str(folder))
        return str(folder / "watchroom.sqlite3")

    def _migrate(self, **named: str) -> None:
        argv = [str(BIN / "python"), "-m", "django", "migrate", "--verbosity=0"]
        done = called(argv, self.env(PYTHONPATH=str(ROOT / "src"), **named))
        if done.code:
            raise RuntimeError(say("测试库没有建成", "the tests' database was not made"))


OUT: ContextVar[IO[str] | None] = ContextVar("out", default=None)  # where a part that runs beside another writes
GIVES_WAY: ContextVar[bool] = ContextVar("gives_way", default=False)  # a part that works, to one that waits


def called(argv: list[str], env: dict[str, str]) -> Done:
    out, nice = OUT.get(), ["nice", "-n", "5"] if GIVES_WAY.get() else []
    return Done(bootstrap.called([*nice, *argv], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out))


def install(package: str) -> None:
    """Debian's package, under CI only. Its own service is not started."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    quiet = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.DEVNULL,
        "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
    }
    print(say(f"  · 安装 {package} …", f"  · installing {package} …"), flush=True)
    subprocess.run([*sudo, "apt-get", "update", "-q"], check=False, **quiet)  # type: ignore[call-overload]
    subprocess.run([*sudo, "apt-get", "install", "-y", "-q", "--no-install-recommends", package], check=True, **quiet)  # type: ignore[call-overload]


def browser() -> str:
    """A Chromium on this machine; empty when there is none."""
    named = os.environ.get("WATCHROOM_CHROMIUM", "")
    found = named or next((path for name in BROWSERS if (path := shutil.which(name))), "")
    if not found and CI:
        install("chromium")
        found = shutil.which("chromium") or ""
    return found
