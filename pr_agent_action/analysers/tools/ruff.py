"""``ruff``: what goes wrong at run time in Python, and its few security rules that are seldom false alarms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from typing_extensions import TypedDict

from pr_agent_action.analysers.tools.base import Defaults, Remark, in_words, longest_prefix, rows, suffix_of
from pr_agent_action.domain.finding import Category, Severity

# NOTE: ruff takes syntax that is newer than its target for an error, and the pull request's own target is not read.
_TARGET = "py314"
# What frameworks add to the builtins: gettext, notebooks, type checkers.
_BUILTINS = "builtins = ['_', 'ngettext', 'display', 'get_ipython', 'reveal_type', 'WindowsError']"

# Codes by their beginnings; what is not here is not asked for.
#
#   | what goes wrong                            | severity | category        |
_RANKS: Mapping[str, tuple[Severity, Category]] = MappingProxyType(
    {
        "E9": (Severity.HIGH, Category.BUG),  # the file cannot be read or parsed
        "F401": (Severity.LOW, Category.MAINTAINABILITY),  # unused import
        "F5": (Severity.HIGH, Category.BUG),  # a format string that raises
        "F504": (Severity.LOW, Category.BUG),  # or leaves an argument out
        "F522": (Severity.LOW, Category.BUG),
        "F523": (Severity.LOW, Category.BUG),
        "F541": (Severity.LOW, Category.MAINTAINABILITY),
        "F6": (Severity.MEDIUM, Category.BUG),  # repeated keys, tuples that are always true, `is` with a literal
        "F7": (Severity.HIGH, Category.BUG),  # syntax that the compiler refuses
        "F811": (Severity.MEDIUM, Category.BUG),  # defined twice, the first is lost
        "F82": (Severity.HIGH, Category.BUG),  # a name that does not exist
        "F841": (Severity.LOW, Category.MAINTAINABILITY),  # unused variable
        "F901": (Severity.MEDIUM, Category.BUG),
        "PLE": (Severity.HIGH, Category.BUG),
        "PLE25": (Severity.MEDIUM, Category.SECURITY),  # invisible characters in code
        "B002": (Severity.MEDIUM, Category.BUG),  # ++x does nothing
        "B003": (Severity.MEDIUM, Category.BUG),
        "B005": (Severity.MEDIUM, Category.BUG),  # strip() with a word
        "B006": (Severity.MEDIUM, Category.BUG),  # mutable default
        "B012": (Severity.MEDIUM, Category.ERROR_HANDLING),  # finally swallows the exception
        "B015": (Severity.MEDIUM, Category.BUG),  # a comparison that nobody reads
        "B016": (Severity.MEDIUM, Category.BUG),
        "B019": (Severity.LOW, Category.PERFORMANCE),
        "B020": (Severity.MEDIUM, Category.BUG),
        "B022": (Severity.MEDIUM, Category.ERROR_HANDLING),
        "B023": (Severity.MEDIUM, Category.BUG),  # a closure over the loop's variable
        "B025": (Severity.MEDIUM, Category.ERROR_HANDLING),
        "B029": (Severity.MEDIUM, Category.ERROR_HANDLING),
        "B030": (Severity.MEDIUM, Category.ERROR_HANDLING),
        "B031": (Severity.MEDIUM, Category.BUG),
        "B032": (Severity.MEDIUM, Category.BUG),
        "B035": (Severity.MEDIUM, Category.BUG),
        "B039": (Severity.MEDIUM, Category.BUG),
        "ASYNC2": (Severity.MEDIUM, Category.CONCURRENCY),  # a call that blocks the event loop
        "ASYNC230": (Severity.LOW, Category.CONCURRENCY),
        "S102": (Severity.MEDIUM, Category.SECURITY),
        "S113": (Severity.MEDIUM, Category.ERROR_HANDLING),  # a request without a time limit
        "S201": (Severity.HIGH, Category.SECURITY),
        "S202": (Severity.MEDIUM, Category.SECURITY),
        "S301": (Severity.MEDIUM, Category.SECURITY),
        "S302": (Severity.MEDIUM, Category.SECURITY),
        "S306": (Severity.MEDIUM, Category.SECURITY),
        "S307": (Severity.HIGH, Category.SECURITY),
        "S323": (Severity.HIGH, Category.SECURITY),
        "S324": (Severity.LOW, Category.SECURITY),  # MD5 is often no matter of security
        "S501": (Severity.HIGH, Category.SECURITY),
        "S502": (Severity.MEDIUM, Category.SECURITY),
        "S503": (Severity.MEDIUM, Category.SECURITY),
        "S505": (Severity.MEDIUM, Category.SECURITY),
        "S506": (Severity.HIGH, Category.SECURITY),
        "S507": (Severity.HIGH, Category.SECURITY),
        "S602": (Severity.HIGH, Category.SECURITY),
        "S604": (Severity.MEDIUM, Category.SECURITY),
        "S605": (Severity.HIGH, Category.SECURITY),
        "S608": (Severity.HIGH, Category.SECURITY),
        "S609": (Severity.MEDIUM, Category.SECURITY),
        "S611": (Severity.MEDIUM, Category.SECURITY),
        "S612": (Severity.MEDIUM, Category.SECURITY),
        "S701": (Severity.MEDIUM, Category.SECURITY),
    }
)
_IGNORED = ("F402", "F403", "F405", "F842", "ASYNC240")
_SYNTAX = "invalid-syntax"

# Title and body in our own words, where ruff's are for people who know the rule.
_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        _SYNTAX: ("This is no valid Python", "{message}: the module cannot be imported."),
        "F811": ("Defined twice", "{message}: the first definition is lost when this one runs."),
        "F821": ("Name that does not exist", "{message}: this line raises `NameError` when it runs."),
        "F823": ("Local variable is read before it is set", "{message}: this line raises `UnboundLocalError`."),
        "B006": (
            "Mutable default argument",
            (
                "The default is made once, when the function is defined, so all calls share it and see each other's "
                "changes. Use `None` and make the value inside the function."
            ),
        ),
        "B023": (
            "Function in a loop reads the loop's variable later",
            (
                "{message}: whenever it runs, it sees the variable's value of that moment, mostly the last one. "
                "Bind it as a default argument."
            ),
        ),
        "S113": (
            "Request without a time limit",
            "Without `timeout` the call waits for ever when the other side does not answer.",
        ),
        "S301": (
            "Unpickling runs code",
            "Whoever can write the data that is loaded here can run any code. Use JSON, or sign what you store.",
        ),
        "S307": (
            "`eval` runs whatever it is given",
            "Whoever has a say in the text can run any code. Use `ast.literal_eval` for values.",
        ),
        "S501": (
            "Certificate checks are switched off",
            "With `verify=False` anybody between the two sides can read and change what is sent.",
        ),
        "S506": (
            "YAML loader that can build any object",
            "Whoever writes the YAML can run code through it. Use `yaml.safe_load`.",
        ),
        "S602": (
            "Command goes through a shell",
            (
                "With `shell=True` a `;`, a quote or a `$(…)` in one of the values becomes a command. Pass a list of "
                "arguments and leave `shell` out."
            ),
        ),
        "S605": (
            "Command goes through a shell",
            "A `;`, a quote or a `$(…)` in one of the values becomes a command. Use `subprocess.run` with a list.",
        ),
        "S608": (
            "SQL put together from text",
            (
                "A value with a quote in it changes the statement. Leave a placeholder in the SQL, and pass the value "
                "beside it."
            ),
        ),
        "ASYNC251": (
            "`time.sleep` blocks the event loop",
            "Nothing else of the program runs meanwhile. Await the sleep of the event loop's library.",
        ),
    }
)


class _Place(TypedDict):
    row: int


class _Row(TypedDict):
    code: str | None
    filename: str
    location: _Place
    message: str


class Ruff(Defaults):
    """Checks Python files."""

    name = "ruff"

    def wants(self, path: str) -> bool:
        """Take modules and stubs."""
        return suffix_of(path) in {".py", ".pyi"}

    def command(self, paths: Sequence[str]) -> tuple[str, ...]:
        """Check by our rules alone, whatever configuration lies about."""
        chosen = ("--select", ",".join(_RANKS), "--ignore", ",".join(_IGNORED), "--config", _BUILTINS)
        how = (
            "--isolated",
            "--no-cache",
            "--quiet",
            "--exit-zero",
            "--output-format=json",
            f"--target-version={_TARGET}",
        )
        return ("ruff", "check", *how, *chosen, "--", *paths)

    def parse(self, stdout: str) -> tuple[Remark, ...]:
        """Read its list of diagnostics; where it takes a command for harmless, it is."""
        return tuple(_remark(row, row["code"] or _SYNTAX) for row in rows(list[_Row], stdout) if not _is_harmless(row))


def _is_harmless(row: _Row) -> bool:
    return (row["code"] or "").startswith("S6") and "seems safe" in row["message"]


def _remark(row: _Row, code: str) -> Remark:
    severity, category = longest_prefix(_RANKS, code) or (Severity.HIGH, Category.BUG)
    message = row["message"].rstrip(".")
    title, body = _WORDS.get(code) or in_words(row["message"], tool=Ruff.name, rule=code)
    return Remark(
        path=row["filename"],
        line=row["location"]["row"],
        rule=code,
        title=title,
        body=body.replace("{message}", message),
        severity=severity,
        category=category,
        spares_tests=code.startswith("S"),
    )
