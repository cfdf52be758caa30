"""Native charts over the blocks of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.chart import BarChart, DoughnutChart, LineChart, Reference
from openpyxl.chart.data_source import AxDataSource, NumFmt, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout as Place
from openpyxl.chart.layout import ManualLayout
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)

from xlcrm.book import look

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from xlcrm.book.sheets.spots import Placed, PlacedChart
    from xlcrm.reports.report import Block, Chart

_INSET = 4 * 9525
"""Four pixels, in the drawing's own unit."""
_MANY = 14
"""With more categories than this, figures at the marks would run into each other."""


def draw_chart(sheet: Worksheet, spot: PlacedChart, block: Block, placed: Placed) -> None:
    """Put a chart on the sheet over the cells kept for it."""
    chart = _KINDS[spot.chart.kind](sheet, spot.chart, block, placed)
    _dress(chart, spot.chart.title)
    start = AnchorMarker(col=spot.left - 1, row=spot.top - 1, colOff=_INSET, rowOff=_INSET)
    end = AnchorMarker(col=spot.right, row=spot.bottom, colOff=-_INSET, rowOff=0)
    chart.anchor = TwoCellAnchor(editAs="oneCell", _from=start, to=end)
    sheet.add_chart(chart)


def _text(size: float, color: str = look.INK, bold: bool = False) -> CharacterProperties:
    face = Font(typeface=look.FONT)
    return CharacterProperties(sz=int(size * 100), b=bold, solidFill=color, latin=face, ea=face)


def _rich(size: float, color: str = look.INK) -> RichText:
    properties = ParagraphProperties(defRPr=_text(size, color))
    return RichText(bodyPr=RichTextProperties(), p=[Paragraph(pPr=properties, endParaRPr=_text(size, color))])


def _reference(sheet: Worksheet, placed: Placed, name: str, head: bool = False) -> Reference:
    column = placed.columns[name][0]
    top = placed.head_row if head else placed.first_row
    return Reference(sheet, min_col=column, min_row=top, max_row=placed.last_row)


def _series(sheet: Worksheet, placed: Placed, chart: Chart, name: str, color: str) -> Any:
    series = SeriesFactory(_reference(sheet, placed, name, head=True), title_from_data=True)
    series.cat = _categories(sheet, placed, chart.category)
    series.graphicalProperties = GraphicalProperties(solidFill=color)
    series.graphicalProperties.line = LineProperties(solidFill=color)
    return series


def _categories(sheet: Worksheet, placed: Placed, name: str) -> AxDataSource:
    return AxDataSource(strRef=StrRef(f=str(_reference(sheet, placed, name))))


def _format(block: Block, name: str) -> str:
    return _whole(next(look.NUMBERS[head.format] for head in block.heads if head.name == name))


def _whole(fmt: str) -> str:
    """Format of a figure in a chart: fen are left out."""
    return "#,##0" if fmt == look.NUMBERS["money"] else fmt


def _labels(fmt: str, place: str | None = None) -> DataLabelList:
    labels = DataLabelList(numFmt=fmt, dLblPos=place, txPr=_rich(8, look.MUTED))
    labels.showVal = True
    labels.showSerName = labels.showCatName = labels.showPercent = labels.showLegendKey = False
    return labels


def _axes(chart: Any, axis: str, fmt: str) -> None:
    for one in (chart.x_axis, chart.y_axis):
        one.delete = False
        one.txPr = _rich(8, look.MUTED)
        one.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=look.LINE))
    chart.x_axis.majorTickMark = "none"
    chart.y_axis.majorTickMark = "none"
    chart.y_axis.numFmt = NumFmt(formatCode=fmt, sourceLinked=False)
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="E8ECF1"))
    chart.y_axis.graphicalProperties.line.noFill = True
    if axis:
        chart.y_axis.title = axis
        chart.y_axis.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_text(8, look.MUTED))
        chart.y_axis.title.tx.rich.bodyPr = RichTextProperties(rot=0, vert="horz")


def _bars(sheet: Worksheet, chart: Chart, block: Block, placed: Placed) -> Any:
    out = BarChart()
    out.type = "bar" if chart.kind == "bar" else "col"
    out.gapWidth, out.overlap = 60, 0 if len(chart.values) == 1 else -5
    fmt = _format(block, chart.values[0])
    for number, name in enumerate(chart.values):
        series = _series(sheet, placed, chart, name, look.SERIES[number % len(look.SERIES)])
        if len(block.rows) * len(chart.values) <= _MANY:
            series.dLbls = _labels(_format(block, name), "outEnd")
        out.append(series)
    _axes(out, chart.axis, fmt)
    shown = [head.name in chart.values for head in block.heads]
    figures = [cell for row in block.rows for cell, drawn in zip(row, shown, strict=True) if drawn]
    if not any(isinstance(figure, int | float) and figure < 0 for figure in figures):
        out.y_axis.scaling.min = 0  # bars that begin elsewhere mislead
    if chart.kind == "bar":
        out.x_axis.scaling.orientation = "maxMin"
        out.y_axis.crosses = "max"
    out.legend = None if len(chart.values) == 1 else Legend(legendPos="b")
    return out


def _lines(sheet: Worksheet, chart: Chart, block: Block, placed: Placed) -> Any:
    out = LineChart()
    for number, name in enumerate(chart.values):
        series = _series(sheet, placed, chart, name, look.SERIES[number % len(look.SERIES)])
        _as_line(series, look.SERIES[number % len(look.SERIES)])
        if len(block.rows) <= _MANY and len(chart.values) == 1:
            series.dLbls = _labels(_format(block, name), "t")
        out.append(series)
    _axes(out, chart.axis, _format(block, chart.values[0]))
    out.legend = None if len(chart.values) == 1 else Legend(legendPos="b")
    return out


def _as_line(series: Any, color: str) -> None:
    series.smooth = False
    series.graphicalProperties = GraphicalProperties()
    series.graphicalProperties.line = LineProperties(solidFill=color, w=28000)
    series.marker.symbol = "circle"
    series.marker.size = 6
    series.marker.graphicalProperties = GraphicalProperties(solidFill=color)
    series.marker.graphicalProperties.line = LineProperties(solidFill=look.WHITE)


def _doughnut(sheet: Worksheet, chart: Chart, block: Block, placed: Placed) -> Any:
    out = DoughnutChart(holeSize=58)
    series = _series(sheet, placed, chart, chart.values[0], look.SERIES[0])
    series.graphicalProperties = None
    for number in range(len(block.rows)):
        point = DataPoint(idx=number)
        point.graphicalProperties = GraphicalProperties(solidFill=look.SERIES[number % len(look.SERIES)])
        point.graphicalProperties.line = LineProperties(solidFill=look.WHITE)
        series.dPt.append(point)
    labels = _labels("0%")
    labels.showVal, labels.showPercent = False, True
    labels.txPr = _rich(9, look.WHITE)
    series.dLbls = labels
    out.append(series)
    out.legend = Legend(legendPos="r")
    return out


def _pareto(sheet: Worksheet, chart: Chart, block: Block, placed: Placed) -> Any:
    """Columns falling from left to right and, on a second axis, the share they reach together."""
    if len(chart.values) != 2:
        raise ValueError(f"Pareto chart {chart.title!r} needs two values: the figure, its cumulative share")
    figure, share = chart.values
    out = BarChart()
    out.type, out.gapWidth = "col", 40
    series = _series(sheet, placed, chart, figure, look.SERIES[0])
    if len(block.rows) <= _MANY:
        series.dLbls = _labels(_format(block, figure), "inEnd")
        series.dLbls.txPr = _rich(8, look.WHITE)
    out.append(series)
    _axes(out, chart.axis, _format(block, figure))
    line = LineChart()
    curve = _series(sheet, placed, chart, share, look.SERIES[1])
    _as_line(curve, look.SERIES[1])
    line.append(curve)
    line.y_axis.axId = 200
    _axes(line, "", "0%")
    line.y_axis.scaling.min, line.y_axis.scaling.max = 0, 1
    line.y_axis.crosses = "max"
    line.y_axis.majorGridlines = None
    out += line
    out.legend = Legend(legendPos="b")
    return out


_KINDS = {"column": _bars, "bar": _bars, "line": _lines, "doughnut": _doughnut, "pareto": _pareto}


def _dress(chart: Any, title: str) -> None:
    chart.title = title
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_text(11, look.NAVY, bold=True))
    for run in chart.title.tx.rich.p[0].r:
        run.rPr = _text(11, look.NAVY, bold=True)
    chart.title.overlay = False
    chart.title.layout = Place(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.02, y=0.025))
    if chart.legend is not None:
        chart.legend.txPr = _rich(9, look.MUTED)
        chart.legend.overlay = False
    chart.graphical_properties = GraphicalProperties(solidFill=look.WHITE)
    chart.graphical_properties.line = LineProperties(solidFill=look.LINE)
    chart.roundedCorners = False
    chart.plot_visible_only = True
