"""States of what people ask for: leave, exchanges. Pure."""

from enum import StrEnum

from watchroom.kernel.words import Words


class Asked(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ASKED: dict[Asked, Words] = {
    Asked.ASKED: Words(zh="待答复", en="waits for an answer"),
    Asked.ACCEPTED: Words(zh="对方已同意，待批准", en="accepted, waits for consent"),
    Asked.AGREED: Words(zh="已批准", en="agreed"),
    Asked.REFUSED: Words(zh="未获同意", en="refused"),
    Asked.WITHDRAWN: Words(zh="已撤回", en="withdrawn"),
}
OPEN = frozenset({Asked.ASKED, Asked.ACCEPTED})
