"""Prints the figures, one section after another."""

from __future__ import annotations

from kg.pipeline import load_reader
from tests.bench.cost import print_cost
from tests.bench.quality import print_quality


def main() -> None:
    print("Timewire in figures; a few minutes. Times are of this machine as busy as it is now.", flush=True)
    reader = load_reader()
    print_quality(reader)
    print_cost(reader)


if __name__ == "__main__":
    main()
