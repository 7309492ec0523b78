"""The mailbox of the watch: each mail one call, once, whatever breaks in between; a mailbox that fails is said."""

import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from watchroom.alarms.models import Alarm
from watchroom.alarms.platform import MAIL_WAITS, MAILBOX_DOWN
from watchroom.conftest import T0, SetClock
from watchroom.incidents.followers import AlarmOfMail
from watchroom.incidents.intake import actions, mailbox
from watchroom.incidents.intake.mail import MOST_BYTES
from watchroom.incidents.intake.models import Call
from watchroom.journal.followers import Runner
from watchroom.journal.models import Entry
from watchroom.people.testing import Cast


class Server(socketserver.ThreadingTCPServer):
    """As much of IMAP4rev1 as a reader asks that only looks; what would write is refused."""

    allow_reuse_address = daemon_threads = True
    mails: list[bytes]
    validity, password, asked = 7, "secret", 0


class Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self._say(b"* OK ready")
        while line := self.rfile.readline():
            tag, _, said = line.strip().partition(b" ")
            self.server.asked += 1
            if not self._answer(tag, said.decode()):
                return

    def _answer(self, tag: bytes, said: str) -> bool:
        word = said.upper()
        if word.startswith("CAPABILITY"):
            self._say(b"* CAPABILITY IMAP4REV1")
        elif word.startswith("LOGIN"):
            if f'"{self.server.password}"' not in said:
                self._say(tag + b" NO wrong")
                return True
        elif word.startswith("EXAMINE"):
            self._say(b"* OK [UIDVALIDITY %d] x" % self.server.validity, b"* %d EXISTS" % len(self.server.mails))
        elif word.startswith("UID SEARCH"):
            first = int(word.split("UID ")[-1].split(":")[0]) if ":*" in word else 1
            uids = range(first, len(self.server.mails) + 1)
            self._say(("* SEARCH " + " ".join(map(str, uids))).encode())
        elif word.startswith("UID FETCH"):
            uid = int(word.split()[2])
            raw = self.server.mails[uid - 1]
            if "RFC822.SIZE" in word:
                self._say(b"* %d FETCH (UID %d RFC822.SIZE %d)" % (uid, uid, len(raw)))
            else:
                self.wfile.write(b"* %d FETCH (UID %d BODY[] {%d}\r\n" % (uid, uid, len(raw)) + raw + b")\r\n")
        elif word.startswith("LOGOUT"):
            self._say(b"* BYE", tag + b" OK")
            return False
        else:
            self._say(tag + b" BAD it would write")
            return True
        self._say(tag + b" OK done")
        return True

    def _say(self, *lines: bytes) -> None:
        self.wfile.write(b"".join(line + b"\r\n" for line in lines))


def letter(text: str, date: str = "Fri, 06 Feb 2026 09:30:00 +0800") -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"], made["Date"] = "李四 <li@village.example.org>", "险情报告", date
    made.set_content(text)
    return made.as_bytes()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    made = Server(("127.0.0.1", 0), Talk)
    made.mails = []
    threading.Thread(target=made.serve_forever, daemon=True).start()
    file = tmp_path / "mailbox.yaml"
    file.write_text(f"host: 127.0.0.1\nport: {made.server_address[1]}\ntls: none\nuser: duty\npassword: secret\n")
    file.chmod(0o600)
    monkeypatch.setenv("WATCHROOM_MAILBOX", str(file))
    yield made
    made.shutdown()
    made.server_close()


def alarms(rule: str) -> list[bool]:
    Runner("test", [AlarmOfMail()]).run()
    return [row.returned_at is not None for row in Alarm.objects.filter(rule__code=rule).order_by("pk")]


def test_each_mail_is_one_call_and_an_alarm_until_somebody_saw_to_it(
    cast: Cast, clock: SetClock, server: Server
) -> None:
    server.mails = [letter("太子城河水位上涨，2 人被困")]
    assert (mailbox.due(T0), mailbox.look(T0), mailbox.due(T0), mailbox.look(T0)) == (1, 1, 0, 0)
    server.mails += [letter("桥面塌了"), letter("桥面塌了")]
    now = clock.forward(minutes=1)
    assert mailbox.look(now) == 1  # the same mail twice is one call
    first, second = Call.objects.order_by("pk")
    assert ("太子城河水位上涨" in first.text, first.channel, first.caller) == (
        True,
        "mail",
        "李四 <li@village.example.org>",
    )
    assert (first.received_at.isoformat(), second.taken_at) == ("2026-02-06T01:30:00+00:00", now)
    assert not any("李四" in str(one.facts) for one in Entry.objects.filter(kind="incidents.call_taken"))
    assert alarms(MAIL_WAITS) == [False, False]
    actions.settle_call(cast.lin, first.pk, reason="已转水务")
    assert alarms(MAIL_WAITS) == [True, False]


def test_a_mail_that_cannot_be_read_or_is_too_large_is_a_call_all_the_same(
    cast: Cast, clock: SetClock, server: Server
) -> None:
    server.mails = [
        b"Subject: \n\n \n",
        b"Subject: x\n\n" + b"x" * MOST_BYTES,
        letter("来自未来", "Fri, 06 Feb 2099 09:30:00 +0800"),
    ]
    assert mailbox.look(T0) == 3
    texts = list(Call.objects.order_by("pk").values_list("text", "received_at"))
    assert ["读不出来" in text for text, _ in texts[:2]] == [True, True]
    assert texts[2][1] == T0


def test_a_mailbox_that_was_made_anew_gives_no_call_twice(cast: Cast, clock: SetClock, server: Server) -> None:
    server.mails = [letter("一"), letter("二")]
    assert mailbox.look(T0) == 2
    server.validity = 8
    server.mails += [letter("三")]
    assert mailbox.look(clock.forward(minutes=1)) == 1
    assert Call.objects.count() == 3


def test_a_mailbox_that_fails_three_times_is_an_alarm_until_it_is_read_again(
    cast: Cast, clock: SetClock, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.password = "changed"
    for _ in range(4):
        assert mailbox.look(clock.forward(minutes=1)) == 0
    assert alarms(MAILBOX_DOWN) == [False]
    assert Entry.objects.filter(kind="incidents.mailbox_down").count() == 1
    assert "secret" not in str(Entry.objects.get(kind="incidents.mailbox_down").facts)
    server.password = "secret"
    mailbox.look(clock.forward(minutes=1))
    assert alarms(MAILBOX_DOWN) == [True]


def test_settings_that_others_may_read_or_that_mean_nothing_are_said(
    cast: Cast, clock: SetClock, server: Server, tmp_path: Path
) -> None:
    file = mailbox.path()
    file.chmod(0o644)
    with pytest.raises(mailbox.BoxDown, match="0600"):
        mailbox.set_up()
    file.chmod(0o600)
    file.write_text("host: x\nuser: y\npasword: z\n")
    with pytest.raises(mailbox.BoxDown, match="pasword"):
        mailbox.set_up()
    for _ in range(3):
        mailbox.look(clock.forward(minutes=1))
    assert alarms(MAILBOX_DOWN) == [False]
    file.unlink()
    assert (mailbox.set_up(), mailbox.due(clock.at), server.asked) == (None, 0, 0)
