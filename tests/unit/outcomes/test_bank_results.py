"""What a bank is sent of a run, and what it refuses."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock
from app.errors import AppError, RefusedError
from app.outcomes import grades, terms
from app.outcomes.results import write_result
from app.store.tables import grade
from tests.offices import COMPANY, FARM, LEADER, County
from tests.unit.outcomes.banking import (
    AS_OF,
    NSH,
    RUN,
    ZYH,
    keep_run,
    receive,
    sheet,
    signed_result,
)


def held_rows(county: County) -> int:
    with county.as_(NSH, LEADER) as store, store.read() as conn:
        return conn.scalar(sa.select(sa.func.count()).select_from(grade)) or 0


def test_a_bank_gets_its_own_enterprises_with_the_terms_of_their_grade(banks: County) -> None:
    """Else a bank would see an enterprise that did not consent, or guess at the county's terms."""
    keep_run(banks, [sheet(COMPANY, "AA", [NSH]), sheet(FARM, "BBB", [ZYH])])
    out = banks.package("result.xyb")
    with banks.as_("RH", LEADER) as store:
        write_result(store, RUN, NSH, out)
    assert receive(banks, out) == 1
    with banks.as_(NSH, LEADER) as store:
        [one] = grades.grades(store, date(2026, 6, 1))
        assert (one.uscc, one.final_grade, one.name) == (COMPANY, "AA", "渑池仰韶食品有限公司")
        shown = grades.sheet(store, COMPANY, date(2027, 3, 31))
        assert shown["terms"]["lpr_bp"] == 30
        assert shown["terms"]["note"].startswith("供参考")
        assert grades.grades(store, date(2027, 4, 1)) == []
        with pytest.raises(AppError, match="U-GRADE"):
            grades.sheet(store, FARM, date(2026, 6, 1))


@pytest.mark.parametrize(
    "change",
    [{"revoked_date": "2026-05-01"}, {"valid_to": "2026-04-30"}],
    ids=["revoked", "expired"],
)
def test_who_took_the_consent_back_after_the_run_is_not_sent(
    banks: County, change: dict[str, str]
) -> None:
    """A bank would receive the whole score sheet of an enterprise that had forbidden it."""
    keep_run(banks, [sheet(COMPANY, "AA", [NSH]), sheet(FARM, "BBB", [NSH, ZYH])])
    counts = []
    for month, bank in ((4, NSH), (5, NSH), (5, ZYH)):
        out = banks.package(f"result-{month}-{bank}.xyb")
        with (
            clock.at(datetime(2026, month, 20, 4, tzinfo=UTC)),
            banks.as_("RH", LEADER) as store,
        ):
            if month == 5:
                with store.write() as conn:
                    table = store.table("YH00")
                    mine = table.update().where(table.c.agency_code == NSH)
                    conn.execute(mine.where(table.c.uscc == FARM).values(change))
            write_result(store, RUN, bank, out)
        counts.append(receive(banks, out, bank))
    assert counts == [2, 1, 1]
    with banks.as_(NSH, LEADER) as store:
        assert [one.uscc for one in grades.grades(store, date(2026, 6, 1))] == [COMPANY]


def test_the_newest_grade_that_holds_is_shown_and_the_older_are_kept(banks: County) -> None:
    """A loan officer would otherwise rely on last year's grade, or history would be lost."""
    for number, (as_of, value) in enumerate([("2025-06-30", "B"), (AS_OF, "AA")]):
        keep_run(banks, [sheet(COMPANY, value, [NSH])], run_id=f"{number}" * 32, as_of=as_of)
        out = banks.package(f"result-{number}.xyb")
        with banks.as_("RH", LEADER) as store:
            write_result(store, f"{number}" * 32, NSH, out)
        receive(banks, out)
    with banks.as_(NSH, LEADER) as store:
        assert [one.final_grade for one in grades.history(store, COMPANY)] == ["AA", "B"]
        assert grades.grades(store, date(2026, 1, 1))[0].final_grade == "B"
        assert grades.grades(store, date(2026, 5, 1))[0].final_grade == "AA"


def content(**more: Any) -> dict[str, Any]:
    return {
        "region": "411221",
        "bank": NSH,
        "run_id": RUN,
        "as_of": AS_OF,
        "scheme": "MC-SME-2026 1",
        "sheets": [sheet(COMPANY, "AA", [NSH])],
        **more,
    }


def spoiled(**more: Any) -> dict[str, Any]:
    return content(sheets=[{**sheet(COMPANY, "AA", [NSH]), **more}])


BAD: dict[str, tuple[bytes | dict[str, Any], str]] = {
    "another county": (content(region="411222"), "P-COUNTY"),
    "another bank": (content(bank=ZYH), "P-BANK"),
    "a sheet names another bank": (spoiled(banks=[NSH, ZYH]), "P-BANK"),
    "a sheet names no bank": (spoiled(banks=[]), "P-BANK"),
    "no JSON": (b"{", "X-CONTENT"),
    "no object": (b"[]", "X-CONTENT"),
    "no UTF-8": (b"\xff", "X-CONTENT"),
    "NaN": (b'{"run_id": NaN}', "X-CONTENT"),
    "half a surrogate": (spoiled(name="\ud800"), "X-CONTENT"),
    "endless nesting": (b"[" * 200_000, "X-CONTENT"),
    "sheets a text": (content(sheets="x"), "X-CONTENT"),
    "a sheet a number": (content(sheets=[1]), "X-CONTENT"),
    "twice": (content(sheets=[sheet(COMPANY, "AA", [NSH])] * 2), "X-CONTENT"),
    "no day": (content(as_of="2026-02-30"), "X-CONTENT"),
    "no run": (content(run_id=7), "X-CONTENT"),
    "id an object": (spoiled(id={}), "X-CONTENT"),
    "outcome unheard of": (spoiled(outcome="好"), "X-CONTENT"),
    "indicators a list": (spoiled(indicators=[]), "X-CONTENT"),
    "score a number": (spoiled(score=85), "X-CONTENT"),
    "terms of another grade": (spoiled(terms={"grade": "AAA"}), "X-CONTENT"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_signed_package_with_bad_content_changes_nothing(banks: County, case: str) -> None:
    """A faulty coordinator would otherwise crash a bank, or leave half a result in it."""
    bad, code = BAD[case]
    data = bad if isinstance(bad, bytes) else json.dumps(bad).encode()
    with pytest.raises(AppError) as refused:
        receive(banks, signed_result(banks, data, "bad.xyb"))
    assert refused.value.code == code
    assert held_rows(banks) == 0


def test_the_terms_serve_every_grade_of_the_scheme_once(tmp_path: Path) -> None:
    """A grade without terms, or with two, would leave a bank without the county's advice."""
    assert next(iter(terms.load().terms)) == "AAA"
    text = terms.FILE.read_text("utf-8")
    for old, new in [
        ('grade = "AAA"', 'grade = "AA"'),
        ('grade = "AAA"', 'grade = "SSS"'),
        ("lpr_bp = 30", "lpr_bp = 0.3"),
        ("days = 3", "days = 0"),
        ("green_channel = true", 'green_channel = "yes"'),
        ("valid_months = 12", "valid_months = 13"),
        ('collateral = "足额抵押"', 'collateral = " "'),
        ('collateral = "足额抵押"', "collateral = 3"),
        ("days = 3", ""),
        ("[[terms]]", "[["),
    ]:
        path = tmp_path / "terms.toml"
        path.write_text(text.replace(old, new, 1), "utf-8")
        with pytest.raises(RefusedError, match="R-TERMS"):
            terms.load(path)
