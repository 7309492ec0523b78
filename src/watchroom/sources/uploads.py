"""A file that a person sends up: checked or taken at once, with what is wrong row by row."""

import hashlib

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import ms
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.sources import push_api, queries
from watchroom.sources.connector import Aside, Came, Heard
from watchroom.sources.connectors.files import Files
from watchroom.sources.faults import BadSettings, NotForFiles
from watchroom.sources.listeners import heard
from watchroom.sources.models import Source
from watchroom.sources.quarantine import bad_of, set_aside
from watchroom.sources.trial_faults import OnTrial

ACTOR = "connector:files"


def source_for_files(viewer: Viewer, code: str) -> Source:
    """Raises NotAllowed, NoSuchSource."""
    viewer.must(Act.ADMIN)
    return queries.seen_source(viewer, code)


def send_up(viewer: Viewer, code: str, name: str, data: bytes, *, check_only: bool) -> Heard:
    """What became of a file. With `check_only` nothing is taken and nothing set aside: `taken` says what would be.

    The same file again changes nothing twice. Raises NotAllowed, NoSuchSource, NotForFiles, BadSettings, StreamDown,
    and the fault of a file that cannot be read at all.
    """
    source = source_for_files(viewer, code)
    if source.kind != Files.name:
        raise NotForFiles(code=source.code)
    try:
        connector = Files(Files.Settings.model_validate(source.settings))
    except ValueError as error:
        raise BadSettings(why=type(error).__name__) from error
    push_api.catalogue.fresh()
    now_ms = ms(site_now())
    came = Came(data, name[:200])
    taken, found = heard(connector, came, source.pk, push_api.catalogue, now_ms)
    if taken is None:
        raise found.refused[0][2]
    if source.trial and not check_only:
        fault = OnTrial(code=source.code)
        aside = bad_of([Aside("", fault, data)], came, source=source.pk, door=Files.name, at_ms=now_ms)
        set_aside(aside, actor=ACTOR)
        return Heard(0, [("", "", fault)])
    if not check_only:
        if len(taken):
            push_api.keep(taken, now_ms, hashlib.sha256(f"{source.pk}\0".encode() + data).hexdigest()[:32])
        set_aside(bad_of(found.aside, came, source=source.pk, door=Files.name, at_ms=now_ms), actor=ACTOR)
    return found
