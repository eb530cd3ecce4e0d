"""The Action: the runner's environment in, an exit code out."""

from __future__ import annotations


def main() -> int:
    """Run."""
    return 0
