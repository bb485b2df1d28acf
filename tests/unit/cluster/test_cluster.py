"""The pipeline on a cluster of processes: the same as on one machine, also when a worker dies, or the driver."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Quad

pytest.importorskip("distributed", reason="timewire[cluster] is not installed")

from distributed import Client

from kg.__main__ import main
from kg.cluster.driver import clusters, local_client, run, work_in
from kg.cluster.work import Work
from kg.command.clustering import _told, in_lines
from kg.errors import InputError
from kg.graph.iris import Iris
from kg.graph.terms import ONT
from kg.knowledge.signatures import Signature
from kg.pipeline import ingest, load_reader
from kg.report import IngestReport
from kg.sources.article import Given
from kg.sources.inputs import Input, InputFormat, read_inputs
from kg.sources.jsonlines import read_fields
from kg.store import open_store
from kg.store.loading import load_files, read_checksums
from tests.told_graph import told

ROOT = Path(__file__).resolve().parents[3]
SEEDS = ROOT / "seeds" / "articles"
SOME = sorted(SEEDS.glob("*.md"))[:4]
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # of distributed, when its processes end
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def inputs(paths: Iterable[Path] = SOME) -> Iterator[Input]:
    names = [str(path) for path in paths]
    return iter(read_inputs(names, sys.stdin.buffer, InputFormat.AUTO, Given(), read_fields([])))


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> set[Quad]:
    """What one machine holds of the articles."""
    with open_store(tmp_path_factory.mktemp("alone") / "store") as store:
        ingest(inputs(), store, load_reader())
        return told(store)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with local_client(2) as made:
        yield made


def loaded(work: Work, store: Path) -> set[Quad]:
    with open_store(store) as opened:
        files = [str(path) for path in sorted(work.out.glob("*.nq"))]
        load_files(opened, files, read_checksums(str(work.out / "SHA256SUMS")), lambda size: None)
        return told(opened)


def unheard(step: str, done: int) -> None:
    """Nobody asks how far it is."""


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, client: Client) -> Path:
    """The folder of a run that is done; not to be changed."""
    folder = tmp_path_factory.mktemp("once") / "run"
    ran(folder, client)
    return folder


def ran(folder: Path, client: Client, chunk_size: int = 2) -> tuple[Work, IngestReport]:
    work = work_in(folder)
    return work, run(inputs(), work, Iris(), client, unheard, chunk_size=chunk_size, parts=3)


def test_a_cluster_gives_what_one_machine_gives_though_a_worker_dies(
    alone: set[Quad], client: Client, tmp_path: Path
) -> None:
    steps: list[tuple[str, int]] = []
    killed: list[int] = []

    def heard(step: str, done: int) -> None:
        steps.append((step, done))
        if step == "read" and done == 1:
            killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    work = work_in(tmp_path / "run")
    lines: list[str] = []
    before = set(client.scheduler_info(n_workers=-1)["workers"])
    report = run(inputs(), work, Iris(), client, heard, chunk_size=2, parts=3, tell=lines.append)
    assert killed
    (gone,) = before - set(client.scheduler_info(n_workers=-1)["workers"])
    assert lines == [f"the worker {gone} has died or gone; what it was at is made again by another"]
    assert len(report.articles) == len(SOME)
    assert loaded(work, tmp_path / "store") == alone
    assert {step for step, _ in steps} == {"read", "compare", "lend", "build"}


def test_the_pieces_are_sorted_and_have_their_checksums(client: Client, once: Path) -> None:
    work = work_in(once)
    for line in (work.out / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        content = (work.out / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        lines = content.splitlines()
        assert lines == sorted(set(lines))
    before = {path: path.stat().st_mtime_ns for path in once.rglob("*.nq")}
    ran(once, client)
    made_again = {path.name for path, at in before.items() if path.stat().st_mtime_ns != at}
    assert made_again == {
        "doubts.nq",
        "copies.nq",
        "ontology.nq",
    }  # a second run makes nothing anew but what takes no time


def test_a_driver_that_is_killed_goes_on(alone: set[Quad], client: Client, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg", "cluster", *map(str, SOME), "--to", str(tmp_path / "run"), "--chunk", "2"]
    command += ["--parts", "3", "--scheduler", client.scheduler_info()["address"]]
    driver = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    work = work_in(tmp_path / "run")
    deadline = time.monotonic() + 120
    while not work.answers(0).exists() and driver.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    driver.kill()
    _, heard = driver.communicate()
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert f"articles: {len(SOME)} read" in done.stdout
    assert "tasks done" in heard.decode() + done.stderr  # as no terminal is there
    assert loaded(work, tmp_path / "store") == alone


def test_a_folder_of_another_run_is_left_alone(client: Client, once: Path, tmp_path: Path) -> None:
    before = sorted(path.read_bytes() for path in once.rglob("*") if path.is_file())
    with pytest.raises(InputError, match=r"another chunk \(give another folder with --to, or --chunk 2 as it was\)"):
        ran(once, client, chunk_size=3)
    assert sorted(path.read_bytes() for path in once.rglob("*") if path.is_file()) == before
    (tmp_path / "full" / "quads").mkdir(parents=True)
    (tmp_path / "full" / "quads" / "mine.nq").write_text("")
    with pytest.raises(InputError, match=r"something else: mine\.nq"):
        ran(tmp_path / "full", client)
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "letter.txt").write_text("Dear all")
    with pytest.raises(InputError, match=r"something else: letter\.txt"):
        ran(letters, client)
    with pytest.raises(InputError, match="no folder"):
        ran(letters / "letter.txt", client)
    assert [path.name for path in letters.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("what", ["nosuch", "empty", "broken"])
def test_without_an_article_nothing_is_started_and_nothing_made(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "bad.md").write_bytes(b"\xff\xfe\x00")
    monkeypatch.setattr("kg.cluster.driver.local_client", None)
    assert main(["cluster", str(tmp_path / what), "--to", str(tmp_path / "run")]) == 2
    told = capsys.readouterr()
    assert "no article to read: " in told.err
    assert what in told.err
    assert not told.out
    assert not (tmp_path / "run").exists()


def test_a_text_that_changed_is_read_anew_and_what_followed_too(client: Client, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(3):
        (folder / f"a{number}.md").write_text("Delegates of Norway and Chile met in Basel on 3 May 2024.\n")
    work = work_in(tmp_path / "run")
    run(inputs([folder]), work, Iris(), client, unheard, chunk_size=1, parts=2)
    before = {path: path.stat().st_mtime_ns for path in work.out.iterdir()}
    (folder / "a1.md").write_text("Delegates of Norway and Chile met in Oslo on 9 June 2024.\n")
    run(inputs([folder]), work, Iris(), client, unheard, chunk_size=1, parts=2)
    same = {path.name for path, at in before.items() if path.stat().st_mtime_ns == at}
    assert {"articles-000000.nq", "articles-000002.nq"} <= same
    assert "articles-000001.nq" not in same
    assert b"Oslo" in (work.out / "events-000001.nq").read_bytes()


def test_copies_of_one_text_count_once_as_on_one_machine(client: Client, tmp_path: Path) -> None:
    words = " ".join(
        f"The harbour of Lakeport took in the boat {name} with its crew."
        for name in "Ada Bea Cleo Dora Edda Fay Greta Hilda Ines Jana Kira Lena".split()
    )
    for number, end in enumerate(("", " More follows.")):
        text = f"Delegates of Norway and Chile met in Basel on 3 May 2024. {words}{end}\n"
        (tmp_path / f"a{number}.md").write_text(text)
    work = work_in(tmp_path / "run")
    run(inputs([tmp_path / "a0.md", tmp_path / "a1.md"]), work, Iris(), client, unheard, chunk_size=1, parts=2)
    with open_store(tmp_path / "alone") as store:
        ingest(inputs([tmp_path / "a0.md", tmp_path / "a1.md"]), store, load_reader())
        alone = told(store)
    assert any(quad.predicate == ONT.sameTextAs for quad in alone)
    assert loaded(work, tmp_path / "store") == alone


def test_what_cannot_be_read_is_listed(client: Client, tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text("Delegates of Norway and Chile met in Basel on 3 May 2024.\n")
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe\x00")
    work = work_in(tmp_path / "run")
    report = run(inputs([tmp_path / "bad.md", tmp_path / "good.md"]), work, Iris(), client, unheard, 1, 1)
    assert [Path(skipped.source).name for skipped in report.skipped] == ["bad.md"]
    assert len(report.articles) == 1


def test_a_log_hears_now_and_then_how_far_a_run_is() -> None:
    lines: list[str] = []
    times = iter([0.0, 10.0, 31.0, 31.0, 32.0, 33.0])
    told = in_lines(40, lines.append, lambda: next(times))
    for done in (1, 2, 3):
        told("read", done)
    told("compare", 1)
    told("compare", 2)
    assert lines == ["read: 1 of 40 tasks done", "read: 3 of 40 tasks done", "compare: 1 tasks done"]


def test_bundles_are_decided_each_by_itself() -> None:
    def signature(name: str) -> Signature:
        return Signature(report=name, article=name, types=("Talks",), firm=True, start=1, end=1, realised=True)

    known = {name: signature(name) for name in "abcd"}
    found = clusters(known, {("a", "b"): 1.0, ("c", "d"): 1.0, ("b", "c"): 0.0})
    assert sorted(map(sorted, found)) == [["a", "b"], ["c", "d"]]


def test_a_scheduler_that_does_not_answer_is_told() -> None:
    command = [
        sys.executable,
        "-m",
        "kg",
        "cluster",
        str(SOME[0]),
        "--to",
        "unused",
        "--scheduler",
        "tcp://127.0.0.1:9",
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=120)
    assert done.returncode == 2
    assert "no scheduler answers" in done.stderr
    assert not Path(ROOT / "unused").exists()


def test_the_command_that_is_told_loads_all_or_nothing(
    once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_folder = tmp_path / "the run"
    shutil.copytree(once / "quads", run_folder / "quads")
    _told(IngestReport(()), run_folder, as_json=False)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("load it: timewire ")]
    command = line.removeprefix("load it: timewire ").replace("STORE", shlex.quote(str(tmp_path / "store")))
    whole = f"{shlex.quote(sys.executable)} -m kg {command}"
    next((run_folder / "quads").glob("*.nq")).unlink()
    done = subprocess.run(whole, shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "1 files of the list are not given" in done.stderr
    assert not (tmp_path / "store").exists()
