"""Registers of an open office as workbooks: 企业名录, 送达登记簿, 审核登记, 报送登记."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any

import sqlalchemy as sa

from app import clock
from app.catalogue.model import Catalogue
from app.collection import notices
from app.collection.register import SOURCE
from app.documents.letters.notices import letter_number
from app.documents.workbooks.columns import heading, typed
from app.exchange.envelope import Kind
from app.exchange.verifying import KIND_TITLES
from app.merging.streams import EVERYBODY
from app.outcomes.words import iso
from app.store.office_store import Store
from app.store.tables import audit, batch, inbox, outbox, register
from app.store.tables import notice as notice_table
from app.workbook import Value, add_page, book_written

Columns = tuple[tuple[str, float], ...]
_NUMBER = ("序号", 6.0)
_RESULTS = {"approve": "通过", "return": "退回"}


@dataclass(frozen=True)
class Register:
    """A register: its title, its columns with their widths, and how its rows are read.

    ``rows`` come without their number, in the order in which they are written.
    """

    title: str
    columns: Callable[[Catalogue], Columns]
    rows: Callable[[Store, sa.Connection], Iterable[list[Value]]]


def write_register(store: Store, name: str, path: Path) -> int:
    """Write one of :data:`REGISTERS` as .xlsx and return its rows; an empty one has its heading.

    Raises ``ENV-*``; ``path`` is then as it was before.
    """
    chosen = REGISTERS[name]
    with store.read() as conn:
        rows = [[_whole(at), *row] for at, row in enumerate(chosen.rows(store, conn), start=1)]
    titles, widths = zip(_NUMBER, *chosen.columns(store.catalogue), strict=True)
    office = store.catalogue.agencies[store.agency].title
    above = f"{office}　{chosen.title}　{iso(clock.today())}"
    with book_written(path) as book:
        add_page(book, chosen.title, titles, rows, widths, above)
    return len(rows)


def by_township(catalogue: Catalogue, rows: Iterable[Any]) -> list[Any]:
    """Rows of the register in the order of the county's townships, then of their codes."""
    order = {code: at for at, code in enumerate(_townships(catalogue))}
    return sorted(rows, key=lambda row: (order.get(row.township or "", len(order)), row.uscc))


def _townships(catalogue: Catalogue) -> Mapping[str, str]:
    field = catalogue.data_sets[SOURCE].by_name["township"]
    return catalogue.code_lists[field.codes].titles


# ---- 企业名录

_WIDE = {"uscc": 22.0, "name": 34.0, "former_names": 24.0, "address": 40.0}


def _enterprise_fields(catalogue: Catalogue) -> dict[str, Any]:
    known = catalogue.data_sets[SOURCE].by_name
    return {one.name: known["ent_name" if one.name == "name" else one.name] for one in register.c}


def _enterprise_columns(catalogue: Catalogue) -> Columns:
    fields = _enterprise_fields(catalogue)
    return tuple((heading(field), _WIDE.get(name, 14.0)) for name, field in fields.items())


def _enterprises(store: Store, conn: sa.Connection) -> Iterable[list[Value]]:
    fields = _enterprise_fields(store.catalogue)
    for row in by_township(store.catalogue, conn.execute(sa.select(register))):
        yield [typed(store.catalogue, field, getattr(row, name)) for name, field in fields.items()]


# ---- 送达登记簿


def _delivery_columns(catalogue: Catalogue) -> Columns:
    del catalogue
    return (
        ("乡镇", 10.0), ("企业名称", 34.0), ("信用代码", 22.0), ("地址", 38.0), ("文号", 22.0),
        ("回执编号", 14.0), ("送达方式", 12.0), ("送达日期", 12.0), ("签收人", 12.0),
        ("备注", 16.0),
    )  # fmt: skip


def _deliveries(store: Store, conn: sa.Connection) -> Iterable[list[Value]]:
    mark = store.catalogue.agencies[store.agency].letter_mark
    townships = _townships(store.catalogue)
    mine = notice_table.c.agency_code == store.agency
    joined = notice_table.join(register, register.c.uscc == notice_table.c.uscc, isouter=True)
    query = sa.select(notice_table, register.c.name, register.c.township, register.c.address)
    rows = conn.execute(query.select_from(joined).where(mine))
    for row in by_township(store.catalogue, rows):
        plain = row.status in (notices.MADE, notices.DELIVERED, notices.SIGNED)
        yield [
            townships.get(row.township or "", row.township or ""), row.name or "", row.uscc,
            row.address or "", letter_number(mark, row.notice_id), row.slip_code,
            row.method or "", _iso_day(row.delivered_date), row.signatory or "",
            "" if plain else row.status,
        ]  # fmt: skip


# ---- 审核登记


def _review_columns(catalogue: Catalogue) -> Columns:
    del catalogue
    return (
        ("审核日期", 12.0), ("时间", 8.0), ("审核人", 12.0), ("结果", 8.0), ("数据集", 10.0),
        ("数据名称", 22.0), ("记录数", 10.0), ("导入文件", 30.0), ("理由", 40.0),
    )  # fmt: skip


def _reviews(store: Store, conn: sa.Connection) -> Iterable[list[Value]]:
    files = {row.batch_id: row.file_name for row in conn.execute(sa.select(batch))}
    acts = sa.select(audit).where(audit.c.action.in_(_RESULTS)).order_by(audit.c.seq)
    for act in conn.execute(acts):
        said = json.loads(act.summary)
        at = _in_china(act.at)
        reasons = said["reasons"].values() if "reasons" in said else [said["reason"]]
        yield [
            at.date(), f"{at:%H:%M}", act.operator, _RESULTS[act.action], said["dataset"],
            store.catalogue.data_sets[said["dataset"]].title, _whole(said["records"]),
            files.get(act.subject, ""), "；".join(dict.fromkeys(reasons)),
        ]  # fmt: skip


# ---- 报送登记


def _package_columns(catalogue: Catalogue) -> Columns:
    del catalogue
    return (
        ("日期", 12.0), ("收发", 8.0), ("对方", 32.0), ("种类", 14.0), ("第几个", 8.0),
        ("采集期间", 14.0), ("记录数", 10.0), ("状态", 10.0), ("文件", 28.0), ("摘要", 68.0),
    )  # fmt: skip


def _packages(store: Store, conn: sa.Connection) -> Iterable[list[Value]]:
    sent = [(row, "发出", row.recipient, row.file_name) for row in conn.execute(sa.select(outbox))]
    come = [(row, "收到", row.sender, "") for row in conn.execute(sa.select(inbox))]
    for row, way, other, file in sorted([*sent, *come], key=lambda one: (one[0].at, one[0].seq)):
        agency = store.catalogue.agencies.get(other)
        yield [
            _in_china(row.at).date(), way,
            "各机构" if other == EVERYBODY else agency.title if agency else other,
            KIND_TITLES[Kind(row.kind)], _whole(row.seq), row.period,
            _records(store.catalogue, json.loads(row.counts)), row.state, file,
            row.envelope_sha256,
        ]  # fmt: skip


def _records(catalogue: Catalogue, counts: Mapping[str, Any]) -> Value:
    """Records in a package: as merged, or rows per file of data; empty where it carries none."""
    rows = counts.get("accepted") or {
        PurePath(path).stem.upper(): rows for path, rows in counts.items()
    }
    found = [count for code, count in rows.items() if code in catalogue.data_sets]
    return _whole(sum(found)) if found else ""


def _whole(number: int) -> Value:
    return Decimal(number), "0"


def _iso_day(text: str | None) -> Value:
    return date.fromisoformat(text) if text else ""


def _in_china(at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(clock.CHINA)


REGISTERS = {
    "register": Register("企业名录", _enterprise_columns, _enterprises),
    "deliveries": Register("送达登记簿", _delivery_columns, _deliveries),
    "reviews": Register("审核登记", _review_columns, _reviews),
    "packages": Register("报送登记", _package_columns, _packages),
}
"""The registers that an office can print, by the name that a command gives them."""
