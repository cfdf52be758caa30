"""Talking to LibreOffice in lines of JSON: a request goes out, its answer comes in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from xlcrm.book.port import BookRefused

if TYPE_CHECKING:
    from typing import BinaryIO


class Wire:
    """Two pipes; requests are named after the methods of ``Workbook`` in ``macros/calc``."""

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming, self._outgoing = incoming, outgoing

    def ask(self, verb: str, **about: object) -> Any:
        """The answer to a request; BookRefused when LibreOffice could not do it."""
        self.send({"do": verb, **about})
        answer = self.receive()
        if answer is None:
            raise BookRefused("LibreOffice", "已经关闭", "请重新打开工作簿，再点按钮。")
        if "error" in answer:
            raise BookRefused(
                "LibreOffice", f"没有接受这次操作（{answer['error']}）", "请结束编辑、关闭对话框后再点按钮。"
            )
        return answer["result"]

    def send(self, message: object) -> None:
        """A line out."""
        self._outgoing.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
        self._outgoing.flush()

    def receive(self) -> dict[str, Any] | None:
        """A line in; None when the other end is gone."""
        line = self._incoming.readline()
        return json.loads(line) if line else None
