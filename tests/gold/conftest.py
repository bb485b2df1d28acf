"""Options of the floors: how they are pinned, and how one may sink."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    floors = parser.getgroup("floors of the gold")
    floors.addoption(
        "--pin-floors", action="store_true", help="measure, write tests/gold/floors.json, raise floors only"
    )
    floors.addoption(
        "--lower-floors", action="store_true", help="with --pin-floors: let floors sink to what is measured"
    )
