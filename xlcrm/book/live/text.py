"""What Excel would make of a text, and how it stays one."""

from __future__ import annotations

_READ_OTHERWISE = ("=", "+", "-", "@", "'", "#")


def as_text(text: str) -> str:
    """A text behind an apostrophe where Excel might take it for a number, a day, a formula or an error.

    >>> as_text("客户甲"), as_text("0012"), as_text("=1+1"), as_text("1-2"), as_text("true")
    ('客户甲', "'0012", "'=1+1", "'1-2", "'true")
    """
    bare = text.strip()
    doubtful = bare.startswith(_READ_OTHERWISE) or bare.upper() in ("TRUE", "FALSE")
    return f"'{text}" if doubtful or any(letter.isdigit() for letter in bare) else text


def reads(code: str | None, wanted: str) -> bool:
    """True when a number format shows the kind of value that ``wanted`` is for; None: cells differ.

    >>> reads("m/d/yyyy", "yyyy-mm-dd"), reads("General", "yyyy-mm-dd"), reads("@", "hh:mm"), reads("0%", "0.0%")
    (True, False, False, True)
    """
    if code is None:
        return False
    shown = code.lower()
    if "%" in wanted:
        return "%" in shown
    if "y" in wanted:
        return "y" in shown or "d" in shown.replace("[red]", "")
    return "h" in shown
