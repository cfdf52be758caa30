"""The order in which ECMA-376 wants the children of the elements that the editor writes."""

from __future__ import annotations

from itertools import pairwise

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ORDER = {
    "worksheet": (
        "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios "
        "autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations "
        "hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches "
        "ignoredErrors smartTags drawing drawingHF legacyDrawing legacyDrawingHF picture oleObjects controls "
        "webPublishItems tableParts extLst"),
    "workbook": (
        "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences "
        "definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing "
        "fileRecoveryPr webPublishObjects extLst"),
    "styleSheet": "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst",
    "table": "autoFilter sortState tableColumns tableStyleInfo extLst",
    "c": "f v is extLst",
    "xf": "alignment protection extLst",
}
REPEATED = {"conditionalFormatting"}


def out_of_order(root: etree._Element) -> list[str]:
    """Elements whose children do not stand in the order of the schema, or stand there twice."""
    wrong = []
    for element in root.iter():
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if name not in ORDER or not element.tag.startswith(MAIN):
            continue
        order = ORDER[name].split()
        places = [order.index(etree.QName(child).localname) for child in element
                  if isinstance(child.tag, str) and child.tag.startswith(MAIN)]
        doubled = [order[place] for place, after in pairwise(places)
                   if place == after and order[place] not in REPEATED]
        if places != sorted(places) or doubled:
            wrong.append(f"{name}: {[order[place] for place in places]}")
    return wrong


def rows_out_of_order(root: etree._Element) -> list[str]:
    """Rows and cells that do not stand in order."""
    rows = [int(row.get("r")) for row in root.iter(MAIN + "row") if row.get("r")]
    wrong = [] if rows == sorted(set(rows)) else ["rows"]
    for row in root.iter(MAIN + "row"):
        names = [cell.get("r").rstrip("0123456789") for cell in row.iter(MAIN + "c") if cell.get("r")]
        keys = [(len(name), name) for name in names]
        if keys != sorted(set(keys)):
            wrong.append(f"row {row.get('r')}")
    return wrong
