"""A scheme in a table: what is changed there counts, nothing else; a slip is told by its cell."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from app import clock
from app.errors import AppError
from app.rating import scheme, scheme_toml, scheme_upload, scheme_workbook, schemes
from app.rating.scheme_check import problems
from app.rating.scheme_words import Difference, differences
from app.store import audit_check
from tests.offices import CLERK, County
from tests.unit.rating.county import CATALOGUE, SCHEME

TABLES = st.dictionaries(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=8),
    st.one_of(
        st.text(st.characters(codec="utf-8"), max_size=20),
        st.booleans(),
        st.integers(-(10**9), 10**9),
        st.floats(allow_nan=False),
        st.dates(),
        st.lists(st.text(max_size=5, alphabet=st.characters(codec="utf-8")), max_size=3),
        st.dictionaries(st.text("aé .\"'", min_size=1, max_size=4), st.integers(0, 9), max_size=2),
    ),
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(TABLES, st.lists(TABLES, min_size=1, max_size=3))
def test_what_is_written_reads_back(plain: dict[str, Any], tables: list[dict[str, Any]]) -> None:
    """A title with a quotation mark would otherwise break the scheme, or change it."""
    declared = {**plain, "indicator": tables}
    assert tomllib.loads(scheme_toml.write(declared)) == declared


def test_the_shipped_scheme_is_the_same_written_anew() -> None:
    """Whatever the writer forgot would be lost with every upload."""
    main = scheme_toml.write(tomllib.loads(SCHEME.files[scheme.MAIN]))
    anew = scheme.from_files({**SCHEME.files, scheme.MAIN: main})
    assert differences(SCHEME, anew) == []
    assert anew.indicators == SCHEME.indicators


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plain") / "a.xlsx"
    scheme_workbook.write(SCHEME, path)
    return path


def edited(plain: Path, path: Path, edit: Callable[[Workbook], None]) -> Path:
    book = load_workbook(plain)
    edit(book)
    book.save(path)
    return path


def test_a_workbook_says_nothing_new_by_itself(plain: Path) -> None:
    """A difference out of nothing would be approved unread the next time."""
    made = scheme_upload.read(SCHEME, plain, "2")
    assert differences(SCHEME, made) == []
    assert (made.id, made.version) == (SCHEME.id, "2")
    assert made.indicators == SCHEME.indicators
    assert problems(made, CATALOGUE) == []


def test_a_title_is_no_formula(tmp_path: Path) -> None:
    """Excel would show a sum in the place of an indicator's name."""
    main = SCHEME.files[scheme.MAIN].replace('title = "存续年限"', 'title = "=1+1"')
    base = scheme.from_files({**SCHEME.files, scheme.MAIN: main})
    scheme_workbook.write(base, tmp_path / "a.xlsx")
    assert differences(base, scheme_upload.read(base, tmp_path / "a.xlsx", "2")) == []


def test_a_scheme_without_cases_caps_or_vetoes_has_a_workbook(tmp_path: Path) -> None:
    """Another county's scheme may be simpler; its empty sheets are no fault."""
    declared = tomllib.loads(SCHEME.files[scheme.MAIN]) | {"veto": [], "cap": []}
    for one in declared["indicator"]:
        one.pop("specials", None)
    base = scheme.from_files({**SCHEME.files, scheme.MAIN: scheme_toml.write(declared)})
    scheme_workbook.write(base, tmp_path / "a.xlsx")
    assert differences(base, scheme_upload.read(base, tmp_path / "a.xlsx", "2")) == []


def test_a_draft_of_another_shape_has_no_workbook(tmp_path: Path) -> None:
    """A draft from a stick may hold anything; it is refused, and nothing is written."""
    main = SCHEME.files[scheme.MAIN].replace('id = "I01"', "id = [1]")
    base = scheme.from_files({**SCHEME.files, scheme.MAIN: main})
    with pytest.raises(AppError) as refused:
        scheme_workbook.write(base, tmp_path / "a.xlsx")
    assert refused.value.code == "R-SCHEME"
    assert not list(tmp_path.iterdir())


def test_ids_are_locked_and_the_head_stays(plain: Path) -> None:
    """An id typed over would give one indicator the weight of another."""
    page = load_workbook(plain)["指标"]
    assert page.protection.sheet
    assert page.freeze_panes == "B2"
    assert page["A2"].protection.locked
    assert not page["D2"].protection.locked
    assert page["D2"].value == SCHEME.indicators[0].weights["C"]
    assert page["D2"].number_format == "0"


PLACES = [
    (row, column, one, template)
    for row, one in enumerate(SCHEME.indicators, start=2)
    for column, template in enumerate(SCHEME.templates, start=4)
    if template in one.weights
]


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(PLACES), st.integers(20, 90))
def test_one_changed_weight_is_exactly_one_difference(
    plain: Path, tmp_path: Path, place: tuple[int, int, scheme.Indicator, str], weight: int
) -> None:
    """The working group signs the list of differences; it must be the whole truth."""
    row, column, one, template = place

    def edit(book: Workbook) -> None:
        book["指标"].cell(row, column).value = weight

    made = scheme_upload.read(SCHEME, edited(plain, tmp_path / "b.xlsx", edit), "2")
    what = f"指标{one.id}权重（{SCHEME.template_titles[template]}）"
    assert differences(SCHEME, made) == [Difference(what, str(one.weights[template]), str(weight))]
    assert any("权重合计" in found.message for found in problems(made, CATALOGUE))


def test_bands_cases_and_grades_can_be_changed(plain: Path, tmp_path: Path) -> None:
    """A band put in at the end of the sheet counts at its place."""

    def edit(book: Workbook) -> None:
        bands = book["分档"]
        assert [cell.value for cell in bands[2]] == ["I01", "全部", "5", None, 100]
        bands["C2"].value, bands["C3"].value = 6, None
        bands["E3"].value = None
        for at, value in enumerate(("I01", "全部", "9/2", None, 90), start=1):
            bands.cell(bands.max_row, at).value = value
        book["等级"]["B2"].value = "92.5"
        book["特殊情形"]["C2"].value = 10
        book["否决"]["B2"].value = "失信"

    made = scheme_upload.read(SCHEME, edited(plain, tmp_path / "b.xlsx", edit), "2")
    assert [
        (band.pct, band.at_least and str(band.at_least)) for band in made.by_id["I01"].bands["C"]
    ] == [(100, "6"), (90, "9/2"), (60, "1"), (30, None)]
    found = {one.what: one.new for one in differences(SCHEME, made)}
    assert found["指标I01分档（公司）"] == "≥6得100%；≥4.5得90%；≥1得60%；其余得30%"
    assert found["等级AAA起点"] == "92.5分"
    assert found["指标I04情形unseen"] == "10%"
    assert len(found) == 6


def cell(sheet: str, place: str, value: Any) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        book[sheet][place].value = value

    return edit


def without(sheet: str) -> Callable[[Workbook], None]:
    return lambda book: book.remove(book[sheet])


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (without("分档"), ["分档"]),
        (cell("指标", "D3", "三"), ["指标", "第3行", "权重C", "三"]),
        (cell("指标", "D3", 2.5), ["指标", "第3行", "权重C"]),
        (cell("指标", "D3", date(2026, 1, 3)), ["指标", "第3行", "权重C"]),
        (cell("指标", "A3", "I99"), ["指标", "第3行", "编号", "I99"]),
        (cell("指标", "A3", "I01"), ["指标", "第3行", "编号", "重复"]),
        (cell("指标", "B3", None), ["指标", "第3行", "名称", "没有填写"]),
        (cell("指标", "D1", "比重"), ["指标", "第1行", "权重C"]),
        (cell("分档", "C2", "很多"), ["分档", "第2行", "不低于", "很多"]),
        (cell("分档", "C2", "1e9999999"), ["分档", "第2行", "不低于"]),
        (cell("分档", "C3", "5"), ["分档", "第3行", "不低于", "重复"]),
        (cell("分档", "B2", "C"), ["分档", "第3行", "模板"]),
        (cell("分档", "B2", "X"), ["分档", "第2行", "模板"]),
        (cell("分档", "E2", None), ["分档", "第2行", "得分率"]),
        (cell("特殊情形", "B2", "odd"), ["特殊情形", "第2行", "情形", "odd"]),
        (cell("封顶", "C2", "Z"), ["封顶", "第2行", "等级", "Z"]),
        (cell("等级", "B2", "高"), ["等级", "第2行", "起点"]),
        (cell("参数", "B6", "Z"), ["参数", "第6行", "内容"]),
        (cell("参数", "B8", "多"), ["参数", "第8行", "内容", "多"]),
    ],
)
def test_a_slip_is_told_by_its_cell(
    plain: Path, tmp_path: Path, edit: Callable[[Workbook], None], told: list[str]
) -> None:
    """Nobody finds a letter among four hundred cells."""
    with pytest.raises(AppError) as refused:
        scheme_upload.read(SCHEME, edited(plain, tmp_path / "b.xlsx", edit), "2")
    assert refused.value.code in {"R-SCHEME-CELL", "I-FILE-SHEET"}
    for word in told:
        assert word in refused.value.message


def test_an_upload_is_a_draft_and_tells_its_differences(plain: Path, tmp_path: Path) -> None:
    """A table alone changes no grade, and one of another version is not mixed in."""
    with clock.at(datetime(2026, 6, 1, 4, tzinfo=UTC)):
        county = County(tmp_path)
        county.make("RH")
        path = edited(plain, tmp_path / "b.xlsx", cell("等级", "B2", "91"))
        other = edited(plain, tmp_path / "c.xlsx", cell("参数", "B4", "0" * 64))
        with county.as_("RH", CLERK) as store:
            day = clock.today()
            for file, code in ((plain, "R-SCHEME-SAME"), (other, "R-SCHEME-CELL")):
                with pytest.raises(AppError) as refused:
                    scheme_upload.upload(
                        store, file, version="2", reason="调整", effective_from=day
                    )
                assert refused.value.code == code
            found = scheme_upload.upload(
                store, path, version="2", reason="调整", effective_from=day
            )
            assert found == [Difference("等级AAA起点", "90分", "91分")]
            with store.read() as conn:
                assert [one.state for one in schemes.versions(conn)] == [schemes.DRAFT]
                made = schemes.version_of(conn, SCHEME.id, "2")
            assert schemes.check(store, made.id, "2") == []
            assert made.grades[0] == ("AAA", 9100)
            audit_check.verify(store)
