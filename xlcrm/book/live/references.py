"""Formulas and names that point at a sheet, kept alive while the sheet is replaced by another of its title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from xlcrm.book.live.native import areas, formulas

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import xlwings


class Referring:
    """Notes what refers to sheets, and writes it anew afterwards: Excel has made ``#REF!`` of it meanwhile.

    ::

        with Referring(book, {"看板"}):
            ...  # the sheet is deleted, another one takes its title
    """

    def __init__(self, book: xlwings.Book, titles: Collection[str]) -> None:
        self._book, self._titles = book, titles
        quoted = [title.replace("'", "''") for title in titles]
        self._needles = [needle for title in quoted for needle in (f"{title}!", f"{title}'!")]

    def __enter__(self) -> Self:
        self._formulas = list(self._referring()) if self._titles else []
        named = [(one, one.refers_to or "") for one in self._book.names] if self._titles else []
        self._names = [(one, target) for one, target in named if self._meant(target)]
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            for title, row, column, formula in self._formulas:
                self._book.sheets[title].range((row, column)).formula = formula
            for name, target in self._names:
                name.refers_to = target

    def _referring(self) -> Iterator[tuple[str, int, int, str]]:
        for sheet in self._book.sheets:
            title = sheet.name
            if title in self._titles:
                continue
            for area in areas(sheet.used_range, "formulas"):
                for row, line in enumerate(formulas(area), area.row):
                    for column, text in enumerate(line, area.column):
                        if self._meant(text):
                            yield title, row, column, text

    def _meant(self, text: str) -> bool:
        return any(needle in text for needle in self._needles)
