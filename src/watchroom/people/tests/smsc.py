"""A short-message centre for tests, on a port of this machine: it takes what comes, and behaves as each test says."""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from watchroom.people.smpp import Command, Frames, Pdu

type Behave = Callable[["Centre", socket.socket, Pdu], None]


def well(centre: "Centre", line: socket.socket, pdu: Pdu) -> None:
    """As a centre should."""
    match pdu.command:
        case Command.BIND_TRANSCEIVER:
            line.sendall(Pdu(Command.BIND_TRANSCEIVER_RESP, 0, pdu.sequence, b"smsc\0").octets())
        case Command.SUBMIT_SM:
            centre.numbered += 1
            body = f"{centre.numbered:X}".encode() + b"\0"
            line.sendall(Pdu(Command.SUBMIT_SM_RESP, 0, pdu.sequence, body).octets())
        case Command.ENQUIRE_LINK:
            line.sendall(Pdu(Command.ENQUIRE_LINK_RESP, 0, pdu.sequence).octets())


def after_sign_in(act: Behave) -> Behave:
    """Well until a message is submitted."""

    def behave(centre: "Centre", line: socket.socket, pdu: Pdu) -> None:
        (act if pdu.command == Command.SUBMIT_SM else well)(centre, line, pdu)

    return behave


class Centre:
    def __init__(self, behave: Behave = well) -> None:
        self.behave, self.got, self.numbered = behave, list[Pdu](), 0
        self.lines: list[socket.socket] = []
        self._changed = threading.Condition()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for line in [self._server, *self.lines]:
            with suppress(OSError):  # whoever waits at it is woken
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            self.lines.append(line)
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        frames = Frames()
        try:
            while came := line.recv(65_536):
                for pdu in frames.feed(came):
                    with self._changed:
                        self.got.append(pdu)
                        self._changed.notify_all()
                    self.behave(self, line, pdu)
        except OSError:
            return

    def wait(self, command: Command, count: int = 1, within_s: float = 10.0) -> list[Pdu]:
        """So many PDUs of a kind have come."""

        def found() -> list[Pdu]:
            return [pdu for pdu in self.got if pdu.command == command]

        with self._changed:
            assert self._changed.wait_for(lambda: len(found()) >= count, within_s), f"{command.name}: {len(found())}"
        return found()

    def deliver(self, text: bytes, *, esm: int = 0, coding: int = 0, source: str = "8613800000001", sequence: int = 7, more: bytes = b"") -> None:  # fmt: skip
        head = b"\0" + b"\x01\x01" + source.encode() + b"\0" + b"\0\x01" + b"10690000\0" + bytes([esm, 0, 0]) + b"\0\0"
        body = head + bytes([0, 0, coding, 0, len(text)]) + text + more
        self.lines[-1].sendall(Pdu(Command.DELIVER_SM, 0, sequence, body).octets())


def option(tag: int, value: bytes) -> bytes:
    return struct.pack(">HH", tag, len(value)) + value
