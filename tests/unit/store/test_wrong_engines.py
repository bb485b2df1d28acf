"""What is no engine, is named wrongly, or turns into something else: told at once, and nothing is made or changed."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from engines_at_work import AtWork

from kg.__main__ import main
from kg.store.engines.access import ENGINE_FILE


class Answers(BaseHTTPRequestHandler):
    """An engine that answers everything in one way."""

    status, kind, body = 200, "text/html", b"<html>Welcome</html>"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.send_response(self.status)
        self.send_header("Content-Type", self.kind)
        self.send_header("Content-Length", str(len(self.body)))
        if 300 <= self.status < 400:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(self.body)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *arguments: object) -> None:
        """Quiet."""


@contextmanager
def answering(status: int, kind: str, body: bytes) -> Iterator[str]:
    with served_by(type("Made", (Answers,), {"status": status, "kind": kind, "body": body})) as url:
        yield url


@contextmanager
def served_by(made: type[Answers]) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), made)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


JSON = "application/sparql-results+json"
BAD = [
    (200, "text/html", b"<html>Welcome</html>", "no SPARQL endpoint: it sends text/html"),
    (200, JSON, b"<html>", "cannot be read"),
    (200, "application/json", b"{}", "no SPARQL endpoint"),
    (401, "text/plain", b"who are you", "TIMEWIRE_ENGINE_USER"),
    (403, "text/html", b"no", "refuses who asks"),
    (404, "text/html", b"not here", "it answers 404"),
    (302, "text/html", b"", "it answers 302"),
    (400, "text/plain", b"no such thing\nas this", "no SPARQL endpoint"),
    (500, "text/plain", b"Traceback", "no SPARQL endpoint"),
    (503, "text/plain", b"later", "answers 503"),
]


@pytest.mark.parametrize(("status", "kind", "body", "told"), BAD, ids=lambda value: str(value)[:12])
def test_what_is_no_endpoint_is_told_and_nothing_is_made(
    status: int, kind: str, body: bytes, told: str, note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "archive"
    with answering(status, kind, body) as url:
        given = ["--store", url, "--archive", str(archive), "--engine", "fuseki"]
        assert main(["ingest", str(note), *given]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert not archive.exists()


@pytest.mark.parametrize(
    ("status", "kind", "body", "told"),
    [
        (200, "text/html", b"<html>Welcome</html>", "it sends text/html"),
        (200, "application/n-quads", b"<urn:a> <urn:b> <urn:c> .\n", "the graphs of something else"),
        (404, "text/plain", b"not here", "it answers 404"),
        (401, "text/plain", b"who are you", "refuses who asks"),
    ],
)
def test_what_gives_no_graphs_is_told_at_first_and_named(
    status: int,
    kind: str,
    body: bytes,
    told: str,
    engine: AtWork,
    note: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    archive = tmp_path / "archive"
    with answering(status, kind, body) as url:
        assert main(["ingest", str(note), *engine.options(archive), "--graphs-url", f"{url}/q"]) == 2
        error = capsys.readouterr().err
        assert error.startswith(f"timewire: error: {url}/q: ")
        assert told in error
        assert "--graphs-url" in error
        assert not archive.exists()
    assert main(["ingest", str(note), "--id", "fish", *engine.options(archive)]) == 0


def test_where_the_graphs_are_can_be_put_right_and_is_not_put_wrong(
    engine: AtWork, note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive, right = tmp_path / "archive", f"{engine.url}/store"
    graphs = tmp_path / "archive" / ENGINE_FILE
    assert main(["ingest", str(note), "--id", "fish", *engine.options(archive)]) == 0
    with answering(200, "text/html", b"<html>Welcome</html>") as url:
        assert main(["verify", *engine.options(archive), "--graphs-url", url]) == 2
        assert json.loads(graphs.read_text())["graphs"] == right
        graphs.write_text(json.dumps({**json.loads(graphs.read_text()), "graphs": url}))  # as an earlier version did
        assert main(["query", "ASK {}", *engine.options(archive)]) == 0
        assert json.loads(graphs.read_text())["graphs"] == url
        assert main(["verify", *engine.options(archive), "--graphs-url", right]) == 0
    assert json.loads(graphs.read_text())["graphs"] == right
    capsys.readouterr()


@pytest.mark.parametrize(
    ("status", "kind", "body", "told"),
    [
        (200, "text/html", b"<html>Welcome</html>", "it sends text/html"),
        (401, "text/html", b"who are you", "the engine refuses who asks (set TIMEWIRE_ENGINE_USER"),
        (404, "text/html", b"not here", "it answers 404"),
        (200, JSON, b'{"head":{},"boolean":true}', "does not say which one it is (name it with --engine"),
    ],
)
@pytest.mark.parametrize("path", ["", "/sparql"])
def test_what_stands_before_an_engine_and_does_not_name_it_is_told(
    path: str,
    status: int,
    kind: str,
    body: bytes,
    told: str,
    note: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with answering(status, kind, body) as url:
        given = ["--store", url, *(["--query-url", url + path] if path else []), "--archive", str(tmp_path / "archive")]
        assert main(["ingest", str(note), *given]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert f"{url}{path}: " in error
    assert "--engine (oxigraph, virtuoso" in error
    assert "where a proxy stands before it" in error
    assert not (tmp_path / "archive").exists()


def test_an_engine_is_known_behind_a_proxy_that_asks_for_a_password_and_keeps_its_name(
    engine: AtWork, note: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Proxy(Answers):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            known = self.headers.get("authorization") == "Bearer sesame"
            headers = {name: self.headers[name] for name in ("content-type", "accept") if name in self.headers}
            answer = httpx.request(self.command, engine.url + self.path, content=body, headers=headers)
            self.send_response_only(answer.status_code if known else 401)
            for name in ("server", "content-type") if known else ():
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("Content-Length", str(len(answer.content) if known else 0))
            self.end_headers()
            self.wfile.write(answer.content if known else b"")

    monkeypatch.setenv("TIMEWIRE_ENGINE_TOKEN", "sesame")
    with served_by(Proxy) as url:
        assert main(["ingest", str(note), "--id", "fish", "--store", url, "--archive", str(tmp_path / "archive")]) == 0
    assert engine.rows("SELECT ?e { ?e a <https://w3id.org/timewire/ont#Event> }")


NO_ROWS = [
    b'{"head":{},"boolean":true}',
    b'{"head":{"vars":["other"]},"results":{"bindings":[{"other":{"type":"literal","value":"1"}}]}}',
    b'{"head":{"vars":["one"]},"results":{"bindings":[]}}',
    b'{"head":{"vars":["one"]},"results":{"bindings":[{},{}]}}',
    b'{"head":{"vars":["one"]},"results":{"bindings":[{"one":{"type":"literal","value":"7"}}]}}',
    b'["http://www.w3.org/2001/XMLSchema#boolean"]',
    b"<html>http://www.w3.org/2001/XMLSchema#boolean",
]


@pytest.mark.parametrize("kind", ["oxigraph", "virtuoso"])
@pytest.mark.parametrize("body", NO_ROWS)
def test_what_gives_no_rows_is_no_endpoint(
    kind: str, body: bytes, note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "archive"
    with answering(200, JSON, body) as url:
        assert main(["ingest", str(note), "--store", url, "--archive", str(archive), "--engine", kind]) == 2
    error = capsys.readouterr().err
    assert "it does not give the rows that it is asked for" in error or "cannot be read" in error
    assert error.count("\n") == 1
    assert not archive.exists()


def test_an_engine_that_turns_into_something_else_is_told(
    engine: AtWork, note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "archive"
    assert main(["ingest", str(note), "--id", "fish", *engine.options(archive)]) == 0
    capsys.readouterr()
    with answering(200, JSON, b'{"head":{},"boolean":true}') as url:
        for verb in (["query", "SELECT * { ?s ?p ?o }"], ["withdraw", "fish"]):
            assert main([*verb, "--store", url, "--archive", str(archive)]) == 2
            assert "no SPARQL endpoint" in capsys.readouterr().err
    assert main(["query", "ASK { ?e a ev:Event }", *engine.options(archive)]) == 0
    assert "yes" in capsys.readouterr().out


@pytest.mark.parametrize("verb", [["ingest", os.devnull], ["query", "ASK {}"], ["serve"], ["verify"]])
def test_an_address_without_its_scheme_is_asked_about(
    verb: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*verb, "--store", "127.0.0.1:7911", "--archive", "var/e1"]) == 2
    assert "was http://127.0.0.1:7911 meant?" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("option", ["--archive", "--engine", "--query-url", "--update-url", "--graphs-url"])
def test_what_is_said_of_an_engine_beside_a_folder_without_one_is_refused(
    option: str, note: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here, other = str(tmp_path / "here"), str(tmp_path / "other")
    said = [option, "fuseki" if option == "--engine" else other]
    for command in (["ingest", str(note), "--store", here], ["migrate", "--from", other, "--to", here]):
        assert main([*command, *said]) == 2
        error = capsys.readouterr().err
        assert f"{option} is said of an engine" in error
        assert "--store http://host:port" in error
    monkeypatch.setenv("TIMEWIRE_" + option[2:].replace("-", "_").upper(), said[1])
    monkeypatch.setenv("TIMEWIRE_STORE", here)
    assert main(["ingest", str(note)]) == 2
    assert not (tmp_path / "here").exists()
    assert main(["ingest", str(note), "--id", "fish", "--store", other]) == 0  # it is of the store that is set


def test_a_folder_that_names_its_engine_is_not_told_another_one(
    engine: AtWork, note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "archive"
    assert main(["ingest", str(note), "--id", "fish", *engine.options(archive)]) == 0
    here = ["verify", "--quick", "--store", str(archive)]
    assert main([*here, "--archive", f"{tmp_path}/./archive", "--query-url", f"{engine.url}/query"]) == 0
    capsys.readouterr()
    assert main([*here, "--graphs-url", f"{engine.url}/elsewhere"]) == 2
    assert f"--store http://host:port --archive {archive}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://", "no address"),
        ("http://user:secret@127.0.0.1:1", "seen by all"),
        ("http://127.0.0.1:1", "does not answer"),
        ("http://127.0.0.1:99999", "no address"),
        ("ftp://127.0.0.1", "no address"),
        ("sparql://127.0.0.1", "no address"),
    ],
)
def test_bad_addresses_are_told(
    address: str, told: str, note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", str(note), "--store", address, "--archive", str(tmp_path / "a")]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert "secret" not in error
    assert not (tmp_path / "a").exists()


def test_a_folder_with_a_graph_of_its_own_is_not_turned_into_the_archive_of_an_engine(
    engine: AtWork, note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", str(note), "--id", "fish", "--store", str(tmp_path / "here")]) == 0
    assert main(["ingest", str(note), "--id", "fish", *engine.options(tmp_path / "here")]) == 2
    assert "timewire migrate" in capsys.readouterr().err
    assert not (tmp_path / "here" / ENGINE_FILE).exists()
