"""A pull request that lives through many pushes, in this process, against the strict fake GitHub."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from pr_agent_action.agent.receipt import Receipt
from pr_agent_action.agent.run import run
from pr_agent_action.agent.services import Services
from pr_agent_action.demo.fake_github import FakeGitHub, FakePullRequest
from pr_agent_action.demo.fake_github.builders import push_texts
from pr_agent_action.demo.fake_github.notes import FakeReaction, FakeReviewComment, FakeThread
from pr_agent_action.demo.fake_github.trees import TextTree
from pr_agent_action.domain.command import Request, Trigger, TriggerKind
from pr_agent_action.domain.plan import State
from pr_agent_action.domain.pull_request import Actor
from pr_agent_action.model.scripted import Scripted, ScriptedModel
from pr_agent_action.ports import Prompt
from pr_agent_action.publication.markers import finding_of, fixed_of
from pr_agent_action.publication.state import read_state
from tests.fakes.github_bench import REF, Bench
from tests.fakes.house import settings_of
from tests.quality.defects import BY_TITLE, found_in

BOT = "github-actions[bot]"
Texts = Mapping[str, str]


@dataclass
class Life:
    """One pull request; ``play`` runs the Action on its head as it is now."""

    server: FakeGitHub
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    turn: int = 0
    shown: list[str] = field(default_factory=list)
    resolved_at: dict[int, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bench = Bench(self.server)

    @property
    def pull(self) -> FakePullRequest:
        return self.server.repository.pull_requests[1]

    @property
    def head(self) -> Mapping[str, str]:
        assert isinstance(self.pull.head_tree, TextTree)
        return {path: content.decode() for path, content in self.pull.head_tree.files.items()}

    def play(self, kind: TriggerKind = TriggerKind.PUSHED) -> Receipt:
        """Review; the model says everything that the prompt shows it, in other words than the last time."""
        self.turn += 1
        ticks = itertools.count()
        model = ScriptedModel(self._answer)
        detail = "pull_request.opened" if kind is TriggerKind.OPENED else "pull_request.synchronize"
        before = len(self.server.requests)
        receipt = run(
            Request(ref=REF, commands=(), trigger=Trigger(kind=kind, actor=Actor("octocat"), detail=detail)),
            Services(
                forge=self.bench.forge,
                model_for=lambda _settings: model,
                layered=settings_of(**self._sections()),
                boundary="fence-7d1a",
                now=lambda: f"2026-03-{self.turn:02}T12:00:00Z",
                clock=lambda: float(next(ticks)),
                log=lambda _text: None,
            ),
        )
        self.calls = [str(one) for one in self.server.requests[before:]]
        self.shown = [prompt.prefix for prompt in model.prompts]
        for thread in self.pull.threads:
            if thread.resolved_by and thread.resolved_by.login == BOT:
                self.resolved_at.setdefault(thread.id, self.head)
        return receipt

    def _sections(self) -> dict[str, Any]:
        reviewer = {"num_max_findings": 20, **self.settings}
        return {"pr_reviewer": reviewer, "github_action_config": {"auto_describe": False, "auto_improve": False}}

    def _answer(self, prompt: Prompt, answer: type[BaseModel]) -> Scripted:
        if "verdicts" in answer.model_fields:
            return {"verdicts": []}
        return {
            **dict.fromkeys(("effort", "tests", "score"), None),
            **dict.fromkeys(("tests_note", "security", "contribution_time"), ""),
            "split": [],
            "issues": [],
            "verdict": f"Seen for the {self.turn}. time.",
            "findings": found_in(prompt.prefix, self.turn, seed=self.seed),
        }

    # -------------------------------------------------------------------------- what people do

    def push(self, head: Texts, **how: Any) -> None:
        push_texts(self.server.repository, head, **how)

    def rebase(self, base: Texts, head: Texts) -> None:
        """Move the base branch, and put the head on top of it."""
        self.pull.base_tree = TextTree({path: text.encode() for path, text in base.items()})
        self.pull.base_sha = f"{self.turn:040x}"
        self.push(head, forced=True)

    def reply(self, defect: str, body: str, login: str = "octocat") -> None:
        root = self.root(defect)
        now = self.server.repository.register.now()
        values = {name: getattr(root, name) for name in FakeReviewComment.__slots__ if hasattr(root, name)}
        values |= {name: getattr(root, name) for name in ("reactions", "minimized_reason")}
        values |= {
            "id": self.server.repository.register.next_id(),
            "user": self.server.repository.user(login),
            "body": body,
            "created_at": now,
            "updated_at": now,
            "root_id": root.id,
            "reactions": [],
        }
        self.pull.review_comments.append(FakeReviewComment(**values))

    def thumbs_down(self, defect: str) -> None:
        repository = self.server.repository
        self.root(defect).reactions.append(
            FakeReaction(repository.register.next_id(), repository.user("octocat"), "-1", repository.register.now())
        )

    def resolve(self, defect: str, login: str = "octocat") -> None:
        self.thread(defect).resolved_by = self.server.repository.user(login)

    # --------------------------------------------------------------------------- what is to be seen

    @property
    def roots(self) -> list[FakeReviewComment]:
        """Our comments that opened a thread."""
        return [one for one in self.pull.review_comments if one.root_id == one.id and finding_of(one.body)]

    @property
    def raised(self) -> Counter[str]:
        """How often each defect was raised, by its name."""
        return Counter(defect_of(one) for one in self.roots)

    def root(self, defect: str) -> FakeReviewComment:
        return next(one for one in self.roots if defect_of(one) == defect)

    def thread(self, defect: str) -> FakeThread:
        return self.pull.thread_of(self.root(defect))

    def answers(self, defect: str) -> list[str]:
        """Our answers in its thread that say that it is fixed."""
        comments = self.pull.comments_of(self.thread(defect))
        return [one.body.split("\n")[0] for one in comments if fixed_of(one.body)]

    def mutations(self) -> list[str]:
        """The GraphQL calls of this life that could change something."""
        return [one.body["query"] for one in self.server.wrote() if one.path == "/graphql"]

    def summary(self) -> str:
        (found,) = [one.body for one in self.pull.comments if ":summary" in one.body]
        return found

    def tally(self) -> tuple[int, int, int]:
        """New, fixed and open, as the state has them and as the summary says them."""
        state = self.state()
        note = state.history[-1]
        assert note.sha == self.pull.head_sha
        if note.round > 1:
            assert f"**Round {note.round}: {note.new} new, {note.fixed} fixed, {note.open} open.**" in self.summary()
        return note.new, note.fixed, note.open

    def state(self) -> State:
        return read_state(self.bench.forge.snapshot(REF, base_paths=[])).state


def defect_of(comment: FakeReviewComment) -> str:
    title = comment.body.split("\n", 1)[0].partition(" · ")[2].replace("`", "")
    return next(defect.name for known, defect in BY_TITLE.items() if known.replace("`", "") == title)
