"""From what was typed on the command line to the workbooks that are meant."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path

from xlcrm.book.port import BookRefused
from xlcrm.book.problem_list import is_problem_list

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".et", ".ett", ".csv"})
_OTHERS = frozenset({".ics", ".xlam", ".oxt", ".txt", ".pdf", ".doc", ".docx", ".json", ".jsonl", ".toml"})
HIDDEN = ".xlcrm"
DEMO_MARK = "demo"


def with_ending(path: Path, ending: str = ".xlsx") -> Path:
    """The path of a file to be made, with its ending; refused where it bears that of another kind of file.

    >>> str(with_ending(Path("2024.06 看板"))), str(with_ending(Path("看板.XLSX")))
    ('2024.06 看板.xlsx', '看板.XLSX')
    """
    if not path.name:
        raise _nameless()
    suffix = path.suffix.lower()
    if suffix == ending:
        return path
    if suffix in SUFFIXES | _OTHERS:
        raise BookRefused(
            str(path), f"这里只能做成 {ending} 文件", f"请把文件名写成 {path.with_suffix(ending).name}。"
        )
    return path.with_name(f"{path.name}{ending}")


def to_be_made(path: Path, ending: str = ".xlsx") -> Path:
    """As ``with_ending``; refused also where there is such a file, or no folder for it."""
    path = with_ending(path, ending)
    if path.exists():
        raise BookRefused(str(path), "文件已经存在，没有覆盖", "请换一个文件名，或先把原文件移走。")
    if not path.parent.is_dir():
        raise BookRefused(str(path.parent), "没有这个文件夹", "请先建好文件夹，或换一个位置。")
    return path


def quoted(path: Path) -> str:
    """A path as it is typed on a command line.

    >>> quoted(Path("客户管理.xlsx")), quoted(Path("新 手/客户管理.xlsx"))
    ('客户管理.xlsx', '"新 手/客户管理.xlsx"')
    """
    text = str(path)
    return f'"{text}"' if set(text) & set(" &()[];'|<>*?$") else text


def workbooks(typed: Iterable[str]) -> Iterator[Path]:
    """Files, folders (with all below) and globs, each workbook once.

    Skipped: ``.xlcrm`` folders, owner files (``~$``, ``.~lock``), lists of problems made by us, whose rows stand in
    the workbooks themselves, and, below a folder, demonstrations. A path
    that is named outright is always taken, also when it does not exist: reading it gives the sentence.
    """
    seen: set[Path] = set()
    for text in typed:
        for path in _expand(text):
            where = path.resolve()
            if where not in seen:
                seen.add(where)
                yield path


def _nameless() -> BookRefused:
    """Of an empty name, which a script passes on when it has found nothing: not the folder one stands in."""
    return BookRefused("“”", "没有写文件名", "请写出文件或文件夹的名字；现在的文件夹写作 .")


def _expand(text: str) -> Iterator[Path]:
    if not text:
        raise _nameless()
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
    if HIDDEN in path.parts or not path.is_file():
        return False
    inside = [f for f in folders if f != below and below in (f, *f.parents)]
    return not any((f / HIDDEN / DEMO_MARK).exists() for f in inside) and not is_problem_list(path)
