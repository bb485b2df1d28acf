"""``upgrade``: read all articles with this version, or tell first what that would change."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

from kg.command import Exit
from kg.command.keeping import opened
from kg.command.progress import shown
from kg.command.writing import run_rebuild
from kg.pipeline import load_reader
from kg.upgrading import difference


def run_upgrade(arguments: Namespace) -> Exit:
    """Make the graph anew, or with ``--diff`` tell what would change; 1 if something would."""
    if not arguments.diff:
        return run_rebuild(arguments)
    with (
        opened(Path(arguments.store), arguments.base_iri) as store,
        shown("upgrade --diff", len(store.archive.present_ids())) as step,
    ):
        found = difference(store, load_reader(), step)
    print(json.dumps(found.to_json(), indent=2, ensure_ascii=False) if arguments.json else "\n".join(found.lines()))
    return Exit.SOME_SKIPPED if found.events else Exit.DONE
