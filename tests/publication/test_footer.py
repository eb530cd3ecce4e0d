from __future__ import annotations

from decimal import Decimal

import pytest

from pr_agent_action.domain.outcome import ChangeFacts, Report
from pr_agent_action.domain.usage import Usage
from pr_agent_action.publication.summary import footer

FACTS = ChangeFacts(files=1, additions=1, deletions=0, effort=1)
KNOWN = Usage(calls=1, input_tokens=1_000, output_tokens=50, cost_usd=Decimal("0.0004"))
UNKNOWN = Usage(calls=1, input_tokens=1_000, output_tokens=50, cost_usd=None)


@pytest.mark.parametrize(
    ("usage", "rejected", "below", "said"),
    [
        (Usage(), 0, 0, "$0.0004 · abc1234</sub>"),
        (KNOWN, 0, 0, "$0.0004 (verification: $0.0004) · abc1234</sub>"),
        (UNKNOWN, 1, 0, "(verification: 1,050 tokens) · 1 candidate rejected on verification · abc1234</sub>"),
        (KNOWN, 2, 1, "2 candidates rejected on verification · 1 finding below the thresholds · abc1234</sub>"),
    ],
)
def test_the_last_line_says_what_was_dropped_and_what_verifying_cost(
    usage: Usage, rejected: int, below: int, said: str
) -> None:
    report = Report(
        outcomes=(), facts=FACTS, model="m", usage=KNOWN, verification=usage, rejected=rejected, below_thresholds=below
    )

    assert footer(report, "abc1234def").endswith(said)
