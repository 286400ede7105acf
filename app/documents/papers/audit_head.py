"""审计日志末号抄录单: the head of an office's audit log on paper, where no program can change it.

Whoever cuts the log's end off and rebuilds its chain cannot change what was written down before
(GB/T 22239-2019 7.1.4.3 c, records of audit are protected).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.documents.letters.layout import grouped
from app.documents.papers.form import DAY, Form
from app.documents.typeset.lines import clean
from app.documents.typeset.page import Paper

TITLE = "审计日志末号抄录单"
_NOTE = (
    "本单由审核人或管理员定期打印，签字后与其他档案一并保存。核对时在“审计日志”中找到上列编号的"
    "一条，其校验值应与本单逐组相同；不同或找不到，说明日志被改动或截断，请保留现场并报告汇总单位。"
)


@dataclass(frozen=True)
class AuditHead:
    """``seq`` and ``digest`` (64 hexadecimal digits) of the newest entry, made at ``at``;

    ``read_at`` is when it was read and ``reader`` by whom.
    """

    unit: str
    seq: int
    digest: str
    at: str
    read_at: str
    reader: str

    def texts(self) -> Iterator[str]:
        """Everything on it that is not fixed."""
        yield from map(str, vars(self).values())

    def draw(self, paper: Paper) -> None:
        """Draw its one page."""
        form = Form(paper, f"{TITLE}　{self.unit}")
        y = form.pairs(
            form.title(TITLE),
            [
                ("单位", clean(self.unit)),
                ("末号", f"第{self.seq}号"),
                ("末号时间", self.at),
                ("抄录时间", self.read_at),
                ("抄录人", self.reader),
                ("用途", "日志留底核对"),
                ("末号校验值\n（SHA-256）", grouped(self.digest)),
            ],
        )
        y = form.sentence(y + 8, _NOTE)
        form.signatures(y + 50, "抄录人（签字）：", "审核人（签字）：")
        paper.text(330, y + 50, form.text, f"日期：{DAY}")
        form.end_page()
