from __future__ import annotations

from collections.abc import Mapping, Sequence

from pr_agent_action.agent.extras import gather_extras, rule_texts
from pr_agent_action.context.extras import Allowance, Extras
from pr_agent_action.context.select import Selection
from pr_agent_action.context.wanted import MOST_FILES
from pr_agent_action.domain.plan import FindingStatus, PostedFinding, State
from pr_agent_action.domain.pull_request import PullRequestRef, Snapshot
from pr_agent_action.errors import ForgeError
from pr_agent_action.ports import TextAt
from tests.fakes.diffs import added_file
from tests.fakes.house import BASE, HEAD, FullForge, House, a_pull_request, a_snapshot

ALL = Allowance(rules=100, checklists=100, related=100)
CART = added_file("from shop.rates import vat\nvat(1)\ndb.execute('select 1')", "shop/cart.py")
RATES = "def vat(net):\n    return net\n"


class Failing(FullForge):
    def texts(self, ref: PullRequestRef, wanted: Sequence[TextAt]) -> Mapping[TextAt, str]:
        raise ForgeError("GitHub does not answer.", fix="Try again.")


def gathered(
    forge: FullForge, allowance: Allowance = ALL, *, snapshot: Snapshot | None = None, state: State | None = None
) -> tuple[Extras, House]:
    house = House(forge)
    texts = {TextAt(BASE, "shop/AGENTS.md"): "Small stores.", TextAt(HEAD, "AGENTS.md"): "Of the pull request."}
    extras = gather_extras(
        snapshot or a_snapshot(base_files={"AGENTS.md": "Root.", ".pr_agent.toml": "[config]"}),
        [CART],
        texts,
        allowance=allowance,
        state=state or State(),
        services=house.services(),
    )
    return extras, house


def test_everything_is_collected_from_where_it_stands() -> None:
    extras, _ = gathered(FullForge(a_snapshot(), contents={"shop/rates.py": RATES}))

    assert extras.rule_files == {"AGENTS.md": "Root.", "shop/AGENTS.md": "Small stores."}
    assert extras.touched == {"shop/cart.py": {"sql": 1}}
    assert [one.path for one in extras.definitions["shop/cart.py"]] == ["shop/rates.py"]


def test_what_has_no_allowance_is_not_looked_for() -> None:
    extras, _ = gathered(Failing(a_snapshot()), Allowance())

    assert (extras.rule_files, extras.touched, extras.definitions) == ({}, {}, {})


def test_definitions_that_cannot_be_read_are_missed_and_nothing_else() -> None:
    extras, house = gathered(Failing(a_snapshot()))

    assert extras.definitions == {"shop/cart.py": ()}
    assert extras.rule_files
    assert "Definitions of other files were not read: GitHub does not answer." in "\n".join(house.log)


def test_only_dismissed_findings_are_remembered_as_such() -> None:
    kept, dropped = (
        PostedFinding(fingerprint=name, path="a.py", title=name, severity="low", status=status)
        for name, status in (("open", FindingStatus.OPEN), ("dismissed", FindingStatus.DISMISSED))
    )

    extras, _ = gathered(FullForge(a_snapshot()), state=State(findings=(kept, dropped)))

    assert extras.dismissed == (dropped,)


def test_rules_files_fit_the_call_that_is_made_anyway() -> None:
    selection = Selection((CART,), ())
    asked = [TextAt(HEAD, f"{number}.py") for number in range(MOST_FILES - 1)]

    assert rule_texts(selection, a_pull_request(), ALL, asked=()) == (
        TextAt(BASE, "shop/AGENTS.md"),
        TextAt(BASE, "shop/CLAUDE.md"),
        TextAt(BASE, "shop/REVIEW.md"),
    )
    assert len(rule_texts(selection, a_pull_request(), ALL, asked=asked)) == 1
    assert rule_texts(selection, a_pull_request(), Allowance(checklists=9), asked=()) == ()
