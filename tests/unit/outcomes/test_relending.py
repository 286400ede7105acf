"""Each bank's figures for re-lending: sums that add up, and nothing made of nothing."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.documents.workbooks.relending_book import rounded, write_relending_book
from app.errors import AppError
from app.outcomes import relending, use
from app.outcomes.relending import Figures, Statistics
from app.store.succession_tables import succession
from tests.offices import CLERK, LEADER, County
from tests.unit.outcomes.banking import NSH, ZYH, copied
from tests.unit.outcomes.lending import GRANT, applied, enter, feed, lend, rated, take

SPRING = date(2026, 4, 1), date(2026, 6, 30)
DONE = {"decided_date": "2026-04-20"}


def figures(county: County, first: date = SPRING[0], last: date = SPRING[1]) -> Statistics:
    with county.as_("RH", LEADER) as store:
        return relending.statistics(store, first, last)


def test_a_bank_is_told_by_its_loans_and_its_decisions(banks: County) -> None:
    """The central bank would re-lend on shares that the packages do not bear out."""
    rated(banks)
    granted = {**GRANT, "with_rating": True, "green_channel": True, "loan_no": "JJ1"}
    enter(banks, **granted)
    enter(banks, **{**GRANT, "amount": 10_000_000, "rate": 60_000, "decided_date": "2026-04-11"})
    enter(banks, **DONE, decision="拒绝", reason="=负债过高", with_rating=True)
    enter(banks, **DONE, decision="客户撤回")
    enter(banks)
    for number, more in enumerate(
        [{}, {"amount": 60_000_000}, {"issue_date": "2026-07-01"}, {"row_status": "已撤回"}], 1
    ):
        lend(banks, "RH", NSH, f"JJ{number}", **more)
    take(banks, feed(banks, "f.xyb"))
    found = figures(banks)
    assert found.banks[NSH] == Figures(
        loans=2, loan_amount=100_000_000, rated_loans=1, rated_loan_amount=40_000_000,
        decided=3, decided_rated=2, days=21,
        granted_rated=1, granted_rated_amount=50_000_000,
        granted_rated_interest=50_000_000 * 43_500,
        granted_ungraded=1, granted_ungraded_amount=10_000_000,
        granted_ungraded_interest=10_000_000 * 60_000,
        green=1, green_amount=50_000_000, refused=1, withdrawn=1, reasons=(("=负债过高", 1),),
    )  # fmt: skip
    one = found.total
    assert (one.share, one.amount_share) == (Fraction(1, 2), Fraction(2, 5))
    assert (one.rated_rate, one.ungraded_rate, one.average_days) == (43_500, 60_000, 7)
    assert found.banks[ZYH] == Figures()
    assert Figures().share is Figures().rated_rate is Figures().average_days is None
    book(banks, found)


def book(county: County, found: Statistics) -> None:
    """Opened in Excel a bank's reason must not calculate, and amounts must be numbers."""
    path = county.package("用信统计表.xlsx")
    titles = {code: f"={code}" for code in found.banks}
    write_relending_book(path, "渑池县", titles, found)
    made = load_workbook(path)
    cells = [cell for page in made for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert made["拒绝理由"]["B2"].value == "=负债过高"
    last = list(made["用信统计"].iter_rows(values_only=True))[-1]
    assert last[:7] == ("合计", 2, 100, 1, 40, 50, 40)
    assert last[11] == 4.35


def test_a_correction_counts_in_the_place_of_what_it_corrects(banks: County) -> None:
    """A grant taken back would stay in the sums."""
    use_id = enter(banks, **GRANT)
    take(banks, feed(banks, "f1.xyb"))
    assert figures(banks).total.granted_ungraded == 1
    with banks.as_(NSH, CLERK) as store:
        use.correct(store, use_id, decision="客户撤回", amount=None, rate=None)
    take(banks, feed(banks, "f2.xyb"))
    total = figures(banks).total
    assert (total.granted_ungraded, total.withdrawn, total.decided) == (0, 1, 0)


def test_a_merged_bank_counts_with_the_one_it_went_into(banks: County) -> None:
    """The successor's loans would lose the grade they were given on."""
    rated(banks)
    enter(banks, **GRANT, with_rating=True, loan_no="JJ1")
    lend(banks, "RH", NSH, "JJ1")
    take(banks, feed(banks, "f.xyb"))
    with banks.as_("RH", LEADER) as store, store.write() as conn:
        conn.execute(
            succession.insert().values(
                predecessor=NSH, successor=ZYH, effective="2026-05-01", reason="批准文件",
                decided_by=LEADER, at="2026-05-01T00:00:00Z",
            )
        )  # fmt: skip
    found = figures(banks)
    assert NSH not in found.banks
    assert (found.banks[ZYH].rated_loans, found.banks[ZYH].granted_rated) == (1, 1)


def test_a_period_has_two_ends(banks: County) -> None:
    """A slip in a date would print a table of zeros."""
    with pytest.raises(AppError, match="U-PERIOD"):
        figures(banks, SPRING[1], SPRING[0])
    assert figures(banks, date(2026, 4, 20), date(2026, 4, 20)).total == Figures()


DECISIONS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["批准", "拒绝", "客户撤回", "受理中"]),
        "day": st.integers(10, 30),
        "amount": st.integers(1, 10**12),
        "rate": st.integers(0, 360_000),
        "green_channel": st.booleans(),
        "with_rating": st.booleans(),
    }
)


def entry(drawn: dict[str, Any]) -> dict[str, Any]:
    more = {name: drawn[name] for name in ("green_channel", "with_rating")}
    kind = drawn["kind"]
    more |= {"decision": kind}
    if kind != "受理中":
        more["decided_date"] = f"2026-04-{drawn['day']}"
    if kind == "批准":
        more |= {"amount": drawn["amount"], "rate": drawn["rate"]}
    if kind == "拒绝":
        more["reason"] = "资料不全"
    return more


@pytest.fixture(scope="module")
def graded(banks_once: County, tmp_path_factory: pytest.TempPathFactory) -> County:
    county = copied(banks_once, tmp_path_factory.mktemp("graded") / "c")
    rated(county)
    return county


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.sampled_from([NSH, ZYH]), DECISIONS), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_banks_add_up_to_the_county_in_any_order_of_packages(
    graded: County, tmp_path_factory: pytest.TempPathFactory, drawn: Any, chance: random.Random
) -> None:
    """The county's figures would depend on whose USB stick came first."""
    county = copied(graded, tmp_path_factory.mktemp("any") / "c")
    sent: dict[str, list[Path]] = {}
    for number, (half, bank) in enumerate((h, b) for h in (0, 1) for b in (NSH, ZYH)):
        mine = [one for at, (to, one) in enumerate(drawn) if to == bank and at % 2 == half]
        if mine:
            with county.as_(bank, CLERK) as store:
                for one in mine:
                    use.add(store, applied(**entry(one)))
            sent.setdefault(bank, []).append(feed(county, f"f{number}.xyb", bank))
    other = copied(county, tmp_path_factory.mktemp("other") / "c")
    for paths in sent.values():
        for path in paths:
            take(county, path)
    for path in shuffled(list(sent.values()), chance):
        shutil.copy(path, other.package(path.name))
        take(other, other.package(path.name))
    one, two = figures(county), figures(other)
    assert one == two
    expected = [entry(said) for _, said in drawn]
    granted = [said for said in expected if said["decision"] == "批准"]
    total = one.total
    assert total.granted_rated + total.granted_ungraded == len(granted)
    assert total.granted_rated_amount + total.granted_ungraded_amount == sum(
        said["amount"] for said in granted
    )
    assert total.granted_rated_interest + total.granted_ungraded_interest == sum(
        said["amount"] * said["rate"] for said in granted
    )
    assert total.refused == sum(said["decision"] == "拒绝" for said in expected)
    assert total.green == sum(said["green_channel"] for said in granted)
    assert total == one.banks[NSH] + one.banks[ZYH]


def shuffled(streams: Sequence[list[Path]], chance: random.Random) -> list[Path]:
    """One bank's packages keep their order; the banks take turns by chance."""
    order = [at for at, paths in enumerate(streams) for _ in paths]
    chance.shuffle(order)
    waiting = [list(paths) for paths in streams]
    return [waiting[at].pop(0) for at in order]


@given(st.integers(0, 10**18), st.integers(1, 10**15))
def test_a_rounded_share_is_the_nearest(part: int, whole: int) -> None:
    """A share would be printed a hundredth off."""
    exact = Fraction(part, whole)
    assert abs(Fraction(rounded(exact, 2)) - exact) <= Fraction(1, 200)
