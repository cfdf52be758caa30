"""What LibreOffice does not undo by itself: sheets from another workbook, and cells that were blank.

LibreOffice crashes over cells that are written while it undoes, so whatever writes cells waits until it is at rest.
"""

from contextlib import contextmanager, suppress

import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.document import XUndoAction
from com.sun.star.lang import DisposedException
from com.sun.star.table import CellRangeAddress
from xlcrm_printing import print_as, printing

CONTENTS, FORMULA = 7, 16  # com.sun.star.sheet.CellFlags: numbers, dates and texts; formulas


class Swap(unohelper.Base, XUndoAction):
    """A sheet changes places with the one of its title in a workbook in memory; done twice it is undone."""

    def __init__(self, context, document, other, title):
        self.Title = title
        self.context, self.document, self.other, self.title = context, document, other, title
        self.waiting = [table for table in tables_of(other) if table[1] == title]

    def undo(self):
        """Back."""
        self._then(self.swap())

    def redo(self):
        """And forth."""
        self._then(self.swap())

    def _then(self, what):
        """At the second rest: at the first one LibreOffice still shows what it undid, and notes tables as steps."""
        later(self.context, self.document, lambda _again: later(self.context, self.document, what))

    def perform(self):
        """The first time, when nothing is being undone."""
        unrecorded(self.document, self.swap())

    def swap(self):
        """What stood there goes into memory, what lay in memory stands there; either may be missing.

        Returns what is to be done afterwards: tables with their filters, formulas that pointed at the sheet.
        """
        here, there, title = self.document.Sheets, self.other.Sheets, self.title
        formulas, tables = referring(self.document, self.title), tables_of(self.document)
        came, coming = there.hasByName(title), self.waiting
        place = next((at for at in range(here.Count) if here.getByIndex(at).Name == title), here.Count)
        went = place < here.Count
        printed = printing(self.other, title) if came else None
        if went:
            stood = printing(self.document, title)
            self.waiting = [table for table in tables if table[1] == title]
            there.importSheet(self.document, title, there.Count)
            self._remove(place)
        if came:
            here.importSheet(self.other, title, place)
            there.removeByName(title)
        if went:
            there.getByIndex(there.Count - 1).Name = title
            unrecorded(self.other, lambda again: print_as(self.other, title, stood, again))

        def afterwards(again):
            standing = [*(table for table in tables if table[1] != title), *(coming if came else ())]
            put_tables(self.document, standing, again)
            put_formulas(self.document, formulas, again)
            if printed is not None:
                print_as(self.document, title, printed, again)

        return afterwards

    def _remove(self, place):
        """Take the sheet away without a step to undo, which LibreOffice makes of it right of the active one only."""
        here, title = self.document.Sheets, self.title
        with silence(self.document) as again:
            if place == 0:
                here.moveByName(title, here.Count)
                again()
            self.document.CurrentController.setActiveSheet(here.getByIndex(0))
            again()
            for name, *_ in self.waiting:
                self.document.DatabaseRanges.removeByName(name)
            here.removeByName(title)


class Stay(unohelper.Base, XUndoAction):
    """First and last of what one press did: the person goes on seeing the sheet that was seen before it is undone.

    LibreOffice shows whatever it undoes, hidden sheets too, and would measure the height of each row.
    """

    Title = "stay"

    def __init__(self, context, document):
        self.context, self.document, self.seen = context, document, None

    def undo(self):
        """Of two calls the first looks and the second shows."""
        if self.seen is None:
            self.seen = self.document.CurrentController.ActiveSheet.Name
            self.measured, self.document.IsAdjustHeightEnabled = self.document.IsAdjustHeightEnabled, False
        else:
            self.document.IsAdjustHeightEnabled = self.measured
            later(self.context, self.document, self.show)

    def redo(self):
        """As ``undo``, from the other end."""
        self.undo()

    def show(self, _again):
        """The sheet, if it is still there and anybody may see it."""
        title, self.seen = self.seen, None
        sheets = self.document.Sheets
        if sheets.hasByName(title) and sheets.getByName(title).IsVisible:
            self.document.CurrentController.setActiveSheet(sheets.getByName(title))


class Blanks(unohelper.Base, XUndoAction):
    """Cells that were blank are blank again: LibreOffice puts back only what there was."""

    def __init__(self, context, document, cells):
        self.Title = "blanks"
        self.context, self.document = context, document
        self.sheet, self.areas = cells.Spreadsheet.Name, cells.queryEmptyCells().RangeAddresses

    def undo(self):
        """Once everything else is undone."""
        later(self.context, self.document, self.clear)

    def redo(self):
        """LibreOffice writes the cells by itself."""

    def clear(self, again):
        """No numbers, no texts; formulas are not ours."""
        if self.document.Sheets.hasByName(self.sheet):
            sheet = self.document.Sheets.getByName(self.sheet)
            for area in self.areas:
                cells = sheet.getCellRangeByPosition(
                    area.StartColumn, area.StartRow, area.EndColumn, area.EndRow
                )
                cells.clearContents(CONTENTS)
                again()


class Scale(unohelper.Base, XUndoAction):
    """How large a sheet is printed, in percent, which LibreOffice does not take for a step."""

    def __init__(self, document, title, percent):
        self.Title = "scale"
        self.document, self.title, self.percent = document, title, percent

    def undo(self):
        """What it was; the next time, what it is."""
        if self.document.Sheets.hasByName(self.title):
            families = self.document.StyleFamilies
            style = families.getByName("PageStyles").getByName(
                self.document.Sheets.getByName(self.title).PageStyle
            )
            style.PageScale, self.percent = self.percent, style.PageScale

    def redo(self):
        """As ``undo``, from the other end."""
        self.undo()


class Heights(unohelper.Base, XUndoAction):
    """Rows are as high as they were made: LibreOffice takes that back, but does not bring it again."""

    def __init__(self, context, document, sheet, heights):
        self.Title = "heights"
        self.context, self.document, self.sheet, self.heights = context, document, sheet, heights

    def undo(self):
        """LibreOffice does it by itself."""

    def redo(self):
        """Once everything else is done again."""
        later(self.context, self.document, self.measure)

    def measure(self, again):
        """All of them."""
        if self.document.Sheets.hasByName(self.sheet):
            measure(self.document.Sheets.getByName(self.sheet), self.heights, again)


class Later(unohelper.Base, XCallback):
    """Something to do when LibreOffice is at rest."""

    def __init__(self, document, what):
        self.document, self.what = document, what

    def notify(self, _data):
        """It is at rest, or the workbook was closed meanwhile."""
        with suppress(DisposedException):
            unrecorded(self.document, self.what)


def later(context, document, what):
    """Do something once LibreOffice has come to rest."""
    back = context.ServiceManager.createInstance("com.sun.star.awt.AsyncCallback")
    back.addCallback(Later(document, what), None)


@contextmanager
def silence(document):
    """Nothing is a step to undo.

    LibreOffice forgets that whenever sheets come, go or are shown, and over tables: call what is given.
    """
    undo = document.getUndoManager()

    def again():
        undo.unlock()
        undo.lock()

    undo.lock()
    try:
        yield again
    finally:
        undo.unlock()


def unrecorded(document, what):
    """Do something that is no step to undo; it is given what to call between two changes."""
    with silence(document) as again:
        what(again)


def tables_of(document):
    """All tables: name, sheet, corners, whether they have filter buttons, and what is filtered."""
    sheets, found = document.Sheets.ElementNames, []
    for item in map(document.DatabaseRanges.getByName, document.DatabaseRanges.ElementNames):
        area = item.DataArea
        corners = (area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
        filtered = item.getFilterDescriptor().getFilterFields3() if item.AutoFilter else ()
        found.append((item.Name, sheets[area.Sheet], corners, item.AutoFilter, filtered))
    return found


def measure(sheet, heights, again=lambda: None):
    """Heights of rows: number, hundredths of a millimetre."""
    for row, high in heights:
        sheet.Rows.getByIndex(row - 1).Height = high
        again()


def put_tables(document, tables, again):
    """Tables that are not there: they do not come along with a sheet, and go with its right neighbour."""
    ranges, sheets = document.DatabaseRanges, document.Sheets
    for name, title, corners, buttons, filtered in tables:
        if ranges.hasByName(name) or not sheets.hasByName(title):
            continue
        ranges.addNewByName(name, CellRangeAddress(sheets.getByName(title).RangeAddress.Sheet, *corners))
        again()
        ranges.getByName(name).AutoFilter = buttons
        again()
        if filtered:
            ranges.getByName(name).getFilterDescriptor().setFilterFields3(filtered)
            again()


def referring(document, title):
    """Formulas on other sheets that name a sheet: sheet, column, row, formula."""
    found = []
    for sheet in [document.Sheets.getByIndex(at) for at in range(document.Sheets.Count)]:
        if sheet.Name == title:
            continue
        for area in sheet.queryContentCells(FORMULA).RangeAddresses:
            left, top = area.StartColumn, area.StartRow
            cells = sheet.getCellRangeByPosition(left, top, area.EndColumn, area.EndRow)
            for row, formulas in enumerate(cells.getFormulaArray(), top):
                for column, formula in enumerate(formulas, left):
                    if title in formula:
                        found.append((sheet.Name, column, row, formula))
    return found


def put_formulas(document, formulas, again):
    """Formulas written anew: they had lost the sheet they point at."""
    for sheet, column, row, formula in formulas:
        if document.Sheets.hasByName(sheet):
            document.Sheets.getByName(sheet).getCellByPosition(column, row).setFormula(formula)
            again()
