"""Rules about a value's row being known: a wrong choice hides a good or a bad grade."""

from __future__ import annotations

from tests.unit.rating.county import Facts


def test_t4_a_tax_grade_without_evaluation_date_counts() -> None:
    """An enterprise with grade A and no date on the row would lose five points of a hundred."""
    with Facts() as facts:
        facts.enterprise()
        facts.add("SW03", year=2025, grade="A")
        facts.add("ST03", year=2025, grade="1", eval_date="")
        assert facts.line("I14")[1] == 100
        assert facts.line("I31")[1] == 100
