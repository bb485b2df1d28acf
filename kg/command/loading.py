"""``load``: files of quads into a store of their own."""

from __future__ import annotations

import json
import signal
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from kg.command import Exit
from kg.store import open_store
from kg.store.folders import remove_folder
from kg.store.loading import SUMS, check_files, check_listed, load_files, read_checksums


def run_load(arguments: Namespace) -> Exit:
    """Load files; all of them are the graph of the store then, or nothing has changed."""
    size = check_files(arguments.files)
    checksums = read_checksums(arguments.checksums) if arguments.checksums else None
    if checksums is not None:
        check_listed(arguments.files, checksums, arguments.checksums)
    else:
        _tell_of_lists(arguments.files)
    with (
        _all_or_nothing(Path(arguments.store)),
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


def _tell_of_lists(files: Sequence[str]) -> None:
    """A list of checksums beside the files may be of other ones, so it is named and not used."""
    lists = {Path(file).parent / SUMS for file in files}
    for path in sorted(path for path in lists if path.is_file()):
        print(
            f"timewire: nothing is compared with {path}; to see that all is there: --checksums {path}", file=sys.stderr
        )


@contextmanager
def _all_or_nothing(folder: Path) -> Iterator[None]:
    """Leave no folder that was not there before, if the load fails; SIGTERM ends it as Ctrl-C does."""
    was_there = folder.exists()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except BaseException:
        if not was_there:
            remove_folder(folder)
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
