"""Take a package of npm as it was published, by the npm client, and refuse it if it is not what it was."""

from __future__ import annotations

import subprocess
import tarfile
from base64 import b64encode
from hashlib import sha512
from pathlib import Path

from kg.errors import StoreError


def fetch_package(package: str, integrity: str, folder: Path) -> None:
    """Unpack a package (``name@version``) into a folder.

    ``integrity`` is its hash as registries and lock files write it (``sha512-…``). Raises StoreError if it is another,
    or if npm cannot fetch it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, capture_output=True, text=True)
    packed = next(folder.glob("*.tgz"), None)
    if done.returncode or packed is None:
        raise StoreError(f"npm does not give {package}", where=done.stderr[-300:], remedy="look at the network")
    found = "sha512-" + b64encode(sha512(packed.read_bytes()).digest()).decode()
    if found != integrity:
        raise StoreError(f"{package} is not what it was", where=found, remedy="find out why before you change the hash")
    with tarfile.open(packed) as archive:
        for member in archive.getmembers():
            name = member.name.partition("/")[2]
            content = archive.extractfile(member)
            if content and name and ".." not in name:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content.read())
    packed.unlink()
