"""Pull requests as people open them, the same in every run: mostly scattered edits, some new files, some moved."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field

from pr_agent_action.demo.fake_github import FakeRepository, pull_request_from_texts
from tests.bench.sources import NOUNS, code, template

PATHS = {
    "python": "services/shop/{noun}s{n}.py",
    "typescript": "web/src/{noun}/{noun}Page{n}.tsx",
    "go": "internal/{noun}/store{n}.go",
    "java": "backend/src/main/java/com/example/shop/{title}Service{n}.java",
    "rust": "crates/shop/src/{noun}{n}.rs",
    "sql": "migrations/{number:04}_{noun}s.sql",
    "yaml": "deploy/{noun}{n}.yaml",
    "markdown": "docs/{noun}s{n}.md",
}
CODE = ("python", "typescript", "go", "java", "rust")
TITLE = "Keep currencies apart, and send again what a carrier refused"
BODY = """Totals were added up whatever their currency, and a refused parcel was lost.

- every total has its currency, and a missing rate is logged;
- sending is tried again, with longer waits;
- errors are wrapped with what was being done.

The migration must run before the deployment.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How many files of which kind; ``edits`` is how many blocks an edited file changes, each a line or a few."""

    edited: int
    edits: int
    extended: int
    new: int
    moved: int
    moved_and_edited: int
    removed: int
    prose: int
    binaries: int = 0
    lock_files: int = 0

    @property
    def files(self) -> int:
        """All of them."""
        edited = self.edited + self.new + self.moved + self.moved_and_edited + self.removed
        return edited + self.prose + self.binaries + self.lock_files


SMALL = Shape(edited=10, edits=5, extended=6, new=2, moved=0, moved_and_edited=1, removed=1, prose=3)
"""17 files, 550 added lines."""
MEDIUM = Shape(
    edited=62, edits=2, extended=15, new=15, moved=4, moved_and_edited=4, removed=6, prose=6, binaries=2, lock_files=1
)
"""100 files."""
LARGE = Shape(
    edited=140,
    edits=3,
    extended=30,
    new=24,
    moved=11,
    moved_and_edited=11,
    removed=27,
    prose=12,
    binaries=4,
    lock_files=1,
)
"""230 files with 22 renames, 27 deletions, binaries and a lock file."""


def pull_request(shape: Shape) -> FakeRepository:
    """Make a repository whose pull request 1 has this shape."""
    writer = _Writer(random.Random(20_26))  # the same files in every run
    for at in range(shape.edited):
        writer.edit(CODE[at % len(CODE)], edits=shape.edits, extended=at < shape.extended)
    for at in range(shape.new):
        writer.add(CODE[at % len(CODE)])
    for at in range(shape.moved + shape.moved_and_edited):
        writer.move(CODE[at % len(CODE)], edits=shape.edits if at < shape.moved_and_edited else 0)
    for at in range(shape.removed):
        writer.remove(CODE[at % len(CODE)])
    for at in range(shape.prose):
        writer.edit(("markdown", "yaml", "sql")[at % 3], edits=1)
    for at in range(shape.binaries):
        writer.binary(f"web/public/images/{NOUNS[at]}.png")
    for at in range(shape.lock_files):
        writer.lock_file("web/package-lock.json" if at == 0 else f"tools/{at}/package-lock.json")
    return pull_request_from_texts(writer.base, writer.head, renames=writer.renames, title=TITLE, body=BODY)


@dataclass
class _Writer:
    """Collects both sides; every file is made of three nouns, so that edits have code around them."""

    chance: random.Random
    base: dict[str, str | bytes] = field(default_factory=dict)
    head: dict[str, str | bytes] = field(default_factory=dict)
    renames: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def edit(self, language: str, *, edits: int, extended: bool = False) -> None:
        """Change some blocks of a file, and add one where it is ``extended``."""
        path, nouns = self._next(language)
        self.base[path] = code(language, nouns)
        self.head[path] = self._edited(language, nouns, edits, extended=extended)

    def add(self, language: str) -> None:
        """Add a file."""
        path, nouns = self._next(language)
        self.head[path] = code(language, nouns[:1], changed=range(len(template(language).blocks)))

    def move(self, language: str, *, edits: int) -> None:
        """Rename a file, and change some of it."""
        path, nouns = self._next(language)
        new_path = f"archive/{path}"
        self.base[path] = code(language, nouns)
        self.head[new_path] = self._edited(language, nouns, edits)
        self.renames[path] = new_path

    def remove(self, language: str) -> None:
        """Delete a file."""
        path, nouns = self._next(language)
        self.base[path] = code(language, nouns)

    def binary(self, path: str) -> None:
        """Add an image."""
        self.head[path] = b"\x89PNG\r\n\x1a\n\0" + self.chance.randbytes(4_000)

    def lock_file(self, path: str) -> None:
        """Update many entries of a lock file."""
        self.base[path], self.head[path] = (_lock_file(version) for version in ("4.17.20", "4.17.21"))

    def _next(self, language: str) -> tuple[str, list[str]]:
        """Give a path of its own and the nouns that the file is about."""
        at, self.count = self.count, self.count + 1
        nouns = [NOUNS[(at + step) % len(NOUNS)] for step in (0, 7, 16)]
        path = PATHS[language].format(
            noun=nouns[0], title=nouns[0].title(), number=at, n=at // len(NOUNS) if at >= len(NOUNS) else ""
        )
        return path, nouns

    def _edited(self, language: str, nouns: list[str], edits: int, *, extended: bool = False) -> str:
        blocks = len(template(language).blocks)
        changed = self.chance.sample(range(blocks * len(nouns)), min(edits, blocks * len(nouns)))
        return code(language, nouns, changed=changed, added=[self.chance.randrange(blocks)] if extended else [])


def _lock_file(version: str) -> str:
    rows = []
    for number in range(300):
        digest = hashlib.sha256(f"{number}{version}".encode()).hexdigest()
        rows += [f'    "node_modules/package-{number}": {{', f'      "version": "{version}",']
        rows += [f'      "integrity": "sha256-{digest}"', "    },"]
    return "\n".join(['{\n  "packages": {', *rows, "  }\n}\n"])
