"""培训签到表: who came to the operators' training, which the county's finance office holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.documents.papers.form import DAY, Form
from app.documents.typeset.lines import clean
from app.documents.typeset.page import Paper
from app.documents.typeset.table import Cell, label

TITLE = "中小企业信用信息系统操作员培训签到表"
_ROW = 26.0
"""Points: high enough to sign in."""
_SPARE = 4
_SHARES = (0.07, 0.31, 0.08, 0.12, 0.12, 0.15, 0.15)


@dataclass(frozen=True)
class AttendanceSheet:
    """``agencies`` by name with the kinds of user that each of them sends; names are left blank."""

    organiser: str
    agencies: tuple[tuple[str, tuple[str, ...]], ...]

    def texts(self) -> Iterator[str]:
        """Everything on it that is not fixed."""
        yield self.organiser
        for name, kinds in self.agencies:
            yield from (name, *kinds)

    def draw(self, paper: Paper) -> None:
        """Draw its pages; a few rows are left for whom nobody expected."""
        form = Form(paper, TITLE)
        y = form.pairs(
            form.title(TITLE),
            [
                ("主办单位", self.organiser),
                ("培训日期", DAY),
                ("培训地点", ""),
                ("培训内容", ""),
            ],
        )
        table = form.table(y + 10, _SHARES, 10)
        titles = ("序号", "单位", "用户", "姓名", "职务", "联系电话", "签名")
        table.heading(*(label(title) for title in titles))
        expected = [(name, kind) for name, kinds in self.agencies for kind in kinds]
        for number, (name, kind) in enumerate([*expected, *[("", "")] * _SPARE], 1):
            table.row(
                Cell(str(number), align="centre"),
                Cell(clean(name)),
                Cell(kind, align="centre"),
                *[Cell("")] * 4,
                height=_ROW,
            )
        form.end_page()
