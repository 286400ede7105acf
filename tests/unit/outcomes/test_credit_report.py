"""A credit report on paper says what the file holds, and nothing that may not leave the office."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from app.collection import objections
from app.documents.office_papers import credit_report_paper
from app.merging.merge import merge
from app.rating import scheme
from app.rating.runs import run_rating
from tests.offices import (
    CLERK,
    COMPANY,
    LEADER,
    County,
    bill,
    collect,
    found,
    start_register,
    submit,
)

DAY = date(2026, 12, 1)
WHY = "贷前调查"
RESIDENT = "411221199012311211"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    made = found(tmp_path_factory.mktemp("county"))
    start_register(made)
    months = ("2025-11", "2025-12", "2026-01", "2026-02")
    collect(made, "GD", "GD02", [bill(COMPANY, "41122100001", m, "42000") for m in months])
    with made.as_("GD", LEADER) as store:
        with store.read() as conn:
            rec_id = conn.execute(sa.select(store.table("GD02").c.rec_id)).scalars().first()
        objections.file_objection(
            store,
            "GD02",
            str(rec_id),
            filed=date(2026, 11, 1),
            statement=f"电量与表计不符，经办人{RESIDENT}",
        )
    with made.as_("RH", LEADER) as store:
        merge(store, submit(made, "GD"))
        for day in (date(2026, 4, 30), date(2026, 7, 31), date(2026, 10, 31)):
            run_rating(store, scheme.load(), day)
    return made


def printed(county: County, path: Path, reason: str = WHY) -> list[str]:
    """The text of each page without spaces."""
    with county.as_("RH", CLERK) as store:
        pages = credit_report_paper(store, COMPANY, path, reason=reason, day=DAY)
    texts = ["".join(page.extract_text().split()) for page in PdfReader(path).pages]
    assert len(texts) == pages
    return texts


def test_a_report_says_grade_facts_origin_objection_and_rights(
    county: County, tmp_path: Path
) -> None:
    """A bank would lend on a paper that hides a dispute, or that nobody can trace."""
    texts = printed(county, tmp_path / "r.pdf")
    whole = "".join(texts)
    for part in (
        "渑池仰韶食品有限公司",
        COMPANY,
        "测算等级",
        "最终等级",
        "信息覆盖度",
        "2026年10月31日",
        "29,400.00元",
        "【异议中】2026年11月1日提出：电量与表计不符",
        "数据包：",
        "《征信业管理条例》",
        "20日内",
    ):
        assert part in whole, part
    assert "无等级" in whole  # the chart
    assert not whole.count("None")
