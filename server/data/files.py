"""Files that are made once and sent as they are: with their checksum as entity tag, in ranges for who goes on."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from kg.exports.folder import dump_files
from server.data.signposting import Signpost, link_header
from server.sparql.answering import matches

_OTHERS = {
    "ro-crate-metadata.json": "application/ld+json",
    "release.json": "application/json",
    "CITATION.cff": "text/plain",
    "citation.bib": "text/plain",
}
_PACKED = "application/gzip"


def media_type_of(name: str) -> str:
    """The media type of a file of a dump or a release, '' for other names."""
    known = {file.name: _PACKED if file.is_packed else file.media_type for file in dump_files()} | _OTHERS
    found = known.get(name, "")
    return f"{found}; charset=utf-8" if found.startswith("text/") else found


def send_file(request: Request, path: Path, name: str, digest: str, kept: str, licence: str) -> Response:
    """A file of a folder, or 304 for whoever has it.

    Its tag is strong where the bytes are the same in any coding: those of packed files are never coded again.
    """
    packed = media_type_of(name) == _PACKED
    tag = f'"{digest[:32]}"' if packed else f'W/"{digest[:32]}"'
    headers = {"ETag": tag, "Cache-Control": kept}
    if licence:
        headers["Link"] = link_header([Signpost(licence, "license")])
    if matches(request.headers.get("if-none-match"), tag):
        return Response(None, 304, headers)
    return FileResponse(path, headers=headers, media_type=media_type_of(name))
