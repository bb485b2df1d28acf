"""Prints the figures, one section after another; with ``--scale`` those of large stores too, which takes an hour."""

from __future__ import annotations

import sys

from kg.pipeline import load_reader
from tests.bench.batches import print_batches, print_cluster, print_loading
from tests.bench.capacity import print_capacity
from tests.bench.coreference import print_coreference
from tests.bench.cost import print_cost
from tests.bench.documents import print_documents
from tests.bench.embeds import print_embeds
from tests.bench.endpoint import print_endpoint
from tests.bench.quality import print_quality
from tests.bench.scale import print_scale


def main() -> None:
    print("Timewire in figures; a few minutes. Times are of this machine as busy as it is now.", flush=True)
    if "--endpoint" in sys.argv:
        return print_endpoint()
    if "--documents" in sys.argv:
        return print_documents()
    if "--embeds" in sys.argv:
        return print_embeds()
    reader = load_reader()
    print_quality(reader)
    print_coreference(reader)
    print_cost(reader)
    print_batches()
    print_cluster()
    print_loading()
    print_endpoint()
    print_documents()
    print_embeds()
    if "--scale" in sys.argv:
        print_scale()
        print_capacity()


if __name__ == "__main__":
    main()
