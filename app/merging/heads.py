"""What every agency's packages say of its own audit log, and where that does not hold together.

Each package declares number and hash of its writer's newest log entry at that moment. The
coordinator cannot read an agency's log, but it keeps these heads: a log that was cut, exchanged or
restored from an old backup cannot be made to fit all of them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import sqlalchemy as sa

from app import clock
from app.exchange.envelope import Kind
from app.store.office_store import Store
from app.store.succession_tables import stream_restart
from app.store.tables import inbox

WHOLE, DOUBTFUL, EXPLAINED, NONE = "连续", "有疑点", "有续接", "未收到"


@dataclass(frozen=True)
class Declared:
    """One package and the head it declares; ``log_seq`` 0 when it declares none."""

    package_id: str
    kind: str
    seq: int
    at: str
    log_seq: int
    log_hash: str
    rows: int


@dataclass(frozen=True)
class Note:
    """One sentence; ``doubtful`` asks for somebody to look, else it only explains."""

    text: str
    doubtful: bool


@dataclass(frozen=True)
class AgencyLog:
    """One agency's packages in the order of arrival, and what is to be said of them."""

    agency: str
    packages: tuple[Declared, ...]
    notes: tuple[Note, ...]

    @property
    def newest(self) -> Declared | None:
        """The furthest head that it declared."""
        return max(self.packages, key=lambda one: one.log_seq, default=None)

    @property
    def state(self) -> str:
        """The state in one word."""
        if not self.packages:
            return NONE
        if any(note.doubtful for note in self.notes):
            return DOUBTFUL
        return EXPLAINED if self.notes else WHOLE


def agency_logs(store: Store) -> list[AgencyLog]:
    """Every collecting agency of today, and who else ever sent something."""
    query = sa.select(inbox).order_by(inbox.c.at, sa.literal_column("rowid"))
    sent: defaultdict[str, list[Declared]] = defaultdict(list)
    with store.read() as conn:
        for row in conn.execute(query):
            sent[row.sender].append(_declared(row))
        restarts = {(row.sender, row.kind): row for row in conn.execute(sa.select(stream_restart))}
    listed = [one.code for one in store.catalogue.collecting_agencies(clock.today())]
    agencies = [*listed, *sorted(sent.keys() - set(listed))]
    return [
        AgencyLog(agency, tuple(sent[agency]), tuple(_notes(agency, sent[agency], restarts)))
        for agency in agencies
    ]


def _declared(row: sa.Row[tuple[object, ...]]) -> Declared:
    kept = row._mapping
    head = json.loads(kept["audit_head"] or "null")
    counts = json.loads(kept["counts"] or "null")
    good = isinstance(head, dict) and type(head.get("seq")) is int
    accepted = counts.get("accepted") if isinstance(counts, dict) else None
    return Declared(
        kept["package_id"],
        kept["kind"],
        kept["seq"],
        kept["at"],
        head["seq"] if good else 0,
        str(head.get("hash", "")) if good else "",
        sum(accepted.values()) if isinstance(accepted, dict) else 0,
    )


Restarts = dict[tuple[str, str], sa.Row[tuple[object, ...]]]


def _notes(agency: str, packages: list[Declared], restarts: Restarts) -> Iterator[Note]:
    streams: defaultdict[str, list[Declared]] = defaultdict(list)
    for one in packages:
        streams[one.kind].append(one)
    for kind, stream in streams.items():
        restart = restarts.get((agency, kind))
        if kind != Kind.ENROLMENT:
            yield from _gaps(sorted(stream, key=lambda one: one.seq), restart)
    yield from _forks(packages)
    if len(streams.get(Kind.ENROLMENT, ())) > 1:
        yield Note("备案过不止一次：换过密钥或新建过工作区，日志编号可能从头开始。", False)


def _gaps(stream: list[Declared], restart: sa.Row[tuple[object, ...]] | None) -> Iterator[Note]:
    """What is missing or goes backwards in one stream, in the order of its numbers."""
    begin = Declared("", stream[0].kind, 0, "", 0, "", 0)
    for before, after in pairwise([begin, *stream]):
        if after.seq > before.seq + 1:
            yield _missing(before.seq + 1, after.seq - 1, restart)
        if not after.log_seq:
            yield Note(f"第{after.seq}个包没有写明日志末号。", True)
        elif after.log_seq < before.log_seq:
            yield Note(
                f"第{after.seq}个包的日志末号（{after.log_seq:,}）比第{before.seq}个包的"
                f"（{before.log_seq:,}）还小：日志可能恢复自旧备份或被截断，请向该机构核实。",
                True,
            )
        elif before.seq and after.log_seq == before.log_seq and after.rows:
            yield Note(
                f"第{after.seq}个包送来{after.rows:,}条记录，日志末号却停在{after.log_seq:,}："
                "录入和审核没有留下日志，请向该机构核实。",
                True,
            )


def _missing(first: int, last: int, restart: sa.Row[tuple[object, ...]] | None) -> Note:
    span = f"第{first}个" if first == last else f"第{first}个至第{last}个"
    kept = restart._mapping if restart is not None else {}
    if kept and int(kept["seq"]) >= last:
        when = clock.moment_words(str(kept["at"]))
        told = f"{when}由{kept['author']}续接，理由：{kept['reason']}"
        return Note(f"本端没有{span}包：{told}。", False)
    return Note(f"缺少{span}包，没有续接记录。", True)


def _forks(packages: Iterable[Declared]) -> Iterator[Note]:
    """Two packages with the same entry number and different hashes: two logs."""
    hashes: dict[int, str] = {}
    for one in packages:
        if one.log_seq and hashes.setdefault(one.log_seq, one.log_hash) != one.log_hash:
            yield Note(
                f"日志第{one.log_seq:,}条先后报过两个不同的校验值：该机构可能有两个工作区，"
                "或日志被改动，请核实。",
                True,
            )
