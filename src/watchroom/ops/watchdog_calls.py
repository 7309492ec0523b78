"""How the watchdog calls people, and its process: it sees neither database nor site."""

import logging
import secrets
import stat
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django

from watchroom.kernel.clock import SystemClock
from watchroom.kernel.words import Words
from watchroom.ops import beats, watchdog
from watchroom.ops.terminal import OK, say
from watchroom.ops.watchdog import Called, Kept, WatchdogFileWrong

TRIES, PAUSE_S, AT_ONCE, LOOK_S = 3, 5.0, 8, 1.0
SUBJECT = Words(zh="值守平台看护", en="Watchroom watchdog")
_log = logging.getLogger("watchroom.watchdog")

_LISTENS = Words(
    zh="看护程序在 {host}:{port} 听心跳；{s} 秒没有心跳即呼叫 {n} 人。Ctrl-C 停止。",
    en="The watchdog hears beats at {host}:{port}; without one for {s} s it calls {n} people. Ctrl-C ends it.",
)
_SENT = Words(zh="{to}：已发出（{carrier}）", en="{to}: sent ({carrier})")
_NOT_SENT = Words(zh="{to}：没有发出（{carrier}）：{why}", en="{to}: not sent ({carrier}): {why}")


class Calls:
    """Sends one text to everybody at once; what a carrier refuses for the moment is tried again, each by itself."""

    def __init__(self, kept: Kept, carriers: Mapping[str, object], sleep: Callable[[float], None] = time.sleep) -> None:
        self._kept, self._carriers, self._sleep = kept, carriers, sleep
        self.told: list[Words] = []

    def __call__(self, text: Words) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            self.told = list(pool.map(lambda one: self._one(one, text), self._kept.people))
        for words in self.told:
            _log.warning("%s", words.en)

    def _one(self, one: Called, text: Words) -> Words:
        from watchroom.people.carrier import Carrier, Note, NotSent

        carrier = self._carriers[one.carrier]
        assert isinstance(carrier, Carrier)
        key, to = secrets.token_hex(8), f"…{one.to[-4:]}"  # in a log no address stands whole
        why = Words(zh="—", en="—")
        for turn in range(TRIES):
            try:
                carrier.send(
                    Note(
                        key,
                        one.to,
                        SUBJECT.text(one.lang),
                        text.text(one.lang),
                        one.lang,
                        0,
                        exercise=False,
                        repeat=turn > 0,
                    )
                )
                return _SENT.fill(to=to, carrier=one.carrier)
            except NotSent as no:
                why = no.why
                if not no.passing:
                    break
            except Exception as error:  # a carrier from elsewhere: the others are called all the same
                why = Words(zh=type(error).__name__, en=type(error).__name__)
            if turn < TRIES - 1:
                self._sleep(PAUSE_S)
        return _NOT_SENT.fill(to=to, carrier=one.carrier, why=why)


def carriers_of(kept: Kept, name: str) -> Mapping[str, object]:
    """Raises WatchdogFileWrong for a carrier that is set up wrongly, or not at all, or an address that is none."""
    from watchroom.people.carrier import CARRIERS
    from watchroom.people.carrier_settings import SettingsBad, made_of

    try:
        made = made_of(kept.carriers)
    except SettingsBad as bad:
        raise WatchdogFileWrong(name=name, why=bad.why) from None
    for one in kept.people:
        if one.carrier not in made:
            raise WatchdogFileWrong(name=name, why=f"people: {one.carrier[:40]} ∉ carriers")
        try:
            one.to = CARRIERS[one.carrier].address(one.to)
        except ValueError as error:
            raise WatchdogFileWrong(name=name, why=f"people: {one.carrier[:40]}: {str(error)[:120]}") from None
    return made


def main(path: Path, host: str, port: int, *, trial: bool) -> int:
    """Until it is stopped. With `trial` only calls everybody once, as a test."""
    django.setup()  # the carriers' code lies beside models; no database is opened
    kept = watchdog.read(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise WatchdogFileWrong(
            name=path.name, why=Words(zh="其他用户也能读，请改为 0600", en="others may read it; make it 0600")
        )
    calls = Calls(kept, carriers_of(kept, path.name))
    if trial:
        return _tried(watchdog.Watchdog(kept, b"", SystemClock().now, calls), calls)
    try:
        secret = beats.key(kept.key)
    except beats.Unheard as no:
        raise WatchdogFileWrong(name=path.name, why=no.why) from None
    dog = watchdog.Watchdog(kept, secret, SystemClock().now, calls, path.with_name(path.name + ".state"))
    door = watchdog.door(dog, secret, host, port)
    say(_LISTENS, host=host, port=door.server_address[1], s=f"{kept.silent_s:g}", n=len(kept.people))
    threading.Thread(target=door.serve_forever, daemon=True).start()
    while True:
        dog.look()
        time.sleep(LOOK_S)


def _tried(dog: watchdog.Watchdog, calls: Calls) -> int:
    dog.try_out()
    for words in calls.told:
        say(words)
    return OK
