"""The README does what it says: its commands run in order, in a folder of their own, and answer what it prints.

A ``text`` block right after commands is their output, ``...`` standing for anything. Two kinds of blocks are handled
apart: ``make`` (``make run`` is started on a free port, the others must be targets) and ``timewire serve``, which stays
in the background while the later blocks run.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
BIN = Path(sys.executable).parent
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("TIMEWIRE_") or "CACHE" in name},
    "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
}
PRINTED = "http://127.0.0.1:8000"
LINKED = ("seeds", "ontology")
FENCE = re.compile(r"^```(sh|python)\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """A block of commands; ``answer`` is the ``text`` block after it, None where there is none."""

    language: str
    code: str
    answer: str | None
    place: tuple[int, int]
    """Where the answer stands in the README."""

    @property
    def is_make(self) -> bool:
        return self.code.startswith("make ")

    @property
    def is_server(self) -> bool:
        return self.code.startswith("timewire serve")


def blocks() -> list[Block]:
    found = FENCE.finditer(README.read_text(encoding="utf-8"))
    return [Block(match[1], match[2], match[3], match.span(3)) for match in found]


def matches(answer: str, output: str) -> bool:
    """Equal, where ``...`` stands for anything; trailing blanks do not count."""
    pieces = (re.escape(piece) for piece in _trimmed(answer).split("..."))
    return bool(re.fullmatch(".*".join(pieces), _trimmed(output), re.S))


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@contextmanager
def served(command: list[str], folder: Path) -> Iterator[str]:
    """The address that a server tells; it and what it started are stopped in the end."""
    server = subprocess.Popen(
        command,
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert server.stdout
    try:
        said = []
        for line in server.stdout:
            said.append(line)
            if found := re.search(r"(http://[\d.]+:\d+)/sparql", line):
                break
        assert found, "".join(said)
        yield found[1]
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)
        server.stdout.close()


def run(block: Block, folder: Path, address: str) -> str:
    """The output of a block; a command that fails fails the test."""
    shell = [sys.executable, "-"] if block.language == "python" else ["bash", "-eu"]
    done = subprocess.run(
        shell,
        input=block.code.replace(PRINTED, address),
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{block.code}\n{done.stdout}\n{done.stderr}"
    assert not done.stderr, f"{block.code}\n{done.stderr}"
    return done.stdout.replace(address, PRINTED)


def outputs(folder: Path) -> Iterator[tuple[Block, str]]:
    """Each block that is run, with its output, in the order of the page."""
    waiting = iter([block for block in blocks() if not block.is_make])
    for block in waiting:
        if block.is_server:
            command = block.code.strip().replace("--port 8000", "--port 0").split()
            with served(command, folder) as address:
                yield from ((later, run(later, folder, address)) for later in waiting)
        else:
            yield block, run(block, folder, PRINTED)


def updated(answers: list[tuple[Block, str]]) -> str:
    """The README with new answers; one that has ``...`` and still matches stays as it is."""
    text = README.read_text(encoding="utf-8")
    for block, output in reversed(answers):
        if block.answer is not None and not ("..." in block.answer and matches(block.answer, output)):
            text = text[: block.place[0]] + _trimmed(output) + "\n" + text[block.place[1] :]
    return text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in LINKED:
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_commands_answer_what_the_readme_prints(folder: Path, request: pytest.FixtureRequest) -> None:
    answers = list(outputs(folder))
    if request.config.getoption("--update-readme", default=False):
        README.write_text(updated(answers), encoding="utf-8")
        answers = [(now, output) for now, (_, output) in zip(_with_answers(), answers, strict=True)]
    wrong = [
        f"{block.code}\nREADME:\n{block.answer}\nnow:\n{output}"
        for block, output in answers
        if not matches(block.answer or "", output)
    ]
    assert not wrong, "\n".join(
        [*wrong, "put the new answers in with: pytest tests/docs/test_readme.py --update-readme"]
    )


def _with_answers() -> list[Block]:
    return [block for block in blocks() if not block.is_make and not block.is_server]


def test_make_run_serves_what_the_readme_lists(tmp_path: Path) -> None:
    pages = re.findall(rf"<{PRINTED}(/\S*)>", README.read_text(encoding="utf-8"))
    assert len(pages) >= 3
    # the environment that runs this test is used, not set up anew
    command = ["make", "-o", ".venv/ready", "run", f"BIN={BIN}", f"STORE={tmp_path / 'store'}", "PORT=0"]
    with served(command, ROOT) as address:
        for page in pages:
            with urllib.request.urlopen(address + page, timeout=30) as answer:
                assert answer.status == 200


def test_make_has_the_targets_that_the_readme_names() -> None:
    named = {word for block in blocks() if block.is_make for word in re.findall(r"^make (\w+)", block.code, re.M)}
    assert {"run", "test", "check", "bench", "soak"} <= named
    for target in sorted(named):
        dry = ["make", "-n", "-o", ".venv/ready", target]
        assert subprocess.run(dry, cwd=ROOT, capture_output=True, check=False).returncode == 0, target


def test_the_picture_is_small_enough_to_load() -> None:
    (picture,) = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert (ROOT / picture).read_bytes().startswith(b"\x89PNG")
    assert (ROOT / picture).stat().st_size < 300_000


@pytest.mark.parametrize(
    ("answer", "output", "same"),
    [
        ("3 articles", "3 articles\n", True),
        ("3 articles", "4 articles\n", False),
        ("read: ... events", "read: 12 things, 4 events", True),
        ("read: ... events", "read: 12 things", False),
        ("", "something\n", False),
    ],
)
def test_answers_are_compared_whole(answer: str, output: str, same: bool) -> None:
    assert matches(answer, output) is same
