"""Fixtures shared by all tests: the parser is loaded once, and what lies beside the project is found in one place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.language import Language

from kg.document import load_model, read_document
from kg.model import Article, Document

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load_model()


@pytest.fixture(scope="session")
def parse(nlp: Language) -> Callable[[str], Document]:
    """Reads a text as an article without metadata."""

    def read(text: str) -> Document:
        return read_document(Article("test", text), nlp)

    return read


@pytest.fixture
def shared() -> Path:
    """The folder of development data beside the project; tests that need it are skipped where it is not there."""
    if not SHARED.is_dir():
        pytest.skip("the development data beside the project is not here")
    return SHARED
