"""The catalogue as plain data, for ``xlcrm tables --format json``."""

from __future__ import annotations

from typing import TypeAlias

from xlcrm.tables.column import Choice, Column, When
from xlcrm.tables.table import Table

Plain: TypeAlias = "str | bool | list[Plain] | dict[str, Plain] | None"


def as_json(table: type[Table]) -> dict[str, Plain]:
    """A table as JSON takes it.

    ``required`` is true, false or the condition in a few words; ``choices`` the values of the column's list,
    null where anything may stand; ``computed_by`` the rule that fills the column, null where a person does.

    >>> from xlcrm.tables import ComplaintTracking
    >>> told = as_json(ComplaintTracking)
    >>> told["id"], told["sheet"], len(told["columns"])
    ('complaint_tracking', '投诉处理跟踪表', 8)
    >>> told["columns"][0]["header_hant"]
    '投訴編號'
    """
    return {
        "id": table.id,
        "title": table.title,
        "title_hant": table.hant,
        "sheet": table.sheet(),
        "kind": table.kind,
        "source": table.source,
        "columns": [_column(column) for column in table.columns.values()],
    }


def _column(column: Column) -> dict[str, Plain]:
    required = column.required
    return {
        "name": column.name,
        "header": column.header,
        "header_hant": column.hant,
        "label": column.label,
        "type": column.type,
        "required": required.phrase if isinstance(required, When) else required,
        "choices": list(column.options.values) or None if isinstance(column, Choice) else None,
        "computed_by": column.computed_by,
        "aliases": list(column.aliases),
    }
