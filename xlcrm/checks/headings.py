"""Headings beyond the template (R-022)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xlcrm.checks.context import Context
from xlcrm.checks.place import Sheet
from xlcrm.checks.sensitive import hide
from xlcrm.problems import sheets
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.tables.headings import fold, recognise, simplified
from xlcrm.tables.rows import Rows, letters


@dataclass(frozen=True)
class Heading:
    """A heading in the other script: where (1-based), from what to what."""

    row: int
    column: int
    old: str
    new: str


@implements("R-023")
def other_script(tables: Iterable[Rows]) -> Iterator[tuple[str, list[Heading]]]:
    """R-023 表头识别: by sheet, headings of the catalogue in the other script than most of the workbook.

    A heading in words of its own stays, and so does another way of writing it in traditional characters.

    >>> from xlcrm.checks.example import table_of
    >>> from dataclasses import replace
    >>> rows = table_of("source_register", {"source_channel": None, "source_detail": None, "notes": None, "owner": None})
    >>> mixed = replace(rows, headings=("來源渠道", "具体来源(如展会名称/广告关键词)", "备注", "销售专员"))
    >>> [(h.old, h.new) for _, found in other_script([mixed]) for h in found]
    [('來源渠道', '来源渠道')]
    """
    known = [
        (rows, position, str(heading), rows.table.columns[name])
        for rows in tables
        if rows.table.kind != "report"
        for position, (name, heading) in enumerate(zip(rows.names, rows.headings, strict=False))
        if name and _plain(str(heading)) == _plain(rows.table.columns[name].header)
    ]
    telling = [(heading, column) for _, _, heading, column in known if column.header != column.hant]
    traditional = sum(heading == column.hant for heading, column in telling)
    wanted = (
        "hant" if traditional > sum(heading == column.header for heading, column in telling) else "header"
    )
    found: dict[str, list[Heading]] = {}
    for rows, position, heading, column in known:
        new, own = getattr(column, wanted), _script(heading)
        if own != _script(new) and (wanted == "header" or own == _plain(heading)):
            place = Heading(rows.top, rows.left + position, heading, new)
            found.setdefault(rows.sheet, []).append(place)
    yield from found.items()


def _script(heading: str) -> str:
    """A heading without blanks and full-width forms, in its own script."""
    return "".join(unicodedata.normalize("NFKC", heading).split())


def _plain(heading: str) -> str:
    return simplified(_script(heading))


@implements("R-022")
def check_headings(sheet: Sheet, context: Context) -> Iterator[Problem]:
    """R-022 不过度收集: headings of the user's own, an error where one asks for what must not be kept.

    >>> from xlcrm.checks.example import said
    >>> said("R-022", customer_master={"身份证号": None})
    ['错误 身份证号：“客户信息总表”里有不该收集的列“身份证号”。']
    >>> said("R-022", customer_master={"备用1": None})
    ['警告 备用1：“客户信息总表”的模板里没有“备用1”这一列，它的内容不检查也不计算。']
    >>> said("R-022", customer_master={"_行号": None, "宗教/文化标记": None})
    []
    """
    rows = sheet.rows
    blocked = context.policy.words("headers.blocklist")
    recognised = recognise(rows.headings, rows.table)
    for position, heading in recognised.unknown.items():
        if rows.names[position] is not None:
            continue
        folded = fold(heading)
        kind = sheets.FORBIDDEN_HEADING if any(word in folded for word in blocked) else sheets.UNKNOWN_HEADING
        yield Problem(
            kind,
            sheet=rows.sheet,
            row=rows.top,
            column=letters(rows.left + position),
            header=hide(heading),
            table=rows.table.id,
            value=hide(heading),
            fields={"title": rows.table.title},
        )
    absent = [
        c.header
        for c in rows.table.columns.values()
        if c.extension and c.required is True and c.typed and c.name not in sheet.at
    ]
    if absent:
        yield Problem(
            sheets.EXTENSION_MISSING,
            sheet=rows.sheet,
            row=rows.top,
            table=rows.table.id,
            fields={"title": rows.table.title, "missing": "、".join(absent)},
        )
