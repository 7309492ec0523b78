"""Asking outside: a server that misbehaves in every way it can, and addresses that must never be asked."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from watchroom.sources.faults import FeedDown, FeedRefused
from watchroom.sources.fetching import Login, allowed, fetch

pytestmark = pytest.mark.pure


@contextmanager
def serving(answer: Callable[[socket.socket, bytes], None]) -> Iterator[str]:
    """One thread on the loopback that answers each request as it is told."""
    server = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                answer(connection, connection.recv(65_536))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/feed.atom"
    finally:
        over.set()
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


def plain(head: str, body: bytes = b"") -> Callable[[socket.socket, bytes], None]:
    return lambda connection, _asked: connection.sendall(
        f"HTTP/1.1 {head}\r\nConnection: close\r\n\r\n".encode() + body
    )


@pytest.mark.process
def test_an_answer_is_given_whole_with_its_marks():
    asked: list[bytes] = []

    def answer(connection: socket.socket, request: bytes) -> None:
        asked.append(request)
        plain('200 OK\r\nETag: "7"\r\nContent-Length: 5', b"hello")(connection, request)

    with serving(answer) as url:
        got = asyncio.run(fetch(url, headers={"If-None-Match": '"6"'}, private=True))

    assert (got.status, got.body, got.headers["etag"]) == (200, b"hello", '"7"')
    assert b'If-None-Match: "6"' in asked[0]
    assert b"Accept-Encoding: identity" in asked[0]
    assert b"Host: 127.0.0.1:" in asked[0]


@pytest.mark.process
def test_unchanged_is_an_answer_too():
    with serving(plain("304 Not Modified")) as url:
        assert asyncio.run(fetch(url, private=True)).status == 304


@pytest.mark.process
def test_a_body_without_end_is_cut_off_at_the_limit():
    """D-06: a gigabyte costs us the limit and no more."""
    sent = 0

    def answer(connection: socket.socket, _asked: bytes) -> None:
        nonlocal sent
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65_536)
            sent += 65_536

    with serving(answer) as url, pytest.raises(FeedDown, match="1000000 bytes"):
        asyncio.run(fetch(url, most_bytes=1_000_000, private=True))
    assert sent < 50_000_000


@pytest.mark.process
@pytest.mark.parametrize("part", ["head", "body", "nothing"])
def test_a_slow_drip_is_ended_by_the_whole_times_limit(part: str):
    """D-06: each byte is in time, the answer never is."""
    over = threading.Event()

    def answer(connection: socket.socket, _asked: bytes) -> None:
        if part == "body":
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not over.wait(0.05):
            if part != "nothing":
                connection.sendall(b"x")

    with serving(answer) as url:
        began = time.monotonic()
        with pytest.raises(FeedDown):
            asyncio.run(fetch(url, private=True, within_s=0.5))
        took = time.monotonic() - began
        over.set()
    assert took < 3


@pytest.mark.process
@pytest.mark.parametrize(
    "head",
    [
        "301 Moved\r\nLocation: http://127.0.0.1:1/",
        "302 Found\r\nLocation: http://169.254.169.254/latest",
        "200 OK\r\nContent-Encoding: gzip",
        "not http at all",
    ],
)
def test_an_answer_that_leads_elsewhere_or_hides_its_size_is_refused(head: str):
    with serving(plain(head)) as url, pytest.raises(FeedDown):
        asyncio.run(fetch(url, private=True))


@pytest.mark.process
def test_a_server_that_is_not_there_is_down():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(FeedDown):
        asyncio.run(fetch(f"http://127.0.0.1:{port}/", private=True))


@pytest.mark.process
def test_this_machine_is_asked_only_for_a_source_that_may_be_private():
    with serving(plain("200 OK", b"secret")) as url:
        for same in (
            url,
            url.replace("127.0.0.1", "localhost"),
            url.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
            url.replace("127.0.0.1", "2130706433"),
        ):
            with pytest.raises((FeedRefused, FeedDown)):
                asyncio.run(fetch(same, private=False))


@pytest.mark.parametrize(
    ("address", "public", "private"),
    [
        ("1.1.1.1", True, True),
        ("2606:4700::1111", True, True),
        ("10.1.2.3", False, True),
        ("192.168.0.9", False, True),
        ("172.16.5.4", False, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("fd00::1", False, True),
        ("::ffff:10.0.0.1", False, True),
        ("::ffff:169.254.169.254", False, False),
        ("169.254.169.254", False, False),
        ("fe80::1", False, False),
        ("0.0.0.0", False, False),
        ("::", False, False),
        ("224.0.0.1", False, False),
        ("255.255.255.255", False, False),
        ("240.0.0.1", False, False),
    ],
)
def test_which_addresses_may_be_asked(address: str, public: bool, private: bool):
    """I-06."""
    assert (allowed(address, False), allowed(address, True)) == (public, private)


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "http://user:pw@a.example/", "file:///etc/passwd", "http:///x", "gopher://x"]
)
def test_what_is_no_web_address_is_refused(url: str):
    with pytest.raises(FeedRefused):
        asyncio.run(fetch(url))


LOGIN = Login("watch", "s3cret")


def asking_for(*challenges: str) -> tuple[list[bytes], Callable[[socket.socket, bytes], None]]:
    """A camera that wants a login: the requests that it saw, and how it answers."""
    seen: list[bytes] = []
    wanted = "".join(f"\r\nWWW-Authenticate: {one}" for one in challenges)

    def answer(connection: socket.socket, asked: bytes) -> None:
        seen.append(asked)
        if b"\r\nAuthorization: " in asked:
            plain("200 OK\r\nContent-Length: 2", b"ok")(connection, asked)
        else:
            plain(f"401 Unauthorized{wanted}\r\nContent-Length: 999999999", b"x" * 100)(connection, asked)

    return seen, answer


@pytest.mark.process
@pytest.mark.parametrize(
    ("challenges", "kind"),
    [
        (('Digest realm="cam", nonce="n1", qop="auth", algorithm=MD5',), b"Digest "), (('Basic realm="cam"',), b"Basic "),
        (('Basic realm="cam"', 'Digest realm="cam", nonce="n1", algorithm=SHA-256'), b"Digest "),
    ],
)  # fmt: skip
def test_a_login_is_told_only_when_it_is_asked_for_and_by_digest_where_that_is_offered(
    challenges: tuple[str, ...], kind: bytes
):
    seen, answer = asking_for(*challenges)

    with serving(answer) as url:
        got = asyncio.run(fetch(url, private=True, login=LOGIN))

    assert (got.status, got.body) == (200, b"ok")
    assert b"Authorization" not in seen[0]
    assert b"Authorization: " + kind in seen[1]
    assert b"s3cret" not in b"".join(seen)


@pytest.mark.process
@pytest.mark.parametrize(
    "challenge", ["Digest", 'Digest realm="x"', 'Digest realm="x", nonce="n", algorithm=NONE', 'Digest realm="x", nonce="n", qop="auth-int"', "Negotiate", "Digest ="]
)  # fmt: skip
def test_a_challenge_that_is_none_is_answered_by_nothing(challenge: str):
    seen, answer = asking_for(challenge)

    with serving(answer) as url, suppress(FeedDown):  # its body is without end
        assert asyncio.run(fetch(url, private=True, login=LOGIN)).status == 401
    assert len(seen) == 1


def test_a_login_does_not_show_its_secret():
    assert "s3cret" not in repr(LOGIN)
