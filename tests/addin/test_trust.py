"""Trust settings of Office and Windows: those that stop a button are named, the harmless are not."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from xlcrm.book.addin.doctor import doctor
from xlcrm.book.addin.machine import RECORD

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Registry

    from xlcrm.book.addin.machine import Finding, Machine

OFFICE = r"Software\Microsoft\Office\16.0"
POLICY = r"Software\Policies\Microsoft\Office\16.0"
DEFENDER = r"HKLM\Software\Policies\Microsoft\Windows Defender"
RULES = rf"{DEFENDER}\Windows Defender Exploit Guard\ASR\Rules"
NO_CHILDREN = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"


def ills(machine: Machine) -> list[Finding]:
    return [finding for finding in doctor(machine) if finding.cure]


Settings = dict[tuple[str, str], object]
TRUST: dict[str, tuple[Settings, str]] = {
    "VBA is off for all of Office": ({(rf"HKCU\{POLICY}\Common", "VBAOff"): 1}, "VBAOff"),
    "the company allows no add-ins": (
        {(rf"HKCU\{POLICY}\Excel\Security", "DisableAllAddins"): 1},
        "禁用所有",
    ),
    "the user allows no add-ins": ({(rf"HKCU\{OFFICE}\Excel\Security", "DisableAllAddins"): 1}, "禁用所有"),
    "add-ins must be signed": ({(rf"HKLM\{POLICY}\Excel\Security", "RequireAddinSig"): 1}, "签名"),
    "macros that load by themselves must be signed": (
        {(rf"HKCU\{POLICY}\Common\Security", "RequireAlwaysOnMacroSig"): 1},
        "签名",
    ),
    "no trusted locations and unsigned macros forbidden": (
        {
            (rf"HKCU\{POLICY}\Excel\Security\Trusted Locations", "AllLocationsDisabled"): 1,
            (rf"HKCU\{POLICY}\Excel\Security", "VBAWarnings"): 3,
        },
        "签名",
    ),
    "no trusted locations": (
        {(rf"HKCU\{OFFICE}\Excel\Security\Trusted Locations", "AllLocationsDisabled"): 1},
        "恢复受信任位置",
    ),
    "the company's list blocks us": (
        {(rf"HKCU\{POLICY}\Excel\Resiliency\AddinList", "xlcrm.xlam"): "0"},
        "托管加载项列表",
    ),
    "the company's list is closed and lacks us": (
        {(rf"HKCU\{POLICY}\Excel\Resiliency", "RestrictToList"): 1},
        "托管加载项列表",
    ),
    "Defender blocks child processes": ({(RULES, NO_CHILDREN): "1"}, "排除项"),
    "Defender warns of child processes": ({(RULES, NO_CHILDREN): "6"}, "排除项"),
    "Intune blocks child processes": (
        {(rf"{DEFENDER}\Policy Manager", "ASRRules"): f"56a863a9=1|{NO_CHILDREN.lower()}=1"},
        "排除项",
    ),
    "Office 2013": (
        {(r"HKCU\Software\Policies\Microsoft\Office\15.0\Excel\Security", "RequireAddinSig"): 1},
        "签名",
    ),
}


@pytest.mark.parametrize(("settings", "cure"), TRUST.values(), ids=TRUST)
def test_a_setting_that_stops_add_ins_is_named(
    windows: Machine, registry: Registry, settings: Settings, cure: str
) -> None:
    for (key, name), value in settings.items():
        registry.put(key, name, value)
    (ill,) = ills(windows)
    assert ill.what == "宏与信任设置"
    assert cure in ill.cure


HARMLESS: dict[str, Settings] = {
    "macros forbidden, but XLSTART is trusted": {(rf"HKCU\{POLICY}\Excel\Security", "VBAWarnings"): 4},
    "no trusted locations, but all macros allowed": {
        (rf"HKCU\{OFFICE}\Excel\Security\Trusted Locations", "AllLocationsDisabled"): 1,
        (rf"HKCU\{OFFICE}\Excel\Security", "VBAWarnings"): 1,
    },
    "the company overrules the user": {
        (rf"HKCU\{OFFICE}\Excel\Security", "RequireAddinSig"): 1,
        (rf"HKCU\{POLICY}\Excel\Security", "RequireAddinSig"): 0,
    },
    "a closed list that has us": {
        (rf"HKCU\{POLICY}\Excel\Resiliency", "RestrictToList"): 1,
        (rf"HKCU\{POLICY}\Excel\Resiliency\AddinList", "xlcrm.xlam"): "1",
    },
    "Defender only audits": {(RULES, NO_CHILDREN): "2"},
    "Intune blocks something else": {
        (rf"{DEFENDER}\Policy Manager", "ASRRules"): f"{NO_CHILDREN}=2|56A863A9-875E-4185-98A7-B882C64B5CE5=1"
    },
    "the switches are off": {
        (rf"HKCU\{POLICY}\Excel\Security", "DisableAllAddins"): 0,
        (rf"HKCU\{POLICY}\Common", "VBAOff"): 0,
    },
}


@pytest.mark.parametrize("settings", HARMLESS.values(), ids=HARMLESS)
def test_a_setting_that_does_no_harm_is_not_complained_of(
    windows: Machine, registry: Registry, settings: Settings
) -> None:
    for (key, name), value in settings.items():
        registry.put(key, name, value)
    assert ills(windows) == []


def test_the_guide_explains_each_setting_and_where_things_lie(macros: Path) -> None:
    guide = macros.parent / "docs" / "install.zh.md"
    if not guide.exists():
        pytest.skip("the guide is only in a checkout")
    text = guide.read_text(encoding="utf-8")
    names = {name for settings, _ in TRUST.values() for _, name in settings} - {"ASRRules"}
    assert [name for name in sorted(names) if name not in text] == []
    assert RECORD in text


def crashed(path: str, title: str) -> bytes:
    texts = [f"{text}\0".encode("utf-16-le") for text in (path, title)]
    return struct.pack("<III", 2, *map(len, texts)) + b"".join(texts)


@pytest.mark.parametrize(
    ("item", "ours"),
    [
        pytest.param(crashed(r"c:\users\张 三\appdata\xlstart\xlcrm.xlam", "xlcrm"), True, id="our add-in"),
        pytest.param(
            crashed(r"c:\other.xlam", "xlcrm.xlam"), False, id="another add-in with our name for a title"
        ),
        pytest.param(b"\1\0", False, id="an item cut short"),
        pytest.param("text", False, id="no bytes at all"),
    ],
)
def test_an_add_in_excel_has_disabled_is_named(
    windows: Machine, registry: Registry, item: object, ours: bool
) -> None:
    registry.put(rf"HKCU\{OFFICE}\Excel\Resiliency\DisabledItems", "1A2B3C", item)
    assert any("禁用项目" in ill.cure for ill in ills(windows)) is ours
