"""The parts of the documentation that the settings write: ``python -m pr_agent_action.settings.docs``.

Between ``<!-- name -->`` and ``<!-- /name -->`` stands what ``parts()[name]`` says; ``configuration.toml``, the list of
all defaults, is written whole. A test holds that all of it is up to date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from pr_agent_action.settings.inputs import input_table, output_table
from pr_agent_action.settings.known import sections
from pr_agent_action.settings.providers import DEFAULT_MODELS
from pr_agent_action.settings.retired import LATER, RETIRED
from pr_agent_action.settings.sections import PathInstruction
from pr_agent_action.settings.value import allowed

DOCUMENTS = ("README.md", "docs/configuration.md")
DEFAULTS_FILE = Path(__file__).with_name("configuration.toml")
ROOT = Path(__file__).parents[2]


def parts() -> Mapping[str, str]:
    """Give the generated parts by the name of their markers."""
    return {
        "inputs": input_table(),
        "outputs": output_table(),
        "settings": "\n\n".join(_section_table(name, model) for name, model in sections()),
        "retired": _retired_table(),
        "default-models": "\n".join(
            ["| key | model |", "| --- | --- |", *(f"| `{key}` | `{model}` |" for key, model in DEFAULT_MODELS.items())]
        ),
    }


def filled(document: str) -> str:
    """Return the document with its generated parts written anew; markers of other names are left alone."""
    for name, text in parts().items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        document = pattern.sub(rf"\g<1>{text.replace(chr(92), chr(92) * 2)}\n\g<2>", document)
    return document


def defaults_toml() -> str:
    """Render every setting with its description and default, as the TOML of a ``.pr_agent.toml``."""
    lines = ["# Every setting with its default. Copy what you change into .pr_agent.toml."]
    for name, model in sections():
        lines += ["", f"# {_purpose(model)}", f"[{name}]"]
        for key, info in model.model_fields.items():
            lines += [f"# {info.description} Takes {allowed(info).replace('`', '')}.", f"{key} = {_toml(info.default)}"]
    lines += ["", f"# {_purpose(PathInstruction)}", "# [[path_instructions]]"]
    lines += ['# paths = ["api/**"]', '# instructions = "Every new endpoint has a rate limit."']
    lines += ["", '# A label that describe may set: [custom_labels."NAME"] with a description.', "[custom_labels]", ""]
    return "\n".join(lines)


def main(root: Path = ROOT) -> None:
    """Write everything anew."""
    for name in DOCUMENTS:
        path = root / name
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    DEFAULTS_FILE.write_text(defaults_toml(), encoding="utf-8")


def _section_table(name: str, model: type[BaseModel]) -> str:
    rows = [
        f"| `{key}` | {_cell(_toml(info.default))} | {info.description} | {allowed(info)} |"
        for key, info in model.model_fields.items()
    ]
    head = ["| key | default | what it does | takes |", "| --- | --- | --- | --- |"]
    return "\n".join([f"### `[{name}]`", "", _purpose(model), "", *head, *rows])


def _retired_table() -> str:
    rows = [f"| `{name}` | {reason} |" for name, reason in RETIRED.items()]
    rows += [f"| `[{name}]` | {reason} |" for name, reason in LATER.items()]
    return "\n".join(["| name | instead |", "| --- | --- |", *rows])


def _purpose(model: type[BaseModel]) -> str:
    """Take the sentence behind the section's name out of its docstring."""
    sentence = (model.__doc__ or "").split("\n", 1)[0].partition(": ")[2]
    return sentence[:1].upper() + sentence[1:]


def _toml(value: object) -> str:
    """Write a default as TOML, which for our kinds of values is what JSON writes."""
    return json.dumps(value, ensure_ascii=False)


def _cell(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


if __name__ == "__main__":
    main()
