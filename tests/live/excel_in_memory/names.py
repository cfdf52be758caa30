"""Defined names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.workbook.defined_name import DefinedName
from xlwings import base_classes as base

if TYPE_CHECKING:
    from .app import App


class Names(base.Names):
    def __init__(self, app: App, store: Any) -> None:
        self.app, self.store = app, store

    api = None

    def __call__(self, key: str) -> Name:
        return Name(self.app, self.store[key])

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(key, self(key)) for key in self.store]

    def __len__(self) -> int:
        return len(self.store)

    def contains(self, key: str) -> bool:
        self.app.cross("name?")
        return key in self.store

    def add(self, name: str, refers_to: str) -> Name:
        self.app.cross("add name")
        self.store[name] = DefinedName(name, attr_text=refers_to.removeprefix("="))
        return self(name)


class Name(base.Name):
    def __init__(self, app: App, store: DefinedName) -> None:
        self.app, self.store = app, store

    @property
    def api(self) -> Any:
        return _Hidden(self.store)

    @property
    def name(self) -> str:
        return str(self.store.name)

    @property
    def refers_to(self) -> str:
        self.app.cross("name?")
        return f"={self.store.attr_text}"

    @refers_to.setter
    def refers_to(self, text: str) -> None:
        self.app.cross("name")
        self.store.attr_text = text.removeprefix("=")


class _Hidden:
    def __init__(self, store: DefinedName) -> None:
        self.__dict__["store"] = store

    def __setattr__(self, name: str, value: Any) -> None:
        assert name == "Visible"
        self.store.hidden = not value
