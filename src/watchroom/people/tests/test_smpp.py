"""Text messages over SMPP 3.4: what leaves, what comes back, and a centre that is silent, slow, wrong or hostile."""

import socket
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from watchroom.people import smpp, sms
from watchroom.people.carrier import Note, NotSent, Report, Sort
from watchroom.people.carriers.sms_smpp import SmsSmpp
from watchroom.people.smpp import Broken, Command, Frames, Pdu
from watchroom.people.tests.smsc import Behave, Centre, after_sign_in, option, well

pytestmark = [pytest.mark.pure, pytest.mark.once]
TEXTS = [
    "a" * 160, "a" * 161, "字" * 70, "字" * 71, "字" * 135, "€" * 80, "€" * 81, "a" * 152 + "€" + "a" * 152, "👩" * 35,
    "字" * 66 + "👩" + "字" * 66, "{[~]}|^\\\f" * 30, "é", "守望指令：关闭看台" * 20, "",
]  # fmt: skip


def note(text: str, to: str = "+8613800000001", key: str = "call:1:2:1") -> Note:
    return Note(key, to, "s", text, "zh", 1, exercise=False)


def carrier(centre: Centre, **more: object) -> SmsSmpp:
    given = {
        "host": "127.0.0.1",
        "port": centre.port,
        "system_id": "eoc",
        "password": "pw",
        "sender": "10690000",
        "within_s": 0.5,
    }
    return SmsSmpp(SmsSmpp.Settings.model_validate(given | more))


def submitted(pdu: Pdu) -> tuple[str, int, int, int, bytes]:
    """To whom, esm_class, whether a receipt is asked for, the coding, and the text."""
    at = 1 + 2 + pdu.body.index(b"\0", 3) - 3 + 1
    ton, end = pdu.body[at], pdu.body.index(b"\0", at + 2)
    rest = pdu.body[end + 1 :]
    return (
        f"{'+' if ton == 1 else ''}{pdu.body[at + 2 : end].decode()}",
        rest[0],
        rest[5],
        rest[7],
        rest[10 : 10 + rest[9]],
    )


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_leaves_in_as_many_parts_as_the_screen_counts(text: str) -> None:
    told, made = sms.counted(text), sms.coded(text)
    assert len(made) == told.parts
    assert max(map(len, made)) <= (160 if told.encoding == "GSM-7" else 140)
    if told.parts > 1:
        assert max(map(len, made)) <= (153 if told.encoding == "GSM-7" else 134)
    back = "".join(sms.read(one) if told.encoding == "GSM-7" else one.decode("utf-16-be") for one in made)
    assert back == text


def test_a_chinese_order_leaves_in_parts_that_a_device_puts_together() -> None:
    text = "守望指令：关闭看台。" * 20
    with Centre() as centre:
        taken = carrier(centre).send(note(text))
        pdus = centre.wait(Command.SUBMIT_SM, 3)
    found = [submitted(pdu) for pdu in pdus]
    assert {(to, esm, coding) for to, esm, _, coding, _ in found} == {("+8613800000001", 0x40, 8)}
    assert [receipt for _, _, receipt, _, _ in found] == [1, 1, 1]
    heads = [octets[:6] for *_, octets in found]
    assert [head[4:] for head in heads] == [b"\x03\x01", b"\x03\x02", b"\x03\x03"]
    assert len({head[:4] for head in heads}) == 1
    assert "".join(octets[6:].decode("utf-16-be") for *_, octets in found) == text
    assert (taken.id, taken.parts, "3 ×" in taken.said) == ("", ("1", "2", "3"), True)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, b""), (1, b"000000000001000R"), (4 * 3600, b"000000040000000R"), (93_784, b"000001020304000R"), (10**9, b"000007000000000R")],
)  # fmt: skip
def test_the_centre_is_told_how_long_a_message_is_true(seconds: int, told: bytes) -> None:
    with Centre() as centre:
        carrier(centre).send(replace(note("x"), valid_s=seconds))
        carrier(centre, validity=False).send(replace(note("x"), valid_s=seconds))
        says, silent = (pdu.body for pdu in centre.wait(Command.SUBMIT_SM, 2))
    after_number = b"8613800000001\0" + b"\0\0\0" + b"\0"  # esm_class, protocol, priority; no time of delivery
    assert after_number + told + b"\0" + b"\x01" in says
    assert after_number + b"\0" + b"\x01" in silent


def test_a_short_latin_text_is_one_message_of_seven_bits() -> None:
    with Centre() as centre:
        carrier(centre, receipts=False).send(note("Order 7: close {stands} €", to="13800000001"))
        (pdu,) = centre.wait(Command.SUBMIT_SM)
    assert submitted(pdu) == ("13800000001", 0, 0, 0, b"Order 7: close \x1b(stands\x1b) \x1be")


def test_one_line_serves_many_threads_and_signs_in_once() -> None:
    with Centre() as centre:
        made = carrier(centre, window=4, within_s=10)
        with ThreadPoolExecutor(8) as hands:
            ids = list(hands.map(lambda n: made.send(note("x", key=f"k{n}")).id, range(40)))
        assert len(centre.wait(Command.BIND_TRANSCEIVER)) == 1
    assert len(set(ids)) == 40


def _status(status: int) -> Behave:
    return after_sign_in(lambda _, line, pdu: line.sendall(Pdu(Command.SUBMIT_SM_RESP, status, pdu.sequence).octets()))


@pytest.mark.parametrize(
    ("status", "passing"), [(0x58, True), (0x14, True), (0x08, True), (0x0B, False), (0x45, False)]
)
def test_what_the_centre_does_not_take_says_whether_to_come_again(status: int, passing: bool) -> None:
    with Centre(_status(status)) as centre, pytest.raises(NotSent) as said:
        carrier(centre).send(note("x"))
    assert (said.value.passing, said.value.unclear) == (passing, False)
    assert f"0x{status:08X}" in said.value.why.en


def test_a_refused_sign_in_is_said_and_not_tried_again_at_once() -> None:
    def refuses(_: Centre, line: socket.socket, pdu: Pdu) -> None:
        line.sendall(Pdu(Command.BIND_TRANSCEIVER_RESP, 0x0E, pdu.sequence).octets())

    with Centre(refuses) as centre:
        made = carrier(centre)
        with pytest.raises(NotSent, match="sign-in"):
            made.send(note("x"))
        with pytest.raises(NotSent, match="reached") as again:
            made.send(note("x"))
        assert len(centre.wait(Command.BIND_TRANSCEIVER)) == 1
    assert again.value.passing


def _raw(octets: Callable[[Pdu], bytes]) -> Behave:
    return after_sign_in(lambda _, line, pdu: line.sendall(octets(pdu)))


@pytest.mark.parametrize(
    "octets",
    [
        lambda pdu: b"",  # silent
        lambda pdu: struct.pack(">IIII", 4, Command.SUBMIT_SM_RESP, 0, pdu.sequence),  # shorter than its head
        lambda pdu: struct.pack(">IIII", 0xFFFFFFFF, Command.SUBMIT_SM_RESP, 0, pdu.sequence),  # endless
        lambda pdu: struct.pack(">IIII", 60, Command.SUBMIT_SM_RESP, 0, pdu.sequence) + b"1",  # stops in the middle
        lambda pdu: Pdu(Command.SUBMIT_SM_RESP, 0, pdu.sequence + 1, b"9\0").octets(),  # of another's
        lambda pdu: b"HTTP/1.1 400 Bad Request\r\n\r\n",
        lambda pdu: Pdu(Command.UNBIND, 0, 1).octets(),
    ],
)  # fmt: skip
def test_a_centre_that_answers_wrongly_or_not_at_all_leaves_it_unclear_and_the_next_message_goes_out(octets: Callable[[Pdu], bytes]) -> None:  # fmt: skip
    with Centre(_raw(octets)) as centre:
        made = carrier(centre, within_s=0.3)
        with pytest.raises(NotSent) as said:
            made.send(note("x"))
        assert (said.value.passing, said.value.unclear) == (True, True)
        centre.behave = well
        made.line.close()
        assert made.send(note("y")).id == "1"


def test_a_centre_that_hangs_up_is_called_again_and_one_that_is_not_there_is_away() -> None:
    with Centre(after_sign_in(lambda _, line, pdu: line.shutdown(socket.SHUT_RDWR))) as centre:
        made = carrier(centre)
        with pytest.raises(NotSent) as said:
            made.send(note("x"))
        assert said.value.unclear
        centre.behave = well
        assert made.send(note("x")).id == "1"
    made.line.close()
    with pytest.raises(NotSent, match="reached") as away:
        made.send(note("x"))
    assert (away.value.passing, away.value.unclear) == (True, False)


def test_an_answer_in_pieces_is_put_together() -> None:
    def slowly(_: Centre, line: socket.socket, pdu: Pdu) -> None:
        for octet in Pdu(Command.SUBMIT_SM_RESP, 0, pdu.sequence, b"abc\0").octets():
            line.sendall(bytes([octet]))

    with Centre(after_sign_in(slowly)) as centre:
        assert carrier(centre, within_s=10).send(note("x")).id == "abc"


def test_an_idle_line_is_tried_and_given_up_when_it_is_dead() -> None:
    with Centre() as centre:
        made = carrier(centre, idle_s=0.1)
        session = made.line.session()
        centre.wait(Command.ENQUIRE_LINK, 2)
        assert session.alive
        centre.behave = lambda _, line, pdu: None
        with session._changed:
            assert session._changed.wait_for(lambda: not session.alive, 10)


def _collected(made: SmsSmpp, count: int) -> list[Report]:
    found: list[Report] = []
    session = made.line.session()
    with session._changed:
        session._changed.wait_for(lambda: len(session._held) >= count, 10)
    made.collect(found.extend)
    return found


def test_receipts_and_short_answers_are_heard_and_only_then_acknowledged() -> None:
    with Centre() as centre:
        made = carrier(centre, hex_ids=True)
        made.line.session()
        centre.deliver(
            b"id:0000000026 sub:001 dlvrd:001 submit date:2602060312 done date:2602060313 stat:DELIVRD err:000 text:",
            esm=4,
            sequence=1,
        )
        centre.deliver(b"", esm=4, sequence=2, more=option(0x001E, b"27\0") + option(0x0427, b"\x05"))
        centre.deliver(b"id:28 stat:ENROUTE", esm=4, sequence=3)
        centre.deliver("1 4711 三十".encode("utf-16-be"), coding=8, sequence=4)
        centre.deliver(b"2 4711\0", coding=0, source="13800000002", sequence=5)
        session = made.line.session()
        with session._changed:
            assert session._changed.wait_for(lambda: len(session._held) >= 5, 10)

        def fails(_: list[Report]) -> None:
            raise RuntimeError

        with pytest.raises(RuntimeError):
            made.collect(fails)
        assert not [pdu for pdu in centre.got if pdu.command == Command.DELIVER_SM_RESP]
        found = _collected(made, 5)
        assert [(one.sort, one.id, one.sender, one.text) for one in found] == [
            (Sort.ARRIVED, "26", "", ""), (Sort.LOST, "27", "", ""), (Sort.ANSWER, "", "8613800000001", "1 4711 三十"),
            (Sort.ANSWER, "", "13800000002", "2 4711@"),
        ]  # fmt: skip
        answers = centre.wait(Command.DELIVER_SM_RESP, 5)
        assert [(pdu.sequence, pdu.status) for pdu in answers] == [(n, 0) for n in range(1, 6)]


def test_a_delivery_that_makes_no_sense_is_answered_and_left_out() -> None:
    with Centre() as centre:
        made = carrier(centre)
        made.line.session()
        centre.lines[-1].sendall(Pdu(Command.DELIVER_SM, 0, 1, b"\0" * 5).octets())
        centre.deliver(b"\xff" * 40, esm=0x44, sequence=2)
        centre.deliver(b"x", esm=0, sequence=3, more=option(0x0424, b"")[:2] + b"\xff\xff\xff")
        assert _collected(made, 3) == []
        centre.wait(Command.DELIVER_SM_RESP, 3)
        centre.lines[-1].sendall(Pdu(0x12345, 0, 9).octets())
        (nack,) = centre.wait(Command.GENERIC_NACK)
        assert (nack.status, nack.sequence) == (3, 9)


def test_what_is_too_long_never_leaves() -> None:
    with Centre() as centre:
        with pytest.raises(NotSent, match="71"):
            carrier(centre, most_parts=1).send(note("字" * 71))
        assert centre.got == []


@pytest.mark.parametrize("size", [0, 3, 15, 65_537, 0xFFFFFFFF])
def test_frames_of_impossible_lengths_are_refused(size: int) -> None:
    with pytest.raises(Broken):
        list(Frames().feed(struct.pack(">IIII", size, 4, 0, 1)))


def test_frames_are_cut_wherever_the_bytes_are_cut() -> None:
    whole = b"".join(Pdu(Command.ENQUIRE_LINK, 0, n, b"x" * n).octets() for n in range(5))
    frames = Frames()
    assert [pdu.sequence for octet in whole for pdu in frames.feed(bytes([octet]))] == [0, 1, 2, 3, 4]
    assert not frames.begun


def test_a_message_number_that_does_not_end_is_none() -> None:
    with pytest.raises(Broken):
        smpp.message_id(Pdu(Command.SUBMIT_SM_RESP, 0, 1, b"7" * 70))
