"""A dump written by a process of its own, which may be killed: ``python -m kg.exports.process``.

It reads one JSON object from standard input: ``graph`` (folder of a copy that nobody writes to), ``folder`` (new),
``base``, ``state``, ``day``, ``licence``, and ``rights`` (a file; '' for snippets; null for all words).
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from pyoxigraph import Store

from kg.exports.about import About
from kg.exports.contents import Contents
from kg.exports.folder import write_folder, write_sums
from kg.graph.iris import Iris
from kg.rights.policy import read_policy

_NICE = 10


def main() -> None:
    """Write the dump that standard input asks for."""
    asked = json.load(sys.stdin)
    os.nice(_NICE)
    policy = None if asked["rights"] is None else read_policy(asked["rights"])
    contents = Contents(Store.read_only(asked["graph"]), Iris(asked["base"]), policy)
    folder = Path(asked["folder"])
    folder.mkdir()
    write_folder(contents, About(asked["base"], asked["state"], asked["day"], asked["licence"]), folder)
    write_sums(folder)


if __name__ == "__main__":
    main()
