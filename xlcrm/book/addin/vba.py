"""The VBA project as Excel reads it (``vbaProject.bin``): a compound file of compressed sources.

pyOpenVBA brings the project of an empty add-in that Excel itself saved, the compression and the container.
What it leaves as Excel had it and [MS-OVBA] wants otherwise of a writer is put right here: no performance
cache (2.3.4.1), every module's source at offset 0 (2.3.4.2.3.2.5), cookies 0xFFFF, no bytes after the
terminator of the ``dir`` stream (2.3.4.2).
"""

from __future__ import annotations

import struct
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pyopenvba import ExcelFile
from pyopenvba.cfb import CFB
from pyopenvba.vba import compress, parse_vba_project, serialize_dir_stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlcrm.book.addin.project import Project

_NO_CACHE = bytes.fromhex("CC61 FFFF 00 0000")
_NO_COOKIE = 0xFFFF
_ENTRY = struct.Struct("<64sHBB3I16sI16sIQ")  # one directory entry of a compound file, 128 bytes
_STREAM, _ROOT = 2, 5
_RED, _BLACK = 0, 1
_NOBODY = 0xFFFFFFFF


def vba_project(project: Project) -> bytes:
    """Bytes of ``xl/vbaProject.bin`` with the project's one module; the same for the same project."""
    container = CFB.from_bytes(_with_module(project))
    vba = parse_vba_project(container)
    for module in vba.modules:
        container.write_stream_in_storage("VBA", module.stream_name, compress(module.source.encode("ascii")))
        module.text_offset, module.cookie = 0, _NO_COOKIE
    vba.project_cookie = _NO_COOKIE
    declarations = _named(serialize_dir_stream(vba), vba.name, project.name)
    container.write_stream_in_storage("VBA", "dir", compress(declarations))
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", _NO_CACHE)
    text = container.get_stream("PROJECT").decode("ascii")
    text = text.replace(f'Name="{vba.name}"', f'Name="{project.name}"')
    container.write_stream("PROJECT", text.encode("ascii"))
    return _orderly(container.to_bytes())


def _with_module(project: Project) -> bytes:
    with TemporaryDirectory() as folder, ExcelFile.create_new(Path(folder) / "empty.xlam") as empty:
        vba = empty.vba_project()
        for module in list(vba.modules):
            if module.kind.name == "standard":
                vba.delete_module(module.name)
        vba.add_module(project.module, project.source)
        empty.save()
        with ExcelFile(Path(folder) / "empty.xlam") as saved:
            return bytes(saved.vba_project_bytes())


def _named(records: bytes, old: str, new: str) -> bytes:
    """The ``dir`` stream with another project name (record 4), ending where its terminator ends."""
    was, becomes = (struct.pack("<HI", 4, len(name)) + name.encode("ascii") for name in (old, new))
    terminator = struct.pack("<HI", 0x10, 0)
    body = records[: records.rindex(terminator) + len(terminator)]
    return body.replace(was, becomes, 1)


def _orderly(container: bytes) -> bytes:
    """The compound file with a proper directory: no times, unused fields zero, a valid red-black tree."""
    first, behind = (512 * (1 + struct.unpack_from("<I", container, field)[0]) for field in (48, 60))
    entries = list(_ENTRY.iter_unpack(container[first:behind]))
    red = {number for entry in entries if entry[6] != _NOBODY for number in _lowest(entries, entry[6])}
    out = bytearray(container)
    for number, entry in enumerate(entries):
        name, length, kind, _, left, right, child, _, _, _, sector, size = entry
        colour = _RED if number in red or not kind else _BLACK
        sector = sector if kind in (_STREAM, _ROOT) else 0
        anew = (name, length, kind, colour, left, right, child, bytes(16), 0, bytes(16), sector, size)
        _ENTRY.pack_into(out, first + number * _ENTRY.size, *anew)
    return bytes(out)


def _lowest(entries: Sequence[tuple[Any, ...]], top: int) -> Iterator[int]:
    """Siblings on the lowest level of the tree under ``top``: red there and black above is a valid colouring.

    It is, because the tree is balanced: it came from halving a sorted list.
    """
    levels = [[top]]
    while below := [side for node in levels[-1] for side in entries[node][4:6] if side != _NOBODY]:
        levels.append(below)
    if len(levels) > 1:
        yield from levels[-1]
