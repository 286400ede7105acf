"""One entry of a dishonesty list in words: the decision, its legal basis, who brought it here."""

from __future__ import annotations

import sqlalchemy as sa

from app.browsing.dishonesty_list import IN_FORCE, WAITING, Listed
from app.browsing.record_words import signed
from app.outcomes import listed, words
from app.store.conduct_tables import listing
from app.store.office_store import Store

Pairs = tuple[tuple[str, str], ...]


def entry_facts(store: Store, one: Listed) -> Pairs:
    """Title and text of everything that is known of an entry."""
    entry, kind = one.entry, listed.load()[one.entry.list_code]
    found = (
        ("名单", f"{entry.title}（只作警示）" if entry.warning else entry.title),
        ("状态", f"{one.state}　{entry.why}".strip()),
        ("企业", f"{entry.name}　{entry.uscc}"),
        ("认定机关", entry.body),
        ("决定文号", entry.document),
        ("设立依据", entry.basis),
        ("期限", kind.term),
        ("起算日期", words.day_words(entry.since)),
        ("截止日期", words.day_words(entry.until)),
        ("失效日期", words.day_words(entry.ended)),
        ("限制措施", "、".join(entry.measures)),
        ("异议", "存在异议，正在核查" if entry.objected else ""),
        *(_mirrored(store, one) if one.mirrored else _entered(store, one)),
    )
    return tuple((title, text) for title, text in found if text)


def next_step(one: Listed) -> str:
    """What comes next with an entry."""
    if one.state == WAITING:
        return "请由登记人以外的审核人对照决定书核对，无误的确认，有误的移出。"
    if one.state != IN_FORCE:
        return "已失效，只留作记录，不再公示和使用。"
    if one.mirrored:
        return "从采集单位报送的决定转载；变动由该单位报送，这里不能改。"
    return "期满自动失效；提前移出须凭有权机关的决定。"


def _mirrored(store: Store, one: Listed) -> Pairs:
    table = store.table(one.entry.source)
    query = sa.select(table).where(table.c.rec_id == one.entry.number)
    with store.read() as conn:
        row = conn.execute(query).one()
    agency = store.catalogue.agencies.get(row.agency_code)
    title = store.catalogue.data_sets[one.entry.source].title
    return (
        ("来源", f"{agency.title if agency else row.agency_code}报送的“{title}”"),
        ("录入", signed(row.entered_by, row.entered_at)),
        ("审核", signed(row.reviewed_by, row.reviewed_at)),
        ("数据包", row.package_id or ""),
    )


def _entered(store: Store, one: Listed) -> Pairs:
    query = sa.select(listing).where(listing.c.entry_id == one.entry.number)
    with store.read() as conn:
        row = conn.execute(query).one()
    return (
        ("决定日期", words.day_words(row.decision_date)),
        ("来源", "凭决定书人工登记"),
        ("登记", signed(row.proposed_by, row.proposed_at)),
        ("确认", signed(row.confirmed_by, row.confirmed_at)),
        ("移出", f"{row.removed_by}　{row.removal_reason}" if row.removed_date else ""),
    )
