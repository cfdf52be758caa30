"""Runs in a Python that has ``uno``: answers on behalf of a LibreOffice, over its own input and output.

Requests are those of ``Workbook`` in ``macros/calc/pythonpath``, and some more: opening and closing documents,
looking into cells and typing as a person does, installing the extension, undoing. Argument: name of the pipe.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

ALERT, DIALOG, PUSH_BUTTON, TABLE, DOCUMENT = 1, 12, 44, 58, 84  # com.sun.star.accessibility.AccessibleRole
MACROS = Path(__file__).parents[2] / "macros" / "calc"


def connected(pipe: str):
    import uno

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.1)
    raise SystemExit("LibreOffice did not answer")


class Person:
    """Who sits before the window."""

    def __init__(self, context) -> None:
        self.context = context
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.document = None

    def open(self, path: str, how: str = "", password: str = "") -> str:
        """``how``: "ReadOnly" as a file from mail is opened, "AsTemplate" as a workbook that was never saved."""
        import uno
        from xlcrm_workbook import setting

        url = uno.systemPathToFileUrl(path)
        given = [setting(how or "ReadOnly", bool(how))]
        if password:
            given.append(setting("Password", password))
        self.document = self.desktop.loadComponentFromURL(url, "_blank", 0, tuple(given))
        return str(self.document.Title)

    def attach(self, path: str) -> str:
        """A document that was opened otherwise."""
        import uno

        url = uno.systemPathToFileUrl(path)
        for _ in range(300):
            for one in components(self.desktop):
                if getattr(one, "URL", "") == url and one.CurrentController is not None:
                    self.document = one
                    return str(one.Title)
            time.sleep(0.1)
        raise LookupError(path)

    def close(self) -> None:
        self.document.setModified(False)
        self.document.close(True)

    def store(self, path: str) -> None:
        import uno
        from xlcrm_workbook import setting

        self.document.storeToURL(
            uno.systemPathToFileUrl(path), (setting("FilterName", "Calc MS Excel 2007 XML"),)
        )

    def save(self) -> None:
        """As a person does with Ctrl+S."""
        self.document.store()

    def cell(self, sheet: str, address: str):
        return self.document.Sheets.getByName(sheet).getCellRangeByName(address)

    def look(self, sheet: str, address: str):
        cell = self.cell(sheet, address).getCellByPosition(0, 0)
        number = cell.Type.value == "VALUE" or (cell.Type.value == "FORMULA" and cell.FormulaResultType2 == 1)
        return cell.Value if number else cell.String

    def formula(self, sheet: str, address: str) -> str:
        return str(self.cell(sheet, address).getCellByPosition(0, 0).getFormula())

    def type(self, sheet: str, address: str, text: str) -> None:
        self.cell(sheet, address).getCellByPosition(0, 0).setFormula(text)

    def colour(self, sheet: str, address: str):
        cell = self.cell(sheet, address)
        return None if cell.IsCellBackgroundTransparent else f"{cell.CellBackColor & 0xFFFFFF:06X}"

    def paint(self, sheet: str, address: str, colour: str) -> None:
        self.cell(sheet, address).CellBackColor = int(colour, 16)

    def hide_row(self, sheet: str, row: int) -> None:
        self.document.Sheets.getByName(sheet).Rows.getByIndex(row - 1).IsVisible = False

    def merge(self, sheet: str, address: str) -> None:
        self.cell(sheet, address).merge(True)

    def protect(self, sheet: str) -> None:
        self.document.Sheets.getByName(sheet).protect("")

    def protect_structure(self) -> None:
        self.document.protect("")

    def filter(self, item: str, column: int, text: str) -> None:
        """As with the button in the heading of a table's column, counted from 0."""
        from com.sun.star.sheet import TableFilterField

        table = self.document.DatabaseRanges.getByName(item)
        one = TableFilterField()
        one.Field, one.IsNumeric, one.StringValue = column, False, text
        table.getFilterDescriptor().setFilterFields((one,))
        table.refresh()

    def charts(self, sheet: str) -> int:
        return int(self.document.Sheets.getByName(sheet).Charts.Count)

    def titles(self) -> list[str]:
        return list(self.document.Sheets.ElementNames)

    def show(self, sheet: str) -> None:
        self.document.CurrentController.setActiveSheet(self.document.Sheets.getByName(sheet))

    def selected(self) -> list[int]:
        """Row and column of the cell that the cursor is in."""
        cell = self.document.CurrentSelection.CellAddress
        return [cell.Row + 1, cell.Column + 1]

    def press_without_workbook(self, action: str) -> None:
        """A button of ours in a window in which nothing is open."""
        helper = self.context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.DispatchHelper", self.context
        )
        frame = self.desktop.findFrame("_blank", 8)  # com.sun.star.frame.FrameSearchFlag.CREATE
        back = self.context.ServiceManager.createInstance("com.sun.star.awt.AsyncCallback")
        back.addCallback(
            calling(lambda: helper.executeDispatch(frame, f"org.xlcrm:{action}", "_self", 0, ())), None
        )

    def shown(self) -> str:
        return str(self.document.CurrentController.ActiveSheet.Name)

    def steps(self) -> list[str]:
        return list(self.document.getUndoManager().getAllUndoActionTitles())

    def undo(self) -> None:
        self.at_the_keyboard(self.document.getUndoManager().undo)

    def redo(self) -> None:
        self.at_the_keyboard(self.document.getUndoManager().redo)

    def rest(self) -> None:
        """Until what began with the last click is over: a message box comes to its end in two turns."""
        for _ in range(2):
            self.at_the_keyboard(lambda: None)

    def at_the_keyboard(self, what) -> None:
        """In the thread in which LibreOffice listens to people; another one would not keep it from going on."""
        ran = threading.Event()

        def once() -> None:
            try:
                what()
            finally:
                ran.set()

        back = self.context.ServiceManager.createInstance("com.sun.star.awt.AsyncCallback")
        back.addCallback(calling(once), None)
        if not ran.wait(120):
            raise TimeoutError

    def install(self, path: str) -> str:
        """As ``unopkg add`` does, which refuses to be root."""
        import uno

        manager = self.context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")
        package = manager.addExtension(uno.systemPathToFileUrl(path), (), "user", None, agreeing())
        return str(package.Identifier.Value)

    def where(self, name: str) -> list[int] | None:
        """The middle of a button on the screen, in any window; None while there is none of that name."""
        for window in self.windows():
            found = found_in(window.AccessibleContext, name)
            if found is not None:
                corner, size = found.getLocationOnScreen(), found.getSize()
                return [corner.X + size.Width // 2, corner.Y + size.Height // 2]
        return None

    def windows(self):
        """Windows that are on the screen."""
        toolkit = self.context.ServiceManager.createInstance("com.sun.star.awt.Toolkit")
        all_of_them = [toolkit.getTopWindow(at) for at in range(toolkit.getTopWindowCount())]
        return [window for window in all_of_them if window.isVisible()]

    def said(self) -> str | None:
        """The text of the message box; None while there is none."""
        for window in self.windows():
            context = window.AccessibleContext
            if context.getAccessibleRole() in (ALERT, DIALOG):
                return max(texts_in(context), key=len, default="")
        return None

    def press(self, action: str) -> None:
        """As a click does, without the mouse."""
        helper = self.context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.DispatchHelper", self.context
        )
        frame = self.document.CurrentController.Frame
        helper.executeDispatch(frame, f"org.xlcrm:{action}", "_self", 0, ())

    def quit(self) -> None:
        """Nobody is there to be asked whether changes shall be saved."""
        for one in components(self.desktop):
            if hasattr(one, "setModified"):
                one.setModified(False)
        self.desktop.terminate()


def children(context):
    for at in range(min(context.getAccessibleChildCount(), 400)):
        child = context.getAccessibleChild(at)
        if child is not None:
            yield child.getAccessibleContext()


def found_in(context, name: str, depth: int = 0):
    """A button of a name, in a window and all it holds but the cells."""
    if context.getAccessibleRole() == PUSH_BUTTON and context.getAccessibleName() == name:
        return context
    if depth > 8 or context.getAccessibleRole() in (TABLE, DOCUMENT):
        return None
    return next(
        (one for child in children(context) if (one := found_in(child, name, depth + 1)) is not None), None
    )


def texts_in(context, depth: int = 0):
    yield context.getAccessibleName()
    yield context.getAccessibleDescription()
    if hasattr(context, "getText"):
        yield context.getText()
    if depth < 6:
        for child in children(context):
            yield from texts_in(child, depth + 1)


def components(desktop):
    found = desktop.Components.createEnumeration()
    while found.hasMoreElements():
        yield found.nextElement()


def calling(what):
    import unohelper
    from com.sun.star.awt import XCallback

    class Calling(unohelper.Base, XCallback):
        def notify(self, _data) -> None:
            what()

    return Calling()


def agreeing():
    """Whoever asks whether an extension may be installed is told yes."""
    import uno
    import unohelper
    from com.sun.star.task import XInteractionHandler
    from com.sun.star.ucb import XCommandEnvironment

    class Agreeing(unohelper.Base, XCommandEnvironment, XInteractionHandler):
        def getInteractionHandler(self):  # noqa: N802
            return self

        def getProgressHandler(self):  # noqa: N802
            return None

        def handle(self, request) -> None:
            approve = uno.getTypeByName("com.sun.star.task.XInteractionApprove")
            for one in request.getContinuations():
                if found := one.queryInterface(approve):
                    found.select()
                    return

    return Agreeing()


class Desk:
    """Who answers: the person, or the workbook as the extension does, in LibreOffice's own thread."""

    def __init__(self, person: Person) -> None:
        self.person, self.workbook = person, None

    def serve(self, end: str) -> None:
        """Answer line by line, up to and with one that asks for ``end``."""
        for line in iter(sys.stdin.buffer.readline, b""):
            verb = json.loads(line)["do"]
            if hasattr(Person, verb):
                self.say(self.asked(verb, line))
            elif verb == "begin":  # as in a press, nothing else happens in LibreOffice up to its end
                self.person.at_the_keyboard(lambda line=line: self.written(line))
            else:
                self.person.at_the_keyboard(lambda line=line: self.say(self.workbook.answer(line)))
            if verb == end:
                return

    def written(self, line: bytes) -> None:
        self.say(self.workbook.answer(line))
        for again in iter(sys.stdin.buffer.readline, b""):
            self.say(self.workbook.answer(again))
            if json.loads(again)["do"] == "end":
                return

    def asked(self, verb: str, line: bytes) -> str:
        from xlcrm_workbook import Workbook

        about = json.loads(line)
        about.pop("do")
        try:
            answer = json.dumps({"result": getattr(self.person, verb)(**about)})
        except Exception as error:
            return json.dumps({"error": getattr(error, "Message", "") or repr(error)})
        if verb in ("open", "attach"):
            self.workbook = Workbook(self.person.context, self.person.document)
        return answer

    def say(self, answer: str) -> None:
        sys.stdout.buffer.write(answer.encode() + b"\n")
        sys.stdout.buffer.flush()


def main(pipe: str) -> None:
    sys.path.insert(0, str(MACROS / "pythonpath"))
    Desk(Person(connected(pipe))).serve("quit")


if __name__ == "__main__":
    main(sys.argv[1])
