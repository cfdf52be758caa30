"""Recognising headings: which column of a table does a cell of the heading row mean (R-023)?

Headings are compared after folding: NFKC, no blanks and line breaks, no ``*``, no bracketed hints, no tick boxes,
no colons, simplified characters, small letters. Real headings, traditional ones, English labels and names, and
the aliases of each column are known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from xlcrm.rulebook import implements
from xlcrm.tables.table import Table

_TRADITIONAL = (
    "佈佔來係個備傢價儀償優兌內兩別則劃動務勢匯區協卽厤參員唸問啓啟單噹嚮嚴國圍圖團埰執報場夥寀實審寫將專對層屬庫廣彆彔彙彿後復徵態慶憤應懷戶捲掃採摺撫擊據敎敗數昇時暫曆曏書會朮査條業極構標機檔檯權歷歸決減"
    "測準溝滙滿潛瀏為無營爲牽狀獲現環產産異當療發監確碼禮稱積穩穫競箇節範簡簽籤糰紀約納紙級細紹組結絕給統絶經綫維網緊緒線編緻總繫繼續纍義聯職脩脫臺與舉萬蒐蔘薦處號術衕補製複覈見規視覽觀觸訂計記訪設許訴註証"
    "評詞詢試話誌認語誤說説課調談請論諮諾證識議護變讚負責買費賀資賠質賬購贊贏蹤輓輸轉農迴連週進運過違適遲選郵醫釦鈡鈴銷錄錯録錶鍵鍾鏈鐘長門閉開間閤閾闆關陞隊階際險電響項順預頭頻題額願類風颱餘饋驗驟體髮麪麫"
    "麵點齣"
)
_SIMPLIFIED = (
    "布占来系个备家价仪偿优兑内两别则划动务势汇区协即历参员念问启启单当向严国围图团采执报场伙采实审写将专对层属库广别录汇佛后复征态庆愤应怀户卷扫采折抚击据教败数升时暂历向书会术查条业极构标机档台权历归决减"
    "测准沟汇满潜浏为无营为牵状获现环产产异当疗发监确码礼称积稳获竞个节范简签签团纪约纳纸级细绍组结绝给统绝经线维网紧绪线编致总系继续累义联职修脱台与举万搜参荐处号术同补制复核见规视览观触订计记访设许诉注证"
    "评词询试话志认语误说说课调谈请论咨诺证识议护变赞负责买费贺资赔质账购赞赢踪挽输转农回连周进运过违适迟选邮医扣钟铃销录错录表键钟链钟长门闭开间合阈板关升队阶际险电响项顺预头频题额愿类风台余馈验骤体发面面"
    "面点出"
)
_TO_SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|〈[^〈〉]*〉|《[^《》]*》")
_CUT_OFF = re.compile(r"(?<=.)[(\[【〔].*", re.DOTALL)
_BOXES = "□☐☑☒✓✔√■▢"
_FROM_BOX = re.compile(rf"(?<=.)[{_BOXES}].*", re.DOTALL)
_NOISE = re.compile(rf"[\s*＊※·・‧•'’_\-{_BOXES}]+")
_ENDS = ":;,.?!、。"


@lru_cache(maxsize=8192)
def fold(heading: str) -> str:
    r"""Heading as it is compared.

    >>> fold("客戶名稱（個人／公司）"), fold(" 銷售專員＊ "), fold("滿意度評分(1-5分)")
    ('客户名称', '销售专员', '满意度评分')
    >>> fold("需求標(biāo)簽"), fold("您是否願意繼續合作？"), fold("优先级：\n□高 □中 □低")
    ('需求标签', '您是否愿意继续合作', '优先级')
    >>> fold("Customer ID"), fold("customer_id"), fold("(备注)")
    ('customerid', 'customerid', '备注')
    """
    text = unicodedata.normalize("NFKC", heading).strip()
    bare = text
    while (shorter := _BRACKETS.sub("", bare)) != bare:
        bare = shorter
    bare = _FROM_BOX.sub("", _CUT_OFF.sub("", bare.strip().lstrip(_BOXES)))
    bare = _NOISE.sub("", bare).strip(_ENDS)
    if not bare:
        bare = re.sub(r"[()\[\]【】〔〕〈〉《》]", "", _NOISE.sub("", text)).strip(_ENDS)
    return simplified(bare).casefold()


def simplified(text: str) -> str:
    """Text in simplified characters; OpenCC is asked only for characters that the catalogue does not use.

    >>> simplified("聯繫電話"), simplified("龜茲樂器")
    ('联系电话', '龟兹乐器')
    """
    text = text.translate(_TO_SIMPLIFIED)
    try:
        text.encode("gb2312")  # holds the simplified characters in common use and hardly a traditional one
    except UnicodeEncodeError:
        return _opencc()(text) if any(char > "\u2e80" for char in text) else text
    return text


@lru_cache(maxsize=1)
def _opencc() -> Callable[[str], str]:
    import opencc  # costs 15 ms, and hardly a workbook needs it

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


@dataclass(frozen=True, slots=True)
class Doubled:
    """Two headings that mean the same column: 0-based positions and what stands there."""

    name: str
    first: int
    second: int
    headings: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A heading row read as one table.

    ``names`` gives the column's name by 0-based position (None: blank, a helper column, a column of the
    user's own), ``unknown`` the user's own headings by position, ``doubled`` the headings that mean a column
    for the second time, ``missing`` the names of required columns of the paper form that are not there.
    """

    table: type[Table]
    names: tuple[str | None, ...]
    unknown: Mapping[int, str] = field(default_factory=dict)
    doubled: tuple[Doubled, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def absent(self) -> tuple[str, ...]:
        """Names of all columns that are not there, in paper order."""
        return tuple(name for name in self.table.columns if name not in self.names)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a table's headings may look like: as printed in either script, and folded."""

    printed: Mapping[str, str]
    folded: Mapping[str, str]
    needed: tuple[str, ...]
    paper: frozenset[str]


_KNOWN: dict[type[Table], _Known] = {}


def _known(table: type[Table]) -> _Known:
    if table not in _KNOWN:
        columns = table.columns.values()
        _KNOWN[table] = _Known(
            {c.hant: c.name for c in columns} | {c.header: c.name for c in columns},
            _spellings(table),
            tuple(c.name for c in columns if c.required is True and c.typed and not c.extension),
            frozenset(c.name for c in columns if not c.extension),
        )
    return _KNOWN[table]


def _spellings(table: type[Table]) -> Mapping[str, str]:
    """Folded heading -> name; a real heading goes before an alias, an alias before a label."""
    columns = table.columns.values()
    known = {fold(c.header): c.name for c in columns}
    for spellings in (
        ((alias, c.name) for c in columns for alias in c.aliases),
        ((c.label, c.name) for c in columns),
        ((c.name, c.name) for c in columns),
    ):
        for spelling, name in spellings:
            known.setdefault(fold(spelling), name)
    return known


@implements("R-023")
def column_of(heading: object, table: type[Table]) -> str | None:
    """R-023 表头识别: name of the column that a heading means, None when it means none.

    >>> from xlcrm.tables import CustomerMaster, FeedbackIssueTracker, RevisitRecord
    >>> column_of("客戶名稱(個人/公司)", CustomerMaster), column_of("銷售專員*", RevisitRecord)
    ('customer_name', 'owner')
    >>> column_of("滿意度評分(1-5分)", FeedbackIssueTracker)
    'satisfaction_score'
    >>> column_of("備用1", CustomerMaster) is None
    True
    """
    if not isinstance(heading, str):
        return None
    known = _known(table)
    return known.printed.get(heading) or known.folded.get(fold(heading))


@implements("R-023")
def recognise(headings: Sequence[object], table: type[Table]) -> Recognised:
    """R-023 表头识别: a heading row read as ``table``; the order of the headings is free.

    >>> from xlcrm.tables import SourceRegister
    >>> row = ["來源渠道", "具体来源", "获取日期", "负责人", "客户数量", "备用1", "客户来源", "_customer_id"]
    >>> found = recognise(row, SourceRegister)
    >>> found.names[:2], dict(found.unknown), found.missing
    (('source_channel', 'source_detail'), {5: '备用1'}, ('converted_count',))
    >>> [(d.name, d.headings) for d in found.doubled]
    [('source_channel', ('來源渠道', '客户来源'))]
    """
    names: list[str | None] = []
    unknown: dict[int, str] = {}
    doubled: list[Doubled] = []
    at: dict[str, int] = {}
    for position, heading in enumerate(headings):
        text = str(heading).strip() if heading is not None else ""
        name = column_of(heading, table)
        if name is None and text and not text.startswith("_"):
            unknown[position] = text
        if name is not None and name in at:
            doubled.append(Doubled(name, at[name], position, (str(headings[at[name]]).strip(), text)))
            name = None
        if name is not None:
            at[name] = position
        names.append(name)
    missing = tuple(name for name in _known(table).needed if name not in at)
    return Recognised(table, tuple(names), MappingProxyType(unknown), tuple(doubled), missing)


def best_table(headings: Sequence[object], candidates: Iterable[type[Table]]) -> Recognised | None:
    """The candidate that a heading row fits best, None when it fits none.

    A row fits a table when it holds at least three of its columns (all, where there are fewer), at least three
    in five of its paper form, and when no more than half of the headings are strange to it.

    >>> from xlcrm.tables import CATALOGUE
    >>> best_table(["投訴編號", "處理環節", "處理時間", "處理人", "處理內容描述", "客戶反饋"], CATALOGUE).table.id
    'complaint_tracking'
    >>> best_table(["日期", "金额", "备注"], CATALOGUE) is None
    True
    """
    best: tuple[float, Recognised] | None = None
    for table in candidates:
        found = recognise(headings, table)
        score = _fit(found)
        if score and (best is None or score > best[0]):
            best = score, found
    return best[1] if best else None


def _fit(found: Recognised) -> float:
    """Harmonic mean of "how much of the paper form is here" and "how much of what is here is the form's"."""
    paper = _known(found.table).paper
    here = {name for name in found.names if name is not None}
    of_paper = len(here & paper) / len(paper)
    of_row = len(here) / (len(here) + len(found.unknown) + len(found.doubled) or 1)
    if len(here) < min(3, len(paper)) or of_paper < 0.6 or of_row < 0.5:
        return 0.0
    return 2 * of_paper * of_row / (of_paper + of_row)
