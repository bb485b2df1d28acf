"""Pages of a browser that must stay quiet, the sizes they are looked at, and the screenshots that are kept."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ROOT = Path(__file__).resolve().parents[2]
TIMEWIRE = [sys.executable, "-m", "kg"]
SEEDS = ROOT / "seeds" / "articles"
SCREENSHOTS = ROOT / "var" / "screenshots"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
NARROW, WIDE = {"width": 320, "height": 700}, {"width": 1000, "height": 900}


def chromium_path() -> str | None:
    wanted = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser")
    return next((found for name in wanted if name and (found := shutil.which(name))), None)


@contextmanager
def reading(browser: playwright.Browser, site: str, **options: object) -> Iterator[playwright.Page]:
    """A page that must stay quiet: nothing on the console, nothing refused, nothing asked of other hosts."""
    trouble: list[str] = []
    context = browser.new_context(base_url=site, **options)
    page = context.new_page()
    page.on("console", lambda message: trouble.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    page.on("requestfailed", lambda request: trouble.extend(_failed(request)))
    page.on("request", lambda request: trouble.extend(_outside(request.url, site)))
    page.on(
        "response", lambda answer: trouble.extend([f"{answer.status}: {answer.url}"] if answer.status >= 400 else [])
    )
    yield page
    context.close()
    assert trouble == [], "\n".join(trouble)


def _failed(request: playwright.Request) -> list[str]:
    """What failed, except what the page itself broke off because it was left for another."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"failed, {request.failure}: {request.url}"]


def _outside(url: str, site: str) -> list[str]:
    return [] if urlsplit(url).netloc == urlsplit(site).netloc else [f"outside: {url}"]


def keep(page: playwright.Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=False)
