"""Formulas and names that point at a sheet, kept alive while the sheet is replaced by another of its title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from xlcrm.book.live.native import areas, formulas

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xlwings


class Referring:
    """Notes what refers to a sheet, and writes it anew afterwards: Excel has made ``#REF!`` of it meanwhile.

    ::

        with Referring(book, "看板"):
            ...  # the sheet is deleted, another one takes its title
    """

    def __init__(self, book: xlwings.Book, title: str) -> None:
        self._book, self._title = book, title
        self._needles = (f"{title}!", f"'{title.replace(chr(39), chr(39) * 2)}'!")

    def __enter__(self) -> Self:
        self._formulas = list(self._referring())
        self._names = [(one, one.refers_to) for one in self._book.names if self._meant(one.refers_to)]
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None and self._title in [one.name for one in self._book.sheets]:
            for title, row, column, formula in self._formulas:
                self._book.sheets[title].range((row, column)).formula = formula
            for name, target in self._names:
                name.refers_to = target or ""

    def _referring(self) -> Iterator[tuple[str, int, int, str]]:
        for sheet in self._book.sheets:
            if sheet.name == self._title:
                continue
            for area in areas(sheet.used_range, "formulas"):
                for row, line in enumerate(formulas(area), area.row):
                    for column, text in enumerate(line, area.column):
                        if self._meant(text):
                            yield sheet.name, row, column, text

    def _meant(self, text: object) -> bool:
        return isinstance(text, str) and any(needle in text for needle in self._needles)
