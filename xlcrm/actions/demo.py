"""演示: a finished workbook with made-up customers, validated, recalculated, reports filled."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xlcrm.actions.demonstration import history, plant
from xlcrm.actions.paths import DEMO_MARK, HIDDEN
from xlcrm.actions.recalc import Recalculated, recalc
from xlcrm.actions.settings import Settings
from xlcrm.actions.validate import validate_file
from xlcrm.book.port import BookRefused
from xlcrm.problems import Problem

FOLDER = "演示"
WORKBOOK = "客户管理.xlsx"


@dataclass
class Demonstration:
    """What the demonstration made and found."""

    workbook: Path
    customers: int
    planted: int
    found: list[Problem]
    recalculated: Recalculated


def demo(folder: Path, settings: Settings) -> Demonstration:
    """Make the demonstration in a new folder; a folder with other people's files is left alone."""
    from xlcrm.book.file import FileBook
    from xlcrm.book.templates import new_workbook

    workbook = folder / WORKBOOK
    _claim(folder)
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
    return Demonstration(workbook, customers, len(planted), found, done)


def _claim(folder: Path) -> None:
    """Take a new folder, or our own of an earlier demonstration."""
    mark = folder / HIDDEN / DEMO_MARK
    if folder.exists() and not mark.exists():
        if any(folder.iterdir()):
            raise BookRefused(
                f"文件夹“{folder}”", "里面已有别的文件，没有改动", "请换一个文件夹，例如 xlcrm demo 新演示。"
            )
    elif mark.exists():
        (folder / WORKBOOK).unlink(missing_ok=True)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text("由 xlcrm demo 生成，可以整个删除。\n", "utf-8")
