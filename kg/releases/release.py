"""Makes releases and finds them.

A release is a folder ``releases/NAME`` of the store, which comes into place whole and is not written to again, but by
erasing (``erasing.py``)::

    files/   what others fetch: a dump in every form, release.json, ro-crate-metadata.json, CITATION.cff, SHA256SUMS
    graph/   the same graph for queries; no process writes to it

The same graph and name give the same bytes in ``files``: the day of a release is that of its state, not of the clock.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pyoxigraph import Quad, Store

from kg import __version__
from kg.errors import InputError
from kg.exports.about import About
from kg.exports.contents import Contents
from kg.exports.folder import sums_of, write_folder, write_sums
from kg.graph.iris import Iris
from kg.graph.terms import ontology_version
from kg.releases.manifest import bibtex, citation, ro_crate
from kg.store.folders import put_in_place, scratch_folder

RELEASES_FOLDER = "releases"
"""Of a store."""
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
_MANIFEST = "release.json"


@dataclass(frozen=True, slots=True)
class Note:
    """What was changed in a release after it was made, and when (ISO 8601): only erasing does that."""

    at: str
    what: str


@dataclass(frozen=True, slots=True)
class Release:
    """A release as its manifest tells of it; ``quads`` are those of its graph, ``day`` and ``state`` of the store's."""

    name: str
    base: str
    state: int
    day: str
    quads: int
    licence: str = ""
    timewire: str = __version__
    ontology: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def about(self) -> About:
        """What its files say of themselves."""
        return About(self.base, self.state, self.day, self.licence)

    @property
    def page(self) -> str:
        """Where it is, once it is served under its base."""
        return f"{self.base}releases/{self.name}"


@dataclass(frozen=True, slots=True)
class Kept:
    """A release and the folder it is in."""

    release: Release
    folder: Path

    @property
    def files(self) -> Path:
        """The folder of what others fetch."""
        return self.folder / "files"

    @property
    def graph(self) -> Path:
        """The folder of the graph for queries."""
        return self.folder / "graph"

    def sums(self) -> Mapping[str, str]:
        """SHA-256 of its files by name."""
        return sums_of(self.files)


def make_release(contents: Contents, about: About, name: str, releases: Path) -> Kept:
    """Freeze what is to be seen of a graph under a name, in the folder of the releases.

    Raises:
        InputError: it can be no name, or there is one of this name.
        StoreError: it cannot be put in place.
    """
    check_name(name)
    place = releases / name
    if place.exists():
        raise InputError("there is a release of this name, and it stays", where=str(place), remedy="choose another")
    releases.mkdir(exist_ok=True)
    release = Release(name, about.base, about.state, about.day, 0, about.licence, ontology=ontology_version())
    with scratch_folder(releases, ".new-") as draft:
        write_release(draft / name, release, contents.quads(), contents.iris)
        put_in_place(draft / name, place)
    return find_release(releases, name)


def check_name(name: str) -> None:
    """Raise InputError for what can be no name of a release: it is a part of addresses and of names of files."""
    if not _NAME.fullmatch(name) or name == "latest":
        raise InputError(
            f"{name[:80]!r} can be no name of a release", remedy="use letters, digits, dots and dashes, such as 2026-01"
        )


def write_release(folder: Path, release: Release, quads: Iterable[Quad], iris: Iris) -> None:
    """Write graph and files of a release into a new folder."""
    (folder / "files").mkdir(parents=True)
    graph = Store(str(folder / "graph"))
    graph.bulk_extend(quads)
    graph.optimize()
    graph.flush()
    release = replace(release, quads=len(graph))
    write_folder(Contents(graph, iris), release.about, folder / "files")
    _describe(folder / "files", release)


def _describe(files: Path, release: Release) -> None:
    """The manifest, how to cite, and the checksums, in this order, since each tells of those before."""
    manifest = json.dumps(asdict(release), indent=2, ensure_ascii=False) + "\n"
    (files / _MANIFEST).write_text(manifest, "utf-8")
    (files / "CITATION.cff").write_text(citation(release), "utf-8")
    (files / "citation.bib").write_text(bibtex(release), "utf-8")
    (files / "ro-crate-metadata.json").write_text(json.dumps(ro_crate(files, release), indent=2) + "\n", "utf-8")
    write_sums(files)


def releases_in(folder: Path) -> list[Kept]:
    """The releases of a folder, the newest state first."""
    places = (path for path in folder.iterdir() if _NAME.fullmatch(path.name)) if folder.is_dir() else ()
    kept = [_read(place) for place in places if (place / "files" / _MANIFEST).is_file()]
    return sorted(kept, key=lambda one: (-one.release.state, one.release.name))


def find_release(folder: Path, name: str) -> Kept:
    """A release by name; raises InputError where there is none."""
    place = folder / name
    if not _NAME.fullmatch(name) or not (place / "files" / _MANIFEST).is_file():
        raise InputError(f"no release {name[:80]!r}", remedy="see what there is: timewire release --list")
    return _read(place)


def _read(place: Path) -> Kept:
    told = json.loads((place / "files" / _MANIFEST).read_text("utf-8"))
    notes = tuple(Note(**note) for note in told.pop("notes"))
    return Kept(Release(**told, notes=notes), place)


def faults_of(kept: Kept) -> list[str]:
    """Files of a release that are not what its list of checksums says, or not there, or not in it."""
    from kg.exports.tables import checksums

    said = set((kept.files / "SHA256SUMS").read_text("utf-8").splitlines())
    found = set(checksums(kept.files).splitlines())
    return sorted({line.partition("  ")[2] for line in said ^ found})
