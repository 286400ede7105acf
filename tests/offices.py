"""Real offices in a folder, as tests found them: a coordinator and two agencies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from app.collection import notices, records, review, slips
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.merging.cards import Card, own_card
from app.merging.directory import publish_directory, receive_directory
from app.merging.enrolment import enrol, write_enrolment
from app.merging.merge import merge
from app.merging.registers import publish_register, receive_register
from app.merging.submission import write_submission
from app.office import create_office, open_office
from app.store.office_store import Store

CLERK, LEADER = "录入员", "审核员"
WORD = "correct horse battery"
FARM = "93411221MA44H00197"
COMPANY = "91411221MA9TETE04Q"


class County:
    """Three offices in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.card: Card | None = None

    def make(self, agency: str) -> None:
        operators = [
            NewOperator(CLERK, WORD, frozenset({Role.ENTRY})),
            NewOperator(LEADER, WORD, frozenset({Role.REVIEWER, Role.ADMIN})),
        ]
        create_office(
            self.folder / agency,
            agency=agency,
            operators=operators,
            coordinator=self.card,
            cost=TRAINING_COST,
        )
        if agency == "RH":
            with self.as_("RH", LEADER) as store:
                self.card = own_card(store)

    @contextmanager
    def as_(self, agency: str, operator: str) -> Iterator[Store]:
        with open_office(self.folder / agency, operator, WORD) as store:
            yield store

    def package(self, name: str) -> Path:
        return self.folder / name


def found(folder: Path, agencies: Sequence[str] = ("SCJG", "GD")) -> County:
    """A coordinator and agencies (market regulation, power), enrolled and told of each other."""
    made = County(folder)
    for agency in ("RH", *agencies):
        made.make(agency)
    for agency in agencies:
        with made.as_(agency, LEADER) as store:
            write_enrolment(store, made.package(f"{agency}.xyb"))
            digits = own_card(store).fingerprint
        with made.as_("RH", LEADER) as store:
            enrol(store, made.package(f"{agency}.xyb"), digits)
    with made.as_("RH", LEADER) as store:
        publish_directory(store, made.package("directory.xyb"))
    for agency in agencies:
        with made.as_(agency, LEADER) as store:
            assert receive_directory(store, made.package("directory.xyb")) == 1
    return made


def register_values(uscc: str, name: str, kind: str) -> dict[str, str]:
    return {
        "uscc": uscc,
        "ent_name": name,
        "entity_kind": kind,
        "reg_type": "有限责任公司",
        "reg_status": "1",
        "est_date": "2015-03-01",
        "reg_authority": "渑池县市场监督管理局",
        "address": "渑池县城关镇仰韶大街1号",
        "township": "城关镇",
        "ind_section": "C",
        "ind_code": "1361",
        "biz_scope": "农副食品加工",
        "reg_capital": "500",
        "currency": "CNY",
        "legal_rep": "王建国",
        "lr_id_type": "居民身份证",
        "agri_flag": "N",
    }


def collect(county: County, agency: str, dataset: str, rows: list[dict[str, str]]) -> list[str]:
    """Enter, review and notify, as two people; returns the record ids."""
    with county.as_(agency, CLERK) as store:
        results = [records.add(store, dataset, row) for row in rows]
        for result in results:
            assert result.rec_id is not None, result.findings
    with county.as_(agency, LEADER) as store:
        approval = review.approve(store, dataset, reasons={"*": "已核对原件"})
        assert approval.blocked == []
        for notice in notices.generate(store):
            slips.register_delivery(
                store,
                notice.slip_code,
                delivered_date=date.fromisoformat(notice.generated_at[:10]),
                method="直接送达",
            )
    return [str(result.rec_id) for result in results]


def submit(county: County, agency: str, number: int = 1) -> Path:
    path = county.package(f"{agency}-{number}.xyb")
    with county.as_(agency, LEADER) as store:
        write_submission(store, path, period="2026")
    return path


def make_register(county: County) -> None:
    """Market regulation's two enterprises, merged and published as the register."""
    collect(
        county,
        "SCJG",
        "SC01",
        [
            register_values(COMPANY, "渑池仰韶食品有限公司", "1"),
            {**register_values(FARM, "渑池县天池农民专业合作社", "4"), "agri_flag": "Y"},
        ],
    )
    with county.as_("RH", LEADER) as store:
        merged = merge(store, submit(county, "SCJG"))
        assert merged.accepted == {"SC01": 2}
        publish_register(store, county.package("register.xyb"), period="2026")


def start_register(county: County) -> None:
    """The same, and received by the power company."""
    make_register(county)
    with county.as_("GD", LEADER) as store:
        assert receive_register(store, county.package("register.xyb")) == 2


def bill(uscc: str, number: str, month: str, kwh: str) -> dict[str, str]:
    return {
        "uscc": uscc,
        "cons_no": number,
        "month": month,
        "kwh": kwh,
        "amount": str(float(kwh) * 0.7),
        "due_date": f"{month}-28",
    }
