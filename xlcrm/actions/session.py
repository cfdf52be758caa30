"""One workbook as an action sees it: its tables, the policy and calendar that hold in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from xlcrm.actions.settings import Settings
from xlcrm.book.port import Book, Found
from xlcrm.policy import Policy, PolicyFault, SheetRow
from xlcrm.problems import Problem
from xlcrm.problems.policy import POLICY_FAULT
from xlcrm.tables import HolidayCalendar, PolicyProfile
from xlcrm.tables.rows import Rows, Value

if TYPE_CHECKING:
    from xlcrm.rules.calendar import WorkCalendar


class Session:
    """A book opened for one action. Tables are recognised once; policy and calendar come from their sheets."""

    def __init__(self, book: Book, settings: Settings) -> None:
        self.book, self.settings = book, settings

    @cached_property
    def found(self) -> Found:
        """Tables of the workbook and what was wrong while looking for them."""
        return self.book.found()

    @cached_property
    def _loaded(self) -> tuple[Policy, list[Problem]]:
        rows = self.found.tables.get(PolicyProfile.id)
        settings = self.settings
        policy, faults = Policy.load(
            profile=settings.profile,
            sheet_rows=[_policy_row(r) for r in records(rows)] if rows else (),
            env=settings.env,
            file=settings.policy_file,
        )
        return policy, faults_of(faults, self.book.name, rows)

    @property
    def policy(self) -> Policy:
        """The parameters that hold for this workbook."""
        return self._loaded[0]

    @property
    def policy_problems(self) -> list[Problem]:
        """What was wrong in the sources of the policy."""
        return self._loaded[1]

    @cached_property
    def calendar_kept(self) -> WorkCalendar | None:
        """Working days by the workbook's own 节假日表; None when it keeps none."""
        from xlcrm.rules.calendar import WorkCalendar

        rows = self.found.tables.get(HolidayCalendar.id)
        own = [row for _, row in records(rows)] if rows else []
        return WorkCalendar.of(own) if own else None

    @cached_property
    def calendar(self) -> WorkCalendar:
        """Working days by the workbook's 节假日表, else as published."""
        from xlcrm.rules.calendar import WorkCalendar

        return self.calendar_kept or WorkCalendar.seeded()


def faults_of(faults: Iterable[PolicyFault], file: str = "", rows: Rows | None = None) -> list[Problem]:
    """Values of the policy that were not taken, as problems; those of the sheet at their cell."""
    return [_fault(fault, file, rows if fault.row is not None else None) for fault in faults]


def _fault(fault: PolicyFault, file: str, rows: Rows | None) -> Problem:
    value = PolicyProfile.value
    return Problem(
        POLICY_FAULT,
        file=file,
        sheet=rows.sheet if rows else None,
        row=fault.row,
        column=rows.letter(value) if rows and value in rows.names else None,
        header=PolicyProfile.header(value),
        table=PolicyProfile.id if rows else None,
        value=fault.value,
        fields={
            "name": fault.name,
            "what": fault.what.zh,
            "what_en": fault.what.en,
            "cure": fault.cure.zh,
            "cure_en": fault.cure.en,
        },
    )


def records(rows: Rows) -> list[tuple[int, Mapping[str, Value]]]:
    """Rows of a small table as (row number, column name -> value)."""
    return [
        (number, {name: value for name, value in zip(rows.names, values, strict=False) if name})
        for number, values in rows.rows
    ]


def _policy_row(record: tuple[int, Mapping[str, Value]]) -> SheetRow:
    number, row = record
    return SheetRow(
        str(row.get(PolicyProfile.profile) or ""),
        str(row.get(PolicyProfile.parameter) or ""),
        row.get(PolicyProfile.value),
        str(row.get(PolicyProfile.unit) or ""),
        number,
    )
