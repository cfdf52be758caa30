"""Checks of whole rows, by table: each names the columns without which it has nothing to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from xlcrm.checks.block import Block, Screen
from xlcrm.checks.context import Context, RowCheck
from xlcrm.checks.place import Place, Row, Sheet
from xlcrm.problems import followups
from xlcrm.problems.record import Problem
from xlcrm.tables.table import Table

Factory = Callable[[Context], RowCheck | None]
F = TypeVar("F", bound=Factory)


@dataclass(frozen=True, slots=True)
class Screened:
    """A check of rows with its screen."""

    check: RowCheck
    screen: Screen

    def __call__(self, row: Row) -> Iterable[Problem]:
        """Judge one row."""
        return self.check(row)


def screen(check: RowCheck, block: Block) -> bool | Sequence[int]:
    """True when the check has nothing to say about a block, else the rows of which it must be asked, or all."""
    asked: Screen | None = getattr(check, "screen", None)
    told = asked(block) if asked is not None else False
    return told if isinstance(told, bool) or told else True


class Registered(NamedTuple):
    """A factory of row checks and the columns that its sheet must have."""

    needs: tuple[str, ...]
    factory: Factory
    absent: str


CHECKS: dict[str, list[Registered]] = {}


def of_rows(table: type[Table], *needs: str, absent: str = "") -> Callable[[F], F]:
    """Mark a factory: from the context it makes the check of a table's rows, or None when there is none.

    ``absent`` is the rule that is told as not checked when the sheet lacks one of the columns it ``needs``.

    A check that carries something from row to row has a method ``end`` that yields its last problems.
    """

    def mark(factory: F) -> F:
        CHECKS.setdefault(table.id, []).append(Registered(needs, factory, absent))
        return factory

    return mark


def row_checks(context: Context, sheet: Sheet) -> list[RowCheck]:
    """The checks that the columns of a sheet allow."""
    from xlcrm.checks import by_table, rowwise  # noqa: F401 - importing them registers their checks

    made = [
        registered.factory(context)
        for registered in CHECKS.get(sheet.table.id, ())
        if all(name in sheet.at for name in registered.needs)
    ]
    chosen = context.chosen(sheet.table)
    return [*rowwise.declared(sheet, chosen), *(check for check in made if check is not None)]


def not_checked(sheet: Sheet) -> Iterator[Problem]:
    """The rules that a sheet's missing columns leave unchecked, where somebody should know."""
    for registered in CHECKS.get(sheet.table.id, ()):
        missing = [sheet.table.header(name) for name in registered.needs if name not in sheet.at]
        if registered.absent and missing:
            yield Place(sheet, sheet.rows.top, None).problem(
                followups.NOT_CHECKED_WITHOUT_COLUMN,
                title=sheet.table.title,
                missing="、".join(missing),
                rules=registered.absent,
            )
