"""The competency questions of ontology/queries: they tell what they ask, run on any store, and have answers."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
QUERIES = sorted((ONTOLOGY / "queries").glob("*.rq"))
NAMED_PERSON = "12-all-a-person-did.rq"
TRANSLATED = frozenset("ar de es fa fr he hi pt ru tr uk zh".split())
INSTANCES = re.compile(r"https://data\.example\.org|\bGRAPH\s*<", re.I)


@pytest.fixture(scope="module")
def vocabulary() -> ox.Store:
    store = ox.Store()
    for name in ("timewire", "event-types", "codes", "labels"):
        store.load(path=str(ONTOLOGY / f"{name}.ttl"), format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def talks(vocabulary: ox.Store) -> ox.Store:
    store = ox.Store()
    store.extend(vocabulary)
    store.load(path=str(ONTOLOGY / "examples" / "valid-talks.trig"), format=ox.RdfFormat.TRIG)
    return store


def _rows(store: ox.Store, query: str) -> list[dict[str, str]]:
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [v.value for v in solutions.variables]
    return [{n: row[n].value for n in names if row[n] is not None} for row in solutions]


def _asked(number: int) -> str:
    (query,) = [q for q in QUERIES if q.name.startswith(f"{number:02d}-")]
    return query.read_text(encoding="utf-8")


def test_there_are_32_numbered_questions() -> None:
    assert [q.name[:2] for q in QUERIES] == [f"{n:02d}" for n in range(1, 33)]


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q.stem)
def test_a_question_tells_what_it_asks_and_declares_what_it_uses(query: Path) -> None:
    text = query.read_text(encoding="utf-8")
    title, description = text.splitlines()[:2]
    assert title.startswith("# title: ")
    assert description.startswith("# description: ")
    assert not INSTANCES.search(text), "find instances by label or pattern, not by IRI"
    declared = set(re.findall(r"^PREFIX (\w+):", text, re.M))
    body = re.sub(r'"[^"]*"|<[^>]*>|^(?:#|PREFIX).*$', " ", text, flags=re.M)
    assert set(re.findall(r"\b(\w+):\w", body)) == declared - ({"xsd"} - set(re.findall(r"\b(xsd):", body)))


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q.stem)
def test_a_question_has_no_answer_in_the_vocabulary_alone(vocabulary: ox.Store, query: Path) -> None:
    assert _rows(vocabulary, query.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("query", [q for q in QUERIES if q.name != NAMED_PERSON], ids=lambda q: q.stem)
def test_a_question_has_an_answer_in_the_example(talks: ox.Store, query: Path) -> None:
    rows = _rows(talks, query.read_text(encoding="utf-8"))
    assert rows
    assert len({tuple(sorted(row.items())) for row in rows}) == len(rows), "each answer once"


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q.stem)
def test_an_answer_is_in_one_language(talks: ox.Store, query: Path) -> None:
    english = ox.Store()
    english.extend(q for q in talks if not (isinstance(q.object, ox.Literal) and q.object.language in TRANSLATED))
    assert len(english) < len(talks)
    text = query.read_text(encoding="utf-8")
    assert _rows(talks, text) == _rows(english, text)


def test_a_question_on_a_person_answers_for_the_name_put_in(talks: ox.Store) -> None:
    text = _asked(12)
    rows = _rows(talks, re.sub(r'STR\(\?name\) = "[^"]*"', 'STR(?name) = "Ines Sol"', text))
    assert [row["role"] for row in rows] == ["speaker", "speaker"]
    assert _rows(talks, text) == []


def test_answers_are_the_right_ones(talks: ox.Store) -> None:
    assert [(row["number"], row["day"]) for row in _rows(talks, _asked(6))] == [
        ("2", "2025-10-06"),
        ("3", "2025-10-07"),
    ]
    assert _rows(talks, _asked(19)) == [{"event": "Bomb at Ama Falls", "lowest": "2", "highest": "4"}]
    assert [row["event"] for row in _rows(talks, _asked(3))] == ["Third session of the river talks"]
    assert {row["event"] for row in _rows(talks, _asked(2))} == {
        "Bomb at Ama Falls",
        "Ines Sol speaks to reporters after the session",
        "Second day of the river talks",
    }
    proof = {(row["event"], row["text"][:9]) for row in _rows(talks, _asked(24))}
    assert ("Second day of the river talks", "Delegates") in proof
