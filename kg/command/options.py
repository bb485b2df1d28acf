"""Options that several verbs of the command have, each explained once."""

from __future__ import annotations

import os
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter, _SubParsersAction
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from kg.command.of_server import server_module
from kg.errors import InputError, SettingsError
from kg.sources.dates import read_published
from kg.sources.inputs import InputFormat
from kg.store.engines.access import Access, is_address, read_access, read_credentials
from kg.store.engines.kinds import KINDS

_MOST_WORKERS = 256
_ARCHIVE = "folder of its archive: the articles and the log (TIMEWIRE_ARCHIVE; default: one in var/engines)"
_MAKES_STORES = frozenset({"writing.run_ingest", "fetching.run_fetch", "watching.run_watch", "loading.run_load"})
_READS_ALL, _HAS_TWO = "serving.run_serve", "migrating.run_migrate"
_STORE = "var/store"
_HOST_AND_PORT = re.compile(r"([\w.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}(/.*)?")
_PREFIX = "TIMEWIRE_"
_VARIABLES = frozenset(
    _PREFIX + name
    for name in (
        *("CONFIG", "CACHE", "LEXICON", "DEBUG", "ENGINE_USER", "ENGINE_PASSWORD", "ENGINE_TOKEN"),
        *("LLM_BASE_URL", "LLM_MODEL", "LLM_API_KEY", "LLM_TIMEOUT_S", "LLM_PRICE"),
        *("CONFORMANCE", "COMUNICA", "TIMEML", "ECB", "BENCH_QUADS"),
    )
)
"""Variables of the environment that are no settings; the last are those of tests and benches."""
_OF_ENGINES = ("archive", "engine", "query_url", "update_url", "graphs_url")
PLACES = ("store", *_OF_ENGINES, "base_iri")
"""Where a store is: settings of the server's table that all verbs read, from the environment and the same file."""


def add_verb(
    verbs: _SubParsersAction[ArgumentParser], name: str, run: str, help: str, text: str, *examples: str
) -> ArgumentParser:
    """A verb; ``run`` names the module of ``kg.command`` and the function that carries it out."""
    shown = "examples:\n" + "".join(f"  {example}\n" for example in examples)
    verb = verbs.add_parser(
        name, help=help, description=text, epilog=shown, formatter_class=RawDescriptionHelpFormatter
    )
    verb.set_defaults(run=run)
    return verb


def add_store(verb: ArgumentParser) -> None:
    """The store, and the base of its IRIs."""
    verb.add_argument(
        "--store",
        metavar="DIR|URL",
        help="folder of the store, or http://host:port of an engine that holds its graph (TIMEWIRE_STORE, var/store)",
    )
    add_engine(verb)
    add_base(verb)


def add_base(verb: ArgumentParser) -> None:
    """Where the IRIs of the data begin."""
    verb.add_argument(
        "--base-iri",
        metavar="IRI",
        help="start of the IRIs of a new store's data (TIMEWIRE_BASE_IRI); a store keeps the one it was made with",
    )


def add_engine(verb: ArgumentParser) -> None:
    """How to speak with the engine of a store at an address; without one, nothing of it is used."""
    group = verb.add_argument_group("where --store is an engine's address")
    group.add_argument("--archive", metavar="DIR", help=_ARCHIVE)
    group.add_argument("--engine", choices=list(KINDS), help="which engine it is (default: what it calls itself)")
    group.add_argument("--query-url", metavar="URL", help="where it answers queries, if not where it usually does")
    group.add_argument("--update-url", metavar="URL", help="where it takes updates")
    group.add_argument("--graphs-url", metavar="URL", help="where it gives whole graphs")


def resolve_store(arguments: Namespace) -> None:
    """Fill in where the store is, and put the folder of the archive in the place of an engine's address.

    What the environment misspells is told on standard error.

    Nothing is filled in for ``serve``, which reads all settings, and for ``migrate``, which has two stores.

    Raises:
        SettingsError: the file that ``TIMEWIRE_CONFIG`` names cannot be used.
        InputError: what is said of an engine goes with a folder that has none.
        StoreError: nothing is there that can hold a graph.
    """
    for told in misspelt(os.environ):
        print(f"timewire: {told}", file=sys.stderr)
    if arguments.run == _READS_ALL:
        return
    given = configured(os.environ)
    if arguments.run == _HAS_TWO:
        return
    said = {name: value for name in PLACES if (value := getattr(arguments, name, None))}
    wanted = [name for name in PLACES if getattr(arguments, name, "") is None]
    for name in wanted:
        setattr(arguments, name, given.get(name) or (_STORE if name == "store" else None))
    store = getattr(arguments, "store", None)
    if store and is_address(store):
        arguments.store = str(folder_of(arguments, store, arguments.run in _MAKES_STORES))
    elif store:
        check_folder(store, said if "store" in said else given | said)


def check_folder(store: str, said: Mapping[str, str]) -> None:
    """See that a store that is named by a folder is meant to be one; ``said`` is what was said with it.

    Raises:
        InputError: it looks like an address without its scheme, or what is said is for engines and the folder has none.
    """
    if _HOST_AND_PORT.fullmatch(store) and not Path(store).exists():
        raise InputError(
            "this is no folder, and no address without http://",
            where=store,
            remedy=f"was http://{store} meant? A new folder of that name is ./{store}",
        )
    access = read_access(Path(store))
    if not (options := ["--" + name.replace("_", "-") for name in _unlike(access, store, said)]):
        return
    if access:
        raise InputError(
            f"the folder names its engine, and {', '.join(options)} would change that",
            where=store,
            remedy=f"where the engine has moved, give its address with it: --store http://host:port --archive {store}",
        )
    raise InputError(
        f"the graph of this store is in its folder, and {', '.join(options)} is said of an engine",
        where=store,
        remedy="name the engine with --store http://host:port, or leave it out",
    )


def _unlike(access: Access | None, store: str, said: Mapping[str, str]) -> list[str]:
    """What is said of an engine and is not what the folder of the store has of one."""
    given = {name: said[name] for name in _OF_ENGINES if said.get(name)}
    if access is None:
        return list(given)
    known = {"engine": access.kind, "query_url": access.query, "update_url": access.update, "graphs_url": access.graphs}
    is_here = "archive" in given and Path(given["archive"]).resolve() == Path(store).resolve()
    return [name for name in given if not (is_here if name == "archive" else given[name] == known[name])]


def configured(environment: Mapping[str, str]) -> dict[str, str]:
    """Where the store is by the environment (``TIMEWIRE_STORE``), else by the file that ``TIMEWIRE_CONFIG`` names.

    Raises:
        SettingsError: the file cannot be read, holds what is no setting, or names an engine that nobody knows.
    """
    file = environment.get("TIMEWIRE_CONFIG", "")
    written = server_module("settings").read_file(file) if file else {}
    given: dict[str, str] = {name: written[name] for name in PLACES if written.get(name)}
    given |= {name: value for name in PLACES if (value := environment.get(f"TIMEWIRE_{name.upper()}"))}
    if (engine := given.get("engine")) and engine not in KINDS:
        raise SettingsError(f"no such engine: {engine}", remedy=f"engines are {', '.join(KINDS)}")
    return given


def misspelt(environment: Mapping[str, str]) -> Iterator[str]:
    """What to tell of variables that begin as ours do and that nothing reads."""
    ours = [name for name in environment if name.startswith(_PREFIX) and name not in _VARIABLES]
    known = {_PREFIX + name.upper() for name in server_module("settings").setting_names()} if ours else set()
    for name in sorted(set(ours) - known):
        near = get_close_matches(name, known | _VARIABLES, n=1)
        yield f"{name} is no setting and is not read" + (f"; did you mean {near[0]}?" if near else "")


def folder_of(arguments: Namespace, store: str, create: bool) -> Path:
    """The folder of the archive of a store at an address."""
    from kg.store.engines.registering import Wished, settled_folder

    wished = Wished(
        store, arguments.engine, arguments.query_url, arguments.update_url, arguments.graphs_url, arguments.archive
    )
    return settled_folder(wished, read_credentials(), create)


def add_format(verb: ArgumentParser) -> None:
    """The form of the input."""
    forms = [form.value for form in InputFormat]
    verb.add_argument("--format", choices=forms, default="auto", help="form of the input (default: by name or content)")


def add_batch(verb: ArgumentParser) -> None:
    """How many articles are read, by whom, and what is told of them."""
    add_extractor(verb)
    verb.add_argument(
        "--workers",
        type=workers,
        metavar="N",
        help="processes that read (default: this one, and one a core if there are more than 64 articles to read)",
    )
    verb.add_argument(
        "--report",
        metavar="FILE",
        help="file to list what could not be read in, with the reason, as it happens: one JSON object a line",
    )
    verb.add_argument("--quiet-if-unchanged", action="store_true", help="print nothing where there is nothing new")


def add_field(verb: ArgumentParser) -> None:
    """Where JSON has fields under other names."""
    verb.add_argument(
        "--field",
        action="append",
        default=[],
        metavar="OURS=THEIRS",
        help="where JSON has a field under another name: text=content; author.name for a nested one, a comma between\n"
        "two of which the first that is not empty holds (may be given again)",
    )


def add_extractor(verb: ArgumentParser) -> None:
    """What finds the facts."""
    verb.add_argument(
        "--extractor",
        choices=("rules", "llm"),
        default="rules",
        help="what finds the facts: rules, or a language model of an OpenAI-compatible endpoint (needs timewire[llm])",
    )
    verb.add_argument("--llm-base-url", metavar="URL", help="address of the endpoint (TIMEWIRE_LLM_BASE_URL)")
    verb.add_argument("--llm-model", metavar="NAME", help="model to ask (TIMEWIRE_LLM_MODEL)")
    verb.add_argument("--llm-key-file", metavar="FILE", help="file with the key (or TIMEWIRE_LLM_API_KEY)")


def add_published(verb: ArgumentParser) -> None:
    """The day of publication."""
    verb.add_argument("--published", type=day, metavar="DATE", help="day of publication: 2025-10-06, 2025-10, 2025")


def add_json(verb: ArgumentParser) -> None:
    """The report as JSON."""
    verb.add_argument("--json", action="store_true", help="print the report as JSON")


def exact_day(text: str) -> str:
    """A day of the calendar in ISO 8601; raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day; write it as 2025-10-06") from None


def workers(text: str) -> int:
    """A number of processes; raises ArgumentTypeError."""
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_WORKERS:
        raise ArgumentTypeError(f"not a number of processes from 1 to {_MOST_WORKERS}: {text}")
    return int(text)


def count(text: str) -> int:
    """A whole number from 1 on; raises ArgumentTypeError."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"not a number from 1 on: {text}")
    return int(text)


def day(text: str) -> str:
    """A day, month or year as metadata has it; raises ArgumentTypeError."""
    try:
        read_published(text)
    except InputError as error:
        raise ArgumentTypeError(str(error)) from None
    return text


def setting(text: str) -> tuple[str, str]:
    """Name and value of ``NAME=VALUE``; raises ArgumentTypeError."""
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value
