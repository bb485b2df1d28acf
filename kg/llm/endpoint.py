"""Asks an OpenAI-compatible endpoint for JSON, and goes on when it fails: limits, time-outs, retries, what it cost.

The only file that imports ``openai``. No message of an error holds the key, nor what the endpoint sent back of it.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from kg.errors import InputError, SettingsError

if TYPE_CHECKING:
    from openai import OpenAI

ATTEMPTS = 4
LONGEST_WAIT_S = 120.0
LONGEST_ANSWER = 4_000_000
"""Bytes of an answer, after which it is given up."""
LONGEST_OUTPUT = 16_000
"""Tokens that the model may answer with."""
_TEMPORARY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """Where the endpoint is and what it costs; prices are dollars for a million tokens, 0 where not known."""

    base_url: str
    model: str
    key: str = field(repr=False)
    timeout_s: float = 60.0
    price_in: float = 0.0
    price_out: float = 0.0


@dataclass(slots=True)
class Usage:
    """What was asked of the endpoint so far."""

    requests: int = 0
    failures: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    dollars: float = 0.0


class _Unusable(Exception):
    """An answer that cannot be used; asking again may help, after ``wait_s`` if the endpoint says so."""

    def __init__(self, why: str, wait_s: float | None = None) -> None:
        super().__init__(why)
        self.wait_s = wait_s


class Endpoint:
    """One endpoint; ``wait`` sleeps between attempts."""

    def __init__(self, settings: LlmSettings, wait: Callable[[float], None] = time.sleep) -> None:
        self.settings = settings
        self.usage = Usage()
        self._wait = wait
        self._client = _client(settings)

    def ask(self, instructions: str, text: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object that the model answers with.

        Raises:
            InputError: no usable answer after all attempts; the batch goes on without this article.
            SettingsError: the endpoint refuses the key, the model or the address, for this article as for any other.
        """
        why = ""
        for attempt in range(ATTEMPTS):
            try:
                return self._answer(instructions, text, schema)
            except _Unusable as failure:
                self.usage.failures += 1
                why = str(failure)
                if attempt + 1 < ATTEMPTS:
                    self._wait(_pause(attempt, failure.wait_s))
        raise InputError(f"the model gave no usable answer in {ATTEMPTS} attempts: {why}", remedy="try it again later")

    def _answer(self, instructions: str, text: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        self.usage.requests += 1
        completion = self._completion(instructions, text, schema)
        self._count(completion)
        choices = getattr(completion, "choices", None)
        if not choices:
            raise _Unusable("the answer is no chat completion")
        message, reason = choices[0].message, choices[0].finish_reason
        if getattr(message, "refusal", None):
            raise _Unusable("the model refused")
        if reason == "length":
            raise _Unusable("the answer was cut off")
        return _object(message.content)

    def _completion(self, instructions: str, text: str, schema: Mapping[str, Any]) -> Any:
        import openai

        messages: Any = [{"role": "system", "content": instructions}, {"role": "user", "content": text}]
        form: Any = {"type": "json_schema", "json_schema": {"name": "reading", "schema": schema}}
        try:
            return self._client.chat.completions.create(
                model=self.settings.model,
                messages=messages,
                response_format=form,
                temperature=0,
                max_tokens=LONGEST_OUTPUT,
            )
        except openai.APIStatusError as error:
            raise self._refusal(error.status_code, error.response.headers) from None
        except openai.APITimeoutError:
            raise _Unusable(f"no answer within {self.settings.timeout_s:g} seconds") from None
        except openai.APIConnectionError as error:
            raise _Unusable(_cause(error)) from None
        except (openai.OpenAIError, httpx.HTTPError, ValueError):
            raise _Unusable("the answer is not JSON of a chat completion") from None

    def _refusal(self, status: int, headers: Mapping[str, str]) -> Exception:
        if status in _TEMPORARY:
            return _Unusable(f"the endpoint answered {status}", _seconds(headers.get("retry-after")))
        remedy = "check its address, the model and the key"
        return SettingsError(f"the endpoint answered {status}", where=self.settings.base_url, remedy=remedy)

    def _count(self, completion: Any) -> None:
        usage = getattr(completion, "usage", None)
        given, made = (getattr(usage, name, 0) or 0 for name in ("prompt_tokens", "completion_tokens"))
        self.usage.tokens_in += given
        self.usage.tokens_out += made
        self.usage.dollars += (given * self.settings.price_in + made * self.settings.price_out) / 1e6


def _object(content: str | None) -> dict[str, Any]:
    try:
        answer = json.loads(content or "")
    except (ValueError, RecursionError):
        raise _Unusable("the answer is no JSON") from None
    if not isinstance(answer, dict):
        raise _Unusable("the answer is no JSON object")
    return answer


def _cause(error: Exception) -> str:
    too_long = isinstance(error.__cause__, _TooLong)
    return f"the answer is longer than {LONGEST_ANSWER} bytes" if too_long else "the endpoint cannot be reached"


def _seconds(retry_after: str | None) -> float | None:
    """``Retry-After`` in seconds; a date there counts as nothing said."""
    try:
        return max(0.0, float(retry_after)) if retry_after is not None else None
    except ValueError:
        return None


def _pause(attempt: int, told: float | None) -> float:
    """What the endpoint asks for, else twice as long each time, a little apart from others who wait."""
    return min(LONGEST_WAIT_S, told if told is not None else 2.0**attempt * random.uniform(1, 1.25))


# ----------------------------------------------------------------------------------------------------- transport


def _client(settings: LlmSettings) -> OpenAI:
    try:
        from openai import OpenAI
    except ImportError as error:
        raise SettingsError("the extractor llm is not installed", remedy="pip install 'timewire[llm]'") from error
    transport = httpx.Client(
        transport=_Limited(), timeout=settings.timeout_s, headers={"Accept-Encoding": "identity"}, trust_env=False
    )
    return OpenAI(
        api_key=settings.key or "none",
        base_url=settings.base_url,
        max_retries=0,
        timeout=settings.timeout_s,
        http_client=transport,
    )


class _TooLong(httpx.TransportError):
    """An answer longer than we take."""


class _Limited(httpx.HTTPTransport):
    """Gives up an answer that does not end."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        response.stream = _LimitedStream(response.stream)
        return response


class _LimitedStream(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        length = 0
        for chunk in self._stream:
            length += len(chunk)
            if length > LONGEST_ANSWER:
                raise _TooLong("answer too long")
            yield chunk

    def close(self) -> None:
        self._stream.close()
