"""A report as JSON from which the same report can be made again: days, moments and links keep what they are."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from xlcrm.reports.report import Block, Chart, Field, Head, Link, Report, Tile

_KINDS: dict[str, Any] = {kind.__name__: kind for kind in (Block, Chart, Field, Head, Link, Report, Tile)}
_KIND, _DAY, _MOMENT = "", "day", "moment"


def told(report: Report) -> str:
    """As JSON."""
    return json.dumps(report, default=_told, ensure_ascii=False, separators=(",", ":"))


def report_of(text: str) -> Report:
    """The reverse of ``told``; whatever stood in a sequence stands in a list or a tuple."""
    found = json.loads(text, object_hook=_found)
    if not isinstance(found, Report):
        raise ValueError(f"no report: {text[:40]}")
    return found


def _told(thing: object) -> Any:
    if isinstance(thing, datetime):
        return {_KIND: _MOMENT, "at": thing.isoformat()}
    if isinstance(thing, date):
        return {_KIND: _DAY, "at": thing.isoformat()}
    if is_dataclass(thing):
        return {_KIND: type(thing).__name__, **{one.name: getattr(thing, one.name) for one in fields(thing)}}
    raise TypeError(f"{thing!r} cannot stand in a report")


def _found(told: dict[str, Any]) -> Any:
    kind = told.pop(_KIND)
    if kind == _MOMENT:
        return datetime.fromisoformat(told["at"])
    if kind == _DAY:
        return date.fromisoformat(told["at"])
    return _KINDS[kind](**{name: tuple(one) if _frozen(kind, name) else one for name, one in told.items()})


def _frozen(kind: str, name: str) -> bool:
    """True of what is compared or looked up as a tuple."""
    return (kind, name) in {("Head", "choices"), ("Chart", "values"), ("Block", "key")}
