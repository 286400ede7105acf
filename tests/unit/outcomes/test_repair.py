"""Credit repair: a repaired record leaves use everywhere, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.collection import objections, records
from app.errors import AppError
from app.merging.merge import merge
from app.outcomes import repair
from app.outcomes.credit_file import read_credit_file
from app.rating.views import condition
from app.store import audit_check
from app.store.conduct_tables import repair as repair_table
from app.store.office_store import Store
from app.store.tables import audit
from tests.offices import CLERK, COMPANY, LEADER, County, collect, found, start_register, submit
from tests.unit.outcomes.banking import copied
from tests.unit.outcomes.penalties import penalty

APPLIED, DECIDED = date(2026, 6, 1), date(2026, 6, 8)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[County, list[str]]:
    made = found(tmp_path_factory.mktemp("county") / "c")
    start_register(made)
    ids = collect(made, "SCJG", "SC06", [penalty(1), penalty(2, severity="严重")])
    return made, ids


@pytest.fixture
def office(once: tuple[County, list[str]], tmp_path: Path) -> tuple[County, list[str]]:
    return copied(once[0], tmp_path / "county"), once[1]


def row(store: Store, rec_id: str) -> dict[str, Any]:
    return records.read(store, "SC06", rec_id)[0]


def counted(store: Store, on: date) -> set[str]:
    """Ids of the penalties that a rating on that day would read."""
    data_set = store.catalogue.data_sets["SC06"]
    with store.read() as conn:
        text = f"SELECT rec_id FROM rec_sc06 WHERE {condition(data_set, on)}"
        return {str(one[0]) for one in conn.exec_driver_sql(text)}


def test_a_repaired_record_leaves_use_here_and_at_the_coordinator(
    office: tuple[County, list[str]],
) -> None:
    """An enterprise that made good would go on being punished, by the agency or by its banks."""
    county, (mended, other) = office
    with county.as_("RH", LEADER) as store:
        merge(store, submit(county, "SCJG", 2))
        assert counted(store, DECIDED) == {mended, other}
    with county.as_("SCJG", CLERK) as store:
        number = repair.apply(store, "SC06", mended, applied=APPLIED)
        assert row(store, mended)["repair_status"] == "已受理"
        assert mended in counted(store, DECIDED)
    with county.as_("SCJG", LEADER) as store:
        paper = repair.grant(store, number, decided=DECIDED)
        now = row(store, mended)
        assert (now["row_status"], now["repair_status"]) == ("已修复", "已修复")
        assert (now["repair_date"], now["rev_no"]) == ("2026-06-08", 3)
        assert (paper.name, paper.decision_no) == ("渑池仰韶食品有限公司", "渑市监处罚〔2025〕1号")
        assert [event.action for event in records.history(store, "SC06", mended)][-2:] == [
            "repair.apply",
            "repair.decide",
        ]
        audit_check.verify(store)
        assert [one.state for one in repair.applications(store)] == ["已修复"]
    merged = submit(county, "SCJG", 3)
    with county.as_("RH", LEADER) as store:
        merge(store, merged)
        assert counted(store, DECIDED) == {other}
        assert counted(store, date(2026, 6, 7)) == {mended, other}
        file = read_credit_file(store, COMPANY, reason="贷前调查", day=DECIDED)
        shown = {one.rec_id for part in file.sections for one in part.records}
        assert mended not in shown
        assert other in shown
        assert file.left_out["已修复"] == 1


def test_a_refusal_is_told_with_its_reason_and_changes_nothing_else(
    office: tuple[County, list[str]],
) -> None:
    """A denied repair must not free the record, and the enterprise may apply again."""
    county, (mended, _) = office
    with county.as_("SCJG", CLERK) as store:
        number = repair.apply(store, "SC06", mended, applied=APPLIED)
    with county.as_("SCJG", LEADER) as store:
        repair.deny(store, number, decided=DECIDED, reason="尚未改正")
        assert (row(store, mended)["repair_status"], row(store, mended)["repair_date"]) == (
            "不予",
            None,
        )
        assert mended in counted(store, DECIDED)
        again = repair.apply(store, "SC06", mended, applied=DECIDED)
        with pytest.raises(AppError, match="R-FOUR-EYES"):
            repair.grant(store, again, decided=DECIDED)


Act = Callable[[County, str, str], None]


def clerk(county: County, dataset: str, rec_id: str, applied: date) -> str:
    with county.as_("SCJG", CLERK) as store:
        return repair.apply(store, dataset, rec_id, applied=applied)


def applied_twice(county: County, first: str, _: str) -> None:
    clerk(county, "SC06", first, APPLIED)
    refused(county, lambda: clerk(county, "SC06", first, APPLIED), "R-REPAIR-TWICE")


def decided_twice(county: County, first: str, _: str) -> None:
    number = clerk(county, "SC06", first, APPLIED)
    with county.as_("SCJG", LEADER) as store:
        repair.grant(store, number, decided=DECIDED)
        for act in (
            lambda: repair.grant(store, number, decided=DECIDED),
            lambda: repair.deny(store, number, decided=DECIDED, reason="晚了"),
        ):
            refused(county, act, "U-REPAIR", store)
    refused(county, lambda: clerk(county, "SC06", first, DECIDED), "R-REPAIR-DONE")


def withdrawn_while_pending(county: County, first: str, _: str) -> None:
    number = clerk(county, "SC06", first, APPLIED)
    with county.as_("SCJG", LEADER) as store:
        records.withdraw(store, "SC06", first, "决定已撤销")
        refused(county, lambda: repair.grant(store, number, decided=DECIDED), "R-STATE", store)
    refused(county, lambda: clerk(county, "SC06", first, APPLIED), "R-STATE")


def changed_while_pending(county: County, first: str, _: str) -> None:
    number = clerk(county, "SC06", first, APPLIED)
    with county.as_("SCJG", CLERK) as store:
        records.change(store, "SC06", first, {"severity": "严重"})
    with county.as_("SCJG", LEADER) as store:
        refused(county, lambda: repair.grant(store, number, decided=DECIDED), "R-STATE", store)


def bad_days(county: County, first: str, grave: str) -> None:
    for rec_id, day, code in (
        (first, date(2026, 4, 9), "R-REPAIR-EARLY"),
        (grave, date(2026, 11, 1), "R-REPAIR-EARLY"),
        (first, date(2999, 1, 1), "R-DATE"),
        (first, date(2026, 1, 1), "R-DATE"),
    ):
        refused(county, lambda r=rec_id, d=day: clerk(county, "SC06", r, d), code)  # type: ignore[misc]
    with pytest.raises(AppError, match="最早可于2026-04-10申请"):
        clerk(county, "SC06", first, date(2026, 4, 9))
    number = clerk(county, "SC06", first, date(2026, 4, 10))
    with county.as_("SCJG", LEADER) as store:
        for day in (date(2026, 4, 9), date(2999, 1, 1)):
            act = lambda d=day: repair.grant(store, number, decided=d)  # type: ignore[misc] # noqa: E731
            refused(county, act, "R-DATE", store)


def strange_records(county: County, first: str, _: str) -> None:
    refused(county, lambda: clerk(county, "SC06", "none", APPLIED), "U-RECORD")
    refused(county, lambda: clerk(county, "SC01", first, APPLIED), "R-REPAIR-SET")
    refused(county, lambda: clerk(county, "SW05", first, APPLIED), "R-OWNER")
    with county.as_("RH", LEADER) as store:
        merge(store, submit(county, "SCJG", 9))
        with pytest.raises(AppError, match="R-OWNER"):
            repair.apply(store, "SC06", first, applied=APPLIED)


def no_reason_no_number(county: County, first: str, _: str) -> None:
    number = clerk(county, "SC06", first, APPLIED)
    with county.as_("SCJG", LEADER) as store:
        act = lambda: repair.deny(store, number, decided=DECIDED, reason=" ")  # noqa: E731
        refused(county, act, "R-REASON", store)
        refused(county, lambda: repair.grant(store, "x", decided=DECIDED), "U-REPAIR", store)
        with pytest.raises(AppError, match="U-REPAIR"):
            repair.confirmation(store, number)


def fingerprint(store: Store) -> object:
    with store.read() as conn:
        return (
            conn.execute(sa.select(store.table("SC06"))).all(),
            conn.execute(sa.select(repair_table)).all(),
            conn.scalar(sa.select(sa.func.max(audit.c.seq))),
        )


def refused(
    county: County, act: Callable[[], object], code: str, store: Store | None = None
) -> None:
    """The act is refused with this code, and records, applications and audit are as before."""

    def state() -> object:
        if store is not None:
            return fingerprint(store)
        with county.as_("SCJG", CLERK) as other:
            return fingerprint(other)

    before = state()
    with pytest.raises(AppError) as error:
        act()
    assert error.value.code == code
    assert error.value.advice
    assert state() == before


@pytest.mark.parametrize(
    "case",
    [
        applied_twice,
        decided_twice,
        withdrawn_while_pending,
        changed_while_pending,
        bad_days,
        strange_records,
        no_reason_no_number,
    ],
)
def test_what_is_not_allowed_is_refused_and_changes_nothing(
    office: tuple[County, list[str]], case: Act
) -> None:
    """A record could be freed too early, twice, or by nobody in particular."""
    county, (first, grave) = office
    case(county, first, grave)


def test_a_record_without_severity_is_not_repaired(tmp_path: Path) -> None:
    """Without a severity nobody can say how long it must be published."""
    county = found(tmp_path)
    start_register(county)
    with pytest.raises(AppError, match="R-REPAIR-SEVERITY"):
        repair.first_day({"severity": None, "publish_from": None, "decision_date": "2026-01-01"})
    with pytest.raises(AppError, match="R-REPAIR-BASIS"):
        repair.first_day({"severity": "一般", "publish_from": None, "decision_date": None})


@pytest.mark.parametrize(
    ("severity", "start", "first"),
    [
        ("轻微", "2026-01-05", "2026-01-05"),
        ("一般", "2025-11-30", "2026-02-28"),
        ("严重", "2024-02-29", "2025-02-28"),
    ],
)
def test_the_shortest_publication_is_counted_in_months(
    severity: str, start: str, first: str
) -> None:
    """A day's mistake would free a record early or keep it from an enterprise."""
    values = {"severity": severity, "publish_from": start, "decision_date": "2020-01-01"}
    assert repair.first_day(values).isoformat() == first


def test_an_objected_record_can_be_repaired_and_its_objection_closed(
    office: tuple[County, list[str]],
) -> None:
    """An open objection must not hold up a repair, nor its answer undo it."""
    county, (mended, _) = office
    with county.as_("SCJG", LEADER) as store:
        number = objections.file_objection(
            store, "SC06", mended, filed=APPLIED, statement="金额不符"
        )
    request = clerk(county, "SC06", mended, APPLIED)
    with county.as_("SCJG", LEADER) as store:
        repair.grant(store, request, decided=DECIDED)
        objections.answer_objection(store, number, result="维持", closed=DECIDED, answer="已核对")
        assert row(store, mended)["row_status"] == "已修复"


def test_repairable_sets_are_those_shaped_like_a_penalty(office: tuple[County, list[str]]) -> None:
    """A new kind of penalty would otherwise be forgotten."""
    county, _ = office
    with county.as_("SCJG", CLERK) as store:
        sets = {one.code for one in store.catalogue.data_sets.values() if repair.repairable(one)}
        assert sets == {one.code for one in store.catalogue.data_sets.values() if one.penalty}
        assert sets >= {"ZR05", "GJ03", "ST04", "GA02", "SW05", "RS04", "SC06"}


def test_the_next_ledger_does_not_undo_a_repair(office: tuple[County, list[str]]) -> None:
    """A clerk's own list, not kept up, would punish the enterprise again without a word."""
    county, (mended, _) = office
    request = clerk(county, "SC06", mended, APPLIED)
    with county.as_("SCJG", LEADER) as store:
        repair.grant(store, request, decided=DECIDED)
    with county.as_("SCJG", CLERK) as store:
        before = row(store, mended)
        for values in ({"repair_status": "未申请", "repair_date": ""}, {"repair_status": ""}):
            assert records.change(store, "SC06", mended, values).outcome == "same"
            assert row(store, mended) == before
        found = records.change(store, "SC06", mended, {"fine": "9000"})
        assert found.rec_id is None
        assert [one.code for one in found.findings] == ["E-REPAIRED"]
        assert row(store, mended) == before
