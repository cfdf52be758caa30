"""Checks of whole rows, by table: each names the columns without which it has nothing to say."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from xlcrm.checks.context import Context, RowCheck
from xlcrm.checks.place import Sheet
from xlcrm.tables.table import Table

Factory = Callable[[Context], RowCheck | None]
F = TypeVar("F", bound=Factory)


class Registered(NamedTuple):
    """A factory of row checks and the columns that its sheet must have."""

    needs: tuple[str, ...]
    factory: Factory


CHECKS: dict[str, list[Registered]] = {}


def of_rows(table: type[Table], *needs: str) -> Callable[[F], F]:
    """Mark a factory: from the context it makes the check of a table's rows, or None when there is none.

    A check that carries something from row to row has a method ``end`` that yields its last problems.
    """

    def mark(factory: F) -> F:
        CHECKS.setdefault(table.id, []).append(Registered(needs, factory))
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
    return [*rowwise.declared(sheet), *(check for check in made if check is not None)]
