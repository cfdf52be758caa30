"""Computed columns taken into the tables: what is proposed, why, and where a person typed otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, cast

from xlcrm.actions.draft import Sheet
from xlcrm.book.memory import plain
from xlcrm.problems import Problem
from xlcrm.problems.recalculation import FORMULA_KEPT, TYPED_DIFFERS, TYPED_REPLACED
from xlcrm.reports.reasons import Line
from xlcrm.tables.rows import Value, letters

if TYPE_CHECKING:
    from xlcrm.rules.customer_columns import Proposal


class Reasons(Collection[Line]):
    """Why each computed cell holds what it holds, column by column; a line is made when it is read."""

    def __init__(self) -> None:
        self._columns: list[tuple[Sheet, str, Sequence[Proposal]]] = []
        self._count = 0

    def add(self, sheet: Sheet, column: str, proposals: Sequence[Proposal]) -> None:
        """Note why the cells of a column hold what they hold."""
        self._columns.append((sheet, column, proposals))
        self._count += sum(one is not None and one.value is not None for one in proposals)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Line]:
        for sheet, column, proposals in self._columns:
            rows, header = sheet.rows, sheet.rows.table.header(column)
            letter = _letter(sheet, column)
            for at, one in enumerate(proposals):
                if one is not None and one.value is not None:
                    cell = f"{letter}{sheet.numbers[at]}" if letter else None
                    typed = cast("str | None", sheet.typed_value(column, at))
                    yield Line(rows.sheet, cell, sheet.label(at), header, one, typed)

    def __contains__(self, line: object) -> bool:
        return any(line == other for other in self)


def take(
    sheet: Sheet, column: str, proposals: Sequence[Proposal], *, keep_typed: bool = True
) -> Iterator[Problem]:
    """Propose a computed column; yields where a person typed otherwise or keeps formulas.

    Without ``keep_typed`` what the policy says takes the place of what a person typed (C-002); where it says
    nothing, the typed value stays.
    """
    rows, table = sheet.rows, sheet.rows.table
    letter, header = _letter(sheet, column), table.header(column)
    differing = []
    for at in sheet.typed_places(column):
        one, typed_value = proposals[at], sheet.typed_value(column, at)
        if one is not None and one.value is not None and sheet.differs(column, at, cast("Value", one.value)):
            differing.append((at, one, typed_value))
            if not keep_typed:
                sheet.release(column, at)
    sheet.propose(column, [cast("Value", one.value) if one else None for one in proposals])
    if column in rows.formulas:
        yield Problem(FORMULA_KEPT, sheet=rows.sheet, column=letter, header=header, table=table.id)
    for at, one, typed_value in differing:
        yield Problem(
            TYPED_DIFFERS if keep_typed else TYPED_REPLACED,
            sheet=rows.sheet,
            row=sheet.numbers[at],
            column=letter,
            header=header,
            table=table.id,
            value=plain(typed_value),
            fields={"policy": plain(cast("Value", one.value)), "why": one.text},
            rule_here=one.rules[0],
            owner=sheet.owner(at),
        )


def _letter(sheet: Sheet, column: str) -> str | None:
    rows = sheet.rows
    return letters(rows.left + rows.names.index(column)) if column in rows.names else None
