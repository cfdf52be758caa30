"""A sheet that changes places with one of another workbook, so that it can be undone."""

import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.document import XUndoAction
from com.sun.star.table import CellRangeAddress

FORMULA = 16  # com.sun.star.sheet.CellFlags


class Swap(unohelper.Base, XUndoAction):
    """A sheet changes places with the one of its title in a workbook in memory; done twice it is undone.

    LibreOffice does not record sheets that come from another workbook, so this is a step to undo of its own. It
    crashes over cells that are written while it undoes: what else is to be done waits until it is at rest.
    """

    def __init__(self, context, document, other, title):
        self.Title = title
        self.context, self.document, self.other, self.title = context, document, other, title
        self.filters = filters_of(other, title)

    def undo(self):
        """Back."""
        self._later(self.swap())

    def redo(self):
        """And forth."""
        self._later(self.swap())

    def perform(self):
        """The first time, when nothing is being undone."""
        Afterwards(self.document, *self.swap()).notify(None)

    def swap(self):
        """What stood there goes into memory, what lay in memory stands there; either may be missing."""
        here, there, title = self.document.Sheets, self.other.Sheets, self.title
        formulas, filters = self._referring(), self.filters
        self.filters = filters_of(self.document, title)
        undo = self.document.getUndoManager()
        undo.lock()
        try:
            place = next((at for at in range(here.Count) if here.getByIndex(at).Name == title), here.Count)
            came, went = there.hasByName(title), place < here.Count
            if went:
                there.importSheet(self.document, title, there.Count)
                kept = there.getByIndex(there.Count - 1)
                here.removeByName(title)
            if came:
                here.importSheet(self.other, title, place)
                there.removeByName(title)
            if went:
                kept.Name = title
        finally:
            undo.unlock()
        return title, formulas, filters if came else []

    def _later(self, what):
        """LibreOffice calls back once it has come to rest."""
        back = self.context.ServiceManager.createInstance("com.sun.star.awt.AsyncCallback")
        back.addCallback(Afterwards(self.document, *what), None)

    def _referring(self):
        """Formulas that name the sheet: sheet, column, row, formula."""
        found = []
        for sheet in [self.document.Sheets.getByIndex(at) for at in range(self.document.Sheets.Count)]:
            if sheet.Name == self.title:
                continue
            for area in sheet.queryContentCells(FORMULA).RangeAddresses:
                left, top = area.StartColumn, area.StartRow
                cells = sheet.getCellRangeByPosition(left, top, area.EndColumn, area.EndRow)
                for row, formulas in enumerate(cells.getFormulaArray(), top):
                    for column, formula in enumerate(formulas, left):
                        if self.title in formula:
                            found.append((sheet.Name, column, row, formula))
        return found


class Afterwards(unohelper.Base, XCallback):
    """Tables with their filter buttons, and formulas that pointed at the sheet before it was replaced."""

    def __init__(self, document, title, formulas, filters):
        self.document, self.title, self.formulas, self.filters = document, title, formulas, filters

    def notify(self, _data):
        """Write them anew; none of it is a step to undo."""
        undo = self.document.getUndoManager()
        undo.lock()
        try:
            self._filter()
            for sheet, column, row, formula in self.formulas:
                if self.document.Sheets.hasByName(sheet):
                    cell = self.document.Sheets.getByName(sheet).getCellByPosition(column, row)
                    cell.setFormula(formula)
        finally:
            undo.unlock()

    def _filter(self):
        ranges = self.document.DatabaseRanges
        sheet = self.document.Sheets.getByName(self.title).RangeAddress.Sheet if self.filters else 0
        for name, *corners in self.filters:
            free = next(
                one for one in (name, *(f"{name}_{n}" for n in range(2, 99))) if not ranges.hasByName(one)
            )
            ranges.addNewByName(free, CellRangeAddress(sheet, *corners))
            ranges.getByName(free).AutoFilter = True


def filters_of(document, title):
    """Tables on a sheet: name, first column and row, last column and row."""
    if not document.Sheets.hasByName(title):
        return []
    sheet = document.Sheets.getByName(title).RangeAddress.Sheet
    found = []
    for name in document.DatabaseRanges.ElementNames:
        area = document.DatabaseRanges.getByName(name).DataArea
        if area.Sheet == sheet:
            found.append((name, area.StartColumn, area.StartRow, area.EndColumn, area.EndRow))
    return found
