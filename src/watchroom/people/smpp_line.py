"""One line to a short-message centre: opened when it is needed, kept alive, opened again after it broke.

Several threads submit at once; one thread of the line's own reads what comes. What the centre delivers is answered only when
it has been taken, so that nothing is lost with us. Nothing that the other side sends, or does not send, holds a thread for
longer than `within_s`.
"""

import select
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass

from watchroom.kernel.words import Words
from watchroom.people import smpp
from watchroom.people.carrier import NotSent
from watchroom.people.smpp import Command, Pdu

type Make = Callable[[int], Pdu]
MOST_HELD = 1000  # reports that nobody has taken yet; more are left with the centre
MOST_PAUSE_S = 30.0
AWAY = Words(zh="连不上短信中心", en="the short-message centre cannot be reached")
REFUSED = Words(zh="短信中心拒绝登录（{status}），请核对账号和密码", en="the short-message centre refused the sign-in ({status}); check its account")  # fmt: skip
SILENT = Words(zh="短信中心没有应答，可能已经发出", en="the short-message centre did not answer; it may have been sent")
BROKE = Words(zh="与短信中心的连接中断，可能已经发出", en="the line to the short-message centre broke; it may have been sent")  # fmt: skip
FULL = Words(zh="等短信中心应答的消息已满", en="too many messages wait for the short-message centre's answers")


@dataclass(frozen=True, slots=True)
class Where:
    """`window`: how many messages may wait for their answers at once."""

    host: str
    port: int
    tls: bool
    system_id: str
    password: str
    system_type: str = ""
    window: int = 10
    within_s: float = 10.0
    idle_s: float = 30.0


class Line:
    def __init__(self, where: Where) -> None:
        self.where = where
        self._opening = threading.Lock()
        self._session: Session | None = None
        self._failures, self._not_before = 0, 0.0

    def session(self) -> "Session":
        """The one that is open, or a new one. Raises NotSent; after a failure at once, until a pause is over."""
        with self._opening:
            if self._session is not None and self._session.alive:
                return self._session
            if time.monotonic() < self._not_before:
                raise NotSent(AWAY, passing=True)
            try:
                self._session = Session(self.where)
            except NotSent:
                self._failures += 1
                self._not_before = time.monotonic() + min(MOST_PAUSE_S, 2.0 ** (self._failures - 1))
                raise
            self._failures, self._not_before = 0, 0.0
            return self._session

    def close(self) -> None:
        with self._opening:
            if self._session is not None:
                self._session.close()


class Session:
    """A line from its sign-in until it breaks."""

    def __init__(self, where: Where) -> None:
        """Raises NotSent."""
        self.where, self.alive = where, True
        self._sending, self._changed = threading.Lock(), threading.Condition()
        self._sequence = 0
        self._waiting: dict[int, Pdu | None] = {}
        self._held: deque[Pdu] = deque()
        self._room = threading.BoundedSemaphore(where.window)
        try:
            self._socket = _connected(where)
        except (OSError, ValueError):
            raise NotSent(AWAY, passing=True) from None
        threading.Thread(target=self._read, name="smpp", daemon=True).start()
        self._sign_in()

    def _sign_in(self) -> None:
        given = self.where
        try:
            answer = self.ask(lambda n: smpp.bind(n, given.system_id, given.password, given.system_type))
        except NotSent:
            self.close()
            raise NotSent(AWAY, passing=True) from None
        if answer.command != Command.BIND_TRANSCEIVER_RESP or answer.status != smpp.OK:
            self.close()
            raise NotSent(REFUSED.fill(status=f"0x{answer.status:08X}"), passing=True)

    def submit(
        self, source: smpp.Address, goal: smpp.Address, part: smpp.Part, *, receipt: bool, valid_s: int = 0
    ) -> Pdu:
        """The centre's answer. Raises NotSent."""
        if not self._room.acquire(timeout=self.where.within_s):
            raise NotSent(FULL, passing=True)
        try:
            return self.ask(lambda n: smpp.submit(n, source, goal, part, receipt=receipt, valid_s=valid_s))
        finally:
            self._room.release()

    def ask(self, make: Make) -> Pdu:
        """Sends one PDU and waits for its answer. Raises NotSent."""
        with self._changed:
            self._sequence = self._sequence % 0x7FFFFFFE + 1
            number = self._sequence
            self._waiting[number] = None
        try:
            self._send(make(number))
            with self._changed:
                self._changed.wait_for(lambda: self._waiting[number] is not None or not self.alive, self.where.within_s)
                answer = self._waiting[number]
            if answer is None:
                raise NotSent(SILENT if self.alive else BROKE, passing=True, unclear=True)
            return answer
        finally:
            with self._changed:
                self._waiting.pop(number, None)

    def held(self) -> list[Pdu]:
        """What the centre delivered and nobody has taken yet."""
        with self._changed:
            return list(self._held)

    def taken(self, pdus: list[Pdu]) -> None:
        """Answers them: the centre may forget them. Raises NotSent; then it delivers them again."""
        for pdu in pdus:
            self._send(Pdu(Command.DELIVER_SM_RESP, smpp.OK, pdu.sequence, b"\0"))
            with self._changed:
                self._held.remove(pdu)

    def close(self) -> None:
        with self._changed:
            self.alive = False
            self._changed.notify_all()
        with suppress(OSError):  # the reader wakes at once, and so does the other side
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _send(self, pdu: Pdu) -> None:
        try:
            with self._sending:
                self._socket.sendall(pdu.octets())
        except OSError:
            self.close()
            raise NotSent(BROKE, passing=True, unclear=True) from None

    # ---- what comes ---------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        frames, asked = smpp.Frames(), False
        try:
            while self.alive:
                wait = self.where.within_s if asked or frames.begun else self.where.idle_s
                if not self._ripe(wait):
                    if asked or frames.begun:
                        return  # silent, or it stopped in the middle
                    self._send(Pdu(Command.ENQUIRE_LINK, 0, 0x7FFFFFFF))
                    asked = True
                    continue
                with self._sending if self.where.tls else nullcontext():  # one thread at a time in an encrypted socket
                    came = self._socket.recv(65_536)
                if not came:
                    return
                for pdu in frames.feed(came):
                    asked = False
                    self._came(pdu)
        except (OSError, ValueError, NotSent):
            return  # what is no SMPP ends the line too
        finally:
            self.close()

    def _ripe(self, wait_s: float) -> bool:
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return True
        return bool(select.select([self._socket], [], [], wait_s)[0])

    def _came(self, pdu: Pdu) -> None:
        if pdu.command & smpp.ANSWER:
            with self._changed:
                if pdu.sequence in self._waiting and self._waiting[pdu.sequence] is None:
                    self._waiting[pdu.sequence] = pdu
                    self._changed.notify_all()
        elif pdu.command == Command.DELIVER_SM:
            self._keep(pdu)
        elif pdu.command == Command.ENQUIRE_LINK:
            self._send(Pdu(Command.ENQUIRE_LINK_RESP, smpp.OK, pdu.sequence))
        elif pdu.command == Command.UNBIND:
            self._send(Pdu(Command.UNBIND_RESP, smpp.OK, pdu.sequence))
            self.close()
        else:
            self._send(Pdu(Command.GENERIC_NACK, smpp.BAD_COMMAND, pdu.sequence))

    def _keep(self, pdu: Pdu) -> None:
        with self._changed:
            room = len(self._held) < MOST_HELD
            if room:
                self._held.append(pdu)
                self._changed.notify_all()
        if not room:
            self._send(Pdu(Command.DELIVER_SM_RESP, smpp.FULL, pdu.sequence, b"\0"))


def _connected(where: Where) -> socket.socket:
    """Raises OSError, ValueError."""
    made = socket.create_connection((where.host, where.port), timeout=where.within_s / 2)
    if where.tls:
        try:
            made = ssl.create_default_context().wrap_socket(made, server_hostname=where.host)
        except (OSError, ValueError):
            made.close()
            raise
    made.settimeout(where.within_s)
    return made
