"""Headings beyond the template (R-022)."""

from __future__ import annotations

from collections.abc import Iterator

from xlcrm.checks.context import Context
from xlcrm.checks.place import Sheet
from xlcrm.checks.sensitive import hide
from xlcrm.problems import sheets
from xlcrm.problems.record import Problem
from xlcrm.rulebook import implements
from xlcrm.tables.headings import fold, recognise
from xlcrm.tables.rows import letters


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
