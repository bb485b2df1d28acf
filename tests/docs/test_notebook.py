"""The notebook of the docs runs as it stands, answers its questions, and shows plots."""

from __future__ import annotations

import base64
import os
from io import BytesIO
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from kg.pipeline import ingest_article, load_reader
from kg.sources.inputs import GivenArticle, read_inputs
from kg.store import open_store

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs" / "notebook" / "rounds-of-negotiations.ipynb"
OF_TALKS = ("camp-david", "colombia", "geneva", "good-friday", "iran-vienna-rounds", "sharm", "pretoria")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of those sample articles that tell of talks."""
    folder = tmp_path_factory.mktemp("notebook") / "store"
    reader = load_reader()
    with open_store(folder) as opened:
        for path in sorted((ROOT / "seeds" / "articles").glob("*.md")):
            if any(word in path.name for word in OF_TALKS):
                for given in read_inputs([str(path)], BytesIO()):
                    assert isinstance(given, GivenArticle)
                    ingest_article(given, opened, reader)
    return folder


@pytest.fixture(scope="module")
def executed(store: Path, tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    environment = {**os.environ, "TIMEWIRE": str(store), "PYTHONPATH": str(ROOT), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}})
    client.execute(env=environment)
    return notebook


def outputs(notebook: nbformat.NotebookNode, media_type: str) -> list[str]:
    return [
        output["data"][media_type]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if media_type in output.get("data", {})
    ]


def test_five_questions_are_answered_with_a_plot_each(executed: nbformat.NotebookNode) -> None:
    headings = [line for cell in executed.cells for line in cell.source.splitlines() if line.startswith("## ")]
    assert [heading[:5] for heading in headings] == [f"## {number}." for number in range(1, 6)]
    plots = outputs(executed, "image/png")
    assert len(plots) == 5
    assert all(len(base64.b64decode(plot)) > 3000 for plot in plots)


def test_no_answer_is_empty(executed: nbformat.NotebookNode) -> None:
    tables = outputs(executed, "text/html")
    assert len(tables) == 6
    assert all("<td>" in table for table in tables)


def test_the_notebook_is_kept_without_answers() -> None:
    """They would be those of one store on one day, and of another version tomorrow."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert not [cell for cell in notebook.cells if cell.get("outputs")]
    nbformat.validate(notebook)
