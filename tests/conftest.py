"""What every test has: no way out but the loopback, and no secret or setting of the machine's."""

from __future__ import annotations

import os
import socket
from typing import Any

import pytest

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
LOOPBACK = ("127.", "::1", "localhost")
OURS = ("GITHUB_", "INPUT_", "ACTIONS_", "RUNNER_")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave the machine: no real model and no real forge is ever called."""
    connect, getaddrinfo = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            pytest.fail(f"a test tried to reach {address}")
        connect(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host and not str(host).startswith(LOOPBACK):
            pytest.fail(f"a test tried to look up {host}")
        return getaddrinfo(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the machine's own environment would set."""
    for name in list(os.environ):
        if name.startswith(OURS) or name.endswith(("_API_KEY", "_TOKEN", "_KEY")):
            monkeypatch.delenv(name)
