"""A credit file says everything that counts, whence it came, and who looked."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.catalogue.load import load
from app.catalogue.model import FieldType
from app.collection import objections, records
from app.errors import RefusedError, UsageError
from app.merging.merge import merge
from app.outcomes.credit_file import PAPER, read_credit_file
from app.outcomes.timeline import EVENTS
from app.rating import scheme
from app.rating.runs import run_rating
from app.store.tables import audit
from tests.offices import (
    CLERK,
    COMPANY,
    LEADER,
    County,
    bill,
    collect,
    found,
    register_values,
    start_register,
    submit,
)

DAY = date(2026, 12, 1)
WHY = "企业申请查询"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    made = found(tmp_path_factory.mktemp("county"))
    start_register(made)
    collect(
        made, "GD", "GD02", [bill(COMPANY, "41122100001", f"2026-0{m}", "42000") for m in (1, 2)]
    )
    with made.as_("GD", LEADER) as store, store.read() as conn:
        rec_id = conn.execute(sa.select(store.table("GD02").c.rec_id)).scalars().first()
    with made.as_("GD", LEADER) as store:
        objections.file_objection(
            store, "GD02", str(rec_id), filed=date(2026, 11, 1), statement="电量与表计不符"
        )
    with made.as_("RH", LEADER) as store:
        merge(store, submit(made, "GD"))
        run_rating(store, scheme.load(), date(2026, 10, 31))
    return made


def test_a_file_names_agency_clerk_package_and_day_of_every_value(county: County) -> None:
    """Nobody could answer an objection without knowing who entered what and when it came."""
    with county.as_("RH", CLERK) as store:
        file = read_credit_file(store, COMPANY, reason=WHY, day=DAY)
    assert [part.dataset for part in file.sections] == ["SC01", "GD02"]
    power = file.sections[1]
    assert power.agency_title.endswith("供电公司")
    for record in power.records:
        assert (record.entered_by, record.reviewed_by) == (CLERK, LEADER)
        assert record.package_id
        assert record.arrived_at
        said = {value.title: value.text for value in record.values}
        assert said["应收电费"] == "29,400.00元"
        assert said["用电量"] == "42,000kWh"
    assert {value.text for value in power.records[0].values} >= {"2026年1月"}
    assert [len(record.objections) for record in power.records].count(1) == 1
    assert file.grades[0].as_of == "2026-10-31"
    assert file.events[0].what == "成立登记"
    assert {"告知书送达", "信用评级", "提出异议"} <= {event.what for event in file.events}


def test_who_looked_and_why_is_written_before_anything_is_shown(county: County) -> None:
    """A look at an enterprise's file that leaves no trace could never be accounted for."""
    with county.as_("RH", CLERK) as store:
        for reason in ("", "  "):
            with pytest.raises(RefusedError, match="R-REASON"):
                read_credit_file(store, COMPANY, reason=reason)
        with pytest.raises(UsageError, match="U-ENTERPRISE"):
            read_credit_file(store, "91411221MA9TE01610", reason=WHY)
        read_credit_file(store, COMPANY, reason="贷前调查", form=PAPER)
        with store.read() as conn:
            last = conn.execute(sa.select(audit).order_by(audit.c.seq.desc())).first()
    assert last is not None
    assert (last.action, last.subject, last.operator) == ("file.read", COMPANY, CLERK)
    assert json.loads(last.summary) == {"reason": "贷前调查", "form": PAPER}


def test_an_agency_sees_what_it_holds(county: County) -> None:
    """The power company has no business with other agencies' records."""
    with county.as_("GD", CLERK) as store:
        file = read_credit_file(store, COMPANY, reason=WHY, day=DAY)
    assert {part.agency for part in file.sections} == {"GD"}
    assert all(record.package_id and record.arrived_at for record in file.sections[0].records)


def test_sensitive_numbers_are_masked_and_never_printed(tmp_path: Path) -> None:
    """A resident number on a screen or on paper is a gift to a swindler."""
    made = found(tmp_path)
    values = register_values(COMPANY, "渑池仰韶食品有限公司", "1")
    collect(made, "SCJG", "SC01", [{**values, "lr_id_no": "411221199012311211"}])
    with made.as_("SCJG", LEADER) as store:
        screen = read_credit_file(store, COMPANY, reason=WHY)
        paper = read_credit_file(store, COMPANY, reason=WHY, form=PAPER)
        assert "411221199012311211" not in str(screen) + str(paper)
        assert "411221********1211" in str(screen)
        assert "证件号码" not in str(paper)


def test_withdrawn_rows_are_counted_for_administrators_alone(tmp_path: Path) -> None:
    """A record that was taken back would go on harming the enterprise if it were still shown."""
    made = found(tmp_path)
    start_register(made)
    ids = collect(
        made, "GD", "GD02", [bill(COMPANY, "41122100001", f"2026-0{m}", "42000") for m in (1, 2)]
    )
    with made.as_("GD", LEADER) as store:
        records.withdraw(store, "GD02", ids[0], "电表读错")
        file = read_credit_file(store, COMPANY, reason=WHY)
        assert [len(part.records) for part in file.sections] == [1]
        assert file.left_out == {"已撤回": 1}
        assert read_credit_file(store, COMPANY, reason=WHY, form=PAPER).left_out == {}
    with made.as_("GD", CLERK) as store:
        assert read_credit_file(store, COMPANY, reason=WHY).left_out == {}


def test_events_name_fields_that_are_there() -> None:
    """A renamed field would silence a part of every timeline."""
    catalogue = load()
    for code, events in EVENTS.items():
        fields = catalogue.data_sets[code].by_name
        for name, _, more in events:
            assert fields[name].type is FieldType.DATE
            assert set(more) <= fields.keys()
