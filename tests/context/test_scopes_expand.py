from __future__ import annotations

import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_agent_action.context.excerpt import Excerpt
from pr_agent_action.context.expand import expand, unexpanded
from pr_agent_action.context.languages import language_names, language_of, parser_for
from pr_agent_action.context.scopes import MOST_BYTES, enclosing_scopes
from pr_agent_action.domain.diff import FileDiff, LineKind
from pr_agent_action.settings.sections import ConfigSection
from tests.fakes.diffs import file_diff, patch_of

SOURCES = {
    "a.py": "class A:\n    @deco\n    def f(\n        self,\n    ) -> int:\n        x = 1\n        Y = 2\n",
    "a.js": "class A {\n  m(a) {\n    x();\n    Y();\n  }\n}\n",
    "a.jsx": "const A = () => {\n  x();\n  Y();\n};\n",
    "a.ts": "export class A<T> {\n  private m(\n    a: T,\n  ): void {\n    x();\n    Y();\n  }\n}\n",
    "a.tsx": "function A() {\n  x();\n  Y();\n  return <b/>;\n}\n",
    "a.go": "package a\n\nfunc (s *S) M(a int) error {\n\tx()\n\tY()\n}\n",
    "A.java": "class A {\n  @Override\n  public void m(int a) {\n    x();\n    Y();\n  }\n}\n",
    "a.rs": "impl A {\n    fn m(&self) -> u8 {\n        x();\n        Y();\n    }\n}\n",
    "a.c": "int\nmain(void)\n{\n    x();\n    Y();\n}\n",
    "a.cpp": "namespace n {\nclass A {\n  void m() {\n    x();\n    Y();\n  }\n};\n}\n",
    "a.rb": "module M\n  class A\n    def m(a)\n      x\n      Y\n    end\n  end\nend\n",
    "a.php": "<?php\nclass A {\n  function m($a)\n  {\n    x();\n    Y();\n  }\n}\n",
    "a.cs": "namespace N {\n  class A {\n    void M(int a)\n    {\n      X();\n      Y();\n    }\n  }\n}\n",
    "a.kt": "class A {\n  fun m(a: Int): Int {\n    x()\n    Y()\n  }\n}\n",
    "a.swift": "class A {\n  func m(a: Int) -> Int {\n    x()\n    Y()\n  }\n}\n",
    "a.scala": "object A {\n  def m(a: Int): Int = {\n    x()\n    Y()\n  }\n}\n",
    "a.sh": "m() {\n  if x; then\n    x\n    Y\n  fi\n}\n",
    "strange": "outer\n  inner\n    x\n    Y\n",
}
SIGNATURES = {
    "a.py": [(1, 1), (3, 5)],
    "a.js": [(1, 1), (2, 2)],
    "a.jsx": [(1, 1)],
    "a.ts": [(1, 1), (2, 4)],
    "a.tsx": [(1, 1)],
    "a.go": [(3, 3)],
    "A.java": [(1, 1), (2, 3)],
    "a.rs": [(1, 1), (2, 2)],
    "a.c": [(1, 2)],
    "a.cpp": [(1, 1), (2, 2), (3, 3)],
    "a.rb": [(1, 1), (2, 2), (3, 3)],
    "a.php": [(2, 2), (3, 3)],
    "a.cs": [(1, 1), (2, 2), (3, 3)],
    "a.kt": [(1, 1), (2, 2)],
    "a.swift": [(1, 1), (2, 2)],
    "a.scala": [(1, 1), (2, 2)],
    "a.sh": [(1, 1), (2, 2)],
    "strange": [(1, 1), (2, 2)],
}


@pytest.mark.parametrize("path", SOURCES)
def test_scopes_around_a_line(path: str) -> None:
    lines = SOURCES[path].split("\n")
    line = next(number for number, text in enumerate(lines, 1) if text.strip().startswith("Y"))

    scopes = enclosing_scopes(SOURCES[path], language_of(path))(line)

    assert [(scope.start, scope.signature_end) for scope in scopes] == SIGNATURES[path]
    assert all(scope.end >= line for scope in scopes)


@pytest.mark.parametrize("path", ["a.md", "a.json"])
def test_nothing_encloses_prose_and_data(path: str) -> None:
    assert enclosing_scopes("a\n  b\n", language_of(path))(2) == ()


@pytest.mark.parametrize("line", [-1, 0, 99])
def test_lines_that_do_not_exist_have_no_scope(line: int) -> None:
    for path in ("a.py", "a.sh"):
        assert enclosing_scopes("a\n", language_of(path))(line) == ()


def test_a_file_that_is_too_large_goes_by_indentation() -> None:
    text = "class A {\n  m() {\n    x();\n  }\n}\n" + "//\n" * MOST_BYTES

    assert [scope.start for scope in enclosing_scopes(text, language_of("a.js"))(3)] == [1, 2]


def test_a_text_made_to_hurt_the_parser_takes_little_time() -> None:
    start = time.perf_counter()

    enclosing_scopes("`${" * 60_000, language_of("a.scala"))(1)

    assert time.perf_counter() - start < 2


def test_languages() -> None:
    assert language_of("Dockerfile.dev") == language_of("dockerfile")
    assert language_of("x/Gemfile") == language_of("a.rb")
    assert language_of("strange") is None
    assert "python" in language_names()
    assert parser_for(None) is None
    assert parser_for(language_of("a.sh")) is None


def test_a_missing_wheel_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tree_sitter_go", None)

    assert parser_for(language_of("a.go")) is None


# ------------------------------------------------------------------------------------------------ expand

FILLER = [f"        step_{number}()" for number in range(30)]
OLD = [
    "import x",
    "",
    "",
    "class A:",
    "    def far(self):",
    *FILLER,
    "",
    "    def near(self):",
    "        a = 1",
    "        return a",
]
DYNAMIC = ConfigSection()
FIXED = ConfigSection(allow_dynamic_context=False, patch_extra_lines_before=2, patch_extra_lines_after=1)


def changed(**lines: str) -> tuple[FileDiff, str]:
    """Change lines of OLD, named by their number: ``at_7="text"``."""
    new = list(OLD)
    for name, text in lines.items():
        new[int(name.removeprefix("at_")) - 1] = text
    return file_diff(patch_of(OLD, new, context=1)), "\n".join(new) + "\n"


def numbers(excerpt: Excerpt) -> list[int]:
    return [line.new for line in excerpt.lines if line.new is not None]


def test_a_hunk_grows_to_the_beginning_of_its_function() -> None:
    diff, text = changed(at_11="        new()")

    (excerpt,) = expand(diff.path, diff.hunks, text, DYNAMIC)

    assert numbers(excerpt) == list(range(5, 13))
    assert [line.text for line in excerpt.signature] == ["class A:"]


def test_a_function_that_begins_far_above_is_named() -> None:
    diff, text = changed(at_30="        new()")

    (excerpt,) = expand(diff.path, diff.hunks, text, DYNAMIC)

    assert numbers(excerpt) == [29, 30, 31]
    assert [(line.new, line.text) for line in excerpt.signature] == [(4, "class A:"), (5, "    def far(self):")]


def test_a_hunk_outside_of_functions_stays_as_it_is() -> None:
    diff, text = changed(at_1="import y")

    (excerpt,) = expand(diff.path, diff.hunks, text, DYNAMIC)

    assert (numbers(excerpt), excerpt.signature, excerpt.section) == ([1, 2], (), "")


def test_excerpts_that_touch_become_one_and_a_signature_is_shown_once() -> None:
    diff, text = changed(at_11="        new()", at_14="        new()", at_30="        new()")

    excerpts = expand(diff.path, diff.hunks, text, DYNAMIC)

    assert [numbers(excerpt) for excerpt in excerpts] == [list(range(5, 16)), [29, 30, 31]]
    assert [len(excerpt.signature) for excerpt in excerpts] == [1, 0]


def test_fixed_context() -> None:
    diff, text = changed(at_11="        new()")

    (excerpt,) = expand(diff.path, diff.hunks, text, FIXED)

    assert (numbers(excerpt), excerpt.signature) == (list(range(8, 14)), ())


def test_fixed_context_stays_inside_the_file() -> None:
    diff, text = changed(at_1="import y", at_39="        return 2")

    first, last = expand(diff.path, diff.hunks, text, FIXED)

    assert numbers(first) == [1, 2, 3]
    assert numbers(last)[-1] == len(OLD)


def test_a_removal_grows_around_the_line_behind_it() -> None:
    new = [line for line in OLD if line != "        a = 1"]
    diff = file_diff(patch_of(OLD, new, context=0))

    (excerpt,) = expand(diff.path, diff.hunks, "\n".join(new), DYNAMIC)

    assert [line.text for line in excerpt.lines] == ["    def near(self):", "        a = 1"]


@pytest.mark.parametrize("text", [None, "", "something else\n" * 60])
def test_a_text_that_is_not_the_head_is_not_used(text: str | None) -> None:
    diff, _ = changed(at_11="        new()")

    assert expand(diff.path, diff.hunks, text, DYNAMIC) == unexpanded(diff.hunks)


def test_line_ends_do_not_matter() -> None:
    diff, text = changed(at_11="        new()")

    (excerpt,) = expand(diff.path, diff.hunks, text.replace("\n", "\r\n"), DYNAMIC)

    assert numbers(excerpt)[0] == 5


LINES = st.lists(
    st.sampled_from(["def f():", "    a", "    b", "", "class A:", "    def g():", "        c"]), max_size=25
)


@settings(max_examples=120, deadline=None)
@given(
    LINES,
    LINES,
    st.sampled_from([DYNAMIC, FIXED]),
    st.integers(0, 3),
    st.sampled_from(["a.py", "a.sh", "strange", "a.md"]),
)
def test_every_line_of_the_diff_stays_once_and_in_order(
    old: list[str], new: list[str], config: ConfigSection, context: int, path: str
) -> None:
    diff = file_diff(patch_of(old, new, context), path)

    excerpts = expand(path, diff.hunks, "\n".join(new), config)

    shown = [line for excerpt in excerpts for line in excerpt.lines]
    changes = [line for line in shown if line.kind is not LineKind.CONTEXT]
    assert changes == [line for hunk in diff.hunks for line in hunk.lines if line.kind is not LineKind.CONTEXT]
    placed = [line.new for line in shown if line.new is not None]
    assert placed == sorted(set(placed))
    assert all(new[line.new - 1] == line.text for line in shown if line.new is not None)
    for excerpt in excerpts:
        assert numbers(excerpt) == list(range(excerpt.first or 0, (excerpt.last or -1) + 1))
        assert all(line.new is not None and line.new < (excerpt.first or line.new + 1) for line in excerpt.signature)
