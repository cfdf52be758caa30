"""The decoders of VBA projects, against the specification's own examples and another writer's output."""

from __future__ import annotations

import random
import struct

import pytest
from pyopenvba.vba import compress

from xlcrm.book.addin.ovba import decompress, decrypt, records

PROJECT_ID = "{01234567-89AB-CDEF-0123-456789ABCDEF}"


@pytest.mark.parametrize(
    ("packed", "plain"),
    [
        pytest.param(
            "01 19B0 00 6162636465666768 00 696A6B6C6D6E6F70 00 717273747576 2E",
            b"abcdefghijklmnopqrstuv.",
            id="nothing to compress",
        ),
        pytest.param(
            "01 2FB0 00 2361616162636465 82 6600 70 61676869 6A 0138 08 616B6C 0030 6D6E6F70 06 71 0270 0410"
            "7273747576 10 7778797A 003C",
            b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
            id="an ordinary text",
        ),
        pytest.param("01 03B0 02 61 4500", b"a" * 73, id="one copy that overlaps itself"),
    ],
)
def test_the_worked_examples_of_the_specification(packed: str, plain: bytes) -> None:
    assert decompress(bytes.fromhex(packed)) == plain


@pytest.mark.parametrize(
    ("container", "why"),
    [
        pytest.param(b"\x02", "wrong signature", id="another signature"),
        pytest.param(b"\x01\x00\x10", "chunk header", id="another chunk signature"),
        pytest.param(b"\x01\x05\xb0ab", "chunk header", id="a chunk that is cut off"),
        pytest.param(b"\x01\x01\x30ab", "raw chunk that is not full", id="a short raw chunk"),
        pytest.param(b"\x01\x02\xb0\x01\x00\x10", "copy from before the start", id="a copy from nowhere"),
        pytest.param(
            b"\x01\x02\xb0\x00ab\x02\xb0\x00cd", "before the last is short", id="a short chunk midway"
        ),
    ],
)
def test_bad_compression_is_refused(container: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        decompress(container)


@pytest.mark.parametrize("size", [0, 1, 2, 15, 16, 17, 4095, 4096, 4097, 9000])
def test_decompression_undoes_another_writers_compression(size: int) -> None:
    chance = random.Random(size)
    plain = bytes(chance.choice(b"ab c\r\n") for _ in range(size))
    assert decompress(compress(plain)) == plain


def test_a_full_chunk_that_does_not_shrink_is_stored_raw_and_read() -> None:
    plain = random.Random(1).randbytes(4096)
    packed = compress(plain)
    assert packed[3:] == plain
    assert decompress(packed) == plain


def encrypted(content: bytes, project_id: str, seed: int) -> str:
    """2.4.3.2, to try the decoder on what it has not seen."""
    key = sum(project_id.encode()) & 0xFF
    before, last, clear = seed ^ 2, seed ^ key, key
    out = [seed, before, last]
    for byte in bytes((seed & 6) // 2) + struct.pack("<I", len(content)) + content:
        cipher = byte ^ (before + clear & 0xFF)
        before, last, clear = last, cipher, byte
        out.append(cipher)
    return bytes(out).hex().upper()


@pytest.mark.parametrize("seed", [0, 3, 6, 0xDD, 0xFF])
@pytest.mark.parametrize("content", [b"", b"\xff", bytes(4), b"password"])
def test_decryption_with_any_seed(seed: int, content: bytes) -> None:
    assert decrypt(encrypted(content, PROJECT_ID, seed), PROJECT_ID) == content


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param(lambda text: "06" + text[2:], "encryption version", id="another seed"),
        pytest.param(lambda text: text[:4] + "00" + text[6:], "key is not the ID's", id="another key"),
        pytest.param(lambda text: text[:-2], "length", id="cut short"),
    ],
)
def test_what_does_not_belong_to_the_id_is_refused(change: object, why: str) -> None:
    assert callable(change)
    with pytest.raises(ValueError, match=why):
        decrypt(change(encrypted(b"\x00", PROJECT_ID, 5)), PROJECT_ID)


def test_a_password_reads_otherwise_than_none() -> None:
    assert decrypt(encrypted(b"\x01", PROJECT_ID, 5), PROJECT_ID) != b"\0"


def record(number: int, content: bytes) -> bytes:
    return struct.pack("<HI", number, len(content)) + content


def test_records_are_read_to_the_last_byte() -> None:
    stream = record(0x01, b"abcd") + struct.pack("<HI", 9, 4) + b"123456" + record(0x10, b"")
    assert list(records(stream)) == [(1, b"abcd"), (9, b"123456"), (0x10, b"")]
    with pytest.raises(ValueError, match="cut off"):
        list(records(stream[:-7]))
    with pytest.raises(ValueError, match="behind the last"):
        list(records(stream + b"\0"))
