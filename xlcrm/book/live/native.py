"""What xlwings has no name for, asked of Excel by the name it has there."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any, Literal, cast

if TYPE_CHECKING:
    import xlwings


def native(thing: Any, name: str) -> Any:
    """A property by its COM name; on a Mac by AppleScript's. None where the program has no such property.

    >>> class Book: ReadOnly = True
    >>> native(Book, "ReadOnly"), native(Book, "Final")
    (True, None)
    """
    try:
        if sys.platform == "darwin":
            return getattr(thing, _snake(name)).get()
        return getattr(thing, name)
    except Exception as error:
        if _unknown(error):
            return None
        raise


def set_native(thing: Any, name: str, value: Any) -> None:
    """Set a property by its COM name; where the program has none of that name nothing is done."""
    try:
        if sys.platform == "darwin":
            getattr(thing, _snake(name)).set(value)
        else:
            setattr(thing, name, value)
    except Exception as error:
        if not _unknown(error):
            raise


def _unknown(error: Exception) -> bool:
    """AttributeError, DISP_E_UNKNOWNNAME, DISP_E_MEMBERNOTFOUND, and AppleScript's own way of saying so."""
    missing = isinstance(error, AttributeError) or type(error).__name__ == "CommandError"
    return missing or getattr(error, "hresult", None) in (-2147352570, -2147352573)


def _snake(name: str) -> str:
    """AppleScript's name.

    >>> _snake("ProtectContents")
    'protect_contents'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def areas(cells: xlwings.Range, kind: Literal["formulas", "visible"]) -> list[xlwings.Range]:
    """Rectangles of the cells of a kind; xlwings answers later only in a browser."""
    return cast("list[xlwings.Range]", cells.get_special_cells(kind))


def formulas(cells: xlwings.Range) -> list[list[str]]:
    """Formulas and constants of a range as Excel hands them out: rows, however many."""
    found = cells.formula
    if not isinstance(found, list | tuple):
        return [[found]]
    return [list(row) if isinstance(row, list | tuple) else [row] for row in found]


def last_filled(cells: xlwings.Range, order: Literal["rows", "columns"]) -> xlwings.Range | None:
    """The last cell with something in it, by rows or by columns."""
    return cast("xlwings.Range | None", cells.find("*", direction="backward", order=order))
