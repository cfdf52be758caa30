r"""What Excel's trust settings say about our add-in, as far as the registry tells.

Each setting may be a policy of the company (``Software\Policies``, which wins) or the user's own. XLSTART is
a trusted location, so macro warnings matter only where trusted locations are switched off.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from xlcrm.book.addin.build import FILE_NAME
from xlcrm.book.addin.machine import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlcrm.book.addin.machine import Registry

TRUST = "宏与信任设置"
_VERSIONS = ("16.0", "15.0")  # 2016 and everything since; 2013
_POLICIES = (r"HKLM\Software\Policies\Microsoft\Office", r"HKCU\Software\Policies\Microsoft\Office")
_OWN = r"HKCU\Software\Microsoft\Office"
_DEFENDER = r"HKLM\Software\Policies\Microsoft\Windows Defender"
_NO_CHILDREN = (
    "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"  # "Block all Office applications from creating child processes"
)
_STRICT = ("1", "6")  # block, warn; 0 off, 2 audit, 5 not configured
_SIGN = "请 IT 给 xlcrm.xlam 签名，并把签名者加入受信任的发布者（做法见 docs/install.zh.md）。"


class Setting(NamedTuple):
    """A switch that keeps add-ins from loading when it is 1."""

    key: str
    name: str
    state: str
    cure: str


_SWITCHES = (
    Setting("Common", "VBAOff", "Office 的 VBA 被整体关闭", "请 IT 撤销策略 VBAOff，否则任何宏都不能运行。"),
    Setting(
        r"Excel\Security",
        "DisableAllAddins",
        "所有应用程序加载项被禁用",
        "请 IT 取消“禁用所有应用程序加载项”。",
    ),
    Setting(r"Excel\Security", "RequireAddinSig", "只允许有可信签名的加载项", _SIGN),
    Setting(r"Common\Security", "RequireAlwaysOnMacroSig", "自动加载的宏必须有可信签名", _SIGN),
)


def trust_findings(registry: Registry) -> list[Finding]:
    """Settings that stop the add-in or its buttons; one reassuring line when there are none."""
    found = [finding for version in _VERSIONS for finding in _of_version(registry, version)]
    found.extend(_defender(registry))
    return found or [Finding(TRUST, "没有发现会阻止加载项的设置")]


def _of_version(registry: Registry, version: str) -> Iterator[Finding]:
    for setting in _SWITCHES:
        if _value(registry, version, setting.key, setting.name) == 1:
            yield Finding(TRUST, f"Office {version}：{setting.state}（{setting.name}）", setting.cure)
    yield from _locations(registry, version)
    yield from _managed(registry, version)
    if _disabled(registry, version):
        yield Finding(
            TRUST,
            f"Office {version}：Excel 因上次启动出错而停用了 {FILE_NAME}",
            "请在 Excel 的 文件 → 选项 → 加载项 → 管理“禁用项目” 里选中它并点“启用”，再重新打开 Excel。",
        )


def _value(registry: Registry, version: str, key: str, name: str) -> str | int | bytes | None:
    for place in (*_POLICIES, _OWN):
        value = registry.read(rf"{place}\{version}\{key}", name)
        if value is not None:
            return value
    return None


def _locations(registry: Registry, version: str) -> Iterator[Finding]:
    if _value(registry, version, r"Excel\Security\Trusted Locations", "AllLocationsDisabled") != 1:
        return
    warnings = _value(registry, version, r"Excel\Security", "VBAWarnings")
    off = f"Office {version}：受信任位置全部停用（AllLocationsDisabled）"
    if warnings in (3, 4):
        yield Finding(TRUST, f"{off}，而未签名的宏被禁止（VBAWarnings={warnings}）", _SIGN)
    elif warnings != 1:
        yield Finding(
            TRUST,
            f"{off}，每次启动 Excel 都要手工启用宏",
            "请 IT 恢复受信任位置（XLSTART 默认就是），或给 xlcrm.xlam 签名。",
        )


def _managed(registry: Registry, version: str) -> Iterator[Finding]:
    """The company's list of add-ins: 0 blocked, 1 always on, 2 as the user likes."""
    for place in _POLICIES:
        listed = registry.read(rf"{place}\{version}\Excel\Resiliency\AddinList", FILE_NAME)
        closed = registry.read(rf"{place}\{version}\Excel\Resiliency", "RestrictToList") == 1
        if str(listed) == "0" or (listed is None and closed):
            yield Finding(
                TRUST,
                f"Office {version}：公司的加载项名单不允许 {FILE_NAME}",
                f"请 IT 在策略“托管加载项列表”里加上 {FILE_NAME}，值为 1。",
            )


def _disabled(registry: Registry, version: str) -> bool:
    """Whether Excel's list of crashed items names us; each is binary: kind, two lengths, path, title."""
    key = rf"{_OWN}\{version}\Excel\Resiliency\DisabledItems"
    for name in registry.names(key):
        item = registry.read(key, name)
        if isinstance(item, bytes) and len(item) >= 12:
            _, length = struct.unpack_from("<II", item)
            path = item[12 : 12 + length].decode("utf-16-le", "replace").rstrip("\0")
            if path.lower().endswith(FILE_NAME):
                return True
    return False


def _defender(registry: Registry) -> Iterator[Finding]:
    """The attack surface reduction rule that forbids Excel to start Python, by group policy or by Intune."""
    rule = registry.read(rf"{_DEFENDER}\Windows Defender Exploit Guard\ASR\Rules", _NO_CHILDREN)
    managed = registry.read(rf"{_DEFENDER}\Policy Manager", "ASRRules")
    pairs = (pair.partition("=") for pair in str(managed or "").upper().split("|"))
    states = {str(rule), *(state for number, _, state in pairs if number.strip("{}") == _NO_CHILDREN)}
    if states & set(_STRICT):
        yield Finding(
            TRUST,
            f"Defender 规则“阻止 Office 应用创建子进程”已启用（{_NO_CHILDREN}），按钮启动不了 Python",
            "请 IT 把按钮用的 python.exe 加入这条规则的排除项（做法见 docs/install.zh.md）。",
        )
