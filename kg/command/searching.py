"""``search``: words in, what fits out; here or through the server that owns the store."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

from kg.command import Exit
from kg.errors import QueryError
from kg.store import open_store
from kg.store.owner import serving_owner
from kg.store.search import Hit, Hits
from kg.store.search_query import compile_search
from kg.store.served import ServedStore

_PAGE_SIZE = 20
_MOST_PAGES = 50


def run_search(arguments: Namespace) -> Exit:
    """Print what fits some words, best first."""
    if not 1 <= arguments.page <= _MOST_PAGES:
        raise QueryError(f"no page {arguments.page}", where="--page", remedy=f"give a number from 1 to {_MOST_PAGES}")
    wanted, kinds = compile_search(arguments.words), tuple(arguments.kind or ())
    if owner := serving_owner(Path(arguments.store)):
        found = ServedStore(owner).search(arguments.words, kinds, arguments.page)
    else:
        with open_store(arguments.store, create=False, base=arguments.base_iri) as store:
            offset = (arguments.page - 1) * _PAGE_SIZE
            found = _as_json(store.search.search(wanted, kinds, _PAGE_SIZE, offset))
    print(json.dumps(found, indent=2, ensure_ascii=False) if arguments.json else _told(found))
    return Exit.DONE if found["results"] else Exit.SOME_SKIPPED


def _as_json(hits: Hits) -> dict[str, Any]:
    return {"total": hits.total, "more": hits.more, "results": [_hit(hit) for hit in hits.hits]}


def _hit(hit: Hit) -> dict[str, Any]:
    highlights, text = [], ""
    for piece in hit.pieces:
        highlights += [[len(text), len(text) + len(piece.text)]] if piece.found else []
        text += piece.text
    return {"iri": hit.iri, "kind": hit.kind, "text": text, "highlights": highlights}


def _told(found: dict[str, Any]) -> str:
    total = f"{'more than ' if found['more'] else ''}{found['total']:,} found"
    lines = [f"{one['kind']:<8}  {' '.join(one['text'].split())}\n          {one['iri']}" for one in found["results"]]
    return "\n".join([total, *lines])
