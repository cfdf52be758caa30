"""Zip members as they lie in the file: read without unpacking, copied without repacking."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, cast

from xlcrm.ooxml.deflate import Readable, Span, Text
from xlcrm.ooxml.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

STORED: Final = zipfile.ZIP_STORED
DEFLATED: Final = zipfile.ZIP_DEFLATED
LIMIT: Final = 0xFFFF_FFFF
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, EOFError, OverflowError, OSError)
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def fold(name: str) -> str:
    """The form under which two member names are the same part: slashes forward, no leading one, case ignored."""
    return name.replace("\\", "/").lstrip("/").casefold()


class Source:
    """A file that can be let go and taken up again: Windows does not replace one that is open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None

    def _open(self) -> BinaryIO:
        if self._file is None:
            self._file = self._path.open("rb")
        return self._file

    def read(self, size: int = -1, /) -> bytes:
        """As of any file."""
        return self._open().read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """As of any file."""
        return self._open().seek(offset, whence)

    def tell(self) -> int:
        """As of any file."""
        return self._open().tell()

    def seekable(self) -> bool:
        """As of any file."""
        return True

    def close(self) -> None:
        """Lets the file go until it is read again."""
        if self._file is not None:
            self._file.close()
            self._file = None


class Archive:
    """The members of one zip file, by folded name, in the order they are listed."""

    def __init__(self, file: Readable, where: str) -> None:
        self.file, self.where = file, where
        try:
            with zipfile.ZipFile(cast("BinaryIO", file)) as listing:
                infos, self.comment = listing.infolist(), listing.comment
        except _UNREADABLE as error:
            raise Refused.because("not-a-workbook", where) from error
        self._size = file.seek(0, io.SEEK_END)
        self.members: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            if self.members.setdefault(fold(info.filename), info) is not info:
                raise Refused.because("duplicate", info.filename)

    def span(self, info: zipfile.ZipInfo) -> Span:
        """Where the packed bytes of a member lie."""
        self.file.seek(max(info.header_offset, 0))
        header = self.file.read(30)
        if info.header_offset < 0 or len(header) < 30 or header[:4] != b"PK\3\4":
            raise Refused.because("damaged", info.filename)
        name_length, extra_length = struct.unpack_from("<26xHH", header)
        start = info.header_offset + 30 + name_length + extra_length
        if start + info.compress_size > self._size:
            raise Refused.because("damaged", info.filename)
        return Span(self.file, start, info.compress_size)

    def text(self, info: zipfile.ZipInfo) -> Text:
        """The content of a member, left packed."""
        if info.flag_bits & 1 or info.compress_type not in (STORED, DEFLATED):
            raise Refused.because("compression", info.filename)
        return Text((self.span(info),), info.file_size, info.CRC, info.compress_type == DEFLATED, info.filename)


class _Entry(NamedTuple):
    """One line of the directory at the end of a zip file."""

    name: bytes
    head: tuple[int, int, int, int, int]  # version needed, flags, method, time, date
    sizes: tuple[int, int, int]  # crc, packed, unpacked
    made: tuple[int, int, int]  # version made by, internal attributes, external attributes
    offset: int


class ZipWriter:
    """Writes a zip file front to back; sizes are known beforehand, so nothing is patched afterwards."""

    def __init__(self, out: BinaryIO, where: str) -> None:
        self._out, self._where = out, where
        self._at = 0
        self._entries: list[_Entry] = []

    def copy(self, info: zipfile.ZipInfo, span: Span) -> None:
        """A member of another archive, its packed bytes untouched."""
        flags = info.flag_bits & ~0x08  # sizes stand in the header here, not behind the data
        name = info.orig_filename.encode("utf-8" if flags & 0x800 else "cp437")
        self._member(name, (info.extract_version, flags, info.compress_type, *_dos_time(info.date_time)),
                     (info.CRC, info.compress_size, info.file_size), (span,),
                     ((info.create_system << 8) | info.create_version, info.internal_attr, info.external_attr))

    def add(self, name: str, text: Text) -> None:
        """A new or edited member; its time is fixed so that equal content gives equal bytes."""
        raw = name.encode()
        flags = 0 if name.isascii() else 0x800
        self._member(raw, (20, flags, DEFLATED if text.deflated else STORED, *_dos_time(_EPOCH)),
                     (text.crc, text.packed_size, text.size), text.pieces, (20, 0, 0))

    def _member(self, name: bytes, head: tuple[int, int, int, int, int], sizes: tuple[int, int, int],
                pieces: Iterable[bytes | Span], made: tuple[int, int, int]) -> None:
        self._entries.append(_Entry(name, head, sizes, made, self._at))
        if self._at + sizes[1] > LIMIT or sizes[2] > LIMIT:
            raise Refused.because("too-big", self._where)
        self._write(_LOCAL.pack(b"PK\3\4", *head, *sizes, len(name), 0) + name)
        for piece in pieces:
            for block in (piece,) if isinstance(piece, bytes) else piece.blocks():
                self._write(block)

    def close(self, comment: bytes = b"") -> None:
        """The directory; without it the file is no zip file."""
        start = self._at
        for entry in self._entries:
            version, internal, external = entry.made
            self._write(_CENTRAL.pack(b"PK\1\2", version, *entry.head, *entry.sizes, len(entry.name), 0, 0, 0,
                                      internal, external, entry.offset) + entry.name)
        count, size = len(self._entries), self._at - start
        if count > 0xFFFF or self._at > LIMIT:
            raise Refused.because("too-big", self._where)
        self._write(_END.pack(b"PK\5\6", 0, 0, count, count, size, start, len(comment)) + comment)

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._at += len(data)


def _dos_time(moment: tuple[int, ...]) -> tuple[int, int]:
    year, month, day, hour, minute, second = moment
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day


def packed(name: str, content: bytes, level: int = 6) -> Text:
    """Content that is small enough to be packed in memory."""
    squeeze = zlib.compressobj(level, zlib.DEFLATED, -15)
    body = squeeze.compress(content) + squeeze.flush()
    return Text((body,), len(content), zlib.crc32(content), True, name)
