"""A saved page on the command line: what it says of itself is kept, and what stands round its article is not read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.__main__ import main
from kg.command import Exit

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Quay closed | Estuary Courier</title>
<meta property="og:title" content="Quay closed after collision"><meta property="og:site_name" content="Estuary Courier">
<meta property="article:published_time" content="2024-03-05T18:00:00+00:00"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Ministers met in Oslo on Friday</a></nav><article>
<h1>Quay closed after collision</h1>
<p>Two ferries collided in the harbour of Bergen on Monday, and four sailors were injured, the port authority said.</p>
<p>Delegates of Norway and Denmark met in Bergen on Tuesday and signed an agreement on rescue at sea.</p>
</article><footer>Subscribe today</footer></body></html>"""
QUERY = """SELECT ?title ?exact { ?article a ev:Article ; dcterms:title ?title .
  GRAPH ?g { ?sentence ev:exact ?exact } }"""


@pytest.mark.parametrize("name", ["quay.html", "quay.htm"])
def test_a_page_is_ingested_as_its_article(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    file, store = tmp_path / name, str(tmp_path / "store")
    file.write_text(PAGE, "utf-8")
    assert main(["ingest", str(file), "--store", store]) == Exit.DONE
    capsys.readouterr()
    assert main(["query", QUERY, "--store", store, "--format", "json"]) == Exit.DONE
    rows = json.loads(capsys.readouterr().out)["results"]["bindings"]
    assert {row["title"]["value"] for row in rows} == {"Quay closed after collision"}
    sentences = " ".join(row["exact"]["value"] for row in rows)
    assert "collided in the harbour of Bergen" in sentences
    assert "Oslo" not in sentences
    assert "Subscribe" not in sentences
    assert main(["query", "SELECT ?d ?p { ?a a ev:Article ; ev:asOf ?d ; schema:publisher/rdfs:label ?p }",
                 "--store", store, "--format", "json"]) == Exit.DONE  # fmt: skip
    [row] = json.loads(capsys.readouterr().out)["results"]["bindings"]
    assert (row["d"]["value"], row["p"]["value"]) == ("2024-03-05", "Estuary Courier")
