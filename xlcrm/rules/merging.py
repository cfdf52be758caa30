"""Two rows for one customer made one, once somebody has confirmed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xlcrm.policy import Policy
from xlcrm.rulebook import implements
from xlcrm.rules.customers import several
from xlcrm.rules.plain import Cell
from xlcrm.tables import CustomerMaster as M

_UNITED = (M.tags, M.customer_mark, M.aliases)


@dataclass(frozen=True)
class Merged:
    """The row that stays, the old numbers that now mean it, and what a person should look at."""

    cells: Mapping[str, Cell]
    renumbered: Mapping[str, str]
    warnings: tuple[str, ...] = ()


@implements("R-018")
def merge_customers(duplicates: Sequence[Mapping[str, Cell]], today: date, policy: Policy) -> Merged:
    """R-018 合并重复客户: one row from the confirmed duplicates of a customer.

    Source: 《手册》第五章 §2. The oldest number stays (``merge.keep``); each field takes the newest
    value that is not blank (``merge.conflict``), tags are united, of two grades the higher stays with a
    warning, the day of entry is the earliest and the day of the update ``today``. Old numbers and names
    become aliases.

    >>> first = {"customer_id": "2023001", "updated_date": date(2023, 8, 16), "tags": "服务器采购"}
    >>> second = {"customer_id": "2023009", "updated_date": date(2023, 9, 1), "tags": "急购", "owner": "李某"}
    >>> one = merge_customers([second, first], date(2023, 9, 2), Policy.default())
    >>> one.cells["customer_id"], one.cells["tags"], one.cells["owner"], one.cells["aliases"]
    ('2023001', '服务器采购;急购', '李某', '2023009')
    >>> one.renumbered
    {'2023009': '2023001'}
    """
    by_number = sorted(duplicates, key=lambda row: str(row.get(M.customer_id) or "~"))
    by_update = sorted(by_number, key=lambda row: _day(row, M.updated_date))
    kept = by_update[-1] if policy.word("merge.keep") == "newest_updated" else by_number[0]
    number = str(kept.get(M.customer_id))
    order = by_update if policy.word("merge.conflict") == "newest_updated" else [*reversed(by_number)]
    cells: dict[str, Cell] = {}
    for row in order:
        cells.update({name: value for name, value in row.items() if value is not None})
    cells[M.customer_id] = number
    for name in _UNITED:
        cells[name] = ";".join(_union(several(_text(row.get(name))) for row in by_number)) or None
    names = [text for row in by_number if (text := _text(row.get(M.customer_name)))]
    others = [str(row[M.customer_id]) for row in by_number if row.get(M.customer_id) not in {None, number}]
    former = [
        *several(_text(cells[M.aliases])),
        *others,
        *(name for name in names if name != cells.get(M.customer_name)),
    ]
    cells[M.aliases] = ";".join(dict.fromkeys(former)) or None
    cells[M.created_date] = min((_day(row, M.created_date) for row in by_number), default=today)
    cells[M.updated_date] = today
    grades = sorted({grade for row in by_number if (grade := _text(row.get(M.grade)))})
    warnings: tuple[str, ...] = ()
    if len(grades) > 1:
        cells[M.grade] = grades[0]
        warnings = (f"客户等级不一致（{'、'.join(grades)}），取较高的 {grades[0]}",)
    return Merged(cells, dict.fromkeys(others, number), warnings)


def _text(value: Cell) -> str | None:
    return value if isinstance(value, str) else None


def _day(row: Mapping[str, Cell], column: str) -> date:
    value = row.get(column)
    return value if isinstance(value, date) else date.max if column == M.created_date else date.min


def _union(parts: Iterable[tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys(word for part in parts for word in part))
