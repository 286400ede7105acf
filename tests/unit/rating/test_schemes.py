"""Schemes: a slip, or a hostile file, must be found before anybody is rated by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app import clock
from app.catalogue.load import load as load_catalogue
from app.errors import AppError
from app.rating import scheme, scheme_file, schemes
from app.rating.scheme_check import problems
from app.store import audit_check
from tests.offices import CLERK, LEADER, County, found

CATALOGUE = load_catalogue()
SHIPPED = scheme.load()
I02 = "measures/I02.sql"
RECORDS = "\n-- records\nSELECT uscc, rec_id FROM sc04\n"


def test_the_shipped_scheme_is_sound() -> None:
    """A checker that refuses the scheme in use would be switched off."""
    assert problems(SHIPPED, CATALOGUE) == []


def in_main(old: str, new: str) -> Callable[[dict[str, str]], dict[str, str]]:
    return lambda files: {**files, scheme.MAIN: files[scheme.MAIN].replace(old, new, 1)}


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("DELETE FROM rec_sc04", "不能运行"),
        ("ATTACH 'x.db' AS other", "不能运行"),
        ("PRAGMA user_version = 9", "不能运行"),
        ("SELECT load_extension('x'), 1, 1, NULL", "不能运行"),
        ("SELECT name, 1, 1, NULL FROM sqlite_master", "不能运行"),
        ("SELECT uscc, 1, 1, NULL FROM rec_sc04", "不能运行"),
        ("SELECT uscc, nothing, 1, NULL FROM sc04", "不能运行"),
        ("SELECT uscc, :nothing, 1, NULL FROM sc04", "不能运行"),
        ("SELECT uscc, 1 / rev_no, 1, NULL FROM sc04", "除数可能为零"),
        ("SELECT uscc, 1.5, 1, NULL FROM sc04", "整数"),
        ("SELECT uscc, 1, 1 FROM sc04", "四列"),
        ("SELECT uscc, NULL, NULL, 'odd' FROM sc04", "未列出"),
        ("SELECT uscc, NULL, 1, NULL FROM sc04", "同时有值"),
    ],
)
def test_a_bad_measure_is_named(sql: str, told: str) -> None:
    """SQL from outside could otherwise write, read other tables, or give nonsense."""
    files = {**SHIPPED.files, I02: sql + RECORDS}
    one = problems(scheme.from_files(files), CATALOGUE)[0]
    assert one.file == I02
    assert told in one.message


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (in_main("C = 3, H = 4, F = 4", "C = 2, H = 4, F = 4"), "99"),
        (in_main("{ pct = 30 }]", '{ at_least = "0", pct = 30 }]'), "没有分档"),
        (in_main('better = "higher"', 'better = "lower"'), "方向"),
        (lambda files: {**files, "measures/I99.sql": "SELECT 1"}, "没有用到"),
        (lambda files: {**files, "prepare/account.sql": "SELECT * FROM turnover"}, "不能运行"),
    ],
)
def test_a_bad_scheme_is_named(
    change: Callable[[dict[str, str]], dict[str, str]], told: str
) -> None:
    """A slip in a weight or a band would silently change everybody's grade."""
    found = problems(scheme.from_files(change(dict(SHIPPED.files))), CATALOGUE)
    assert any(told in one.message for one in found), found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 100_000,
        " " * ((2 << 20) + 1),
        scheme_file.pack(SHIPPED).replace("measures/I01.sql", "../I01.sql"),
        scheme_file.pack(SHIPPED).replace('"version":"1"', '"version":"7"'),
    ],
)
def test_a_bad_file_is_refused(text: str, tmp_path: Path) -> None:
    """A file from a stick is not trusted."""
    path = tmp_path / "a.xyscheme"
    path.write_text(text, "utf-8")
    with pytest.raises(AppError) as refused:
        scheme_file.read(path)
    assert refused.value.code == "R-SCHEME-FILE"


def test_a_file_brings_the_same_scheme(tmp_path: Path) -> None:
    """Two coordinators with one file must rate by the same scheme."""
    path = tmp_path / "a.xyscheme"
    scheme_file.export(SHIPPED, path)
    assert scheme_file.read(path).sha256 == SHIPPED.sha256
    broken = scheme_file.pack(SHIPPED).replace('id = \\"MC', "id = MC")
    with pytest.raises(AppError) as refused:
        scheme_file.unpack(broken)
    assert refused.value.code == "R-SCHEME"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return found(tmp_path_factory.mktemp("schemes"))


def test_one_person_alone_brings_no_scheme_into_force(county: County) -> None:
    """One reviewer could otherwise change the grades of the county unseen."""
    second = scheme_file.with_version(SHIPPED.files, "2")
    with county.as_("RH", CLERK) as store:
        schemes.draft(store, second, reason="调整", effective_from=date(2026, 1, 1))
        with pytest.raises(AppError) as refused:
            schemes.draft(store, second, reason="调整", effective_from=date(2026, 1, 1))
        assert refused.value.code == "R-SCHEME-VERSION"
        with pytest.raises(AppError) as refused:
            schemes.approve(store, second.id, "2")
        assert refused.value.code == "R-ROLE"
    with county.as_("RH", LEADER) as store:
        with pytest.raises(AppError) as refused:
            schemes.approve(store, second.id, "2")
        assert refused.value.code == "R-SCHEME-STATE"
        assert schemes.check(store, second.id, "2") == []
        assert schemes.approve(store, second.id, "2") == schemes.CHECKED
        with pytest.raises(AppError) as refused:
            schemes.approve(store, second.id, "2")
        assert refused.value.code == "R-TWO-SIGNERS"
        with pytest.raises(AppError) as refused:
            schemes.put_in_force(store, second.id, "2")
        assert refused.value.code == "R-SCHEME-STATE"
        with store.read() as conn:
            assert schemes.in_force(conn, clock.today()).version == "1"
            assert schemes.version_of(conn, second.id, "2").sha256 == second.sha256
            assert [one.state for one in schemes.versions(conn)] == [schemes.CHECKED]
        audit_check.verify(store)
