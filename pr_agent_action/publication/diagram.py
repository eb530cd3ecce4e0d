"""A flow chart as mermaid, drawn from typed nodes and edges: no word of a model is taken for syntax."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pr_agent_action.domain.outcome import Diagram
from pr_agent_action.publication.blocks import fenced
from pr_agent_action.publication.links import Safe
from pr_agent_action.publication.sanitise import plain

MOST_NODES = 20
MOST_EDGES = 40
_LONGEST_LABEL = 60
_SPECIAL = re.compile(r"[^\w \-.,:/()'!?+*=\[\]]")


def mermaid(diagram: Diagram, secrets: Sequence[str] = ()) -> Safe:
    """Draw the first ``MOST_NODES`` nodes that an edge touches; ``""`` where no edge is left."""
    known = list(diagram.nodes)[:MOST_NODES]
    edges = [
        edge for edge in dict.fromkeys(diagram.edges) if edge[0] in known and edge[1] in known and edge[0] != edge[1]
    ][:MOST_EDGES]
    if not edges:
        return Safe("")
    names = {node: f"n{index}" for index, node in enumerate(known) if any(node in edge[:2] for edge in edges)}
    lines = ["flowchart LR"]
    lines += [f'  {name}["{_label(diagram.nodes[node] or node, secrets)}"]' for node, name in names.items()]
    for start, end, label in edges:
        text = _label(label, secrets)
        arrow = f'-- "{text}" -->' if text else "-->"
        lines.append(f"  {names[start]} {arrow} {names[end]}")
    return Safe(fenced("\n".join(lines), "mermaid"))


def _label(text: str, secrets: Sequence[str]) -> str:
    """Write every character that mermaid could read as syntax as its ``#number;``."""
    line = plain(text, secrets)
    short = line if len(line) <= _LONGEST_LABEL else f"{line[: _LONGEST_LABEL - 1]}…"
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", short)
