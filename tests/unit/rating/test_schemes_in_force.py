"""The version in force rates; an older one still proves what it rated."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import clock
from app.cli.main import main
from app.errors import AppError
from app.keys.passwords import TRAINING_COST
from app.keys.roles import Role
from app.keys.slots import NewOperator
from app.rating import scheme, scheme_file, schemes
from app.rating.runs import run_rating, verify_run
from app.rating.scheme import Scheme
from app.store import audit_check, operators
from app.store.office_store import Store
from tests.offices import CLERK, LEADER, WORD, County, found, start_register

SHIPPED = scheme.load()
CHIEF = "主任"
NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)


def changed(version: str, low: int) -> Scheme:
    main = SHIPPED.files[scheme.MAIN].replace('AAA = "90"', f'AAA = "{low}"', 1)
    return scheme_file.with_version({**SHIPPED.files, scheme.MAIN: main}, version)


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    with clock.at(NOW):
        made = found(tmp_path)
        start_register(made)
        with made.as_("RH", LEADER) as store:
            chief = NewOperator(CHIEF, WORD, frozenset({Role.REVIEWER}))
            operators.add(store, chief, cost=TRAINING_COST)
        yield made


def bring(county: County, one: Scheme) -> None:
    with county.as_("RH", CLERK) as store:
        schemes.draft(store, one, reason="调整", effective_from=clock.today())
    with county.as_("RH", LEADER) as store:
        assert schemes.check(store, one.id, one.version) == []
        assert schemes.approve(store, one.id, one.version) == schemes.CHECKED
    with county.as_("RH", CHIEF) as store:
        assert schemes.approve(store, one.id, one.version) == schemes.APPROVED
        assert schemes.put_in_force(store, one.id, one.version) == clock.today()


def rate(store: Store, named: str = "") -> tuple[str, str]:
    with store.read() as conn:
        one = schemes.chosen(conn, clock.today(), named)
    return run_rating(store, one, clock.today()).run_id, one.version


def test_a_version_in_force_rates_and_the_one_before_still_proves(county: County) -> None:
    """A grade given under last year's scheme must stand up in court this year."""
    with county.as_("RH", LEADER) as store:
        first, version = rate(store)
        assert version == "1"
    for number in ("2", "3"):
        bring(county, changed(number, 90 + int(number)))
    with county.as_("RH", LEADER) as store:
        with store.read() as conn:
            states = {one.version: one.state for one in schemes.versions(conn)}
            assert states == {"2": schemes.RETIRED, "3": schemes.IN_FORCE}
            before = clock.today() - timedelta(days=1)
            assert schemes.chosen(conn, before).version == "1"
            assert schemes.chosen(conn, before, "MC-SME-2026").version == "1"
        runs = [first, *(rate(store, name)[0] for name in ("MC-SME-2026:2", "", "MC-SME-2026:1"))]
        assert runs[3] == first
        assert len(set(runs)) == 3
        assert rate(store) == (runs[2], "3")
        assert all(verify_run(store, one).differs == () for one in runs)
        schemes.retire(store, SHIPPED.id, "3")
        assert rate(store) == (first, "1")
        assert verify_run(store, runs[2]).holds
        audit_check.verify(store)


def test_a_draft_rates_nobody(county: County) -> None:
    """One clerk could otherwise rate by weights that nobody approved."""
    with county.as_("RH", CLERK) as store:
        schemes.draft(store, changed("2", 95), reason="调整", effective_from=clock.today())
        codes = {}
        for name in ("MC-SME-2026:2", "MC-SME-2026:9", "ELSE"):
            with pytest.raises(AppError) as refused:
                rate(store, name)
            codes[name] = refused.value.code
    assert codes == {
        "MC-SME-2026:2": "R-SCHEME-STATE",
        "MC-SME-2026:9": "U-SCHEME",
        "ELSE": "U-SCHEME",
    }
    with county.as_("RH", LEADER) as store:
        schemes.retire(store, SHIPPED.id, "2")
        with pytest.raises(AppError) as refused:
            rate(store, "MC-SME-2026:2")
        assert refused.value.code == "R-SCHEME-STATE"


def test_a_scheme_goes_its_way_by_command(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the working group does it does with these commands."""
    monkeypatch.setenv("CREDITDESK_PASSWORD", WORD)

    def typed(operator: str, *words: str) -> tuple[int, dict[str, Any]]:
        said = io.StringIO()
        place = ["--office", str(tmp_path / "RH"), "--operator", operator, "--json"]
        with contextlib.redirect_stdout(said):
            code = main([*words, *place])
        return code, json.loads(said.getvalue())

    def done(operator: str, *words: str) -> dict[str, Any]:
        code, content = typed(operator, *words)
        assert code == 0, content
        return content

    file = str(tmp_path / "a.xyscheme")
    today = clock.today().isoformat()
    book = str(tmp_path / "a.xlsx")
    done(CLERK, "scheme", "workbook", "1", book)
    terms = ("--version", "9", "--reason", "调整", "--from", today)
    code, content = typed(CLERK, "scheme", "upload", book, *terms)
    assert (code, content["error"]["code"]) == (3, "R-SCHEME-SAME")
    done(CLERK, "scheme", "export", "1", file)
    done(CLERK, "scheme", "import", file, "--version", "2", "--reason", "调整", "--from", today)
    assert done(CLERK, "scheme", "diff", "1", "2") == {"differences": []}
    assert done(CLERK, "scheme", "show", "2")["content"]["等级AAA起点"] == "90分"
    assert done(CLERK, "scheme", "check", "2") == {"problems": []}
    assert done(LEADER, "scheme", "approve", "2")["state"] == schemes.CHECKED
    assert done(CHIEF, "scheme", "approve", "2")["state"] == schemes.APPROVED
    assert done(LEADER, "scheme", "in-force", "2")["in_force_from"] == today
    run = done(LEADER, "rate", "--as-of", today)
    assert run["scheme"] == "MC-SME-2026 2"
    assert done(LEADER, "rate", "verify", run["run_id"])["holds"]
    assert done(LEADER, "shortest", "--all", "--as-of", today)["ways"]
    done(LEADER, "scheme", "retire", "2")
    assert [one["state"] for one in done(LEADER, "scheme", "list")["versions"]] == [schemes.RETIRED]
    code, content = typed(LEADER, "rate", "--as-of", today, "--scheme", "NONE:1")
    assert (code, content["error"]["code"]) == (2, "U-SCHEME")
