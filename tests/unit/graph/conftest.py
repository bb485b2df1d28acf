from __future__ import annotations

import pytest
from pyoxigraph import Quad

from kg.graph.iris import Iris
from kg.graph.statements import Run, article_quads
from kg.model import Reading
from tests.unit.graph.readings import talks_reading


@pytest.fixture(scope="session")
def iris() -> Iris:
    return Iris()


@pytest.fixture(scope="session")
def reading() -> Reading:
    return talks_reading()


@pytest.fixture(scope="session")
def quads(reading: Reading, iris: Iris) -> list[Quad]:
    return article_quads(reading, iris, Run("test 1"))
