"""The customer master as other sheets consult it: a few cells of each customer, read on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from operator import eq, itemgetter

from xlcrm.checks.block import Block
from xlcrm.checks.company import core
from xlcrm.checks.place import Row, Sheet, key_text
from xlcrm.tables import CustomerMaster
from xlcrm.tables.rows import Value

KEPT = (
    CustomerMaster.customer_name,
    CustomerMaster.contact_name,
    CustomerMaster.contact_phone,
    CustomerMaster.industry,
    CustomerMaster.grade,
    CustomerMaster.intent_grade,
    CustomerMaster.customer_status,
    CustomerMaster.owner,
    CustomerMaster.created_date,
    CustomerMaster.updated_date,
    CustomerMaster.first_contact_at,
    CustomerMaster.coop_start_date,
    CustomerMaster.culture_mark,
    CustomerMaster.region,
    CustomerMaster.timezone,
    CustomerMaster.aliases,
)


_REPEATED = frozenset(
    {
        CustomerMaster.industry,
        CustomerMaster.grade,
        CustomerMaster.intent_grade,
        CustomerMaster.customer_status,
        CustomerMaster.owner,
        CustomerMaster.culture_mark,
        CustomerMaster.region,
        CustomerMaster.timezone,
    }
)
"""Columns in which few words stand many times over; each is kept once."""

_ID, _NAME = CustomerMaster.customer_id, CustomerMaster.customer_name
_CONTACT = CustomerMaster.contact_name


class _Kept(Row):
    """A cursor over the cells that were kept."""

    __slots__ = ()

    def __init__(self, sheet: Sheet, choices: Mapping[str, Callable[[Value], Sequence[str]]]) -> None:
        super().__init__(sheet, choices)
        self._at = {name: position for position, name in enumerate(n for n in KEPT if n in sheet.at)}

    @property
    def owner(self) -> str | None:
        """Who is in charge of the customer."""
        return self.text(CustomerMaster.owner) or None


class Customers:
    """Customers by id. ``customers[id]`` is a cursor: read it at once, it serves the next one too."""

    def __init__(self) -> None:
        self.ids_by_name: dict[str, list[str]] = {}
        self.full_names: dict[Value, Value] = {}
        self.called: dict[str, tuple[str, str]] = {}
        """By id: names by which a text may call a customer, its own and that of the contact person."""
        self._cells: dict[str, tuple[int, tuple[Value, ...]]] = {}
        self._positions: tuple[int, ...] = ()
        self._cursor: _Kept | None = None
        self._words: dict[Value, Value] = {}
        self._cores: dict[str, list[str]] = {}

    def begin(self, sheet: Sheet, choices: Mapping[str, Callable[[Value], Sequence[str]]]) -> None:
        """Read the columns of the master's sheet."""
        self._positions = tuple(sheet.at[name] for name in KEPT if name in sheet.at)
        self._cursor = _Kept(sheet, choices)

    def add(self, row: Row) -> None:
        """Keep a row of the master; the first one of an id holds."""
        number = key_text(row.raw(_ID))
        if not number or number in self._cells:
            return
        values = row.values
        self._cells[number] = (row.number, tuple([values[at] for at in self._positions]))
        name = row.raw(_NAME)
        self.full_names[number] = name
        self.called[number] = (key_text(name), key_text(row.raw(_CONTACT)))
        if name is not None:
            self.ids_by_name.setdefault(key_text(name), []).append(number)

    def add_all(self, block: Block) -> bool:
        """Keep a block of rows at once; False when they need a closer look."""
        numbers, names = block.column(_ID), block.column(_NAME)
        if len(names) < len(numbers):
            return False  # the sheet has no column of names
        if not set(map(type, numbers)) <= {str} or not set(map(type, names)) <= {str}:
            return False
        if list(map(str.strip, numbers)) != list(numbers) or "" in numbers:
            return False
        if len(set(numbers)) < len(numbers) or not self._cells.keys().isdisjoint(numbers):
            return False
        cells = zip(*(self.shared(block, name) for name in KEPT if block.column(name)), strict=True)
        self._cells.update(zip(numbers, zip(block.numbers, cells, strict=True), strict=True))
        self.full_names.update(zip(numbers, names, strict=True))
        contacts = map(key_text, block.column(_CONTACT) or (None,) * len(names))
        self.called.update(zip(numbers, zip(names, contacts, strict=True), strict=True))
        for number, name in zip(numbers, names, strict=True):
            self.ids_by_name.setdefault(name.strip(), []).append(number)
        return True

    def shared(self, block: Block, name: str) -> Iterable[Value]:
        """A column of the master to be kept; equal words are one object."""
        column = block.column(name)
        return map(self._words.setdefault, column, column) if name in _REPEATED else column

    def named_in(self, block: Block) -> Sequence[int]:
        """Rows of a block of another table in which the name is not the one that the master has for the id."""
        if "customer" not in block.notes:
            names = block.column("customer_name")
            own = list(map(self.full_names.get, block.column("customer_id")))
            differ = (
                [] if all(map(eq, own, names)) else [at for at, full in enumerate(own) if full != names[at]]
            )
            block.notes["customer"] = differ
        return block.notes["customer"]

    def __contains__(self, number: object) -> bool:
        return number in self._cells

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def get(self, number: str) -> Row | None:
        """The cursor at a customer, None when there is no such id."""
        found = self._cells.get(number)
        if found is None or self._cursor is None:
            return None
        self._cursor.number, self._cursor.values = found
        return self._cursor

    def column(self, name: str) -> Iterator[Value]:
        """Cells of all customers in one column, in their order."""
        kept = [each for each in KEPT if self._cursor and each in self._cursor.sheet.at]
        if name not in kept:
            return repeat(None, len(self._cells))
        pick = itemgetter(kept.index(name))
        return (pick(cells) for _, cells in self._cells.values())

    def name(self, number: str) -> str:
        """Name of a customer as typed."""
        found = self.get(number)
        return found.text(CustomerMaster.customer_name) if found else ""

    def named(self, name: str, how: str, strip: tuple[str, ...]) -> list[str]:
        """Ids of the customers that bear a name (C-054): as typed, by a short name, by the stripped name.

        ``how`` is ``lookup.by_name``, ``strip`` the words of ``dedupe.strip``.
        """
        if found := self.ids_by_name.get(name):
            return found
        if name in self._cells:
            return [name]
        if how == "strict":
            return []
        if not self._cores:
            for number in self._cells:
                row = self.get(number)
                assert row is not None
                for each in (row.text(CustomerMaster.customer_name), *row.choices(CustomerMaster.aliases)):
                    if each:
                        self._cores.setdefault(core(each, strip), []).append(number)
        wanted = core(name, strip)
        found = self._cores.get(wanted, [])
        if not found and how == "contained" and len(wanted) > 1:
            found = [number for each, numbers in self._cores.items() if wanted in each for number in numbers]
        return list(dict.fromkeys(found))
