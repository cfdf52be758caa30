"""Compound files ([MS-CFB], version 3) read strictly: what a VBA project is kept in.

An own reader, so that what pyOpenVBA writes is judged by somebody else.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT, NOBODY = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
_HEADER = struct.Struct("<8s16s5H6s9I")
_ENTRY = struct.Struct("<64sHBB3I16sI16sIQ")
# versions, byte order, sector sizes, reserved, number of directory sectors (0 in version 3)
_WANTED = (0x3E, 3, 0xFFFE, 9, 6, bytes(6), 0)


class Header(NamedTuple):
    """Where the tables of a compound file lie; sectors are counted from the end of the header."""

    fat_sectors: int
    directory: int
    transaction: int
    cutoff: int
    mini_fat: int
    mini_fat_sectors: int
    more_fat: int
    more_fat_sectors: int


class Entry(NamedTuple):
    """A stream or storage as the directory lists it."""

    name: str
    kind: int
    black: bool
    left: int
    right: int
    child: int
    unused: bytes
    sector: int
    size: int
    named_properly: bool


@dataclass(frozen=True)
class Compound:
    """A compound file taken apart: streams by path ("VBA/dir"), and what is wrong with the container."""

    streams: dict[str, bytes]
    flaws: tuple[str, ...]


def read_compound(data: bytes) -> Compound:
    """Streams and flaws of the container; ValueError when it cannot be followed at all."""
    try:
        return _read(data)
    except (struct.error, IndexError, RecursionError) as error:
        raise ValueError(f"compound file: {error}") from error


def _read(data: bytes) -> Compound:
    magic, clsid, *rest = _HEADER.unpack_from(data)
    if magic != bytes.fromhex("D0CF11E0A1B11AE1"):
        raise ValueError("compound file: wrong signature")
    header = Header(*rest[7:])
    listed = struct.unpack_from("<109I", data, 76)
    fat = [sector for number in listed[: header.fat_sectors] for sector in _numbers(data, number)]
    used: dict[int, str] = dict.fromkeys(listed[: header.fat_sectors], "allocation table")
    entries = _entries(_chain(data, fat, header.directory, used, "directory"))
    root = entries[0]
    mini_fat = _integers(_chain(data, fat, header.mini_fat, used, "mini table"))
    mini_stream = _chain(data, fat, root.sector, used, "mini stream")[: root.size]
    mini_used: dict[int, str] = {}
    streams: dict[str, bytes] = {}
    wrong = [
        *_header_flaws(data, clsid, tuple(rest[:7]), header, listed),
        *_directory_flaws(entries),
    ]
    for path, entry in _walk(entries, root.child, ""):
        if entry.kind == STREAM:
            if entry.size < CUTOFF:
                whole = _mini_chain(mini_stream, mini_fat, entry, mini_used, path)
                unit = MINI
            else:
                whole, unit = _chain(data, fat, entry.sector, used, path), SECTOR
            streams[path] = whole[: entry.size]
            if len(whole) != -(-entry.size // unit) * unit:
                wrong.append(f"{path}: chain and size differ")
    wrong.extend(_table_flaws(data, fat, used, listed[: header.fat_sectors]))
    return Compound(streams, tuple(wrong))


def _integers(data: bytes) -> list[int]:
    return [number for (number,) in struct.iter_unpack("<I", data)]


def _sector(data: bytes, number: int) -> bytes:
    start = (number + 1) * SECTOR
    if start + SECTOR > len(data):
        raise ValueError(f"compound file: sector {number} lies behind the end")
    return data[start : start + SECTOR]


def _numbers(data: bytes, sector: int) -> list[int]:
    return _integers(_sector(data, sector))


def _chain(data: bytes, fat: Sequence[int], start: int, used: dict[int, str], what: str) -> bytes:
    out = bytearray()
    while start != END:
        if start in used:
            raise ValueError(f"compound file: sector {start} belongs to {used[start]} and {what}")
        used[start] = what
        out += _sector(data, start)
        start = fat[start]
    return bytes(out)


def _mini_chain(stream: bytes, table: Sequence[int], entry: Entry, used: dict[int, str], path: str) -> bytes:
    out, start = bytearray(), entry.sector
    while start != END:
        if start in used:
            raise ValueError(f"compound file: mini sector {start} belongs to {used[start]} and {path}")
        used[start] = path
        out += stream[start * MINI : (start + 1) * MINI]
        start = table[start]
    return bytes(out)


def _entries(directory: bytes) -> list[Entry]:
    out = []
    for raw in _ENTRY.iter_unpack(directory):
        name, length, kind, colour, left, right, child, clsid, state, times, sector, size = raw
        text = name[: max(length - 2, 0)].decode("utf-16-le", "replace")
        proper = not kind or (bool(text) and length % 2 == 0 and not any(name[max(length - 2, 0) :]))
        proper = proper and not set(text) & set("/\\:!") and colour in (0, 1)
        unused = clsid + struct.pack("<I", state) + times
        out.append(Entry(text, kind, colour == 1, left, right, child, unused, sector, size, proper))
    return out


def _walk(entries: Sequence[Entry], number: int, folder: str) -> Iterator[tuple[str, Entry]]:
    """Entries below a storage in directory order, with their paths."""
    if number == NOBODY:
        return
    entry = entries[number]
    yield from _walk(entries, entry.left, folder)
    yield folder + entry.name, entry
    if entry.kind == STORAGE:
        yield from _walk(entries, entry.child, f"{folder}{entry.name}/")
    yield from _walk(entries, entry.right, folder)


def _header_flaws(
    data: bytes, clsid: bytes, fixed: tuple[object, ...], header: Header, listed: Sequence[int]
) -> Iterator[str]:
    if fixed != _WANTED or any(clsid):
        yield "header: version, byte order or sector sizes"
    if (header.transaction, header.cutoff) != (0, CUTOFF):
        yield "header: transaction number or mini stream limit"
    if (header.more_fat, header.more_fat_sectors) != (END, 0):
        yield "header: more tables than a small file has"
    if len(data) % SECTOR:
        yield "file does not end with a sector"
    if any(number != FREE for number in listed[header.fat_sectors :]):
        yield "header: list of tables is longer than their number"


def _directory_flaws(entries: Sequence[Entry]) -> Iterator[str]:
    root = entries[0]
    if root.kind != ROOT or root.name != "Root Entry":
        yield "directory: no root entry"
    for entry in entries:
        what = f"directory entry {entry.name!r}"
        if not entry.named_properly or entry.kind not in (0, STORAGE, STREAM, ROOT):
            yield f"{what}: name or kind"
        if any(entry.unused):
            yield f"{what}: class id, state or times are not zero"
        if entry.kind in (0, STORAGE) and (entry.sector, entry.size) != (0, 0):
            yield f"{what}: place and size are not zero"
        if entry.kind in (0, STREAM) and entry.child != NOBODY:
            yield f"{what}: has children"
        if entry.kind in (ROOT, STORAGE) and entry.child != NOBODY:
            yield from _tree_flaws(entries, entry.child, what)


def _tree_flaws(entries: Sequence[Entry], top: int, what: str) -> Iterator[str]:
    """Rules of 2.6.4: ordered by length then capitals, black on top, no two reds, paths equally black."""
    order = [
        (len(name.encode("utf-16-le")), name.upper())
        for name in (entry.name for entry in _siblings(entries, top))
    ]
    if order != sorted(set(order)):
        yield f"{what}: children are not in order"
    if not entries[top].black:
        yield f"{what}: the topmost child is red"
    if any(
        not entry.black and not entries[side].black
        for entry in _siblings(entries, top)
        for side in (entry.left, entry.right)
        if side != NOBODY
    ):
        yield f"{what}: two red entries in a row"
    if len(set(_depths(entries, top))) != 1:
        yield f"{what}: paths through the tree are not equally black"


def _siblings(entries: Sequence[Entry], number: int) -> Iterator[Entry]:
    if number != NOBODY:
        yield from _siblings(entries, entries[number].left)
        yield entries[number]
        yield from _siblings(entries, entries[number].right)


def _depths(entries: Sequence[Entry], number: int) -> Iterator[int]:
    if number == NOBODY:
        yield 0
        return
    for side in (entries[number].left, entries[number].right):
        for depth in _depths(entries, side):
            yield depth + entries[number].black


def _table_flaws(
    data: bytes, fat: Sequence[int], used: dict[int, str], tables: Sequence[int]
) -> Iterator[str]:
    sectors = len(data) // SECTOR - 1
    if len(fat) < sectors:
        yield "allocation table is too short"
    if any(fat[number] != FAT for number in tables):
        yield "allocation table does not mark itself"
    if any(number not in used and mark != FREE for number, mark in enumerate(fat)):
        yield "sectors are taken that belong to nothing"
    if any(number >= sectors for number in used):
        yield "sectors behind the end of the file"
