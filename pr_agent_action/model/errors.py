"""What goes wrong with models: one table of whether it is tried again and what the user reads.

litellm's messages quote keys, prompts and answers, so none is ever shown: a class, a status and a few phrases decide on
the trouble, and the trouble has its own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from pr_agent_action.errors import ModelError
from pr_agent_action.model.patience import retry_after


@dataclass(frozen=True, slots=True)
class Words:
    """Whether another try may help, what happened (``{model}`` is named) and what the user can do."""

    retry: bool
    cause: str
    fix: str


class Trouble(Enum):
    """All that can go wrong."""

    KEY = Words(
        retry=False,
        cause="The provider of {model} refused the API key.",
        fix="Check that the secret holds a valid key of this provider, and that the step gets it.",
    )
    PERMISSION = Words(
        retry=False,
        cause="The API key may not use {model}.",
        fix="Give the key access to the model, or choose another model.",
    )
    MODEL = Words(
        retry=False,
        cause="The model {model} is not known to its provider, or to litellm.",
        fix="Check the name; litellm wants it as provider/model, for example openai/gpt-6.1-sol.",
    )
    WINDOW = Words(
        retry=False,
        cause="The prompt is longer than {model} takes.",
        fix="Set max_model_tokens to the model's real window, or choose a model with a larger one.",
    )
    QUOTA = Words(
        retry=False,
        cause="The account behind the API key of {model} has no credit or quota left.",
        fix="Add credit at the provider, or use another key.",
    )
    RATE = Words(
        retry=True,
        cause="The provider of {model} limits the rate of calls.",
        fix="Try again later, raise the limit at the provider, or set fallback_models.",
    )
    POLICY = Words(
        retry=False,
        cause="The provider of {model} refused the prompt or the answer under its content policy.",
        fix="Choose another model, or set fallback_models.",
    )
    TIMEOUT = Words(
        retry=True,
        cause="{model} did not answer in time.",
        fix="Raise ai_timeout, choose a faster model, or set fallback_models.",
    )
    CONNECTION = Words(
        retry=True,
        cause="The provider of {model} could not be reached.",
        fix="Check api_base and the runner's network.",
    )
    SERVER = Words(
        retry=True,
        cause="The provider of {model} is failing.",
        fix="Try again later, or set fallback_models.",
    )
    REQUEST = Words(
        retry=False,
        cause="The provider of {model} refused the request.",
        fix="Check that the model is a chat model and that api_base fits it.",
    )
    PARAMETERS = Words(
        retry=False,
        cause="{model} does not take one of the parameters.",
        fix="Leave temperature, seed and reasoning_effort at their defaults, or choose another model.",
    )
    ANSWER = Words(
        retry=True,
        cause="The provider of {model} sent what is no answer.",
        fix="Try again later, or set fallback_models.",
    )
    BUG = Words(
        retry=False,
        cause="Asking {model} failed in litellm.",
        fix="Please report this with the name of the model.",
    )


CLASSES: Final[Mapping[str, Trouble]] = {
    "AuthenticationError": Trouble.KEY,
    "PermissionDeniedError": Trouble.PERMISSION,
    "NotFoundError": Trouble.MODEL,
    "LiteLLMUnknownProvider": Trouble.MODEL,
    "ModelNotMappedError": Trouble.MODEL,
    "ContextWindowExceededError": Trouble.WINDOW,
    "PaymentRequiredError": Trouble.QUOTA,
    "BudgetExceededError": Trouble.QUOTA,
    "RateLimitError": Trouble.RATE,
    "ContentPolicyViolationError": Trouble.POLICY,
    "RejectedRequestError": Trouble.POLICY,
    "GuardrailRaisedException": Trouble.POLICY,
    "BlockedPiiEntityError": Trouble.POLICY,
    "SensitiveDataRouteException": Trouble.POLICY,
    "ModifyResponseException": Trouble.POLICY,
    "Timeout": Trouble.TIMEOUT,
    "TimeoutError": Trouble.TIMEOUT,
    "APIConnectionError": Trouble.CONNECTION,
    "ServiceUnavailableError": Trouble.SERVER,
    "BadGatewayError": Trouble.SERVER,
    "InternalServerError": Trouble.SERVER,
    "MidStreamFallbackError": Trouble.SERVER,
    "APIError": Trouble.SERVER,
    "MockException": Trouble.SERVER,
    "BadRequestError": Trouble.REQUEST,
    "InvalidRequestError": Trouble.REQUEST,
    "UnprocessableEntityError": Trouble.REQUEST,
    "ImageFetchError": Trouble.REQUEST,
    "VectorStoreSearchError": Trouble.REQUEST,
    "UnsupportedParamsError": Trouble.PARAMETERS,
    "APIResponseValidationError": Trouble.ANSWER,
    "JSONSchemaValidationError": Trouble.ANSWER,
    "OpenAIError": Trouble.BUG,
}
"""litellm's exception classes by name; a test holds that none is missing."""

STATUSES: Final[Mapping[int, Trouble]] = {
    401: Trouble.KEY,
    402: Trouble.QUOTA,
    403: Trouble.PERMISSION,
    404: Trouble.MODEL,
    408: Trouble.TIMEOUT,
    413: Trouble.WINDOW,
    429: Trouble.RATE,
}
"""What a status means where litellm has only its catch-all class for it."""

PHRASES: Final[tuple[tuple[re.Pattern[str], Trouble], ...]] = (
    (
        re.compile(
            r"insufficient_quota|exceeded your current quota|credit balance|insufficient balance", re.IGNORECASE
        ),
        Trouble.QUOTA,
    ),
    (
        re.compile(r"context_length_exceeded|maximum context length|prompt is too long|context window", re.IGNORECASE),
        Trouble.WINDOW,
    ),
    (re.compile(r"content_policy|content_filter|content management policy", re.IGNORECASE), Trouble.POLICY),
    (
        re.compile(r"LLM Provider NOT provided|model_not_found|model .{0,80}(does not exist|not found)", re.IGNORECASE),
        Trouble.MODEL,
    ),
    # NOTE: litellm calls a provider that cannot be reached an internal error of it, such as for a wrong api_base.
    (re.compile(r"- (Connection error\.|\[Errno -?\d+\])"), Trouble.CONNECTION),
)
"""What providers say in a 400, 429 or 500 that means something else; read, never shown."""

_VAGUE: Final = frozenset({Trouble.REQUEST, Trouble.RATE, Trouble.SERVER, Trouble.CONNECTION})


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A trouble, and how many seconds the provider asks us to wait (``None`` where it does not say)."""

    trouble: Trouble
    retry_after: float | None = None

    def error(self, model: str) -> ModelError:
        """Give the error that the user reads."""
        words = self.trouble.value
        return ModelError(words.cause.format(model=model), fix=words.fix)


def diagnose(error: BaseException) -> Diagnosis:
    """Tell what an exception out of litellm means."""
    names = [kind.__name__ for kind in type(error).__mro__]
    trouble = next((CLASSES[name] for name in names if name in CLASSES), Trouble.BUG)
    if names[0] == "APIError":
        trouble = _by_status(getattr(error, "status_code", None))
    if trouble in _VAGUE:
        trouble = next((meant for phrase, meant in PHRASES if phrase.search(str(error))), trouble)
    return Diagnosis(trouble, retry_after(_headers(error)))


def _by_status(status: object) -> Trouble:
    if not isinstance(status, int):
        return Trouble.SERVER
    client_error = 400 <= status < 500  # noqa: PLR2004 - HTTP
    return STATUSES.get(status, Trouble.REQUEST if client_error else Trouble.SERVER)


def _headers(error: BaseException) -> Mapping[str, str]:
    """Find the response's headers: litellm keeps them in one of three places."""
    response = getattr(error, "response", None)
    for headers in (
        getattr(error, "litellm_response_headers", None),
        getattr(error, "headers", None),
        getattr(response, "headers", None),
    ):
        if headers:
            return {str(key): str(value) for key, value in headers.items()}
    return {}
