"""How a sheet is printed, which LibreOffice leaves behind when it takes a sheet over from another workbook."""

STYLES, STYLE = "PageStyles", "com.sun.star.style.PageStyle"
MEASURES = (
    *("IsLandscape", "Width", "Height", "LeftMargin", "RightMargin", "TopMargin", "BottomMargin"),
    *("CenterHorizontally", "CenterVertically", "FirstPageNumber", "PrintDownFirst", "PrintGrid", "PrintHeaders"),
    *("HeaderIsOn", "HeaderIsShared", "HeaderBodyDistance", "HeaderHeight", "HeaderIsDynamicHeight"),
    *("FooterIsOn", "FooterIsShared", "FooterBodyDistance", "FooterHeight", "FooterIsDynamicHeight"),
)
SCALES = ("ScaleToPages", "ScaleToPagesX", "ScaleToPagesY", "PageScale")
"""Each takes the others back, so that the one that counts comes last."""

EDGES = {"HeaderIsOn": "RightPageHeaderContent", "FooterIsOn": "RightPageFooterContent"}


def printing(document, title):
    """Page, areas and repeated rows of a sheet."""
    sheet = document.Sheets.getByName(title)
    style = document.StyleFamilies.getByName(STYLES).getByName(sheet.PageStyle)
    page = [(name, getattr(style, name)) for name in (*MEASURES, *SCALES)]
    page.sort(key=lambda one: one[0] in SCALES and one[0] != "PageScale" and one[1] > 0)
    edges = [(content, getattr(style, content)) for shown, content in EDGES.items() if getattr(style, shown)]
    rows = sheet.TitleRows if sheet.PrintTitleRows else None
    return sheet.PageStyle, page, edges, sheet.PrintAreas, rows


def print_as(document, title, known, again):
    """Let a sheet be printed as known; ``again`` is called between two changes."""
    name, page, edges, areas, rows = known
    sheet, styles = document.Sheets.getByName(title), document.StyleFamilies.getByName(STYLES)
    if not styles.hasByName(name):
        styles.insertByName(name, document.createInstance(STYLE))
    style = styles.getByName(name)
    for one, value in [*page, *edges]:
        setattr(style, one, value)
    sheet.PageStyle = name
    again()
    at = sheet.RangeAddress.Sheet
    for area in areas:
        area.Sheet = at
    sheet.PrintAreas = areas
    again()
    if rows is not None:
        rows.Sheet = at
        sheet.TitleRows = rows
        again()
