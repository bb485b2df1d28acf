"""Errors of syntax are told where they are, not where the engine's parser has looked ahead to."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from server.engine.error_places import with_true_place
from server.sparql.faults import syntax_problem

PREFIXES = {"ev": "https://example.org/ev#"}


def _message(text: str, *, update: bool = False) -> str:
    store = ox.Store()
    with pytest.raises(SyntaxError) as caught:
        (store.update if update else store.query)(text, prefixes=PREFIXES)
    return with_true_place(str(caught.value), text, PREFIXES, update=update)


def _place(text: str, *, update: bool = False) -> tuple[object, object, object]:
    problem = syntax_problem(_message(text, update=update), text, PREFIXES)
    return tuple(getattr(problem, "members", {}).get(name) for name in ("line", "column", "token"))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("query", "line", "column", "token"),
    [
        ("SELEC * {}", 1, 1, "SELEC"),
        ("SELECT * {\n  ?s ?p }", 2, 9, "}"),
        ("SELECT * {\n  ?s ?p }\nLIMIT 3", 2, 9, "}"),
        ("SELECT * { ?s ?p ?o ?x }", 1, 21, "?x"),
        ("SELECT ?x WHERE { ?s a } LIMIT 1", 1, 24, "}"),
        ("SELECT * { FILTER(?x > ) }", 1, 24, ")"),
        ("ASK { ?s ?p ?o . . }", 1, 18, "."),
        ("SELECT * { ?s ?p ?o } ORDER ?s", 1, 29, "?s"),
        ("SELECT * { ?s ?p ?o } foo", 1, 23, "foo"),
        ("SELECT ?x, ?y { ?x ?p ?y }", 1, 10, ","),
        ("SELECT * { { ?s ?p ?o } UNION }", 1, 31, "}"),
        ("SELECT * {?s ?p ?o FILTER regex(?o 'x')}", 1, 36, "'x'"),
        ("PREFIX ex <http://example.org/> SELECT * {}", 1, 8, "ex"),
        ("SELECT * { ?s ?p ?o # { ( ,\n ?x }", 2, 2, "?x"),
        ("SELECT * { ?s ?p '} ; (' ?x }", 1, 26, "?x"),
        ("SELECT * { ?s ev:p ?o ?x }", 1, 23, "?x"),
    ],
)
def test_the_token_that_cannot_be_is_told(query: str, line: int, column: int, token: str) -> None:
    assert _place(query) == (line, column, token)


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o", "ASK", "SELECT * {?s ?p ?o} LIMIT", ""])
def test_a_query_that_ends_too_early_is_wrong_at_its_end(query: str) -> None:
    assert _place(query) == (1, len(query) + 1, "")


@pytest.mark.parametrize(
    ("update", "column", "token"),
    [
        ("INSER DATA {}", 1, "INSER"),
        ("DELETE WHERE { ?s ?p }", 22, "}"),
        ("INSERT { ?s ?p ?o } WHERE ?s", 27, "?s"),
        ("INSERT DATA { <a:b> <a:c> 1 } ; DELET {}", 33, "DELET"),
    ],
)
def test_updates_too(update: str, column: int, token: str) -> None:
    assert _place(update, update=True) == (1, column, token)


def test_what_is_wrong_beyond_grammar_keeps_its_words() -> None:
    assert "Variables are not allowed" in _message("INSERT DATA { <a:b> <a:c> ?x }", update=True)
    assert "[_]" not in _message("SELECT * { ?s ?p }")
    assert "not declared" in str(
        syntax_problem(_message("SELECT * { ?s foo:p ?o }"), "SELECT * { ?s foo:p ?o }", PREFIXES)
    )


@pytest.mark.parametrize("text", ["INSERT DATA { <a:b> <a:c> <a:d> }", "CLEAR ALL"])
def test_nothing_is_ever_run(text: str) -> None:
    """A message on a text that is well formed after all leaves the message as it is."""
    told = with_true_place("error at 1:1: what", text, {}, update=True)
    assert told.startswith("error at 1:")


def test_a_message_without_a_place_and_a_long_text_stay_as_they_are() -> None:
    assert with_true_place("nothing of the kind", "SELEC", {}) == "nothing of the kind"
    assert with_true_place("error at 1:9: what", "SELEC " + "x" * 30_000, {}) == "error at 1:9: what"
