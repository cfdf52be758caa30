"""An open workbook as a book of the port, whichever program holds it.

Everything is gathered first and written by ``save`` in one go: what the program would do wrongly is refused
before anything is written, a copy of the workbook is kept, and one press is one run of the journal.
"""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from xlcrm.book.edited import EditedBook, refusing
from xlcrm.book.live.package import OpenPackage
from xlcrm.book.live.sheet import OpenSheet
from xlcrm.book.live.standing import Standing
from xlcrm.book.memory import SHEET as MEMORY_SHEET
from xlcrm.book.port import BookRefused
from xlcrm.book.reader import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlcrm.book.journal import Run
    from xlcrm.book.live.host import Host
    from xlcrm.book.port import Mark
    from xlcrm.book.sheets.change import Change
    from xlcrm.book.sheets.drawn import Drawn
    from xlcrm.book.take_back import Restored


class OpenBook(EditedBook):
    """Adapter of the port for a workbook that a program holds open. It is never saved for its user."""

    def __init__(self, host: Host, command: str = "", standing: Standing | None = None) -> None:
        """``standing`` knows the sheets that earlier presses put into this and other workbooks."""
        super().__init__()
        self.host = host
        self.name, self.path = host.name, host.path
        self._command = command
        self._standing = standing or Standing()
        self._pages: list[Drawn] = []

    @cached_property
    def sheets(self) -> dict[str, OpenSheet]:
        """Worksheets by title, in the order of their tabs."""
        return {facts.name: OpenSheet(self.host, facts) for facts in self.host.sheets()}

    @cached_property
    def source(self) -> Source:  # type: ignore[override]  # read when first asked for
        """The sheets as they are read."""
        return Source(Path(self.host.address), "open", tuple(self.sheets.values()))

    @cached_property
    def package(self) -> OpenPackage:
        """The editor; edits reach the workbook with ``save``."""
        return OpenPackage(self.host, self.sheets)

    @cached_property
    def run(self) -> Run:
        """What will be noted of this run."""
        from xlcrm.book import journal

        return journal.start(self.home, self._command)

    @cached_property
    def home(self) -> Path:
        """By which the journal knows this workbook; in the user's data folder when it has none of its own."""
        from xlcrm.book import journal

        return self.path or journal.elsewhere(self.host.address)

    def _put_page(self, page: Drawn, known: str) -> None:
        """Turn the sheet that stands into the page where that can be done, else draw it."""
        title, told = page.report.sheet, self._change(page, known)
        if told is not None:
            self.package.change_sheet(title, told)
        else:
            super()._put_page(page, known)
        self._pages.append(page)

    def _change(self, page: Drawn, known: str) -> Change | None:
        from xlcrm.book.ours import stamp_of
        from xlcrm.book.sheets.change import change

        title = page.report.sheet
        if self.host.change_sheet is None:
            return None
        old = self._standing.page(self.host.uid, title, stamp_of(known))
        told = change(old, page, self.sheet_rows(title)) if old is not None else None
        blocked = told is not None and told.body is not None and self.host.obstacle(title, told.body)
        return None if blocked else told

    def mark(self, marks: Iterable[Mark]) -> int:
        """Colour cells, the first of them where they are too many; returns how many cells change."""
        cells: dict[tuple[str, int, int], Mark] = {}
        for one in marks:
            cells.setdefault((one.sheet, one.row, one.column), one)
        return super().mark(islice(cells.values(), self.host.most_marks))

    def save(self, out: Path | None = None) -> Path | None:
        """Write what was gathered into the open workbook; returns the copy from before, None without changes.

        The workbook itself is not saved: that is for the person who sits before it.
        """
        from xlcrm.book import journal

        if out is not None:
            raise BookRefused(self.name, "正在程序里打开，不能另存结果", "请关闭它，再用命令行的 --out。")
        self._keep_memory()
        if not self.package.edited:
            return None
        with refusing():
            self.package.check()
        self.run.touched.name_rows(self._held.values())
        images = self._images()
        with journal.recorded_open(self.home, self.run, self.host.copy_to, images) as copy:
            if images is None:
                self._standing.copied(self.host.uid, copy)
            try:
                with (
                    TemporaryDirectory(prefix="xlcrm-") as folder,
                    self.host.writing(f"客户管理 {self._command}"),
                ):
                    self.package.write(Path(folder))
                for page in self._pages:
                    self._standing.put(self.host.uid, page)
            finally:
                self.host.progress(None)
                self._forget()
        return copy

    def _images(self) -> bytes | None:
        """What is about to be changed; None where the whole workbook is to be copied.

        That is before the first write since it was opened, where a copy is that of its file, and where more would
        have to be put back than cells, fills and reports that this process drew.
        """
        from xlcrm.book import journal
        from xlcrm.book.live.images import Images, as_it_stands

        touched, path = self.run.touched, self.path
        replaced = [name for name, sheet in touched.sheets.items() if sheet.verb in ("replaced", "removed")]
        pages = {name: self._page_before(name) for name in replaced}
        if (
            not self.host.uid
            or not self.host.changed
            or not self._standing.copy(self.host.uid)
            or self.run.undoes
            or (path is not None and journal.encrypted(path))
            or not all(pages.values())
        ):
            return None
        images = Images.of(touched, self.package)
        images.remembered = [values[0] if values else None for _, values in self.sheet_rows(MEMORY_SHEET)]
        for name, page in pages.items():
            assert page is not None
            images.reports[name] = as_it_stands(page, self.typed(page.report))
        return images.packed()

    def _page_before(self, title: str) -> Drawn | None:
        from xlcrm.book.ours import stamp_of

        return self._standing.page(self.host.uid, title, stamp_of(self._known.reports.get(title, "")))

    def runs(self) -> list[Run]:
        """Runs that changed this workbook, the oldest first."""
        from xlcrm.book import journal

        return journal.runs(self.home)

    def take_back(self, run: Run) -> Restored:
        """Take a run back, keeping what people changed since."""
        from xlcrm.book.live.back import take_back

        return take_back(self, run)

    def _keep_memory(self) -> None:
        if (cells := self._memory_cells()) is not None:
            from xlcrm.book.run import Sheet

            with refusing():
                self.package.keep_text(MEMORY_SHEET, cells)
            self.run.touched.sheets[MEMORY_SHEET] = Sheet("memory")

    def _forget(self) -> None:
        """Read anew from now on: what was read is no longer what stands there."""
        self._held, self._pages = {}, []
        for name in ("sheets", "source", "_found", "package", "run", "memory"):
            self.__dict__.pop(name, None)

    def tell(self, text: str) -> None:
        """Say something to the person at the keyboard."""
        self.host.tell(text)
