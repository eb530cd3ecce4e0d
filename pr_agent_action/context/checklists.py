"""What a change touches, told by paths and added lines: each kind has a checklist in ``prompts/templates/checklists``.

A pattern that fits too often only costs some 70 tokens; one that misses, a reviewer's second thought. So they are
wide for words that decide (``LIMIT``, ``mutex``) and silent about words that are everywhere (``user``, ``time``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pr_agent_action.context.languages import language_of
from pr_agent_action.domain.diff import FileDiff

MOST_CHARACTERS = 20_000
"""Of a file's added lines that are looked at."""
LONGEST_LINE = 500
PATH_WEIGHT = 5
"""A path that names the kind counts like so many lines."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What ``path`` or a line's ``text`` tells, the latter in files of ``languages`` only (empty: in all code)."""

    name: str
    path: re.Pattern[str] | None = None
    text: re.Pattern[str] | None = None
    languages: frozenset[str] = frozenset()


def _words(pattern: str, *, case: bool = False) -> re.Pattern[str]:
    return re.compile(pattern, 0 if case else re.IGNORECASE)


KINDS = (
    Kind(
        "sql",
        _words(r"(?:^|/)(?:migrations?|alembic|flyway|schema)(?:/|\.)|\.sql$"),
        _words(
            r"\b(?:SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|(?:ALTER|CREATE|DROP)\s+(?:TABLE|INDEX))\b"
            r"|\.(?:execute|executemany|rawQuery|raw)\(|\b(?:add_column|drop_column|create_table|op\.alter)\b"
        ),
    ),
    Kind(
        "authentication",
        _words(r"auth(?!or)|login|session|permission|rbac|(?:^|[/_.-])acl|jwt|saml"),
        _words(
            r"\b(?:is_?admin|is_?authenticated|current_?user|has_?(?:role|permission)|require_?auth|login_required|authori[sz]e"
            r"|jwt|oauth|csrf|set_?cookie|session\[|bearer|password|permission_classes|@PreAuthorize)"
        ),
    ),
    Kind(
        "concurrency",
        None,
        _words(
            r"\b(?:mutex|rwlock|semaphore|threading\.|Thread\(|synchronized|volatile|atomic\w*|asyncio\.|create_task|gather\("
            r"|Promise\.(?:all|race)|goroutine|go func|chan\s|<-|sync\.|tokio::|Arc<|std::thread|ExecutorService"
            r"|ThreadPool\w*|\.lock\(|\.acquire\()"
        ),
    ),
    Kind(
        "error_handling",
        None,
        _words(
            r"\b(?:except|catch|rescue|recover\(|finally|unwrap\(|expect\(|panic!?\(|retry|retries|backoff|err\s*!=\s*nil)"
        ),
    ),
    Kind(
        "public_api",
        _words(
            r"(?:^|/)(?:api|routes?|controllers?|endpoints?|public|sdk)/|openapi|swagger|\.proto$|\.graphql$|(?:^|/)views\.py$"
        ),
        _words(
            r"@(?:app|router|api|blueprint)\.(?:get|post|put|patch|delete|route)\(|@(?:Get|Post|Put|Patch|Delete|Request)Mapping"
            r"|\brouter\.(?:get|post|put|patch|delete)\(|HandleFunc\(|\bexport\s+(?:default\s+)?(?:async\s+)?(?:function|class|interface)"
            r"|^pub\s+(?:async\s+)?fn\b|\bDeprecated\b"
        ),
    ),
    Kind(
        "serialisation",
        _words(r"serializ|deserializ|\.proto$|\.avsc$"),
        _words(
            r"\b(?:pickle|yaml\.load|marshal|json\.(?:loads?|dumps?)|JSON\.(?:parse|stringify)|ObjectInputStream|unserialize\("
            r"|Unmarshal\(|serde|from_json|to_json|model_validate|struct\.unpack|parseXml|etree|XmlReader)"
        ),
    ),
    Kind(
        "money_and_time",
        _words(r"payment|billing|invoice|pricing|ledger|currency|refund|(?:^|[/_.-])tax(?:es)?(?:[/_.-]|$)"),
        _words(
            r"\b(?:Decimal|BigDecimal|currency|price|amount|refund|discount|cents|timezone|tzinfo|utcnow|datetime\.now|LocalDateTime"
            r"|timedelta|strftime|strptime|new Date\(|Date\.now|time\.(?:Now|Since|Duration)|ZonedDateTime|Instant\.)"
        ),
    ),
    Kind(
        "crypto",
        _words(r"crypt|cipher|certificate|(?:^|[/_.-])(?:tls|signing|keys?)(?:[/_.-]|$)"),
        _words(
            r"\b(?:md5|sha1|sha256|hmac|AES|RSA|ECB|bcrypt|scrypt|argon2|nonce|iv\s*=|random\.(?:random|randint|choice)|Math\.random"
            r"|verify\s*=\s*False|InsecureSkipVerify|rejectUnauthorized|ssl\.|createCipher|MessageDigest|secrets\.)"
        ),
    ),
    Kind(
        "workflows",
        _words(r"\.github/(?:workflows|actions)/|\.gitlab-ci|(?:^|/)(?:Jenkinsfile|azure-pipelines|\.circleci)"),
    ),
    Kind(
        "containers",
        _words(r"(?:^|/)(?:Dockerfile|Containerfile)|docker-compose|(?:^|/)compose[^/]*\.ya?ml$|\.dockerignore$"),
    ),
    Kind(
        "infrastructure",
        _words(
            r"\.(?:tf|tfvars|hcl|bicep)$|(?:^|/)(?:k8s|kubernetes|helm|charts|terraform|ansible|manifests)/|serverless\.ya?ml$"
        ),
        _words(r"^\s*apiVersion:\s|^\s*AWSTemplateFormatVersion"),
        frozenset({"YAML"}),
    ),
    Kind(
        "dependencies",
        _words(
            r"(?:^|/)(?:package\.json|requirements[^/]*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|Pipfile|go\.mod|Cargo\.toml"
            r"|pom\.xml|build\.gradle(?:\.kts)?|Gemfile|composer\.json|[^/]+\.csproj)$"
        ),
    ),
    Kind(
        "accessibility",
        None,
        _words(r"<(?:img|button|input|a|div|span|svg|dialog|label|form|select)\b|\bon[cC]lick|\brole=|aria-|tabindex"),
        frozenset({"HTML", "Vue", "Svelte", "JavaScript", "TypeScript"}),
    ),
)


def touched(diff: FileDiff) -> Mapping[str, int]:
    """Tell the kinds of things a file's change touches, each with how many added lines speak of it."""
    language = language_of(diff.path)
    name = language.name if language else ""
    code = bool(language) and not (language and language.prose)
    lines = "\n".join(line.text[:LONGEST_LINE] for line in diff.added)[:MOST_CHARACTERS].split("\n")
    found = {}
    for kind in KINDS:
        weight = PATH_WEIGHT if kind.path and kind.path.search(diff.path) and (code or _is_kinds_own(kind)) else 0
        if kind.text and (name in kind.languages if kind.languages else code):
            weight += sum(1 for line in lines if kind.text.search(line))
        if weight and diff.added:
            found[kind.name] = weight
    return found


def most_relevant(files: Iterable[Mapping[str, int]]) -> tuple[str, ...]:
    """Order the kinds that some files touch, the one that most is said about first."""
    total: Counter[str] = Counter()
    for kinds in files:
        total.update(kinds)
    order = [kind.name for kind in KINDS]
    return tuple(sorted(total, key=lambda name: (-total[name], order.index(name))))


def _is_kinds_own(kind: Kind) -> bool:
    """Tell of kinds whose files need be no code: a manifest, a compose file."""
    return kind.text is None or bool(kind.languages)
