"""Which files of the repository a file imports, as far as its own lines and the paths of the change tell.

Nothing is looked up: what comes out are guesses, most likely first, of which the forge answers those that exist.
Packages that no changed path speaks of are taken for other people's and left out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pr_agent_action.context.languages import language_of


@dataclass(frozen=True, slots=True)
class Import:
    """``symbols`` are what added lines use of it, by the names that the imported file gives them; ``paths`` guesses."""

    symbols: tuple[str, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A changed file: its text's beginning, words and ``a.b`` of its added lines, and all changed paths."""

    path: str
    text: str
    words: Collection[str]
    members: Mapping[str, Collection[str]]
    changed: Sequence[str]

    @property
    def folder(self) -> str:
        """The file's directory."""
        return posixpath.dirname(self.path)

    def roots(self, package: str) -> Iterator[str]:
        """Give the directories, with ``/`` behind, in which changed paths have a folder or file named ``package``."""
        seen = set()
        for path in (self.path, *self.changed):
            parts = path.split("/")
            for at, part in enumerate(parts):
                root = "".join(f"{one}/" for one in parts[:at])
                if package in (part, part.partition(".")[0]) and root not in seen:
                    seen.add(root)
                    yield root


LONGEST_TEXT = 100_000
"""Characters of a file in which imports are looked for."""
LONGEST_LINE = 500
_MEMBER = re.compile(r"\b([A-Za-z_]\w*)(?:\.|::)([A-Za-z_]\w*)")
_WORD = re.compile(r"[A-Za-z_]\w*")
# A line that imports, or one of a list of imports, uses nothing yet.
_IMPORTING = re.compile(
    r"\s*(?:import\b|from\s+[\w.]+\s+import\b|(?:pub\s+)?use\s|.*\brequire\(|[\w$]+(?:\s+as\s+\w+)?,\s*(?:[#/].*)?$)"
)


def source_of(path: str, text: str, added: Sequence[str], changed: Sequence[str]) -> Source:
    """Read the names that the added lines use."""
    lines = "\n".join(line for line in (one[:LONGEST_LINE] for one in added) if not _IMPORTING.match(line))
    members: dict[str, set[str]] = {}
    for owner, member in _MEMBER.findall(lines):
        members.setdefault(owner, set()).add(member)
    return Source(
        path=path, text=text[:LONGEST_TEXT], words=set(_WORD.findall(lines)), members=members, changed=changed
    )


def imports(source: Source) -> tuple[Import, ...]:
    """Give the imports of which the added lines use something, in the file's order."""
    language = language_of(source.path)
    reader = _READERS.get(language.name) if language else None
    found = reader(source) if reader else iter(())
    return tuple(
        Import(one.symbols, paths)
        for one in found
        if one.symbols and (paths := tuple(path for path in dict.fromkeys(one.paths) if path != source.path))
    )


# ------------------------------------------------------------------------------------------- Python

_FROM = re.compile(
    r"^[^\S\n]*from[^\S\n]+(\.{0,10})([\w.]{0,200})[^\S\n]+import\s+(?:\(([^)]{0,2000})\)|([^\n#]+))", re.MULTILINE
)
_IMPORT = re.compile(
    r"^[^\S\n]*import[^\S\n]+([\w.]{1,200})(?:[^\S\n]+as[^\S\n]+(\w{1,80}))?[^\S\n]*(?:#.*)?$", re.MULTILINE
)


def _python(source: Source) -> Iterator[Import]:
    for dots, module, inside, plain in _FROM.findall(source.text):
        names = _renamed(re.sub(r"#[^\n]*", "", inside or plain), "as")
        bases = list(_python_bases(source, len(dots), module))
        for name, local in names:
            # What is imported may be a module of that package.
            yield Import(tuple(sorted(source.members.get(local, ()))), tuple(f"{base}/{name}.py" for base in bases))
        used = tuple(name for name, local in names if local in source.words)
        yield Import(used, tuple(path for base in bases for path in _python_files(base)))
    for module, alias in _IMPORT.findall(source.text):
        used = tuple(sorted(source.members.get(alias or module.rpartition(".")[2], ())))
        bases = list(_python_bases(source, 0, module))
        yield Import(used, tuple(path for base in bases for path in _python_files(base)))


def _python_bases(source: Source, dots: int, module: str) -> Iterator[str]:
    """Give the module's path without its suffix."""
    inner = module.replace(".", "/")
    if dots:
        folder = source.folder
        for _ in range(dots - 1):
            folder = posixpath.dirname(folder)
        yield posixpath.join(folder, inner).rstrip("/")
    elif module:
        yield from (root + inner for root in source.roots(module.partition(".")[0]))


def _python_files(base: str) -> tuple[str, ...]:
    return (f"{base}.py", f"{base}/__init__.py")


# -------------------------------------------------------------------------- JavaScript and TypeScript

_ES_IMPORT = re.compile(r"^import\s+(?:type\s+)?([^'\";]{1,1000}?)\sfrom\s+['\"](\.[^'\"\n]{0,200})['\"]", re.MULTILINE)
_REQUIRE = re.compile(r"\b(?:const|let|var)\s([^=;]{1,300})=\s?require\(['\"](\.[^'\"\n]{0,200})['\"]\)")
_SUFFIXES = (".ts", ".tsx", ".js", ".jsx", "/index.ts", "/index.js")


def _javascript(source: Source) -> Iterator[Import]:
    for clause, target in (*_ES_IMPORT.findall(source.text), *_REQUIRE.findall(source.text)):
        names = _renamed(re.sub(r"[{}]", ",", clause).replace(":", " as "), "as")
        used = [name for name, local in names if local in source.words and name != "*"]
        used += [member for name, local in names if name == "*" for member in source.members.get(local, ())]
        yield Import(tuple(used), tuple(_javascript_files(posixpath.normpath(posixpath.join(source.folder, target)))))


def _javascript_files(base: str) -> Iterator[str]:
    stem, suffix = posixpath.splitext(base)
    if suffix in (".js", ".jsx", ".mjs"):
        yield from (f"{stem}.ts", f"{stem}.tsx", base)
    elif suffix in (".ts", ".tsx", ".vue", ".svelte"):
        yield base
    else:
        yield from (base + one for one in _SUFFIXES)


# ------------------------------------------------------------------------------------- Go, Java, Rust

_GO = re.compile(r'^[^\S\n]*(?:import[^\S\n]+)?(?:(\w{1,80})[^\S\n]+)?"([\w./-]{1,200})"[^\S\n]*$', re.MULTILINE)
_JAVA = re.compile(r"^import[^\S\n]+(static[^\S\n]+)?([\w.]{1,200})[^\S\n]*;", re.MULTILINE)
_RUST = re.compile(
    r"^[^\S\n]*(?:pub )?use[^\S\n]+(crate|super|self)::([\w:]{1,200}?)(?:::\{([^}]{0,1000})\})?[^\S\n]*;", re.MULTILINE
)


def _go(source: Source) -> Iterator[Import]:
    for alias, target in _GO.findall(source.text):
        last = target.rpartition("/")[2]
        parts = target.split("/")
        folders = [root + "/".join(parts[at:]) for at in range(1, len(parts)) for root in source.roots(parts[at])]
        yield Import(tuple(sorted(source.members.get(alias or last, ()))), tuple(f"{one}/{last}.go" for one in folders))


def _java(source: Source) -> Iterator[Import]:
    for static, name in _JAVA.findall(source.text):
        owner, _, member = name.rpartition(".")
        target, symbol = (owner, member) if static else (name, member)
        inner = target.replace(".", "/") + ".java"
        first, second = (*name.split("."), "")[:2]
        # NOTE: ``java`` is also a folder's name; a package of ours shares its first two names with a changed path.
        roots = [
            root
            for root in source.roots(first)
            if any(path.startswith(f"{root}{first}/{second}/") for path in (source.path, *source.changed))
        ]
        roots += [root.replace("src/test/", "src/main/") for root in roots if "src/test/" in root]
        yield Import((symbol,) if symbol in source.words else (), tuple(root + inner for root in roots))


def _rust(source: Source) -> Iterator[Import]:
    own = source.folder if source.path.endswith("/mod.rs") else source.path.removesuffix(".rs")
    crate = source.path[: source.path.rfind("src/") + 4] if "src/" in source.path else ""
    bases = {"crate": crate, "self": f"{own}/", "super": f"{posixpath.dirname(own)}/"}
    for start, inner, listed in _RUST.findall(source.text):
        parts = inner.split("::")
        names = _renamed(listed, "as") if listed else [(parts[-1], parts[-1])]
        module = "/".join(parts if listed else parts[:-1])
        used = tuple(name for name, local in names if local in source.words)
        base = f"{bases[start]}{module}".rstrip("/")
        yield Import(used, (f"{base}.rs", f"{base}/mod.rs") if module else (f"{base}/lib.rs", f"{base}.rs"))


def _renamed(listed: str, word: str) -> list[tuple[str, str]]:
    """Read ``a, b as c`` as (name, local name) pairs."""
    pairs = []
    for item in listed.split(","):
        parts = [part for part in item.split() if part != "type"]
        if parts and re.fullmatch(r"[\w$]+|\*", parts[0]):
            renamed = len(parts) > 2 and parts[1] == word  # noqa: PLR2004 - ``a as b``
            pairs.append((parts[0], parts[2] if renamed else parts[0]))
    return pairs


_READERS: Mapping[str, Callable[[Source], Iterator[Import]]] = {
    "Python": _python,
    "JavaScript": _javascript,
    "TypeScript": _javascript,
    "Go": _go,
    "Java": _java,
    "Rust": _rust,
}
