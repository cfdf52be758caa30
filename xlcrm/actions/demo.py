"""演示: a finished workbook with made-up customers, validated, recalculated, reports filled."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from xlcrm.actions.demonstration import history, plant
from xlcrm.actions.paths import DEMO_MARK, HIDDEN
from xlcrm.actions.recalc import Recalculated, recalc
from xlcrm.actions.settings import Settings
from xlcrm.actions.validate import validate_file
from xlcrm.book import journal
from xlcrm.book.port import BookRefused
from xlcrm.problems import Problem

FOLDER = "演示"
WORKBOOK = "客户管理.xlsx"
_RUNS = ["demo", "recalc"]
"""What has been run in a demonstration that nobody has touched."""


@dataclass
class Demonstration:
    """What the demonstration made and found."""

    workbook: Path
    customers: int
    planted: int
    found: list[Problem]
    recalculated: Recalculated
    set_aside: Path | None = None
    """Where the workbook of an earlier demonstration is now that somebody has worked in since."""


def demo(folder: Path, settings: Settings) -> Demonstration:
    """Make the demonstration in a new folder; a folder with other people's files is left alone."""
    from xlcrm.book.file import FileBook
    from xlcrm.book.templates import new_workbook

    workbook = folder / WORKBOOK
    kept = _claim(folder)
    workbook.write_bytes(new_workbook("core", sample=True))
    tables = history(settings.today)
    planted = plant(tables)
    with FileBook(workbook, command="demo") as book:
        for table, rows in tables.items():
            if table in book.found().tables:
                book.append(table, rows)
        book.save()
    found = validate_file(workbook, settings)
    with FileBook(workbook, command="recalc") as book:
        done = recalc(book, settings)
    customers = len(tables["customer_master"])
    return Demonstration(workbook, customers, len(planted), found, done, kept)


def _claim(folder: Path) -> Path | None:
    """Take a new folder, or our own of an earlier demonstration; where that one's workbook went, if it went."""
    mark = folder / HIDDEN / DEMO_MARK
    if folder.exists() and not mark.exists() and any(folder.iterdir()):
        raise BookRefused(
            f"文件夹“{folder}”", "里面已有别的文件，没有改动", "请换一个文件夹，例如 xlcrm demo 新演示。"
        )
    kept = _clear(folder / WORKBOOK) if mark.exists() else None
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text("由 xlcrm demo 生成，可以整个删除。\n", "utf-8")
    return kept


def _clear(workbook: Path) -> Path | None:
    """Remove an earlier workbook with its runs; one that somebody has worked in since keeps both, under a new name."""
    home = journal.homes(workbook)[0]
    known = journal.runs(workbook)
    ours = [run.command for run in known] == _RUNS
    if not workbook.exists() or (ours and known[-1].saved == journal.file_digest(workbook)):
        workbook.unlink(missing_ok=True)
        shutil.rmtree(home, ignore_errors=True)
        return None
    names = (workbook.with_name(f"{workbook.stem}-{turn}.xlsx") for turn in range(1, 1000))
    kept = next(name for name in names if not name.exists())
    workbook.rename(kept)
    if home.is_dir():
        home.rename(home.with_name(kept.name))
    return kept
