"""Every error that the project raises on purpose, in one tree.

::

    AgentError                     anything we say to a user: cause and fix
    ├── UsageError                 the caller's words are wrong (exit 2)
    │   ├── SettingsError          a setting of the operator's that is no valid value
    │   ├── EventError             an event file or payload that cannot be read
    │   └── CommandError           a slash command that cannot be read
    ├── ForgeError                 the forge said no, or nothing (exit 1)
    │   ├── AuthenticationError    401: token missing, wrong or expired
    │   ├── PermissionDeniedError  403: the token lacks a scope, which the message names
    │   ├── NotFoundError          404, 410
    │   ├── ConflictError          409
    │   ├── RejectedError          422: the forge refused the content of a request
    │   ├── RateLimitedError       429 or 403 with a rate limit, after the retries
    │   └── UnavailableError       5xx, time-out or a cut connection, after the retries
    ├── ModelError                 the model gave no usable answer (exit 1)
    │   └── AnswerError            it answered, but not what was asked for
    └── BudgetError                the next call would cost more than ``max_cost_usd`` allows

Adapters translate at their edge: no exception of PyGithub, httpx or litellm leaves its room.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells its caller."""

    OK = 0
    FAILED = 1
    USAGE = 2
    FINDINGS = 3


class AgentError(Exception):
    """An error with a cause that a user understands and, where there is one, a fix.

    ``str(error)`` is one line, ``cause`` then ``fix``, and never holds a secret or a file's content.
    """

    exit_code: ExitCode = ExitCode.FAILED

    def __init__(self, cause: str, *, fix: str = "") -> None:
        """Take one sentence of ``cause`` and one of ``fix``, each with its full stop."""
        super().__init__(f"{cause} {fix}".strip())
        self.cause = cause
        self.fix = fix


class UsageError(AgentError):
    """The caller's words are wrong."""

    exit_code = ExitCode.USAGE


class SettingsError(UsageError):
    """A setting of the operator's that is no valid value."""


class EventError(UsageError):
    """An event file or payload that cannot be read."""


class CommandError(UsageError):
    """A slash command that cannot be read."""


class ForgeError(AgentError):
    """The forge said no, or nothing."""


class AuthenticationError(ForgeError):
    """The token is missing, wrong or expired (401)."""


class PermissionDeniedError(ForgeError):
    """The token may not do this (403)."""


class NotFoundError(ForgeError):
    """No such thing, or the token may not see it (404, 410)."""


class ConflictError(ForgeError):
    """Somebody else changed it meanwhile (409)."""


class RejectedError(ForgeError):
    """The forge refused the content of the request (422)."""


class RateLimitedError(ForgeError):
    """The rate limit holds for longer than the run may wait."""


class UnavailableError(ForgeError):
    """5xx, time-out or a cut connection, after the retries."""


class ModelError(AgentError):
    """The model gave no usable answer."""


class AnswerError(ModelError):
    """The model answered, but not what was asked for: no valid answer after the repair, or one that is cut off."""


class BudgetError(AgentError):
    """The next call would cost more than the run may spend."""
