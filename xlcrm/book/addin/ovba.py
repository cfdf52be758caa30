"""Decoders of [MS-OVBA]: compression (2.4.1), records of the ``dir`` stream (2.3.4.2), encryption (2.4.3)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 4096
_MISDECLARED = 0x09  # PROJECTVERSION says 4 and holds 6 bytes


def decompress(container: bytes) -> bytes:
    """What a compressed container holds; ValueError where it is not one a writer may make."""
    if container[:1] != b"\x01":
        raise ValueError("compressed container: wrong signature")
    out, at = bytearray(), 1
    while at < len(container):
        if len(out) % CHUNK:
            raise ValueError("compressed container: a chunk before the last is short")
        (header,) = struct.unpack_from("<H", container, at)
        end = at + (header & 0x0FFF) + 3
        if header >> 12 & 0b111 != 0b011 or end > len(container):
            raise ValueError("compressed container: chunk header")
        body = container[at + 2 : end]
        out += _chunk(body) if header & 0x8000 else _raw(body)
        at = end
    return bytes(out)


def _raw(body: bytes) -> bytes:
    if len(body) != CHUNK:
        raise ValueError("compressed container: raw chunk that is not full")
    return body


def _chunk(body: bytes) -> bytes:
    out, at = bytearray(), 0
    while at < len(body):
        flags, at = body[at], at + 1
        for bit in range(8):
            if at >= len(body):
                break
            if not flags >> bit & 1:
                out.append(body[at])
                at += 1
                continue
            (token,) = struct.unpack_from("<H", body, at)
            at += 2
            width = max((len(out) - 1).bit_length(), 4)
            offset, length = (token >> (16 - width)) + 1, (token & (0xFFFF >> width)) + 3
            if offset > len(out):
                raise ValueError("compressed container: copy from before the start")
            for _ in range(length):
                out.append(out[-offset])
    if len(out) > CHUNK:
        raise ValueError("compressed container: chunk too long")
    return bytes(out)


def records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Id and content of each record, to the last byte; ValueError when bytes are left over."""
    at = 0
    while at < len(stream):
        if at + 6 > len(stream):
            raise ValueError("dir: bytes behind the last record")
        number, size = struct.unpack_from("<HI", stream, at)
        size = 6 if number == _MISDECLARED and size == 4 else size
        content = stream[at + 6 : at + 6 + size]
        if len(content) != size:
            raise ValueError(f"dir: record {number:#04x} is cut off")
        yield number, content
        at += 6 + size


def decrypt(text: str, project_id: str) -> bytes:
    """Content of CMG, DPB or GC; ValueError when it does not belong to the project's ID."""
    seed, version_enc, key_enc, *rest = bytes.fromhex(text)
    if seed ^ version_enc != 2:
        raise ValueError("encryption version")
    if seed ^ key_enc != sum(project_id.encode()) & 0xFF:
        raise ValueError("key is not the ID's")
    before, last, clear = version_enc, key_enc, seed ^ key_enc
    plain = bytearray()
    for byte in rest:
        clear = byte ^ (before + clear & 0xFF)
        before, last = last, byte
        plain.append(clear)
    ignored = (seed & 6) // 2
    (length,) = struct.unpack_from("<I", plain, ignored)
    content = bytes(plain[ignored + 4 :])
    if len(content) != length:
        raise ValueError("length")
    return content
