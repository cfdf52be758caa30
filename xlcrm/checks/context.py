"""What checks know while a workbook streams by: policy, lists, and the keys of the rows read so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from xlcrm.checks.choice import ChoiceReader
from xlcrm.checks.lists import Lists
from xlcrm.policy import Policy
from xlcrm.problems.record import Problem
from xlcrm.tables.column import Choice, Column
from xlcrm.tables.rows import Value

if TYPE_CHECKING:
    from xlcrm.checks.place import Place, Row
    from xlcrm.rules.calendar import WorkCalendar

CellCheck = Callable[[Value], Iterable[Problem]]
RowCheck = Callable[["Row"], Iterable[Problem]]
FINE: tuple[Problem, ...] = ()


class Customer(NamedTuple):
    """What other sheets are compared with: one row of the customer master."""

    row: int
    name: str
    grade: str
    intent: str
    owner: str
    kind: str
    created: date | None
    updated: date | None
    aliases: tuple[str, ...]


@dataclass
class Known:
    """Keys of the rows read so far; memory grows with keys only."""

    keys: dict[str, dict[str, int]] = field(default_factory=dict)
    """By table: keys in use and the rows that bear them."""
    customers: dict[str, Customer] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    """Customer ids by name as typed."""
    cores: dict[str, list[str]] = field(default_factory=dict)
    """Customer ids by name without legal form and blanks; filled when a name is first not found as typed."""
    consents: dict[str, list[tuple[frozenset[str], date | None, date | None]]] = field(default_factory=dict)
    """By customer id: scopes, given on, withdrawn on."""
    approvals: dict[str, set[str]] = field(default_factory=dict)
    """Source keys with a reason and an approver, by source table (R-091)."""
    compensations: dict[str, float] = field(default_factory=dict)
    """Sum that was approved, by complaint number (R-079)."""
    promises: set[str] = field(default_factory=set)
    """Customers to whom something was promised with a date (R-028)."""
    confirmed: dict[str, list[date]] = field(default_factory=dict)
    """Days on which a review of the customer passed (R-020)."""


@dataclass
class Context:
    """One run over one workbook."""

    policy: Policy
    today: date
    present: frozenset[str]
    calendar: WorkCalendar | None = None
    lists: Lists = field(default_factory=Lists)
    known: Known = field(default_factory=Known)
    read: set[str] = field(default_factory=set)
    """Tables whose rows have all been seen."""
    pending: list[tuple[str, str, Place, bool]] = field(default_factory=list)
    """References to tables that come later: target, key, place, whether the key is a name."""
    skipped: dict[str, set[str]] = field(default_factory=dict)
    """Absent table -> rules that were therefore not checked."""

    def reader(self, column: Column) -> ChoiceReader:
        """How the cells of a choice column are read in this workbook."""
        if not isinstance(column, Choice):
            raise TypeError(f"{column.name} is no choice")
        return ChoiceReader(
            self.lists.of(column.options),
            several=column.several,
            separator=getattr(column, "separator", ";"),
            remark=column.remark,
        )

    def needs(self, rule: str, *tables: str) -> bool:
        """True when the tables are in the workbook; otherwise the rule is noted as not checked."""
        absent = [table for table in tables if table not in self.present]
        for table in absent:
            self.skipped.setdefault(table, set()).add(rule)
        return not absent

    def wait(self, target: str, key: str, place: Place, by_name: bool) -> Iterable[Problem]:
        """Look a reference up once its table has been read."""
        self.pending.append((target, key, place, by_name))
        return FINE

    def allowed(self, customer: str, scope: str, day: date) -> bool:
        """True when the customer's consent of that scope holds on the day (R-003)."""
        return any(
            scope in scopes and (given is None or given <= day) and (withdrawn is None or day < withdrawn)
            for scopes, given, withdrawn in self.known.consents.get(customer, ())
        )


def readers(context: Context, columns: Mapping[str, Column]) -> dict[str, ChoiceReader]:
    """Readers of all choice columns of a table."""
    return {name: context.reader(column) for name, column in columns.items() if isinstance(column, Choice)}
