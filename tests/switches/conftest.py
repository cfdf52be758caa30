"""A workbook in memory, as small as the question, with what its owner wrote into 策略参数表 and 选项表."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pytest

from xlcrm.actions.recalc import State, compute
from xlcrm.actions.reports import one_report, standing_reports
from xlcrm.actions.settings import Settings
from xlcrm.actions.validate import validate
from xlcrm.book.port import Found
from xlcrm.policy import Policy
from xlcrm.rules.dates import shown
from xlcrm.rules.reminders import tasks_of
from xlcrm.tables import TABLES
from xlcrm.tables.rows import Rows, Value

if TYPE_CHECKING:
    from xlcrm.problems import Problem
    from xlcrm.reports.report import Report
    from xlcrm.rules.reminders import Reminder
    from xlcrm.rules.tasks import Task

Row = Mapping[str, Value]
Tables = Mapping[str, Sequence[Row]]
Reading = tuple[Mapping[str, object], object]
TODAY = date(2024, 5, 10)


class Desk:
    """The part of a book that is read: tables as they lie in their sheets, nothing remembered."""

    name, path = "客户管理.xlsx", None

    def __init__(self, tables: Tables) -> None:
        self._tables = {name: _rows(name, rows) for name, rows in tables.items()}

    def found(self) -> Found:
        return Found(self._tables)

    def read(self, table: str) -> Rows:
        return self._tables[table]

    def remembered(self) -> dict[object, Value]:
        return {}

    def typed(self, report: Report) -> dict[str, object]:
        return {}


def _rows(name: str, rows: Sequence[Row]) -> Rows:
    table = TABLES[name]
    unknown = {column for row in rows for column in row} - set(table.columns)
    assert not unknown, f"{name} has no column {unknown}"
    names = tuple(table.columns)
    headings = tuple(table.header(column) for column in names)
    cells = [(number, tuple(row.get(column) for column in names)) for number, row in enumerate(rows, 2)]
    return Rows(table, table.sheet(), 1, 1, names, headings, cells)


class Seen:
    """What people see of a workbook on a day: cells after a recalculation, tasks, problems, reports."""

    def __init__(self, tables: Tables, settings: Mapping[str, object], today: date) -> None:
        kept = dict(tables)
        for name, value in settings.items():
            table, row = _setting(name, value)
            kept[table] = [*kept.get(table, ()), row]
        self._book, self._settings = Desk(kept), Settings(today=today, env={})

    @cached_property
    def state(self) -> State:
        """The workbook computed, every setting taken."""
        state = compute(self._book, self._settings)  # type: ignore[arg-type]
        assert not state.session.policy_problems, [p.message() for p in state.session.policy_problems]
        return state

    def cells(self, table: str, column: str) -> list[Value]:
        """A column as it will stand after the recalculation."""
        return self.state.draft[table].columns[column]

    def why(self, table: str, column: str) -> list[str]:
        """The reasons of a column's cells, as 计算依据 has them."""
        place = (TABLES[table].sheet(), TABLES[table].header(column))
        [block] = self.report("reasons").blocks
        at = {head.name: position for position, head in enumerate(block.heads)}
        told = (
            [row[at[name]] for name in ("sheet", "header", "rules", "profile", "words")] for row in block.rows
        )
        return [
            f"{rules} {profile}: {words}" for *where, rules, profile, words in told if tuple(where) == place
        ]

    def tasks(self, *rules: str) -> list[Task]:
        """Tasks of some rules, the earliest first."""
        found = [task for task in tasks_of(self.state.portfolio) if task.rule in rules]
        return sorted(found, key=lambda task: shown(task.due) if task.due else "")

    def due(self, *rules: str) -> list[str]:
        """When the tasks of some rules are due."""
        return [shown(task.due) for task in self.tasks(*rules) if task.due]

    def reminders(self, *rules: str) -> list[Reminder]:
        """Lines of 提醒清单 that some rules ask for."""
        return [line for line in self.state.reminders if line.rule_id in rules]

    @cached_property
    def problems(self) -> list[Problem]:
        """What a validation finds."""
        return list(validate(self._book, self._settings))  # type: ignore[arg-type]

    def found(self, rule: str, column: str | None = None) -> list[str]:
        """Cell and severity of the problems of a rule, of one column or all."""
        return [
            f"{problem.cell} {problem.severity}"
            for problem in self.problems
            if problem.rule == rule and (column is None or problem.header == _header(problem, column))
        ]

    def report(self, name: str, month: date | None = None) -> Report:
        """A summary sheet."""
        return one_report(self.state, name, month)

    def column(self, report: str, block: str, column: str) -> list[object]:
        """A column of a block of a summary sheet."""
        found = next(one for one in self.report(report).blocks if one.name == block)
        at = [head.name for head in found.heads].index(column)
        return [row[at] for row in found.rows]

    def sheets(self) -> set[str]:
        """Names of the summary sheets that a recalculation makes."""
        return {report.name for report in standing_reports(self.state, self._book)}  # type: ignore[arg-type]


def _header(problem: Problem, column: str) -> str | None:
    columns = TABLES[problem.table].columns if problem.table else {}
    return columns[column].header if column in columns else None


def _setting(name: str, value: object) -> tuple[str, Row]:
    """The row that makes a setting: of 选项表 for ``选项表.<列表>`` 选项=同义词, else of 策略参数表."""
    if name.startswith("选项表."):
        option, _, synonyms = str(value).partition("=")
        row = {"list_name": name.removeprefix("选项表."), "value": option, "synonyms": synonyms or None}
        return "choice_list", {**row, "enabled": "是"}
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return "policy_profile", {"profile": "custom", "parameter": name, "value": text}


def _shipped(settings: Mapping[str, object]) -> bool:
    """True for settings that say what holds anyway."""
    own = Policy.default().with_values(settings)
    return all(own.text(name) == Policy.default().text(name) for name in settings)


@pytest.fixture(scope="session")
def seen() -> Callable[..., Seen]:
    """``seen(tables, {"revisit.gap": "old"})``: the workbook as its users see it on 2024-05-10."""

    def make(tables: Tables, settings: Mapping[str, object], today: date = TODAY) -> Seen:
        return Seen(tables, settings, today)

    return make


@pytest.fixture(scope="session")
def both_readings() -> Callable[..., None]:
    """Show each reading in a workbook with its setting; the first is the default and needs no setting."""

    def check(tables: Tables, told: Callable[[Seen], object], readings: Sequence[Reading]) -> None:
        (default, usual), *others = readings
        assert others, "one reading is no choice"
        assert _shipped(default), "the first reading is the default"
        for settings, reading in ({}, usual), *others:
            assert told(Seen(tables, settings, TODAY)) == reading, settings

    return check
