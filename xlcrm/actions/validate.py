"""校验: every problem of a workbook, to the cell."""

from __future__ import annotations

import signal
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.actions.session import PolicyRefused, Session
from xlcrm.actions.settings import Settings
from xlcrm.book.port import Book, CannotRead
from xlcrm.checks import check_tables
from xlcrm.problems import SEVERITIES, Problem, Severity
from xlcrm.problems.files import CANNOT_READ, UNEXPECTED

if TYPE_CHECKING:
    from concurrent.futures import Executor


def validate(book: Book, settings: Settings) -> Iterator[Problem]:
    """Problems of an opened workbook, in the order of its tables."""
    session = Session(book, settings)
    found = session.found
    yield from found.problems
    yield from session.policy_problems
    yield from check_tables(found.tables, session.policy, settings.today, calendar=session.calendar_kept)


def validate_file(path: Path, settings: Settings) -> list[Problem]:
    """Problems of a file; one that cannot be read has one problem that says why."""
    from xlcrm.book.file import FileBook

    try:
        with FileBook(path, password=settings.password) as book:
            book.read_once()
            problems = list(validate(book, settings))
    except PolicyRefused:
        raise  # holds for every file
    except CannotRead as error:
        problems = [unreadable(error)]
    except Exception as error:  # a fault of ours in one file must not stop the other hundreds
        problems = [Problem(UNEXPECTED, fields={"error": where_it_failed(error)})]
    return [replace(problem, file=str(path)) for problem in problems]


def validate_files(
    paths: Sequence[Path], settings: Settings, jobs: int = 1
) -> Iterator[tuple[Path, list[Problem]]]:
    """Problems of many files, in the order given; with ``jobs`` over 1 in that many processes."""
    work = partial(validate_file, settings=settings)
    if jobs <= 1 or len(paths) <= 1:
        yield from ((path, work(path)) for path in paths)
        return
    with _pool(min(jobs, len(paths))) as pool:
        chunk = max(1, min(16, len(paths) // (jobs * 4)))
        with _uninterrupted():
            results = pool.map(work, paths, chunksize=chunk)
        yield from zip(paths, results, strict=True)


def _pool(jobs: int) -> Executor:
    from concurrent.futures import ProcessPoolExecutor  # not for the one file that is mostly asked for
    from multiprocessing import get_context

    return ProcessPoolExecutor(
        jobs, mp_context=get_context("fork" if _may_fork() else "spawn"), initializer=_leave_interrupts
    )


def _may_fork() -> bool:
    """True where processes may start as copies of this one, which then has everything imported for them.

    Elsewhere than on Linux, and beside other threads, a copy may hang.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    from xlcrm.book.sources import xlsx  # noqa: F401 - what reading and checking import late
    from xlcrm.checks import by_table  # noqa: F401

    return True


def _leave_interrupts() -> None:
    """Ctrl-C is for the process that was started by a person; the helpers end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """While helpers are started, which take this over: until they can do so themselves, Ctrl-C would trace back."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def unreadable(error: CannotRead) -> Problem:
    """The problem of a file that cannot be read."""
    return Problem(
        CANNOT_READ,
        file=error.where,
        fields=error.fields,
    )


def where_it_failed(error: Exception) -> str:
    """Kind and place of a fault of ours, short enough to be told over the telephone."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} @ {Path(last.filename).stem}:{last.lineno}"


def at_least(problems: Iterable[Problem], severity: Severity) -> bool:
    """True when one of the problems is as bad as ``severity`` or worse."""
    least = SEVERITIES.index(severity)
    return any(SEVERITIES.index(problem.severity) >= least for problem in problems)
