"""问题清单: a workbook that lists the problems of many files, and the bad rows to be mended."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from xlcrm.actions.paths import with_ending
from xlcrm.actions.settings import Settings
from xlcrm.book.port import BookRefused, CannotRead
from xlcrm.book.whole_file import write_whole
from xlcrm.problems import Problem
from xlcrm.tables.rows import Rows, letters

if TYPE_CHECKING:
    from xlcrm.book.problem_list import BadRow


class Written(NamedTuple):
    """Where the list lies, and what is to be said of what it holds (R-153)."""

    path: Path
    warning: str


def write_problem_list(path: Path, problems: Sequence[Problem], settings: Settings) -> Written:
    """Write the list; never over a file that is not one of ours.

    The rows in it are to be mended, hence nothing is masked; phones without a password are warned of, or refused
    where ``protect.require_password`` is set.
    """
    from xlcrm.actions.session import policy_of
    from xlcrm.actions.sharing import columns_of, guard
    from xlcrm.book.problem_list import is_problem_list, problem_list
    from xlcrm.reports.problems import problems_report

    path = with_ending(path)
    if path.exists() and not is_problem_list(path):
        raise BookRefused(str(path), "文件已经存在，而且不是问题清单，没有覆盖", "请换一个文件名。")
    folder = path.resolve().parent

    def address(problem: Problem) -> str:
        sheet = (problem.sheet or "").replace("'", "''")
        return f"{quote(_seen_from(folder, Path(problem.file)))}#'{sheet}'!{problem.cell}"

    report = problems_report(problems, settings.today, settings.language, elsewhere=address)
    bad = list(bad_rows(problems, settings, folder))
    shown = {column for rows, _ in bad for column in columns_of(rows)}
    warning = guard(shown, policy_of(settings)[0], settings.language, str(path))
    return Written(write_whole(path, problem_list(report, bad)), warning)


def _seen_from(folder: Path, file: Path) -> str:
    """A file as a link in the folder calls it; by its whole path from another drive."""
    try:
        return os.path.relpath(file.resolve(), folder).replace(os.sep, "/")
    except ValueError:
        return file.resolve().as_posix()


def bad_rows(
    problems: Sequence[Problem], settings: Settings, folder: Path
) -> Iterator[tuple[Rows, list[BadRow]]]:
    """Tables with those of their rows in which something is wrong; files are named as ``folder`` sees them."""
    from xlcrm.book.file import FileBook

    wanted: dict[tuple[str, str], dict[int, list[Problem]]] = {}
    for problem in problems:
        if problem.table and problem.row and problem.severity != "info":
            wanted.setdefault((problem.file, problem.table), {}).setdefault(problem.row, []).append(problem)
    for file in dict.fromkeys(file for file, _ in wanted):
        try:
            with FileBook(file, password=settings.password) as book:
                for table, rows in book.found().tables.items():
                    if lines := wanted.get((file, table)):
                        yield rows, list(_copied(rows, lines, settings, _seen_from(folder, Path(file))))
        except CannotRead:
            continue  # gone or locked since it was checked: its problems are still in the list


def _copied(rows: Rows, lines: dict[int, list[Problem]], settings: Settings, file: str) -> Iterator[BadRow]:
    from xlcrm.book.problem_list import BadRow

    for number, values in rows.rows:
        if number in lines:
            what = "；".join(_said(problem, settings) for problem in lines[number])
            held = [*values, *[None] * (len(rows.names) - len(values))]
            letter = {letters(rows.left + at): at for at in range(len(held))}
            wrong = frozenset(letter[p.column] for p in lines[number] if p.column in letter)
            yield BadRow(number, held, what, file, wrong)


def _said(problem: Problem, settings: Settings) -> str:
    told = problem.message(settings.language) + problem.hint(settings.language)
    return f"{problem.header}：{told}" if problem.header else told
