"""``load``: files of quads into a store of their own."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import asdict

from tqdm import tqdm

from kg.command import Exit
from kg.store import open_store
from kg.store.loading import check_files, load_files, read_checksums


def run_load(arguments: Namespace) -> Exit:
    """Load files; all of them are the graph of the store then, or nothing has changed."""
    size = check_files(arguments.files)
    checksums = read_checksums(arguments.checksums) if arguments.checksums else None
    with (
        open_store(arguments.store, base=arguments.base_iri, mend=True) as store,
        tqdm(total=size, desc="load", unit="B", unit_scale=True, disable=not sys.stderr.isatty()) as bar,
    ):

        def told(count: int) -> None:
            bar.update(count)

        loaded = load_files(store, arguments.files, checksums, told)
    if arguments.json:
        print(json.dumps(asdict(loaded), indent=2))
    else:
        rate = f"{loaded.quads / max(loaded.seconds, 0.001):,.0f} a second"
        print(f"loaded: {loaded.quads:,} quads of {len(loaded.files)} files in {loaded.seconds:.1f} s ({rate})")
    return Exit.DONE
