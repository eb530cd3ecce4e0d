"""Derive github_openapi.json.gz from GitHub's own OpenAPI description, cut down to the calls that the fake serves.

Usage: ``npm pack @octokit/openapi``, unpack it, then
``python tests/data/prune_openapi.py package/generated/api.github.com.json``.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent / "github_openapi.json.gz"
REPOSITORY = "/repos/{owner}/{repo}"
CALLS = {
    "/user": "get",
    "/rate_limit": "get",
    REPOSITORY: "get",
    REPOSITORY + "/actions/runs/{run_id}": "get",
    REPOSITORY + "/check-runs": "post",
    REPOSITORY + "/check-runs/{check_run_id}": "get patch",
    REPOSITORY + "/collaborators/{username}/permission": "get",
    REPOSITORY + "/commits/{commit_sha}/pulls": "get",
    REPOSITORY + "/contents/{path}": "get",
    REPOSITORY + "/issues/comments/{comment_id}": "get patch delete",
    REPOSITORY + "/issues/comments/{comment_id}/reactions": "get post",
    REPOSITORY + "/issues/comments/{comment_id}/reactions/{reaction_id}": "delete",
    REPOSITORY + "/issues/{issue_number}": "get",
    REPOSITORY + "/issues/{issue_number}/comments": "get post",
    REPOSITORY + "/issues/{issue_number}/labels": "get post put",
    REPOSITORY + "/issues/{issue_number}/labels/{name}": "delete",
    REPOSITORY + "/issues/{issue_number}/reactions": "get post",
    REPOSITORY + "/issues/{issue_number}/reactions/{reaction_id}": "delete",
    REPOSITORY + "/pulls": "get",
    REPOSITORY + "/pulls/comments/{comment_id}": "get patch delete",
    REPOSITORY + "/pulls/comments/{comment_id}/reactions": "get post",
    REPOSITORY + "/pulls/comments/{comment_id}/reactions/{reaction_id}": "delete",
    REPOSITORY + "/pulls/{pull_number}": "get patch",
    REPOSITORY + "/pulls/{pull_number}/comments": "get post",
    REPOSITORY + "/pulls/{pull_number}/comments/{comment_id}/replies": "post",
    REPOSITORY + "/pulls/{pull_number}/commits": "get",
    REPOSITORY + "/pulls/{pull_number}/files": "get",
    REPOSITORY + "/pulls/{pull_number}/reviews": "get post",
    REPOSITORY + "/statuses/{sha}": "post",
}
DROPPED = frozenset(
    {"description", "summary", "example", "examples", "externalDocs", "x-github", "x-multi-segment", "discriminator"}
)
# Null in GitHub's answers, whatever its description says: places of outdated comments, texts of labels without one.
NULLABLE = (
    ("pull-request-review-comment", "line"),
    ("pull-request-review-comment", "position"),
    ("pull-request-review-comment", "original_line"),
    ("pull-request", "labels", "description"),
    ("pull-request-simple", "labels", "description"),
)
JSON, GITHUB_JSON = "application/json", "application/vnd.github+json"


def main(source: Path) -> None:
    """Write the pruned description."""
    full = json.loads(source.read_text())
    paths = {path: kept(full, full["paths"][path], verbs.split()) for path, verbs in CALLS.items()}
    parts: dict[str, dict[str, Any]] = {}
    gather(full, paths, parts)
    correct(paths, parts["schemas"])
    pruned = {
        "openapi": full["openapi"],
        "info": {
            "title": full["info"]["title"],
            "version": full["info"]["version"],
            "license": full["info"]["license"],
        },
        "servers": full["servers"],
        "paths": paths,
        "components": parts,
    }
    # NOTE: mtime 0 keeps the file the same when it is made again from the same source.
    TARGET.write_bytes(gzip.compress(json.dumps(pruned, sort_keys=True).encode(), mtime=0))


def kept(full: Any, item: Any, verbs: list[str]) -> dict[str, Any]:
    """Keep the operations asked for, each response under both of GitHub's JSON media types."""
    result = {verb: bare(item[verb]) for verb in verbs}
    for operation in result.values():
        for status, response in operation["responses"].items():
            if "$ref" in response:
                response = operation["responses"][status] = bare(part(full, response["$ref"]))  # noqa: PLW2901 - the reference is replaced by what it names
            response["description"] = ""  # It must be there.
            content = response.get("content", {})
            for schema in [entry for name, entry in list(content.items()) if name == JSON]:
                content[GITHUB_JSON] = schema
    return result


def bare(value: Any, *, members: bool = False) -> Any:
    """Copy without the prose; keys below ``properties`` are names, never prose."""
    if isinstance(value, list):
        return [bare(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    return {
        key: bare(entry, members=key == "properties") for key, entry in value.items() if members or key not in DROPPED
    }


def correct(paths: Any, schemas: Any) -> None:
    """Mend what contradicts GitHub's own answers or prose."""
    for name, *steps in NULLABLE:
        value = schemas[name]
        for step in steps:
            value = value.get("items", value)["properties"][step]
        value["nullable"] = True
    let_null_in([paths, schemas])
    # The prose says: "You can also pass an array of labels directly".
    labels = paths[REPOSITORY + "/issues/{issue_number}/labels"]
    for verb in ("post", "put"):
        choices = labels[verb]["requestBody"]["content"][JSON]["schema"]["oneOf"]
        if not any(choice.get("type") == "array" for choice in choices):
            choices.append({"type": "array", "minItems": 1, "items": {"type": "string"}})


def let_null_in(value: Any) -> None:
    """Add null to the choices of what is nullable: beside ``enum`` or ``oneOf`` the word alone has no effect."""
    if isinstance(value, list):
        for entry in value:
            let_null_in(entry)
    elif isinstance(value, dict):
        if value.get("nullable") is True:
            if isinstance(value.get("enum"), list) and None not in value["enum"]:
                value["enum"].append(None)
            for key in {"oneOf", "anyOf"} & value.keys():
                value[key].append({"type": "string", "nullable": True, "enum": [None]})
        for entry in value.values():
            let_null_in(entry)


def part(full: Any, reference: str) -> Any:
    """Follow a local reference."""
    value = full
    for step in reference.removeprefix("#/").split("/"):
        value = value[step]
    return value


def gather(full: Any, value: Any, parts: dict[str, dict[str, Any]]) -> None:
    """Copy every component that ``value`` names, and what those name."""
    if isinstance(value, list):
        for entry in value:
            gather(full, entry, parts)
    elif isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str):
            _, _, kind, name = reference.split("/")
            if name not in parts.setdefault(kind, {}):
                parts[kind][name] = bare(part(full, reference))
                gather(full, parts[kind][name], parts)
        for entry in value.values():
            gather(full, entry, parts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
