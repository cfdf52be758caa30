"""The engine, its one Excel, and the workbooks open in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlwings as xw
from xlwings import base_classes as base
from xlwings.main import Engine as XlwingsEngine

from .names import Names
from .sheets import Sheets
from .typed_in import ERRORS, Api, Rejected

REJECTED = -2147418111


class Engine:
    name, type = "memory", "desktop"

    def __init__(self) -> None:
        self.apps = Apps(App(self))

    @staticmethod
    def prepare_xl_data_element(value: Any, _options: Any) -> Any:
        return "" if value is None else value

    @staticmethod
    def clean_value_data(data: Any, moment: Any, empty: Any, number: Any, errors: bool) -> Any:
        names = {code: name for name, code in ERRORS.items()}

        def clean(value: Any) -> Any:
            if value in ("", None):
                return empty
            if isinstance(value, datetime):
                return moment(
                    year=value.year, month=value.month, day=value.day, hour=value.hour, minute=value.minute,
                    second=value.second, microsecond=value.microsecond, tzinfo=None,
                )  # fmt: skip
            if isinstance(value, float) and number:
                return number(value)
            if type(value) is int and value in names:
                return names[value] if errors else None
            return value

        return [[clean(value) for value in row] for row in data]


class Apps(base.Apps):
    def __init__(self, *apps: App) -> None:
        self.all = list(apps)

    def keys(self) -> list[int]:
        return [app.pid for app in self.all]

    def __iter__(self) -> Iterator[App]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def __getitem__(self, pid: int) -> App:
        return next(app for app in self.all if app.pid == pid)


class App(base.App):
    """``editing``: somebody types in a cell, and so many calls are turned away."""

    selection = visible = books = api = engine = None
    version, pid, hwnd, path = "16.0", 1, 4711, ""
    screen_updating = display_alerts = enable_events = interactive = True
    calculation: Any = "manual"
    status_bar: Any = False

    def __init__(self, engine: Engine) -> None:
        self.engine, self.editing = engine, 0
        self.books = Books(self)
        self.alerts: list[str] = []
        self.crossings: Counter[str] = Counter()
        self.api = Api(ProtectedViewWindows=Api(Count=0), StatusBar=False)

    def cross(self, what: str) -> None:
        """Every request for cells, and for what hangs on them, passes here."""
        self.crossings[what] += 1
        if self.editing:
            self.editing -= 1
            raise Rejected(REJECTED, "Call was rejected by callee.")

    def activate(self, steal_focus: bool = False) -> None:
        assert not steal_focus

    def alert(self, prompt: str, title: str, buttons: Any, mode: Any, callback: Any) -> str:
        self.alerts.append(prompt)
        return "ok"


class Books(base.Books):
    app = None

    def __init__(self, app: App) -> None:
        self.app, self.all = app, []

    api = None

    @property
    def active(self) -> Book | None:
        return self.all[-1] if self.all else None

    def __iter__(self) -> Iterator[Book]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def __call__(self, key: int | str) -> Book:
        for number, book in enumerate(self.all, 1):
            if key == number or str(key).lower() == book.name.lower():
                return book
        raise KeyError(key)

    def open(self, fullname: str, update_links: Any = None, read_only: bool | None = None, *_: Any) -> Book:
        self.app.cross("open")
        book = Book(self.app, Path(fullname))
        book.api.ReadOnly = bool(read_only)
        self.all.append(book)
        return book

    def add(self) -> Book:
        book = Book(self.app, None)
        self.all.append(book)
        return book


class Book(base.Book):
    name = app = sheets = names = api = fullname = None

    def __init__(self, app: App, path: Path | None) -> None:
        self.app = app
        self.store = openpyxl.load_workbook(path) if path else openpyxl.Workbook()
        self.results = openpyxl.load_workbook(path, data_only=True) if path else self.store
        self.name = path.name if path else "工作簿1"
        self.fullname = str(path) if path else self.name
        self.api = Api(
            FullName=self.fullname, Path=str(path.parent) if path else "", ReadOnly=False,
            MultiUserEditing=False, Final=False, ProtectStructure=False, Saved=True,
            SaveCopyAs=self._copy, Windows=lambda _: Api(Visible=True),
        )  # fmt: skip
        self.states = {sheet.title: Api(ProtectContents=False) for sheet in self.store.worksheets}
        self.sheets, self.saves = Sheets(self), 0
        self.names = Names(self.app, self.store.defined_names)

    def _copy(self, path: str) -> None:
        self.app.cross("copy")
        self.store.save(path)

    def save(self, path: Any = None, password: Any = None) -> None:
        self.saves += 1

    def close(self) -> None:
        self.app.books.all.remove(self)

    def activate(self) -> None:
        self.app.books.all.remove(self)
        self.app.books.all.append(self)


def plug_in() -> App:
    """A fresh Excel, and xlwings talking to it."""
    engine = Engine()
    xw.engines.add(XlwingsEngine(impl=engine))
    xw.engines["memory"].activate()
    return engine.apps.all[0]
