"""A zip archive whose directory is checked, and whose parts are unpacked as a stream and measured."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from xlcrm.book import guard
from xlcrm.book.guard import refuse
from xlcrm.problems import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO
    from xml.etree.ElementTree import Element

_USUAL = re.compile(rb"""(?:\xef\xbb\xbf)?\s*(?:<\?xml\s[^>]*?encoding=["'](?i:utf-8|us-ascii)["']|<[^?])""")
_STORED, _DEFLATED = 0, 8
_CHUNK = 1 << 20
_HEAD = 4096  # bytes in which a declaration would stand


class Archive:
    """Parts of a zip archive by name; names differ in more than case and slashes."""

    def __init__(self, stream: BinaryIO, where: str) -> None:
        """Read and check the directory."""
        self.where = where
        self._stream = stream
        try:
            with zipfile.ZipFile(stream) as archive:
                members = archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise refuse(where, files.TRUNCATED, error=error) from None
        if len(members) > guard.MEMBERS:
            raise refuse(where, files.TOO_MANY_MEMBERS, count=len(members), limit=guard.MEMBERS)
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            name = _plain(member.filename)
            if name in self._members:
                raise refuse(where, files.TWO_MEMBERS, part=member.filename)
            self._members[name] = member
        self._check_sizes(members)

    def _check_sizes(self, members: list[zipfile.ZipInfo]) -> None:
        size = sum(member.file_size for member in members)
        if size > guard.UNPACKED:
            raise refuse(self.where, files.TOO_LARGE, size=size >> 20, limit=guard.UNPACKED >> 20)
        for member in members:
            if member.flag_bits & 1:
                raise refuse(self.where, files.STRANGE_ENCRYPTION, error="zip")
            if member.file_size > max(guard.RATIO_FROM, guard.RATIO * member.compress_size):
                ratio = member.file_size // max(member.compress_size, 1)
                raise refuse(self.where, files.BOMB, part=member.filename, ratio=ratio)

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._members

    @staticmethod
    def key(name: str) -> str:
        """Name by which parts are told apart."""
        return _plain(name)

    def names(self) -> Iterator[str]:
        """Names of all parts as the archive writes them."""
        return (member.filename for member in self._members.values())

    def size(self, name: str) -> int:
        """Unpacked size by the directory; 0 for a part that is not there."""
        member = self._members.get(_plain(name))
        return member.file_size if member else 0

    def unpack(self, name: str) -> Iterator[bytes]:
        """The part as a stream of chunks; it must be exactly as large as the directory says."""
        member = self._members[_plain(name)]
        size = 0
        try:
            for chunk in self._inflate(member):
                size += len(chunk)
                if size > member.file_size:
                    raise refuse(self.where, files.LYING_SIZE, part=member.filename)
                yield chunk
        except (zlib.error, OSError, ValueError) as error:
            raise refuse(self.where, files.TRUNCATED, error=error) from None
        if size != member.file_size:
            raise refuse(self.where, files.LYING_SIZE, part=member.filename)

    def _inflate(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        # zipfile's own reader also sums the CRC, as the workbook reader will do again: half of the time
        if member.compress_type not in (_STORED, _DEFLATED):
            raise ValueError(f"compress_type {member.compress_type}")
        self._stream.seek(member.header_offset)
        header = self._stream.read(30)
        if header[:4] != b"PK\3\4":
            raise ValueError(member.filename)
        self._stream.seek(
            int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1
        )
        at, left = self._stream.tell(), member.compress_size
        inflater = zlib.decompressobj(-15) if member.compress_type == _DEFLATED else None
        while left > 0:
            self._stream.seek(at)
            packed = self._stream.read(min(left, _CHUNK >> 2))
            if not packed:
                raise ValueError(member.filename)
            at, left = at + len(packed), left - len(packed)
            if inflater is None:
                yield packed
                continue
            while packed:
                yield inflater.decompress(packed, _CHUNK)
                packed = inflater.unconsumed_tail

    def plain_xml(self, name: str) -> Iterator[bytes]:
        """An XML part as a stream; it must be UTF-8 and declare no entities."""
        head = b""
        for chunk in self.unpack(name):
            if len(head) < _HEAD:
                head += chunk[:_HEAD]
                if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:4]:
                    raise refuse(self.where, files.ENCODING, part=name)
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise refuse(self.where, files.DTD, part=name)
            yield chunk

    def read(self, name: str, limit: int = guard.XML_PART) -> bytes:
        """A whole small part."""
        member = self._members[_plain(name)]
        if member.file_size > limit:
            raise refuse(
                self.where, files.BOMB, part=name, ratio=member.file_size // max(member.compress_size, 1)
            )
        return b"".join(self.unpack(name))

    def tree(self, name: str) -> Element:
        """A whole small XML part, parsed; DTD and entities are refused."""
        data = self.read(name)
        try:
            if b"<!" not in data and _USUAL.match(data):  # nothing is declared: the quick parser is safe
                from xml.etree.ElementTree import fromstring as quick

                return quick(data)  # noqa: S314
            from defusedxml.ElementTree import fromstring as careful

            root: Element = careful(data, forbid_dtd=True)
        except (SyntaxError, ValueError, LookupError) as error:
            if type(error).__name__ in ("DTDForbidden", "EntitiesForbidden", "ExternalReferenceForbidden"):
                raise refuse(self.where, files.DTD, part=name) from None
            raise refuse(self.where, files.BROKEN, error=f"{name}: {error}") from None
        return root


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
