"""What a command tells while it works, beside its result."""

from __future__ import annotations

import sys


def told_on_stderr(text: str) -> None:
    """Tell whoever looks at the command."""
    print(f"timewire: {text}", file=sys.stderr, flush=True)
