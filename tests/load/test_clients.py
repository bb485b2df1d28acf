"""The clients that people use: SPARQLWrapper, rdflib's stores, curl, and Comunica where it is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper

from tests.load.serving import TOKEN, Served, served

DATA = "<x:a> <x:p> 'ä', 2 . <x:b> <x:p> <x:a>"
SELECT = "SELECT ?s ?o WHERE { ?s <x:p> ?o } ORDER BY ?s ?o"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("clients") / "store") as running:
        assert running.update(f"INSERT DATA {{ {DATA} }}").status_code == 204
        yield running


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_asks_and_constructs(server: Served, method: str) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setMethod(method)
    client.setQuery(SELECT)
    client.setReturnFormat(JSON)
    rows = client.query().convert()["results"]["bindings"]  # type: ignore[call-overload,index]
    assert {row["o"]["value"] for row in rows} == {"ä", "2", "x:a"}
    client.setReturnFormat(XML)
    assert len(client.query().convert().getElementsByTagName("result")) == 3  # type: ignore[union-attr]
    client.setReturnFormat(CSV)
    assert client.query().convert().count(b"\r\n") == 4  # type: ignore[union-attr,arg-type]
    client.setQuery("CONSTRUCT WHERE { ?s <x:p> ?o }")
    client.setReturnFormat(TURTLE)
    assert len(Graph().parse(client.query().convert(), format="turtle")) == 3  # type: ignore[arg-type]
    client.setQuery("ASK { <x:a> <x:p> 3 }")
    client.setReturnFormat(JSON)
    assert client.query().convert()["boolean"] is False  # type: ignore[call-overload,index]


def test_sparqlwrapper_changes_the_graph_with_the_token_as_a_password(server: Served) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql", f"{server.url}/update")
    client.setMethod("POST")
    client.setCredentials("any", TOKEN)
    client.setQuery("INSERT DATA { <x:w> <x:q> 1 }")
    client.query()
    assert server.count("<x:w> <x:q> 1") == 1


def test_rdflib_reads_a_graph_as_if_it_were_its_own(server: Served) -> None:
    graph = Graph(SPARQLStore(f"{server.url}/sparql"))
    assert (URIRef("x:b"), URIRef("x:p"), URIRef("x:a")) in graph
    assert {str(found) for found in graph.objects(URIRef("x:a"), URIRef("x:p"))} == {"ä", "2"}
    assert len(list(graph.query(SELECT))) == 3


def test_rdflib_writes_to_a_named_graph(server: Served) -> None:
    store = SPARQLUpdateStore(f"{server.url}/sparql", f"{server.url}/update", auth=("any", TOKEN))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own
        graph = Graph(store, URIRef("x:rdflib"))
        graph.add((URIRef("x:s"), URIRef("x:p"), Literal("né", lang="fr")))
        graph.update("INSERT DATA { <x:s> <x:p> 5 }")
        assert len(graph) == 2
        graph.remove((None, URIRef("x:p"), Literal(5)))
    assert server.count("GRAPH <x:rdflib> { ?s ?p ?o }") == 1


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_asks_sends_files_and_takes_codings(server: Served, tmp_path: Path) -> None:
    def curl(*options: str) -> str:
        return subprocess.run(["curl", "-sS", "--fail", *options], capture_output=True, text=True, check=True).stdout

    rows = curl("-G", f"{server.url}/sparql", "--data-urlencode", f"query={SELECT}", "-H", "Accept: text/csv")
    assert rows.splitlines()[0] == "s,o"
    compressed = curl("--compressed", f"{server.url}/sparql", "--data-urlencode", f"query={SELECT}")
    assert len(json.loads(compressed)["results"]["bindings"]) == 3
    (tmp_path / "graph.ttl").write_text("<x:f> <x:p> 'from a file' .")
    curl(
        "-T",
        str(tmp_path / "graph.ttl"),
        "-H",
        "Content-Type: text/turtle",
        "-u",
        f"any:{TOKEN}",
        f"{server.url}/graphs?graph=x:file",
    )
    assert "from a file" in curl(f"{server.url}/graphs?graph=x:file")


def test_comunica_joins_over_the_endpoint(server: Served, tmp_path: Path) -> None:
    """In a scratch folder, or in that of TIMEWIRE_COMUNICA where somebody has installed it."""
    folder = Path(os.environ.get("TIMEWIRE_COMUNICA", tmp_path))
    program = folder / "node_modules/.bin/comunica-sparql"
    if not program.exists():
        if not shutil.which("npm"):
            pytest.skip("npm is not installed")
        install = [
            "npm",
            "install",
            "--prefix",
            str(folder),
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "@comunica/query-sparql@4",
        ]
        try:
            done = subprocess.run(install, capture_output=True, text=True, timeout=120)
        except subprocess.TimeoutExpired:
            pytest.skip("npm did not bring Comunica within two minutes")
        if done.returncode:
            pytest.skip(f"npm could not bring Comunica: {done.stderr.strip().splitlines()[-1:]}")
    query = "SELECT ?o ?n WHERE { <x:b> <x:p> ?o . ?o <x:p> ?n } ORDER BY ?n"
    for source in (f"sparql@{server.url}/sparql", f"{server.url}/sparql"):
        command = [str(program), source, query, "-t", "application/sparql-results+json"]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert answer.returncode == 0, answer.stderr
        assert {row["n"]["value"] for row in json.loads(answer.stdout)["results"]["bindings"]} == {"ä", "2"}
