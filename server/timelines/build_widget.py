"""Make ``timeline.min.js`` of ``timeline.js``: English words put in, white space and names shortened.

esbuild shortens the names that are ours alone (``_OURS``), terser what is left. Run by ``make widget`` after a change;
needs npx. The first line of the outcome names the digest of what it was made of, so that a test can tell an old one
without building.
"""

from __future__ import annotations

import re
import subprocess
from hashlib import sha256
from pathlib import Path

from server.timelines.locales import FALLBACK, compact

FOLDER = Path(__file__).parent.parent / "static" / "embed"
SOURCE, BUILT = FOLDER / "timeline.js", FOLDER / "timeline.min.js"
_OURS = (
    "speak build step render upgrade overview choices tell watch heard poll unwatch started wake visibility stream "
    "timer frame ol fresh retry picks ends made stretch facts standing strike more write waiting users voice "
    "plural over turn"
)
"""Names of methods and fields that neither the page, nor JSON, nor tests use."""
_ESBUILD = [
    "esbuild@0.25",
    "--minify",
    "--charset=utf8",
    "--target=es2022",
    f"--mangle-props=^({'|'.join(_OURS.split())})$",
]
_TERSER = ["terser@5", "--compress", "passes=3,unsafe_arrows=true", "--mangle", "--ecma", "2020"]
_WORDS = "/*EN*/ null /*EN*/"
_UNSAID = ('"Occurred":"",', '"Exact":"{n}",')
"""What the widget says by itself where there is no word."""
_LOOKS = re.compile(r"`/\*CSS\*/(.*?)/\*CSS\*/`", re.DOTALL)
_STYLES = re.compile(r"(?<=const (?:LIST|TOOL) = )`[^`]*`")


def whole_source() -> str:
    """The widget with its English words in place, as it is before it is made small."""
    words = compact(FALLBACK)
    for said in _UNSAID:
        assert said in words
        words = words.replace(said, "")
    return SOURCE.read_text("utf-8").replace(_WORDS, words)


def looks() -> str:
    """The looks of the list, which the server also gives as a style sheet."""
    found = _LOOKS.search(SOURCE.read_text("utf-8"))
    assert found, "timeline.js marks the looks of the list"
    return found[1].strip()


def banner() -> str:
    """The first line of what is built from the source as it is now."""
    return f"/*! event-timeline, Apache-2.0; made of {sha256(whole_source().encode()).hexdigest()[:16]} */"


def build() -> str:
    """The small form; raises CalledProcessError if esbuild cannot do it."""
    flat = _STYLES.sub(lambda text: _small(text[0]), whole_source())
    for command in (_ESBUILD, _TERSER):
        flat = subprocess.run(["npx", "--yes", *command], input=flat, capture_output=True, text=True, check=True).stdout
    return banner() + "\n" + flat


def _small(styles: str) -> str:
    """Styles without the white space that means nothing; that before a colon may mean a descendant and stays."""
    flat = re.sub(r"\s*([{};,\n])\s*|(?<=:)\s+", lambda found: (found[1] or "").strip(), styles.replace("/*CSS*/", ""))
    return flat.replace(";}", "}")


if __name__ == "__main__":
    BUILT.write_text(build(), "utf-8")
    print(f"{BUILT.name}: {BUILT.stat().st_size} bytes")
