"""``release``: freeze a version of the knowledge, list the releases there are, check their files."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from kg.command import Exit
from kg.command.exporting import about_of
from kg.command.keeping import opened
from kg.errors import InputError
from kg.exports.contents import Contents
from kg.releases.release import RELEASES_FOLDER, Kept, faults_of, find_release, make_release, releases_in
from kg.rights.policy import read_policy


def run_release(arguments: Namespace) -> Exit:
    """Make a release of a store, also beside the server that owns it; or list or check releases."""
    releases = Path(arguments.store) / RELEASES_FOLDER
    if arguments.list or arguments.verify:
        found = [find_release(releases, arguments.name)] if arguments.name else releases_in(releases)
        return _verify(found) if arguments.verify else _list(found, arguments.json)
    if not arguments.name:
        raise InputError("a release needs a name", remedy="give one, such as 2026-01, or --list")
    policy = read_policy(arguments.rights)
    with opened(Path(arguments.store), arguments.base_iri) as store:
        contents = Contents(store.graph.oxigraph, store.iris, policy)
        kept = make_release(contents, about_of(store, arguments.licence), arguments.name, releases)
    return _list([kept], arguments.json)


def _list(found: list[Kept], as_json: bool) -> Exit:
    for kept in found:
        release = kept.release
        told = f"{release.name}: state {release.state} of {release.day}, {release.quads:,} quads, {kept.files}"
        print(json.dumps(asdict(release)) if as_json else told)
        for note in () if as_json else release.notes:
            print(f"  {note.at[:10]}: {note.what}")
    return Exit.DONE


def _verify(found: list[Kept]) -> Exit:
    """Compare each file with its checksum."""
    faults = {kept.release.name: faults_of(kept) for kept in found}
    for name, files in faults.items():
        print(f"{name}: {'whole' if not files else 'changed: ' + ', '.join(files)}")
    return Exit.SOME_SKIPPED if any(faults.values()) else Exit.DONE
