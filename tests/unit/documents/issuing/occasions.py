"""What has to happen in a county before each letter can be written; returns what it is about."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app import clock
from app.collection import records, review
from app.collection.objections import answer_objection, correct
from app.documents.batch import Piece
from app.documents.issuing.selection import Selection
from app.documents.kinds import pieces_of
from app.merging.objection_packages import receive_objections, send_objections
from app.outcomes import dishonesty, objections, recommending, repair
from app.rating import scheme
from app.rating.runs import run_rating
from app.store.facts import mark_superseded
from app.store.tables import register
from tests.offices import CLERK, COMPANY, FARM, LEADER, County
from tests.unit.outcomes.banking import NSH, RUN, keep_run, mark_published, sheet
from tests.unit.rating.county import CATALOGUE, Facts
from tests.unit.rating.random_county import build
from tests.unit.rating.test_oracle import fill

ROUND = "CJ-2025-01"
STATEMENT = "2025年11月用电量与表计不符，申请核对"


Occasion = Callable[[County], list[Piece]]


class _Stored(Facts):
    """Facts in a store that is open for writing."""

    def __init__(self, conn: sa.Connection) -> None:
        self.conn = conn
        self.used = set()
        self._number = itertools.count(1)


def printed(county: County, agency: str, kind: str, about: str = "", *codes: str) -> list[Piece]:
    """The letters as the command would print them."""
    with county.as_(agency, LEADER) as store:
        return pieces_of(store, kind, Selection(about, frozenset(codes)))


def rated(county: County, seed: int) -> str:
    """A rated county of odd enterprises under credible codes and names; returns the run."""
    world, day = build(seed)
    codes: dict[str, str] = {}
    for rows in (*world.rows.values(), world.notices, world.objections, world.decisions):
        for row in rows:
            row["uscc"] = codes.setdefault(row["uscc"], f"91411221MA9{len(codes):07d}")
    with county.as_("RH", LEADER) as store:
        with store.write() as conn:
            fill(_Stored(conn), world)
            for code in world.rows:
                mark_superseded(conn, CATALOGUE.data_sets[code])
            conn.execute(sa.delete(register))
            for row in {row["uscc"]: row for row in world.rows["SC01"]}.values():
                named = {"uscc": row["uscc"], "name": f"渑池县{row['ent_name']}有限公司"}
                named |= {"former_names": "", "entity_kind": row["entity_kind"]}
                conn.execute(register.insert().values(**named))
        run_id = run_rating(store, scheme.load(), day).run_id
        with store.write() as conn:
            mark_published(conn, run_id)
        return run_id


def listed(county: County) -> str:
    """A list for a bank that names one enterprise and takes another off."""
    grades = [sheet(COMPANY, "AA", [NSH]), sheet(FARM, "A", [NSH], name="渑池县天池农民专业合作社")]
    keep_run(county, grades)
    later = [sheet(COMPANY, "AA", [NSH], first_time_borrower=True)]
    keep_run(county, later, "b" * 32, "2026-04-15")
    with county.as_("RH", LEADER) as store:
        recommending.issue(store, RUN, "推荐", NSH)
        return recommending.issue(store, "b" * 32, "推荐", NSH)


def objected(county: County, agency: str, days_ago: int = 3, said: str = STATEMENT) -> str:
    """An objection to the power company's first bill, handed in at ``agency``."""
    with county.as_("GD", LEADER) as store, store.read() as conn:
        rec_id = str(conn.scalar(sa.select(store.table("GD02").c.rec_id).order_by("month")))
    with county.as_(agency, CLERK) as store:
        filed = clock.today() - timedelta(days=days_ago)
        return objections.file(store, "GD02", rec_id, filed=filed, statement=said)


def forwarded(county: County) -> str:
    """An objection on paper at the coordinator, sent on to the power company."""
    number = objected(county, "RH")
    with county.as_("RH", LEADER) as store:
        sent = {one.agency: one.path for one in send_objections(store, county.folder)}
    with county.as_("GD", CLERK) as store:
        receive_objections(store, sent["GD"])
    return number


def answered(county: County, result: str, finding: str = "经核对抄表记录，表计读数录入有误") -> str:
    """An objection at the power company with its answer."""
    number = objected(county, "GD")
    with county.as_("GD", LEADER) as store, store.read() as conn:
        table = store.table("GD02")
        rec_id = str(conn.scalar(sa.select(table.c.rec_id).order_by("month")))
    if result == "更正":
        with county.as_("GD", CLERK) as store:
            assert correct(store, number, {"kwh": "24000", "amount": "16800"}).rec_id == rec_id
    with county.as_("GD", LEADER) as store:
        if result == "更正":
            review.approve(store, "GD02", [rec_id], reasons={"*": "已核对"})
        if result == "撤回":
            records.withdraw(store, "GD02", rec_id, reason="重复报送")
        answer_objection(store, number, result=result, closed=clock.today(), answer=finding)
    return number


def repaired(county: County) -> str:
    """A granted repair of the one penalty."""
    with county.as_("SCJG", CLERK) as store, store.read() as conn:
        rec_id = str(conn.scalar(sa.select(store.table("SC06").c.rec_id)))
    with county.as_("SCJG", CLERK) as store:
        number = repair.apply(store, "SC06", rec_id, applied=date(2026, 4, 20))
    with county.as_("SCJG", LEADER) as store:
        repair.grant(store, number, decided=date(2026, 4, 24))
    return number


def on_a_list(county: County, **more: Any) -> str:
    """A decision of the city's finance bureau, entered and confirmed."""
    decision = {
        "body": "三门峡市财政局",
        "decision_no": "三财购〔2026〕3号",
        "decided": date(2026, 3, 2),
        "basis": "《政府采购法》第七十七条",
        "until": date(2028, 3, 1),
        **more,
    }
    with county.as_("RH", CLERK) as store:
        number = dishonesty.propose(store, "L06", COMPANY, **decision)
    with county.as_("RH", LEADER) as store:
        dishonesty.confirm(store, number)
    return number


def warned(county: County) -> str:
    """An entry in the register of abnormal operation; returns the record."""
    with county.as_("RH", LEADER) as store, store.write() as conn:
        return _Stored(conn).add(
            "SC07",
            COMPANY,
            list_type="经营异常",
            in_date="2026-02-01",
            in_authority="渑池县市场监督管理局",
            in_doc="渑市监列异〔2026〕7号",
        )


def suspended(county: County) -> str:
    """A run in which an objection to a veto's record is open."""
    veto = {"id": "V1", "dataset": "FY03", "rec_id": "r", "objected": True}
    keep_run(county, [sheet(COMPANY, "暂缓", [], vetoes=[veto], outcome="暂缓")])
    return RUN


ANSWERS = {
    "更正": "corrected",
    "维持": "upheld",
    "撤回": "withdrawn",
    "未能核实": "unproven",
}
ODD = 5
"""A seed whose county has every result but 暂缓."""


def _graded(number: int) -> Occasion:
    def make(county: County) -> list[Piece]:
        return printed(county, "RH", "grade_notice", rated(county, ODD), f"91411221MA9{number:07d}")

    return make


LETTERS: dict[str, Occasion] = {
    "reminder": lambda c: printed(c, "RH", "reminder", ROUND, "SCJG"),
    "progress_report": lambda c: printed(c, "RH", "progress_report", ROUND),
    "grade_notice-graded": _graded(4),
    "grade_notice-person": _graded(5),
    "grade_notice-unrated": _graded(7),
    "grade_notice-refused": _graded(8),
    "grade_notice-unknown": _graded(2),
    "grade_notice-suspended": lambda c: printed(c, "RH", "grade_notice", suspended(c)),
    "recommendation": lambda c: printed(c, "RH", "recommendation", listed(c)),
    "objection_acceptance-own": lambda c: printed(
        c, "GD", "objection_acceptance", objected(c, "GD")
    ),
    "objection_acceptance-forwarded": lambda c: printed(
        c, "RH", "objection_acceptance", forwarded(c)
    ),
    **{
        f"objection_answer-{variant}": lambda c, result=result: printed(
            c, "GD", "objection_answer", answered(c, result)
        )
        for result, variant in ANSWERS.items()
    },
    "repair_confirmation": lambda c: printed(c, "SCJG", "repair_confirmation", repaired(c)),
    "listing_notice-listed": lambda c: printed(c, "RH", "listing_notice", on_a_list(c)),
    "listing_notice-warning": lambda c: printed(c, "RH", "listing_notice", warned(c)),
}
"""Every letter in every variant, by the name of its file."""
