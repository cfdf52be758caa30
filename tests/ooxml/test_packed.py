"""Packed text: edited windows are packed anew, the rest is taken over bit by bit, and every reader agrees."""

from __future__ import annotations

import io
import random
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcrm.ooxml import splice
from xlcrm.ooxml.deflate import Span, Text
from xlcrm.ooxml.refused import Refused
from xlcrm.ooxml.splice import DYNAMIC_EMPTY, FIXED_EMPTY, rewritten


def sheet_text(size: int, seed: int) -> bytes:
    chance = random.Random(seed)
    lines = []
    while size > 0:
        line = b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c><c r="B%d"><v>%.2f</v></c></row>\n' % (
            len(lines), len(lines), chance.randrange(5000), len(lines), chance.random() * 1e5)
        lines.append(line)
        size -= len(line)
    return b"".join(lines)


TEXT = sheet_text(5_000_000, 1)


def packed(text: bytes, level: int = 6, strategy: int = 0, memory: int = 8, flush_every: int = 0) -> Text:
    pack = zlib.compressobj(level, zlib.DEFLATED, -15, memory, strategy)
    pieces = []
    for start in range(0, len(text), flush_every or len(text)):
        pieces.append(pack.compress(text[start:start + (flush_every or len(text))]))
        if flush_every:
            pieces.append(pack.flush(zlib.Z_SYNC_FLUSH))
    pieces.append(pack.flush())
    return Text((b"".join(pieces),), len(text), zlib.crc32(text), True, "part")


class Lines:
    """Windows end with lines; those that hold one of some places in the text get a prefix."""

    def __init__(self, places: list[int], insert: bytes = b"<!-- edited -->") -> None:
        self._places, self._insert, self._at = sorted(places), insert, 0

    def cut(self, buffer: bytes, last: bool) -> int:
        return len(buffer) if last else buffer.rfind(b"\n") + 1

    def feed(self, window: bytes, last: bool) -> bytes:
        pieces, start = [], 0
        for place in self._places:
            if self._at <= place < self._at + len(window):
                pieces += window[start:place - self._at], self._insert
                start = place - self._at
        self._at += len(window)
        return b"".join([*pieces, window[start:]]) if pieces else window

    def expected(self, text: bytes) -> bytes:
        for place in reversed(self._places):
            text = text[:place] + self._insert + text[place:]
        return text


def unpacked(text: Text) -> bytes:
    """As another reader sees it: a plain zip file."""
    raw = b"".join(piece if isinstance(piece, bytes) else b"".join(piece.blocks()) for piece in text.pieces)
    inflate = zlib.decompressobj(-15)
    content = inflate.decompress(raw) + inflate.flush()
    assert inflate.eof
    assert inflate.unused_data == b""
    assert len(content) == text.size
    assert zlib.crc32(content) == text.crc
    return content


@pytest.mark.parametrize("places", [
    pytest.param([0], id="at the very start"),
    pytest.param([2_500_000], id="in the middle"),
    pytest.param([len(TEXT) - 5], id="at the end"),
    pytest.param([10, 1_200_000, 2_500_000, 4_000_000], id="in four places"),
    pytest.param(list(range(0, len(TEXT), 10_000)), id="everywhere"),
    pytest.param([100_000, 100_001, 101_000], id="close together"),
])
def test_the_text_is_the_edited_one(places: list[int]) -> None:
    editor = Lines(places)
    new = rewritten(packed(TEXT), editor)
    assert unpacked(new) == editor.expected(TEXT)


def test_most_of_the_stream_is_taken_over() -> None:
    old = packed(TEXT)
    new = rewritten(old, Lines([2_500_000]))
    raw, source = b"".join(new.pieces), old.pieces[0]
    assert new.packed_size < old.packed_size + 2000
    assert raw[:old.packed_size // 4] == source[:old.packed_size // 4]
    assert raw[-old.packed_size // 4:] == source[-old.packed_size // 4:]


def test_nothing_edited_is_the_same_object() -> None:
    old = packed(TEXT)
    assert rewritten(old, Lines([])) is old


def test_edits_of_edits() -> None:
    text, content = packed(TEXT), TEXT
    for place in (4_900_000, 30, 2_000_000, 2_000_050, 1_000_000):
        editor = Lines([place], b"<!-- %d -->" % place)
        text, content = rewritten(text, editor), editor.expected(content)
    assert unpacked(text) == content


@settings(max_examples=12, deadline=None)
@given(level=st.integers(1, 9), strategy=st.sampled_from([0, zlib.Z_FILTERED, zlib.Z_FIXED, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE]),
       memory=st.integers(1, 9), flush_every=st.sampled_from([0, 0, 50_000, 333_333]),
       places=st.lists(st.integers(0, 1_799_999), min_size=1, max_size=4), insert=st.binary(min_size=1, max_size=70_000))
def test_any_packer_and_any_edit(level: int, strategy: int, memory: int, flush_every: int, places: list[int],
                                 insert: bytes) -> None:
    text = TEXT[:1_800_000]
    editor = Lines(places, insert)
    assert unpacked(rewritten(packed(text, level, strategy, memory, flush_every), editor)) == editor.expected(text)


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 1 << 30))
def test_a_text_that_hardly_packs(seed: int) -> None:
    chance = random.Random(seed)
    text = b"\n".join(chance.randbytes(chance.randrange(2000)).replace(b"\n", b"") for _ in range(1500)) + b"\n"
    editor = Lines([chance.randrange(len(text)) for _ in range(3)])
    assert unpacked(rewritten(packed(text), editor)) == editor.expected(text)


def test_plain_members_are_packed() -> None:
    old = Text((TEXT,), len(TEXT), zlib.crc32(TEXT), False, "part")
    editor = Lines([77])
    new = rewritten(old, editor)
    assert new.deflated
    assert unpacked(new) == editor.expected(TEXT)


def test_pieces_of_a_file() -> None:
    raw = packed(TEXT).pieces[0]
    assert isinstance(raw, bytes)
    file = io.BytesIO(b"head" + raw + b"tail")
    old = Text((Span(file, 4, len(raw)),), len(TEXT), zlib.crc32(TEXT), True, "part")
    editor = Lines([3_000_000])
    new = rewritten(old, editor)
    assert any(isinstance(piece, Span) for piece in new.pieces)
    assert unpacked(new) == editor.expected(TEXT)
    assert new.packed_from(300_000).__next__()[:10] == b"".join(
        piece if isinstance(piece, bytes) else b"".join(piece.blocks()) for piece in new.pieces)[300_000:300_010]


@pytest.mark.parametrize("damage", [
    pytest.param(lambda raw: raw[:len(raw) // 2], id="cut off"),
    pytest.param(lambda raw: raw[:1000] + bytes([raw[1000] ^ 255]) + raw[1001:], id="a byte flipped"),
])
def test_damage_is_seen(damage: object) -> None:
    raw = packed(TEXT).pieces[0]
    with pytest.raises(Refused) as refusal:
        rewritten(Text((damage(raw),), len(TEXT), zlib.crc32(TEXT), True, "part"), Lines([5]))
    assert refusal.value.code == "damaged"


def test_wrong_checksum_is_seen() -> None:
    with pytest.raises(Refused):
        rewritten(Text(packed(TEXT).pieces, len(TEXT), 1, True, "part"), Lines([5]))


@pytest.mark.parametrize("shift", range(8))
def test_empty_blocks_reach_every_bit(shift: int) -> None:
    """Padding of each length, then a block that holds text."""
    joiner = splice._Joiner(packed(b"x"))
    joiner._move_to(shift)
    bits = int.from_bytes(b"".join(joiner._pieces), "little")
    count = 8 * sum(map(len, joiner._pieces))
    bits |= joiner._bits << count
    count += joiner._count
    assert count % 8 == shift
    pack = zlib.compressobj(9, zlib.DEFLATED, -15, strategy=zlib.Z_FIXED)
    raw = pack.compress(b"some text") + pack.flush()
    bits |= int.from_bytes(raw, "little") << count
    stream = bits.to_bytes((count + 8 * len(raw) + 7) // 8, "little")
    assert zlib.decompress(stream, -15) == b"some text"


def test_empty_blocks_are_whole() -> None:
    assert (FIXED_EMPTY[1], DYNAMIC_EMPTY[1]) == (10, 95)


def test_boundaries_are_found_where_they_are() -> None:
    """Against a stream whose blocks were ended on purpose, so that their places are known."""
    pack = zlib.compressobj(6, zlib.DEFLATED, -15)
    raw, starts, at = b"", [], 0
    for start in range(0, 2_000_000, 200_000):
        raw += pack.compress(TEXT[start:start + 200_000]) + pack.flush(zlib.Z_SYNC_FLUSH)
        at += 200_000
        starts.append(at)
    text = Text((raw + pack.flush(),), 2_000_000, zlib.crc32(TEXT[:2_000_000]), True, "part")
    for least in (100_000, 700_000, 1_300_000):
        mark = splice.Mark(0, 0, zlib.decompressobj(-15))
        found = splice.boundary(text, mark, least, 2_000_000)
        assert found is not None
        assert found.at >= least
        inflate = zlib.decompressobj(-15, zdict=TEXT[found.at - 32768:found.at])
        pad, length = splice.padding(0, found.bit % 8)
        stream = pad | int.from_bytes(raw[found.bit // 8:], "little") >> (found.bit % 8) << length
        rest = inflate.decompress(stream.to_bytes(len(raw) + 20, "little"), 300_000)
        assert rest.startswith(TEXT[found.at:found.at + 300_000])


def test_the_zip_file_is_sound() -> None:
    from workbooks import Made

    from xlcrm.ooxml import Package
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row * 7919 % 10007}</v></c></row>' for row in range(1, 60_001))
    with Package(Made(rows=rows).bytes()) as package:
        package.set_cells("客户", {}, fill={(row, 1): "FFC7CE" for row in (3, 30_000, 59_999)})
        with zipfile.ZipFile(io.BytesIO(package.to_bytes())) as archive:
            assert archive.testzip() is None
            new = archive.read("xl/worksheets/sheet1.xml").decode()
    assert new.count(' s="6"') == 3
    for row in (3, 30_000, 59_999):
        new = new.replace(f'<c s="6" r="A{row}">', f'<c r="A{row}">')
    assert f"<sheetData>{rows}</sheetData>" in new
