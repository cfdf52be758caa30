"""A TOML file that a person wrote: its content, or where it cannot be understood and how to write it.

The parser speaks English and says where in brackets at the end; here each of its sentences has a Chinese one.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from xlcrm.policy.values import Both, Refused

_WRITE = Both(
    '每行写成 "参数名" = 值，参数名和文字都加英文引号',
    'write each line as "name" = value, with names and words in quotes',
)
_WRONG = (
    ("Expected '=' after a key", "这里缺少等号，或参数名没有加英文引号"),
    ("Invalid value", "等号后面的值看不懂，或文字没有加英文引号"),
    ("Invalid initial character", "参数名没有加英文引号，或用了中文引号"),
    ("Invalid statement", "参数名没有加英文引号，或用了中文引号"),
    ("Expected newline or end of document", "值的后面多写了内容"),
    ("Cannot overwrite", "同一个参数写了两遍"),
    ("Cannot declare", "同一个小标题写了两遍"),
    ("Unterminated string", "少了右边的引号"),
    ("Illegal character", "引号没有在同一行里成对，或有看不见的字符"),
    ("Expected ']'", "小标题或列表少了右方括号"),
    ("Unclosed array", "列表少了右方括号"),
    ("Unclosed inline table", "少了右花括号"),
    ("Found invalid character", "引号没有在同一行里成对，或有看不见的字符"),
    ("Unescaped '\\' in a string", "引号里的反斜杠要写两个"),
)
"""Beginning of the parser's sentence -> the same in Chinese."""


def read_toml(path: Path) -> dict[str, Any]:
    """Content of the file; Refused when it cannot be opened or understood, with the line and column."""
    try:
        content = path.read_bytes()
        return tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as error:
        raise _unopened(path, error) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(
            Both(f"第 {line} 行的文字不是 UTF-8 编码", f"the text of line {line} is not UTF-8"),
            Both("请在记事本里另存为，编码选 UTF-8", "save it again as UTF-8"),
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise Refused(_not_toml(str(error), content.decode("utf-8-sig")), _WRITE) from error


def _unopened(path: Path, error: OSError) -> Refused:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        what = Both("找不到这个参数文件", "there is no such policy file")
    elif path.is_dir():
        what = Both("这是文件夹，不是参数文件", "this is a folder, not a policy file")
    else:
        what = Both("没有读取参数文件的权限", "the policy file may not be read")
    return Refused(what, Both("请检查路径和权限", "check the path and the permissions"))


def _not_toml(said: str, content: str) -> Both:
    """What the parser says, in both languages, with the place.

    >>> _not_toml("Expected '=' after a key in a key/value pair (at line 2, column 5)", "").zh
    '第 2 行第 5 列看不懂：这里缺少等号，或参数名没有加英文引号'
    >>> _not_toml("Unclosed array (at end of document)", "[1").zh
    '第 1 行（文件末尾）看不懂：列表少了右方括号'
    """
    found = re.search(r"\(at line (\d+), column (\d+)\)$", said)
    line, where = (
        (found[1], f"第 {found[2]} 列") if found else (len(content.splitlines()) or 1, "（文件末尾）")
    )
    why = next((zh for start, zh in _WRONG if said.startswith(start)), "")
    return Both(f"第 {line} 行{where}看不懂{why and '：' + why}", f"it is not TOML: {said}")
