"""What a file that somebody sends up is, judged by its bytes and bounded, pure. It is not decoded or unpacked here.

A name says nothing: the bytes do. What is none of the kinds below is not taken; nothing is ever shown as a page.
"""

import hashlib
import io
import zipfile
from dataclasses import dataclass, field

from watchroom.kernel.bare import bare_picture
from watchroom.kernel.pictures import BadPicture
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words

MOST_BYTES = 8 << 20
MOST_NAME, MOST_PARTS = 120, 2000
PDF, TEXT = "application/pdf", "text/plain"
_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
KINDS = Words(
    zh="JPEG、PNG、WebP、PDF、Word、Excel、PowerPoint、纯文本", en="JPEG, PNG, WebP, PDF, Word, Excel, PowerPoint, plain text"
)  # fmt: skip


class BadFile(ValueError):
    """Why bytes are no file that we take, in words."""

    def __init__(self, zh: str, en: str) -> None:
        self.why = Words(zh=zh, en=en)
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Judged:
    """`digest` is the SHA-256 of the body in hex."""

    name: str
    kind: str
    body: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def judge(name: str, data: bytes) -> Judged:
    """Raises BadFile."""
    if not data:
        raise BadFile("文件是空的", "the file is empty")
    if len(data) > MOST_BYTES:
        raise BadFile(f"超过 {MOST_BYTES >> 20} MB", f"it is larger than {MOST_BYTES >> 20} MB")
    return Judged(plain_name(name), *_told(data))


def plain_name(name: str) -> str:
    """The last part of the name without control characters; `file` where nothing is left."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(char for char in last if char.isprintable() and char not in '<>"|?*:').strip(" .")
    return kept[-MOST_NAME:] or "file"


def _told(data: bytes) -> tuple[str, bytes]:
    """Its kind, and what of it is kept: a picture without what its device wrote into it, anything else as it is."""
    if data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n" or data[:4] == b"RIFF":
        try:
            picture = bare_picture(data).picture
        except BadPicture as error:
            raise BadFile(error.why.zh, error.why.en) from error
        return picture.kind, picture.body
    return _kind(data), data


def _kind(data: bytes) -> str:
    if data[:5] == b"%PDF-":
        if b"%%EOF" not in data[-2048:]:
            raise BadFile("PDF 不完整", "the PDF is cut short")
        return PDF
    if data[:4] == b"PK\x03\x04":
        return _office(data)
    return _text(data)


def _office(data: bytes) -> str:
    """The list of parts alone is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            names = set(box.namelist())
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise BadFile("压缩包损坏", "the archive is broken") from error
    if len(names) > MOST_PARTS:
        raise BadFile("部件过多", "it has too many parts")
    if any(one.casefold().endswith("vbaproject.bin") for one in names):
        raise BadFile("含有宏", "it holds macros")
    for part, kind in _OFFICE.items():
        if part in names and "[Content_Types].xml" in names:
            return kind
    raise BadFile(f"是压缩包；可收的只有{KINDS.zh}", f"it is an archive; what is taken: {KINDS.en}")


def _text(data: bytes) -> str:
    try:
        said = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(
            f"不认得这种文件；可收的只有{KINDS.zh}", f"its kind is not known; what is taken: {KINDS.en}"
        ) from None
    if unfit(said):
        raise BadFile("文本含有控制字符", "the text holds control characters")
    return TEXT
