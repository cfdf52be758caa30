"""Putting a workbook back to before a run.

When nobody touched the file since, it is the copy from before, byte for byte. Else every cell, row and sheet is
looked at: what is still as the run left it goes back, what people or later runs changed stays and is named.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from xlcrm.book import journal
from xlcrm.book.added_rows import standing
from xlcrm.book.edited import refusing
from xlcrm.book.file import FileBook
from xlcrm.book.port import BookRefused
from xlcrm.book.run import Appended, Removed, Sheet, Touched, content_digest
from xlcrm.book.take_back import Restored, TakeBack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlcrm.book.editor import EarlierBook
    from xlcrm.book.journal import Run
    from xlcrm.book.run import Column, Verb

_BACK: dict[Verb, Verb] = {"added": "removed", "removed": "added", "replaced": "replaced", "memory": "memory"}


def restore(
    path: Path, run: Run, known: Sequence[Run], *, password: str | None = None, force: bool = False
) -> Restored:
    """Take a run back; ``known`` are all runs of the workbook."""
    from xlcrm.ooxml.save import Fingerprint

    old = journal.before(run)
    opened = Fingerprint.of(path)
    if run.saved and journal.file_digest(path) == run.saved:
        return _whole(path, run, old, opened, force=force)
    return _by_cell(path, run, known, password, force=force)


def _whole(path: Path, run: Run, old: Path, opened: object, *, force: bool) -> Restored:
    from xlcrm.ooxml.save import Fingerprint, replace_file

    assert isinstance(opened, Fingerprint)
    back = journal.start(path, f"undo {run.id}", undoes=run.id, whole=True)
    back.cells, back.rows, back.columns = run.cells, run.rows, run.columns
    back.sheets = {name: _BACK[verb] for name, verb in run.sheets.items()}

    def write(out: BinaryIO) -> None:
        out.write(old.read_bytes())

    with journal.recorded(path, back), refusing():
        replace_file(path, opened, write, lambda _written: None, force=force)
    return Restored(True, run.cells, run.rows, run.columns, list(run.sheets))


def _by_cell(
    path: Path, run: Run, known: Sequence[Run], password: str | None, *, force: bool
) -> Restored:
    with refusing():
        touched = written_by(run, known, password)
    with (
        FileBook(path, password=password, command=f"undo {run.id}", force=force) as now,
        _before(run, password) as was,
    ):
        now.run.undoes = run.id
        with refusing():
            done = TakeBack(now, was, touched).all()
        if now.package.edited:
            now.save()
    return done


@contextmanager
def _before(run: Run, password: str | None) -> Iterator[EarlierBook]:
    """The copy or the images from before a run."""
    if (images := journal.images(run)) is not None:
        from xlcrm.book.live.images import BeforeImages, Images

        yield BeforeImages(Images.unpacked(images))
    else:
        with FileBook(journal.before(run), password=password) as was:
            yield was


def written_by(run: Run, known: Sequence[Run], password: str | None) -> Touched:
    """What a run wrote; one that put a whole file back wrote the reverse of what it took back."""
    if not run.whole:
        return journal.load(run, password)
    other = next((one for one in known if one.id == run.undoes), None)
    if other is None:
        raise BookRefused(f"运行 {run.id}", "更早的记录已经清理，无法逐格撤销", "请从自己的备份取回文件。")
    touched = written_by(other, known, password)
    with FileBook(journal.before(other), password=password) as was:
        return reverse(touched, was)


def reverse(touched: Touched, was: FileBook) -> Touched:
    """What taking everything back writes, given the workbook from before."""
    back = Touched()
    for column in touched.values.values():
        back.put(was.read(column.table), was.package.values(column.sheet, _cells(column)))
    for column in touched.fills.values():
        here = [rows for rows in was.found().tables.values() if rows.sheet == column.sheet]
        back.fill(column.sheet, was.package.fill_of(column.sheet, _cells(column)), here)
    back.name_rows(was.read(table) for table in touched.keys)
    for added in touched.appended:
        back.removed.append(Removed(added.sheet, added.table, added.item, added.first, len(added.rows)))
    for gone in touched.removed:
        left, lines = standing(was, gone)
        back.append(Appended(gone.sheet, gone.table, gone.item, left, gone.first, ""), lines)
    back.narrowed, back.widened = touched.widened, touched.narrowed
    back.renamed = [replace(one, old=one.new, new=one.old) for one in touched.renamed]
    for name, sheet in touched.sheets.items():
        content = content_digest(was.sheet_rows(name))
        back.sheets[name] = Sheet(_BACK[sheet.verb], content, sheet.mark)
    return back


def _cells(column: Column) -> list[tuple[int, int]]:
    return [(row, column.number) for row in column.digests]
