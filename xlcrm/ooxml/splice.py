"""Edits a packed text without repacking what did not change.

A deflate stream is a chain of blocks that refer at most 32 KB back into the text. Where a block begins, and the 32 KB
before it are unchanged, the rest of the stream may be taken over bit by bit: only the windows that an edit touches
are packed anew, and a mark in a sheet of 400 MB costs little more than reading it.

Python's zlib does not tell where blocks begin, but it shows: while a decompressor reads the head of a block (some
60 bytes of code lengths) it gives no text, and nowhere else is it silent for eight bytes. Every place found so is
proved by unpacking from there and comparing.
"""

from __future__ import annotations

import zlib
from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from xlcrm.ooxml.deflate import MOST, Mark, Text, windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlcrm.ooxml.deflate import Editor, Span

REACH: Final = 1 << 15  # how far back a block may refer
WORTH_IT: Final = 1 << 20  # text; a smaller part is packed anew as a whole
MARKS: Final = 4
KEPT: Final = 1 << 18  # text remembered while probing
STRIDE: Final = 1 << 12  # packed bytes skipped at a time on the way to where the search begins
SILENT: Final = 8  # bytes; the longest code with its extra bits has six
PROOF: Final = 1 << 14  # packed bytes unpacked as proof
ENOUGH: Final = 1 << 12  # text that has to agree
STEPS: Final = 64  # steps of SILENT bytes after which the state is kept
OWN_CODES: Final = 2  # kind of a block with codes of its own
MOST_CODES: Final = 29
GIVE_UP: Final = 3  # searches without result, after which a text is packed anew to its end
LEVEL: Final = 6
LEVEL_BULK: Final = 4  # measured on sheets, with Z_FILTERED: a third of the time of level 6, 2 % larger

# An empty block with fixed codes (10 bits) and one with codes of its own (95 bits): one moves the next block by an
# even number of bits, the other by an odd one. Each is (bits, first bit lowest; how many).
FIXED_EMPTY: Final = (0b010, 10)


def _dynamic_empty() -> tuple[int, int]:
    """A block that holds nothing but its end; complete codes, so that no reader objects."""
    fields = [(0, 1), (2, 2), (0, 5), (1, 5), (15, 4)]  # not the last, own codes; 257 and 2 codes; 19 lengths
    fields += [(int(symbol in (18, 1)), 3) for symbol in
               (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)]
    fields += [(1, 1), (138 - 11, 7), (1, 1), (117 - 11, 7)]  # 255 codes of length 0
    fields += [(0, 1)] * 4  # two text codes and two distances of length 1
    fields += [(1, 1)]  # the end
    bits = count = 0
    for value, width in fields:
        bits |= value << count
        count += width
    return bits, count


DYNAMIC_EMPTY: Final = _dynamic_empty()


def padding(count: int, shift: int) -> tuple[int, int]:
    """Empty blocks after so many bits that end at a bit within a byte: their bits, and how many."""
    bits = length = 0
    blocks = [DYNAMIC_EMPTY] if (shift - count) % 2 else []
    blocks += [FIXED_EMPTY] * ((shift - count - sum(size for _, size in blocks)) % 8 // 2)
    for block, size in blocks:
        bits |= block << length
        length += size
    return bits, length


class Boundary(NamedTuple):
    """Where a block begins: bit in the packed stream, place in the text, and the state of reading there."""

    bit: int
    at: int
    mark: Mark


class _Joiner:
    """Builds a stream from stretches of the old one and newly packed text."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._pieces: list[bytes | Span] = []
        self._bits = self._count = 0  # bits that do not fill a byte yet
        self._pack = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
        self._packed_any = self._bulk = False

    def add(self, new: bytes, *, bulk: bool) -> None:
        """Text that is packed anew."""
        if bulk and not self._bulk:
            self._flush(zlib.Z_SYNC_FLUSH)
        if not self._packed_any:
            self._align()
            self._bulk = bulk
            self._pack = (zlib.compressobj(LEVEL_BULK, zlib.DEFLATED, -15, strategy=zlib.Z_FILTERED) if bulk
                          else zlib.compressobj(LEVEL, zlib.DEFLATED, -15))
            self._packed_any = True
        self._pieces.append(self._pack.compress(new))

    def copy(self, start: int, end: int | None) -> None:
        """The old stream from bit to bit, to its end when that is None."""
        self._flush(zlib.Z_SYNC_FLUSH)
        shift = start % 8
        if shift != self._count:
            self._move_to(shift)
        first = start // 8
        last = self._text.packed_size if end is None else end // 8
        if shift:
            self._pieces.append(bytes([self._bits | (self._byte(first) >> shift << shift)]))
            first += 1
        self._pieces += self._text.packed_between(first, last)
        self._count = 0 if end is None else end % 8
        self._bits = self._byte(last) & ((1 << self._count) - 1) if self._count else 0

    def finished(self, last: bool, size: int, crc: int) -> Text:
        """The new text; `last` says that its end was packed anew."""
        if last:
            self.add(b"", bulk=self._bulk)
            self._flush(zlib.Z_FINISH)
        joined: list[bytes | Span] = []
        run: list[bytes] = []
        for piece in [*self._pieces, b""]:
            if isinstance(piece, bytes):
                run.append(piece)
            else:
                joined += b"".join(run), piece
                run.clear()
        joined.append(b"".join(run))
        return Text(tuple(piece for piece in joined if piece), size, crc, True, self._text.name)

    def _flush(self, how: int) -> None:
        if self._packed_any:
            self._pieces.append(self._pack.flush(how))
            self._packed_any = False

    def _byte(self, index: int) -> int:
        return next(self._text.packed_from(index))[0]

    def _align(self) -> None:
        """To the next byte, by an empty stored block."""
        if self._count:
            size = 1 if self._count <= 5 else 2
            self._pieces.append(self._bits.to_bytes(size, "little") + b"\0\0\xff\xff")
            self._bits = self._count = 0

    def _move_to(self, shift: int) -> None:
        """To a place within a byte, by empty blocks that need no alignment."""
        bits, length = padding(self._count, shift)
        self._bits |= bits << self._count
        self._count += length
        whole = self._count // 8
        self._pieces.append((self._bits & ((1 << 8 * whole) - 1)).to_bytes(whole, "little"))
        self._bits >>= 8 * whole
        self._count %= 8


def rewritten(text: Text, editor: Editor) -> Text:
    """The text as edited; the same object when nothing changed."""
    if text.size < WORTH_IT or not text.deflated:
        return _packed_anew(text, editor)
    return _Splicing(text, editor).result()


def _packed_anew(text: Text, editor: Editor) -> Text:
    pack = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
    pieces: list[bytes] = []
    size = crc = 0
    touched = False
    for window, new in windows(text, editor):
        touched = touched or new is not window
        size += len(new)
        crc = zlib.crc32(new, crc)
        pieces.append(pack.compress(new))
    pieces.append(pack.flush())
    return Text((b"".join(pieces),), size, crc, True, text.name) if touched else text


class _Splicing:
    """One pass over a text in which stretches are either copied or packed anew."""

    def __init__(self, text: Text, editor: Editor) -> None:
        self._text, self._editor = text, editor
        self._marks: deque[Mark] = deque(maxlen=MARKS)
        self._joiner = _Joiner(text)
        self._from = Boundary(0, 0, Mark(0, 0, zlib.decompressobj(-15)))
        self._copying = True
        self._misses = 0
        self._touched = 0

    def result(self) -> Text:
        """The text as edited."""
        at = size = crc = 0
        for window, new in windows(self._text, self._editor, self._marks):
            if new is not window:
                self._touched += 1
                self._leave_copying(at)
                self._joiner.add(new, bulk=self._bulk)
            elif not self._copying and not self._enter_copying(window, at):
                self._joiner.add(window, bulk=self._bulk)
            at += len(window)
            size += len(new)
            crc = zlib.crc32(new, crc)
        if not self._touched:
            return self._text
        if self._copying:
            self._joiner.copy(self._from.bit, None)
        return self._joiner.finished(not self._copying, size, crc)

    @property
    def _bulk(self) -> bool:
        """Whether much will be packed anew: then speed counts more than the last percent of size."""
        return self._touched > MARKS or self._misses >= GIVE_UP

    def _leave_copying(self, at: int) -> None:
        """Copies up to a block that begins before a place in the text, and packs anew from there."""
        if not self._copying:
            return
        self._copying = False
        found = None
        for mark in reversed(self._marks):
            if mark.at + REACH <= at and mark.at >= self._from.at:
                found = boundary(self._text, mark, mark.at + REACH, at)
                if found:
                    break
        if found:
            self._joiner.copy(self._from.bit, found.bit)
        start = found or self._from
        for chunk in _between(self._text, start.mark, at):
            self._joiner.add(chunk, bulk=at - start.at > 8 * WORTH_IT)

    def _enter_copying(self, window: bytes, at: int) -> bool:
        """Packs anew up to a block that begins in an unchanged window, and copies from there."""
        if len(window) <= REACH or self._misses >= GIVE_UP:
            return False
        mark = next((mark for mark in reversed(self._marks) if mark.at <= at), None)
        found = boundary(self._text, mark, at + REACH, at + len(window)) if mark else None
        if found is None:
            self._misses += 1
            return False
        self._misses = 0
        self._joiner.add(window[:found.at - at], bulk=False)
        self._from, self._copying = found, True
        return True


def _between(text: Text, mark: Mark, end: int) -> Iterator[bytes]:
    """The text from a mark to a place."""
    inflate, at = mark.inflate.copy(), mark.at
    for block in text.packed_from(mark.packed):
        rest = block
        while rest and at < end:
            chunk = inflate.decompress(rest, MOST)
            yield chunk[:end - at]
            at += len(chunk)
            rest = inflate.unconsumed_tail
        if at >= end:
            return


class _Probe:
    """Reads a packed text in small steps."""

    def __init__(self, text: Text, mark: Mark, seen: bytes = b"") -> None:
        self.packed, self.at, self.inflate = mark.packed, mark.at, mark.inflate.copy()
        self._seen = bytearray(seen)
        self._blocks = text.packed_from(mark.packed)
        self._buffer = b""
        self._start = 0

    def peek(self, size: int) -> bytes:
        """The next packed bytes."""
        while len(self._buffer) - self._start < size and (block := next(self._blocks, b"")):
            self._buffer, self._start = self._buffer[self._start:] + block, 0
        return self._buffer[self._start:self._start + size]

    def step(self, size: int) -> int:
        """Reads on by so many packed bytes; how much text they give."""
        packed = self.peek(size)
        chunk = self.inflate.decompress(packed)
        self._start += len(packed)
        self.packed += len(packed)
        if chunk:
            self.at += len(chunk)
            self._seen += chunk
            if len(self._seen) > KEPT:
                del self._seen[:-REACH]
        return len(chunk)

    @property
    def seen(self) -> bytes:
        """The text before, as far as a block may refer to it."""
        return bytes(self._seen[-REACH:])

    def here(self) -> Mark:
        """Where it is."""
        return Mark(self.packed, self.at, self.inflate.copy())


def boundary(text: Text, mark: Mark, least: int, most: int) -> Boundary | None:
    """The first block found to begin in the text from one place to another; `mark` lies REACH before, or more."""
    probe = _Probe(text, mark)
    back, seen = probe.here(), b""
    while probe.at < least and probe.peek(1):
        back, seen = probe.here(), probe.seen
        probe.step(STRIDE)
    probe = _Probe(text, back, seen)
    steps, silent = 0, False
    while probe.at <= most and probe.peek(1):
        if steps % STEPS == 0:
            back, seen = probe.here(), probe.seen
        steps += 1
        if probe.step(SILENT):
            silent = False
        elif not silent and probe.at >= least:
            silent = True
            found = _proved(text, _Probe(text, back, seen), probe.packed)
            if found and found.at <= most:
                return found
    return None


def _proved(text: Text, probe: _Probe, end: int) -> Boundary | None:
    """The block that begins where the text last came to a stop before a packed place."""
    stop = (probe.here(), probe.seen)
    while probe.packed < end and probe.peek(1):
        if probe.step(1):
            stop = (probe.here(), probe.seen)
    place, seen = stop
    probe = _Probe(text, place)
    probe.step(PROOF)
    expected = b"".join(_between(text, place, probe.at))
    first = max(place.packed - 1, 0)
    ahead = _Probe(text, Mark(first, 0, place.inflate)).peek(PROOF)
    bits = int.from_bytes(ahead, "little")
    for offset in range(2, 24):  # the last symbol ended within the first byte; the end of a block has 15 bits at most
        head = bits >> offset
        if head >> 1 & 3 != OWN_CODES or head >> 3 & 31 > MOST_CODES or head >> 8 & 31 > MOST_CODES:
            continue
        try:
            pad, length = padding(0, offset % 8)  # a stored block within counts on where bytes begin
            stream = (pad | head << length).to_bytes(PROOF + length // 8 + 1, "little")
            got = zlib.decompressobj(-15, zdict=seen).decompress(stream)
        except zlib.error:
            continue
        agreed = min(len(got), len(expected))
        if agreed >= ENOUGH and got[:agreed] == expected[:agreed]:
            return Boundary(8 * first + offset, place.at, place)
    return None
