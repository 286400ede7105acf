"""An objection from the paper to the answer, in every office that has to do with the record."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock
from app.cli.main import main
from app.collection import records, review
from app.collection.objections import answer_objection, correct
from app.errors import AppError
from app.merging import marks, streams
from app.merging.merge import merge
from app.merging.objection_packages import KIND, RESOURCE, receive_objections, send_objections
from app.merging.submission import Submitted, write_submission
from app.outcomes import grades, objections
from app.outcomes.results import write_result
from app.rating import scheme
from app.rating.runs import run_rating
from app.store import audit_check
from app.store.objection_tables import grade_mark
from app.store.tables import objection
from tests.offices import CLERK, COMPANY, LEADER, WORD, County, bill, collect, submit
from tests.unit.outcomes import banking
from tests.unit.outcomes.banking import NSH, RUN, ZYH, keep_run, receive, sheet, signed

AGENCY, RH = "GD", "RH"


def today() -> date:
    return clock.today()


@pytest.fixture(scope="session")
def powered_once(banks_once: County, tmp_path_factory: pytest.TempPathFactory) -> County:
    county = banking.copied(banks_once, tmp_path_factory.mktemp("powered") / "c")
    bills = [bill(COMPANY, "41122100001", f"2026-0{month}", "42000") for month in (1, 2)]
    collect(county, AGENCY, "GD02", bills)
    with county.as_(RH, LEADER) as store:
        merge(store, submit(county, AGENCY))
    return county


@pytest.fixture
def county(powered_once: County, tmp_path: Path) -> County:
    return banking.copied(powered_once, tmp_path / "county")


def first(county: County, agency: str = AGENCY) -> str:
    with county.as_(agency, LEADER) as store, store.read() as conn:
        return str(conn.scalar(sa.select(store.table("GD02").c.rec_id).order_by("month")))


def row(county: County, agency: str, rec_id: str) -> Any:
    with county.as_(agency, LEADER) as store, store.read() as conn:
        table = store.table("GD02")
        return conn.execute(sa.select(table).where(table.c.rec_id == rec_id)).one()


def paper(county: County, rec_id: str, days_ago: int = 3, agency: str = RH) -> str:
    with county.as_(agency, CLERK) as store:
        filed = today() - timedelta(days=days_ago)
        return objections.file(store, "GD02", rec_id, filed=filed, statement="电量与表计不符")


def send(county: County) -> dict[str, Path]:
    with county.as_(RH, LEADER) as store:
        return {one.agency: one.path for one in send_objections(store, county.folder)}


def take(county: County, agency: str, path: Path) -> int:
    with county.as_(agency, CLERK) as store:
        return receive_objections(store, path)


def amend(county: County, number: str, kwh: str = "24000") -> None:
    with county.as_(AGENCY, CLERK) as store:
        values = {"kwh": kwh, "amount": str(float(kwh) * 0.7)}
        rec_id = correct(store, number, values).rec_id
        assert rec_id
    with county.as_(AGENCY, LEADER) as store:
        assert review.approve(store, "GD02", [rec_id], reasons={"*": "已核对"}).approved == 1


def close(county: County, number: str, result: str, closed: date | None = None) -> None:
    with county.as_(AGENCY, LEADER) as store:
        answer_objection(
            store, number, result=result, closed=closed or today(), answer="经核查抄表记录"
        )


def delta(county: County, number: int, *, full: bool = False) -> Submitted:
    path = county.package(f"GD-{number}.xyb")
    with county.as_(AGENCY, LEADER) as store:
        done = write_submission(store, path, period="2026", full=full)
    with county.as_(RH, LEADER) as store:
        merge(store, path)
    return done


def refused(code: str) -> Any:
    return pytest.raises(AppError, match=rf"\[{code}\]")


def shown(county: County, bank: str) -> bool:
    with county.as_(bank, CLERK) as store:
        [one] = grades.grades(store, date(2026, 6, 1))
        return one.objected


def grade_at_bank(county: County) -> None:
    keep_run(county, [sheet(COMPANY, "AA", [NSH])])
    with county.as_(RH, LEADER) as store:
        write_result(store, RUN, NSH, county.package("result.xyb"))
    receive(county, county.package("result.xyb"))


def test_from_the_paper_to_the_cleared_mark_at_the_bank(county: County) -> None:
    """The enterprise's right under Art. 25 would stop at some office's door."""
    rec_id = first(county)
    grade_at_bank(county)
    with county.as_(RH, LEADER) as store:
        run = run_rating(store, scheme.load(), date(2026, 10, 31)).run_id
        assert objections.needs_rerating(store, run) == {}
        with store.read() as conn:
            assert marks.who_had(conn, COMPANY) == [NSH]
    before = row(county, RH, rec_id)
    number = paper(county, rec_id)
    marked = row(county, RH, rec_id)
    assert (marked.row_status, marked.rev_no) == ("异议中", before.rev_no)

    sent = send(county)
    assert set(sent) == {AGENCY, NSH}
    assert take(county, AGENCY, sent[AGENCY]) == 1
    assert not shown(county, NSH)
    assert take(county, NSH, sent[NSH]) == 1
    assert shown(county, NSH)
    with refused("P-NOTHING"):
        send(county)
    assert row(county, AGENCY, rec_id).row_status == "异议中"
    with county.as_(AGENCY, CLERK) as store:
        [one] = objections.due(store, today())
        assert (one.objection_id, one.days_left, one.statement) == (number, 17, "电量与表计不符")

    with county.as_(AGENCY, CLERK) as store:
        [said] = records.change(store, "GD02", rec_id, {"kwh": "24000"}).findings
        assert said.code == "E-OBJECTION"
    amend(county, number)
    assert row(county, AGENCY, rec_id).row_status == "异议中"
    close(county, number, "更正")
    with county.as_(AGENCY, CLERK) as store:
        said = objections.letter(store, number)
        assert [(c.title, c.old, c.new) for c in said.corrections] == [
            ("用电量", "42,000kWh", "24,000kWh"),
            ("应收电费", "29,400.00元", "16,800.00元"),
        ]
        assert (said.result, said.in_time, said.answered_by) == ("更正", True, LEADER)
        assert objections.due(store, today()) == []

    assert delta(county, 2).sent == {"GD02": 1}
    arrived = row(county, RH, rec_id)
    assert (arrived.row_status, arrived.kwh) == ("已更正", row(county, AGENCY, rec_id).kwh)
    with county.as_(RH, LEADER) as store:
        assert objections.needs_rerating(store, run) == {COMPANY: ["异议已办结", "记录已更正"]}
        again = run_rating(store, scheme.load(), date(2026, 10, 31)).run_id
        assert objections.needs_rerating(store, again) == {}
        with refused("U-RUN"):
            objections.needs_rerating(store, "none")

    cleared = send(county)
    assert set(cleared) == {NSH}
    assert shown(county, NSH)
    take(county, NSH, cleared[NSH])
    assert not shown(county, NSH)
    for agency in (AGENCY, NSH):
        with county.as_(agency, LEADER) as store:
            audit_check.verify(store)


def test_a_paper_outlives_the_next_submission(county: County) -> None:
    """The agency's next submission would wipe an objection that it has not heard of."""
    rec_id = first(county)
    number = paper(county, rec_id)
    delta(county, 2, full=True)
    assert row(county, RH, rec_id).row_status == "异议中"
    take(county, AGENCY, send(county)[AGENCY])
    delta(county, 3)
    with county.as_(RH, LEADER) as store:
        [one] = objections.due(store, today())
        assert (one.objection_id, one.origin) == (number, "汇总端")
    close(county, number, "维持")
    delta(county, 4)
    assert row(county, RH, rec_id).row_status == "已上报"
    with county.as_(RH, LEADER) as store:
        assert objections.due(store, today()) == []
        audit_check.verify(store)


@pytest.mark.parametrize("result", ["维持", "未能核实"])
def test_a_right_record_gets_its_state_back(county: County, result: str) -> None:
    """A refused objection would leave the record as 已更正, which it is not."""
    rec_id = first(county)
    number = paper(county, rec_id, agency=AGENCY)
    assert delta(county, 2).sent == {"GD02": 1}
    close(county, number, result)
    assert row(county, AGENCY, rec_id).row_status == "已上报"
    assert delta(county, 3).sent == {"GD02": 1}
    assert row(county, RH, rec_id).row_status == "已上报"


def test_the_mark_stays_until_the_last_objection_is_answered(county: County) -> None:
    """Closing one of two would show the record as settled while the other is open."""
    rec_id = first(county)
    one, two = (paper(county, rec_id, days, AGENCY) for days in (5, 3))
    amend(county, one)
    close(county, one, "更正")
    assert row(county, AGENCY, rec_id).row_status == "异议中"
    close(county, two, "维持")
    assert row(county, AGENCY, rec_id).row_status == "已更正"


def test_a_withdrawn_record_leaves_with_its_answer(county: County) -> None:
    """The county would go on using a record that its owner took back."""
    rec_id = first(county)
    number = paper(county, rec_id, agency=AGENCY)
    with refused("R-RESULT"):
        close(county, number, "撤回")
    with county.as_(AGENCY, LEADER) as store:
        records.withdraw(store, "GD02", rec_id, "企业对错")
    with refused("R-RESULT"):
        close(county, number, "维持")
    close(county, number, "撤回")
    delta(county, 2)
    assert row(county, RH, rec_id).row_status == "已撤回"
    for agency in (RH, AGENCY):
        with refused("R-WITHDRAWN"):
            paper(county, rec_id, agency=agency)


def test_what_an_answer_refuses(county: County) -> None:
    """A clerk's slip would close an objection wrongly, and the 20 days with it."""
    rec_id = first(county)
    for agency in (RH, AGENCY):
        with refused("R-DATE"):
            paper(county, rec_id, -1, agency)
    number = paper(county, rec_id, agency=AGENCY)
    with refused("R-DATE"):
        close(county, number, "维持", today() + timedelta(days=1))
    with refused("R-DATE"):
        close(county, number, "维持", today() - timedelta(days=4))
    with refused("R-RESULT"):
        close(county, number, "更正")
    with refused("U-RESULT"):
        close(county, number, "同意")
    with county.as_(AGENCY, LEADER) as store, refused("R-OPEN"):
        objections.letter(store, number)
    with county.as_(AGENCY, CLERK) as store, refused("R-ROLE"):
        answer_objection(store, number, result="维持", closed=today(), answer="无误")
    close(county, number, "维持")
    with refused("R-ANSWERED"):
        close(county, number, "维持")
    with refused("U-OBJECTION"):
        close(county, "none", "维持")
    delta(county, 2)
    with county.as_(RH, LEADER) as store:
        other = objections.file(store, "GD02", rec_id, filed=today(), statement="仍有异议")
        with refused("R-OWNER"):
            answer_objection(store, other, result="维持", closed=today(), answer="无误")


def test_the_most_urgent_comes_first(county: County) -> None:
    """An overdue answer would hide behind newer ones."""
    rec_id = first(county)
    for days in (3, 25, 20):
        paper(county, rec_id, days)
    with county.as_(RH, CLERK) as store:
        found = objections.due(store, today())
    assert [(one.days_left, one.overdue) for one in found] == [(-5, True), (0, False), (17, False)]


def content(**more: Any) -> dict[str, Any]:
    mark = {
        "objection_id": "00000000-0000-4000-8000-000000000000",
        "uscc": COMPANY,
        "filed_date": "2026-05-01",
        "closed_date": None,
    }
    return {"region": "411221", "agency": NSH, "objections": [], "marks": [mark], **more}


BAD: dict[str, tuple[Any, str]] = {
    "another county": (content(region="411222"), "P-COUNTY"),
    "another bank": (content(agency=ZYH), "P-ADDRESSEE"),
    "no marks": (content(marks=None), "X-CONTENT"),
    "a mark a text": (content(marks=["x"]), "X-CONTENT"),
    "a mark without number": (content(marks=[{"uscc": COMPANY}]), "X-CONTENT"),
    "no day": (content(marks=[{**content()["marks"][0], "filed_date": "5月"}]), "X-CONTENT"),
    "code a list": (content(marks=[{**content()["marks"][0], "uscc": []}]), "X-CONTENT"),
    "a list": ([], "X-CONTENT"),
    "data set unheard of": (
        content(objections=[
            {**{n: content()["marks"][0][n] for n in ("objection_id", "uscc", "filed_date")},
             "dataset": "XX99", "rec_id": "r", "statement": "s"}
        ]), "X-CONTENT"),
    "a record that is not here": (
        content(objections=[
            {**{n: content()["marks"][0][n] for n in ("objection_id", "uscc", "filed_date")},
             "dataset": "GD02", "rec_id": "r", "statement": "s"}
        ]), "U-RECORD"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_signed_package_with_bad_content_changes_nothing(banks: County, case: str) -> None:
    """A faulty coordinator would otherwise crash a bank or mark grades that nobody objects to."""
    bad, code = BAD[case]
    path = signed(banks, RH, NSH, KIND, RESOURCE, json.dumps(bad).encode(), "bad.xyb")
    with refused(code):
        take(banks, NSH, path)
    with banks.as_(NSH, CLERK) as store, store.read() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(grade_mark)) == 0


def test_only_the_coordinator_can_mark_a_grade(banks: County) -> None:
    """Any agency could put a rival under objection, or take a mark away."""
    path = signed(banks, AGENCY, RH, KIND, RESOURCE, json.dumps(content()).encode(), "f.xyb")
    with pytest.raises(AppError) as stopped:
        take(banks, NSH, path)
    assert stopped.value.code.startswith("X-")


def report(county: County, agency: str, **values: Any) -> Path:
    """A genuine submission with an objection that says whatever a test says."""
    path = county.package(f"{agency}-2.xyb")
    row = {
        "objection_id": "o1", "agency_code": agency, "dataset": "GD02", "rec_id": "x",
        "uscc": COMPANY, "filed_date": "2026-05-01", "statement": "s", **values,
    }  # fmt: skip
    with county.as_(agency, LEADER) as store:
        with store.write() as conn:
            conn.execute(objection.insert().values(row))
        write_submission(store, path, period="2026")
    return path


def test_an_agency_cannot_answer_for_another(county: County) -> None:
    """One agency's package would close an objection to another agency's record."""
    number = paper(county, first(county))
    path = report(county, "SCJG", objection_id=number, closed_date="2026-05-02")
    with county.as_(RH, LEADER) as store:
        with refused("M-OWNER"):
            merge(store, path)
        assert len(objections.due(store, today())) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"filed_date": "5月1日"},
        {"closed_date": "2026-02-30"},
        {"closed_date": "2026-04-30"},
        {"result": "同意"},
    ],
)
def test_an_objection_with_days_that_are_none_is_refused(
    county: County, values: dict[str, str]
) -> None:
    """The list of the 20 days would fail for every objection, not only for this."""
    path = report(county, AGENCY, **values)
    with county.as_(RH, LEADER) as store:
        with refused("X-CONTENT"):
            merge(store, path)
        assert objections.due(store, today()) == []


def test_the_whole_way_by_command(
    county: County, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What no command reaches, nobody in the county can do."""
    monkeypatch.setenv("CREDITDESK_PASSWORD", WORD)
    rec_id = first(county)

    def run(office: str, who: str, *more: str, expect: int = 0) -> dict[str, Any]:
        capsys.readouterr()
        given = ["--office", str(county.folder / office), "--operator", who, "--json"]
        assert main([*more, *given]) == expect
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    day = today().isoformat()
    filing = ("objection", "file", "--dataset", "GD02", rec_id, "--date", day)
    number = run(RH, CLERK, *filing, "--statement", "电量不符")["objection_id"]
    out = str(county.folder)
    assert run(AGENCY, LEADER, "objection", "send", out, expect=3)["error"]["code"] == "E-EDITION"
    [sent] = run(RH, LEADER, "objection", "send", out)["sent"]
    assert run(AGENCY, CLERK, "package", "receive", sent["path"])["taken"] == 1
    [one] = run(AGENCY, CLERK, "objection", "list")["objections"]
    assert (one["objection_id"], one["days_left"], one["overdue"]) == (number, 20, False)
    run(AGENCY, CLERK, "objection", "correct", number, "kwh=24000", "amount=16800")
    with county.as_(AGENCY, LEADER) as store:
        review.approve(store, "GD02", [rec_id], reasons={"*": "已核对"})
    reply = ("objection", "answer", number, "--result", "更正", "--date", day, "--text", "抄表错误")
    assert run(AGENCY, LEADER, *reply)["letter"]["result"] == "更正"
    assert run(AGENCY, LEADER, *reply, expect=3)["error"]["code"] == "R-ANSWERED"
    assert run(RH, LEADER, "objection", "rerate", "x", expect=2)["error"]["code"] == "U-RUN"


def test_a_repaired_record_that_was_never_sent_stays(county: County) -> None:
    """It would leave without notice or consent, though nobody needs it any more."""
    with county.as_(AGENCY, CLERK) as store:
        new = records.add(store, "GD02", bill(COMPANY, "41122100001", "2026-03", "42000")).rec_id
    with county.as_(AGENCY, LEADER) as store, store.write() as conn:
        table = store.table("GD02")
        conn.execute(table.update().where(table.c.rec_id == new).values(row_status="已修复"))
    assert delta(county, 2).sent == {}


def test_a_failed_package_leaves_no_file_and_no_older_one_is_lost(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that no outbox knows would be carried to a bank and break its stream."""
    keep_run(county, [sheet(COMPANY, "AA", [NSH])])
    out = county.package("result.xyb")
    with county.as_(RH, LEADER) as store:
        with monkeypatch.context() as broken:
            broken.setattr(streams.clock, "timestamp", lambda: None)
            with pytest.raises(sa.exc.IntegrityError):
                write_result(store, RUN, NSH, out)
        assert not out.exists()
        write_result(store, RUN, NSH, out)
        with refused("P-UNKNOWN"):
            write_result(store, "none", NSH, out)
        assert out.exists()
