"""写回: rows that were mended in a list of problems go back into their workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.actions.settings import Settings

if TYPE_CHECKING:
    from xlcrm.book.mended import Back


def take_mended(
    problem_list: Path, files: Sequence[Path], settings: Settings, *, dry_run: bool = False
) -> Iterator[tuple[Path, list[Back]]]:
    """Put what was changed in a list's copied rows into those of the files from which they come; each can be undone.

    Rows of files that are not among ``files`` are told as left. With ``dry_run`` nothing is written.
    """
    from xlcrm.book.file import FileBook
    from xlcrm.book.mended import Back, mended, put_back

    rows = mended(problem_list)
    known = {path.resolve(): path for path in files}
    for file in dict.fromkeys(row.file for row in rows):
        mine = [row for row in rows if row.file == file]
        if file not in known:
            yield (
                file,
                [Back(r.sheet, f"第 {r.row} 行", None, None, "这个文件不在这次要校验的文件里") for r in mine],
            )
            continue
        path = known[file]
        with FileBook(
            path, password=settings.password, command="validate --mended", force=settings.force
        ) as book:
            done = list(put_back(book, mine))
            if not dry_run:
                book.save()
        yield path, done
