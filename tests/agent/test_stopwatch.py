from __future__ import annotations

import pytest

from pr_agent_action.agent.stopwatch import Stopwatch


def test_phases_add_up_also_when_they_fail() -> None:
    ticks = iter([0.0, 1.5, 10.0, 10.5, 20.0, 22.0])
    watch = Stopwatch(lambda: next(ticks))
    with watch.phase("reading"):
        pass
    with watch.phase("model"):
        pass
    with pytest.raises(RuntimeError), watch.phase("reading"):
        raise RuntimeError
    watch.note("analysers, beside", 0.25)
    assert watch.seconds == {"reading": 3.5, "model": 0.5, "analysers, beside": 0.25}
