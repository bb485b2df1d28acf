"""Put the query editor into ``static/vendor``: ``make vendor``, after a change of its version.

``@zazuko/yasgui`` (MIT) as it was published, taken by the npm client and checked against its hash; its package has no
licence file, so the text of the licence it names is put beside it with the names of its authors.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from server.vendoring import fetch_package

VERSION = "4.6.2"
PACKAGE = f"@zazuko/yasgui@{VERSION}"
INTEGRITY = "sha512-Zw45KdPoAE1KRaAoxIHdQqeJxvaVG1oQdntw0hy0ktX35Zu8ZccuOLrXCLwR+GU+0xMzLw8Mjw6BkSZV2vUuQw=="
VENDOR = Path(__file__).parent.parent / "static" / "vendor"
FILES = {"build/yasgui.min.js": "yasgui.min.js", "build/yasgui.min.css": "yasgui.min.css"}


def main() -> None:
    """Fetch the package and copy what the workbench loads."""
    with TemporaryDirectory() as folder:
        fetch_package(PACKAGE, INTEGRITY, Path(folder))
        for source, target in FILES.items():
            body = (Path(folder) / source).read_bytes().rstrip()
            kept = [line for line in body.splitlines() if b"sourceMappingURL=" not in line]  # maps are not served
            (VENDOR / target).write_bytes(b"\n".join(kept) + b"\n")
            print(f"{target}: {(VENDOR / target).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
