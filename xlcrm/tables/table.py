"""A table of the manuals: a class whose attributes are its columns, in paper order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import ClassVar, Literal

from xlcrm.tables.choices import DeclarationError
from xlcrm.tables.column import Choice, Column, Id, Ref, When, _Moment, _Number

Kind = Literal["register", "form", "report", "config"]
Pack = Literal["core", "sales", "service", "full"]


class Table:
    """Base of every declared table; a wrong declaration stops the import and names the cure."""

    id: ClassVar[str]
    title: ClassVar[str]
    hant: ClassVar[str]
    kind: ClassVar[Kind]
    source: ClassVar[str]
    pack: ClassVar[Pack | None]
    key: ClassVar[tuple[str, ...]]
    captions: ClassVar[tuple[tuple[str, str], ...]]
    columns: ClassVar[Mapping[str, Column]]

    def __init_subclass__(
        cls,
        *,
        id: str,  # noqa: A002 - the catalogue's own word
        title: tuple[str, str],
        source: str,
        kind: Kind = "register",
        pack: Pack | None = None,
        key: str = "",
        captions: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Declare a table.

        ``title`` is simplified and traditional, ``pack`` the smallest pack that holds the table (None: a form
        with a template of its own), ``key`` the columns that name a row, ``captions`` the captions of the
        paper form's grid, simplified and traditional.
        """
        for name, value in vars(cls).items():
            if isinstance(value, tuple) and len(value) == 1 and isinstance(value[0], Column):
                raise DeclarationError(f"{id}.{name} is a tuple: take away the comma at the end of its line")
            if isinstance(value, Column) and name in _OWN:
                raise DeclarationError(f"{id}.{name}: the table needs this name itself: write {name}_ = ...")
        cls.columns = MappingProxyType({c.name: c for c in vars(cls).values() if isinstance(c, Column)})
        cls.id, cls.source, cls.kind, cls.pack = id, source, kind, pack
        cls.title, cls.hant = title
        cls.key = tuple(key.split())
        cls.captions = captions
        _check_columns(cls)

    @classmethod
    def sheet(cls) -> str:
        """Title as Excel allows it for a worksheet."""
        return cls.title.replace("/", "／")

    @classmethod
    def header(cls, name: str) -> str:
        """Chinese heading of a column."""
        return cls.columns[name].header


_OWN = frozenset(Table.__annotations__) | {"sheet", "header"}


def _check_columns(table: type[Table]) -> None:
    if not table.columns:
        raise DeclarationError(f"{table.id} has no columns: declare at least one")
    seen: dict[str, str] = {}
    for name, column in table.columns.items():
        if column.header in seen:
            raise DeclarationError(
                f"{table.id}: heading {column.header!r} stands in both {seen[column.header]} and {name}:"
                " give one of them another heading"
            )
        seen[column.header] = name
        _check_column(table, column)
    for name in table.key:
        _known(table, "key", name)


def _check_column(table: type[Table], column: Column) -> None:
    where = f"{table.id}.{column.name}"
    if isinstance(column, Choice) and not column.options.values and not column.options.open:
        raise DeclarationError(f"{where} is a choice without options: give its list values")
    if isinstance(column, Id) and column.pattern is not None:
        try:
            re.compile(column.pattern)
        except re.error as error:
            raise DeclarationError(f"{where} has a pattern that is no regular expression: {error}") from error
    for name in _neighbours(column):
        _known(table, column.name, name)


def _neighbours(column: Column) -> Iterator[str]:
    """Names of the other columns that a column speaks of."""
    if isinstance(column.required, When) and not column.required.rule:
        yield column.required.column
    if column.blank_means:
        yield column.blank_means
    if isinstance(column, _Moment) and column.not_before:
        yield column.not_before
    if isinstance(column, _Number):
        yield from (bound for bound in (column.least, column.most) if isinstance(bound, str))


def _known(table: type[Table], where: str, name: str) -> None:
    if name not in table.columns:
        raise DeclarationError(f"{table.id}.{where} names the column {name!r}, which it has not: {_near(name, table.columns)}")


def _near(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else f"choose one of {', '.join(known)}"


def check_catalogue(catalogue: Iterable[type[Table]]) -> Mapping[str, type[Table]]:
    """Tables by id; a doubled id or title or a reference to nothing stops the import."""
    tables: dict[str, type[Table]] = {}
    titles: dict[str, str] = {}
    for table in catalogue:
        if table.id in tables:
            raise DeclarationError(f"two tables are called {table.id}: rename one")
        if table.title in titles:
            raise DeclarationError(f"{table.id} and {titles[table.title]} share the title {table.title}: change one")
        tables[table.id], titles[table.title] = table, table.id
    for table in tables.values():
        for column in table.columns.values():
            if isinstance(column, Ref):
                _check_reference(tables, table, column)
    return MappingProxyType(tables)


def _check_reference(tables: Mapping[str, type[Table]], table: type[Table], column: Ref) -> None:
    target, _, name = column.to.partition(".")
    where = f"{table.id}.{column.name} refers to {column.to!r}"
    if target not in tables:
        raise DeclarationError(f"{where}, but there is no table {target!r}: {_near(target, tables)}")
    if name and name not in tables[target].columns:
        raise DeclarationError(f"{where}, but {target} has no column {name!r}: {_near(name, tables[target].columns)}")
    if not name and len(tables[target].key) != 1:
        raise DeclarationError(f"{where}, but {target} has no single key: write {target}.column")
