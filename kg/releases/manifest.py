"""What is said of a release: RO-Crate 1.1 for machines, CITATION.cff and BibTeX for those who cite it. Pure but for
sizes and digests of the files.

https://www.researchobject.org/ro-crate/specification/1.1/, https://citation-file-format.github.io/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.exports.about import CREDITS, DESCRIPTION, TITLE
from kg.exports.folder import dump_files
from kg.exports.tables import digest_of

if TYPE_CHECKING:
    from kg.releases.release import Release

_CONTEXT = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "https://schema.org/sha256"}]
_OTHERS = (
    ("release.json", "application/json", "the manifest, with notes of what was erased since"),
    ("CITATION.cff", "text/yaml", "how to cite this release"),
    ("citation.bib", "application/x-bibtex", "how to cite this release, BibTeX"),
)
OF_A_RELEASE: Mapping[str, str] = {
    "ro-crate-metadata.json": "what this release is and which files it has, RO-Crate 1.1",
    **{name: what for name, _, what in _OTHERS},
}
"""The files that a release has besides those of a dump, and what they are."""


def ro_crate(files: Path, release: Release) -> dict[str, Any]:
    """The crate of a folder with the files of a release."""
    told = [(file.name, file.media_type, file.what) for file in dump_files()] + list(_OTHERS)
    parts = [_part(files, *one) for one in told if (files / one[0]).is_file()]
    return {"@context": _CONTEXT, "@graph": [_descriptor(), _root(release, parts), _program(release), *parts]}


def _descriptor() -> dict[str, Any]:
    return {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }


def _root(release: Release, parts: list[dict[str, Any]]) -> dict[str, Any]:
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{TITLE}, release {release.name}",
        "description": _described(release),
        "identifier": release.page,
        "url": release.page,
        "version": release.name,
        "datePublished": release.day,
        "creator": {"@id": "#timewire"},
        "creditText": "; ".join(f"{name}: {what} ({licence})" for name, _, what, licence in CREDITS),
        "hasPart": [{"@id": part["@id"]} for part in parts],
    }
    return root | ({"license": {"@id": release.licence}} if release.licence else {})


def _described(release: Release) -> str:
    notes = " ".join(f"Changed on {note.at[:10]}: {note.what}." for note in release.notes)
    return f"{DESCRIPTION} State {release.state}, {release.quads} quads. {notes}".rstrip()


def _program(release: Release) -> dict[str, Any]:
    what = f"Timewire {release.timewire}, ontology {release.ontology}"
    return {"@id": "#timewire", "@type": "SoftwareApplication", "name": what, "version": release.timewire}


def _part(files: Path, name: str, media_type: str, what: str) -> dict[str, Any]:
    packed = ["application/gzip", media_type] if name.endswith(".gz") else media_type
    path = files / name
    size, digest = path.stat().st_size, digest_of(path)
    return {
        "@id": name,
        "@type": "File",
        "name": what,
        "encodingFormat": packed,
        "contentSize": str(size),
        "sha256": digest,
    }


def citation(release: Release) -> str:
    """A CITATION.cff of the release; JSON strings are YAML strings too."""
    lines = [
        "cff-version: 1.2.0",
        "message: Please cite this release by its address.",
        "type: dataset",
        f"title: {json.dumps(f'{TITLE}, release {release.name}')}",
        f"version: {json.dumps(release.name)}",
        f"date-released: {release.day}",
        f"url: {json.dumps(release.page)}",
        "authors:",
        '  - name: "Timewire"',
        *([f"license-url: {json.dumps(release.licence)}"] if release.licence else []),
    ]
    return "\n".join([*lines, ""])


def bibtex(release: Release) -> str:
    """The release as an entry of BibTeX."""
    lines = [
        f"@misc{{timewire-{release.name},",
        "  author = {Timewire},",
        f"  title = {{{TITLE}, release {release.name}}},",
        f"  year = {{{release.day[:4]}}},",
        f"  howpublished = {{\\url{{{release.page}}}}},",
        f"  note = {{State {release.state}, Timewire {release.timewire}, ontology {release.ontology}}}",
        "}",
    ]
    return "\n".join([*lines, ""])
