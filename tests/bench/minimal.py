"""The least that a script could do to review with litellm: the same rounds of model calls, and one review posted.

It is given what the Action asked, and reads nothing from GitHub. Its speed is what the Action is measured against.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import litellm  # with LITELLM_LOCAL_MODEL_COST_MAP set, or it would wait for the network


def main(rounds_file: str) -> None:
    """Ask every round's questions at once, then post."""
    rounds: list[list[dict[str, Any]]] = json.loads(Path(rounds_file).read_text(encoding="utf-8"))
    said = ""
    for bodies in rounds:
        with ThreadPoolExecutor(len(bodies)) as pool:
            said = list(pool.map(_ask, bodies))[-1]
    litellm.module_level_client.post(
        f"{os.environ['GITHUB_API_URL']}/repos/octo/example/pulls/1/reviews",
        json={"body": said[:1000], "event": "COMMENT"},
        headers={"Authorization": "Bearer ghs_rw"},
    ).raise_for_status()


def _ask(body: dict[str, Any]) -> str:
    asked = {name: body[name] for name in ("messages", "response_format", "temperature", "max_tokens") if name in body}
    response = litellm.completion(
        model="openai/gpt-4o", api_base=os.environ["MODEL_URL"], api_key="sk-bench", max_retries=0, **asked
    )
    return str(response.choices[0].message.content)


if __name__ == "__main__":
    main(sys.argv[1])
