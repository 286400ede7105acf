"""What an operator should do next: one thing, decided from counts and roles alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.collection import states
from app.keys.roles import Role
from app.merging.directory import SOON_DAYS

STALE_BACKUP = 7
"""So many days without a backup, and it is asked for."""

Counts = Mapping[str, int]
"""How many per data set; only data sets that have any."""


@dataclass(frozen=True)
class Tasks:
    """What waits in an office.

    Counts of records per data set: ``drafts``, ``returned``, ``reviewable`` by the operator who is
    signed in, ``unreviewed`` by anybody; ``faulty`` and ``unmatched`` rows that imports kept back.
    Enterprises: ``registered``, ``lacking`` any record here, ``to_tell``, ``to_consent``.
    ``ready`` records may go; ``sent_on`` is the day in words of the last package without receipt.
    ``pressing`` objections are due within days or late. ``undeclared`` data sets are not declared
    complete for the round. ``own_register``: this office makes the
    register itself. ``backup_age`` in days, None: never. ``directory_days`` until
    the directory of agencies lapses, None: it does not say.
    """

    registered: int = 0
    own_register: bool = False
    lacking: int = 0
    drafts: Counts = field(default_factory=dict)
    returned: Counts = field(default_factory=dict)
    faulty: Counts = field(default_factory=dict)
    unmatched: Counts = field(default_factory=dict)
    reviewable: Counts = field(default_factory=dict)
    unreviewed: Counts = field(default_factory=dict)
    to_tell: int = 0
    to_consent: int = 0
    ready: int = 0
    sent_on: str = ""
    pressing: int = 0
    undeclared: tuple[str, ...] = ()
    backup_age: int | None = 0
    directory_days: int | None = None


@dataclass(frozen=True)
class Step:
    """One thing to do: the words of the button, why, and the screen with its filter.

    ``screen`` is empty when there is nothing to do but to wait; ``roles`` are who can do it.
    """

    title: str
    why: str
    screen: str = ""
    wanted: Mapping[str, str] = field(default_factory=dict)
    roles: frozenset[Role] = frozenset()


DONE = Step("今天没有要办的事", "数据已录入、审核并报送。")
_ENTRY = frozenset({Role.ENTRY})
_REVIEWER = frozenset({Role.REVIEWER})
_BOTH = _ENTRY | _REVIEWER


def next_step(found: Tasks, roles: frozenset[Role]) -> Step:
    """The first thing of all that one of ``roles`` can do.

    When only others can go on, a step without a screen says what waits for them.
    """
    steps = list(_steps(found))
    for step in steps:
        if step.roles & roles:
            return step
    if steps:
        return Step("没有需要您办的事", f"等待{_who(steps[0])}办理：{steps[0].why}")
    return DONE


def _steps(found: Tasks) -> Iterator[Step]:
    """Everything that waits, the most urgent first."""
    if found.pressing:
        why = f"{found.pressing} 件异议快到或已过二十日的答复期限。"
        yield Step("办理异议", why, "objections", {"state": "pressing"}, _BOTH)
    if not found.registered:
        yield _begin(found)
    yield from _mending(found)
    if found.reviewable:
        why = f"{_sum(found.reviewable):,} 条记录等待审核。"
        yield Step("审核记录", why, "review", {"dataset": _most(found.reviewable)}, _REVIEWER)
    if found.to_tell:
        why = f"{found.to_tell:,} 家企业还没有送达告知书，数据不能报送。"
        yield Step("制作和登记告知书", why, "notices", {"tab": "telling"}, _BOTH)
    if found.to_consent:
        why = f"{found.to_consent:,} 家企业没有有效的授权书，数据不能报送。"
        yield Step("补办授权书", why, "notices", {"tab": "consents"}, _BOTH)
    if found.ready:
        why = f"{found.ready:,} 条记录可以报送。"
        yield Step("签名并报送", why, "submission", {}, _REVIEWER)
    if found.sent_on:
        why = f"{found.sent_on}的报送包还没有回执。"
        yield Step("接收回执", why, "submission", {"tab": "history"}, _BOTH)
    yield from _remaining(found)


def _begin(found: Tasks) -> Step:
    if found.own_register:
        why = "企业名录由本单位录入的企业基本信息形成，现在还没有。"
        return Step("导入企业基本信息", why, "importing", {"dataset": "SC01"}, _ENTRY)
    why = "还没有企业名录，不能录入。请先接收人民银行下发的名录。"
    return Step("接收企业名录", why, "importing", {}, _BOTH)


def _mending(found: Tasks) -> Iterator[Step]:
    if found.returned:
        why = f"{_sum(found.returned):,} 条记录被退回，需要更正。"
        wanted = {"dataset": _most(found.returned), "row_status": states.RETURNED}
        yield Step("更正退回的记录", why, "entry", wanted, _ENTRY)
    if found.drafts:
        why = f"{_sum(found.drafts):,} 条草稿还缺必填项目。"
        wanted = {"dataset": _most(found.drafts), "row_status": states.DRAFT}
        yield Step("补全草稿", why, "entry", wanted, _ENTRY)
    if found.faulty:
        why = f"导入时有 {_sum(found.faulty):,} 行有错误或重复，没有入库。"
        wanted = {"reason": "faulty", "dataset": _most(found.faulty)}
        yield Step("处理导入的错误行", why, "importing", wanted, _ENTRY)
    if found.unmatched:
        why = f"导入时有 {_sum(found.unmatched):,} 行没有对上企业。"
        yield Step("匹配企业", why, "importing", {"reason": "unmatched"}, _ENTRY)


def _remaining(found: Tasks) -> Iterator[Step]:
    """What is not blocked by anything: data that are still lacking, declarations, a backup."""
    if found.registered and found.undeclared:
        sets = f"{len(found.undeclared)} 个数据集还没有声明完整"
        if found.lacking:
            wanted = {"dataset": found.undeclared[0]}
            why = f"{found.lacking:,} 家企业还没有本单位的数据，{sets}。"
            yield Step("录入数据或声明完整", why, "entry", wanted, _ENTRY)
        else:
            yield Step("声明完整", f"{sets}。", "submission", {"tab": "coverage"}, _BOTH)
    if found.directory_days is not None and found.directory_days <= SOON_DAYS:
        left = found.directory_days
        when = f"还有 {left} 天到期" if left >= 0 else f"已过期 {-left} 天"
        why = f"机构名册{when}，请向汇总单位索取新的一版。"
        yield Step("接收机构名册", why, "importing", {}, _BOTH)
    if found.unreviewed and not found.reviewable:
        why = f"{_sum(found.unreviewed):,} 条记录等待另一名审核人审核。"
        yield Step("等待审核", why, roles=_REVIEWER)
    if found.backup_age is None or found.backup_age > STALE_BACKUP:
        age = "从来没有" if found.backup_age is None else f"{found.backup_age} 天没有"
        yield Step("立即备份", f"{age}备份。", "backups", {}, frozenset({Role.ADMIN}))


def _sum(counts: Counts) -> int:
    return sum(counts.values())


def _most(counts: Counts) -> str:
    """The data set with most of them."""
    return max(counts, key=lambda code: counts[code])


def _who(step: Step) -> str:
    return "或".join(f"{role.label}人员" for role in sorted(step.roles))
