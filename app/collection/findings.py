"""What the checks say about a row, and the wording of the checks that this room makes itself.

Identifier and value problems bring their own words from their rooms, rules from the catalogue.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from app.errors import running

ERROR: Final = "error"
WARNING: Final = "warning"
NOTE: Final = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on one row.

    ``level`` is error (the row is not stored), warning (stored; a reviewer must give a reason)
    or note. ``row`` counts from 1 in the file, 0 speaks of the whole file or of a record that
    was typed in. ``column`` is the header as in the file, ``field`` the catalogue's name,
    ``value`` the text that was found.
    """

    code: str
    level: str
    row: int
    column: str
    field: str
    value: str
    message: str
    advice: str

    @property
    def words(self) -> str:
        """Message and advice as running text."""
        return running(self.message, self.advice)


_WORDS: Final[dict[str, tuple[str, str, str]]] = {
    "E-REQUIRED": (ERROR, "必填项“{title}”为空。", "请在原表中补填后重新导入这一行。"),
    "E-NAME": (
        ERROR,
        "名称“{name}”与代码对应的企业“{base}”不符，也不是其曾用名。",
        "请核对是代码填错还是名称填错；如企业已更名，请先更新企业名录。",
    ),
    "E-SUBJECT": (
        ERROR,
        "没有企业代码、名称或可识别的编号。",
        "请填写统一社会信用代码或企业全称。",
    ),
    "E-SCOPE": (
        ERROR,
        "该主体不在采集范围（个体工商户、机关事业单位等不采集；家庭农场除外）。",
        "如属家庭农场，请把主体种类填为家庭农场。",
    ),
    "E-KEY-TAKEN": (
        ERROR,
        "已有另一条记录使用同样的编号或期间。",
        "请修改那一条记录，或更正本记录的编号、期间。",
    ),
    "E-OBJECTION": (ERROR, "该记录正在异议核查，不能直接修改。", "请在“异议与更正”中办理。"),
    "E-REPAIRED": (ERROR, "该记录已经信用修复，不能再修改。", "请核对文号；原记录没有变动。"),
    "W-INCOMPLETE": (
        WARNING,
        "表中没有必填列：{titles}。",
        "已按草稿保存；补填这些项目后才能审核。",
    ),
    "W-SUBJECT-CHANGED": (
        WARNING,
        "该{key}原属 {old}，现为 {new}。",
        "请核实确已变更归属，审核时填写理由。",
    ),
    "W-UNMATCHED": (WARNING, "企业名录中找不到该主体：{who}。", "请在“匹配”中选定企业，行已保留。"),
    "W-AMBIGUOUS": (WARNING, "{who} 对应多家企业。", "请在“匹配”中选定企业，行已保留。"),
    "W-DUPLICATE": (
        WARNING,
        "与本文件第{first}行重复（{key}相同）。",
        "只取先出现的一行；如以本行为准，请删去另一行后重新导入。",
    ),
    "N-RETURNED": (NOTE, "审核退回：{reason}", "请按退回意见修改后重新提交。"),
}


def finding(
    code: str, *, row: int = 0, column: str = "", field: str = "", value: str = "", **words: object
) -> Finding:
    """A finding of this room by its code; ``words`` fill the message."""
    level, message, advice = _WORDS[code]
    return Finding(code, level, row, column, field, value, message.format(**words), advice)


def to_json(findings: Iterable[Finding]) -> str:
    """As kept with a held row."""
    return json.dumps([asdict(entry) for entry in findings], ensure_ascii=False)


def from_json(text: str) -> list[Finding]:
    """The reverse of :func:`to_json`."""
    entries: list[dict[str, Any]] = json.loads(text)
    return [Finding(**entry) for entry in entries]
