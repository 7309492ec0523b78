"""How far what this browser sent has come, while its request still runs: the page asks beside it.

A page makes up a token and sends it with the form; the process that does the work leaves its count in a file of that name,
which another process of this machine finds. On another machine it is not found, and the page only says that work goes on.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watchroom.kernel.progress import told_to
from watchroom.people.queries import viewer_of

HEADER = "X-Watchroom-Progress"
EVERY_S = 0.3
OLD_S = 3600.0  # what a killed process left behind goes with the next that is written
_TOKEN = re.compile(r"[0-9a-f]{32}")


@contextmanager
def watched(request: HttpRequest, clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """Within it, the work is told to the page that sent this request; without a token of it, to nobody."""
    token = request.headers.get(HEADER, "")
    if not _TOKEN.fullmatch(token):
        yield
        return
    file, said = _file(viewer_of(request).own(), token), clock() - EVERY_S
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        _swept(file.parent)

    def tell(done: int, of: int) -> None:
        nonlocal said
        if clock() - said >= EVERY_S:
            said = clock()
            with suppress(OSError):  # a full disk, or another that sweeps: the work goes on, and the page only says so
                beside = file.with_suffix(".new")
                beside.write_text(json.dumps({"done": done, "of": of}))
                beside.replace(file)

    try:
        with told_to(tell):
            yield
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


@never_cache
@require_GET
def progress(request: HttpRequest, token: str) -> JsonResponse:
    """`{"done": 1200, "of": 5000}` of one's own request; noughts before it has begun, after its end, and of any other."""
    person = viewer_of(request).own()
    told = {"done": 0, "of": 0}
    if _TOKEN.fullmatch(token):
        with suppress(OSError):
            told = json.loads(_file(person, token).read_text())
    return JsonResponse(told)


def _file(person: int, token: str) -> Path:
    name = hashlib.sha256(f"{person}:{token}".encode()).hexdigest()[:32]
    return Path(settings.DATA) / "progress" / f"{name}.json"


def _swept(folder: Path) -> None:
    newest = max((file.stat().st_mtime for file in folder.iterdir()), default=0.0)
    for file in folder.iterdir():
        if newest - file.stat().st_mtime > OLD_S:
            file.unlink(missing_ok=True)
