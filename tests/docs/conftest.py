"""The option that puts new answers into the README."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-readme", action="store_true", help="write what its commands answer into README.md")
