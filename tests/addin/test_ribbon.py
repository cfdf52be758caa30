"""The ribbon: generated, well formed, and every button leads somewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from xlcrm.book.addin.picture import _NEIGHBOURS, ribbon_svg
from xlcrm.book.addin.ribbon import BUTTONS, GROUPS, NAMESPACE, Button, ribbon_xml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

# What of customUI 2009/07 we use: element -> (allowed parents, required attributes, optional attributes).
SCHEMA = {
    "customUI": ((), (), ()),
    "ribbon": (("customUI",), (), ("startFromScratch",)),
    "tabs": (("ribbon",), (), ()),
    "tab": (("tabs",), ("id", "label"), ("insertAfterMso", "insertBeforeMso", "keytip", "visible")),
    "group": (("tab",), ("id", "label"), ("imageMso", "keytip", "screentip", "supertip")),
    "button": (
        ("group",),
        ("id", "label", "onAction", "imageMso", "size", "screentip"),
        ("supertip", "keytip", "tag", "description"),
    ),
}

# Controls that the published lists of Excel 2013, 2016, 2019 and Microsoft 365 all contain; an icon that
# an Excel does not know shows as an empty square.
KNOWN_ICONS = {
    "AutoCorrect",
    "AutoSum",
    "CalculateFull",
    "CalculateNow",
    "CalculateSheet",
    "Calculator",
    "ChartChangeType",
    "ChartInsert",
    "ChartTypeColumnInsertGallery",
    "ChartTypeLineInsertGallery",
    "ChartTypePieInsertGallery",
    "ClearAll",
    "ClearComments",
    "ClearContents",
    "ClearFormats",
    "ControlProperties",
    "DataValidation",
    "DataValidationCircleInvalid",
    "ErrorChecking",
    "FilePrint",
    "FilePrintPreview",
    "FileProperties",
    "Filter",
    "FunctionsDateTimeInsertGallery",
    "Help",
    "OutlookTaskCreate",
    "PivotChartInsert",
    "PivotTableInsert",
    "PropertySheet",
    "ReplaceDialog",
    "ReviewNewComment",
    "ReviewProtectWorkbook",
    "ReviewShowAllComments",
    "Spelling",
    "Undo",
}


def walk(element: Element, parent: str = "") -> Iterator[tuple[Element, str]]:
    yield element, parent
    for child in element:
        yield from walk(child, element.tag.removeprefix(f"{{{NAMESPACE}}}"))


def ribbon_flaws(xml: str, source: str) -> list[str]:
    """What Excel would stumble over: structure, ids, icons, callbacks."""
    root = ET.fromstring(xml)
    found, ids = [], []
    for element, parent in walk(root):
        name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        if name not in SCHEMA:
            found.append(f"no element {name}")
            continue
        parents, required, optional = SCHEMA[name]
        if parent not in (parents or ("",)):
            found.append(f"{name} stands in {parent}")
        found += [f"{name} lacks {each}" for each in required if not element.get(each)]
        found += [f"{name} has {each}" for each in element.attrib if each not in required + optional]
        ids += [element.get("id")] if element.get("id") else []
        if element.get("size") not in (None, "large", "normal"):
            found.append(f"size {element.get('size')}")
        if element.get("imageMso") not in (None, *KNOWN_ICONS):
            found.append(f"icon {element.get('imageMso')}")
        found += [f"{key} is too long" for key, text in element.attrib.items() if len(text) > 1024]
    found += [f"id {each} twice" for each in sorted(set(ids)) if ids.count(each) > 1]
    found += [f"id {each}" for each in ids if not re.fullmatch(r"[A-Za-z_][\w.-]*", each)]
    callbacks = set(re.findall(r"(?m)^Public Sub (\w+)\(control As IRibbonControl\)\r$", source))
    called = {element.get("onAction") for element, _ in walk(root)} - {None}
    found += [f"no Sub {each}" for each in sorted(called - callbacks)]
    found += [f"nothing calls Sub {each}" for each in sorted(callbacks - called)]
    return found


def test_the_committed_ribbon_is_the_generated_one(macros: Path) -> None:
    assert (macros / "ribbon.xml").read_text(encoding="utf-8") == ribbon_xml(BUTTONS), (
        "write it again: python -m xlcrm.book.addin.ribbon macros/ribbon.xml"
    )


def test_the_ribbon_has_no_flaws(macros: Path, source: str) -> None:
    assert ribbon_flaws((macros / "ribbon.xml").read_text(encoding="utf-8"), source) == []


def test_a_buttons_id_is_the_action_that_is_pressed(macros: Path, source: str) -> None:
    root = ET.parse(macros / "ribbon.xml").getroot()
    assert [button.get("id") for button in root.iter(f"{{{NAMESPACE}}}button")] == [
        button.name for group in GROUPS for button in BUTTONS if button.group == group
    ]
    assert "Start control.ID, ActiveWorkbook.Name\r\n" in source


@pytest.mark.parametrize(
    ("old", "new", "flaw"),
    [
        pytest.param(
            'onAction="XlcrmPress"', 'onAction="XlcrmGone"', "no Sub XlcrmGone", id="a callback nobody wrote"
        ),
        pytest.param(
            'imageMso="Undo"', 'imageMso="UndoAll"', "icon UndoAll", id="an icon Excel does not know"
        ),
        pytest.param('id="undo"', 'id="fix"', "id fix twice", id="two controls of one id"),
        pytest.param('id="group_plan"', 'id="1"', "id 1", id="an id that starts with a digit"),
        pytest.param("<tabs>", "<tabs><button/>", "button stands in tabs", id="a button outside a group"),
        pytest.param('label="撤销"', "", "button lacks label", id="a button without a label"),
        pytest.param('size="large"', 'size="huge"', "size huge", id="a size that does not exist"),
        pytest.param(
            'id="help"', 'id="help" onClick="x"', "button has onClick", id="an attribute nobody knows"
        ),
        pytest.param("ribbon>", "rubbon>", "no element rubbon", id="an element nobody knows"),
        pytest.param(
            'label="帮助"', f'label="{"帮" * 1025}"', "label is too long", id="a label beyond the limit"
        ),
    ],
)
def test_each_flaw_is_found(macros: Path, source: str, old: str, new: str, flaw: str) -> None:
    xml = (macros / "ribbon.xml").read_text(encoding="utf-8")
    assert old in xml
    assert flaw in ribbon_flaws(xml.replace(old, new), source)


def test_a_callback_no_button_uses_is_found(macros: Path, source: str) -> None:
    extra = "Public Sub XlcrmIdle(control As IRibbonControl)\r\nEnd Sub\r\n"
    xml = (macros / "ribbon.xml").read_text(encoding="utf-8")
    assert ribbon_flaws(xml, source + extra) == ["nothing calls Sub XlcrmIdle"]


def test_labels_are_chinese_and_distinct() -> None:
    labels = [button.label for button in BUTTONS]
    assert len(set(labels)) == len(labels)
    for button in BUTTONS:
        assert re.search(r"[\u4e00-\u9fff]", button.label)
        assert re.search(r"[\u4e00-\u9fff]", button.screentip)


def test_special_characters_are_escaped() -> None:
    odd = replace(BUTTONS[0], label='A&B<"C"', screentip="<&>'\"")
    element = ET.fromstring(ribbon_xml([odd])).find(f".//{{{NAMESPACE}}}button")
    assert element is not None
    assert (element.get("label"), element.get("screentip")) == (odd.label, odd.screentip)


@pytest.mark.parametrize(
    ("change", "cure"),
    [
        pytest.param({"name": "Check it"}, "small letters", id="a name that is no action"),
        pytest.param({"group": "其他"}, "there are 数据", id="a group that is not in the design"),
        pytest.param({"label": ""}, "give it a label", id="no label"),
    ],
)
def test_a_wrong_declaration_stops_and_names_the_cure(change: dict[str, str], cure: str) -> None:
    right = {"name": "due", "label": "今日跟进", "group": "计划", "icon": "Undo", "screentip": "列出"}
    with pytest.raises(ValueError, match=cure):
        Button(**{**right, **change})  # type: ignore[arg-type]


def test_two_buttons_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name: validate"):
        ribbon_xml([BUTTONS[0], BUTTONS[0]])


def test_the_picture_in_the_docs_shows_this_ribbon(macros: Path) -> None:
    drawn = ribbon_svg((macros / "ribbon.xml").read_text(encoding="utf-8"))
    picture = macros.parent / "docs" / "pictures" / "ribbon.svg"
    if not picture.exists():
        pytest.skip("the pictures of the manual are only in a checkout")
    assert picture.read_text(encoding="utf-8") == drawn, (
        "draw it again: python -m xlcrm.book.addin.picture docs/pictures/ribbon.svg"
    )


def test_the_picture_shows_each_button_once_and_ends_before_its_edge() -> None:
    svg = ET.fromstring(ribbon_svg(ribbon_xml(BUTTONS)))
    space = "{http://www.w3.org/2000/svg}"
    words = [text.text for text in svg.iter(f"{space}text")]
    assert sorted(words) == sorted([*(button.label for button in BUTTONS), *GROUPS, "客户管理", *_NEIGHBOURS])
    assert max(float(text.get("x", "0")) for text in svg.iter(f"{space}text")) < float(svg.get("width", "0"))
    drawn = {path.get("d") for path in svg.iter(f"{space}path") if path.get("transform")}
    assert len(drawn) == len(BUTTONS), "every button has an icon of its own"
