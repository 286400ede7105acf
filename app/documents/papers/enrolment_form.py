"""《河南省中小企业信用信息系统用户备案表》: the sealed paper that vouches for an office's keys.

The fingerprint of the keys is printed in eight groups of five digits and as a QR code; the
coordinator types or scans it from this paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.lib.units import mm

from app.documents.typeset import fonts
from app.documents.typeset.lines import clean
from app.documents.typeset.page import HEIGHT, WIDTH, Paper
from app.documents.typeset.table import Cell, Table, label
from app.errors import UsageError
from app.outcomes import words

TITLE = "河南省中小企业信用信息系统用户备案表"
_LEFT = 22 * mm
_MEASURE = WIDTH - 2 * _LEFT
_BOTTOM = HEIGHT - 20 * mm
_DAY = "　　　　年　　月　　日"


@dataclass(frozen=True)
class GroupMember:
    """Someone of the collecting group: name, post, phone."""

    name: str
    post: str = ""
    phone: str = ""


@dataclass(frozen=True)
class FiledOperator:
    """An operator who is filed: ``kind`` 录入/查询/审核/管理, ``change`` 新增/变更/停用."""

    kind: str
    name: str
    department: str = ""
    post: str = ""
    id_type: str = ""
    id_no: str = ""
    mobile: str = ""
    phone: str = ""
    email: str = ""
    change: str = "新增"
    start: str = ""


@dataclass(frozen=True)
class EnrolmentForm:
    """All that the form says; ``fingerprint`` is 40 decimal digits, spaces allowed."""

    unit: str
    uscc: str
    kind: str
    address: str
    coordinator: str
    fingerprint: str
    leader: GroupMember
    members: tuple[GroupMember, ...]
    operators: tuple[FiledOperator, ...]
    postcode: str = ""

    def __post_init__(self) -> None:
        """Raise ``D-FINGERPRINT`` (usage) unless there are 40 digits."""
        digits = self.digits
        if len(digits) != 40 or not (digits.isascii() and digits.isdigit()):
            raise UsageError("D-FINGERPRINT", "密钥指纹应为40位数字。", "请重新生成备案文件。")

    @property
    def digits(self) -> str:
        """The fingerprint without spaces."""
        return self.fingerprint.replace(" ", "").replace("-", "")

    def texts(self) -> Iterator[str]:
        """Everything on it that is not fixed."""
        yield from (self.unit, self.uscc, self.kind, self.address, self.postcode)
        yield from (self.coordinator, self.digits)
        people = (self.leader, *self.members, *self.operators)
        for person in people:
            yield from vars(person).values()

    def draw(self, paper: Paper) -> None:
        """Draw its page; more than one for many operators."""
        _draw(paper, self)
        paper.end_page()


def _draw(paper: Paper, form: EnrolmentForm) -> None:
    paper.centred(WIDTH / 2, 25 * mm, paper.style(fonts.Role.TITLE, 18, 26), TITLE)
    small = paper.style(fonts.Role.BODY, 10, 14)
    paper.text(_LEFT, 33 * mm, small, "一式两份，盖章后一份报汇总单位，一份留存。")

    def next_page() -> float:
        paper.end_page()
        return float(22 * mm)

    sixths = [_MEASURE * share for share in (0.14, 0.20, 0.13, 0.20, 0.13, 0.20)]
    table = Table(
        paper, paper.style(fonts.Role.BODY, 10.5, 14.5), _LEFT, 36 * mm, sixths, _BOTTOM, next_page
    )
    table.row(label("单位全称"), Cell(clean(form.unit), 5))
    table.row(
        label("统一社会\n信用代码"), Cell(form.uscc, 2), label("机构类别"), Cell(form.kind, 2)
    )
    table.row(label("地　址"), Cell(clean(form.address), 3), label("邮　编"), Cell(form.postcode))
    _people(table, form)
    _fingerprint(paper, table, form.digits)
    promise = (
        "本单位承诺：所填内容真实；操作员只为履行职责使用本系统，对接触到的企业和个人信息保密；"
        "人员变动时及时办理变更或停用。上列密钥指纹由本单位生成并核对无误。"
    )
    table.row(label("承　诺"), Cell(promise, 5))
    table.row(
        label("单位负责人\n（签字）"),
        Cell("", 2),
        label("单　位\n（公章）"),
        Cell(f"\n\n{_DAY}", 2, "right"),
        height=64,
    )
    table.row(
        label("汇总单位\n审核意见"),
        Cell(
            f"{clean(form.coordinator)}\n\n□同意　□不同意　指纹已与本表核对：□一致\n"
            f"经办：　　　　　复核：　　　　　{_DAY}",
            5,
        ),
        height=64,
    )


def _people(table: Table, form: EnrolmentForm) -> None:
    table.row(label("信息采集小组", 6))
    for role, person in (("分管领导", form.leader), *(("成　员", one) for one in form.members)):
        table.row(
            label(role),
            Cell(clean(person.name)),
            label("职　务"),
            Cell(clean(person.post)),
            label("电　话"),
            Cell(person.phone),
        )
    table.row(label("操　作　员", 6))
    for one in form.operators:
        table.row(
            label(f"{one.kind}用户"),
            Cell(clean(one.name)),
            label("部门职务"),
            Cell(clean(f"{one.department} {one.post}".strip())),
            label("业务类型"),
            Cell(one.change),
        )
        table.row(
            label(one.id_type or "证件号码"),
            Cell(one.id_no, 2),
            label("邮　箱"),
            Cell(one.email, 2),
        )
        table.row(
            label("手　机"),
            Cell(one.mobile),
            label("办公电话"),
            Cell(one.phone),
            label("启用日期"),
            Cell(words.day_words(one.start)),
        )


def _fingerprint(paper: Paper, table: Table, digits: str) -> None:
    """Two rows of four groups beside the QR code, large enough to be read out on the phone."""
    side = 27 * mm
    table.row(label("密钥指纹"), Cell("", 5), height=side + 4)
    top = table.y - side - 2
    paper.qr(WIDTH - _LEFT - side - 3, top, side, digits)
    style = paper.style(fonts.Role.HEADING, 15, 24)
    groups = [digits[at : at + 5] for at in range(0, 40, 5)]
    left = _LEFT + _MEASURE * 0.14 + 10
    paper.text(left, top + 30, style, "  ".join(groups[:4]))
    paper.text(left, top + 56, style, "  ".join(groups[4:]))
