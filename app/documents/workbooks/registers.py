"""Registers of an open office as workbooks: 企业名录, 送达登记簿, 审核登记, 报送登记."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any

import sqlalchemy as sa

from app import clock
from app.catalogue.model import Catalogue
from app.collection.notices import Notice, notices
from app.collection.outgoing import Outgoing, outgoing
from app.collection.register import SOURCE
from app.collection.slips import REFUSED, RETURNED
from app.documents.batch import sorted_for_delivery
from app.documents.issuing.addressees import Addressee, addressees, agencies, government
from app.documents.kinds import KINDS
from app.documents.letters.overrides import letterhead_of
from app.documents.office_writing import document_number
from app.documents.workbooks.columns import heading, typed
from app.exchange.envelope import Kind
from app.exchange.verifying import KIND_TITLES
from app.merging.streams import EVERYBODY
from app.outcomes.words import iso
from app.store.office_store import Store
from app.store.tables import audit, batch, inbox, outbox, register
from app.workbook import Value, add_page, book_written

Columns = tuple[tuple[str, float], ...]
_NUMBER = ("序号", 6.0)
_RESULTS = {"approve": "通过", "return": "退回"}
_NOT_TAKEN = (REFUSED, RETURNED)


@dataclass(frozen=True)
class Register:
    """A register: its title, its columns with their widths, and how its rows are read.

    ``rows`` come without their number, in the order in which they are written.
    """

    title: str
    columns: Callable[[Catalogue], Columns]
    rows: Callable[[Store], Iterable[list[Value]]]


def write_register(store: Store, name: str, path: Path) -> int:
    """Write one of :data:`REGISTERS` as .xlsx and return its rows; an empty one has its heading.

    Raises ``ENV-*``; ``path`` is then as it was before.
    """
    chosen = REGISTERS[name]
    rows = [[_whole(at), *row] for at, row in enumerate(chosen.rows(store), start=1)]
    titles, widths = zip(_NUMBER, *chosen.columns(store.catalogue), strict=True)
    office = store.catalogue.agencies[store.agency].title
    above = f"{office}　{chosen.title}　{iso(clock.today())}"
    with book_written(path) as book:
        add_page(book, chosen.title, titles, rows, widths, above)
    return len(rows)


# ---- 企业名录

_WIDE = {"uscc": 22.0, "name": 34.0, "former_names": 24.0, "address": 40.0}


def _enterprise_fields(catalogue: Catalogue) -> dict[str, Any]:
    known = catalogue.data_sets[SOURCE].by_name
    return {one.name: known["ent_name" if one.name == "name" else one.name] for one in register.c}


def _enterprise_columns(catalogue: Catalogue) -> Columns:
    fields = _enterprise_fields(catalogue)
    return tuple((heading(field), _WIDE.get(name, 14.0)) for name, field in fields.items())


def _enterprises(store: Store) -> Iterator[list[Value]]:
    fields = _enterprise_fields(store.catalogue)
    with store.read() as conn:
        rows = {row.uscc: row for row in conn.execute(sa.select(register))}
    for one in sorted_for_delivery(addressees(store).values(), store.catalogue.townships):
        row = rows[one.code]
        yield [typed(store.catalogue, field, getattr(row, name)) for name, field in fields.items()]


# ---- 送达登记簿


_DELIVERY: Columns = (
    ("乡镇", 10.0), ("受送达单位", 34.0), ("信用代码", 22.0), ("地址", 38.0), ("文书", 16.0),
    ("文号", 20.0), ("回执编号", 14.0), ("送达方式", 12.0), ("送达日期", 12.0), ("签收人", 12.0),
    ("备注", 16.0),
)  # fmt: skip


def _deliveries(store: Store) -> Iterator[list[Value]]:
    """Every letter that has a slip, in the order in which letters are printed and carried."""
    titles = {kind.id: kind.title for kind in KINDS}
    made: dict[str, list[tuple[str, tuple[int, int], Notice | Outgoing]]] = defaultdict(list)
    for told in notices(store):
        made[told.uscc].append((titles["notice"], told.year_and_serial, told))
    for sent in outgoing(store):
        title = titles.get(sent.kind, sent.kind)
        made[sent.addressee].append((title, (sent.year, sent.serial), sent))
    mark = letterhead_of(store).mark
    for to in sorted_for_delivery(_receivers(store, made), store.catalogue.townships):
        for title, number, one in made[to.code]:
            yield [
                to.township, to.name, to.code, to.address, title,
                document_number(mark, *number), one.slip_code, one.method or "",
                date.fromisoformat(one.delivered_date) if one.delivered_date else "",
                one.signatory or "", one.status if one.status in _NOT_TAKEN else "",
            ]  # fmt: skip


def _receivers(store: Store, codes: Iterable[str]) -> Iterator[Addressee]:
    """Enterprises by the register, offices by the catalogue; of others only the code is known."""
    above = government(store)
    known = {above.code: above, **agencies(store), **addressees(store)}
    for code in codes:
        yield known.get(code) or Addressee(code, "")


# ---- 审核登记


_REVIEW: Columns = (
    ("审核日期", 12.0), ("时间", 8.0), ("审核人", 12.0), ("结果", 8.0), ("数据集", 10.0),
    ("数据名称", 22.0), ("记录数", 10.0), ("导入文件", 30.0), ("理由", 40.0),
)  # fmt: skip


def _reviews(store: Store) -> Iterator[list[Value]]:
    query = sa.select(audit).where(audit.c.action.in_(_RESULTS)).order_by(audit.c.seq)
    with store.read() as conn:
        files = {row.batch_id: row.file_name for row in conn.execute(sa.select(batch))}
        acts = conn.execute(query).all()
    for act in acts:
        said = json.loads(act.summary)
        at = _in_china(act.at)
        reasons = said["reasons"].values() if "reasons" in said else [said["reason"]]
        yield [
            at.date(), f"{at:%H:%M}", act.operator, _RESULTS[act.action], said["dataset"],
            store.catalogue.data_sets[said["dataset"]].title, _whole(said["records"]),
            files.get(act.subject, ""), "；".join(dict.fromkeys(reasons)),
        ]  # fmt: skip


# ---- 报送登记


_PACKAGE: Columns = (
    ("日期", 12.0), ("收发", 8.0), ("对方", 32.0), ("种类", 14.0), ("第几个", 8.0),
    ("采集期间", 14.0), ("记录数", 10.0), ("状态", 10.0), ("文件", 28.0), ("摘要", 68.0),
)  # fmt: skip


def _packages(store: Store) -> Iterator[list[Value]]:
    with store.read() as conn:
        sent = [(row, "发出", row.recipient) for row in conn.execute(sa.select(outbox))]
        come = [(row, "收到", row.sender) for row in conn.execute(sa.select(inbox))]
    for row, way, other in sorted([*sent, *come], key=lambda one: (one[0].at, one[0].seq)):
        agency = store.catalogue.agencies.get(other)
        yield [
            _in_china(row.at).date(), way,
            "各机构" if other == EVERYBODY else agency.title if agency else other,
            KIND_TITLES[Kind(row.kind)], _whole(row.seq), row.period,
            _records(store.catalogue, json.loads(row.counts)), row.state,
            row.file_name if way == "发出" else "",            row.envelope_sha256,
        ]  # fmt: skip


def _records(catalogue: Catalogue, counts: Mapping[str, Any]) -> Value:
    """Records in a package: as merged, or rows per file of data; empty where it carries none."""
    rows = counts.get("accepted") or {PurePath(path).stem: one for path, one in counts.items()}
    found = [count for code, count in rows.items() if code.upper() in catalogue.data_sets]
    return _whole(sum(found)) if found else ""


def _whole(number: int) -> Value:
    return Decimal(number), "0"


def _in_china(at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(clock.CHINA)


REGISTERS = {
    "register": Register("企业名录", _enterprise_columns, _enterprises),
    "deliveries": Register("送达登记簿", lambda _: _DELIVERY, _deliveries),
    "reviews": Register("审核登记", lambda _: _REVIEW, _reviews),
    "packages": Register("报送登记", lambda _: _PACKAGE, _packages),
}
"""The registers that an office can print, by the name that a command gives them."""
