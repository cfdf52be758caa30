"""What rows that seem to be one customer would make, for a person to confirm (R-018)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from xlcrm.problems import Problem
from xlcrm.problems.customers import DUPLICATE_CERTAIN, DUPLICATE_POSSIBLE, MERGE_PROPOSED
from xlcrm.rules.merging import Merged, merge_customers
from xlcrm.rules.plain import rows
from xlcrm.tables import CustomerMaster as M

if TYPE_CHECKING:
    from datetime import date

    from xlcrm.policy import Policy
    from xlcrm.rules.frames import Data
    from xlcrm.rules.plain import Row
    from xlcrm.tables.rows import Rows

_MOST = 10
"""So many rows of one customer are put together; more are a common telephone number, not a customer."""
_SHOWN = (M.tags, M.customer_mark, M.aliases, M.grade)
"""Columns whose new value is told; of the others only that they change, as they may be personal."""


def merge_proposals(
    problems: Iterable[Problem], data: Data, master: Rows | None, policy: Policy, today: date
) -> Iterator[Problem]:
    """One proposal for each group of rows that R-017 holds for one customer, told at the last of them."""
    pairs = [
        (int(str(p.fields["other"])), p.row)
        for p in problems
        if p.kind in (DUPLICATE_CERTAIN, DUPLICATE_POSSIBLE) and p.row is not None and p.table == M.id
    ]
    if not pairs or master is None:
        return
    known = {row.number: row for row in rows(data[M.id])}
    for group in _groups(pairs):
        members = [known[number] for number in group if number in known and known[number].text(M.customer_id)]
        if 1 < len(members) <= _MOST:
            merged = merge_customers([row.cells for row in members], today, policy)
            yield _proposal(members, merged, master)


def _groups(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Rows that hang together.

    >>> _groups([(2, 5), (3, 4), (5, 9)])
    [[2, 5, 9], [3, 4]]
    """
    of: dict[int, set[int]] = {}
    for one, other in pairs:
        joined = of.get(one, {one}) | of.get(other, {other})
        of.update(dict.fromkeys(joined, joined))
    return sorted({id(group): sorted(group) for group in of.values()}.values())


def _proposal(members: list[Row], merged: Merged, master: Rows) -> Problem:
    kept = next(row for row in members if row.text(M.customer_id) == merged.cells[M.customer_id])
    changed = [
        name
        for name, value in merged.cells.items()
        if value != kept.cells.get(name) and name not in (M.updated_date, M.created_date)
    ]
    told = [f"{M.header(name)} {merged.cells[name]}" for name in _SHOWN if name in changed]
    if more := len(changed) - len(told):
        told.append(f"另有 {more} 项取较新的值")
    told += merged.warnings
    last = members[-1]
    return Problem(
        MERGE_PROPOSED,
        sheet=master.sheet,
        row=last.number,
        column=master.letter(M.customer_id) if M.customer_id in master.names else None,
        header=M.header(M.customer_id),
        table=M.id,
        value=last.text(M.customer_id),
        fields={
            "rows": "、".join(str(row.number) for row in members),
            "id": merged.cells[M.customer_id],
            "what": "；".join(told) or "其余各项相同",
            "what_en": "; ".join(told) or "nothing else differs",
        },
        owner=last.text(M.owner),
    )
