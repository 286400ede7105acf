"""How long something bad may be held against an enterprise, and what is over on a day.

征信业管理条例 Art. 16 (five years from the end of the act or event, for persons) is applied to
enterprises as policy; a shorter publication term wins. What is negative and where it ends is data,
``resources/outcomes/retention.toml``. Rows that lapsed stay in the store and the audit log.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import paths
from app.catalogue.expressions import holds
from app.catalogue.functions import add_months
from app.catalogue.language import ExpressionError
from app.catalogue.model import Catalogue, DataSet, FieldType
from app.collection import states
from app.errors import RefusedError, UsageError
from app.keys.roles import Role
from app.rating.windows import minus_months
from app.store.office_store import Store
from app.store.tables import record_table_name, register

FILE = paths.OUTCOMES / "retention.toml"
FARTHEST = 3660
TERM, PUBLICATION = "保存期限届满", "公示期满"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Rule:
    """One negative data set: ``end`` fields, of which the latest (or earliest) filled counts.

    ``negative`` and ``open`` are catalogue expressions; a row that is ``open`` has not ended.
    """

    dataset: str
    end: tuple[str, ...]
    take: str = "latest"
    negative: str = ""
    open: str = ""


@dataclass(frozen=True)
class Policy:
    """All rules by data set; ``months`` from the end to oblivion."""

    months: int
    rules: Mapping[str, Rule]

    def words(self, data_set: DataSet) -> str:
        """The data set's rule in words."""
        fields = data_set.by_name
        ends = "、".join(fields[name].title for name in self.rules[data_set.code].end)
        text = f"自{ends}起满{self.months}个月"
        return text + ("，公示期满更早的从其公示期" if "publish_to" in fields else "")


@dataclass(frozen=True)
class Lapse:
    """One record and the first day (ISO) on which it is no longer used."""

    rec_id: str
    uscc: str
    name: str
    day: str
    why: str


@dataclass(frozen=True)
class Part:
    """What lapsed and what lapses next in one data set, in order of day."""

    dataset: str
    title: str
    rule: str
    lapsed: tuple[Lapse, ...]
    coming: tuple[Lapse, ...]


def load(catalogue: Catalogue, path: Path = FILE) -> Policy:
    """The policy, checked against the catalogue. Raises ``R-RETENTION``."""
    policy = _read(path)
    for code in policy.rules:
        if code not in catalogue.data_sets:
            raise _refused(f"没有数据集{code}")
        _ending(catalogue.data_sets[code], policy)
    return policy


def lapsed(data_set: DataSet, row: Row, on: date) -> date | None:
    """The first day on which a row in stored form was over, if that is not after ``on``.

    None for a row that is not negative, has not ended, or is still to be kept. Raises
    ``R-RETENTION`` when the policy does not fit the data set.
    """
    found = _over(data_set, _read(FILE), row)
    return found[0] if found is not None and found[0] <= on else None


def lapsing(store: Store, on: date, within_days: int) -> list[Part]:
    """What lapsed by ``on`` and what lapses within so many days after, per negative data set.

    Only records that would otherwise be used are told. Raises ``R-ROLE``, ``R-RETENTION``,
    ``U-WITHIN`` for days beyond ten years.
    """
    store.require(Role.QUERY, Role.ENTRY, Role.REVIEWER)
    if not 0 <= within_days <= FARTHEST or (date.max - on).days < within_days:
        raise UsageError("U-WITHIN", f"天数须在0至{FARTHEST}之间。", "请改正后重试。")
    policy = load(store.catalogue)
    final = on + timedelta(days=within_days)
    with store.read() as conn:
        names = {row.uscc: row.name for row in conn.execute(sa.select(register))}
        return [
            _part(conn, store.catalogue.data_sets[code], policy, names, on, final)
            for code in policy.rules
        ]


def first_day_beyond(end: date, months: int) -> date:
    """The first day of which ``months`` before lie after ``end``.

    Counted back as the windows of a rating are, so that file and rating agree to the day.
    """
    if end.year + months // 12 + 2 > date.max.year:
        return date.max
    day = date.fromisoformat(add_months(next_day(end).isoformat(), months))
    return day if minus_months(day, months) > end else next_day(day)


def next_day(day: date) -> date:
    """The day after; the last day of all has none and stands for “never” (公示至9999-12-31)."""
    return day if day == date.max else day + timedelta(days=1)


def iso_day(text: object) -> date | None:
    """A stored date; None for an empty one and for what another program may have written."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _part(
    conn: sa.Connection,
    data_set: DataSet,
    policy: Policy,
    names: Mapping[str, str],
    on: date,
    final: date,
) -> Part:
    counted = ", ".join(f"'{state}'" for state in states.COUNTED)
    rows = conn.exec_driver_sql(
        f'SELECT * FROM "{record_table_name(data_set.code)}"'
        f" WHERE superseded = 0 AND row_status IN ({counted})"
    )
    past: list[Lapse] = []
    coming: list[Lapse] = []
    for row in map(dict, rows.mappings()):
        found = _over(data_set, policy, row)
        if found is None or found[0] > final:
            continue
        day, why = found
        one = Lapse(row["rec_id"], row["uscc"], names.get(row["uscc"], ""), day.isoformat(), why)
        (past if day <= on else coming).append(one)
    order = [tuple(sorted(some, key=lambda one: (one.day, one.rec_id))) for some in (past, coming)]
    return Part(data_set.code, data_set.title, policy.words(data_set), order[0], order[1])


def _over(data_set: DataSet, policy: Policy, row: Row) -> tuple[date, str] | None:
    """When a negative row is over, and by which rule; None while nobody can say."""
    if data_set.code not in policy.rules:
        return None
    negative, end_of = _ending(data_set, policy)
    if not negative(row):
        return None
    found: list[tuple[date, str]] = []
    if end := end_of(row):
        found.append((first_day_beyond(end, policy.months), TERM))
    if published := iso_day(row.get("publish_to")):
        found.append((next_day(published), PUBLICATION))
    return min(found, default=None)


_Ending = tuple[Callable[[Row], bool], Callable[[Row], date | None]]


def _ending(data_set: DataSet, policy: Policy) -> _Ending:
    return _compiled(data_set, policy.rules[data_set.code])


@cache
def _compiled(data_set: DataSet, rule: Rule) -> _Ending:
    for name in rule.end:
        if name not in data_set.by_name or data_set.by_name[name].type is not FieldType.DATE:
            raise _refused(f"{rule.dataset}没有日期项目{name}")
    try:
        negative = holds(data_set, rule.negative or "1 == 1")
        going_on = holds(data_set, rule.open)
    except ExpressionError as error:
        raise _refused(f"{rule.dataset}的条件不成立（{error}）") from error
    choose = max if rule.take == "latest" else min

    def end_of(row: Row) -> date | None:
        days = [day for name in rule.end if (day := iso_day(row.get(name)))]
        return None if not days or going_on(row) else choose(days)

    return negative, end_of


@cache
def _read(path: Path) -> Policy:
    try:
        declared = tomllib.loads(path.read_text("utf-8"))
        months = declared["months"]
        rules = [Rule(**{**row, "end": tuple(row["end"])}) for row in declared["rule"]]
    except (OSError, ValueError) as error:
        raise _refused(f"读不出（{error}）") from error
    except (KeyError, TypeError) as error:
        raise _refused(f"缺项或多项（{error}）") from error
    if type(months) is not int or not 1 <= months <= 60:
        raise _refused("months须为1至60的整数，法定最长五年")
    if len({rule.dataset for rule in rules}) != len(rules):
        raise _refused("同一数据集出现两次")
    for rule in rules:
        if not rule.end or rule.take not in ("latest", "earliest"):
            raise _refused(f"{rule.dataset}的end或take有误")
    return Policy(months, {rule.dataset: rule for rule in rules})


def _refused(problem: str) -> RefusedError:
    return RefusedError(
        "R-RETENTION",
        f"保存期限表有误：{problem}。",
        "请改正 retention.toml 后重试；数据没有变动。",
    )
