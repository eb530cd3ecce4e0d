"""What was paid for, kept in a file: a re-run of the same job asks no model twice.

A record is the answer to one question, found again by what was asked. The file is signed with the model's own key,
which no code of a pull request knows: answers that somebody else wrote are not read. It says which run it is of, so
that no other run takes its answers.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from pr_agent_action.agent.job_files import OWNER_ONLY, write_whole
from pr_agent_action.domain.usage import Usage
from pr_agent_action.ports import Answer, AnswerT, Capped, Metered, Model, ModelLimits, Prompt, Siblings

VERSION = 1
LARGEST = 20_000_000
"""Bytes that are read: a larger file is none of ours."""
USED_AGAIN = "An earlier attempt of this run has paid for answers: they are used, and no model is asked for them again."
NOT_OURS = "The state file is not from an earlier attempt of this run, or was changed: it is not used."


class _Record(BaseModel):
    """One answer as it is kept."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    value: dict[str, Any]
    model: str
    calls: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    cost_usd: Decimal | None

    @property
    def usage(self) -> Usage:
        """What it cost."""
        return Usage(
            calls=self.calls,
            input_tokens=self.input_tokens,
            cached_tokens=self.cached_tokens,
            output_tokens=self.output_tokens,
            cost_usd=self.cost_usd,
        )


class _Contents(BaseModel):
    """Everything that is signed."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    version: int
    run: str
    records: dict[str, _Record]


class Journal:
    """The answers of one run, in ``path``; safe to use from threads.

    ``run`` names the run, the same in each of its attempts. ``key`` signs. What goes wrong with the file is a line in
    the log: without it the run only costs again.
    """

    def __init__(self, path: Path, *, key: str, run: str, log: Callable[[str], None]) -> None:
        """Read what an earlier attempt has left."""
        self._path, self._run, self._log = path, run, log
        self._key = hashlib.blake2b(key.encode(), person=b"pr-agent journal", digest_size=32).digest()
        self._lock = Lock()
        self.used = Usage()
        self._records = self._read()

    def find(self, question: str, answer: type[AnswerT]) -> Answer[AnswerT] | None:
        """Give the recorded answer, ``None`` where there is none; its usage is what it once cost."""
        with self._lock:
            record = self._records.get(question)
            if record is None:
                return None
            try:
                value = answer.model_validate(record.value)
            except ValidationError:
                return None
            if not self.used.calls:
                self._log(USED_AGAIN)
            self.used += record.usage
        return Answer(value, record.model, record.usage)

    def keep(self, question: str, answer: Answer[AnswerT]) -> None:
        """Record an answer, at once on the disk."""
        usage = answer.usage
        record = _Record(
            value=answer.value.model_dump(mode="json"),
            model=answer.model,
            calls=usage.calls,
            input_tokens=usage.input_tokens,
            cached_tokens=usage.cached_tokens,
            output_tokens=usage.output_tokens,
            cost_usd=usage.cost_usd,
        )
        with self._lock:
            self._records[question] = record
            data = _Contents(version=VERSION, run=self._run, records=self._records).model_dump_json()
            try:
                write_whole(self._path, json.dumps({"signature": self._sign(data), "data": data}), mode=OWNER_ONLY)
            except OSError as error:
                self._log(f"The state file cannot be written ({error.strerror}): a re-run would pay again.")

    def _read(self) -> dict[str, _Record]:
        try:
            if self._path.is_symlink() or self._path.stat().st_size > LARGEST:
                self._log(NOT_OURS)
                return {}
            text = self._path.read_bytes()
        except OSError:
            return {}
        contents = self._opened(text)
        if contents is None:
            self._log(NOT_OURS)
            return {}
        return contents.records

    def _opened(self, text: bytes) -> _Contents | None:
        try:
            envelope = json.loads(text)
            signature, data = str(envelope["signature"]), str(envelope["data"])
            if not hmac.compare_digest(signature.encode(), self._sign(data).encode()):
                return None
            contents = _Contents.model_validate_json(data)
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        return contents if (contents.version, contents.run) == (VERSION, self._run) else None

    def _sign(self, data: str) -> str:
        return hmac.new(self._key, data.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class JournaledModel:
    """A model that asks only what the journal does not know. ``boundary`` is the random word in its prompts."""

    inner: Model
    journal: Journal
    boundary: str

    @property
    def name(self) -> str:
        """The name of the model behind it."""
        return self.inner.name

    def limits(self) -> ModelLimits:
        """Tell the limits of the model behind it."""
        return self.inner.limits()

    def estimate(self, input_tokens: int, output_tokens: int) -> Decimal | None:
        """Tell the price of the model behind it."""
        return self.inner.estimate(input_tokens, output_tokens)

    @property
    def spent(self) -> Usage:
        """What this attempt has spent, and what the answers that it found once cost."""
        return (self.inner.spent if isinstance(self.inner, Metered) else Usage()) + self.journal.used

    def limit_to(self, dollars: Decimal, cap: str) -> None:
        """Limit the model behind it; what the journal knows costs nothing."""
        if isinstance(self.inner, Capped):
            self.inner.limit_to(dollars, cap)

    def sibling(self, name: str) -> Model:
        """Give another model of the same run, with the same journal."""
        other = self.inner.sibling(name) if isinstance(self.inner, Siblings) else self.inner
        return JournaledModel(other, self.journal, self.boundary)

    def ask(self, prompt: Prompt, answer: type[AnswerT]) -> Answer[AnswerT]:
        """Answer from the journal, or ask and record."""
        question = self._question(prompt, answer)
        known = self.journal.find(question, answer)
        if known is not None:
            return known
        given = self.inner.ask(prompt, answer)
        self.journal.keep(question, given)
        return given

    def _question(self, prompt: Prompt, answer: type[BaseModel]) -> str:
        """Name what is asked: everything but what an attempt itself changes, the description and its random word."""
        files = prompt.prefix.partition(f"\n{self.boundary} files\n")[2] or prompt.prefix
        parts = [self.name, prompt.system, files, prompt.task, json.dumps(answer.model_json_schema(), sort_keys=True)]
        text = "\0".join(parts).replace(self.boundary, "")
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
