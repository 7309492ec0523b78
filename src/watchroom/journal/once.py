"""The same request twice is one act: an idempotency key keeps the answer, in the transaction of the act."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from watchroom.journal.book import book
from watchroom.journal.models import Once
from watchroom.kernel.canonical import digest
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words

KEPT = timedelta(hours=24)


class KeyUsedOtherwise(Fault):
    status = 409
    text = Words(
        zh="幂等键 {key} 已用于另一个请求。请换一个新键重试；本次没有执行任何操作。",
        en="The idempotency key {key} was used for another request. Use a new key; nothing was done this time.",
    )


def once(scope: str, key: str, asked: object, act: Callable[[], Any], *, actor: str) -> Any:
    """Does `act` unless this key has been answered before; then gives that answer again.

    scope   whose keys these are, e.g. `person:4`
    asked   the request in plain values: the key is bound to it
    act     returns plain JSON values
    Raises KeyUsedOtherwise.
    """
    mark = digest(asked)
    with book(actor=actor) as b:
        Once.objects.filter(at__lt=b.now - KEPT).delete()
        before = Once.objects.filter(scope=scope, key=key).first()
        if before:
            if before.asked != mark:
                raise KeyUsedOtherwise(key=key)
            return json.loads(before.answer)
        answer = act()
        Once.objects.create(scope=scope, key=key, asked=mark, answer=json.dumps(answer, ensure_ascii=False), at=b.now)
        return answer
