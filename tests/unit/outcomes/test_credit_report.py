"""A credit report on paper says what the file holds, and nothing that may not leave the office."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from app.cli.main import main
from app.collection import objections
from app.documents.batch import print_file
from app.documents.issuing.credit_reports import credit_report_pieces
from app.errors import RefusedError
from app.merging.merge import merge
from app.rating import scheme
from app.rating.runs import run_rating
from tests.offices import (
    CLERK,
    COMPANY,
    LEADER,
    WORD,
    County,
    bill,
    collect,
    found,
    register_values,
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
        pages = print_file(path, "信用报告", credit_report_pieces(store, COMPANY, reason, DAY))
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
    assert "测算等级NR" in whole, "the kept sheet is read"
    assert "其他" in whole  # the chart
    assert not whole.count("None")


def test_every_page_says_who_looked_why_and_when(county: County, tmp_path: Path) -> None:
    """A page that leaves the office without its purpose could be passed on by anybody."""
    texts = printed(county, tmp_path / "r.pdf", reason="复核授信用途，逐笔核对记录" * 12)
    for number, text in enumerate(texts, 1):
        assert "查询用途：复核授信用途" in text
        assert f"查询人：人民银行{CLERK}" in text
        assert "查询时间：20" in text
        assert f"第{number}页，共{len(texts)}页" in text


def test_no_resident_number_is_printed_wherever_it_was_typed(tmp_path: Path) -> None:
    """A resident number on paper is a gift to a swindler; clerks also type them into remarks."""
    made = found(tmp_path)
    values = register_values(COMPANY, "渑池仰韶食品有限公司", "1")
    values |= {"lr_id_no": RESIDENT, "biz_scope": f"农副食品加工（联系人{RESIDENT}）"}
    collect(made, "SCJG", "SC01", [values])
    with made.as_("SCJG", LEADER) as store:
        pieces = credit_report_pieces(store, COMPANY, f"本人{RESIDENT}申请", DAY)
        pages = print_file(tmp_path / "r.pdf", "信用报告", pieces)
    reader = PdfReader(tmp_path / "r.pdf")
    whole = "".join("".join(page.extract_text().split()) for page in reader.pages)
    assert pages == len(reader.pages)
    assert RESIDENT not in whole
    assert "法定代表人证件号码" not in whole
    assert "联系人411221********1211" in whole


def test_a_report_without_a_reason_is_not_written(county: County) -> None:
    """The log of who looked would have a hole exactly where paper left the office."""
    with county.as_("RH", CLERK) as store, pytest.raises(RefusedError, match="R-REASON"):
        credit_report_pieces(store, COMPANY, " ")


def test_the_command_writes_the_report(
    county: County,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A clerk at the counter has no other way to the paper."""
    monkeypatch.setenv("CREDITDESK_PASSWORD", WORD)
    out = tmp_path / "r.pdf"
    place = ["--office", str(county.folder / "RH"), "--operator", CLERK]
    assert main(["credit-file", "print", *place, COMPANY, "--reason", WHY, str(out)]) == 0
    assert "信用报告已写入" in capsys.readouterr().out
    assert PdfReader(out).pages
