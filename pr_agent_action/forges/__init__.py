"""One module or package a forge, listed in ``FORGES``.

Only this floor knows the forges' client libraries, and each is imported when its forge is asked for: an import costs
a fifth of a second that no other forge's run should pay.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Protocol

from pr_agent_action.ports import Forge


class ForgeFactory(Protocol):
    """Makes a forge of what an operator sets."""

    def __call__(
        self, *, token: str, api_url: str = "", graphql_url: str = "", sleep: Callable[[float], None] = time.sleep
    ) -> Forge:
        """Make the forge; an empty URL is the hosted service's, ``sleep`` waits before what is tried again.

        Raises:
            SettingsError: for what cannot be used.
        """
        ...


def _github(
    *, token: str, api_url: str = "", graphql_url: str = "", sleep: Callable[[float], None] = time.sleep
) -> Forge:
    """Make GitHub's forge."""
    from pr_agent_action.forges.github.forge import GitHubForge  # noqa: PLC0415 - see the module's docstring

    return GitHubForge(token, api_url=api_url, graphql_url=graphql_url, sleep=sleep)


FORGES: Mapping[str, ForgeFactory] = {"github": _github}
"""Every forge by the name that settings use."""
