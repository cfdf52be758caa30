"""What a form looks like when it is filled in."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from xlcrm.tables.samples import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcrm.tables.rows import Value


@lru_cache(maxsize=1)
def _invented() -> Mapping[str, list[dict[str, Value]]]:
    return tomllib.loads(Path(__file__).with_name("examples.toml").read_text(encoding="utf-8"))


def examples(table: str) -> list[dict[str, Value]]:
    """The manuals' own rows of a form where they print some, else invented ones."""
    return SAMPLES.get(table) or _invented()[table]
