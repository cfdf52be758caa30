"""The manuals' own example rows, as read from ``samples.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from xlcrm.tables.rows import Value


def _read(path: Path) -> Mapping[str, list[dict[str, Value]]]:
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))


SAMPLES: Mapping[str, list[dict[str, Value]]] = _read(Path(__file__).with_name("samples.toml"))
"""Rows by table id: column name -> value, dates as ``date``, ``datetime``; blank columns are left out."""
