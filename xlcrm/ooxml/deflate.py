"""Text that stays packed: read in windows, edited in windows, the rest taken over still compressed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, Self

from xlcrm.ooxml.refused import Refused

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Iterator

BLOCK: Final = 1 << 17  # packed bytes read at a time: about 1 MB of sheet text
MOST: Final = 1 << 22  # text taken from one block at most: guards against bombs


class Readable(Protocol):
    """A file that is read from any place."""

    def read(self, size: int = -1, /) -> bytes:
        """Some bytes."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Goes to a place."""

    def close(self) -> None:
        """Lets the file go."""


class Inflate(Protocol):
    """A decompressor of zlib, as far as it is used here."""

    @property
    def unconsumed_tail(self) -> bytes:
        """Packed bytes that were given and not used."""

    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes:
        """What the packed bytes give, at most so much (0: all)."""

    def copy(self) -> Self:
        """The same state once more."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file."""

    file: Readable
    offset: int
    length: int

    def blocks(self) -> Iterator[bytes]:
        """Its bytes, a block at a time."""
        at, end = self.offset, self.offset + self.length
        while at < end:
            self.file.seek(at)
            block = self.file.read(min(BLOCK, end - at))
            if not block:
                raise OSError("the file became shorter while it was read")
            at += len(block)
            yield block


@dataclass(frozen=True, slots=True)
class Text:
    """The content of one part, in packed pieces that together are one deflate stream (or plain, if not deflated)."""

    pieces: tuple[bytes | Span, ...]
    size: int
    crc: int
    deflated: bool
    name: str

    @property
    def packed_size(self) -> int:
        """Bytes of all pieces."""
        return sum(len(piece) if isinstance(piece, bytes) else piece.length for piece in self.pieces)

    def packed_from(self, start: int) -> Iterator[bytes]:
        """The packed bytes from a place on."""
        for piece in self.pieces:
            length = len(piece) if isinstance(piece, bytes) else piece.length
            if start < length:
                rest = piece[start:] if isinstance(piece, bytes) else Span(piece.file, piece.offset + start,
                                                                           length - start)
                yield from _blocks(rest)
            start = max(start - length, 0)

    def packed_between(self, start: int, end: int) -> list[bytes | Span]:
        """The pieces that hold a stretch of the packed bytes."""
        found: list[bytes | Span] = []
        for piece in self.pieces:
            length = len(piece) if isinstance(piece, bytes) else piece.length
            first, last = max(start, 0), min(end, length)
            if first < last and isinstance(piece, bytes):
                found.append(piece[first:last])
            elif first < last and isinstance(piece, Span):
                found.append(Span(piece.file, piece.offset + first, last - first))
            start, end = start - length, end - length
        return found

    def chunks(self, marks: deque[Mark] | None = None) -> Iterator[bytes]:
        """The content, some MB at a time; its length and checksum are verified on the way.

        Into `marks` go places from which reading could start again.
        """
        size = crc = 0
        for chunk in self._inflated(marks) if self.deflated else self.packed_from(0):
            size += len(chunk)
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if size != self.size or crc != self.crc:
            raise Refused.because("damaged", self.name)

    def _inflated(self, marks: deque[Mark] | None) -> Iterator[bytes]:
        inflate = zlib.decompressobj(-15)
        packed = at = 0
        try:
            for block in self.packed_from(0):
                packed += len(block)
                rest = block
                while rest and not inflate.eof:
                    if marks is not None:
                        marks.append(Mark(packed - len(rest), at, inflate.copy()))
                    chunk = inflate.decompress(rest, MOST)
                    at += len(chunk)
                    yield chunk
                    rest = inflate.unconsumed_tail
            while not inflate.eof and (chunk := inflate.decompress(b"", MOST)):
                yield chunk
        except zlib.error as error:
            raise Refused.because("damaged", self.name) from error

    def content(self) -> bytes:
        """All of it at once."""
        return b"".join(self.chunks())


class Mark(NamedTuple):
    """A place from which reading can start again: packed and unpacked position, and the state there."""

    packed: int
    at: int
    inflate: Inflate


def _blocks(piece: bytes | Span) -> Iterator[bytes]:
    if isinstance(piece, Span):
        yield from piece.blocks()
    else:
        for start in range(0, len(piece), BLOCK):
            yield piece[start:start + BLOCK]


class Editor(Protocol):
    """What `rewritten` asks of the reader of a text."""

    def cut(self, buffer: bytes, last: bool) -> int:
        """How many bytes of the buffer make a window; 0 asks for more."""

    def feed(self, window: bytes, last: bool) -> bytes:
        """The window's new content; the same object when nothing changes in it."""


def windows(text: Text, editor: Editor, marks: deque[Mark] | None = None) -> Iterator[tuple[bytes, bytes]]:
    """Each window with what the editor makes of it."""
    buffer = b""
    for chunk in text.chunks(marks):
        buffer += chunk
        if cut := editor.cut(buffer, False):
            window, buffer = buffer[:cut], buffer[cut:]
            yield window, editor.feed(window, False)
    yield buffer, editor.feed(buffer, True)


def read(text: Text, editor: Editor) -> None:
    """Shows the whole text to an editor that changes nothing."""
    for _ in windows(text, editor):
        pass
