"""Reports in another language: headings that the catalogue has in three follow the choice, nothing else is made up."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from xlcrm.cli import cli


def printed(*words: str) -> str:
    result = CliRunner().invoke(cli, [*words])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize(
    ("language", "channel", "title"),
    [
        ("zh-CN", "来源渠道", "来源渠道转化汇总"),
        ("zh-TW", "來源渠道", "來源渠道轉化匯總"),
        ("en", "Source channel", "来源渠道转化汇总"),
    ],
)
def test_headings_follow_the_language(language: str, channel: str, title: str) -> None:
    told = json.loads(
        printed("--lang", language, "report", "sources", "--format", "json", "--today", "2023-09-01")
    )
    assert told["title"] == title
    assert told["tables"][0]["headings"]["source_channel"] == channel


def test_text_and_data_have_the_same_headings() -> None:
    words = ("--lang", "en", "report", "complaints", "--month", "2023-08", "--today", "2023-09-01")
    told = json.loads(printed(*words, "--format", "json"))
    text = printed(*words)
    shown = [block for block in told["tables"] if block["rows"]]
    assert shown
    assert all(heading in text for block in shown for heading in block["headings"].values())
    assert "Prepared by" in text
