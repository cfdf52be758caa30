"""Workbooks with a password: opened, edited, locked again, never in clear on the disk."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from workbooks import Made, report

from xlcrm.ooxml import Package, Refused, encryption

PASSWORD = "密码-Passw0rd"
SECRET = "绝密客户"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "加密.xlsx"
    made.write_bytes(encryption.locked(Made(rows='<row r="1"><c r="A1"><v>1</v></c></row>').bytes(), PASSWORD))
    return made


def in_clear(path: Path, password: str = PASSWORD) -> openpyxl.Workbook:
    out = io.BytesIO()
    document = msoffcrypto.OfficeFile(io.BytesIO(path.read_bytes()))
    document.load_key(password=password, verify_password=True)
    document.decrypt(out, verify_integrity=True)
    return openpyxl.load_workbook(out)


def test_edited_and_locked_again(path: Path) -> None:
    with Package(path, password=PASSWORD) as package:
        package.set_cells("客户", {(2, 1): SECRET})
        package.put_sheet("月报", report("月报"))
        assert package.save()
    assert path.read_bytes().startswith(encryption.OLE)
    book = in_clear(path)
    assert (book["客户"]["A2"].value, book.sheetnames) == (SECRET, ["客户", "月报"])
    with Package(path, password=PASSWORD) as again:
        assert again.values("客户", [(2, 1)]) == {(2, 1): SECRET}


def test_saved_twice(path: Path) -> None:
    with Package(path, password=PASSWORD) as package:
        for value in (1, 2):
            package.set_cells("客户", {(2, 1): value})
            assert package.save()
        assert not package.save()
    assert in_clear(path)["客户"]["A2"].value == 2


def test_a_copy_is_locked_too(path: Path, tmp_path: Path) -> None:
    with Package(path, password=PASSWORD) as package:
        package.set_cells("客户", {(2, 1): SECRET})
        package.save(tmp_path / "b.xlsx")
    assert in_clear(tmp_path / "b.xlsx")["客户"]["A2"].value == SECRET


@pytest.mark.parametrize(("password", "code"), [(None, "password-needed"), ("", "password-wrong"), ("falsch", "password-wrong")])
def test_without_the_password(path: Path, password: str | None, code: str) -> None:
    before = path.read_bytes()
    with pytest.raises(Refused) as refusal:
        Package(path, password=password)
    assert refusal.value.code == code
    assert path.read_bytes() == before


def test_a_password_does_not_harm_open_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(Made().bytes())
    with Package(path, password=PASSWORD) as package:
        package.set_cells("客户", {(1, 1): 1})
        package.save()
    assert path.read_bytes().startswith(b"PK")


def test_old_workbooks_in_the_same_kind_of_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(encryption.OLE + bytes(2000))
    with pytest.raises(Refused) as refusal:
        Package(path)
    assert refusal.value.code in {"damaged", "old-format"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="fork")
def test_nothing_is_written_in_clear(path: Path, tmp_path: Path) -> None:
    """Every file opened for writing, anywhere, during the whole run."""
    log = tmp_path / "opened.log"
    child = os.fork()
    if child == 0:
        status = 3
        try:
            written: list[str] = []

            def hook(event: str, args: tuple[object, ...]) -> None:
                if event == "open" and isinstance(args[0], str) and args[2] & (os.O_WRONLY | os.O_RDWR):
                    written.append(str(args[0]))
            sys.addaudithook(hook)
            with Package(path, password=PASSWORD) as package:
                package.set_cells("客户", {(2, 1): SECRET})
                package.save()
            log.write_text("\n".join(written), "utf-8")
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    opened = log.read_text("utf-8").splitlines()
    assert opened
    assert {Path(name).parent for name in opened if name != str(log)} == {tmp_path}
    assert all(Path(name).name.startswith("~xlcrm-") for name in opened if name != str(log))


@pytest.mark.data
@pytest.mark.skipif(not os.environ.get("XLCRM_DATA"), reason="XLCRM_DATA names no folder of real workbooks")
@pytest.mark.parametrize(("name", "password"), [("086_encrypted_encryptSHA512.xlsx", "password"),
                                                ("085_encrypted_password.xlsx", "1234")])
def test_workbooks_encrypted_by_others(name: str, password: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(Path(os.environ["XLCRM_DATA"], "messy", name).read_bytes())
    with Package(path, password=password) as package:
        sheet = package.sheets[0]
        package.set_cells(sheet, {(900, 1): SECRET})
        package.save()
    assert in_clear(path, password)[sheet]["A900"].value == SECRET


@pytest.mark.parametrize("size", [0, 1000, 3000, 4000, 4090, 5000, 100_000])
def test_workbooks_of_every_size(size: int) -> None:
    content = Made(parts={"xl/x.bin": os.urandom(size)}, defaults={"bin": "application/x"}).bytes()
    with Package(encryption.locked(content, PASSWORD), password=PASSWORD) as package:
        assert package.sheets == ["客户"]


def test_bytes_of_an_encrypted_workbook(path: Path) -> None:
    with Package(path.read_bytes(), password=PASSWORD) as package:
        package.set_cells("客户", {(2, 1): SECRET})
        content = package.to_bytes()
    assert content.startswith(encryption.OLE)
    assert isinstance(msoffcrypto.OfficeFile(io.BytesIO(content)), OOXMLFile)
