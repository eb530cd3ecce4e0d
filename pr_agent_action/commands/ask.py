"""``/ask``: a person's question about the pull request, or about the thread that it stands in."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from pr_agent_action.commands.answers import AskAnswer
from pr_agent_action.commands.base import Question, Task
from pr_agent_action.domain.coverage import Reach
from pr_agent_action.domain.outcome import Outcome
from pr_agent_action.domain.pull_request import Comment, ReviewThread
from pr_agent_action.prompts.render import render
from pr_agent_action.text.clean import clean_prose
from pr_agent_action.text.tokens import clip_to_tokens

ALIASES = ("ask_question", "ask_line", "answer")
USAGE = "/ask QUESTION"
SUMMARY = "Answer a question about the pull request; in a review thread, about those lines."
CALL_GROUP: str | None = "answer"
NO_QUESTION = "`/ask` wants a question behind it, such as `/ask why is this locked twice?`."
MOST_UNSEEN_NAMED = 10
THREAD_TOKENS = 2000


def questions(task: Task) -> tuple[Question, ...]:
    """Ask once, about the riskiest chunk; what is not in it is named."""
    if not task.command.text:
        return ()
    section = task.settings.pr_questions
    thread = task.thread
    text = render(
        "ask",
        question=task.command.text,
        unseen=_unseen(task),
        thread=_thread_text(thread, task) if thread else "",
        place=f"`{thread.path}`" + (f", line {thread.line}" if thread.line else "") if thread else "",
        boundary=task.boundary,
        extra_instructions=section.extra_instructions,
    )
    return (Question(task=text, answer=AskAnswer),)


def outcome(task: Task, answers: Sequence[BaseModel], failure: str) -> Outcome:
    """Take the answer as the reply."""
    if not task.command.text:
        return Outcome(command="ask", reply=NO_QUESTION)
    said = next((answer.answer for answer in answers if isinstance(answer, AskAnswer)), "")
    return Outcome(command="ask", reply=said, failure=failure)


def _unseen(task: Task) -> str:
    """Name the files that the first chunk does not show."""
    shown = set(task.context.chunks[0].paths) if task.context.chunks else set()
    paths = [row.path for row in task.context.coverage if row.path not in shown or row.reach is Reach.SKIPPED]
    named = ", ".join(paths[:MOST_UNSEEN_NAMED])
    more = len(paths) - MOST_UNSEEN_NAMED
    return f"{named} and {more} more files" if more > 0 else named


def _thread_text(thread: ReviewThread, task: Task) -> str:
    """The hunk and what was said, the newest comments kept when it is long; the question itself is left out."""
    history = thread.comments if task.settings.pr_questions.use_conversation_history else thread.comments[:1]
    said = [_line(comment) for comment in history if comment.id != task.request.trigger.comment_id]
    text = "\n\n".join([clip_to_tokens(thread.diff_hunk, THREAD_TOKENS // 2), *said[-20:]])
    return clip_to_tokens(text, THREAD_TOKENS).replace(task.boundary, "")


def _line(comment: Comment) -> str:
    return f"{comment.author.login}: {clean_prose(comment.body).text}"
