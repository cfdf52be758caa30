"""One workbook as an action sees it: its tables, the policy and calendar that hold in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from xlcrm.actions.settings import Settings
from xlcrm.book.port import Book, BookRefused, Found
from xlcrm.policy import SHEET, Policy, PolicyFault, SheetRow
from xlcrm.problems import Problem
from xlcrm.problems.policy import POLICY_FAULT
from xlcrm.tables import HolidayCalendar, PolicyProfile
from xlcrm.tables.rows import Rows, Value

if TYPE_CHECKING:
    from xlcrm.rules.calendar import WorkCalendar


class NoneOfOurs(BookRefused):
    """A workbook in which no table of ours is recognised."""


class PolicyRefused(BookRefused):
    """What was asked for on the command line, or for the whole company, cannot hold: nothing is done.

    A workbook computed by other figures than those somebody named would look right and be wrong.
    """

    def __init__(self, faults: Sequence[PolicyFault]) -> None:
        first = faults[0]
        super().__init__(_where(first), first.what.zh, first.cure.zh)
        self.args, self.faults = (faults,), faults

    def __str__(self) -> str:
        """A sentence a fault, in the order of the source."""
        return "\n".join(
            str(BookRefused(_where(fault), fault.what.zh, fault.cure.zh)) for fault in self.faults
        )


def policy_of(settings: Settings, sheet_rows: Iterable[SheetRow] = ()) -> tuple[Policy, list[PolicyFault]]:
    """The policy that was asked for, over a sheet's rows, and which of the rows were not taken.

    Raises PolicyRefused for a fault outside the sheet: ``--profile``, ``--policy``, ``XLCRM_POLICY``.
    """
    policy, faults = Policy.load(
        profile=settings.profile, sheet_rows=sheet_rows, env=settings.env, file=settings.policy_file
    )
    if outside := [fault for fault in faults if fault.origin != SHEET]:
        raise PolicyRefused(outside)
    return policy, faults


def _where(fault: PolicyFault) -> str:
    """Source and parameter in words; ``profile.active`` of the command line is the option itself."""
    source = fault.origin.replace("XLCRM_POLICY: ", "环境变量 XLCRM_POLICY 指的 ")
    return source if not fault.name or source == "--profile" else f"{source} 的“{fault.name}”"


class Session:
    """A book opened for one action. Tables are recognised once; policy and calendar come from their sheets."""

    def __init__(self, book: Book, settings: Settings) -> None:
        self.book, self.settings = book, settings

    @cached_property
    def found(self) -> Found:
        """Tables of the workbook and what was wrong while looking for them."""
        return self.book.found()

    def refuse_without_tables(self) -> None:
        """Refuse a workbook that is none of ours, before sheets of ours are put into it."""
        if not self.found.tables:
            raise NoneOfOurs(
                self.book.name,
                "没有认出任何一张客户管理的表",
                "请检查文件和表头；新的工作簿可以用 xlcrm new 生成。",
            )

    @cached_property
    def _loaded(self) -> tuple[Policy, list[Problem]]:
        rows = self.found.tables.get(PolicyProfile.id)
        policy, faults = policy_of(self.settings, [_policy_row(r) for r in records(rows)] if rows else ())
        return policy, [_fault(fault, self.book.name, rows) for fault in faults]

    @property
    def policy(self) -> Policy:
        """The parameters that hold for this workbook."""
        return self._loaded[0]

    @property
    def policy_problems(self) -> list[Problem]:
        """What was wrong on the sheet 策略参数表."""
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


def _fault(fault: PolicyFault, file: str, rows: Rows | None) -> Problem:
    """A row of the sheet that was not taken, as a problem at its cell."""
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


def refuse_unknown_owner(owner: str, named: Iterable[str | None], where: str) -> None:
    """Refuse an owner whom nobody has named: an empty list, or copy, would look like nothing to do."""
    refuse_unknown(owner, named, where, f"里面没有“{owner}”这位负责人", "里面的负责人有")


def refuse_unknown(word: str, named: Iterable[str | None], where: str, why: str, there: str) -> None:
    """Refuse a word that stands nowhere, with those like it, else those there are."""
    from difflib import get_close_matches

    known = sorted({name for name in named if name})
    if word not in known:
        near = [name for name in known if word in name] or get_close_matches(word, known, n=3, cutoff=0.3)
        listed = f"{there}：{'、'.join(known[:20]) or '一个也没有'}。"
        raise BookRefused(where, why, f"是不是：{'、'.join(near[:5])}？" if near else listed)


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
