"""采集批次 as a list, and the form that opens one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from app import clock
from app.catalogue.model import Field, FieldType, Value
from app.collection.act_form import ActForm
from app.listing import CODE, SEARCH, STATE, Choice, Column, Filter, Key, Order, Row
from app.merging.campaigns import CLOSED, PREPARED, RUNNING, Campaign, campaigns, open_campaign
from app.outcomes import words
from app.store.office_store import Store

COLUMNS = (
    Column("campaign_id", "编号", CODE, 12),
    Column("title", "名称", width=16),
    Column("state", "状态", STATE, 9),
    Column("left", "剩余", width=13, sortable=False),
    Column("period_from", "期间", width=27),
    Column("register_due", "名录截止", width=13),
    Column("rest_due", "其余截止", width=13),
    Column("author", "建立人", width=8),
    Column("at", "建立时间", width=15),
)
FORM: Final = ActForm(
    "campaign",
    "新建采集批次",
    (
        Field("title", "名称", FieldType.TEXT, required=True, max_length=60),
        Field("period_from", "期间第一天", FieldType.DATE, required=True),
        Field("period_to", "期间最后一天", FieldType.DATE, required=True),
        Field(
            "register_due",
            "名录截止日期",
            FieldType.DATE,
            help="企业基本信息。不填时按目录规定（3 月 31 日）。",
        ),
        Field(
            "rest_due",
            "其余数据截止日期",
            FieldType.DATE,
            help="其余数据集。不填时按目录规定（4 月 20 日）。",
        ),
        Field(
            "prepare",
            "先筹备",
            FieldType.BOOL,
            help="现在只准备好，以后再按“开始”。",
        ),
    ),
)


class CampaignList:
    """The source of the list, the newest first; a county has a handful."""

    columns: Sequence[Column] = COLUMNS
    choices: Sequence[Choice] = (
        Choice("state", "状态", tuple((one, one) for one in (PREPARED, RUNNING, CLOSED))),
    )

    def __init__(self, store: Store) -> None:
        self._store = store

    def ids(self, wanted: Filter, order: Order | None, limit: int | None = None) -> list[Key]:
        """The numbers that fit."""
        text = wanted.get(SEARCH, "").strip()
        found = [
            one
            for one in self._all()
            if wanted.get("state") in (None, "", one.state)
            and (not text or text in one.title or text in one.campaign_id)
        ]
        if order is not None:
            key = order.key
            found.sort(key=lambda one: str(getattr(one, key)), reverse=order.descending)
        return [one.campaign_id for one in found][:limit]

    def rows(self, ids: Sequence[Key]) -> dict[Key, Row]:
        """The rows of these numbers."""
        wanted, today = set(ids), clock.today()
        return {
            one.campaign_id: _row(one, today) for one in self._all() if one.campaign_id in wanted
        }

    def one(self, key: Key) -> Campaign | None:
        """The round of this number."""
        return next((one for one in self._all() if one.campaign_id == key), None)

    def _all(self) -> list[Campaign]:
        with self._store.read() as conn:
            return campaigns(conn)


def suggested() -> dict[str, str]:
    """What the form says before anything is typed: the year before this one."""
    year = clock.today().year
    return {
        "title": f"{year}年采集",
        "period_from": f"{year - 1}-01-01",
        "period_to": f"{year - 1}-12-31",
        "prepare": "N",
    }


def open_from(store: Store, values: Mapping[str, Value]) -> str:
    """Open the round that a filled in form means. Raises as :func:`open_campaign`."""
    days = {
        name: date.fromisoformat(str(values[name])) if values[name] else None
        for name in ("period_from", "period_to", "register_due", "rest_due")
    }
    first, last = days["period_from"], days["period_to"]
    assert first is not None  # the form requires both
    assert last is not None
    return open_campaign(
        store,
        str(values["title"] or ""),
        first,
        last,
        register_due=days["register_due"],
        rest_due=days["rest_due"],
        prepare=values["prepare"] == "Y",
    )


def _row(one: Campaign, today: date) -> Row:
    left = one.days_left(today)
    still = f"还有 {left} 天" if left >= 0 else f"已逾期 {-left} 天"
    return (
        one.campaign_id,
        one.title,
        one.state,
        still if one.state == RUNNING else "",
        f"{words.day_words(one.period_from)}至{words.day_words(one.period_to)}",
        words.day_words(one.register_due),
        words.day_words(one.rest_due),
        one.author,
        clock.moment_words(one.at),
    )
