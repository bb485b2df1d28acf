from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.store.search_query import LONGEST, compile_search

TEXTS = (
    "Ferry talks in Oslo",
    "The ferry sank and nobody talked",
    "A prisoner swap in Geneva",
    "Swaps of prisoners were agreed",
    "São Tomé AND NOT NEAR(2)",
)


@pytest.fixture(scope="module")
def tables() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(":memory:")
    for name, tokens in (("stems", "porter unicode61 remove_diacritics 2"), ("words", "unicode61 remove_diacritics 2")):
        db.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(text, tokenize = '{tokens}')")
        db.executemany(f"INSERT INTO {name} VALUES (?)", [(text,) for text in TEXTS])
    yield db
    db.close()


def found(db: sqlite3.Connection, text: str) -> list[int]:
    search = compile_search(text)
    table = "words" if search.literal else "stems"
    rows = db.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid", (search.expression,))
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ferry", [1, 2]),
        ("talking ferries", [1, 2]),
        ("FERRY -oslo", [2]),
        ("ferry NOT oslo", [2]),
        ("oslo OR geneva", [1, 3]),
        ("ferry AND oslo OR geneva", [1, 3]),
        ("ferry -talks OR geneva -swap", []),
        ('"prisoner swap"', [3]),
        ('prisoner "swap"', [3]),
        ("prisoner swap", [3, 4]),
        ("prison*", [3, 4]),
        ('"prisoner sw"*', [3]),
        ("sao tome", [5]),
        ('"AND"', [2, 5]),
        ('"and not near"', [5]),
        ("near(2)", [5]),
        ("... ferry !", [1, 2]),
        ("oslo-talks", []),
        ("talks-in", [1]),
    ],
)
def test_searches_find(tables: sqlite3.Connection, text: str, wanted: list[int]) -> None:
    assert found(tables, text) == wanted


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no word"),
        ("  ?!  ", "no word"),
        ('"ferry', "not closed"),
        ("-ferry", "must not occur"),
        ("OR ferry", "OR without"),
        ("ferry OR", "OR without"),
        ("ferry AND OR oslo", "OR without"),
        ("ferry OR OR oslo", "OR without"),
        ("ferry NOT", "NOT without"),
        ("a*", "almost anything"),
        ("x" * (LONGEST + 1), "longer"),
        ("ferry " * 40, "more than"),
    ],
)
def test_what_cannot_be_looked_for_is_refused_with_a_reason(text: str, what: str) -> None:
    with pytest.raises(QueryError, match=what):
        compile_search(text)


@given(text=st.text(alphabet=st.sampled_from(list("ab \"*-^:(){}+'\\\0\n;,.éNEARORT")), max_size=30))
def test_no_text_is_syntax_of_the_index(tables: sqlite3.Connection, text: str) -> None:
    with suppress(QueryError):
        found(tables, text)
