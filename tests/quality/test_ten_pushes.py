"""Ten pushes, and a model that finds other words each time: nothing twice, nothing closed that is not fixed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest

from pr_agent_action.demo.fake_github import FakeGitHub, Rights, Token, pull_request_from_texts
from pr_agent_action.domain.command import TriggerKind
from pr_agent_action.domain.plan import Status
from tests.quality.defects import DEFECTS
from tests.quality.simulation import Life, defect_of

OWNER = Rights(contents="write", pull_requests="write", issues="write", checks="write")
REVIEWER = Rights(contents="read", pull_requests="write", issues="write", checks="write")

SHOP = """import os
from shop.db import connect


def names():
    return sorted(os.listdir("names"))


def greeting(name):
    return f"Hello {name}"
"""
PRICES = """

def price(name, prices):
    found = prices[name]
    return round(found, 2)
"""
DB = """from shop.driver import connect


def load(name):
    connection = connect("shop")
    rows = connection.execute(f"select * from items where name = '{name}'")
    return list(rows)


def version():
    return 3
"""
UTIL = """def average(items):
    total = sum(items)
    return total / len(items)


def collect(item, into=[]):
    into.append(item)
    return into


def sync(client):
    try:
        client.sync()
    except Exception:
        pass
"""
PAGES = """

def walk(client, pages):
    page = 1
    while page <= pages:
        client.read(page)
"""
LICENCE = "Anyone may use this.\n"
BASE = {"shop/app.py": SHOP, "LICENCE": LICENCE}
OPENED = {**BASE, "shop/app.py": SHOP + PRICES, "shop/db.py": DB, "shop/util.py": UTIL}


@pytest.fixture
def begin() -> Iterator[Any]:
    with ExitStack() as stack:

        def live(*, seed: int = 0, rights: Rights = OWNER, **settings: Any) -> Life:
            repository = pull_request_from_texts(BASE, OPENED)
            server = stack.enter_context(FakeGitHub(repository, tokens={"ghs_rw": Token(rights)}))
            life = Life(server, settings={"resolve_threads": True, **settings}, seed=seed)
            stack.callback(life.bench.forge.close)
            return life

        yield live


def check(life: Life) -> None:
    """What holds after every round."""
    assert all(count == 1 for count in life.raised.values()), life.raised
    refused = [call for call in life.server.calls() if call.endswith((" 422", " 400", " 404"))]
    assert refused == []
    for number, head in life.resolved_at.items():
        name = defect_of(next(one for one in life.roots if one.id == number))
        defect = next(one for one in DEFECTS if one.name == name)
        assert not any(defect.stands_in(text) for text in head.values()), defect.name


@pytest.mark.parametrize("seed", range(4))
def test_ten_pushes(begin: Any, seed: int) -> None:  # noqa: PLR0915 - a life is long, and told in order
    life: Life = begin(seed=seed)

    assert life.play(TriggerKind.OPENED).status is Status.POSTED
    check(life)
    assert set(life.raised) == {"keyerror", "leak", "injection", "zero", "default", "swallow"}
    assert life.tally() == (6, 0, 6)
    life.reply("default", "This is by design, the cache needs it.")
    life.thumbs_down("zero")

    # 1: an ordinary push, with a new defect
    shop = SHOP + PRICES + PAGES
    head = {**OPENED, "shop/app.py": shop}
    life.push(head)
    life.play()
    check(life)
    assert life.tally() == (1, 0, 5)
    assert "connection" not in "".join(life.shown)

    # 2: an amend of it, which changes a comment
    shop = shop.replace("    page = 1\n", "    page = 1  # the first\n")
    head = {**head, "shop/app.py": shop}
    life.push(head, forced=True)
    life.play()
    check(life)
    assert life.tally() == (0, 0, 5)

    # 3: a rebase onto a base that has moved
    moved = '"""The shop."""\n\n' + SHOP.replace("import os\n", "import os\nimport sys\n")
    base = {**BASE, "shop/app.py": moved, "LICENCE": LICENCE + "Or sell it.\n"}
    shop = shop.replace(SHOP, moved)
    head = {**head, "shop/app.py": shop, "LICENCE": base["LICENCE"]}
    life.rebase(base, head)
    life.play()
    check(life)
    assert life.tally() == (0, 0, 5)

    # 4: the injection is fixed
    fixed = DB.replace("execute(f\"select * from items where name = '{name}'\")", "execute(SELECT, (name,))")
    head = {**head, "shop/db.py": fixed}
    life.push(head)
    life.play()
    check(life)
    assert life.tally() == (0, 1, 4)
    assert life.thread("injection").resolved_by is not None
    assert life.answers("injection") == []

    # 5: an edit near one finding, and one of its own line that does not fix it
    shop = shop.replace("found = prices[name]", "amount = prices[name.strip()]").replace("round(found", "round(amount")
    head = {**head, "shop/app.py": shop, "shop/db.py": fixed.replace("version", "schema_version")}
    life.push(head)
    life.play()
    check(life)
    assert life.tally() == (0, 0, 4)
    assert life.thread("keyerror").resolved_by is None

    # 6: a file is renamed
    head = {**head, "shop/helpers.py": head["shop/util.py"]}
    del head["shop/util.py"]
    life.push(head)
    life.play()
    check(life)
    assert life.tally() == (0, 0, 4)

    # 7: a force push that puts the functions in another order
    first, second, third = head["shop/helpers.py"].split("\n\n\n")
    head = {**head, "shop/helpers.py": f"{third.rstrip()}\n\n\n{second}\n\n\n{first}\n"}
    life.push(head, forced=True)
    life.play()
    check(life)
    assert life.tally() == (0, 0, 4)

    # 8: a revert of the first push
    shop = shop.replace(PAGES.replace("page = 1\n", "page = 1  # the first\n"), "")
    head = {**head, "shop/app.py": shop}
    life.push(head)
    life.play()
    check(life)
    assert life.tally() == (0, 1, 3)
    assert life.thread("overflow").resolved_by is not None

    # 9: the leak is fixed while a person talks about it
    life.reply("leak", "Working on it: which way do you prefer?")
    pooled = {"connection = connect(": "connection = pool.connect("}
    head = {**head, "shop/db.py": _with(head["shop/db.py"], pooled)}
    life.push(head)
    life.play()
    check(life)
    assert life.tally() == (0, 1, 2)
    assert life.thread("leak").resolved_by is None
    assert life.answers("leak") == [f"Looks fixed in `{life.pull.head_sha[:7]}`."]

    # 10: the fix of the injection is reverted
    head = {**head, "shop/db.py": _with(DB, pooled)}
    life.push(head)
    life.play()
    check(life)
    assert life.tally() == (0, 0, 3)
    assert len(life.answers("leak")) == 1
    assert life.raised.total() == 7
    assert [note.round for note in life.state().history] == [7, 8, 9, 10, 11]
    assert "<summary>History</summary>" in life.summary()


FIXED = DB.replace("execute(f\"select * from items where name = '{name}'\")", "execute(SELECT, (name,))")


def test_a_push_that_settles_nothing_makes_no_call_for_it(begin: Any) -> None:
    life: Life = begin()
    life.play(TriggerKind.OPENED)
    life.push({**OPENED, "shop/new.py": "VALUE = 3\n"})
    life.play()
    assert life.mutations() == []
    writes = [call for call in life.calls if not call.startswith("GET") and "/graphql" not in call]
    assert [call.split("/")[-1] for call in writes if "reactions" not in call and "check-runs" not in call] == [
        f"{life.pull.comments[0].id} 200"
    ]


@pytest.mark.parametrize(("rights", "wanted"), [(OWNER, False), (REVIEWER, True)])
def test_without_the_setting_or_the_right_a_fixed_thread_is_answered_once(
    begin: Any, rights: Rights, wanted: bool
) -> None:
    life: Life = begin(rights=rights, resolve_threads=wanted)
    life.play(TriggerKind.OPENED)
    life.push({**OPENED, "shop/db.py": FIXED})
    receipt = life.play()
    check(life)
    said = [f"Looks fixed in `{life.pull.head_sha[:7]}`."]
    assert (receipt.status, life.tally(), life.answers("injection")) == (Status.POSTED, (0, 1, 5), said)
    assert life.thread("injection").resolved_by is None
    for version in ("4", "5"):
        life.push({**OPENED, "shop/db.py": FIXED.replace("return 3", f"return {version}")})
        life.play()
        check(life)
        assert life.answers("injection") == said


def test_a_lost_summary_loses_no_thread(begin: Any) -> None:
    life: Life = begin()
    life.play(TriggerKind.OPENED)
    life.resolve("default")
    life.pull.comments.clear()
    life.push({**OPENED, "shop/app.py": SHOP + PRICES + PAGES})
    life.play()
    check(life)
    assert life.raised.total() == 7
    assert life.tally() == (1, 0, 6)


@pytest.mark.parametrize("how", ["resolve", "thumbs_down", "reply"])
def test_what_a_person_dismisses_never_comes_back(begin: Any, how: str) -> None:
    life: Life = begin()
    life.play(TriggerKind.OPENED)
    for name in ("default", "keyerror"):
        getattr(life, how)(name, *(["Won't fix."] if how == "reply" else []))
    for turn in range(3):
        util = UTIL.replace("def collect", f"LIMIT = {turn}\n\n\ndef collect").replace(
            "append(item)", f"append({turn})"
        )
        life.push({**OPENED, "shop/util.py": util}, forced=bool(turn))
        life.play()
        check(life)
        assert life.raised["default"] == 1
        assert life.tally()[0] == 0
        assert life.tally()[2] <= 4
    assert "not raised again: somebody has dismissed" in life.summary()


def test_a_dismissal_that_is_taken_back_counts_no_more(begin: Any) -> None:
    life: Life = begin()
    life.play(TriggerKind.OPENED)
    life.reply("default", "This is by design.")
    life.reply("default", "Hm, no. You are right.")
    life.push({**OPENED, "shop/new.py": "VALUE = 3\n"})
    life.play()
    assert life.tally() == (0, 0, 6)


def test_a_review_with_nothing_open_is_hidden(begin: Any) -> None:
    life: Life = begin()
    life.play(TriggerKind.OPENED)
    (review,) = life.pull.reviews
    for name in ("keyerror", "leak", "zero", "default", "swallow", "injection"):
        assert review.minimized_reason is None
        life.resolve(name)
    life.push({**OPENED, "shop/new.py": "VALUE = 3\n"})
    life.play()
    assert review.minimized_reason == "outdated"
    life.push({**OPENED, "shop/new.py": "VALUE = 4\n"})
    life.play()
    assert len(life.mutations()) == 1


def _with(text: str, changes: Mapping[str, str]) -> str:
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text
