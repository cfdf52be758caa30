"""From what was typed on the command line to the workbooks that are meant."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".et", ".ett", ".csv"})
HIDDEN = ".xlcrm"
DEMO_MARK = "demo"


def workbooks(typed: Iterable[str]) -> Iterator[Path]:
    """Files, folders (with all below) and globs, each workbook once.

    Skipped: ``.xlcrm`` folders, owner files (``~$``, ``.~lock``) and, below a folder, demonstrations. A path
    that is named outright is always taken, also when it does not exist: reading it gives the sentence.
    """
    seen: set[Path] = set()
    for text in typed:
        for path in _expand(text):
            where = path.resolve()
            if where not in seen:
                seen.add(where)
                yield path


def _expand(text: str) -> Iterator[Path]:
    path = Path(text)
    if path.is_dir():
        yield from sorted(p for p in path.rglob("*") if _wanted(p, below=path))
    elif not path.exists() and glob.has_magic(text):
        for match in sorted(glob.glob(text, recursive=True)):  # noqa: PTH207 - the text may be absolute or a drive
            found = Path(match)
            if found.is_dir():
                yield from _expand(match)
            elif _wanted(found, below=Path()):
                yield found
    else:
        yield path


def _wanted(path: Path, below: Path) -> bool:
    if path.suffix.lower() not in SUFFIXES or path.name.startswith(("~$", ".~lock", "._")):
        return False
    folders = [path.parent, *path.parent.parents]
    if HIDDEN in path.parts:
        return False
    inside = [f for f in folders if f != below and below in (f, *f.parents)]
    return path.is_file() and not any((f / HIDDEN / DEMO_MARK).exists() for f in inside)
