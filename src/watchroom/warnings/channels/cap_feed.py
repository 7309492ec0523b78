"""The public CAP feed: the alert as a CAP 1.2 document, listed in an Atom feed that other systems read."""

from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import LANGS, Words
from watchroom.warnings.cap import CANCEL_LIFE, document
from watchroom.warnings.channel import Channel, Outlet, Rendered
from watchroom.warnings.message import Message
from watchroom.warnings.sample import CANCEL, EXERCISE, RELEASE


class CapFeedSettings(Settings):
    """Nothing to set: sender and zone are the site's."""


class CapFeed(Channel):
    """An exercise is taken: CAP has a status for it, and every text in it is marked besides."""

    name = "cap_feed"
    title = Words(zh="CAP 信息源", en="CAP feed")
    Settings = CapFeedSettings
    takes_exercise = True
    knows_repeats = True

    def render(self, message: Message, *, key: str, repeat: bool = False) -> Rendered:
        """The document names itself by sender, identifier and time, so a repeat is the very same document."""
        texts = tuple(
            (lang, text)
            for lang in LANGS
            for text in (message.headed(lang), message.described(lang), message.instructed(lang))
        )
        ends = message.expires if message.kind == "release" else message.sent + CANCEL_LIFE
        return Rendered(key, document(message).decode(), "application/cap+xml", texts, ends, message)

    def send(self, rendered: Rendered, outlet: Outlet) -> str:
        return outlet.post(self.name, rendered)

    samples = [
        Sample(
            Words(zh="真实预警", en="A real warning"),
            {},
            RELEASE,
            ["<status>Actual</status>", "<severity>Moderate</severity>"],
        ),
        Sample(
            Words(zh="演练", en="An exercise"),
            {},
            EXERCISE,
            ["<status>Exercise</status>", "【演练】跳台", "EXERCISE: Yellow"],
        ),
        Sample(
            Words(zh="解除", en="A cancellation"),
            {},
            CANCEL,
            ["<msgType>Cancel</msgType>", "eoc.example.org,W-2026-0001.1,2026-02-06T11:21:00+08:00"],
        ),
    ]
