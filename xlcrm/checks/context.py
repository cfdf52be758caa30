"""What checks know while a workbook streams by: policy, lists, and the keys of the rows read so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from xlcrm.checks.choice import ChoiceReader
from xlcrm.checks.lists import Lists
from xlcrm.checks.master import Customers
from xlcrm.policy import Policy
from xlcrm.problems.record import Problem
from xlcrm.rules.complaints import Clock
from xlcrm.rules.dates import Moment
from xlcrm.rules.hours import service_hours
from xlcrm.rules.reviews import Demand, demands
from xlcrm.rules.words import Words
from xlcrm.tables.column import Choice, Column
from xlcrm.tables.rows import Value

if TYPE_CHECKING:
    from xlcrm.checks.place import Place, Row
    from xlcrm.rules.calendar import WorkCalendar
    from xlcrm.tables.table import Table

CellCheck = Callable[[Value], Iterable[Problem]]
RowCheck = Callable[["Row"], Iterable[Problem]]
FINE: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Progress:
    """How far a complaint has come by the steps noted so far."""

    rank: int = -1
    at: Moment | None = None
    steps: list[tuple[str, Moment | None]] = field(default_factory=list)
    place: Place | None = None


@dataclass
class Known:
    """Keys of the rows read so far; memory grows with keys only."""

    keys: dict[str, dict[str, int]] = field(default_factory=dict)
    """By table: keys in use and the rows that bear them."""
    customers: Customers = field(default_factory=Customers)
    consents: dict[str, list[tuple[frozenset[str], date | None, date | None]]] = field(default_factory=dict)
    """By customer id: scopes, given on, withdrawn on."""
    approvals: dict[tuple[str, str], bool] = field(default_factory=dict)
    """By source table and source key: whether the missed deadline was approved, or only explained (R-091)."""
    sought: dict[str, set[str]] = field(default_factory=dict)
    """By table: keys of rows that approvals call and that were not met yet (R-091)."""
    granted: dict[str, float] = field(default_factory=dict)
    """Sum that an approver granted, by complaint number (R-079)."""
    prices: dict[str, list[tuple[date, date, float]]] = field(default_factory=dict)
    """By customer id: start and end of a contract, what a month of it costs (R-079)."""
    free_months: dict[str, list[tuple[float, bool]]] = field(default_factory=dict)
    """By complaint number: months of free service, and whether they were approved (R-079)."""
    free_price: dict[str, float | None] = field(default_factory=dict)
    """By complaint number: what a month of free service is worth (R-079)."""
    promises: set[str] = field(default_factory=set)
    """Customers to whom something was promised with a date (R-028)."""
    confirmed: dict[str, list[date]] = field(default_factory=dict)
    """By customer id: days on which a review passed (R-020)."""
    reviewed: set[str] = field(default_factory=set)
    """Customers whose entry somebody reviewed (R-002)."""
    verdicts: dict[str, tuple[date, bool]] = field(default_factory=dict)
    """By customer id: day of the newest review, and whether it left the data in doubt (R-004)."""
    culture: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    """Belief or region, words that do not suit it, what to say instead (R-139)."""
    potential: dict[str, Place] = field(default_factory=dict)
    """Customers whose follow-up plan calls them potential, and where (R-040)."""
    progress: dict[str, Progress] = field(default_factory=dict)
    """Steps by complaint number (R-075, R-082)."""
    holders: dict[str, str] = field(default_factory=dict)
    """Customer id by contract number (R-019)."""
    planned: set[str] = field(default_factory=set)
    """Contracts with a delivery plan (R-104)."""
    topics: list[str] = field(default_factory=list)
    """What the knowledge base has entries about (R-136)."""
    holidays: list[Mapping[str, object]] = field(default_factory=list)
    """Rows of the 节假日表 (R-138)."""
    mail: dict[str, bool | None] = field(default_factory=dict)
    """Whether a domain takes mail, as the name servers said; None when they did not answer (R-006)."""
    closed: set[str] = field(default_factory=set)
    """Complaints that are closed (R-045)."""


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
    unsound: set[tuple[str | None, int | None, str | None]] = field(default_factory=set)
    """Table, row and column letters of cells whose content is an error in itself."""
    skipped: dict[str, set[str]] = field(default_factory=dict)
    """Absent table -> rules that were therefore not checked."""

    @cached_property
    def demands(self) -> list[Demand]:
        """What ``required.customer`` asks for where somebody changed it; empty where the declarations say the same."""
        name, usual = "required.customer", Policy.of(self.policy.profile)
        return [] if self.policy.words(name) == usual.words(name) else demands(self.policy)

    def chosen(self, table: type[Table]) -> frozenset[str]:
        """Columns of a table that a changed ``required.customer`` judges in the place of their declarations."""
        if table.id != "customer_master" or not self.demands:
            return frozenset()
        both = (*self.demands, *demands(Policy.of(self.policy.profile)))
        return frozenset(name for demand in both for name in demand.names)

    @cached_property
    def words(self) -> Words:
        """The word lists, as rules ask for them."""
        return Words(self.lists)

    @cached_property
    def working_days(self) -> WorkCalendar:
        """The calendar given, else that of the 节假日表, else as published."""
        from xlcrm.rules.calendar import WorkCalendar

        if self.calendar is not None:
            return self.calendar
        return WorkCalendar.of(self.known.holidays) if self.known.holidays else WorkCalendar.seeded()

    @cached_property
    def clock(self) -> Clock:
        """How time limits in hours run in this workbook (C-031)."""
        business = self.policy.word("sla.calendar") == "business"
        return Clock(service_hours(self.policy, self.working_days if business else None))

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
