"""What follows the first round of the training county, so that every paper has its occasion.

A round that agencies are late for, an objection on paper, a repaired penalty, lists, a mirrored
decision, and a grade that a bank used: each by the functions that offices use.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.collection.objections import answer_objection
from app.errors import RefusedError
from app.merging.campaigns import close, current, open_campaign
from app.merging.merge import merge
from app.merging.objection_packages import receive_objections, send_objections
from app.merging.receipts import receive_receipt, write_receipt
from app.merging.submission import write_submission
from app.outcomes import dishonesty, feedback, objections, recommending, repair, use
from app.outcomes.use_rules import GRANTED, Application
from app.rating.grading import INCUBATED, PENDING, RECOMMENDED
from app.store.office_store import Store
from app.store.tables import rating_run
from app.training.campaign import noon
from app.training.offices import CLERK, LEADER, SECOND, Offices

POWER, MARKET, BANK = "GD", "SCJG", "YH-NSH"
BILLS, PENALTIES = "GD02", "SC06"
_BEGUN, _FILED, _ANSWERED = date(2026, 5, 1), date(2026, 5, 6), date(2026, 5, 15)
_LENT = date(2026, 7, 10)


@dataclass
class Sequel:
    """The numbers of what was done: a run, a round, and so on; ``lists`` by kind.

    ``enterprise`` was recommended to the bank and borrowed there, ``incubated`` was listed so.
    """

    run_id: str = ""
    campaign: str = ""
    objection: str = ""
    repair: str = ""
    listing: str = ""
    package: str = ""
    enterprise: str = ""
    incubated: str = ""
    lists: dict[str, str] = field(default_factory=dict)


def follow(stick: Path, offices: Offices) -> Sequel:
    """Let a county that has its first ratings go on; new packages are carried in ``stick``.

    Any error of the product is an error here too.
    """
    stick.mkdir(parents=True, exist_ok=True)
    following = _Following(stick, offices)
    following.run()
    return following.done


class _Following:
    def __init__(self, stick: Path, offices: Offices) -> None:
        self._stick, self._offices, self.done = stick, offices, Sequel()
        self._centre = offices.coordinator

    def run(self) -> None:
        """Everything in the order of its days."""
        with self._open(_BEGUN, self._centre) as store:
            with store.read() as conn:
                self.done.run_id = str(conn.scalar(sa.select(rating_run.c.run_id)))
                running = current(conn)
            if running is not None:
                close(store, running.campaign_id)
            self.done.campaign = open_campaign(
                store,
                "2026年年中信用信息采集",
                date(2025, 7, 1),
                date(2026, 3, 31),
                register_due=date(2026, 5, 5),
                rest_due=date(2026, 5, 10),
            )
        self._object()
        self._repair()
        self.done.package = self._carry(POWER)
        self._list()
        self._use()

    @contextmanager
    def _open(self, day: date, agency: str, operator: str = LEADER) -> Iterator[Store]:
        with clock.at(noon(day)), self._offices.open(agency, operator) as store:
            yield store

    def _object(self) -> None:
        """An enterprise objects on paper at the coordinator; the power company answers."""
        with self._open(_FILED, self._centre) as store:
            (rec_id,) = _records(store, BILLS, 1)
            statement = "2026年2月电费金额与我单位实际缴纳的不符，请予核查。"
            filed = objections.file(store, BILLS, rec_id, filed=_FILED, statement=statement)
            sent = send_objections(store, self._stick)
        self.done.objection = filed
        with self._open(_ANSWERED, POWER) as store:
            for one in sent:
                if one.agency == POWER:
                    receive_objections(store, one.path)
            answer_objection(
                store,
                filed,
                result="维持",
                closed=_ANSWERED,
                answer="经核对营销系统和缴费凭证，该月应收电费与记录一致。",
            )

    def _repair(self) -> None:
        """The first penalty that may be repaired already; a second person decides."""
        with self._open(_FILED, MARKET, CLERK) as store:
            for rec_id in _records(store, PENALTIES):
                try:
                    self.done.repair = repair.apply(store, PENALTIES, rec_id, applied=_FILED)
                except RefusedError:
                    continue
                break
        with self._open(_ANSWERED, MARKET) as store:
            repair.grant(store, self.done.repair, decided=_ANSWERED)
        self._carry(MARKET)

    def _carry(self, agency: str) -> str:
        """What is new at the agency goes to the coordinator; its receipt comes back."""
        path = self._stick / f"{agency}-2026-2.xyb"
        receipt = path.with_suffix(".receipt.xyb")
        with self._open(_ANSWERED, agency) as store:
            package = write_submission(store, path, period="2026").package.package_id
        with self._open(_ANSWERED, self._centre) as store:
            write_receipt(store, merge(store, path).package_id, receipt)
        with self._open(_ANSWERED, agency) as store:
            receive_receipt(store, receipt)
        return package

    def _list(self) -> None:
        with self._open(_ANSWERED, self._centre) as store:
            for kind, to in (
                (RECOMMENDED, BANK),
                (INCUBATED, recommending.GROUP),
                (PENDING, recommending.GROUP),
            ):
                self.done.lists[kind] = recommending.issue(store, self.done.run_id, kind, to)
            self.done.enterprise = _first_of(store, self.done.lists[RECOMMENDED])
            self.done.incubated = _first_of(store, self.done.lists[INCUBATED])
            self.done.listing = dishonesty.propose(
                store,
                "L05",
                self.done.incubated,
                body="三门峡市应急管理局",
                decision_no="三应急罚〔2026〕18号",
                decided=date(2026, 4, 20),
                basis="《中华人民共和国安全生产法》第一百一十二条",
                until=date(2027, 4, 19),
            )
        with self._open(_ANSWERED, self._centre, SECOND) as store:
            dishonesty.confirm(store, self.done.listing)

    def _use(self) -> None:
        """A bank lends on a grade that it was given, and says so."""
        path = self._stick / f"{BANK}-feedback.xyb"
        with self._open(_LENT, BANK) as store:
            lent = Application(
                uscc=self.done.enterprise,
                applied_date="2026-07-02",
                decision=GRANTED,
                requested=8_000_000_00,
                decided_date="2026-07-08",
                amount=5_000_000_00,
                rate=43_500,
                with_rating=True,
            )
            use.add(store, lent)
            feedback.write_feedback(store, path)
        with self._open(_LENT, self._centre) as store:
            feedback.receive_feedback(store, path)


def _first_of(store: Store, list_id: str) -> str:
    """The credit code of the first enterprise on a list."""
    return str(recommending.issued(store, list_id)["rows"][0]["code"])


def _records(store: Store, dataset: str, most: int = -1) -> list[str]:
    """Record ids of a data set in the order of arrival."""
    table = store.table(dataset)
    query = sa.select(table.c.rec_id).order_by(table.c.id).limit(most)
    with store.read() as conn:
        return [str(one) for one in conn.scalars(query)]
