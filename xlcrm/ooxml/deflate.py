"""Text that stays packed: read in windows, edited in windows, the rest taken over still compressed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from xlcrm.ooxml.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK: Final = 1 << 17  # packed bytes read at a time: about 1 MB of sheet text
MOST: Final = 1 << 22  # text taken from one block at most: guards against bombs


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file."""

    file: BinaryIO
    offset: int
    length: int

    def blocks(self) -> Iterator[bytes]:
        """Its bytes, a block at a time."""
        at, end = self.offset, self.offset + self.length
        while at < end:
            self.file.seek(at)
            block = self.file.read(min(BLOCK, end - at))
            if not block:
                raise EOFError("the file became shorter while it was read")
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

    def packed_blocks(self) -> Iterator[bytes]:
        """The pieces, a block at a time."""
        for piece in self.pieces:
            if isinstance(piece, Span):
                yield from piece.blocks()
            else:
                for start in range(0, len(piece), BLOCK):
                    yield piece[start:start + BLOCK]

    def chunks(self) -> Iterator[bytes]:
        """The content, some MB at a time; its length and checksum are verified on the way."""
        size = crc = 0
        for chunk in self._inflated() if self.deflated else self.packed_blocks():
            size += len(chunk)
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if size != self.size or crc != self.crc:
            raise Refused.because("damaged", self.name)

    def _inflated(self) -> Iterator[bytes]:
        inflate = zlib.decompressobj(-15)
        try:
            for block in self.packed_blocks():
                rest = block
                while rest and not inflate.eof:
                    yield inflate.decompress(rest, MOST)
                    rest = inflate.unconsumed_tail
            while not inflate.eof and (more := inflate.decompress(b"", MOST)):
                yield more
        except zlib.error as error:
            raise Refused.because("damaged", self.name) from error

    def content(self) -> bytes:
        """All of it at once."""
        return b"".join(self.chunks())


class Editor(Protocol):
    """What `rewritten` asks of the reader of a text."""

    def cut(self, buffer: bytes, last: bool) -> int:
        """How many bytes of the buffer make a window; 0 asks for more."""

    def feed(self, window: bytes, last: bool) -> bytes:
        """The window's new content; the same object when nothing changes in it."""


def windows(text: Text, editor: Editor) -> Iterator[tuple[bytes, bytes]]:
    """Each window with what the editor makes of it."""
    buffer = b""
    for chunk in text.chunks():
        buffer += chunk
        if cut := editor.cut(buffer, False):
            window, buffer = buffer[:cut], buffer[cut:]
            yield window, editor.feed(window, False)
    yield buffer, editor.feed(buffer, True)


def read(text: Text, editor: Editor) -> None:
    """Shows the whole text to an editor that changes nothing."""
    for _ in windows(text, editor):
        pass


def rewritten(text: Text, editor: Editor) -> Text:
    """The text as edited; the same object when nothing changed."""
    squeeze = zlib.compressobj(6 if text.size < MOST else 1, zlib.DEFLATED, -15)
    pieces: list[bytes] = []
    size = crc = 0
    touched = False
    for window, new in windows(text, editor):
        touched = touched or new is not window
        size += len(new)
        crc = zlib.crc32(new, crc)
        pieces.append(squeeze.compress(new))
    pieces.append(squeeze.flush())
    return Text((b"".join(pieces),), size, crc, True, text.name) if touched else text
