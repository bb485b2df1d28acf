"""``serve`` and ``publish``: verbs that need the server, looked up by name since ``kg`` must not depend on it."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from kg.command import Exit
from kg.command.keeping import opened
from kg.command.of_server import server_module
from kg.command.options import PLACES, check_folder
from kg.rights.policy import Policy
from kg.store.engines.access import is_address, read_credentials


def run_serve(arguments: Namespace) -> Exit:
    """Serve a store over HTTP until the process is told to stop; or tell its settings."""
    settings = server_module("settings")
    given = {name: getattr(arguments, name) for name in (*PLACES, "host", "port", "public", "data_licence", "contact")}
    given |= {"query_timeout_s": arguments.query_timeout, "write_token_file": arguments.write_token_file}
    given |= {"allow_service": " ".join(arguments.allow_service) if arguments.allow_service else None}
    given |= dict(arguments.set or ())
    read = settings.read_settings(given, os.environ, arguments.config or "")
    if arguments.settings:
        print(settings.table_of(read), end="")
        return Exit.DONE
    server_module("logs").configure_logs(read)
    check_store(read, given)
    server_module("app").serve(_with_archive(read))
    return Exit.DONE


def check_store(read: Any, given: Mapping[str, Any]) -> None:
    """See that a folder is meant to be one; what settings say of an engine counts if they name the store as well."""
    if not is_address(read.store):
        check_folder(
            read.store, {name: given[name] or "" if given["store"] else getattr(read, name) for name in PLACES}
        )


def _with_archive(read: Any) -> Any:
    """The settings with the folder of the archive in the place of an engine's address."""
    if not is_address(read.store):
        return read
    from kg.store.engines.registering import Wished, settled_folder  # a client of HTTP is slow to load

    wished = Wished(
        read.store,
        read.engine or None,
        read.query_url or None,
        read.update_url or None,
        read.graphs_url or None,
        read.archive or None,
    )
    return replace(read, store=str(settled_folder(wished, read_credentials(), create=True)))


def run_publish(arguments: Namespace) -> Exit:
    """Write a timeline into a folder, ready for any web host, also beside the server that owns the store."""
    publish = server_module("timelines.publish").publish
    path = arguments.timeline.removeprefix("/timelines/").strip("/")
    with opened(Path(arguments.store)) as store:
        rights = {"rights": arguments.rights or None}
        policy = server_module("settings").read_settings(rights, os.environ).policy or Policy()
        graph = server_module("rights").RightsGraph(store.graph.oxigraph, store.iris, policy)
        remember = partial(server_module("timelines.history").read_history, store)
        said = {"title": arguments.title, "intro": arguments.intro}
        to, url, lang = Path(arguments.to), arguments.url, arguments.lang
        names = publish(graph, store.iris.base, path, to, url, lang, remember, **said)
    print(f"written: {len(names)} files in {arguments.to}")
    print(f"look at it: {Path(arguments.to) / 'index.html'}")
    if left_out := _without_words(Path(arguments.to)):
        print(f"{left_out} sources without their sentence: what goes out follows the rights (--rights FILE)")
    if not arguments.url:
        print("with --url, the address it will have, it can also be pasted into content systems (oEmbed)")
    return Exit.DONE


def _without_words(folder: Path) -> int:
    """How many sources of a published timeline have no quotation."""
    events = json.loads((folder / "timeline.json").read_text("utf-8"))["events"]
    return sum(not source["quote"] for event in events for source in event["sources"])
