"""Make ``sarif-2.1.0.json`` of OASIS's schema (2.1.0-rtm.5), without its prose.

It comes with Microsoft's npm package ``@microsoft/jest-sarif`` 1.0.0-beta.0 (MIT):
``npm pack @microsoft/jest-sarif``, then ``python prune_sarif.py package/lib/schemas/sarif-2.1.0-rtm.5.json``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def pruned(schema: Any) -> Any:
    """Drop the descriptions; a property may have that name too."""
    if isinstance(schema, list):
        return [pruned(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: pruned(value) for key, value in schema.items() if key != "description" or not isinstance(value, str)}


if __name__ == "__main__":
    whole = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    target = Path(__file__).with_name("sarif-2.1.0.json")
    target.write_text(json.dumps(pruned(whole), separators=(",", ":")) + "\n", encoding="utf-8")
