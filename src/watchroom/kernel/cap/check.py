"""`watchroom cap check`: what one file holds, whether it keeps the standard, and who vouches for it, as one JSON object."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

from watchroom.kernel.cap import strict
from watchroom.kernel.cap.faults import CapNoFile, CapRefused, CapTooLarge
from watchroom.kernel.cap.model import Alert, Note
from watchroom.kernel.cap.read import read_tree
from watchroom.kernel.cap.signature import SignatureVerdict, verify
from watchroom.kernel.cap.strict import Violation
from watchroom.kernel.cap.text import MOST_BYTES
from watchroom.kernel.cap.tree import CONTAINER_WORDS, DSIG, Tree, content, elements, local, namespace, parse
from watchroom.kernel.clock import SystemClock
from watchroom.kernel.words import Words

MOST_ERRORS = 50
MOST_TEXT = 1_000
COUNTED = ("info", "area", "polygon", "circle", "geocode", "resource")


def check(
    path: str | Path, *, limit: int = MOST_BYTES, trusted: Sequence[bytes] = (), at: datetime | None = None
) -> dict[str, Any]:
    """Everything about one file, plain or gzipped; it never raises for what the file holds.

    file, readable, version, schema_ok, signature, errors, alert   as the command promises
    container   for a feed or an envelope: its kind, how many alerts are inside and how many of them keep the schema;
                `version`, `signature` and `alert` then tell of the first one, `schema_ok` of all
    notes       what the reader repaired or doubts; no error
    trusted, at   as in `signature.verify`
    """
    said: dict[str, Any] = {
        "file": str(path),
        "readable": False,
        "version": None,
        "schema_ok": False,
        "signature": "none",
        "errors": [],
        "alert": None,
        "container": None,
        "encoding": None,
        "notes": [],
    }
    try:
        tree = parse(_bytes(Path(path), limit), limit)
        broken = [strict.violations(one) for one in tree.alerts]
        said["container"], said["encoding"] = _container(tree, [not found for found in broken]), tree.encoding
        said |= _of_document(tree, broken, trusted, at)
    except CapRefused as fault:
        said["errors"] = [_error(fault.reason, "/", fault.words)]
    return said


def main(files: Sequence[str], *, trusted: Sequence[bytes] = ()) -> int:
    """Prints one JSON object a line for each file. 0: all readable; 1: some were not; 2: no file named."""
    if not files:
        return 2
    readable = True
    now = SystemClock().now()
    for file in files:
        said = check(file, trusted=trusted, at=now)
        readable = readable and said["readable"]
        line = json.dumps(said, ensure_ascii=False)
        sys.stdout.write(line.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
    sys.stdout.flush()
    return 0 if readable else 1


def _bytes(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise CapNoFile(why=why) from error
    if len(data) > limit:
        raise CapTooLarge(limit=limit)
    return data


def _of_document(
    tree: Tree, broken: list[list[Violation]], trusted: Sequence[bytes], at: datetime | None
) -> dict[str, Any]:
    document = read_tree(tree)
    first, element = document.alert, tree.alerts[0]
    signature = verify(element, trusted, at)
    violations = [_violation(one) for found in broken for one in found]
    errors = [*_encoding_errors(tree), *violations, *_signature_errors(signature)]
    return {
        "readable": True,
        "version": first.version,
        "schema_ok": not violations and tree.faithful,
        "signature": signature.standing,
        "errors": errors[:MOST_ERRORS],
        "alert": _alert(first, element),
        "notes": [_note(note) for note in (*document.notes, *first.notes, *signature.notes)][:MOST_ERRORS],
    }


def _container(tree: Tree, sound: list[bool]) -> dict[str, Any] | None:
    if tree.kind == "alert":
        return None
    words = CONTAINER_WORDS[tree.kind]
    counts = {"entries": tree.entries, "alerts": len(sound), "alerts_schema_ok": sum(sound)}
    return {"kind": tree.kind, "text_zh": words.zh, "text_en": words.en, **counts}


def _alert(alert: Alert, element: etree._Element) -> dict[str, Any]:
    counts = counted(element)
    return {
        "identifier": alert.identifier[:MOST_TEXT],
        "sender": alert.sender[:MOST_TEXT],
        "sent": alert.sent_text[:MOST_TEXT],
        "status": alert.status[:MOST_TEXT],
        "msg_type": alert.msg_type[:MOST_TEXT],
        "scope": alert.scope[:MOST_TEXT],
        "languages": languages(element),
        "events": [event[:MOST_TEXT] for event in dict.fromkeys(info.event for info in alert.infos) if event],
        **{name: counts[name] for name in COUNTED},
    }


def counted(alert: etree._Element) -> Counter[str]:
    """How many elements of each exact name the alert holds, wherever they stand; signatures are not looked into."""
    found: Counter[str] = Counter()
    stack = elements(alert)
    while stack:
        item = stack.pop()
        if namespace(item) != DSIG:
            found[etree.QName(item).localname] += 1
            stack.extend(elements(item))
    return found


def languages(alert: etree._Element) -> list[str]:
    """The language of each block, once, in order; `en-US` where none is stated, as the standard says."""
    found: dict[str, None] = {}
    for info in elements(alert):
        if local(info) == "info":
            stated = next((content(part).strip() for part in elements(info) if local(part) == "language"), "")
            found[stated[:60] or "en-US"] = None
    return list(found)


def _error(code: str, place: str, text: Words) -> dict[str, str]:
    return {"code": code, "place": place, "text_zh": text.zh, "text_en": text.en}


def _violation(violation: Violation) -> dict[str, str]:
    return _error(violation.code, violation.place, violation.text)


def _note(note: Note) -> dict[str, str]:
    return _error(note.code, note.place, note.text)


def _encoding_errors(tree: Tree) -> list[dict[str, str]]:
    return [] if tree.faithful else [_note(note) for note in tree.notes]


def _signature_errors(signature: SignatureVerdict) -> list[dict[str, str]]:
    return [_note(note) for note in signature.notes] if signature.standing == "invalid" else []
