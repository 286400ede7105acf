"""A block from Excel: understood before it is taken, checked by rows, taken back whole."""

from __future__ import annotations

import pytest

from app.collection import batches, held, pasting, records
from app.collection.drafts import NEW
from app.errors import RefusedError
from app.store.office_store import Store
from tests.offices import bill
from tests.unit.collection.conftest import SHAOZHOU, YANGSHAO

NAMES = ["cons_no", "month", "kwh", "amount"]
WIDE = ["uscc", "cons_no", "month", "kwh", "amount", "due_date"]


def add(store: Store, number: str, month: str = "2026-02") -> str:
    rec_id = records.add(store, "GD02", bill(YANGSHAO, number, month, "1000")).rec_id
    assert rec_id is not None
    return rec_id


def refused(store: Store, text: str, names: list[str], rec_ids: list[str]) -> RefusedError:
    counter = store.counter
    with pytest.raises(RefusedError) as told:
        pasting.understand(store, "GD02", text, names, rec_ids)
    assert store.counter == counter
    assert "没有粘贴任何内容" in told.value.advice or told.value.code == "P-EMPTY"
    return told.value


def test_excel_cells_keep_tabs_lines_and_quotes() -> None:
    assert pasting.cells_of('a\tb\r\n"x\ny"\t"1""2"\r\n\r\n') == [["a", "b"], ["x\ny", '1"2']]


def test_block_by_place_changes_the_rows_under_it_and_comes_back_whole(power: Store) -> None:
    """Excel's paste goes down from the cursor; one key must bring back what was there."""
    first, second = add(power, "4112210000001"), add(power, "4112210000002")
    was = records.read(power, "GD02", first)[0]["kwh"]
    found = pasting.understand(
        power, "GD02", "1100\t770\n很多\t1", ["kwh", "amount"], [first, second]
    )
    done = pasting.paste(power, found)
    assert done.outcomes == ["changed", "error"]
    assert [said.row for said in done.findings if said.code == "E-NUMBER"] == [2]
    assert records.read(power, "GD02", first)[0]["kwh"] == 110000
    assert records.history(power, "GD02", first)[-1].why == "粘贴"
    assert len(held.held_rows(power)) == 1
    batches.undo_batch(power, done.batch_id)
    assert records.read(power, "GD02", first)[0]["kwh"] == was
    assert held.held_rows(power) == []


def test_header_decides_the_columns_and_strange_ones_are_named(power: Store) -> None:
    """Clerks copy with the header, in their own order and with columns of their own."""
    text = (
        "用电量\t我的备注\t统一社会信用代码\t户号\t月份\t应收电费\t缴费期限\n"
        f"1000\tx\t{SHAOZHOU}\t4112210000009\t2026-02\t700\t2026-03-28"
    )
    found = pasting.understand(power, "GD02", text, ["kwh"], [])
    assert found.by_header
    assert found.unknown == ("我的备注",)
    done = pasting.paste(power, found)
    assert done.outcomes == ["new"]
    assert list(done.lines) == [2]


def test_wrong_columns_are_told_and_nothing_is_taken(power: Store) -> None:
    """A block one column too far to the left would fill hundreds of rows with nonsense."""
    rec_id = add(power, "4112210000001")
    shifted = refused(power, "2026-01\t100\n2026-02\t200", ["kwh", "amount"], [rec_id])
    assert shifted.code == "P-MISMATCH"
    assert "用电量" in shifted.message
    assert refused(power, "1\t2\t3", ["kwh", "amount"], [rec_id]).code == "P-WIDE"
    assert refused(power, "1\t2", ["kwh", ""], [rec_id]).code == "P-COLUMN"
    assert refused(power, "\n", ["kwh"], [rec_id]).code == "P-EMPTY"
    assert refused(power, "2026-01\t100", ["month", "kwh"], [NEW]).code == "I-NO-SUBJECT"


def test_new_rows_below_the_list_are_added(power: Store) -> None:
    """Pasting in the empty row at the top is how a month's bills are entered."""
    lines = [f"{YANGSHAO}\t41122100000{n:02d}\t2026-03\t1000\t700\t2026-04-15" for n in range(30)]
    found = pasting.understand(power, "GD02", "\n".join(lines), WIDE, [NEW])
    done = pasting.paste(power, found)
    assert done.counts["new"] == 30


def test_two_rows_cannot_take_one_key_nor_each_others(power: Store) -> None:
    """Two records with one meter and month would be counted twice."""
    first, second = add(power, "4112210000001"), add(power, "4112210000002")
    found = pasting.understand(
        power, "GD02", "4112210000002\n4112210000002", ["cons_no"], [first, second]
    )
    done = pasting.paste(power, found)
    assert "changed" not in done.outcomes


def test_fill_gives_many_records_one_value_in_one_act(power: Store) -> None:
    """A due date for three hundred bills is typed once."""
    ids = [add(power, f"411221000000{n}") for n in range(1, 4)]
    done = pasting.fill(power, "GD02", ids, "due_date", "2026-04-30")
    assert done.outcomes == ["changed"] * 3
    batches.undo_batch(power, done.batch_id)
    assert {records.read(power, "GD02", one)[0]["due_date"] for one in ids} == {"2026-02-28"}
