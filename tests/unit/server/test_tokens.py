from __future__ import annotations

from contextlib import suppress

import pyoxigraph as ox
import pytest

from server.sparql.tokens import calls_service, query_form

CALLS = [
    "SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }",
    "SELECT * { service silent ?x {} }",
    "SELECT * { SeRvIcE\t#c\n<http://x.example/> #d\n{ ?s ?p ?o } }",
    "PREFIX : <http://x.example/> SELECT * {SERVICE:a{?s ?p ?o}}",
    "PREFIX : <http://x.example/> SELECT * {SERVICESILENT:a{?s ?p ?o}}",
    "SELECT * { ?s ?p trueSERVICE<http://x.example/>{?s ?p ?o}}",
    "SELECT * { ?s ?p 1e5SERVICE<http://x.example/>{?s ?p ?o}}",
    "SELECT * { ?s ?p 1.SERVICE<http://x.example/>{?s ?p ?o}}",
    "PREFIX ex: <a:> SELECT * {?s ?p ex:.SERVICE <http://x.example/>{?s ?p ?o}}",
    "SELECT * { ?s ?p ?o FILTER(1<2)SERVICE#>\n<http://x.example/> {?s ?p ?o} }",
    "SELECT * { ?s ?p ?o FILTER(?o<2&&'a>'='b') SERVICE <http://x.example/> {?a ?b ?c} FILTER('x'='x')}",
    "SELECT * { <a:x#y> ?p ?o FILTER(1<2)SERVICE#>\n<http://x.example/> {?s ?p ?o} }",
    "SELECT * { OPTIONAL { SERVICE ?g { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { SERVICE <x:y> { ?s ?p ?o } } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <x:y> { ?s ?p ?o } }",
]
KEEPS_TO_ITSELF = [
    "SELECT ?service { ?s ex:service ?service }",
    "SELECT * { ?s ?p 'SERVICE <x:y> {' }",
    'SELECT * { ?s ?p """SERVICE\n<x:y> {""" }',
    "SELECT * { ?s ?p ?o } # SERVICE <x:y> {",
    "SELECT * { <http://x.example/service> ?p ?o . <http://x.example/SERVICE?x> ?p ?o }",
    "PREFIX service: <http://x.example/> SELECT * { ?s service:a ?o }",
    "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> SELECT * { ?s a sd:Service { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER(?o < 5 && ?o > 3) }",
    "",
    "'",
    "'''",
    "<",
]


@pytest.mark.parametrize("query", CALLS)
def test_a_call_to_another_service_is_found_however_it_is_written(query: str) -> None:
    assert calls_service(query)


@pytest.mark.parametrize("query", KEEPS_TO_ITSELF)
def test_the_word_service_elsewhere_is_no_call(query: str) -> None:
    assert not calls_service(query)


@pytest.mark.parametrize("query", CALLS)
def test_what_is_refused_is_a_query_for_the_engine_too(query: str) -> None:
    """If this fails the engine has become stricter, and a row of CALLS may go."""
    unbound = query.replace("http://x.example/", "urn:x:")  # no scheme that the engine could fetch
    store = ox.Store()
    store.load(b"<a:s> <a:p> 1, true, 1e5, <a:> .", format=ox.RdfFormat.TURTLE)
    with suppress(OSError, RuntimeError):  # nothing there to fetch; a SyntaxError would go through
        list(store.query(unbound))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("ask {}", "ASK"),
        ("# SELECT\nPREFIX a: <x:select> BASE <x:y>\nprefix select: <x:a> DESCRIBE <x:y>", "DESCRIBE"),
        ("PREFIX : <x:> construct where {}", "CONSTRUCT"),
        ("PREFIX : <x:> INSERT DATA { :a :b :c }", "INSERT"),
        ("", None),
        ("# nothing", None),
        ("PREFIX a: <x:>", None),
        ("nonsense", "NONSENSE"),
    ],
)
def test_the_form_of_a_query_is_the_first_word_after_its_prologue(query: str, form: str | None) -> None:
    assert query_form(query) == form


def test_a_long_query_is_read_in_reasonable_time() -> None:
    assert not calls_service("SELECT * {" + " ?s ?p <a:b> FILTER(?p < 5) ." * 5000 + "}")
