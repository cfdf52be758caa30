"""问题清单: a workbook that lists the problems of many files, and the bad rows to be mended."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from xlcrm.actions.paths import with_ending
from xlcrm.actions.settings import Settings
from xlcrm.book.port import BookRefused, CannotRead
from xlcrm.book.whole_file import write_whole
from xlcrm.problems import Problem
from xlcrm.tables.rows import Rows, Value

MARKS = ("问题", "来自")
"""Columns behind the copied rows: what is wrong, and where the row comes from."""


def write_problem_list(path: Path, problems: Sequence[Problem], settings: Settings) -> Path:
    """Write the list; never over a file that is not one of ours. Returns the path."""
    from xlcrm.book.problem_list import is_problem_list, problem_list
    from xlcrm.reports.problems import problems_report

    path = with_ending(path)
    if path.exists() and not is_problem_list(path):
        raise BookRefused(str(path), "文件已经存在，而且不是问题清单，没有覆盖", "请换一个文件名。")
    folder = path.resolve().parent

    def address(problem: Problem) -> str:
        where = os.path.relpath(Path(problem.file).resolve(), folder).replace(os.sep, "/")
        return f"{quote(where)}#'{problem.sheet}'!{problem.cell}"

    report = problems_report(problems, settings.today, settings.language, elsewhere=address)
    return write_whole(path, problem_list(report, bad_rows(problems, settings)))


def bad_rows(problems: Sequence[Problem], settings: Settings) -> Iterator[tuple[Rows, list[list[Value]]]]:
    """Tables with those of their rows in which something is wrong, and behind each row what and where."""
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
                        yield rows, list(_copied(rows, lines, settings))
        except CannotRead:
            continue  # gone or locked since it was checked: its problems are still in the list


def _copied(rows: Rows, lines: dict[int, list[Problem]], settings: Settings) -> Iterator[list[Value]]:
    for number, values in rows.rows:
        if number in lines:
            what = "；".join(f"{p.header}：{p.message(settings.language)}{p.hint(settings.language)}" for p in lines[number])
            first = lines[number][0]
            yield [*values, *[None] * (len(rows.names) - len(values)), what, f"{first.file} {first.sheet} 第 {number} 行"]
