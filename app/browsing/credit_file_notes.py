"""What stands in a credit file beside the records: objections, lists, papers, measures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app import clock
from app.browsing.objection_list import deadline_word
from app.collection.objections import due_day
from app.documents.kinds import KINDS
from app.outcomes import cooperating, dishonesty, incubating, words
from app.store.letter_tables import letter
from app.store.office_store import Store
from app.store.scan_tables import scan
from app.store.tables import decision, notice, objection

OBJECTION, DISPUTE, LISTING, FINDING, PAPER, SCAN, STEP, COOPERATION = (
    "异议",
    "冲突",
    "失信名单",
    "工作组认定",
    "文书",
    "扫描件",
    "辅导措施",
    "合作",
)
GROUPS = (OBJECTION, DISPUTE, LISTING, FINDING, PAPER, SCAN, STEP, COOPERATION)


@dataclass(frozen=True)
class Note:
    """One thing of a ``group``; ``state`` is a word with an icon or empty.

    ``key`` is the number of the objection, entry, finding or scan; of a letter, its kind and what
    it is about, see :func:`letter_of`.
    """

    group: str
    day: str
    title: str
    text: str
    state: str
    key: str


def letter_of(note: Note) -> tuple[str, str]:
    """Kind and subject of a letter, to make the same again; empty for another office's notice."""
    kind, _, about = note.key.partition("\t")
    return (kind, about) if about else ("", "")


def notes_about(store: Store, uscc: str, rec_ids: Sequence[str]) -> list[Note]:
    """Everything about one enterprise, group by group, the newest first in each.

    ``rec_ids`` are the records whose scans belong to the file. For after the purpose was noted.
    """
    with store.read() as conn:
        found = [
            *_objections(store, conn, uscc),
            *_listings(conn, uscc),
            *_findings(conn, uscc),
            *_papers(store, conn, uscc),
            *_scans(conn, rec_ids),
            *_steps(conn, uscc),
        ]
    found += _cooperations(store, uscc)
    found.sort(key=lambda note: note.day, reverse=True)
    return sorted(found, key=lambda note: GROUPS.index(note.group))


def _objections(store: Store, conn: sa.Connection, uscc: str) -> Iterable[Note]:
    today = clock.today()
    for row in conn.execute(sa.select(objection).where(objection.c.uscc == uscc)):
        data_set = store.catalogue.data_sets.get(row.dataset)
        agency = store.catalogue.agencies.get(row.agency_code)
        title = f"{agency.short if agency else row.agency_code} · "
        title += data_set.title if data_set else row.dataset
        if row.closed_date:
            state, text = "已答复", f"{row.statement}　答复：{row.result} {row.answer or ''}"
        else:
            left = (due_day(date.fromisoformat(row.filed_date)) - today).days
            state, text = deadline_word(left), row.statement
        yield Note(OBJECTION, row.filed_date, title, text, state, row.objection_id)


def _listings(conn: sa.Connection, uscc: str) -> Iterable[Note]:
    for one in dishonesty.history(conn, uscc):
        ended = f"{words.day_words(one.ended)}起失效（{one.why}）" if one.ended else "有效"
        text = "　".join(part for part in (one.body, one.document, one.basis) if part)
        state = "已失效" if one.ended else ("经营异常" if one.warning else "失信名单")
        yield Note(LISTING, one.since, f"{one.title}：{ended}", text, state, one.number)


def _findings(conn: sa.Connection, uscc: str) -> Iterable[Note]:
    for row in conn.execute(sa.select(decision).where(decision.c.uscc == uscc)):
        signers = "、".join(name for name in (row.signer_1, row.signer_2) if name)
        state = "已撤销" if row.revoked_date else ("已确认" if row.signer_2 else "待确认")
        text = f"{row.reason}　签字：{signers}"
        yield Note(FINDING, row.decision_date, f"认定（{row.kind}）", text, state, row.decision_id)


def _papers(store: Store, conn: sa.Connection, uscc: str) -> Iterable[Note]:
    titles = {kind.id: kind.title for kind in KINDS}
    mine = sa.select(letter).where(letter.c.kind.in_(list(titles)), letter.c.addressee == uscc)
    for row in conn.execute(mine):
        day = clock.china_day(row.generated_at).isoformat()
        text = f"〔{row.year}〕{row.serial}号" + _delivered(row.delivered_date, row.signatory)
        key = f"{row.kind}\t{row.about}"
        yield Note(PAPER, day, titles[row.kind], text, row.status, key)
    for row in conn.execute(sa.select(notice).where(notice.c.uscc == uscc)):
        agency = store.catalogue.agencies.get(row.agency_code)
        day = clock.china_day(row.generated_at).isoformat() if row.generated_at else ""
        title = f"采集告知书（{agency.short if agency else row.agency_code}）"
        text = f"{row.notice_id}{_delivered(row.delivered_date, row.signatory)}"
        yield Note(PAPER, row.delivered_date or day, title, text, row.status, row.notice_id)


def _delivered(day: str | None, signatory: str | None) -> str:
    return f"　{words.day_words(day)}送达 {signatory or ''}".rstrip() if day else ""


def _scans(conn: sa.Connection, rec_ids: Sequence[str]) -> Iterable[Note]:
    columns = (scan.c.scan_id, scan.c.file_name, scan.c.kind, scan.c.operator, scan.c.at)
    mine = sa.select(*columns).where(scan.c.rec_id.in_(rec_ids))
    for row in conn.execute(mine):
        day = clock.china_day(row.at).isoformat()
        yield Note(SCAN, day, row.file_name, f"{row.operator} 附入", "", row.scan_id)


def _steps(conn: sa.Connection, uscc: str) -> Iterable[Note]:
    for one in incubating.steps(conn, uscc):
        text = f"{one['responsible']}　{one['result']}".strip()
        yield Note(STEP, one["day"], one["measure"], text, "", str(one["step_id"]))


def _cooperations(store: Store, uscc: str) -> Iterable[Note]:
    for one in cooperating.listed(store, uscc=uscc):
        state = "已结束" if one["until"] else "有效"
        text = "　".join(part for part in (one["partners"], one["guarantee_fund"]) if part)
        yield Note(COOPERATION, one["since"], one["title"], text, state, one["cooperation_id"])
