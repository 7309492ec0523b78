"""The package of a Word document: its sizes are counted, not believed, before any part of it is parsed."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

MOST_ENTRIES = 2000
MOST_DIRECTORY = 512 << 10
MOST_UNPACKED = 256 << 20  # with its pictures, which are never unpacked
MOST_PART = 48 << 20  # of the XML of one part
MOST_PACKED = 150  # times smaller than unpacked, of a part of more than `_SMALL`; print of offices is about 20
_SMALL = 4 << 20
_CHUNK = 256 << 10


class Refused(Exception):
    """A document that is not read. `fault` names a class of the room's faults that says so; `facts` fill its text."""

    def __init__(self, fault: str, **facts: str | int | tuple[str, str]) -> None:
        super().__init__(fault)
        self.fault, self.facts = fault, facts


def heavy(zh: str, en: str, most: int) -> Refused:
    return Refused("DocumentTooHeavy", what=(zh, en), most=most)


class Package:
    """Raises Refused for what is broken, locked, too large, or wants to be written outside its folder.

    Nothing is ever unpacked but the parts that are asked for by name: what else lies inside is never opened.
    """

    def __init__(self, data: bytes) -> None:
        _check_directory(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, EOFError) as error:
            raise Refused("DocumentBroken", why=type(error).__name__) from error
        if len(entries) > MOST_ENTRIES:
            raise heavy("压缩包内的文件数", "files in its package", MOST_ENTRIES)
        for entry in entries:
            _check(entry)
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise heavy("解压后的字节数", "bytes when unpacked", MOST_UNPACKED)
        self.names = {entry.filename for entry in entries}

    def part(self, name: str, most: int = MOST_PART) -> Iterator[bytes]:
        """The bytes of a part, piece by piece; nothing when there is no such part."""
        if name not in self.names:
            return
        entry, left = self._zip.getinfo(name), most
        if entry.file_size > most:
            raise heavy(f"{name} 的字节数", f"bytes of {name}", most)
        if entry.file_size > max(_SMALL, MOST_PACKED * entry.compress_size):
            raise heavy(f"{name} 的压缩倍数", f"times that {name} is packed", MOST_PACKED)
        try:
            with self._zip.open(name) as file:
                while chunk := file.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise heavy(f"{name} 的字节数", f"bytes of {name}", most)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, RuntimeError) as error:
            raise Refused("DocumentBroken", why=type(error).__name__) from error


def _check_directory(data: bytes) -> None:
    """A million entries of nothing cost more than what they hold: the directory's own size comes first."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    if at < 0 or len(data) < at + 22:
        raise Refused("DocumentBroken", why="no end of package")
    entries, size = struct.unpack_from("<HI", data, at + 10)
    if size > MOST_DIRECTORY or entries > MOST_ENTRIES:
        raise heavy("压缩包内的文件数", "files in its package", MOST_ENTRIES)


def _check(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.replace("\\", "/")
    if entry.flag_bits & 1:
        raise Refused("DocumentLocked")
    if name.startswith("/") or ".." in name.split("/") or ":" in name:
        raise Refused(
            "DocumentUnsafe", what=("压缩包内有指向包外的路径", "its package has a path that leads out of it")
        )
    if entry.external_attr >> 28 == 0xA:
        raise Refused("DocumentUnsafe", what=("压缩包内有链接", "its package has a link"))
