"""Formula texts: moved down with a row, pointed at another sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_OPAQUE = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!?|\[(?:[^\[\]]|\[[^\[\]]*\])*\]')
_CELL = re.compile(r"(?<![\w.$])(\$?[A-Za-z]{1,3})(\$?)(\d{1,7})(?![\w.(])")
_WORD = re.compile(r"[\w.]*", re.UNICODE)


def _outside(formula: str, change: Callable[[str], str]) -> str:
    """The formula with a change made outside of texts, quoted names and brackets."""
    pieces: list[str] = []
    at = 0
    for match in _OPAQUE.finditer(formula):
        pieces += change(formula[at:match.start()]), match[0]
        at = match.end()
    return "".join([*pieces, change(formula[at:])])


def has_relative_rows(formula: str) -> bool:
    """Whether a formula means other cells when it stands in another row.

    >>> has_relative_rows("B2*2"), has_relative_rows('B$2&"A1"'), has_relative_rows("t[[#This Row],[A1]]*2")
    (True, False, False)
    """
    return moved_down(formula, 1) != formula


def moved_down(formula: str, rows: int) -> str:
    """A formula as it reads some rows further down.

    >>> moved_down('A2+$B$1&LOG10(C3)&"A2"', 3)
    'A5+$B$1&LOG10(C6)&"A2"'
    """
    def shifted(match: re.Match[str]) -> str:
        return match[0] if match[2] else f"{match[1]}{int(match[3]) + rows}"
    return _outside(formula, lambda text: _CELL.sub(shifted, text))


def quoted(sheet: str) -> str:
    """The name of a sheet as formulas write it.

    >>> quoted("Bob's")
    "'Bob''s'"
    """
    return "'" + sheet.replace("'", "''") + "'"


def renamed_sheet(formula: str, old: str, new: str) -> str:
    """A formula in which a sheet has another name.

    >>> renamed_sheet("Sheet!$A$1+'My Sheet'!B2", "Sheet", "首页")
    "'首页'!$A$1+'My Sheet'!B2"
    """
    if old == new:
        return formula
    formula = formula.replace(quoted(old) + "!", quoted(new) + "!")
    bare = re.compile(r"(?<![\w.'\]])" + re.escape(old) + "!")
    return _outside(formula, lambda text: bare.sub(lambda _: quoted(new) + "!", text))
