"""The wheel works far from the checkout: everything the code reads is inside, and no module is missing."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import urllib.request
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest
from sentence_reader import SentenceReader

from kg.model import Article
from kg.pipeline import ingest_article
from kg.sources.inputs import GivenArticle
from kg.store import open_store

ROOT = Path(__file__).resolve().parents[2]
INGREDIENTS = ("kg", "server", "ontology", "pyproject.toml", "README.md", "LICENSE")
SENTENCE = "Norwegian and Swedish negotiators met in Oslo on Tuesday to discuss fishing quotas.\n"

# without site-packages' path files, which lead to a checkout that is installed in editable form
START = "import sys; sys.path[:0] = sys.argv[1:3]; del sys.argv[1:3]; "
RUN = START + "from kg.__main__ import main; sys.exit(main())"
WHERE = START + "import kg, server; print(kg.__file__, server.__file__)"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing is left in the checkout."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    for name in INGREDIENTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps", "--no-build-isolation"]
    done = subprocess.run(
        [*pip, "--no-index", "--wheel-dir", str(built), str(source)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = built.glob("timewire-*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The start of a command line that runs the wheel's code with the dependencies that are installed here."""
    place = tmp_path_factory.mktemp("installed")
    with ZipFile(wheel) as archive:  # a wheel of pure Python is installed by unpacking it
        archive.extractall(place)
    return [sys.executable, "-I", "-S", "-c", RUN, str(place), sysconfig.get_path("purelib")]


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new virtual environment: the wheel, put in by pip, and the packages that it needs.

    Those are not fetched again but read from where they are installed, by a path file; path files that lie there are
    not followed, so that nothing leads to a checkout.
    """
    place = tmp_path_factory.mktemp("clean") / "venv"
    venv.create(place, with_pip=False)
    (packages,) = place.glob("lib/python*/site-packages")
    (packages / "locked.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = [sys.executable, "-m", "pip", "--python", str(place / "bin" / "python"), "--disable-pip-version-check"]
    done = subprocess.run(
        [*pip, "install", "--no-index", "--no-deps", "--force-reinstall", str(wheel)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return place / "bin"


def files_below(*tops: str) -> set[str]:
    found = (path for top in tops for path in (ROOT / top).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in found if "__pycache__" not in path.parts}


def test_the_wheel_holds_every_file_of_the_packages_and_the_ontology(wheel: Path) -> None:
    held = set(ZipFile(wheel).namelist())
    ontology = {f"kg/{name}" for name in files_below("ontology")}
    assert not (files_below("kg", "server") | ontology) - held


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in ZipFile(wheel).namelist()}
    assert {"kg", "server"} <= tops
    assert all(top in {"kg", "server"} or top.endswith(".dist-info") for top in tops)


def test_the_wheel_names_its_command_and_its_licences(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        (points,) = [name for name in names if name.endswith("entry_points.txt")]
        assert "timewire = kg.__main__:main" in archive.read(points).decode()
    assert sum("/licenses/" in name for name in names) == 2


def test_the_code_that_runs_is_the_wheel(installed: list[str], tmp_path: Path) -> None:
    command = [WHERE if word == RUN else word for word in installed]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False)
    assert done.stdout.count(installed[5]) == 2, done.stdout + done.stderr
    assert str(ROOT / "kg") not in done.stdout


def test_the_wheel_annotates_outside_the_checkout(installed: list[str], tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(SENTENCE, encoding="utf-8")
    command = [*installed, "annotate", "note.txt", "--published", "2025-03-12"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    annotation = json.loads(done.stdout)
    assert [time["edtf"] for time in annotation["times"]] == ["2025-03-11"]
    assert "Oslo" in {place["label"] for place in annotation["places"]}
    assert annotation["events"]
    assert all(event["plover"] for event in annotation["events"]), "the ontology is read too"


def test_the_wheel_ingests_and_serves_outside_the_checkout(installed: list[str], tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(SENTENCE, encoding="utf-8")
    ingest = [*installed, "ingest", "note.txt", "--published", "2025-03-12", "--store", "store"]
    done = subprocess.run(ingest, capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    serve = [*installed, "serve", "--store", "store", "--port", "0"]
    server = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path)
    assert server.stdout
    try:
        address = next((found[0] for line in server.stdout if (found := re.search(r"http://[\d.:]+", line))), None)
        assert address, "the server told no address"
        for path, words in (("/timeline", "Oslo"), ("/static/timewire.css", "{")):
            with urllib.request.urlopen(address + path, timeout=30) as answer:
                assert words in answer.read().decode()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        server.stdout.close()


def test_in_a_clean_environment_the_wheel_alone_serves_a_store_given_to_it(clean: Path, tmp_path: Path) -> None:
    given = tmp_path / "given"
    with open_store(given) as store:
        ingest_article(
            GivenArticle("one", Article("one", "The Gauge met the Union in Basel.")), store, SentenceReader()
        )
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    where = [str(clean / "python"), "-c", "import kg, server; print(kg.__file__, server.__file__)"]
    told = subprocess.run(where, capture_output=True, text=True, cwd=tmp_path, env=environment, check=True)
    assert told.stdout.count(str(clean.parent)) == 2, told.stdout
    serve = [str(clean / "timewire"), "serve", "--store", str(given), "--port", "0"]
    server = subprocess.Popen(
        serve, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path, env=environment
    )
    assert server.stdout
    try:
        address = next((found[0] for line in server.stdout if (found := re.search(r"http://[\d.:]+", line))), None)
        assert address, "the server told no address"
        query = "/sparql?query=ASK%20%7B%20%3Fe%20a%20ev%3AEvent%20%7D"
        for path, words in (("/timeline", "Basel"), (query, "true"), ("/readyz", ""), ("/static/timewire.css", "{")):
            with urllib.request.urlopen(address + path, timeout=60) as answer:
                assert answer.status == 200
                assert words in answer.read().decode()
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
        server.stdout.close()
