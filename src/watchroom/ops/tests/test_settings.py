"""Settings as they come out for a given environment: each asked in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.pure
ASK = "import json; from watchroom.ops import settings as s; print(json.dumps({n: getattr(s, n) for n in %r}))"


def run(data: Path, names: tuple[str, ...], **given: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("WATCHROOM_", "DATABASE_URL"))}
    env |= {"WATCHROOM_DATA": str(data), "PYTHONPATH": os.pathsep.join(sys.path), **given}
    return subprocess.run([sys.executable, "-c", ASK % (names,)], env=env, capture_output=True, text=True, check=False)


def settings_of(data: Path, *names: str, **given: str) -> dict[str, Any]:
    done = run(data, names, **given)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


FLAGS = (
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "DEBUG",
    "ALLOWED_HOSTS",
)


def test_on_the_loopback_cookies_go_without_https_and_no_foreign_name_is_served(tmp_path: Path) -> None:
    told = settings_of(tmp_path, *FLAGS)
    assert [told[name] for name in FLAGS[:5]] == [False, False, 0, None, False]
    assert told["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]


def test_behind_https_cookies_never_go_without_it(tmp_path: Path) -> None:
    told = settings_of(
        tmp_path, *FLAGS, WATCHROOM_WEB_ORIGINS="https://eoc.example.org", WATCHROOM_HOSTS="eoc.example.org"
    )
    assert [told[name] for name in FLAGS] == [
        True,
        True,
        31536000,
        ["HTTP_X_FORWARDED_PROTO", "https"],
        False,
        ["eoc.example.org"],
    ]
    mixed = settings_of(tmp_path, *FLAGS, WATCHROOM_WEB_ORIGINS="https://eoc.example.org,http://10.0.0.7:8600")
    assert [mixed[name] for name in FLAGS[:4]] == [False, False, 0, None]


def test_a_page_may_reach_the_live_stream_under_every_name_of_the_site_and_nothing_else(tmp_path: Path) -> None:
    def reach(**given: str) -> list[str]:
        return list(settings_of(tmp_path, "SECURE_CSP", **given)["SECURE_CSP"]["connect-src"])

    assert reach() == ["'self'", "http://127.0.0.1:8601", "http://localhost:8601"]
    assert reach(WATCHROOM_HOSTS="10.0.0.7", WATCHROOM_LIVE_PORT="9001") == ["'self'", "http://10.0.0.7:9001"]
    assert reach(WATCHROOM_LIVE_URL="https://eoc.example.org/live") == ["'self'", "https://eoc.example.org/live"]


@pytest.mark.parametrize("weak", ["changeme", "x" * 31])
def test_a_signing_key_that_can_be_guessed_stops_the_start(weak: str, tmp_path: Path) -> None:
    done = run(tmp_path, ("DEBUG",), WATCHROOM_SECRET_KEY=weak)
    assert done.returncode != 0
    assert "WATCHROOM_SECRET_KEY" in done.stderr
    (tmp_path / "secret.key").write_text(weak)
    assert run(tmp_path, ("DEBUG",)).returncode != 0


def test_the_signing_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    one, again = (settings_of(tmp_path, "SECRET_KEY") for _ in range(2))
    other = settings_of(tmp_path / "other", "SECRET_KEY")
    assert one == again != other
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "other").stat().st_mode & 0o777 == 0o700
