"""Who reports to whom in an English plan: `The duty officer notifies the County EOC by phone within 15 minutes`."""

import re
from collections.abc import Iterator, Sequence

from watchroom.plans.extraction.deadlines import Limits
from watchroom.plans.extraction.english_actors import Actors
from watchroom.plans.extraction.english_again import Before
from watchroom.plans.extraction.english_phrases import COUNTED_BACK
from watchroom.plans.extraction.english_report_rows import Call
from watchroom.plans.extraction.english_sentences import SENTENCE, Piece, event, imperative
from watchroom.plans.extraction.found import Deadline, Report
from watchroom.plans.extraction.grammar import pattern
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span

_TOLD = re.compile(
    r"(?P<who>[^.;:]{2,120}?) (?:will|shall|must|should|is|are)(?: to)?(?: also| immediately| promptly| then)? be (?:\w+ly )?(?:notified|informed|alerted|advised|contacted|called|briefed|updated|told)\b(?! to [a-z])"
)
# `The match should be reported to the league`: by whoever acts in the sentence before, where nobody is named.
_HANDED = re.compile(
    r"\b(?:will|shall|must|should|is to|are to) (?:also |then |immediately |promptly )?be (?:\w+ly )?(?:reported|escalated|relayed|forwarded)(?: \w+ly| at once| without delay)?(?: by (?:the )?(?P<by>[A-Za-z][^,.;:()]{2,40}?))? to (?:the )?(?P<who>[A-Z][^,.;:()]{1,60}?)(?= (?:by|within|via|as|at|in|on|through|immediately|who)\b| and [a-z]|[,.;:()]|$)"
)
# Who reports where it is nobody by name: `Anyone who sees smoke must notify …`.
_ANYONE = re.compile(
    r"(?P<who>(?:Anyone|Everyone|Whoever|Any (?:member of (?:the )?(?:staff|public|crew|team)|person|employee|member|individual|student|volunteer|observer|worker)|(?:The|An) (?:person|employee|staff member|worker))(?: else)?)(?: (?:who|that)?[^,.;:]{2,80}?)? (?:should|must|shall|will|is to|are to)\b"
)
# `…, followed by a written report within 30 days`: a second report of the same to the same.
_FOLLOWED = re.compile(
    r",? (?:and )?followed (?:up )?(?:by|with) (?:an? |the )?(?:(?P<written>written)|[\w-]+)(?: [\w-]+){0,2}? (?:report|notification|notice|update|confirmation)\b"
)
# Whom is called (`call the Mayor`), and is not called to a place (`call the crew to the gate`).
_CALLS = re.compile(
    r"\b(?:[Cc]alls?|[Rr]ings?|[Pp]hones?) (?=(?:the |all |both )?(?:[A-Z]|\d{3}\b|9-1-1))(?![^.,;:]{2,60}? to (?:the )?[A-Z])"
)
_ARTICLE = re.compile(r"^(?:The|An) ")
_THEIR = re.compile(r"^(?:their|his|her|its|his or her) ")
_OFTEN = re.compile(r"\b(?:daily|hourly)\b", re.IGNORECASE)
_KINDS = (
    ("supplement", r"supplement"),
    ("verified", r"verif|confirm"),
    ("follow_up", r"updat|follow[- ]up|every \d|hourly|daily|situation report"),
    ("initial", r"initial|first|immediately|upon|discover|occur"),
)


class EnglishReports:
    """Collects the rows; a sender and a limit of time make one."""

    def __init__(self, reading: Reading, actors: Actors, before: Before, own: str | None = None) -> None:
        self.own = own
        self.actors, self.before, self.limits = actors, before, Limits(reading.vocabulary)
        self.channel = re.compile(
            r"\b(?:" + pattern(e for e in reading.vocabulary["reporting"] if e["use"] == "channel") + r")\b",
            re.IGNORECASE,
        )
        self.found: list[Report] = []
        self.rows: set[tuple[object, ...]] = set()

    def _channel(self, words: str) -> str | None:
        """By what way it is reported: as it says, or by telephone, which calls are made with."""
        if said := self.channel.search(words):
            return said[0]
        if followed := _FOLLOWED.match(words):
            return followed["written"]
        return "telephone" if _CALLS.search(words) else None

    def handed(self, span: Span, units: tuple[str, ...]) -> None:
        """What a paragraph says is reported to somebody: by those who are named there, else by who acts in the sentence before."""
        before: list[str] = []
        for match in self._clauses(span.plain):
            text = match.text.strip()
            if (told := _HANDED.search(text)) and (to := self.actors.told(told["who"].strip())):
                senders = self.actors.agent(text[told.start() :]) or list(units) or before
                self._rows(span, match, text, senders, to, None)
            before = self.actors.subjects(text) or before

    def add(self, span: Span, units: tuple[str, ...], limit: Deadline | None) -> bool:
        """The reports that a text asks for; units: who acts where it does not say. Whether there is one."""
        before = len(self.found)
        for match in self._clauses(span.plain):
            text = match.text.strip()
            passive = _TOLD.match(text, event(text))
            if (handed := _HANDED.search(text)) and (to := self.actors.told(handed["who"].strip())):
                told = [(to, 0)]
                senders = [_THEIR.sub("", one) for one in self.actors.agent(text[handed.start() :])]
                senders = senders or ([handed["by"]] if handed["by"] else list(units))
            elif passive:
                told = [(self.actors.told(passive["who"].strip()), 0)]
                senders = self.actors.agent(text[passive.start() :]) or list(units)
            else:
                told = self.actors.receivers(text)
                anyone = _ANYONE.match(text)
                senders = [_ARTICLE.sub("", anyone["who"])] if anyone else self._senders(text, units)
            ends = [*(at for _, at in told[1:]), len(text)][: len(told)]
            for n, ((to, at), end) in enumerate(zip(told, ends, strict=True)):
                senders = senders or ([self.own] if self.own and imperative(text) else [])
                to = [one for one in to if one not in senders]
                if senders and to:
                    words, followed = self._followed(text[at if n else 0 : end])
                    self._rows(span, match, words, senders, to, None if followed else limit)
                    if followed:
                        self._rows(span, match, followed, senders, to, None)
        return len(self.found) > before

    def called(self, span: Span, told: Call, limit: Deadline | None) -> None:
        """The row of a call-out table; the public is nobody to whom is reported."""
        to = self.actors.told(told.to)
        senders = self.actors.names(told.sender) or [told.sender]
        if to and (whole := re.match(r".+", span.plain)):
            self._rows(span, Piece(whole.start(), whole.end(), whole[0]), told.way, senders, to, limit)

    def _senders(self, text: str, units: Sequence[str]) -> list[str]:
        """Who acts in a sentence, else those who act in what it stands in."""
        return self.before.of(self.actors.subjects(text), units) or list(units)

    def _clauses(self, plain: str) -> Iterator[Piece]:
        """The sentences of a text, and of a sentence what stands behind a semicolon where somebody of its own acts there."""
        for match in SENTENCE.finditer(plain):
            cut = match[0].rfind("; ")
            if cut < 0 or not self.actors.subjects(match[0][cut + 2 :]):
                yield Piece(match.start(), match.end(), match[0])
                continue
            yield Piece(match.start(), match.start() + cut, match[0][:cut])
            yield Piece(match.start() + cut + 2, match.end(), match[0][cut + 2 :])

    @staticmethod
    def _followed(words: str) -> tuple[str, str]:
        """What is said of a report, and of the one that follows it."""
        found = _FOLLOWED.search(words)
        return (words[: found.start()], words[found.start() :]) if found else (words, "")

    def _rows(
        self, span: Span, match: Piece, words: str, senders: list[str], to: list[str], limit: Deadline | None
    ) -> None:
        """One row for each sender; words: the part of the sentence that says who is told."""
        timed = self.limits.first(words)
        timed = None if timed and COUNTED_BACK.match(words, timed.end) else timed
        deadline, channel = timed.deadline if timed else limit, self._channel(words)
        often = _OFTEN.search(words) if timed is None else None
        if often:
            deadline = Deadline(every_minutes=1440 if often[0].lower() == "daily" else 60, text=often[0])
        for sender in senders:
            row = (sender, tuple(to), deadline and (deadline.minutes, deadline.every_minutes, deadline.daily_by))
            if row in self.rows:
                continue
            self.rows.add(row)
            kind = next((kind for kind, words in _KINDS if re.search(words, match.text, re.IGNORECASE)), None)
            self.found.append(
                Report.model_validate(
                    {
                        "id": f"report-{len(self.found) + 1}",
                        "places": [span.place(match.start, match.end)],
                        "rule": "report",
                        "sender": sender,
                        "to": to,
                        "deadline": deadline,
                        "channel": channel,
                        "kind": kind,
                        "text": match.text.strip(),
                    }
                )
            )
