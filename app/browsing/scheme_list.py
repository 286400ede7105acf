"""评级方案的版本: every version with its state, and the forms that ask for a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app import clock
from app.catalogue.model import Field, FieldType
from app.collection.act_form import ActForm
from app.listing import CODE, STATE, TEXT, Choice, Column, Filter, Key, Order, Row
from app.rating import schemes
from app.rating.scheme import load
from app.rating.schemes import CHECKED, IN_FORCE, RETIRED, Version
from app.store.office_store import Store

COMING: Final = "待施行"
SIGNED: Final = "已签一人"
SHIPPED: Final = "随程序发布"


@dataclass(frozen=True)
class Listed:
    """A version and the word for how it stands today."""

    version: Version
    state: str

    @property
    def key(self) -> Key:
        """``编号:版本``, as :func:`app.rating.schemes.chosen` takes it."""
        return f"{self.version.scheme_id}:{self.version.version}"


def listed(store: Store) -> list[Listed]:
    """Every version, the shipped one first, then as they were drafted."""
    today = clock.today()
    shipped = load()
    with store.read() as conn:
        counts = schemes.in_force(conn, today)
        kept = schemes.versions(conn)
    own = Version(
        shipped.id, shipped.version, shipped.sha256, "", SHIPPED, "", "", "", "", "", ""
    )  # fmt: skip
    first = IN_FORCE if counts.sha256 == shipped.sha256 else RETIRED
    return [Listed(own, first), *(Listed(one, _state(one, today.isoformat())) for one in kept)]


def _state(one: Version, today: str) -> str:
    """What a version is today: put in force it may still have to wait, retired still count."""
    if one.state == CHECKED and one.approved_1:
        return SIGNED
    if not one.in_force_from or one.state not in (IN_FORCE, RETIRED):
        return one.state
    if one.retired_at and one.retired_at <= max(today, one.in_force_from):
        return RETIRED
    return COMING if one.in_force_from > today else IN_FORCE


class SchemeList:
    """The source of the list, the newest first."""

    columns: Sequence[Column] = (
        Column("version", "版本", CODE, 6),
        Column("state", "状态", STATE, 10),
        Column("from", "施行日期", TEXT, 12),
        Column("until", "停用日期", TEXT, 10),
        Column("author", "起草", TEXT, 10),
        Column("approved", "批准", TEXT, 16),
        Column("reason", "修改理由", TEXT, 30),
        Column("scheme", "方案编号", CODE, 12),
        Column("sha256", "摘要", CODE, 16),
    )
    choices: Sequence[Choice] = ()

    def __init__(self, store: Store) -> None:
        self._store = store

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """Every version; nothing is left out of the few."""
        rows = [(one.key, _row(one)) for one in reversed(listed(self._store))]
        if order is not None:
            at = [column.key for column in self.columns].index(order.key)
            rows.sort(key=lambda one: one[1][at], reverse=order.descending)
        return [key for key, _ in rows[:limit]]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these versions."""
        return {one.key: _row(one) for one in listed(self._store) if one.key in ids}


def _row(listed: Listed) -> Row:
    one = listed.version
    signed = "、".join(name for name in (one.approved_1, one.approved_2) if name)
    return (
        one.version,
        listed.state,
        one.in_force_from or (f"拟{one.effective_from}" if one.effective_from else ""),
        one.retired_at,
        one.author,
        signed,
        one.reason,
        one.scheme_id,
        one.sha256[:16],
    )


DRAFTING: Final = ActForm(
    "scheme_draft",
    "存为草稿",
    (
        Field("version", "版本号", FieldType.TEXT, required=True, max_length=20),
        Field(
            "effective_from",
            "拟施行日期",
            FieldType.DATE,
            required=True,
            help="批准以后才能启用；启用当天已过这一天的，自启用之日起施行。",
        ),
        Field("reason", "修改理由", FieldType.TEXT, required=True, max_length=1000),
    ),
)


def next_version(store: Store, scheme_id: str) -> str:
    """A version number that is free: one more than the greatest that is a number."""
    known = [one.version.version for one in listed(store) if one.version.scheme_id == scheme_id]
    return str(max((int(name) for name in known if name.isdecimal()), default=0) + 1)
