"""``query``, ``validate``: the verbs that read a store, here or through the server that owns it."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat

from kg.command import Exit
from kg.errors import QueryError
from kg.graph.iris import DEFAULT_BASE, Iris
from kg.graph.terms import PREFIXES
from kg.report import Finding
from kg.store import open_store
from kg.store.asking import ask
from kg.store.embedded import Results
from kg.store.owner import serving_owner
from kg.store.served import ServedStore
from kg.store.text_matches import MOST_MATCHES
from kg.validation import validate

_ROWS = {
    "table": QueryResultsFormat.JSON,
    "json": QueryResultsFormat.JSON,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "xml": QueryResultsFormat.XML,
}
_TRIPLES = {
    "table": RdfFormat.TURTLE,
    "turtle": RdfFormat.TURTLE,
    "json": RdfFormat.JSON_LD,
    "xml": RdfFormat.RDF_XML,
}


# ---------------------------------------------------------------------------------------------------- query


def run_query(arguments: Namespace) -> Exit:
    """Answer a SPARQL query."""
    text, form = _query_text(arguments.query), arguments.format
    if owner := serving_owner(Path(arguments.store)):
        (is_rows, answer), base = _served(ServedStore(owner), text, form), arguments.base_iri
    else:
        with open_store(arguments.store, create=False, base=arguments.base_iri) as store:
            results, cut = ask(store, text)
            (is_rows, answer), base = _serialised(results, form), store.iris.base
            _tell_cut(f"matches={MOST_MATCHES}" if cut else None)
    if form == "table" and is_rows:
        answer = _table(json.loads(answer), base or DEFAULT_BASE).encode()
    _out(answer)
    return Exit.DONE


def _query_text(given: str) -> str:
    """The query itself, or what the file after ``@`` holds (``@-``: standard input)."""
    if not given.startswith("@"):
        return given
    try:
        return sys.stdin.read() if given == "@-" else Path(given[1:]).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"cannot be read: {getattr(error, 'strerror', None) or error}", where=given[1:]) from error


def _served(server: ServedStore, text: str, form: str) -> tuple[bool, bytes]:
    wanted = [kind.media_type for kind in (_ROWS.get(form), _TRIPLES.get(form)) if kind]
    yes_or_no = f"{QueryResultsFormat.JSON.media_type};q=0.1"  # ASK has no CSV and TSV in the protocol
    media_type, answer, cut = server.query(text, ", ".join([*wanted, yes_or_no]))
    _tell_cut(cut)
    if media_type == QueryResultsFormat.JSON.media_type and form in ("csv", "tsv"):
        answer = json.dumps(json.loads(answer)["boolean"]).encode()
    return media_type not in {kind.media_type for kind in _TRIPLES.values()}, answer


def _tell_cut(cut: str | None) -> None:
    if cut:
        print(f"timewire: not all is here: {cut}", file=sys.stderr)


def _serialised(results: Results, form: str) -> tuple[bool, bytes]:
    if isinstance(results, QuerySolutions | QueryBoolean):
        if form not in _ROWS:
            raise QueryError(f"{form} is for CONSTRUCT and DESCRIBE", remedy="choose table, json, csv, tsv or xml")
        return True, results.serialize(format=_ROWS[form]) or b""
    if form not in _TRIPLES:
        raise QueryError(f"{form} is for SELECT and ASK", remedy="choose turtle, json or xml")
    return False, results.serialize(format=_TRIPLES[form]) or b""


def _table(answer: dict[str, Any], base: str) -> str:
    """SPARQL JSON results as columns; IRIs in short where a prefix is known."""
    if "boolean" in answer:
        return f"{'yes' if answer['boolean'] else 'no'}\n"
    names = answer["head"]["vars"]
    prefixes = {**PREFIXES, **Iris(base).prefixes}
    rows = [[_cell(row.get(name), prefixes) for name in names] for row in answer["results"]["bindings"]]
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
    lines = [names, ["-" * width for width in widths], *rows]
    return "".join("  ".join(map(str.ljust, line, widths)).rstrip() + "\n" for line in lines)


def _cell(term: dict[str, Any] | None, prefixes: Mapping[str, str]) -> str:
    if term is None:
        return ""
    if term["type"] == "uri":
        return _shortened(term["value"], prefixes)
    return " ".join(str(term["value"]).split())


def _shortened(iri: str, prefixes: Mapping[str, str]) -> str:
    best = max((p for p in prefixes if iri.startswith(prefixes[p])), key=lambda p: len(prefixes[p]), default=None)
    return f"{best}:{iri.removeprefix(prefixes[best])}" if best is not None else iri


def _out(data: bytes) -> None:
    sys.stdout.buffer.write(data if data.endswith(b"\n") else data + b"\n")
    sys.stdout.buffer.flush()


# ------------------------------------------------------------------------------------------------- validate


def run_validate(arguments: Namespace) -> Exit:
    """Check the graph against the shapes."""
    if owner := serving_owner(Path(arguments.store)):
        findings = [Finding(**one) for one in ServedStore(owner).validate(arguments.shacl)["findings"]]
    else:
        with open_store(arguments.store, create=False, base=arguments.base_iri) as store:
            findings = validate(store, arguments.shacl)
    if arguments.json:
        print(json.dumps({"findings": [asdict(finding) for finding in findings]}, indent=2))
    else:
        print("\n".join(_told(findings)))
    return Exit.SOME_SKIPPED if any(finding.severity == "Violation" for finding in findings) else Exit.DONE


def _told(findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        yield f"{finding.severity.lower()} {finding.shape}: {finding.node}: {finding.message}"
    counts = Counter(finding.severity for finding in findings)
    yield f"{counts['Violation']} violations, {counts['Warning']} warnings"
