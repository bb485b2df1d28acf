"""Loading files: all of them or nothing, in every packing, and a store without articles afterwards."""

from __future__ import annotations

import gzip
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import zstandard
from pyoxigraph import Quad

from kg.__main__ import main
from kg.errors import InputError, StoreError
from kg.model import Article
from kg.store import Store, loading, open_store
from kg.store.loading import check_files, load_files, read_checksums

NQUADS = b"""<https://n.org/a> <https://n.org/p> "one" <https://n.org/g> .
<https://n.org/a> <https://n.org/p> <https://n.org/b> .
_:x <https://n.org/p> "two"@en .
"""
TRIG = b"""PREFIX n: <https://n.org/>
n:g { n:c n:p 3 . }
n:c n:q n:d .
"""


def written(folder: Path, **contents: bytes) -> list[str]:
    paths = [folder / name.replace("_", ".") for name in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        path.write_bytes(content)
    return [str(path) for path in paths]


def load(store: Store, *paths: str, checksums: dict[str, str] | None = None) -> int:
    return load_files(store, paths, checksums, lambda count: None).quads


def lines(store: Store) -> set[str]:
    return {str(quad) for quad in store.graph.quads() if "_:" not in str(quad)}


def test_the_graph_is_what_the_files_say_and_nothing_else(tmp_path: Path) -> None:
    paths = written(tmp_path, a_nq=NQUADS, b_trig=TRIG)
    with open_store(tmp_path / "store") as store:
        assert load(store, *paths) == 5
    with open_store(tmp_path / "store", create=False) as again:
        assert len(again.graph) == 5
        assert again.graph.query("ASK { GRAPH <https://n.org/g> { <https://n.org/c> ?p 3 } }")


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("a.nq", NQUADS),
        ("a.nq.gz", gzip.compress(NQUADS)),
        ("a.nquads.zst", zstandard.compress(NQUADS)),
        ("two-frames.nq.zst", zstandard.compress(NQUADS[:80]) + zstandard.compress(NQUADS[80:])),
        ("A.NQ.GZ", gzip.compress(NQUADS)),
    ],
)
def test_every_packing_gives_the_same(tmp_path: Path, name: str, packed: bytes) -> None:
    (tmp_path / name).write_bytes(packed)
    with open_store(tmp_path / "store") as store:
        assert load(store, str(tmp_path / name)) == 3


def test_blank_nodes_of_two_files_are_two_nodes(tmp_path: Path) -> None:
    paths = written(tmp_path, a_nq=NQUADS, b_nq=NQUADS)
    with open_store(tmp_path / "store") as store:
        assert load(store, *paths) == 4


def test_large_files_are_loaded_in_chunks_as_if_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blank nodes are the same in all chunks, and lines keep their numbers."""
    monkeypatch.setattr(loading, "_CHUNK_BYTES", 100)
    line = "<https://n.org/s{0}> <https://n.org/p> {1} .\n"
    many = [line.format(n, f"_:b{n % 3}" if n % 4 == 0 else f'"{n}"') for n in range(90)]
    good, bad, blank = written(
        tmp_path,
        a_nq="".join(many).rstrip().encode(),
        b_nq="".join([*many[:70], "oops\n", *many[70:]]).encode(),
        c_nq="".join([*many[:60], "_:b1 oops .\n", *many[60:]]).encode(),
    )
    with open_store(tmp_path / "store") as store:
        assert load(store, good) == 90
        solutions = store.graph.query("SELECT DISTINCT ?b { ?s ?p ?b FILTER isBlank(?b) }")
        assert len(list(solutions)) == 3  # type: ignore[arg-type]
        with pytest.raises(InputError, match=r"b\.nq line 71"):
            load(store, bad)
        with pytest.raises(InputError, match=r"c\.nq line 61"):
            load(store, blank)


def test_a_second_load_replaces_the_first(tmp_path: Path) -> None:
    paths = written(tmp_path, a_nq=NQUADS, b_trig=TRIG)
    with open_store(tmp_path / "store") as store:
        load(store, paths[0])
        before = store.generation
        assert load(store, paths[1]) == 2
        assert store.generation > before
        assert len(list(store.folder.glob("graph-*"))) == 1


def test_a_broken_line_is_named_and_nothing_has_changed(tmp_path: Path) -> None:
    paths = written(tmp_path, a_nq=NQUADS, b_nq=NQUADS + b"<https://n.org/a> <https://n.org/p> oops .\n")
    with open_store(tmp_path / "store") as store:
        load(store, paths[0])
        before = lines(store)
        with pytest.raises(InputError, match=r"b\.nq line 4"):
            load(store, *paths)
        assert lines(store) == before
        assert len(list(store.folder.glob("graph-*"))) == 1


@pytest.mark.parametrize("content", [gzip.compress(NQUADS * 50)[:-20], b"no gzip at all"])
def test_a_file_that_is_cut_or_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (path,) = written(tmp_path, a_nq_gz=content)
    with open_store(tmp_path / "store") as store, pytest.raises(InputError, match="nothing was changed"):
        load(store, path)


def test_checksums_are_checked_before_anything_changes(tmp_path: Path) -> None:
    paths = written(tmp_path, a_nq=NQUADS, b_trig_gz=gzip.compress(TRIG))
    sums = "".join(f"{hashlib.sha256(Path(p).read_bytes()).hexdigest()}  {Path(p).name}\n" for p in paths)
    (tmp_path / "SHA256SUMS").write_text(sums)
    checksums = read_checksums(str(tmp_path / "SHA256SUMS"))
    with open_store(tmp_path / "store") as store:
        assert load(store, *paths, checksums=checksums) == 5
        Path(paths[0]).write_bytes(NQUADS + b"\n")
        with pytest.raises(InputError, match="checksum"):
            load(store, *paths, checksums=checksums)
        with pytest.raises(InputError, match="list of checksums"):
            load(store, *paths, checksums={})
        assert len(store.graph) == 5


def test_a_file_that_the_list_names_and_nobody_gives_is_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = written(tmp_path, a_nq=NQUADS, b_nq_gz=gzip.compress(NQUADS), c_csv=b"a,b", d_trig=TRIG)
    sums, store = tmp_path / "SHA256SUMS", tmp_path / "store"
    sums.write_text("".join(f"{hashlib.sha256(Path(p).read_bytes()).hexdigest()}  {Path(p).name}\n" for p in paths))
    assert main(["load", paths[0], "--checksums", str(sums), "--store", str(store)]) == 2
    error = capsys.readouterr().err
    assert f"{sums}: 1 files of the list are not given: b.nq.gz (give them too" in error
    assert not store.exists()
    assert main(["load", *paths[:2], "--checksums", str(sums), "--store", str(store)]) == 0  # d.trig says the same
    assert not capsys.readouterr().err
    assert main(["load", paths[0], "--store", str(store)]) == 0
    assert f"to see that all is there: --checksums {sums}" in capsys.readouterr().err


def test_what_is_no_file_of_quads_is_refused_before_the_store_is_touched(tmp_path: Path) -> None:
    (path,) = written(tmp_path, a_csv=b"a,b\n")
    with pytest.raises(InputError, match="no quads by its ending"):
        check_files([path])
    with pytest.raises(InputError, match="No such file"):
        check_files([str(tmp_path / "gone.nq")])
    with pytest.raises(InputError, match="line 1"):
        read_checksums(path)


def test_a_store_with_articles_is_not_overwritten(tmp_path: Path, quads_of_an_article: list[Quad]) -> None:
    (path,) = written(tmp_path, a_nq=NQUADS)
    with open_store(tmp_path / "store") as store:
        store.replace_article(Article("a1", "Words."), "a1.txt", quads_of_an_article)
        with pytest.raises(StoreError, match="holds articles"):
            load(store, path)


def test_a_loaded_store_takes_no_articles_and_is_not_rebuilt(tmp_path: Path, quads_of_an_article: list[Quad]) -> None:
    (path,) = written(tmp_path, a_nq=NQUADS)
    with open_store(tmp_path / "store") as store:
        load(store, path)
        with pytest.raises(StoreError, match="loaded from files"):
            store.replace_article(Article("a1", "Words."), "a1.txt", quads_of_an_article)
        with pytest.raises(StoreError, match="loaded from files"):
            store.rebuild(lambda article: [], lambda name: None)
        assert len(store.graph) == 3
        store.update("INSERT DATA { <https://n.org/new> <https://n.org/p> 1 }")
        assert len(store.graph) == 4


@pytest.fixture
def quads_of_an_article() -> list[Quad]:
    return []


def test_the_command_tells_how_many_and_fails_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = written(tmp_path, a_nq=NQUADS, b_nq=b"oops\n")
    assert main(["load", good, "--store", str(tmp_path / "store")]) == 0
    assert "3 quads of 1 files" in capsys.readouterr().out
    assert main(["load", bad, "--store", str(tmp_path / "store")]) == 2
    assert "b.nq line 1" in capsys.readouterr().err


def test_a_load_that_is_killed_leaves_the_old_graph_and_no_files(tmp_path: Path) -> None:
    many = b"".join(b'<https://n.org/a%d> <https://n.org/p> "%d" .\n' % (n, n) for n in range(400_000))
    small, large = written(tmp_path, a_nq=NQUADS, b_nq=many)
    store = tmp_path / "store"
    assert main(["load", small, "--store", str(store)]) == 0
    process = subprocess.Popen([sys.executable, "-m", "kg", "load", large, "--store", str(store)])
    deadline = time.monotonic() + 60
    while not list(store.glob("graph-3/*")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with open_store(store, create=False) as again:
        assert len(again.graph) == 3
        assert len(list(store.glob("graph-*"))) == 1
        assert not list(store.rglob("bulk-*.sst"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_load_that_is_stopped_takes_its_files_with_it(tmp_path: Path, number: signal.Signals) -> None:
    many = b"".join(b'<https://n.org/a%d> <https://n.org/p> "%d" .\n' % (n, n) for n in range(400_000))
    small, large = written(tmp_path, a_nq=NQUADS, b_nq=many)
    store, new = tmp_path / "store", tmp_path / "new"
    assert main(["load", small, "--store", str(store)]) == 0
    for folder, graph in ((store, "graph-3"), (new, "graph-2")):
        process = subprocess.Popen([sys.executable, "-m", "kg", "load", large, "--store", str(folder)])
        deadline = time.monotonic() + 60
        while not list(folder.glob(f"{graph}/*")) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(number)
        assert process.wait(60) == 130
    assert len(list(store.glob("graph-*"))) == 1
    assert not new.exists()
    with open_store(store, create=False) as again:
        assert len(again.graph) == 3


def test_a_load_that_fails_leaves_no_store_where_there_was_none(tmp_path: Path) -> None:
    (bad,) = written(tmp_path, b_nq=b"oops\n")
    assert main(["load", bad, "--store", str(tmp_path / "new")]) == 2
    assert not (tmp_path / "new").exists()


def test_what_a_load_that_broke_off_left_in_the_graph_is_swept(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        left = next(store.folder.glob("graph-*")) / "bulk-1234.sst"
    left.write_bytes(b"half")
    with open_store(tmp_path / "store") as store:
        assert not left.exists()
        assert store.graph.query("ASK { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("said", "remedy"),
    [("No space left on device", "free space"), ("Permission denied", "read and write"), ("odd", "once more")],
)
def test_what_hinders_putting_in_order_is_told_as_a_fault_of_the_store(said: str, remedy: str) -> None:
    def refuse() -> None:
        raise OSError(said)

    graph = SimpleNamespace(oxigraph=SimpleNamespace(optimize=refuse))
    with pytest.raises(StoreError, match="cannot be put in order") as refused:
        loading._put_in_order(graph)  # type: ignore[arg-type]
    assert said in refused.value.what
    assert refused.value.remedy
    assert remedy in refused.value.remedy
