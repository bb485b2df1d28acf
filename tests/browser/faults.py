"""What axe finds on a page that is open."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python.base as axe

from tests.browser.quiet import playwright

_AXE = Path(axe.AXE_FILE_PATH).read_text("utf-8")
_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults(opened: playwright.Page) -> list[str]:
    """Rule and element of each fault; the page must allow scripts of others (``bypass_csp``)."""
    opened.evaluate(_AXE)
    found = opened.evaluate("tags => axe.run(document, {runOnly: tags})", _STANDARDS)
    return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]
