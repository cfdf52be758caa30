"""Edits .xlsx and .xlsm workbooks and loses nothing.

    from xlcrm.ooxml import KEEP, Package

    with Package("book.xlsx") as book:
        book.set_cells("Sheet1", {(2, 3): "text", (2, 4): KEEP}, fill={(2, 4): "FFC7CE"})
        book.save()

Every part of the package that an edit does not concern is copied byte for byte, still compressed; a sheet that is
edited differs only in the cells named. It knows no customers.
"""

from xlcrm.ooxml.address import Area, Cell, a1
from xlcrm.ooxml.append import Appended
from xlcrm.ooxml.package import MARK, Package
from xlcrm.ooxml.refused import Busy, Changed, Refused
from xlcrm.ooxml.styles import solid_colour
from xlcrm.ooxml.tables import Table
from xlcrm.ooxml.values import KEEP, CellError, Keep, Value

__all__ = ["KEEP", "MARK", "Appended", "Area", "Busy", "Cell", "CellError", "Changed", "Keep", "Package", "Refused",
           "Table", "Value", "a1", "solid_colour"]
