"""What an address answered, noted on the way to the connector that asked."""

from collections.abc import Mapping

from watchroom.sources.connector import Answer, Came, Fetch

NOTHING = Came(b"")


class Recording:
    """A `Fetch` that notes what was answered, as bytes and before anything of it is believed.

    came   at most `most` of the answers, in their order
    first  the first whole answer: the list in which everything else stands
    """

    def __init__(self, fetch: Fetch, most: int = 0) -> None:
        self._fetch, self._most = fetch, most
        self.came: list[Came] = []
        self.first = NOTHING

    def __call__(self, url: str, *, headers: Mapping[str, str] = {}, most_bytes: int = 1 << 20) -> Answer:
        answer = self._fetch(url, headers=headers, most_bytes=most_bytes)
        came = Came(answer.body, url, answer.headers.get("content-type", ""))
        if not self.first.topic and answer.status == 200:
            self.first = came
        self.note(came)
        return answer

    def note(self, came: Came) -> None:
        if len(self.came) < self._most:
            self.came.append(came)
