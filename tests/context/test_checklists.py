from __future__ import annotations

from pathlib import Path

import pytest

from pr_agent_action.context.checklists import KINDS, most_relevant, touched
from pr_agent_action.prompts import render as room
from tests.fakes.diffs import added_file, file_diff

CASES = [
    ("shop/store.py", 'db.execute("select * from parcels")', {"sql"}),
    ("shop/migrations/0002_add_weight.py", "operations = []", {"sql"}),
    ("db/add.sql", "ALTER TABLE parcels ADD weight int;", {"sql"}),
    ("shop/auth/login.py", "check(name)", {"authentication"}),
    ("shop/views.go", "if !currentUser.has_role(x) {", {"authentication"}),
    ("shop/author.py", "name = 1", set()),
    ("queue.go", "q.mutex.Lock()", {"concurrency"}),
    ("queue.py", "with self._guard: task = asyncio.create_task(f())", {"concurrency"}),
    ("a.go", "if err != nil {", {"error_handling"}),
    ("a.rs", "let x = y.unwrap();", {"error_handling"}),
    ("server.py", '@app.get("/parcels")', {"public_api"}),
    ("web/api/parcels.ts", "const limit = 3", {"public_api"}),
    ("a.py", "value = pickle.loads(data)", {"serialisation"}),
    ("billing/total.py", "total = sum(lines)", {"money_and_time"}),
    ("syntax.py", "total = sum(lines)", set()),
    ("a.java", "LocalDateTime start = LocalDateTime.now();", {"money_and_time"}),
    ("a.py", "digest = hashlib.md5(data)", {"crypto"}),
    (".github/workflows/ci.yml", "permissions: {}", {"workflows"}),
    ("Dockerfile", "USER root", {"containers"}),
    ("infra/main.tf", "cidr = x", {"infrastructure"}),
    ("deploy/app.yaml", "apiVersion: v1", {"infrastructure"}),
    ("package.json", '"left-pad": "1.0.0"', {"dependencies"}),
    ("web/Cart.tsx", "<div onClick={buy}>Buy</div>", {"accessibility"}),
    ("docs/sql.md", "SELECT a FROM b; password; mutex; <img>", set()),
    ("a.py", "x = 1", set()),
]


@pytest.mark.parametrize(("path", "line", "kinds"), CASES)
def test_what_a_line_touches(path: str, line: str, kinds: set[str]) -> None:
    assert set(touched(added_file(line, path))) == kinds


def test_every_kind_has_a_case_and_a_checklist() -> None:
    templates = Path(room.__file__).parent / "templates" / "checklists"

    assert {kind for *_, kinds in CASES for kind in kinds} == {kind.name for kind in KINDS}
    assert {path.name for path in templates.iterdir()} == {f"{kind.name}.md.j2" for kind in KINDS}


def test_only_added_lines_count() -> None:
    assert not touched(file_diff("@@ -1,2 +1 @@\n-mutex.lock()\n x = 1", "migrations/a.py"))


def test_what_most_lines_speak_of_comes_first() -> None:
    files = [
        touched(added_file("a.execute(q)\nb.execute(q)\nmutex.lock()")),
        touched(added_file("USER x", "Dockerfile")),
    ]

    assert most_relevant(files) == ("containers", "sql", "concurrency")
    assert most_relevant([]) == ()
