"""Who acts in an English sentence, who is told, and whom a title or a label names."""

import re

from watchroom.plans.extraction import english_actor_words as words
from watchroom.plans.extraction import english_phrases as phrases
from watchroom.plans.extraction.english import English
from watchroom.plans.extraction.english_doers import base
from watchroom.plans.extraction.english_sentences import SENTENCE, event, imperative, modal
from watchroom.plans.extraction.named import Named


class Actors:
    """Reads the names; `english` knows how names of bodies and posts end."""

    def __init__(self, english: English) -> None:
        self.english = english

    def subjects(self, text: str) -> list[str]:
        """Who has to do what a sentence says, without what leads there (`On receipt of the call the Ward Manager will …`);
        none where it does not say."""
        return [words.LED_TO.sub("", name) for name in self._subjects(text)]

    def _subjects(self, text: str) -> list[str]:
        if label := words.BEFORE.match(text):
            rest = text[label.end() :]
            if (titled := self.labelled(label[1], rest)) and (rest[0].isupper() or imperative(rest)):
                return titled
            does = words.SMALL_POST_DOES.match(rest)
            if does and self._post(does["np"]) and imperative(f"{base(does['verb'])} it"):
                return [does["np"]]
            text = text if rest[0].islower() else rest
        when = event(text)
        clause = phrases.BESIDE.sub("", phrases.ASIDE.sub(" ", phrases.spoken(text[when:])))
        if (again := phrases.THEY.search(text)) and (before := self._mentioned(text[: again.start()])):
            clause = " and ".join(before) + text[again.end("who") :]
        ordered = phrases.ORDERED.match(clause)
        if ordered and imperative(clause[ordered.end() :]) and self.english.titled(ordered["np"]):
            return self.names(ordered["np"])
        if (staff := words.STAFF_DO.match(clause)) and imperative(clause[staff.end() :]):
            return [staff["np"]]
        if done := phrases.STATED.match(clause):
            return self.names(done["np"])
        if (told := phrases.ASKED.search(clause)) and (names := self.names(told["who"])):
            return names
        if rests := phrases.RESTS.search(clause):
            return self.names(rests["who"])
        if imperative(clause) and not self._begins(clause):
            return []
        for has_to in re.finditer(rf"\b{words.HAS_TO.pattern}", clause[:220]):
            names = self._led(clause[: has_to.start()].strip())
            if phrases.HAPPENS.match(clause, has_to.end()):
                break  # `Breaks should occur …`, `Water should be readily available`
            if not names or (has_to["modal"] in ("may", "can") and not all(map(self.acts, names))):
                break
            if words.PASSIVE.match(clause, has_to.end() + 1):
                return self.agent(clause)
            return names
        if words.TOLD_OF.match(clause) and self._tells(clause):
            return []  # `Monitors hospital admissions`, a duty of somebody named before
        named, end = self.english.listed(clause, 0, len(clause))
        if named and words.EVERY.fullmatch(clause[:end]) and words.PRESENT.match(clause, end):
            return [clause[:end]]
        if named and not imperative(clause) and words.PRESENT.match(clause, end):
            return [one.name for one in named if not words.NOBODY.fullmatch(one.name)]
        everybody = words.ALL_DO.match(clause)
        if everybody and imperative(clause[everybody.end() :].strip()):
            return self.names(everybody["np"])
        if len(named) > 1 and imperative(clause[end:].strip()):
            return [one.name for one in named]
        plural = re.match(
            r"(?:[Tt]he |[Aa]ll )?(?P<np>[A-Z][\w/’' -]{2,60}?s) (?=(?:also |immediately )?[a-z])", clause
        )
        if plural and imperative(clause[plural.end() :]) and self.english.titled(plural["np"]):
            return self.names(plural["np"])
        both = words.SMALL_BOTH_DO.match(clause)
        both = both if both and all(map(self.acts, self.names(both["np"]))) else None
        for told in (*(one.match(clause) for one in (words.MANY_DO, words.DOES, words.DO, words.BOTH_DO)), both):
            acts = told and imperative(f"{base(told['verb'])} it") and not imperative(clause)
            if told and told["verb"] in words.NOUNS_TOO and not words.OBJECT.match(clause, told.end()):
                continue
            if told and acts and not words.NOBODY.fullmatch(told["np"].split()[-1]) and (who := self.names(told["np"])):
                return who
        small = words.SMALL_DOES.match(clause)
        post = small and self.english.titled(small["np"])
        if small and post and post[1] == "role" and imperative(f"{base(small['verb'])} it"):
            return [small["np"]]
        leading = re.match(
            r"(?P<np>[A-Z][\w/’' -]{2,60}?(?: [A-Z][\w/’']+| team| staff))(?= [a-z]+s? (?:a|an|the|all|with|to|in)\b)",
            clause,
        )
        if leading and words.PRESENT.match(clause, leading.end()):
            return self.names(leading["np"])
        done = (
            re.search(r"\b(?:is|are|be) [a-z]+(?:ed|en)(?: [a-z]+){0,2} by\b", clause)
            or words.STAFFED.search(clause)
            or words.BARE_PASSIVE.match(clause)
        )
        return self.agent(clause) if done else []

    def _tells(self, clause: str) -> bool:
        """Whether a clause begins with what somebody named before does; a name that ends there is a body's own."""
        verb, _, rest = clause.partition(" ")
        named = rest[:1].isupper() and self.english.titled(" ".join(clause.split()[:2])) is not None
        return not named and any(imperative(f"{one} {rest}") for one in (base(verb), verb[:-1], verb[:-2]))

    def labelled(self, label: str, rest: str) -> list[str]:
        """Whom a label names that does what follows it: `Wardens: Clear the floor`, `HR: call list updated`."""
        if words.SHORT_NAME.fullmatch(label) and label not in words.NO_BODY and len(rest.split()) > 2:
            return [label]
        kind = self.english.titled(label)
        does = imperative(rest) or modal(rest) or words.IS_DONE.search(rest) or (kind is not None and kind[1] == "role")
        return [name for one in self.titled(label) for name in self.names(one) or [one]] if does else []

    def all(self, text: str) -> list[str]:
        """Who has to do what a text of several sentences says, each once."""
        told = [(one, self.subjects(one)) for one in (match[0].strip() for match in SENTENCE.finditer(text))]
        does = [names for one, names in told if names and not self.receivers(one)]
        found = [name for names in (does or [names for _, names in told]) for name in names]
        if not found and (behind := phrases.BRACKETED.search(text.strip())):
            named = self.names(behind["who"])
            found = named if named and all(map(self.acts, named)) else []
        partners = [name for match in phrases.PARTNERS.finditer(text) if found for name in self.names(match["who"])]
        return list(dict.fromkeys([*found, *partners, *(self.along(text) if found else ())]))

    def along(self, text: str) -> list[str]:
        """With whom a text says that something is decided or done together."""
        return [name for match in phrases.ALONG.finditer(text) for name in self.names(match["who"])]

    def _led(self, text: str) -> list[str]:
        """The names before a verb, also with what says more of them (`wardens not on duty`, `the chief, or the deputy,`)."""
        if names := self.names(re.sub(r"^[A-Z][a-z]+ (?=the [A-Z])", "", text)):
            return names  # `Calls the Radio Operator should pass on`
        apposed = re.match(r"[\w ]{3,60}, (?:which|who|that) (?:is|are|means) (?P<who>[^,]{3,90}),?$", text)
        if apposed:
            return self.names(apposed["who"])
        more = phrases.MORE.search(text)
        return self.names(text[: more.start()].strip(" ,")) if more and more.start() > 2 else []

    def _mentioned(self, text: str) -> list[str]:
        """The bodies and posts that a clause names, in order."""
        return list(
            dict.fromkeys(found[0] for found in phrases.CAPITALS.finditer(text) if self.english.titled(found[0]))
        )

    def _begins(self, clause: str) -> bool:
        """Whether a word that may give an order begins the name of a post: `Shift Managers call their crews`."""
        found = words.POST.match(clause) or phrases.HAS_POST.match(clause)
        return found is not None and self.english.titled(found["np"]) is not None

    def agent(self, clause: str) -> list[str]:
        """By whom it is done, where a sentence says what is to be done to something."""
        inside = words.AGENT_INSIDE.search(clause)
        if inside and (names := self.names(words.UNDER.sub("", inside[1]))):
            return names
        clause = re.split(r" (?:until|unless) ", clause)[0]
        if (staff := words.STAFFED.search(clause)) and (names := self.names(staff["who"])):
            return names
        found = (self.names(by["who"]) for by in words.AGENT.finditer(clause))
        small = (by["who"] for by in words.SMALL_AGENT.finditer(clause) if self.english.titled(by["who"]))
        return next((names for names in found if names), []) or [*small][:1]

    def names(self, text: str) -> list[str]:
        """The bodies and posts of a text that is nothing but names; none where one of its words is something else."""
        text = re.sub(
            r"^(?:each|any|all|both|either|one|some|members|(?:[a-z]+ )?representatives) of (?:the )?",
            "",
            text.strip(),
            flags=re.IGNORECASE,
        )
        text = re.sub(
            r"^(?:only |selected |both |either |another |then |immediately |at (?:this|that) time,? )+",
            "",
            text.strip(" ,*"),
            flags=re.IGNORECASE,
        )
        text = re.sub(
            r",? (?:or|and)(?:/or)? (?:his|her|their|an?|the|his/her|his or her|other)? ?(?:appointed |authori[sz]ed )?(?:designees?|designates?|alternates?|delegates?|representative)$",
            "",
            text,
        )
        if not text or len(text) > 160 or ":" in text:
            return []
        found: list[str] = []
        if shared := phrases.SHARED.fullmatch(text.removeprefix("The ").removeprefix("the ")):
            return [f"{head} {shared['tail']}" for head in re.split(r",? and |, ", shared["heads"])]
        if slashed := phrases.SLASHED_SHARED.fullmatch(text):
            return [f"{slashed[head]} {slashed['tail']}" for head in ("one", "other")]
        pieces = self.pieces(text)
        if len(pieces) > 1:
            pieces[0] = re.sub(r"^(?:all|both) ", "", pieces[0], flags=re.IGNORECASE)  # of each of them
        for piece in pieces:
            both = phrases.SLASHED.fullmatch(piece)
            for name in both.groups() if both and all(map(self._post, both.groups())) else [piece]:
                one = self._one(name)
                if one is None:
                    return []
                found.append(one)
        return list(dict.fromkeys(found))

    def acts(self, name: str) -> bool:
        """Whether a name is surely one of somebody who acts."""
        return (
            self._known(name)
            or self.english.titled(name) is not None
            or words.GROUP.fullmatch(name.lower()) is not None
        )

    def _post(self, word: str) -> bool:
        """Whether a word alone names a post (`Managers/Supervisors` are two)."""
        titled = self.english.titled(word)
        return titled is not None and titled[1] == "role"

    def pieces(self, text: str) -> list[str]:
        """The names of a list; `Health and Safety Executive` is one."""
        made: list[str] = []
        whole = re.sub(r"^[Tt]he (?=[A-Z])", "", text)
        if self._joined_list(whole) and whole != text:
            return [whole]
        for piece in words.SPLIT.split(whole):
            last = made[-1] if made else ""
            joined = f"{last} and {piece}"
            if joined in whole and last and self._is_one(last, piece):
                made[-1] = joined
            else:
                made.append(piece.strip())
        return made

    def _is_one(self, last: str, piece: str) -> bool:
        """Whether two words or groups of words that `and` joins are the name of one body."""
        if last == "Fire" and piece.startswith("Rescue"):
            return True
        if words.OF_FIELD.fullmatch(last):  # `Department of Roads and Bridges`
            return words.FIELD.fullmatch(piece) is not None and (
                not self.english.titled(piece) or words.SHARED_FIELD.fullmatch(piece) is not None
            )
        many = len(piece.split()) > 1
        services = {last, piece} & set(phrases.SERVICES)
        return (
            last[0].isupper()
            and not last.isupper()
            and len(last.split()) <= 2
            and (len(last.split()) == 1 or many)
            and not (self.english.titled(last) or services)
        )

    def _joined_list(self, text: str) -> bool:
        """Whether a list behind one `the` is the name of one body: `the Parks, Recreation and Culture Department`."""
        listed = words.LISTED_FIELDS.fullmatch(text)
        heads = re.split(r", | and ", listed["heads"]) if listed else []
        return bool(heads) and not any(
            self.english.titled(head) or self._known(head) or head in phrases.SERVICES for head in heads
        )

    def _one(self, text: str) -> str | None:
        """The name that a text is, without its article."""
        if (
            not text
            or len(text.split()) > 9
            or (
                words.SPLIT.search(text)
                and not self._known(text)
                and not any(one.fullmatch(text) for one in (words.JOINED, words.LISTED_FIELDS, words.OF_JOINED))
            )
        ):
            return None
        if words.EVERY.fullmatch(text):
            return text[0].upper() + text[1:] if text[0].islower() else text
        group = words.GROUP.fullmatch(text)
        if group:
            return group["name"]
        bare = re.sub(r"^(?:the|an?|each|any|every|all|another|some|other) ", "", text, flags=re.IGNORECASE)
        if self._known(bare):
            return bare
        if self.english.titled(re.sub(r" (?:on|in) (?:[Cc]all|[Dd]uty|[Cc]harge)$", "", bare)) and bare.endswith(
            words.AT_POST
        ):
            return bare
        last = bare.split()[-1].rstrip(")") if bare.split() else ""
        if re.fullmatch(r"[A-Z][a-z]{3,}ly", bare):
            return None
        many = len(bare.split()) > 1 and bare.split()[-1][0].isupper()
        if (
            not last
            or (
                words.NOBODY.fullmatch(last)
                and not (many and words.BODIES.fullmatch(last))
                and not words.SECTION.fullmatch(bare)
            )
            or words.PRONOUN.fullmatch(bare.split()[0])
            or words.NO_ACTOR.fullmatch(bare)
        ):
            return None
        if (
            self.english.titled(bare)
            and len(bare.split()) <= 7
            and not re.search(r"\b(?:is|are|be|has|have|that|which)\b", bare)
        ):
            return re.sub(r" \([A-Z]{2,8}\)$", "", bare)
        found = words.NOUNS.fullmatch(text)
        long = len(bare) > 2 or (len(bare) == 2 and bare.isupper() and bare not in words.NO_BODY)
        return found["name"] if found and (bare[0].isupper() or bare.startswith("911 ")) and long else None

    def _known(self, text: str) -> bool:
        return text in self.english.known or re.sub(r"^[Tt]he ", "", text) in self.english.known

    def unbracketed(self, title: str) -> str:
        """A body or post without what a bracket behind it says (`Gate Keeper (Tarn Mill)`), or its short name."""
        bare = phrases.BEHIND.sub("", title)
        return bare if self.english.titled(bare) else title

    def titled(self, title: str) -> list[str]:
        """The body or post that a heading or a label is."""
        title = re.sub(
            r" (?:responsibilities|duties|actions|tasks|role|checklist|procedures?|will|shall|must|should)$",
            "",
            phrases.BRACKET.sub("", phrases.CARD.sub("", self.unbracketed(title.strip(" :")))),
            flags=re.IGNORECASE,
        )
        if title in self.english.known:
            return [title]
        if "=" in title or words.NO_ACTOR.fullmatch(title) or phrases.WITH_SOMEBODY.match(title):
            return []  # `R = Rescue`
        if words.CASE.match(title):
            return []
        lower = [w for w in title.split()[:-1] if len(w) > 3 and w[0].islower() and w not in ("duty", "on-call")]
        if lower and len(title.split()) > 2:
            return []
        return (
            [title]
            if len(title.split()) <= 7
            and self.english.titled(title)
            and (not words.NOBODY.fullmatch(title.split()[-1]) or words.SECTION.fullmatch(title))
            else []
        )

    def receivers(self, text: str) -> list[tuple[list[str], int]]:
        """Who is told by a sentence, for each verb that says so with its place; the public is nobody."""
        told: list[tuple[list[str], int]] = []
        text = phrases.and_to(text)
        for verb in words.RECEIVERS.finditer(phrases.WITHIN_BRACKETS.sub(lambda match: " " * len(match[0]), text)):
            stop = words.UNTIL.search(text, verb.end())
            named = text[verb.end() : stop.start() if stop else len(text)].strip(" ,")
            called = (
                stop is not None
                and verb["verb"].lower() in ("call", "calls")
                and words.TO_PLACE.match(text, stop.start())
            )
            if not named or words.PUBLIC.search(named) or called:
                continue
            found = [one for piece in self.pieces(named) if (one := self._told(piece))]
            if found:
                told.append((list(dict.fromkeys(found)), verb.start()))
        return told

    def told(self, text: str) -> list[str]:
        """Those whom a passive sentence says to be told."""
        if words.PUBLIC.search(text):
            return []
        found = [one for piece in self.pieces(text) if (one := self._told(piece))]
        return list(dict.fromkeys(found))

    def _told(self, text: str) -> str | None:
        if re.fullmatch(r"9-?1-?1|999|112|000|emergency services|ambulance|fire brigade|police", text, re.IGNORECASE):
            return text
        one = self._one(
            re.sub(r" (?:(?:concerned|affected|involved|responsible)|(?:on )?\d[\d ()+-]{5,20})$", "", text)
        )
        if one is None or re.match(r"(?:all|any) ", one, re.IGNORECASE):
            return None
        if one[0].islower() and re.search(
            r"(?:authorities|officials|agencies|management|leadership|departments|supervisors?|counties|cities|towns|municipalities)$",
            one,
        ):
            return re.sub(
                r"^(?:(?:the|all|any|appropriate|relevant|proper|other|affected|necessary|responsible) )+", "", one
            )
        return one if one[0].isupper() or self.english.titled(one) else None

    def named(self, name: str) -> Named:
        return Named(name, 0, len(name), self.english.kind(name))
