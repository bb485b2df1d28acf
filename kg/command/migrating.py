"""``migrate``: a store moves from one engine to another, or between a folder and an engine."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from kg.command import Exit
from kg.command.options import PLACES, check_folder
from kg.store import open_store
from kg.store.engines.access import is_address, read_credentials
from kg.store.engines.migrating import Migrated, migrate
from kg.store.engines.registering import Wished, set_up, settled_folder


def run_migrate(arguments: Namespace) -> Exit:
    """Copy archive and graph, and compare counts and hashes; the store that is moved stays as it is."""
    from_there, to = arguments.source, arguments.to
    if is_address(from_there):
        from_there = settled_folder(Wished(from_there, archive=arguments.from_archive), read_credentials(), False)
    else:
        check_folder(from_there, {"archive": arguments.from_archive})
    if not is_address(to):
        check_folder(to, {name: getattr(arguments, name) for name in PLACES if hasattr(arguments, name)})
    with open_store(from_there, create=False) as source:
        if is_address(to):
            wished = _wished(arguments)
            migrated = migrate(source, wished.folder, lambda folder: _claim(folder, wished))
        else:
            migrated = migrate(source, Path(to), None)
    print(json.dumps(asdict(migrated), indent=2) if arguments.json else _told(migrated))
    return Exit.DONE


def _claim(folder: Path, wished: Wished) -> None:
    set_up(folder, wished, read_credentials())


def _wished(arguments: Namespace) -> Wished:
    return Wished(
        arguments.to,
        arguments.engine,
        arguments.query_url,
        arguments.update_url,
        arguments.graphs_url,
        arguments.archive,
    )


def _told(migrated: Migrated) -> str:
    found = migrated.sum
    return (
        f"moved: {migrated.articles:,} articles, change {migrated.generation}\n"
        f"verified: {found.quads:,} quads, {found.knowledge:,} of them knowledge, SHA-256 of the sorted N-Quads "
        f"{found.sha256}"
    )
