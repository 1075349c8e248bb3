"""The arithmetic and the page of `make bench-claims`; what is timed is timed there alone."""

from __future__ import annotations

from benchmarks import claims
from benchmarks.claims import Answer, Measured
from indexer.entailment.checks import checked_claim

FACTS = {"cores": "2"}


def found(*seconds: float) -> Measured:
    fresh = [Answer(each, 200, 5_000) for each in seconds]
    again = [Answer(0.1, 200, 5_000) for _ in seconds]
    return Measured(opening=Answer(9.0, 200, 5_000), fresh=fresh, again=again, command=12.0, quotations=100_000)


def test_there_are_twenty_claims_that_can_be_asked() -> None:
    asked = claims.claims()
    assert len(asked) == len(set(asked)) == 20
    assert [checked_claim(each) for each in asked] == asked
    assert min(len(each.split()) for each in asked) == 1
    assert max(len(each.split()) for each in asked) > 12


def test_the_page_says_what_was_judged_and_whether_the_aim_is_met() -> None:
    page = "\n".join(claims.as_markdown(found(1.0, 1.5, 3.0), FACTS))
    assert "over 100,000 made-up quotations" in page
    assert "Judged were 200 to 200 quotations a claim (median 200), of 5,000 found" in page
    assert "| a claim never asked before, p50 | 1.5 s | ≤ 2 s | met |" in page
    assert "| a claim never asked before, p95 | 3 s | ≤ 2 s | **missed** |" in page
    assert "| the same claim again, p95 | 0.1 s | ≤ 2 s | met |" in page
    assert f"| {600 / 5.5:,.0f} quotations/s |" in page
