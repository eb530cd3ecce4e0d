"""Which language a file is written in, and the grammar that parses it."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Parser


@dataclass(frozen=True, slots=True)
class Language:
    """A language; ``grammar`` is the (module, function) of its tree-sitter wheel, ``None`` where there is none.

    ``prose`` holds for what people read rather than run: no functions enclose its lines.
    """

    name: str
    grammar: tuple[str, str] | None = None
    prose: bool = False


_LANGUAGES = {
    ("py", "pyi", "pyw"): Language("Python", ("tree_sitter_python", "language")),
    ("js", "jsx", "mjs", "cjs"): Language("JavaScript", ("tree_sitter_javascript", "language")),
    ("ts", "mts", "cts"): Language("TypeScript", ("tree_sitter_typescript", "language_typescript")),
    ("tsx",): Language("TypeScript", ("tree_sitter_typescript", "language_tsx")),
    ("go",): Language("Go", ("tree_sitter_go", "language")),
    ("java",): Language("Java", ("tree_sitter_java", "language")),
    ("rs",): Language("Rust", ("tree_sitter_rust", "language")),
    ("c",): Language("C", ("tree_sitter_c", "language")),
    # NOTE: A .h may be C or C++; the grammar of C++ reads both.
    ("h", "cc", "cpp", "cxx", "hh", "hpp", "hxx", "cu", "ino"): Language("C++", ("tree_sitter_cpp", "language")),
    ("rb", "rake", "gemspec"): Language("Ruby", ("tree_sitter_ruby", "language")),
    ("php", "phtml"): Language("PHP", ("tree_sitter_php", "language_php")),
    ("cs",): Language("C#", ("tree_sitter_c_sharp", "language")),
    ("kt", "kts"): Language("Kotlin", ("tree_sitter_kotlin", "language")),
    ("swift",): Language("Swift", ("tree_sitter_swift", "language")),
    ("scala", "sc"): Language("Scala", ("tree_sitter_scala", "language")),
    ("sh", "bash", "zsh", "fish"): Language("Shell"),
    ("sql",): Language("SQL"),
    ("tf", "tfvars", "hcl"): Language("Terraform"),
    ("yml", "yaml"): Language("YAML"),
    ("vue",): Language("Vue"),
    ("svelte",): Language("Svelte"),
    ("dart",): Language("Dart"),
    ("ex", "exs"): Language("Elixir"),
    ("erl", "hrl"): Language("Erlang"),
    ("lua",): Language("Lua"),
    ("pl", "pm"): Language("Perl"),
    ("r",): Language("R"),
    ("m", "mm"): Language("Objective-C"),
    ("groovy", "gradle"): Language("Groovy"),
    ("ps1", "psm1"): Language("PowerShell"),
    ("proto",): Language("Protocol Buffers"),
    ("graphql", "gql"): Language("GraphQL"),
    ("html", "htm"): Language("HTML"),
    ("css", "scss", "sass", "less"): Language("CSS"),
    ("json", "jsonc", "json5"): Language("JSON", prose=True),
    ("toml", "ini", "cfg", "properties"): Language("Configuration", prose=True),
    ("xml", "xsd", "plist", "csproj"): Language("XML", prose=True),
    ("md", "markdown", "mdx"): Language("Markdown", prose=True),
    ("rst", "adoc", "txt", "tex"): Language("Text", prose=True),
}
_BY_EXTENSION = {extension: language for extensions, language in _LANGUAGES.items() for extension in extensions}
_BY_NAME = {
    "dockerfile": Language("Dockerfile"),
    "containerfile": Language("Dockerfile"),
    "makefile": Language("Makefile"),
    "jenkinsfile": _BY_EXTENSION["groovy"],
    "rakefile": _BY_EXTENSION["rb"],
    "gemfile": _BY_EXTENSION["rb"],
    "codeowners": Language("Text", prose=True),
    "license": Language("Text", prose=True),
    "changelog": Language("Text", prose=True),
}


def language_of(path: str) -> Language | None:
    """Tell a file's language by its name; ``None`` for one that is not known."""
    name = PurePosixPath(path).name.lower()
    return _BY_NAME.get(name.partition(".")[0]) or _BY_EXTENSION.get(name.rpartition(".")[2])


def language_names() -> frozenset[str]:
    """Return the names of all known languages, in lower case."""
    return frozenset(language.name.lower() for language in (*_BY_EXTENSION.values(), *_BY_NAME.values()))


def parser_for(language: Language | None) -> Parser | None:
    """Return a new parser; ``None`` where the language has no grammar or its wheel is not installed.

    Grammars are imported here, one at a time: a run needs one or two of them.
    """
    if language is None or language.grammar is None:
        return None
    module, function = language.grammar
    try:
        tree_sitter = importlib.import_module("tree_sitter")
        grammar = getattr(importlib.import_module(module), function)
    except ImportError:
        return None
    parser: Parser = tree_sitter.Parser(tree_sitter.Language(grammar()))
    return parser
