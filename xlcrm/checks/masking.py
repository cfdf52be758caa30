"""Masking what is printed, shared or shown to others (R-134): phones, mails, persons, titles, companies.

What is masked already stays. ``mask`` chooses by the column; the others take a text of their kind.

>>> phone("13800001234"), email("zhang@example.com"), person("王小明")
('138****1234', 'z****@example.com', '王**')
>>> company("示例云图科技有限公司"), person("王经理"), person("赵总")
('*科技有限公司', '*经理', '*总')
"""

from __future__ import annotations

import re
from collections.abc import Callable

from xlcrm.checks import company as names
from xlcrm.rulebook import implements
from xlcrm.tables.column import Column, Email, Phone

_KEPT = (3, 4)
_FEWEST_DIGITS = 7
_TAIL, _SHORT_TAIL = 6, 4
_COMPOUND = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|司徒|司空|夏侯|端木|南宫|独孤|西门|申屠|轩辕|呼延|澹台|闻人"
)
_TITLE = re.compile(
    r"(?:副?董事长|副?总经理|副?总监|副?经理|副?主管|副?主任|副?部长|副?总裁|科长|处长|局长|厂长|院长|校长|所长|行长|店长|组长"
    r"|董事|总工|工程师|会计|出纳|秘书|助理|老师|教授|医生|律师|先生|女士|小姐|同志|师傅|老板|业务员|客服|采购|专员|主席|书记|总|董|工)$"
)
_DIGIT = re.compile(r"\d")

_PERSONS = frozenset(
    {
        "contact_name", "owner", "actor", "next_owner", "responsible", "handler", "surveyor", "counterpart",
        "recorded_by", "reviewer", "applicant", "approver", "service_owner", "product_lead", "lead", "prepared_by",
    }
)  # fmt: skip
_COMPANIES = frozenset({"customer_name"})
_SEVERAL = re.compile(r"([、;；,，/]|\s+)")


def phone(number: str) -> str:
    """First three and last four digits, a star for each between; all stars when there are too few.

    >>> phone("010-65551234转801"), phone("12345"), phone("138****1234")
    ('010-****1234转***', '*****', '138****1234')
    """
    if "*" in number:
        return number
    main, mark, extension = number.partition("转")
    digits = _DIGIT.findall(main)
    if len(digits) < _FEWEST_DIGITS:
        return _DIGIT.sub("*", number)
    first, last = (_KEPT[0], len(digits) - _KEPT[1]) if len(digits) > sum(_KEPT) else (_KEPT[0], len(digits))
    place = iter(range(len(digits)))
    hidden = _DIGIT.sub(lambda digit: digit[0] if not first <= next(place) < last else "*", main)
    return hidden + mark + _DIGIT.sub("*", extension)


def email(address: str) -> str:
    """First letter and domain, a star for each hidden letter.

    >>> email("a@example.com"), email("w***@example.com")
    ('a@example.com', 'w***@example.com')
    """
    name, at, domain = address.rpartition("@")
    if not at or "*" in name:
        return address if at else "*" * len(address)
    return f"{name[:1]}{'*' * (len(name) - 1)}@{domain}"


def person(name: str) -> str:
    """The surname, a star for each further character; of surname and title the title stays.

    >>> person("欧阳修"), person("*经理"), person("John Smith"), person("张三(个人)")
    ('欧阳*', '*经理', 'J*********', '张*(个人)')
    """
    if "*" in name or not name:
        return name
    if names.is_person(name):
        bare = names.person_name(name)
        return person(bare) + name[len(bare) :] if bare else name
    if (title := _TITLE.search(name)) and 0 < title.start() <= 2:
        return f"*{title[0]}"
    kept = 2 if _COMPOUND.match(name) and len(name) > 2 else 1
    return name[:kept] + "*" * (len(name) - kept)


def company(name: str) -> str:
    """One star and the last six characters, of names of up to six the last four.

    >>> company("云图科技"), company("张三(个人)"), company("*科技有限公司")
    ('*图科技', '张*(个人)', '*科技有限公司')
    """
    if "*" in name or not name:
        return name
    if names.is_person(name):
        return person(name)
    kept = _TAIL if len(name) > _TAIL else min(_SHORT_TAIL, len(name) - 1)
    return "*" + name[len(name) - kept :]


@implements("R-134")
def mask(column: Column | str, text: str) -> str:
    """R-134 脱敏: the text of a cell as it may be shown, by its column; other cells stay as they are.

    >>> mask("contact_name", "王经理、李小明"), mask("grade", "B类"), mask("contact_phone", "13800001234")
    ('*经理、李**', 'B类', '138****1234')
    """
    name = column if isinstance(column, str) else column.name
    if isinstance(column, Phone) or name == "contact_phone":
        return _each(phone, text)
    if isinstance(column, Email) or name == "contact_email":
        return _each(email, text)
    if name in _COMPANIES:
        return company(text)
    return _each(person, text) if name in _PERSONS else text


def _each(hide: Callable[[str], str], text: str) -> str:
    return "".join(part if _SEVERAL.fullmatch(part) else hide(part) for part in _SEVERAL.split(text))
