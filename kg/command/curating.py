"""``curate``: what people decide about events, here or through the server that owns the store."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

from kg.command import Exit
from kg.curation.editing import curate
from kg.curation.telling import edit_json, edit_line, edits_of
from kg.curation.wish import Wish
from kg.knowledge.edits import EditKind
from kg.store import open_store
from kg.store.owner import serving_owner
from kg.store.served import ServedStore

_MANY = frozenset({"reports", "participants", "pin", "unpin", "hide", "show", "order", "type"})
_NO_FIELDS = frozenset({"run", "verb", "what", "event", "store", "base_iri", "json", "editor", "reason", "seen"})


def run_curate(arguments: Namespace) -> Exit:
    """Carry one edit out, and print it."""
    wish = _wish(arguments)
    if owner := serving_owner(Path(arguments.store)):
        told = ServedStore(owner).curate(wish.to_json())
    else:
        with open_store(arguments.store, create=False, base=arguments.base_iri) as store:
            told = edit_json(curate(store, wish))
    _print([told], arguments.json)
    return Exit.DONE


def run_log(arguments: Namespace) -> Exit:
    """Print what people decided, oldest first."""
    if owner := serving_owner(Path(arguments.store)):
        found = ServedStore(owner).edits(arguments.event or "")
    else:
        with open_store(arguments.store, create=False, base=arguments.base_iri) as store:
            found = [edit_json(edit) for edit in edits_of(store, arguments.event or "")]
    _print(found, arguments.json)
    return Exit.DONE


def _wish(arguments: Namespace) -> Wish:
    given = {name: value for name, value in vars(arguments).items() if name not in _NO_FIELDS and value}
    fields = {name: tuple(value) if name in _MANY else str(value) for name, value in given.items()}
    kind = arguments.what
    if kind in ("show", "unpin"):
        kind, fields = {"show": "hide", "unpin": "pin"}[kind], {**fields, "remove": "yes"}
    if kind == "rename":
        kind = "label"
    events = arguments.event if isinstance(arguments.event, list) else [arguments.event] if arguments.event else []
    return Wish(EditKind(kind), tuple(events), arguments.editor, arguments.reason, arguments.seen, fields)


def _print(edits: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print(json.dumps({"edits": edits}, indent=2, ensure_ascii=False))
    elif edits:
        print("\n".join(map(edit_line, edits)))
