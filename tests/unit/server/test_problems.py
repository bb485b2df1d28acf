from __future__ import annotations

import json

import pytest
from starlette.exceptions import HTTPException

from kg.errors import QueryError, StoreBusy, StoreError, TimewireError
from server import problems
from server.problems import STATUSES, problem_of


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QueryError("x"), 400),
        (problems.MalformedRequest("x"), 400),
        (problems.UpdateRefused("x"), 403),
        (problems.Unauthorized("x"), 401),
        (problems.NotFound("x"), 404),
        (problems.NotAcceptable("x"), 406),
        (problems.ContentTooLarge("x"), 413),
        (problems.UnsupportedMediaType("x"), 415),
        (problems.QueryTimeout("x"), 503),
        (problems.Overloaded("x"), 503),
        (StoreBusy("x"), 503),
        (StoreError("x"), 503),
        (TimewireError("x"), 400),
        (HTTPException(404), 404),
        (HTTPException(405, headers={"Allow": "GET"}), 405),
        (RuntimeError("secret of the house"), 500),
    ],
)
def test_an_exception_has_its_status_and_says_what_to_do(error: Exception, status: int) -> None:
    problem = problem_of(error)
    members = json.loads(problem.body())
    assert (problem.status, members["status"]) == (status, status)
    assert all(members[name] for name in ("type", "title", "detail", "remedy"))
    assert "secret" not in problem.body().decode()


def test_what_is_passing_says_when_to_come_back() -> None:
    assert dict(problem_of(StoreBusy("x")).headers)["Retry-After"]
    assert dict(problem_of(problems.Unauthorized("x")).headers)["WWW-Authenticate"] == "Bearer"


def test_no_row_of_the_table_is_hidden_by_an_earlier_one() -> None:
    for number, (kind, _, _) in enumerate(STATUSES):
        assert not any(issubclass(kind, earlier) for earlier, _, _ in STATUSES[:number]), kind
