"""报送清单 and 回执单: the two papers that travel with a package and its answer.

Both print the digest of the signed envelope and the head of the sender's audit log, so that what
is on the stick can be held against what was signed for, and a log that was cut off later is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.documents.letters.layout import grouped
from app.documents.papers.form import DAY, Form
from app.documents.typeset.lines import clean
from app.documents.typeset.page import Paper
from app.documents.typeset.table import Cell, label
from app.outcomes import words

COVER = "信用信息报送清单"
RECEIPT = "信用信息报送回执单"
_HEX = 8
_SEAL, _MOST_NAMED = 64.0, 60
_SIGNED = 190.0
"""Points that note and signatures need together."""


@dataclass(frozen=True)
class PackageHead:
    """Which package: who sent it to whom, its place in the stream, digest and audit head.

    ``sha256`` is that of the signed envelope; ``head_seq`` and ``head_hash`` the sender's newest
    audit entry when it was written, 0 and empty if not known.
    """

    sender: str
    recipient: str
    package_id: str
    period: str
    seq: int
    sha256: str
    head_seq: int
    head_hash: str

    def texts(self) -> Iterator[str]:
        """Everything that a paper says of it."""
        yield from map(str, vars(self).values())

    def pairs(self) -> list[tuple[str, str]]:
        """The same as names and words."""
        return [
            ("报送单位", self.sender),
            ("汇总单位", self.recipient),
            ("采集批次", self.period or "—"),
            ("报送序号", f"第{self.seq}次"),
            ("数据包编号", grouped(self.package_id, _HEX)),
            ("数据包摘要\n（SHA-256）", grouped(self.sha256, _HEX)),
            ("报送单位日志", f"写出时末号第{self.head_seq}号" if self.head_seq else "—"),
            ("日志末号摘要", grouped(self.head_hash, _HEX) or "—"),
        ]


@dataclass(frozen=True)
class SentSet:
    """How many records of a data set went, and in which way; None where that was not kept."""

    title: str
    total: int
    new: int | None = None
    changed: int | None = None
    withdrawn: int | None = None
    again: int | None = None


@dataclass(frozen=True)
class CoverSheet:
    """The cover sheet of a submission; ``stayed`` tells why how many records stayed behind."""

    head: PackageHead
    file_name: str
    written_on: date
    signed_by: str
    sets: tuple[SentSet, ...]
    stayed: tuple[tuple[str, int], ...] = ()

    def texts(self) -> Iterator[str]:
        """Everything on it that is not fixed."""
        yield from self.head.texts()
        yield from (self.file_name, self.written_on.isoformat(), self.signed_by)
        yield from (str(one) for one in (*self.sets, *self.stayed))

    def draw(self, paper: Paper) -> None:
        """Draw its pages."""
        _Cover(paper, self).draw()


@dataclass(frozen=True)
class Returned:
    """Records of one data set that came back for one reason."""

    data_set: str
    reason: str
    rec_ids: tuple[str, ...]


@dataclass(frozen=True)
class ReceiptPaper:
    """What the coordinator took of a package: records per data set, waiting ones, returned ones.

    ``day`` is when it was taken in (at the coordinator) or when the receipt came (at the agency),
    as ``day_title`` says.
    """

    head: PackageHead
    day_title: str
    day: date
    accepted: tuple[tuple[str, int], ...]
    pooled: int
    returned: tuple[Returned, ...]

    def texts(self) -> Iterator[str]:
        """Everything on it that is not fixed."""
        yield from self.head.texts()
        yield from (self.day_title, self.day.isoformat(), str(self.pooled))
        yield from (str(one) for one in self.accepted)
        for one in self.returned:
            yield from (one.data_set, one.reason, *one.rec_ids)

    def draw(self, paper: Paper) -> None:
        """Draw its pages."""
        _Receipt(paper, self).draw()


class _Cover(Form):
    def __init__(self, paper: Paper, told: CoverSheet) -> None:
        super().__init__(paper, f"{told.head.sender}　第{told.head.seq}次")
        self._told = told

    def draw(self) -> None:
        told = self._told
        y = self.pairs(
            self.title(COVER),
            [
                *told.head.pairs(),
                ("文件名", told.file_name),
                ("写出日期", words.iso(told.written_on)),
                ("电子签名人", told.signed_by),
            ],
        )
        y = self._sets(self.section("一、报送数据", y))
        if told.stayed:
            y = self._stayed(self.section("二、未报送的记录", y))
        if y + _SIGNED > self.bottom:
            y = self.new_page()
        note = "本清单一式两份，随数据包送交。汇总单位收件时将摘要与软件所示逐组核对，一致后签收。"
        self._signatures(self.sentence(y + 6, note) + 10)
        self.end_page()

    def _sets(self, y: float) -> float:
        table = self.table(y, (0.08, 0.36, 0.14, 0.14, 0.14, 0.14), 9.5)
        again = any(one.again for one in self._told.sets)
        last = "撤回" if not again else "撤回（另重报）"
        titles = ("序号", "数据集", "合计（条）", "新增", "变更", last)
        table.heading(*(label(title) for title in titles))
        for number, one in enumerate(self._told.sets, 1):
            gone = _count(one.withdrawn) + (f"（{one.again}）" if one.again else "")
            counts = (str(one.total), _count(one.new), _count(one.changed), gone)
            table.row(
                Cell(str(number), align="centre"),
                Cell(clean(one.title)),
                *(Cell(count, align="right") for count in counts),
            )
        total = sum(one.total for one in self._told.sets)
        sums = (_total([getattr(one, way) for one in self._told.sets]) for way in _WAYS)
        table.row(
            label("合计", 2),
            Cell(str(total), align="right"),
            *(Cell(one, align="right") for one in sums),
        )
        return table.y

    def _stayed(self, y: float) -> float:
        table = self.table(y, (0.78, 0.22), 9.5)
        table.heading(label("原因"), label("条数"))
        for reason, count in self._told.stayed:
            table.row(Cell(reason), Cell(str(count), align="right"))
        return table.y

    def _signatures(self, y: float) -> None:
        table = self.table(y, (0.16, 0.34, 0.16, 0.34), 10)
        table.row(
            label("报送单位\n负责人（签字）"),
            Cell(""),
            label("报送单位\n（公章）"),
            Cell(f"\n\n{DAY}", align="right"),
            height=_SEAL,
        )
        table.row(
            label("汇总单位\n核对、签收"),
            Cell(f"摘要核对：□一致　□不一致\n\n经办（签名）：\n{DAY}", 3),
            height=_SEAL,
        )


class _Receipt(Form):
    def __init__(self, paper: Paper, told: ReceiptPaper) -> None:
        super().__init__(paper, f"{told.head.sender}　第{told.head.seq}次")
        self._told = told

    def draw(self) -> None:
        told = self._told
        back = sum(len(one.rec_ids) for one in told.returned)
        result = f"并入{sum(count for _, count in told.accepted)}条，退回{back}条" + (
            f"，待匹配{told.pooled}条" if told.pooled else ""
        )
        pairs = [(told.day_title, words.iso(told.day)), ("办理结果", result)]
        y = self.pairs(self.title(RECEIPT), [*told.head.pairs(), *pairs])
        y = self._accepted(self.section("一、并入的记录", y))
        y = self._returned(self.section("二、退回的记录", y))
        if y + _SIGNED > self.bottom:
            y = self.new_page()
        note = "退回的记录请核对更正、重新审核后，随下一次报送；待匹配的记录在名录有该主体后并入。"
        self._signatures(self.sentence(y + 6, note) + 10)
        self.end_page()

    def _accepted(self, y: float) -> float:
        table = self.table(y, (0.08, 0.70, 0.22), 9.5)
        table.heading(label("序号"), label("数据集"), label("条数"))
        for number, (title, count) in enumerate(self._told.accepted, 1):
            table.row(
                Cell(str(number), align="centre"),
                Cell(clean(title)),
                Cell(str(count), align="right"),
            )
        if not self._told.accepted:
            table.row(Cell("没有并入的记录。", 3, "centre"))
        return table.y

    def _returned(self, y: float) -> float:
        table = self.table(y, (0.22, 0.30, 0.09, 0.39), 8.5)
        table.heading(*(label(one) for one in ("数据集", "原因", "条数", "记录编号")))
        for one in self._told.returned:
            named = "、".join(one.rec_ids[:_MOST_NAMED])
            left = len(one.rec_ids) - _MOST_NAMED
            table.row(
                Cell(clean(one.data_set)),
                Cell(clean(one.reason)),
                Cell(str(len(one.rec_ids)), align="right"),
                Cell(named + (f"，其余{left}条见软件中的退回记录" if left > 0 else "")),
            )
        if not self._told.returned:
            table.row(Cell("没有退回的记录。", 4, "centre"))
        return table.y

    def _signatures(self, y: float) -> None:
        table = self.table(y, (0.16, 0.34, 0.16, 0.34), 10)
        seal = Cell(f"\n\n{DAY}", align="right")
        table.row(
            label("汇总单位\n经办、复核"), Cell(""), label("汇总单位\n（盖章）"), seal, height=_SEAL
        )
        table.row(
            label("报送单位\n签收"),
            Cell(""),
            label("签收日期"),
            Cell(DAY, align="right"),
            height=38,
        )


_WAYS = ("new", "changed", "withdrawn")


def _count(number: int | None) -> str:
    return "—" if number is None else str(number)


def _total(numbers: Sequence[int | None]) -> str:
    known = [one for one in numbers if one is not None]
    return str(sum(known)) if len(known) == len(numbers) else "—"
