"""A workbook on disk: read by the guarded reader, written by the package editor and nothing else."""

from __future__ import annotations

import shutil
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self
from weakref import finalize

from xlcrm.book.edited import EditedBook, refusing
from xlcrm.book.memory import SHEET as MEMORY_SHEET
from xlcrm.book.port import BookRefused
from xlcrm.book.reader import open_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcrm.book.journal import Run
    from xlcrm.book.take_back import Restored
    from xlcrm.ooxml import Package


_READ_ONLY = {"text": "纯文本", "xls": " xls 工作簿", "xlsb": " xlsb 工作簿", "ods": " ods 工作簿"}


class FileBook(EditedBook):
    """Adapter of the port for a file. Nothing reaches the file before ``save``."""

    def __init__(
        self, path: str | Path, *, password: str | None = None, command: str = "", force: bool = False
    ) -> None:
        super().__init__()
        self.path = Path(path)
        self.name = str(path)
        self._password, self._command, self._force = password, command, force
        self._state = _state(self.path)
        self.source = open_source(self.path, password)
        finalize(self, self.source.close)

    def read_once(self) -> None:
        """Each table will be checked and no more: memory is that of the largest, not that of all."""
        self.source.read_once()

    def close(self) -> None:
        """Let go of the file; what was not saved is lost."""
        self.source.close()
        if "package" in self.__dict__:
            self.package.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def to_be_written(self) -> None:
        """Refuse a file of a kind that can only be read, before anything is computed for it."""
        if self.source.kind != "xlsx":
            raise BookRefused(
                self.name,
                f"内容是{_READ_ONLY[self.source.kind]}，只能读，不能写入",
                "请在 Excel 或 WPS 中另存为 .xlsx 再试；只看结果可以用 xlcrm report 和 xlcrm due。",
            )

    @cached_property
    def package(self) -> Package:
        """The package editor; edits reach the file with ``save``."""
        from xlcrm.ooxml import Changed, Package

        self.to_be_written()
        with refusing():
            package = Package(self.path, password=self._password, force=self._force)
            if _state(self.path) != self._state:  # what was read is not what would be written to
                package.close()
                raise Changed(self.path.name)
        finalize(self, package.close)
        return package

    @cached_property
    def run(self) -> Run:
        """What will be noted of this run."""
        from xlcrm.book import journal

        return journal.start(self.path, self._command)

    def save(self, out: Path | None = None) -> Path | None:
        """Write the file (or ``out``), with a backup; returns the backup. Nothing changed: nothing written, ``out`` a copy."""
        from xlcrm.book import journal

        self._keep_memory()
        edited = "package" in self.__dict__ and self.package.edited
        elsewhere = out is not None and out.resolve() != self.path.resolve()
        if not edited and not elsewhere:
            return None
        self.source.close()
        if out is not None and elsewhere:
            if out.exists():
                raise BookRefused(str(out), "文件已经存在，没有覆盖", "请换一个文件名，或先把它移走。")
            if not edited:
                shutil.copyfile(self.path, out)
                return None
            with refusing():
                self.package.save(out)
            return None
        self.run.touched.name_rows(self._held.values())
        with journal.recorded(self.path, self.run, self._password) as copy, refusing():
            self.package.save(force=self._force)
        return copy

    def _keep_memory(self) -> None:
        if (cells := self._memory_cells()) is not None:
            from xlcrm.book.run import Sheet
            from xlcrm.book.sheets.hidden import column_of_text

            with refusing():
                self.package.put_sheet(MEMORY_SHEET, column_of_text(cells), hidden="veryHidden")
            self.run.touched.sheets[MEMORY_SHEET] = Sheet("memory")

    def rename_headings(
        self, sheet: str, names: Mapping[tuple[int, int], tuple[str, str]]
    ) -> dict[tuple[int, int], str]:
        """Give headings (row, column) another text, from what to what; returns why those that stay do, by cell.

        A heading of which a formula or a pivot table speaks stays: renaming it would break them.
        """
        from xlcrm.book.run import Renamed
        from xlcrm.ooxml import Refused
        from xlcrm.ooxml.headings import rename_headings, spoken_of

        spoken = spoken_of(self.package.workbook, {old for old, _ in names.values()})
        stay = {
            cell: f"{self._speaker(spoken[old])}按名称用到这个表头"
            for cell, (old, _) in names.items()
            if old in spoken
        }
        for cell, (old, new) in names.items():
            if cell in stay:
                continue
            try:
                rename_headings(self.package.workbook, sheet, {cell: new}, force=self._force)
                self.run.touched.renamed.append(Renamed(sheet, *cell, old, new))
            except Refused as error:
                stay[cell] = error.why
        return stay

    def _speaker(self, part: str) -> str:
        """What speaks of a heading, in words."""
        sheet = next((each.name for each in self.package.workbook.sheets() if each.part == part), None)
        words = {
            "pivot": "数据透视表",
            "slicer": "切片器",
            "vba": "工作簿带有宏，宏可能",
            "quer": "外部查询",
            "table": "表格的公式",
        }
        return (
            f"工作表“{sheet}”的公式"
            if sheet
            else next((said for word, said in words.items() if word in part.lower()), "公式或名称")
        )

    def runs(self) -> list[Run]:
        """Runs that changed the workbook, the oldest first."""
        from xlcrm.book import journal

        return journal.runs(self.path)

    def take_back(self, run: Run) -> Restored:
        """Put back what is still as a run left it; the file is written at once."""
        from xlcrm.book.restore import restore

        self.close()
        return restore(self.path, run, self.runs(), password=self._password, force=self._force)

    def tell(self, text: str) -> None:
        """Say something to the person at the keyboard."""
        print(text, file=sys.stderr)  # noqa: T201 - a file has no window of its own


def _state(path: Path) -> tuple[int, int] | None:
    """By what it is seen that a file was saved meanwhile; None when there is none to be read."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns
