"""Any endpoint that speaks OpenAI's chat completions, through OpenAI's own client.

The client costs a second to import: it is imported at the first call. It retries nothing, since the
gateway does, with a budget and a circuit breaker around every try.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from baton.aws.secrets import Secret
from baton.core.clock import Clock
from baton.core.errors import Unavailable
from baton.language.endpoint import Call, Completion, ModelFault, sound
from baton.language.protocol import (
    UNREADABLE,
    completion_of,
    count_of,
    kind_of,
    name_of,
    of_another_form,
    told,
    word_of,
)
from baton.resilience.retry import FailedAttempt, FaultKind

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

CONNECT_SECONDS = 5.0
LONGEST_ANSWER = 2_000_000
"""Bytes of an answer that are read; a model's longest is a tenth of that."""

_SAYS = {
    FaultKind.UNAUTHORISED: "does not take our key",
    FaultKind.THROTTLED: "gets too many requests",
    FaultKind.UNAVAILABLE: "has a fault of its own",
    FaultKind.INVALID: "refuses the request",
}


class OpenAiEndpoint:
    """See ``baton.language.endpoint.Endpoint``. ``key`` is the API key; it is never part of an
    error or a log.
    """

    def __init__(self, base_url: str, key: Secret, clock: Clock) -> None:
        self._base_url = base_url
        self._key = key
        self._clock = clock
        self._made: OpenAI | None = None

    def renew(self) -> None:
        """See ``Endpoint``."""
        self._key.renew()
        self._made = None

    def use(self, client: "OpenAI") -> None:
        """Takes this client instead of one of its own making."""
        self._made = client

    def complete(self, call: Call) -> Completion:
        """See ``Endpoint``. An answer that drips is cut off when its time is over."""
        deadline = time.monotonic() + call.seconds
        with self._faults():
            raw = bytearray()
            answers = self._client().chat.completions.with_streaming_response
            with answers.create(**self._asked(call)) as response:
                for piece in response.iter_bytes():
                    raw += piece
                    _in_time(deadline, len(raw))
        return completion_of(bytes(raw))

    def stream(self, call: Call) -> Iterator[str | Completion]:
        """See ``Endpoint``."""
        deadline = time.monotonic() + call.seconds
        pieces: list[str] = []
        length, model, finished, usage = 0, call.model, "", None
        with self._faults(pieces):
            chunks: Any = self._client().chat.completions.create(
                **self._asked(call), stream=True, stream_options={"include_usage": True}
            )
            with chunks:
                for chunk in chunks:
                    model, usage = name_of(chunk.model) or model, chunk.usage or usage
                    for choice in chunk.choices or ():
                        finished = word_of(choice.finish_reason) or finished
                        if piece := choice.delta.content:
                            pieces.append(sound(piece))
                            length += len(piece)
                            yield pieces[-1]
                    _in_time(deadline, length)
        if not finished:
            raise _broken("The model's answer ended in the middle.")
        tokens_in = count_of(getattr(usage, "prompt_tokens", None))
        tokens_out = count_of(getattr(usage, "completion_tokens", None))
        yield Completion("".join(pieces), model, finished, tokens_in, tokens_out)

    @staticmethod
    def _asked(call: Call) -> dict[str, Any]:
        return {
            "model": call.model,
            "messages": [{"role": role, "content": words} for role, words in call.messages],
            "timeout": call.seconds,
            **call.parameters,
        }

    def _client(self) -> "OpenAI":
        if self._made is None:
            from openai import DefaultHttpxClient, OpenAI

            from baton.language.bounded import BoundedTransport

            try:
                key = self._key.text()
            except (LookupError, Unavailable) as error:
                fault = FailedAttempt(FaultKind.INVALID)
                raise ModelFault(
                    f"The language model's key cannot be had: {error}", fault, charged=False
                ) from error
            # An endpoint without keys gets a word, since the client wants one.
            client = DefaultHttpxClient(
                transport=BoundedTransport(LONGEST_ANSWER),
                follow_redirects=False,  # each would have the call's time anew
            )
            self._made = OpenAI(
                api_key=key or "none",
                base_url=self._base_url,
                max_retries=0,
                http_client=client,
            )
        return self._made

    @contextmanager
    def _faults(self, written: Sequence[str] = ()) -> Iterator[None]:
        """Raises ``ModelFault`` for whatever the client raises; ``written`` is what came before it."""
        from httpx2 import HTTPError, TimeoutException
        from openai import APIConnectionError, APIError, APIStatusError, APITimeoutError

        try:
            yield
        except (APITimeoutError, TimeoutException, TimeoutError) as error:
            fault = FailedAttempt(FaultKind.TIMEOUT)
            raise ModelFault(
                "The language model did not answer in time.", fault, charged=True
            ) from error
        except APIStatusError as error:
            raise self._refusal(error) from error
        except (APIConnectionError, HTTPError) as error:
            raise _broken("The connection to the language model was lost.") from error
        except APIError as error:  # within a stream
            raise told({"code": error.code, "type": error.type}, charged=bool(written)) from error
        except UNREADABLE as error:
            raise of_another_form() from error

    def _refusal(self, error: "APIStatusError") -> ModelFault:
        """A status: nothing was written, so nothing is charged."""
        status = error.status_code
        kind = FaultKind.INVALID if error.code == "insufficient_quota" else kind_of(status)
        code = f", {word_of(error.code)}" if word_of(error.code) else ""
        return ModelFault(
            f"The language model's endpoint {_SAYS[kind]} (status {status}{code}).",
            FailedAttempt(kind, retry_after(error.response.headers, self._clock)),
            charged=False,
        )


def retry_after(headers: Any, clock: Clock) -> float | None:
    """Seconds to wait, from ``retry-after-ms`` or ``Retry-After`` (RFC 9110, section 10.2.3)."""
    text = headers.get("retry-after-ms")
    try:
        if text is not None:
            return max(0.0, float(text) / 1_000)
        text = headers.get("retry-after")
        return None if text is None else max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(text) - clock()).total_seconds())
    except (TypeError, ValueError):
        return None


def _in_time(deadline: float, length: int) -> None:
    if time.monotonic() > deadline:
        raise TimeoutError
    if length > LONGEST_ANSWER:
        raise ValueError("the answer does not end")


def _broken(detail: str) -> ModelFault:
    return ModelFault(detail, FailedAttempt(FaultKind.UNAVAILABLE), charged=True)
