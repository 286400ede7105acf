"""Records arrive as they were sent; a block that nobody would have sent is refused."""

from __future__ import annotations

import json
import unicodedata
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.load import load
from app.errors import IntegrityError, UsageError
from app.exchange import tables

GD02 = load().data_sets["GD02"]
COLUMNS = ("rec_id", "uscc", "cons_no", "kwh", "amount")
TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=12)
NUMBER = st.none() | st.integers(-(2**63), 2**63 - 1)
ROW = st.tuples(
    st.uuids().map(lambda one: one.hex) | st.uuids().map(str) | TEXT,
    TEXT,
    st.none() | TEXT,
    NUMBER,
    NUMBER,
)


@given(st.lists(ROW, max_size=30))
def test_rows_survive_the_journey(rows: list[tuple[object, ...]]) -> None:
    rows = [
        tuple(unicodedata.normalize("NFC", cell) if isinstance(cell, str) else cell for cell in row)
        for row in rows
    ]
    table = tables.write_rows(GD02, COLUMNS, rows)  # type: ignore[arg-type]
    lines = [line.rstrip(b"\n") for line in table]
    got = [row for _, block in tables.read_rows(lines, data_set=GD02) for row in block]
    assert got == rows
    assert table.rows == len(rows)


def test_many_rows_make_several_blocks() -> None:
    """No block is larger than the receiver will take."""
    rows = [(f"{index:032x}", "U", None, index, None) for index in range(25_001)]
    lines = list(tables.write_rows(GD02, COLUMNS, rows))
    assert len(lines) == 3
    assert [row for _, block in tables.read_rows(lines) for row in block] == rows


def line(columns: object, values: object) -> bytes:
    return json.dumps({"columns": columns, "values": values}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"{}", b"\xff", b'{"columns":["kwh"],"values":[[1]],"x":1}',
        b'{"columns":["kwh"],"columns":["kwh"],"values":[[1]]}',
        line(["kwh"], [[1.5]]), line(["kwh"], [[True]]), line(["kwh"], [["1"]]),
        line(["kwh"], [[1, "a"]]), line(["kwh"], [[[1]]]), line(["kwh"], [[2**63]]),
        line(["kwh"], [["1", None]]), line(["cons_no"], [[1]]), line(["kwh", "kwh"], [[1], [1]]),
        line(["kwh"], []), line([], []), line(["kwh"], [[]]),
        line(["kwh", "amount"], [[1], [1, 2]]),
        line(["gift"], [["x"]]), line(["rec_id"], ["ids:AAAA"]), line(["rec_id"], ["AAAA"]),
        line(["rec_id"], ["ids:"]), line(["rec_id"], ["ids:*"]), line(["uscc"], [[None]]),
        line(["kwh"], [list(range(10_001))]), line([1], [[1]]), line("kwh", [[1]]),
        line(["kwh"], {"0": [1]}), b'{"columns":["cons_no"],"values":[["e\xcc\x81"]]}',
        line(["kwh"], ["ids:AAAAAAAAAAAAAAAAAAAAAA=="]), line(["kwh"], [{"a": 1}]), b"[" * 10**5,
    ],
)  # fmt: skip
def test_odd_blocks_are_refused(data: bytes) -> None:
    """Mixed types, floats, unknown columns or cut ids never reach the store."""
    with pytest.raises(IntegrityError, match="X-RECORDS"):
        list(tables.read_rows([data], data_set=GD02))


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_as_a_block(data: bytes) -> None:
    with pytest.raises(IntegrityError, match="X-RECORDS"):
        list(tables.read_rows([data], data_set=GD02))


def test_the_receiver_may_look_at_columns_first() -> None:
    seen: list[tuple[str, ...]] = []
    list(tables.read_rows([line(["kwh"], [[1]])], check=lambda names, _: seen.append(names)))
    assert seen == [("kwh",)]


def test_unknown_columns_are_not_sent() -> None:
    with pytest.raises(UsageError, match="X-WRITE"):
        tables.write_rows(GD02, ["gift"], [])


def test_dashed_ids_travel_as_their_sixteen_bytes() -> None:
    """A package would be a third larger than it need be, and ids must come back to the letter."""
    data_set = GD02
    rows = [(str(uuid.UUID(int=number * 7919 + (4 << 76))), "2026-03") for number in range(1, 40)]
    lines = b"".join(tables.write_rows(data_set, ("rec_id", "month"), rows)).splitlines()
    assert b'"uuids:' in lines[0]
    assert [row for _, block in tables.read_rows(lines, data_set=data_set) for row in block] == rows
