"""涂色与清除: the wrong cells of a file coloured, and given their own look back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from xlcrm.actions.settings import Settings
from xlcrm.book.file import FileBook
from xlcrm.book.port import Mark
from xlcrm.problems import SEVERITIES, Problem


def mark(path: Path, problems: Iterable[Problem], settings: Settings) -> int:
    """Colour the cells of these problems, and only those; returns how many cells changed."""
    with FileBook(path, password=settings.password, command="validate --mark", force=settings.force) as book:
        changed = book.mark(marks_of(problems))
        book.save()
    return changed


def clear(path: Path, settings: Settings) -> int:
    """Clear all marks; returns how many cells changed."""
    with FileBook(path, password=settings.password, command="validate --clear", force=settings.force) as book:
        changed = book.clear_marks()
        book.save()
    return changed


def marks_of(problems: Iterable[Problem]) -> Iterator[Mark]:
    """Cells to colour, the worst problem of a cell first; hints colour nothing."""
    worst_first = sorted(problems, key=lambda problem: -SEVERITIES.index(problem.severity))
    for problem in worst_first:
        if problem.sheet and problem.row and problem.column and problem.severity != "info":
            yield Mark(problem.sheet, problem.row, _number(problem.column), problem.severity)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
