"""A beat: what the platform says to the watchdog outside it, and what the watchdog answers. Both are signed.

    POST /beat      body: milliseconds since 1970, of the platform's machine       Watchroom-Signature: HMAC-SHA256 of the body
    200             body: {"watches": true}                                        Watchroom-Signature: of "answer:" and the beat

A beat is as old as it says: one that was heard and sent again later counts for nothing.
"""

import hashlib
import hmac
import os
import stat
from pathlib import Path

import httpx

from watchroom.kernel.words import Words

HEADER = "Watchroom-Signature"
EVERY_S, ALONE_S = 20.0, 120.0
WITHIN_S, MOST_ANSWER = 10.0, 4096
LEAST_SECRET = 32

NO_KEY = Words(
    zh="密钥文件 {path} 不存在、太短（至少 32 个字符）或别人可读（须为 0600）",
    en="the key file {path} is not there, too short (32 characters at least) or readable by others (its mode must be 0600)",
)
_AWAY = Words(zh="看护程序没有应答（{why}）", en="the watchdog does not answer ({why})")
_SAID = Words(zh="看护程序答 {status}：{said}", en="the watchdog answered {status}: {said}")
_STRANGER = Words(zh="应答的不是我们的看护程序", en="what answers is not our watchdog")


class Unheard(Exception):
    """No watchdog has heard the beat; `why` in words."""

    def __init__(self, why: Words) -> None:
        super().__init__(why.en)
        self.why = why


def key_path() -> Path:
    from django.conf import settings

    return Path(os.environ.get("WATCHROOM_WATCHDOG_KEY") or Path(settings.DATA) / "watchdog.key")


def signature(secret: bytes, said: bytes) -> str:
    return hmac.new(secret, said, hashlib.sha256).hexdigest()


def signed(secret: bytes, said: bytes, given: str) -> bool:
    return hmac.compare_digest(signature(secret, said), given)


def key(path: Path) -> bytes:
    """The secret that both sides keep in a file. Raises Unheard."""
    try:
        open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077 and os.name == "posix"
        secret = path.read_bytes()[:4096].strip()
    except OSError:
        open_to_others, secret = False, b""
    if open_to_others or len(secret) < LEAST_SECRET:
        raise Unheard(NO_KEY.fill(path=path.name))
    return secret


def beat(client: httpx.Client, url: str, secret: bytes, at_ms: int) -> None:
    """Says that the platform is alive. Raises Unheard where nobody of ours has heard it."""
    said = str(at_ms).encode()
    asked = httpx.Request("POST", f"{url.rstrip('/')}/beat", content=said, headers={HEADER: signature(secret, said)})
    try:
        answer = client.send(asked, stream=True)
        try:
            body = next(answer.iter_bytes(MOST_ANSWER), b"")
        finally:
            answer.close()
    except (httpx.HTTPError, OSError) as error:
        raise Unheard(_AWAY.fill(why=type(error).__name__)) from None
    if answer.status_code != 200:
        raise Unheard(_SAID.fill(status=answer.status_code, said=body.decode(errors="replace")[:100]))
    if not signed(secret, b"answer:" + said, answer.headers.get(HEADER, "")):
        raise Unheard(_STRANGER)


def client() -> httpx.Client:
    return httpx.Client(timeout=httpx.Timeout(WITHIN_S, connect=5.0), follow_redirects=False, trust_env=False)
