"""Damaged workbooks: edited or refused, never anything else, and what is written can be read."""

from __future__ import annotations

import contextlib
import functools
import io
import random
import re
import zipfile

import pytest
from test_append import STRUCTURED, with_table
from test_features import workbook_of
from test_sheets import THREE, put
from workbooks import report, zipped

from xlcrm.ooxml import KEEP, Package, Refused

JUNK = [b"", b"x", b"-1", b"9" * 20, b"1.5", b"#REF!", b"&lt;", "中".encode(), b"A0", b"XFE1", b"A1:", b" ", b"/", b".."]
ROUNDS = 80


@functools.cache
def bases() -> list[bytes]:
    return [with_table(third=STRUCTURED), put(THREE.bytes()), workbook_of("sparklines")]


def damaged(chance: random.Random, content: bytes) -> bytes:
    """An attribute with another value or gone, or some bytes gone, in any XML part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(chance.randrange(1, 4)):
        name = chance.choice([name for name in parts if name.endswith((".xml", ".rels"))])
        text = parts[name]
        values, attributes = (list(re.finditer(pattern, text)) for pattern in (rb'="([^"]*)"', rb' [\w:]+="[^"]*"'))
        kind = chance.randrange(5)
        if kind < 3 and values:
            match = chance.choice(values)
            text = text[:match.start(1)] + chance.choice(JUNK) + text[match.end(1):]
        elif kind == 3 and attributes:
            match = chance.choice(attributes)
            text = text[:match.start()] + text[match.end():]
        elif text:
            at = chance.randrange(len(text))
            text = text[:at] + text[at + chance.randrange(1, 20):]
        parts[name] = text
    return zipped(parts, 1)


def _table(package: Package, sheet: str) -> str:
    return next((table.name for table in package.tables(sheet)), "?")


def everything(package: Package) -> None:
    """Every kind of call, each of which may be refused."""
    refusals: list[Refused] = []

    def refusable(call: object) -> None:
        try:
            call()
        except Refused as refusal:
            refusals.append(refusal)
    names = package.sheets or ["?"]
    first = names[0]
    refusable(lambda: package.set_cells(first, {(2, 1): 1, (9, 9): "x", (1, 1): KEEP}, fill={(1, 1): "FF0000"},
                                        number_format={(2, 2): "0.0"}))
    refusable(lambda: package.values(first, [(1, 1), (2, 2)]))
    refusable(lambda: package.fill_of(first, [(1, 1), (7, 7)]))
    refusable(lambda: package.formula_cells(first))
    refusable(lambda: package.restore(first, package.cell_state(first, [(1, 1), (3, 3)])))
    for name in names:
        refusable(lambda name=name: package.append_rows(name, _table(package, name), [["a"]]))
    refusable(lambda: package.put_sheet("看板", report()))
    refusable(lambda: package.sheet_bytes(first))
    refusable(lambda: package.remove_sheet("看板"))
    assert all(refusal.code and refusal.where for refusal in refusals)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_any_damage_to_the_xml(seed: int) -> None:
    chance = random.Random(seed)
    content = damaged(chance, chance.choice(bases()))
    try:
        package = Package(content)
    except Refused:
        return
    with package:
        everything(package)
        new = package.to_bytes()
    with zipfile.ZipFile(io.BytesIO(new)) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_any_damage_to_the_file(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(chance.choice(bases()))
    for _ in range(chance.randrange(1, 5)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    if chance.randrange(4) == 0:
        del content[chance.randrange(len(content)):]
    with contextlib.suppress(Refused), Package(bytes(content)) as package:
        everything(package)
