"""Headings of a report in the language asked for: what the catalogue has in three languages follows the choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from xlcrm.language import Language, traditional
from xlcrm.reports.report import Report
from xlcrm.tables import TABLES


def spoken(report: Report, language: Language) -> Report:
    """The report with the catalogue's headings in a language; words of our own follow in 繁體, not in English.

    >>> from xlcrm.reports.report import Block, Head
    >>> heads = [Head("grade", "客户等级"), Head("words", "说明")]
    >>> for language in ("zh-CN", "zh-TW", "en"):
    ...     made = spoken(Report("x", "x", "月报", blocks=[Block("b", "等级", heads, [])]), language)
    ...     print(made.title, [head.header for head in made.blocks[0].heads])
    月报 ['客户等级', '说明']
    月報 ['客戶等級', '說明']
    月报 ['Customer grade', '说明']
    """
    if language == "zh-CN":
        return report
    other = traditional if language == "zh-TW" else str
    named, titles = _headings(language), {table.title: table.hant for table in TABLES.values()}

    def said(text: str, name: str) -> str:
        return named.get((text, name)) or other(text)

    blocks = [
        replace(
            block,
            title=other(block.title),
            note=other(block.note),
            empty=other(block.empty),
            heads=[replace(head, header=said(head.header, head.name)) for head in block.heads],
        )
        for block in report.blocks
    ]
    return replace(
        report,
        title=(titles.get(report.title) if language == "zh-TW" else None) or other(report.title),
        subtitle=other(report.subtitle),
        fields=[replace(field, label=said(field.label, field.name)) for field in report.fields],
        tiles=[replace(tile, label=said(tile.label, ""), note=other(tile.note)) for tile in report.tiles],
        blocks=blocks,
        notes=[other(note) for note in report.notes],
    )


@lru_cache(maxsize=2)
def _headings(language: Language) -> Mapping[tuple[str, str], str]:
    """The catalogue's headings by the Chinese one and the column's name; without a name where they all agree."""
    found: dict[tuple[str, str], str] = {}
    alike: dict[str, set[str]] = {}
    for table in TABLES.values():
        for name, column in table.columns.items():
            said = column.label if language == "en" else column.hant
            found.setdefault((column.header, name), said)
            alike.setdefault(column.header, set()).add(said)
    found.update({(header, ""): said.pop() for header, said in alike.items() if len(said) == 1})
    return found
