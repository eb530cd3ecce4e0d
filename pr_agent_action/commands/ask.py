"""``/ask``: a person's question about the pull request, or about the thread that it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel

from pr_agent_action.commands.answers import AskAnswer
from pr_agent_action.commands.base import Question, Task
from pr_agent_action.context.untrusted import Fence
from pr_agent_action.domain.coverage import Reach
from pr_agent_action.domain.outcome import Outcome
from pr_agent_action.domain.pull_request import Comment, ReviewThread
from pr_agent_action.prompts.render import render
from pr_agent_action.text.redact import redact
from pr_agent_action.text.tokens import clip_to_tokens, estimate_tokens

USAGE = "/ask QUESTION"
SUMMARY = "Answer a question about the pull request; in a review thread, about those lines."
CALL_GROUP: str | None = "answer"
NO_QUESTION = "`/ask` wants a question behind it, such as `/ask why is this locked twice?`."
MOST_UNSEEN_NAMED = 10
THREAD_TOKENS = 2000
HUNK_TOKENS = 1000
LEAST_TOKENS = 20


def questions(task: Task) -> tuple[Question, ...]:
    """Ask once, about the riskiest chunk; what is not in it is named."""
    if not task.command.text:
        return ()
    fence = Fence(task.boundary, task.secrets)
    text = render(
        "ask",
        question=redact(task.command.text, task.secrets),
        unseen=_unseen(task, fence),
        thread=_thread_text(task.thread, task, fence) if task.thread else "",
        boundary=task.boundary,
        extra_instructions=task.settings.pr_questions.extra_instructions.strip(),
    )
    return (Question(task=text, answer=AskAnswer),)


def outcome(task: Task, answers: Sequence[BaseModel], failure: str) -> Outcome:
    """Take the answer as the reply."""
    if not task.command.text:
        return Outcome(command="ask", reply=NO_QUESTION)
    said = next((answer.answer for answer in answers if isinstance(answer, AskAnswer)), "")
    return Outcome(command="ask", reply=said, failure=failure)


def _unseen(task: Task, fence: Fence) -> str:
    """Name the files that the first chunk does not show; how a file is called is its author's choice."""
    shown = set(task.context.chunks[0].paths) if task.context.chunks else set()
    paths = [row.path for row in task.context.coverage if row.path not in shown or row.reach is Reach.SKIPPED]
    named = ", ".join(fence.line(path) for path in paths[:MOST_UNSEEN_NAMED])
    more = len(paths) - MOST_UNSEEN_NAMED
    return f"{named} and {more} more files" if more > 0 else named


def _thread_text(thread: ReviewThread, task: Task, fence: Fence) -> str:
    """Place, hunk and what was said, the newest comments kept when it is long; the question itself is left out."""
    history = thread.comments if task.settings.pr_questions.use_conversation_history else thread.comments[:1]
    said = [_line(comment, fence) for comment in history if comment.id != task.request.trigger.comment_id]
    place = f"{fence.line(thread.path)}, line {thread.line}" if thread.line else f"{fence.line(thread.path)}, outdated"
    hunk = "\n".join(fence.code(thread.diff_hunk.split("\n")))
    parts = [f"== {place}\n{clip_to_tokens(hunk, HUNK_TOKENS)}"]
    return "\n\n".join([*parts, *reversed(tuple(_newest(reversed(said))))])


def _newest(said: Iterable[str]) -> Iterator[str]:
    """Take comments, newest first, while there is room for them; the first that is too long is cut."""
    room = THREAD_TOKENS - HUNK_TOKENS
    for text in said:
        if room < LEAST_TOKENS:
            return
        yield clip_to_tokens(text, room)
        room -= estimate_tokens(text)


def _line(comment: Comment, fence: Fence) -> str:
    return f"{fence.line(comment.author.login)}: {fence.prose(comment.body)}"
