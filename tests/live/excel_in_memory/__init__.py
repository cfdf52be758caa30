"""An Excel in memory, plugged into the real xlwings as an engine.

It is as unkind as Excel: text is typed in rather than stored, numbers come back as floats, a block written over
filtered rows goes wrong, protected sheets and cell-edit mode answer with errors, merged cells swallow values,
whatever makes or opens a sheet also activates it. Every crossing into it is counted. Workbooks are openpyxl's,
so that a copy saved is a real file.
"""

from .app import App, plug_in
from .typed_in import Rejected

__all__ = ["App", "Rejected", "plug_in"]
