"""A small local server of the recorded CAP feed, as of the scenario's clock: Atom with an ETag, and the documents."""

import hashlib
import threading
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree as XML

from watchroom.kernel.clock import iso
from watchroom.ops.scenario.content import DocumentOf, FeedOf

ATOM = "http://www.w3.org/2005/Atom"
PATH = "/cap.atom"
CAP_TYPE = "application/cap+xml"


class Feed:
    """What the feed holds at an instant. Documents appear at their time and stay."""

    def __init__(self, folder: Path, feed: FeedOf) -> None:
        self._feed = feed
        self._files = {document.file: (folder / document.file).read_bytes() for document in feed.documents}

    def known(self, at: datetime) -> list[DocumentOf]:
        return [document for document in self._feed.documents if document.appears <= at]

    def document(self, name: str, at: datetime) -> bytes | None:
        """The bytes of a document that has appeared by then."""
        return self._files[name] if any(document.file == name for document in self.known(at)) else None

    def atom(self, base: str, at: datetime) -> bytes:
        known = self.known(at)
        root = XML.Element(f"{{{ATOM}}}feed")
        updated = max((document.appears for document in known), default=min(d.appears for d in self._feed.documents))
        _texts(root, id=self._feed.id, title=self._feed.title, updated=iso(updated))
        for document in reversed(known):
            entry = XML.SubElement(root, f"{{{ATOM}}}entry")
            _texts(entry, id=f"{self._feed.id}:{document.file}", title=document.title, updated=iso(document.appears))
            XML.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", type=CAP_TYPE, href=f"{base}/cap/{document.file}")
        XML.register_namespace("", ATOM)
        return bytes(XML.tostring(root, encoding="utf-8", xml_declaration=True))


def _texts(parent: XML.Element, **texts: str) -> None:
    for name, text in texts.items():
        XML.SubElement(parent, f"{{{ATOM}}}{name}").text = text


class FeedServer:
    """Serves a feed on the loopback until `stop`. `now` tells the scenario's time at each request."""

    def __init__(self, feed: Feed, now: Callable[[], datetime], port: int = 0, host: str = "127.0.0.1") -> None:
        self._server = ThreadingHTTPServer((host, port), _handler(feed, now))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="cap-feed", daemon=True)

    @property
    def address(self) -> str:
        return _address(self._server)

    def start(self) -> "FeedServer":
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _address(server: ThreadingHTTPServer) -> str:
    host, port = str(server.server_address[0]), int(server.server_address[1])
    return f"http://{host}:{port}"


def _handler(feed: Feed, now: Callable[[], datetime]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            base = f"http://{self.headers.get('Host', '')}"
            if self.path == PATH:
                self._answer(feed.atom(base, now()), "application/atom+xml; charset=utf-8")
                return
            found = feed.document(self.path.removeprefix("/cap/"), now()) if self.path.startswith("/cap/") else None
            if found is None:
                self._head(HTTPStatus.NOT_FOUND, 0)
            else:
                self._answer(found, CAP_TYPE)

        def _answer(self, body: bytes, kind: str) -> None:
            etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
            if self.headers.get("If-None-Match") == etag:
                self._head(HTTPStatus.NOT_MODIFIED, None, ETag=etag)
                return
            self._head(HTTPStatus.OK, len(body), **{"Content-Type": kind, "ETag": etag})
            self.wfile.write(body)

        def _head(self, status: HTTPStatus, length: int | None, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if length is not None:
                self.send_header("Content-Length", str(length))
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet: the connector's own log tells of trouble."""

    return Handler
