"""A strict GitHub on the loopback: REST and GraphQL over one in-memory state.

Used by ``pr-agent-action demo``, the end-to-end tests and the bench. It refuses what GitHub refuses.
"""

from pr_agent_action.demo.fake_github.builders import pull_request_from_texts, push_texts
from pr_agent_action.demo.fake_github.event_files import event_payload
from pr_agent_action.demo.fake_github.exchange import Exchange
from pr_agent_action.demo.fake_github.faults import Fault
from pr_agent_action.demo.fake_github.notes import FakeCommit, FakeIssue
from pr_agent_action.demo.fake_github.server import FakeGitHub
from pr_agent_action.demo.fake_github.service import RateLimit
from pr_agent_action.demo.fake_github.state import FakePullRequest, FakeRepository
from pr_agent_action.demo.fake_github.tokens import READ_ONLY, REVIEWER, Rights, Token

__all__ = [
    "READ_ONLY",
    "REVIEWER",
    "Exchange",
    "FakeCommit",
    "FakeGitHub",
    "FakeIssue",
    "FakePullRequest",
    "FakeRepository",
    "Fault",
    "RateLimit",
    "Rights",
    "Token",
    "event_payload",
    "pull_request_from_texts",
    "push_texts",
]
