"""An open workbook of LibreOffice Calc, answering requests in JSON; nothing but LibreOffice's own Python.

xlcrm asks, a line at a time, and this answers: ``{"do": "read", "sheet": …}`` → ``{"result": …}`` or
``{"error": …}``. Rows and columns count from 1, areas are [top, left, bottom, right].
"""

import json
import shutil
import traceback

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import Locale
from xlcrm_undo import Blanks, Heights, Scale, Stay, Swap, measure, referring

TITLE = "客户管理"
DATE, TIME, LOGICAL = 2, 4, 1024  # com.sun.star.util.NumberFormat
VALUE, DATETIME, STRING, NOTE, FORMULA = 1, 2, 4, 8, 16  # com.sun.star.sheet.CellFlags
FILLED = VALUE | DATETIME | STRING | FORMULA
LONG = 20  # characters, from which on a text may need a higher row
PIXEL = 0.75  # points; heights of rows in a file are cut to whole ones
FAILED = 4  # com.sun.star.sheet.FormulaResult.ERROR
ERRORS = {
    502: "#VALUE!",
    503: "#NUM!",
    519: "#VALUE!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
ENGLISH = Locale("en", "US", "")


class Workbook:
    """The workbook in one window; each public method answers a request of its name."""

    def __init__(self, context, document):
        self.context, self.document = context, document
        self.undo = document.getUndoManager()
        self.frame = document.CurrentController.Frame
        self.indicator = None

    def answer(self, request):
        """The answer to one line, as a line."""
        try:
            asked = json.loads(request)
            verb = asked.pop("do")
            result = getattr(self, verb)(**asked)
            return json.dumps({"result": result}, ensure_ascii=False)
        except Exception as error:  # whatever happens is told to xlcrm, which has a sentence for it
            told = getattr(error, "Message", "") or str(error) or type(error).__name__
            return json.dumps({"error": told, "trace": traceback.format_exc()}, ensure_ascii=False)

    # the workbook

    def identity(self):
        """Name, place, the day that dates are counted from, and what keeps it from being changed."""
        document = self.document
        day = document.NullDate
        state = "open" if document.hasLocation() else "never saved"
        if document.isReadonly():
            state = "read-only"
        return {
            "name": document.Title,
            "path": uno.fileUrlToSystemPath(document.URL) if document.URL.startswith("file:") else "",
            "address": document.URL or document.Title,
            "uid": document.RuntimeUID,
            "modified": document.isModified() or not document.URL.startswith("file:"),
            "zero": [day.Year, day.Month, day.Day],
            "state": state,
            "structure": document.isProtected(),
        }

    def copy_to(self, path):
        """As it stands: the file itself where nobody changed anything since."""
        document = self.document
        if document.URL.startswith("file:") and not document.isModified():
            shutil.copyfile(uno.fileUrlToSystemPath(document.URL), path)
            return
        kept = [one for one in document.Args if one.Name in ("FilterName", "FilterOptions", "EncryptionData")]
        document.storeToURL(uno.systemPathToFileUrl(path), tuple(kept))

    def sheets(self):
        """Title, whether hidden, area with values, and tables: name, area, headings?, totals?"""
        tables = {}
        for item in map(self.document.DatabaseRanges.getByName, self.document.DatabaseRanges.ElementNames):
            area = item.DataArea
            known = [item.Name, *_told(area), item.ContainsHeader, item.TotalsRow]
            tables.setdefault(area.Sheet, []).append(known)
        return [
            [sheet.Name, not sheet.IsVisible, self._used(sheet), tables.get(at, [])]
            for at, sheet in enumerate(self._sheets())
        ]

    def _sheets(self):
        sheets = self.document.Sheets
        return [sheets.getByIndex(at) for at in range(sheets.Count)]

    def _sheet(self, title):
        return self.document.Sheets.getByName(title)

    def _used(self, sheet):
        areas = [_told(area) for area in sheet.queryContentCells(FILLED).RangeAddresses]
        if not areas:
            return None
        return [
            *(min(area[at] for area in areas) for at in (0, 1)),
            *(max(area[at] for area in areas) for at in (2, 3)),
        ]

    def _cells(self, sheet, area):
        top, left, bottom, right = area
        return self._sheet(sheet).getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)

    # reading

    def read(self, sheet, area):
        """Values, where dates, clock times and truth values stand among the numbers, and errors."""
        cells = self._cells(sheet, area)
        formats, kinds, known = self.document.NumberFormats, [], {}
        for group in _each(cells.getUniqueCellFormatRanges()):
            code = group.NumberFormat
            if code not in known:
                known[code] = formats.getByKey(code).Type & (DATE | TIME | LOGICAL)
            if known[code]:
                kinds += [[known[code], *_told(one)] for one in group.RangeAddresses]
        errors = []
        for one in cells.queryFormulaCells(FAILED).RangeAddresses:
            top, left, bottom, right = _told(one)
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    code = self._cells(sheet, [row, column, row, column]).getCellByPosition(0, 0).getError()
                    errors.append([row, column, ERRORS.get(code, "#VALUE!")])
        return {"data": cells.getDataArray(), "kinds": kinds, "errors": errors}

    def formulas(self, sheet, area):
        """First and last row with a formula, by column."""
        found = {}
        for one in self._cells(sheet, area).queryContentCells(FORMULA).RangeAddresses:
            top, left, bottom, right = _told(one)
            for column in range(left, right + 1):
                first, last = found.get(column, (top, bottom))
                found[column] = (min(first, top), max(last, bottom))
        return [[column, *rows] for column, rows in found.items()]

    def obstacle(self, sheet, area):
        """What keeps cells from being written: LibreOffice itself would write under merges and into hidden rows."""
        if self._sheet(sheet).isProtected():
            return "protected"
        cells = self._cells(sheet, area)
        if cells.getIsMerged():
            return "merged"
        shown = set()
        for one in cells.queryVisibleCells().RangeAddresses:
            shown.update(range(one.StartRow, one.EndRow + 1))
        return "hidden" if len(shown) < area[2] - area[0] + 1 else None

    def local_name(self, sheet, name):
        """What a name that is local to a sheet stands for."""
        names = self._sheet(sheet).NamedRanges
        return names.getByName(name).Content if names.hasByName(name) else None

    def objects(self, sheet):
        """How many charts, pictures, shapes and notes lie on a sheet."""
        return self._sheet(sheet).DrawPage.Count + self._sheet(sheet).Annotations.Count

    def fills(self, sheet, area):
        """Colours of a rectangle: [RRGGBB, area]; what has none is left out."""
        found = []
        for group in _each(self._cells(sheet, area).getUniqueCellFormatRanges()):
            if not group.IsCellBackgroundTransparent:
                colour = f"{group.CellBackColor & 0xFFFFFF:06X}"
                found += [[colour, *_told(one)] for one in group.RangeAddresses]
        return found

    # writing

    def begin(self, title):
        """All that follows until ``end`` is one step to undo.

        Controllers are not locked: LibreOffice would undo that too, and crash over tables whose sheet is gone.
        Measuring the height of each row after each change takes ten times as long as the change.
        """
        self.active = self.document.CurrentController.ActiveSheet.Name
        self.stay = Stay(self.context, self.document)
        self.undo.enterUndoContext(title)
        self.undo.addUndoAction(self.stay)
        self.measured = self.document.IsAdjustHeightEnabled

    def end(self):
        """The end of the step; the person sees the sheet that was seen before."""
        self.document.IsAdjustHeightEnabled = self.measured
        self.undo.addUndoAction(self.stay)
        self.undo.leaveUndoContext()
        controller = self.document.CurrentController
        if self.active != controller.ActiveSheet.Name and self.document.Sheets.hasByName(self.active):
            controller.setActiveSheet(self._sheet(self.active))

    def take_back(self):
        """What was begun did not come to its end."""
        self.undo.undo()

    def put(self, sheet, area, data, code):
        """One block; numbers that are dates get a format that shows them as such."""
        cells = self._cells(sheet, area)
        self.undo.addUndoAction(Blanks(self.context, self.document, cells))
        self.document.IsAdjustHeightEnabled = any(
            isinstance(one, str) and len(one) > LONG for row in data for one in row
        )
        cells.setDataArray(tuple(tuple("" if value is None else value for value in row) for row in data))
        self.document.IsAdjustHeightEnabled = False
        if code and not self._shows(cells, code):
            cells.NumberFormat = self._format(code)

    def _shows(self, cells, code):
        formats = self.document.NumberFormats
        wanted = formats.getByKey(self._format(code)).Type & ~1
        groups = _each(cells.getUniqueCellFormatRanges())
        return all(formats.getByKey(group.NumberFormat).Type & wanted for group in groups)

    def _format(self, code):
        formats = self.document.NumberFormats
        key = formats.queryKey(code, ENGLISH, False)
        return key if key != -1 else formats.addNew(code, ENGLISH)

    def fill(self, sheet, looks):
        """Colour areas, all of one colour at once: [RRGGBB or None, areas]."""
        self.document.IsAdjustHeightEnabled = False
        for colour, areas in looks:
            cells = self.document.createInstance("com.sun.star.sheet.SheetCellRanges")
            cells.addRangeAddresses(tuple(self._cells(sheet, area).RangeAddress for area in areas), False)
            if colour is None:
                cells.IsCellBackgroundTransparent = True
            else:
                cells.CellBackColor = int(colour, 16)

    def grow(self, sheet, item, bottom, model):
        """Let a table end with another row; new rows look like ``model``, formulas included."""
        table = self.document.DatabaseRanges.getByName(item)
        area = table.DataArea
        last = area.EndRow
        if bottom - 1 > last:
            page = self._sheet(sheet)
            fresh = page.getCellRangeByPosition(area.StartColumn, last + 1, area.EndColumn, bottom - 1)
            self.undo.addUndoAction(Blanks(self.context, self.document, fresh))
            for row in range(last + 1, bottom):
                source = page.getCellRangeByPosition(area.StartColumn, model - 1, area.EndColumn, model - 1)
                page.copyRange(page.getCellByPosition(area.StartColumn, row).CellAddress, source.RangeAddress)
            fresh.clearContents(VALUE | DATETIME | STRING | NOTE)
        area.EndRow = bottom - 1
        table.DataArea = area

    def put_sheets(self, path, titles):
        """Take sheets over from a workbook on disk, each in the place of the one of its title."""
        source = self.context.ServiceManager.createInstance("com.sun.star.sheet.SpreadsheetDocument")
        kind = "Calc MS Excel 2007 XML" if path.lower().endswith((".xlsx", ".xlsm")) else "calc8"
        url = uno.systemPathToFileUrl(path)
        source.load((setting("URL", url), setting("FilterName", kind), setting("AsTemplate", True)))
        for title in titles:
            self._swap(source, title)

    def change_sheet(self, title, rows, like, cells, heights, bands, band, breaks, scale):
        """Turn a sheet into a newer one; see ``sheets.change.Change``.

        Formulas that point at the sheet point at the same cells afterwards, as when it is replaced.
        """
        page = self._sheet(title)
        formulas = referring(self.document, title) if rows else ()
        self.document.IsAdjustHeightEnabled = False
        for row, count in rows:
            if count > 0:
                page.Rows.insertByIndex(row - 1, count)
            else:
                page.Rows.removeByIndex(row - 1, -count)
        right = self._used(page)[3]
        for row, model in like:
            source = page.getCellRangeByPosition(0, model - 1, right - 1, model - 1).RangeAddress
            page.copyRange(page.getCellByPosition(0, row - 1).CellAddress, source)
        for row, column, value, link in cells:
            self._write(page.getCellByPosition(column - 1, row - 1), value, link)
        measured = [(row, round(int(points / PIXEL) * PIXEL * 2540 / 72)) for row, points in heights]
        measure(page, measured)
        self.undo.addUndoAction(Heights(self.context, self.document, title, measured))
        for area in bands:
            self._change_places(self._cells(title, area), int(band, 16))
        for row, begins in breaks:
            page.Rows.getByIndex(row - 1).IsStartOfNewPage = begins
        if scale is not None:
            action = Scale(self.document, title, scale)
            action.redo()
            self.undo.addUndoAction(action)
        for sheet, column, row, formula in formulas:
            self._sheet(sheet).getCellByPosition(column, row).setFormula(formula)

    def _write(self, cell, value, link):
        """One cell as a file would have it.

        To a text that looks like a number LibreOffice gives a format of its own, and leaves it there when that is
        undone; so it has that format before.
        """
        if isinstance(value, (int, float)):
            cell.setValue(value)
        elif not value:
            cell.setString("")
        elif not link:
            looks, plain = cell.NumberFormat, self._format("@")
            if looks != plain:
                cell.NumberFormat = plain
            cell.setString(value)
            if looks != plain:
                cell.NumberFormat = looks
        else:
            cell.setString("")
            field = self.document.createInstance("com.sun.star.text.TextField.URL")
            field.Representation, field.URL = value, link
            cell.insertTextContent(cell.createTextCursor(), field, False)

    def _change_places(self, cells, band):
        """Banded cells lose their colour, plain ones take it."""
        groups = _each(cells.getUniqueCellFormatRanges())
        plain = [group for group in groups if group.IsCellBackgroundTransparent]
        banded = [
            group
            for group in groups
            if not group.IsCellBackgroundTransparent and group.CellBackColor & 0xFFFFFF == band
        ]
        for group in plain:
            group.CellBackColor = band
        for group in banded:
            group.IsCellBackgroundTransparent = True

    def drop_sheet(self, title):
        """Remove a sheet; an empty workbook in memory keeps it, so that this can be undone."""
        keeper = self.context.ServiceManager.createInstance("com.sun.star.sheet.SpreadsheetDocument")
        keeper.initNew()
        self._swap(keeper, title)

    def _swap(self, other, title):
        action = Swap(self.context, self.document, other, title)
        action.perform()
        self.undo.addUndoAction(action)

    def keep_text(self, title, texts):
        """Texts in column A, and nothing else."""
        sheet = self._sheet(title)
        used = self._used(sheet)
        height = max(len(texts), used[2] if used else 0)
        rows = [[text] for text in texts] + [[""]] * (height - len(texts))
        cells = sheet.getCellRangeByPosition(0, 0, 0, height - 1)
        self.undo.addUndoAction(Blanks(self.context, self.document, cells))
        cells.setDataArray(tuple(map(tuple, rows)))

    def hide(self, title):
        """No tab for a sheet."""
        self._sheet(title).IsVisible = False

    # the person

    def tell(self, text, serious=False):
        """A message box."""
        self.progress(None)
        show(self.context, self.frame, text, serious)

    def progress(self, text):
        """A text in the status bar; None takes it away."""
        if self.indicator is not None:
            self.indicator.end()
        self.indicator = None
        if text is not None:
            self.indicator = self.frame.createStatusIndicator()
            self.indicator.start(text, 100)


def _told(area):
    return [area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1]


def _each(container):
    return [container.getByIndex(at) for at in range(container.Count)]


def setting(name, value):
    """A named value, as LibreOffice takes them."""
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


def show(context, frame, text, serious):
    """A message box of the window."""
    toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)
    kind = uno.Enum("com.sun.star.awt.MessageBoxType", "ERRORBOX" if serious else "INFOBOX")
    toolkit.createMessageBox(frame.ContainerWindow, kind, 1, TITLE, text).execute()
