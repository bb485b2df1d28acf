from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from server.problems import Conflict, OperationRefused
from server.sparql.tokens import loads_documents, varies
from server.sparql.updates import checked
from server.sparql.using import is_ground, with_dataset


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [
        ("INSERT DATA { <a:b> <c:d> 1 }", "INSERT DATA { <a:b> <c:d> 1 }"),
        ("DELETE {?s ?p 1} WHERE {?s ?p 1}", "DELETE {?s ?p 1}  USING <x:g> WHERE {?s ?p 1}"),
        ("INSERT {?s ?p 1} {?s ?p 2}", "INSERT {?s ?p 1}  USING <x:g> {?s ?p 2}"),
        ("DELETE WHERE {?s ?p 1}", "DELETE {?s ?p 1} USING <x:g> WHERE {?s ?p 1}"),
        ("DELETE{?s ?p 1}INSERT{}WHERE{{?s ?p 1}}", "DELETE{?s ?p 1}INSERT{} USING <x:g> WHERE{{?s ?p 1}}"),
    ],
)  # fmt: skip
def test_the_dataset_of_the_request_is_written_into_every_pattern(text: str, rewritten: str) -> None:
    assert with_dataset(text, [NamedNode("x:g")], []) == rewritten
    assert with_dataset(text, [], []) == text


@pytest.mark.parametrize("text", ["WITH <x:a> DELETE {?s ?p ?o} WHERE {?s ?p ?o}", "INSERT {} USING <x:a> WHERE {}"])
def test_an_update_with_a_dataset_of_its_own_contradicts_the_request(text: str) -> None:
    with pytest.raises(Conflict):
        with_dataset(text, [NamedNode("x:g")], [])


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("INSERT DATA { <a:b> <c:d> '{ WHERE {' }", True),
        ("INSERTDATA{} ; DELETE DATA {} ; CREATE GRAPH <x:g>", True),
        ("INSERTDATA{} ; CLEAR ALL", False),
        ("COPYSILENT DEFAULT TO <x:g>", False),
        ("DROP GRAPH <x:g>", False),
        ("INSERT DATA {} ; DELETE WHERE { ?s ?p ?o }", False),
        ("INSERT { <x:a> <x:b> 1 } { }", False),
    ],
)
def test_only_updates_of_plain_data_are_run_untried(text: str, ground: bool) -> None:
    assert is_ground(text) is ground


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://x.example/>",
        "CLEAR ALL;load<http://x.example/>",
        "PREFIX a: <http://x.example/> LOADa:b",
        "PREFIX a: <http://x.example/> # LOAD\nLOAD a:b INTO GRAPH <x:g>",
        "BASE <http://x.example/>LOADSILENT<b>",
    ],
)
def test_load_is_found_however_it_is_written(text: str) -> None:
    assert loads_documents(text)


@pytest.mark.parametrize(
    "text", ["INSERT DATA { <a:load> <b:LOAD> 'LOAD <x:y>' }", "INSERT DATA { <a:b> ex:load ex:upload } # LOAD <x:y>"]
)
def test_the_word_load_elsewhere_is_none(text: str) -> None:
    assert not loads_documents(text)


def test_a_load_that_may_fail_in_silence_does_and_others_are_refused() -> None:
    text = "LOAD SILENT <http://x.example/> INTO GRAPH <x:g> ; CLEAR ALL"
    assert checked(text) == "INSERT DATA {} ; CLEAR ALL"
    with pytest.raises(OperationRefused):
        checked(f"{text} ; LOAD <http://x.example/>")


@pytest.mark.parametrize(
    ("query", "yes"), [("ASK { BIND(now() AS ?n) }", True), ("SELECT ?now { ?now ?p 'NOW()' }", False)]
)
def test_queries_whose_answer_varies_by_itself_are_known(query: str, yes: bool) -> None:
    assert varies(query) is yes
