"""Whatever an endpoint does, an article is read or listed with a reason; nothing hangs, and no key is told."""

from __future__ import annotations

import logging
import socket

import pytest

from kg.errors import InputError, SettingsError
from kg.llm import endpoint as module
from kg.llm.endpoint import ATTEMPTS, Endpoint, LlmSettings
from tests.unit.llm.stub import Answer, Stub, said, serving

KEY = "sk-never-to-be-told"


def asking(stub_url: str, waits: list[float] | None = None, timeout_s: float = 5.0) -> Endpoint:
    settings = LlmSettings(stub_url, "small", KEY, timeout_s, price_in=1.0, price_out=5.0)
    return Endpoint(settings, (waits if waits is not None else []).append)


def failure(stub: Stub, timeout_s: float = 5.0) -> str:
    with pytest.raises(InputError) as raised:
        asking(stub.url, timeout_s=timeout_s).ask("read", "text", {})
    assert KEY not in str(raised.value)
    return str(raised.value)


def test_an_answer_is_counted_and_priced() -> None:
    with serving(said('{"events": []}')) as stub:
        endpoint = asking(stub.url)
        assert endpoint.ask("read", "the text", {"type": "object"}) == {"events": []}
    assert (endpoint.usage.tokens_in, endpoint.usage.tokens_out) == (1000, 200)
    assert endpoint.usage.dollars == pytest.approx(0.002)
    (request,) = stub.requests
    assert request["model"] == "small"
    assert request["messages"][1]["content"] == "the text"
    assert request["response_format"]["json_schema"]["schema"] == {"type": "object"}


def test_what_is_busy_is_asked_again_after_the_time_it_names() -> None:
    waits: list[float] = []
    with serving(Answer(b"{}", 429, headers={"Retry-After": "7"}), said("{}")) as stub:
        assert asking(stub.url, waits).ask("read", "text", {}) == {}
    assert waits == [7.0]


def test_a_fault_of_the_endpoint_is_waited_out_longer_each_time() -> None:
    waits: list[float] = []
    with serving(Answer(b"oops", 500), Answer(b"oops", 503), said("{}")) as stub:
        assert asking(stub.url, waits).ask("read", "text", {}) == {}
    assert 1 <= waits[0] < waits[1]


def test_no_wait_is_longer_than_two_minutes() -> None:
    waits: list[float] = []
    with serving(Answer(b"{}", 429, headers={"Retry-After": "86400"}), said("{}")) as stub:
        asking(stub.url, waits).ask("read", "text", {})
    assert waits == [120.0]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"oops", 500), "500"),
        (Answer(b"{}", 429, headers={"Retry-After": "soon"}), "429"),
        (Answer(b"<html>Sign in</html>", type="text/html"), "no chat completion"),
        (Answer(b"{not json", type="application/json"), "not JSON"),
        (Answer(b'{"choices": ['), "not JSON"),
        (Answer(b"{}"), "no chat completion"),
        (Answer(b"[]"), "no chat completion"),
        (said("{not json"), "no JSON"),
        (said('{"events": [{"quo'), "no JSON"),
        (said('{"events": [', finish="length"), "cut off"),
        (said("[1, 2]"), "no JSON object"),
        (said("[" * 100_000), "no JSON"),
        (said(None), "no JSON"),
        (said(None, refusal="I cannot help with that"), "refused"),
    ],
)
def test_a_useless_answer_is_asked_for_again_and_then_given_up(answer: Answer, reason: str) -> None:
    with serving(answer) as stub:
        assert reason in failure(stub)
    assert len(stub.requests) == ATTEMPTS


def test_an_endpoint_that_does_not_answer_in_time_is_given_up() -> None:
    with serving(Answer(b"{}", delay_s=0.6)) as stub:
        assert "no answer within 0.2 seconds" in failure(stub, timeout_s=0.2)


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_ANSWER", 10_000)
    with serving(said("x" * 50_000)) as stub:
        assert "longer than 10000 bytes" in failure(stub)


def test_an_endpoint_that_is_not_there_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        stub = Stub([], url=f"http://127.0.0.1:{taken.getsockname()[1]}/v1")
        assert "cannot be reached" in failure(stub)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_that_will_not_pass_ends_the_batch(status: int) -> None:
    body = f'{{"error": {{"message": "bad key {KEY}"}}}}'.encode()
    with serving(Answer(body, status)) as stub, pytest.raises(SettingsError) as raised:
        asking(stub.url).ask("read", "text", {})
    assert str(status) in str(raised.value)
    assert KEY not in str(raised.value)
    assert len(stub.requests) == 1


def test_the_key_is_sent_and_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(Answer(b"oops", 500), said("{}")) as stub:
        endpoint = asking(stub.url)
        endpoint.ask("read", "text", {})
    assert stub.authorizations == [f"Bearer {KEY}"] * 2
    assert KEY not in caplog.text + repr(endpoint.settings)
