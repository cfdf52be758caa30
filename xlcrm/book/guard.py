"""What may be opened: bytes are looked at, not names, and limits are checked before any reader is called."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from xlcrm.book.port import CannotRead
from xlcrm.problems import files
from xlcrm.problems.system import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import BinaryIO

    from xlcrm.book.sources.scan import SheetScan
    from xlcrm.problems.files import Reason

Content = Literal["zip", "ole", "text"]

MEMBERS = 10_000
UNPACKED = 2 << 30  # bytes of all members together
RATIO, RATIO_FROM = 200, 10 << 20  # honest sheets pack 5 to 40 times; small parts may pack better
AREA = 50_000_000  # rows x columns of one sheet
FREE = 26 * 1_048_576  # rows x columns of all sheets: the reader keeps 24 bytes for each, empty or not
FILLED = 4  # beyond this area at least one cell in so many must be there
STRINGS, STRING_BYTES = 10_000_000, 256 << 20  # shared strings
FORMATS, FORMAT_BYTES = 1_000_000, 64 << 20  # cell formats; Excel itself allows 65,490
XML_PART = 64 << 20  # bytes of any part that is parsed into a tree

_OTHERS = (
    (b"%PDF", " PDF 文档", "a PDF document"),
    (b"Rar!", " RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", " 7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b", " gzip 压缩包", "a gzip archive"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"{\\rtf", " RTF 文档", "an RTF document"),
    (b"MZ", "程序", "a program"),
    (b"SQLite format 3", "数据库", "a database"),
)


def refuse(where: str, reason: Reason, **fields: object) -> CannotRead:
    """The exception to raise: file, why, how to cure it."""
    why, why_en, cure, cure_en = (sentence.format_map(fields) for sentence in reason)
    return CannotRead(where, why, cure, why_en, cure_en)


def open_file(path: str | os.PathLike[str], where: str) -> BinaryIO:
    """The file, opened for reading."""
    try:
        if Path(path).is_dir():
            raise refuse(where, files.NOT_A_FILE)
        return Path(path).open("rb")
    except FileNotFoundError:
        raise refuse(where, files.MISSING) from None
    except (OSError, ValueError) as error:
        raise refuse(where, files.NO_ACCESS, why=refusal(error)[0], error=error) from None


def sniff(head: bytes, where: str) -> Content:
    """What the first bytes of a file say it is; raises CannotRead for what is no workbook."""
    if not head:
        raise refuse(where, files.EMPTY)
    if head.startswith(b"PK"):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    for magic, what, what_en in _OTHERS:
        if head.startswith(magic):
            raise refuse(where, files.NO_WORKBOOK, what=what, what_en=what_en)
    start = _ascii(head)
    if "urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise refuse(where, files.XML_2003)
    if any(tag in start for tag in ("<html", "<!doctype html", "<table", "<meta ", "<body")):
        raise refuse(where, files.HTML)
    if start.startswith("<?xml"):
        raise refuse(where, files.XML)
    return "text"


def _ascii(head: bytes) -> str:
    """The first characters in lower case, whichever of the usual encodings they are in."""
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"\xff\xfe", b"\xfe\xff"):
        if head.startswith(mark):
            head = head[len(mark) :]
            break
    return head[:2048].replace(b"\0", b"").decode("latin-1").strip().lower()


def check_areas(where: str, scans: Mapping[str, SheetScan], count: Callable[[], int]) -> None:
    """Sheets by title must not reach much further than there are cells (``count``) to fill them."""
    if not scans:
        return
    sheet, worst = max(scans.items(), key=lambda item: item[1].area)
    area = sum(scan.area for scan in scans.values())
    if worst.area > AREA or (area > FREE and area > FILLED * count()):
        raise refuse(where, files.TOO_WIDE, sheet=sheet, cell=worst.corner, cells=f"{worst.area // 10_000:,}")
