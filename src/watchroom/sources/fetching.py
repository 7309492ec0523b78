"""Asking an address outside: only named ones, only what they may be, and never more or longer than we can bear.

The name is resolved once, every address that it means is checked, and the connection goes to the checked address:
a name that changes its mind between check and use (rebinding) gains nothing. Redirects are not followed.
"""

import asyncio
import ipaddress
import logging
import socket
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import TimeoutError as TooLong
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.connector import Answer
from watchroom.sources.faults import FeedDown, FeedRefused

WHOLE_S = 10.0
AGENT = "Watchroom"


@dataclass(frozen=True, slots=True)
class Login:
    """A user and his secret at an address. It is told only to one who asks for it, by Digest where he offers that."""

    user: str
    secret: str = field(repr=False)


async def fetch(
    url: str,
    *,
    headers: Mapping[str, str] = {},
    most_bytes: int = 1 << 20,
    private: bool = False,
    within_s: float = WHOLE_S,
    login: Login | None = None,
) -> Answer:
    """One GET, or two where a login is asked for. `private` allows the site's own network (a named source of it); link-local is never allowed.

    Raises FeedRefused, FeedDown.
    """
    try:
        async with asyncio.timeout(within_s):
            address = await _checked(url, private)
            return await _get(url, address, headers, most_bytes, login)
    except TimeoutError as error:
        raise FeedDown(
            url=shown(url, 120), why=Words(zh=f"{within_s:g} 秒内没有答完", en=f"no whole answer within {within_s:g} s")
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise FeedDown(url=shown(url, 120), why=shown(str(error) or type(error).__name__, 120)) from error


class Fetcher:
    """`fetch` for a connector that runs in a thread: asks on the given loop and waits."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, private: bool, within_s: float = WHOLE_S) -> None:
        self._loop, self._private, self._within_s = loop, private, within_s

    def __call__(self, url: str, *, headers: Mapping[str, str] = {}, most_bytes: int = 1 << 20) -> Answer:
        asked = fetch(url, headers=headers, most_bytes=most_bytes, private=self._private, within_s=self._within_s)
        future = asyncio.run_coroutine_threadsafe(asked, self._loop)
        try:
            return future.result(self._within_s + 5)
        except TooLong as error:
            future.cancel()
            raise FeedDown(url=shown(url, 120), why="timeout") from error


async def _checked(url: str, private: bool) -> str:
    """The one address to connect to. Every address that the name means must be allowed."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise FeedRefused(
            url=shown(url, 120),
            why=Words(zh="只允许不带用户名的 http(s) 地址", en="only http(s) addresses without a user name"),
        )
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    for address in addresses:
        if not allowed(address, private):
            raise FeedRefused(
                url=shown(url, 120),
                why=Words(zh=f"{address} 不是允许的地址", en=f"{address} is no address that it may have"),
            )
    return addresses[0]


def allowed(address: str, private: bool) -> bool:
    """Public addresses; with `private` also the site's own networks and this machine. Never link-local or multicast."""
    one: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.split("%")[0])
    if isinstance(one, ipaddress.IPv6Address) and one.ipv4_mapped:
        one = one.ipv4_mapped
    if one.is_link_local or one.is_multicast or one.is_unspecified or (one.is_reserved and not one.is_loopback):
        return False
    return one.is_global or (private and (one.is_private or one.is_loopback))


async def _get(url: str, address: str, headers: Mapping[str, str], most_bytes: int, login: Login | None) -> Answer:
    parts = urlsplit(url)
    host = f"[{address}]" if ":" in address else address
    netloc = f"{host}:{parts.port}" if parts.port else host
    # Packed answers are not asked for: a few kilobytes could unfold to gigabytes.
    told = {**headers, "Host": parts.netloc, "User-Agent": AGENT, "Accept-Encoding": "identity"}
    extensions = {"sni_hostname": parts.hostname or ""}
    asked = httpx.Request("GET", parts._replace(netloc=netloc).geturl(), headers=told, extensions=extensions)
    async with httpx.AsyncClient(timeout=httpx.Timeout(5.0), follow_redirects=False, trust_env=False) as client:
        async with _sent(client, asked) as answer:
            again = _signed(asked, answer, login) if login and answer.status_code == 401 else None
            if again is None:
                return await _whole(url, answer, most_bytes)
        async with _sent(client, again) as answer:
            return await _whole(url, answer, most_bytes)


@asynccontextmanager
async def _sent(client: httpx.AsyncClient, asked: httpx.Request) -> AsyncIterator[httpx.Response]:
    answer = await client.send(asked, stream=True)
    try:
        yield answer
    finally:
        await answer.aclose()


def _signed(asked: httpx.Request, answer: httpx.Response, login: Login) -> httpx.Request | None:
    """The same request with what was asked for; None when neither Digest nor Basic was. Of the answer only the head is read."""
    offered = " ".join(answer.headers.get_list("www-authenticate")).lower()
    kind = httpx.DigestAuth if "digest " in offered else httpx.BasicAuth if "basic" in offered else None
    if kind is None:
        return None
    flow = kind(login.user, login.secret).auth_flow(asked)
    first = next(flow)
    try:
        return first if kind is httpx.BasicAuth else flow.send(answer)
    except Exception as error:  # what it asked for is no Digest; httpx breaks on it in many ways
        logging.getLogger(__name__).info(
            "%s asks for a login in no known way: %s", asked.url.host, type(error).__name__
        )
        return None


async def _whole(url: str, answer: httpx.Response, most_bytes: int) -> Answer:
    """The answer within its limits. Raises FeedDown."""
    if answer.is_redirect and answer.status_code != 304:
        where = shown(answer.headers.get("location", ""), 120)
        raise FeedDown(
            url=shown(url, 120),
            why=Words(zh=f"转向 {where}，请登记新地址", en=f"it moved to {where}; register that"),
        )
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise FeedDown(url=shown(url, 120), why=Words(zh="压缩的内容", en="packed content"))
    body = bytearray()
    async for piece in answer.aiter_raw(65_536):
        body += piece
        if len(body) > most_bytes:
            why = Words(zh=f"超过 {most_bytes} 字节", en=f"more than {most_bytes} bytes")
            raise FeedDown(url=shown(url, 120), why=why)
    return Answer(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, bytes(body))
