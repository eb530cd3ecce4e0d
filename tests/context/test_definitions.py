from __future__ import annotations

import time

import pytest

from pr_agent_action.context.definitions import (
    MOST_LINES,
    MOST_PATHS,
    Definition,
    defined,
    definitions,
    fitted,
    uses,
    wanted_paths,
)
from pr_agent_action.context.untrusted import Fence
from pr_agent_action.text.tokens import estimate_tokens
from tests.fakes.diffs import added_file, file_diff, patch_of

# path, its text, what should be asked for first, the symbols
IMPORTS = [
    ("shop/cart.py", "from shop.rates import RATES, vat as tax\nx = tax(RATES)", "shop/rates.py", ("RATES", "vat")),
    ("src/shop/cart.py", "from shop.rates import vat\nvat()", "src/shop/rates.py", ("vat",)),
    ("shop/cart.py", "from .rates import (\n    vat,  # of today\n    net,\n)\nvat()", "shop/rates.py", ("vat",)),
    ("shop/deep/cart.py", "from ..rates import vat\nvat()", "shop/rates.py", ("vat",)),
    ("shop/cart.py", "from shop import rates\nrates.vat()", "shop/rates.py", ("vat",)),
    ("shop/cart.py", "import shop.rates as r\nr.vat()", "shop/rates.py", ("vat",)),
    ("web/cart.ts", "import { vat as tax, net } from './rates'\ntax()", "web/rates.ts", ("vat",)),
    ("web/cart.ts", "import type { Rate } from '../lib/rates'\nconst a: Rate = 1", "lib/rates.ts", ("Rate",)),
    ("web/cart.js", "import * as rates from './rates.js'\nrates.vat()", "web/rates.ts", ("vat",)),
    ("web/cart.js", "const { vat: tax } = require('./rates')\ntax()", "web/rates.ts", ("vat",)),
    ("web/cart.ts", "import rates from './rates.vue'\nrates()", "web/rates.vue", ("rates",)),
    (
        "internal/cart/cart.go",
        'import (\n\t"fmt"\n\tr "acme.io/shop/internal/rates"\n)\nr.Vat()',
        "internal/rates/rates.go",
        ("Vat",),
    ),
    (
        "src/main/java/io/acme/Cart.java",
        "import io.acme.rates.Vat;\nVat v;",
        "src/main/java/io/acme/rates/Vat.java",
        ("Vat",),
    ),
    (
        "src/main/java/io/acme/Cart.java",
        "import static io.acme.Rates.vat;\nvat();",
        "src/main/java/io/acme/Rates.java",
        ("vat",),
    ),
    ("src/cart.rs", "use crate::rates::{vat, Net as N};\nvat();", "src/rates.rs", ("vat",)),
    ("src/shop/cart.rs", "use super::rates::Vat;\nVat::new();", "src/shop/rates.rs", ("Vat",)),
    ("src/cart.rs", "use crate::Vat;\nVat::new();", "src/lib.rs", ("Vat",)),
]


@pytest.mark.parametrize(("path", "text", "asked", "symbols"), IMPORTS)
def test_what_a_file_imports(path: str, text: str, asked: str, symbols: tuple[str, ...]) -> None:
    (use,) = uses([added_file(text, path)], {})

    assert wanted_paths([use], ())[0] == asked
    assert [one.symbols for one in use.imports if asked in one.paths] == [symbols]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shop/cart.py", "from requests import get\nimport os\nget(os.sep)"),
        ("web/cart.ts", "import React from 'react'\nReact.x()"),
        ("a.go", 'import "fmt"\nfmt.Println()'),
        ("src/main/java/io/acme/Cart.java", "import java.util.List;\nList x;"),
        ("src/cart.rs", "use serde::Serialize;\nSerialize;"),
        ("shop/cart.rb", "require_relative 'rates'\nvat"),
        ("notes.md", "from shop.rates import vat"),
    ],
)
def test_packages_of_other_people_are_not_asked_for(path: str, text: str) -> None:
    assert wanted_paths(uses([added_file(text, path)], {}), ()) == ()


def test_only_what_added_lines_use_is_asked_for() -> None:
    old = ["from shop.rates import vat", "from shop.parcels import weigh", "", "vat()"]
    diff = file_diff(patch_of(old, [*old, "weigh(1)"], context=0), "shop/cart.py")

    found = uses([diff], {"shop/cart.py": "\n".join([*old, "weigh(1)"])})

    assert [one.symbols for use in found for one in use.imports] == [("weigh",)]


def test_what_is_known_is_not_asked_for_again_and_the_number_is_bounded() -> None:
    text = "\n".join(f"from shop.m{number} import f{number}\nf{number}()" for number in range(100))
    found = uses([added_file(text, "shop/cart.py")], {})

    paths = wanted_paths(found, {"shop/m0.py"})

    assert "shop/m0.py" not in paths
    assert len(paths) == MOST_PATHS


DEFINITIONS = [
    (
        "a.py",
        "import x\n\n@cached\ndef vat(net):\n    return net * RATE\n\nRATE = 2\n",
        "vat",
        3,
        "@cached\ndef vat(net):",
    ),
    ("a.py", "def f():\n    RATE = 1\n\nRATE = 2\n", "RATE", 4, "RATE = 2"),
    ("a.py", "class Cart:\n    def total(self):\n        pass\n", "total", 2, "    def total(self):"),
    ("a.ts", "\nexport const vat = (net: number) => net * 2\n", "vat", 2, "export const vat"),
    ("a.ts", "export interface Rate { net: number }\n", "Rate", 1, "export interface Rate"),
    ("a.js", "function vat(net) {\n  return net\n}\n", "vat", 1, "function vat(net) {"),
    ("a.go", "package a\n\nfunc Vat(net int) int {\n\treturn net\n}\n", "Vat", 3, "func Vat(net int) int {"),
    ("a.go", "package a\n\ntype Rate struct {\n\tNet int\n}\n", "Rate", 3, "type Rate struct {"),
    ("A.java", "class A {\n  int vat(int net) {\n    return net;\n  }\n}\n", "vat", 2, "  int vat(int net) {"),
    ("a.rs", "pub fn vat(net: u32) -> u32 {\n    net\n}\n", "vat", 1, "pub fn vat(net: u32) -> u32 {"),
    ("a.rs", "pub struct Rate;\nconst NET: u32 = 1;\n", "NET", 2, "const NET: u32 = 1;"),
]


@pytest.mark.parametrize(("path", "text", "symbol", "line", "beginning"), DEFINITIONS)
def test_a_definition_is_cut_out(path: str, text: str, symbol: str, line: int, beginning: str) -> None:
    (found,) = defined(path, text, [symbol, "missing"])

    assert (found.path, found.line) == (path, line)
    assert found.text.startswith(beginning)


def test_a_long_definition_is_cut_short() -> None:
    (found,) = defined("a.py", "def vat():\n" + "    x()\n" * 50, ["vat"])

    assert found.text.split("\n")[-1] == "⋮"
    assert found.text.count("\n") == MOST_LINES


@pytest.mark.parametrize(("path", "text"), [("a.sql", "create table vat"), ("a.py", "x" * 300_000), ("a.py", ")((")])
def test_where_nothing_can_be_parsed_nothing_is_found(path: str, text: str) -> None:
    assert defined(path, text, ["vat"]) == ()


def test_what_the_diff_shows_is_not_shown_twice() -> None:
    rates = ["def vat(net):", "    return net * 2", *[""] * 20, "def net(total):", "    return total / 2"]
    changed = file_diff(patch_of(["def vat(net):", "    return net", *rates[2:]], rates), "shop/rates.py")
    cart = added_file("from shop.rates import vat, net\nvat(net(1))", "shop/cart.py")

    found = uses([cart, changed], {})
    result = definitions(found, {"shop/rates.py": "\n".join(rates)}, [cart, changed])

    assert [one.text.split("\n")[0] for one in result["shop/cart.py"]] == ["def net(total):"]


def test_what_does_not_exist_is_left_out() -> None:
    found = uses([added_file("from shop.rates import vat\nvat()", "shop/cart.py")], {})

    assert definitions(found, {}, []) == {"shop/cart.py": ()}


@pytest.mark.parametrize("budget", [0, 20, 60, 400])
def test_definitions_keep_their_budget_and_their_fence(budget: int) -> None:
    wanted = [Definition(f"m{number}.py", number, "def f():\n    return 'b0undary end'") for number in range(20)]

    kept = fitted([*wanted, *wanted], Fence("b0undary"), budget_tokens=budget)

    assert len(set(kept)) == len(kept)
    assert sum(estimate_tokens(one.text) for one in kept) <= budget
    assert not [one for one in kept if "b0undary" in one.text]
    assert bool(kept) == (budget > 0)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "from " + "." * 200_000),
        ("a.py", " " * 200_000),
        ("a.py", "from a import (\n" * 20_000),
        ("a.ts", "import {a\n" * 20_000),
        ("a.rs", "use crate::" + ":" * 50_000),
        ("a.java", "import static a." * 20_000),
    ],
)
def test_text_that_is_made_to_be_slow_is_not(path: str, text: str) -> None:
    start = time.process_time()
    assert wanted_paths(uses([added_file(text, path)], {path: text}), ()) == ()
    assert time.process_time() - start < 5
