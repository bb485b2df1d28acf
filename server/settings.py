"""The settings of the server: one table of names, defaults, units and help; unsafe values are refused at start.

A setting comes from the arguments, else from the environment (``TIMEWIRE_PORT`` for ``port``), else from a file in TOML
(``port = 8000``), else from the table.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from kg.errors import SettingsError
from kg.graph.iris import DEFAULT_BASE, Iris
from kg.rights.policy import Policy, read_policy
from kg.store.engines.kinds import KINDS

ENVIRONMENT_PREFIX = "TIMEWIRE_"
_SHORTEST_TOKEN = 16
_ADDRESS = re.compile(r"https?://[^\s/?#@<>\"{}|^`\\]+(?:/[^\s#<>\"{}|^`\\]*)?")
"""An address of a server, without user name and fragment."""


_CONTACT = re.compile(r"mailto:[^\s@<>\"]+@[^\s@<>\"]+|https://[^\s<>\"]+")
_NUMBERS = {
    int: re.compile(r"[+-]?[0-9]{1,18}"),
    float: re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"),
}
"""How numbers are written in flags and the environment."""
_WANTED = {bool: "true or false", int: "a whole number", float: "a number", str: "text in quotes"}
_CAME = {bool: "a truth value", int: "a number", float: "a number", str: "text", list: "a list", dict: "a table"}
_LISTS = frozenset({"trusted_proxies", "allow_service", "frame_ancestors"})
_MOST, _SHOWN = 10**18, 60
_SWITCHES = {"1": True, "yes": True, "true": True, "on": True, "": False, "0": False, "no": False, "false": False}


def _about(
    unit: str, help: str, low: float | None = None, high: float | None = None, choices: Sequence[str] = ()
) -> dict[str, Any]:
    """The rest of a row of the table; ``low`` and ``high`` are the least and the greatest safe value."""
    return {"unit": unit, "help": help, "low": low, "high": high, "choices": choices}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator can choose; the fields are the table."""

    store: str = field(
        default="var/store",
        metadata=_about(
            "folder or address", "where articles and graph are kept, made if missing; or the graph's engine"
        ),
    )
    archive: str = field(
        default="", metadata=_about("folder", "where the articles are if store is an engine; empty: one in var/engines")
    )
    engine: str = field(
        default="",
        metadata=_about("name", "which engine store is; empty: what it calls itself", choices=("", *KINDS)),
    )
    query_url: str = field(
        default="", metadata=_about("address", "where the engine answers queries; empty: where it usually does")
    )
    update_url: str = field(
        default="", metadata=_about("address", "where the engine takes updates; empty: where it usually does")
    )
    graphs_url: str = field(
        default="", metadata=_about("address", "where the engine gives whole graphs; empty: where it usually does")
    )
    host: str = field(
        default="127.0.0.1",
        metadata=_about("address", "address to listen on; 0.0.0.0 for every network of the machine"),
    )
    port: int = field(default=8000, metadata=_about("port", "port to listen on; 0 for any free one", 0, 65535))
    base_iri: str = field(
        default="",
        metadata=_about("IRI", "start of the IRIs of the data, which pages map to; empty: as the store has it"),
    )
    public: bool = field(
        default=False,
        metadata=_about("yes or no", "serve to the public: asks for a base IRI of your own and a data licence"),
    )
    rights: str = field(
        default="",
        metadata=_about("file", "how far the words of which articles are shown; empty: snippets if public, else all"),
    )
    data_licence: str = field(
        default="", metadata=_about("IRI", "licence of the data, told in pages, headers and the catalogue; empty: none")
    )
    contact: str = field(
        default="", metadata=_about("address", "whom to write to, as mailto: or https:; empty: nobody is named")
    )
    query_timeout_s: float = field(
        default=10.0, metadata=_about("seconds", "time one query or update may take, waiting included", 0.05, 3600)
    )
    query_threads: int = field(default=4, metadata=_about("threads", "queries evaluated at the same time", 1, 256))
    query_queue: int = field(
        default=64, metadata=_about("queries", "queries that may wait for a thread; more are turned away", 0, 10_000)
    )
    query_readers: int = field(
        default=4,
        metadata=_about("processes", "short queries evaluated at the same time, besides those a moment old", 1, 64),
    )
    slow_readers: int = field(default=2, metadata=_about("processes", "long queries evaluated at the same time", 1, 64))
    short_query_s: float = field(
        default=0.2, metadata=_about("seconds", "time after which a query counts as long", 0.01, 60)
    )
    query_memory_mb: int = field(
        default=1500, metadata=_about("MiB", "address space of a process that evaluates queries", 700, 1_000_000)
    )
    queries_per_client: int = field(
        default=64, metadata=_about("queries", "open queries of one client address; more are turned away", 1, 10_000)
    )
    max_result_rows: int = field(
        default=1_000_000, metadata=_about("rows", "rows of a result; what is cut is said", 1, 1_000_000_000)
    )
    hold_bytes: int = field(
        default=4_000_000,
        metadata=_about("bytes", "how much of a result is held back until it is whole", 1000, 256_000_000),
    )
    cache_bytes: int = field(
        default=64_000_000, metadata=_about("bytes", "answers kept for those who ask the same again", 0, 10**11)
    )
    slow_query_s: float = field(
        default=1.0, metadata=_about("seconds", "queries that take longer are written to the log", 0.0, 3600)
    )
    write_token: str = field(
        default="",
        repr=False,
        metadata=_about("secret", "whoever sends it may change the graph; empty: nobody may over HTTP"),
    )
    write_token_file: str = field(
        default="", metadata=_about("file", "where the write token stands, alone; goes before write_token")
    )
    max_update_bytes: int = field(
        default=64_000_000,
        metadata=_about("bytes", "longest update, and largest graph that is sent", 1000, 2_000_000_000),
    )
    max_query_bytes: int = field(
        default=200_000, metadata=_about("bytes", "longest query, and body that carries it", 1000, 10_000_000)
    )
    max_result_bytes: int = field(
        default=64_000_000, metadata=_about("bytes", "largest result of a query", 10_000, 2_000_000_000)
    )
    max_ingest_bytes: int = field(
        default=128_000_000, metadata=_about("bytes", "largest batch of articles", 100_000, 2_000_000_000)
    )
    stated_from: float = field(
        default=0.0,
        metadata=_about("confidence", "claims and figures of less confidence are shown as not reviewed", 0, 1.01),
    )
    saved_queries: str = field(
        default="", metadata=_about("folder", "queries NAME.rq, each a timeline at /timelines/query/NAME; empty: none")
    )
    frame_ancestors: str = field(
        default="*",
        metadata=_about("sources", "which sites may show timelines in a frame, as in Content-Security-Policy"),
    )
    article_queue: int = field(
        default=1000,
        metadata=_about("articles", "articles that may wait to be read; more are turned away", 1, 1_000_000),
    )
    article_timeout_s: float = field(
        default=120.0, metadata=_about("seconds", "time that reading one article may take", 1, 3600)
    )
    max_article_bytes: int = field(
        default=5_000_000, metadata=_about("bytes", "longest article sent over HTTP", 1000, 64_000_000)
    )
    max_header_bytes: int = field(
        default=32_000, metadata=_about("bytes", "longest headers of a request, all together", 1000, 1_000_000)
    )
    max_connections: int = field(
        default=1000, metadata=_about("connections", "open connections; more are turned away", 10, 100_000)
    )
    trusted_proxies: str = field(
        default="127.0.0.1",
        metadata=_about("addresses", "proxies whose word on clients and scheme counts, with blanks between; *: any"),
    )
    body_timeout_s: float = field(
        default=60.0, metadata=_about("seconds", "time that the body of a request may take to arrive", 0.1, 3600)
    )
    allow_service: str = field(
        default="", metadata=_about("addresses", "endpoints that SERVICE may ask, with blanks between; empty: none")
    )
    service_timeout_s: float = field(
        default=5.0, metadata=_about("seconds", "time that one endpoint of SERVICE may take", 0.1, 3600)
    )
    service_bytes: int = field(
        default=2_000_000, metadata=_about("bytes", "longest answer taken from SERVICE", 1000, 100_000_000)
    )
    log_format: str = field(
        default="text",
        metadata=_about("text or json", "how the log on standard error is written", choices=("text", "json")),
    )
    log_level: str = field(
        default="warning",
        metadata=_about("level", "least level that is logged", choices=("debug", "info", "warning", "error")),
    )
    access_log: bool = field(default=False, metadata=_about("yes or no", "log each request when it is answered"))
    shutdown_timeout_s: int = field(
        default=10, metadata=_about("seconds", "time that open requests get when the server stops", 0, 600)
    )

    def check_public(self, base: str) -> None:
        """Raise SettingsError where the public is served from a base of data that is an example, or without licence.

        What goes out stays out: IRIs that others write down, and data that nobody knows whether they may use.
        """
        if self.public and (base == DEFAULT_BASE or not self.base_iri):
            raise SettingsError(
                "the public is not served from an example or a chance base",
                where="setting base_iri",
                remedy="give the address under which readers find this server, such as https://data.yours.net/",
            )
        if self.public and not self.data_licence:
            raise SettingsError(
                "the public is not served without a licence of the data",
                where="setting data_licence",
                remedy="give its IRI, such as https://creativecommons.org/licenses/by/4.0/",
            )

    @property
    def folder(self) -> Path:
        """Where the archive is, once an engine's address has been settled."""
        return Path(self.store)

    @property
    def policy(self) -> Policy | None:
        """How far the words of articles are shown; None: whoever asks owns the store, and sees all."""
        return read_policy(self.rights) if self.public or self.rights else None

    def __post_init__(self) -> None:
        for row in fields(self):
            _check_range(row, getattr(self, row.name))
        if self.rights:
            read_policy(self.rights)  # refuses what cannot be read
        if self.base_iri:
            Iris(self.base_iri)  # refuses what cannot be the base of data
        if self.data_licence and not _ADDRESS.fullmatch(self.data_licence):
            raise _refusal("data_licence", self.data_licence, "give its IRI, which begins with https://")
        if self.contact and not _CONTACT.fullmatch(self.contact):
            raise _refusal("contact", self.contact, "give mailto:NAME@HOST or an address with https://")
        if self.write_token and len(self.write_token) < _SHORTEST_TOKEN:
            raise _refusal("write_token", "a token that short", f"use {_SHORTEST_TOKEN} characters or more")
        if any(character in self.frame_ancestors for character in ";,\r\n"):
            raise _refusal("frame_ancestors", self.frame_ancestors, "give sources with blanks between them")
        for proxy in self.trusted_proxies.split():
            _check_proxy(proxy)
        for address in self.allow_service.split():
            if not _ADDRESS.fullmatch(address):
                raise _refusal("allow_service", address, "give http or https addresses, with blanks between")
        if not self.host or any(character.isspace() for character in self.host):
            raise _refusal("host", self.host, "give an address, such as 127.0.0.1")


def read_settings(arguments: Mapping[str, Any], environment: Mapping[str, str], file: str = "") -> Settings:
    """The settings that hold for these arguments (None: not given), this environment, and a file in TOML ('': none).

    ``TIMEWIRE_CONFIG`` names the file where ``file`` does not. Raises SettingsError for an unknown name, for what is
    not a value of its setting, for an unsafe value, and for a file that cannot be read.
    """
    file = file or environment.get(ENVIRONMENT_PREFIX + "CONFIG", "")
    given = read_file(file) if file else {}
    _check_names(arguments, "")
    told = {name: environment[key] for name in _rows() if (key := ENVIRONMENT_PREFIX + name.upper()) in environment}
    told |= {name: value for name, value in arguments.items() if value is not None}
    given |= {name: _read(_rows()[name], value) for name, value in told.items()}
    if token_file := given.get("write_token_file"):
        given["write_token"] = _read_token(token_file)
    return Settings(**given)


def setting_names() -> tuple[str, ...]:
    """The names of the table."""
    return tuple(_rows())


def read_file(file: str) -> dict[str, Any]:
    """The settings that stand in a file, each of the type that its default has; not yet whether they are safe.

    Raises:
        SettingsError: it cannot be read, or holds an unknown name or a value of another type.
    """
    try:
        written = tomllib.loads(Path(file).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsError(f"cannot be read: {fault}", where=file, remedy="give a file in TOML") from None
    except tomllib.TOMLDecodeError as fault:
        raise SettingsError(f"no TOML: {fault}", where=file, remedy="write NAME = VALUE, a line each") from None
    _check_names(written, file)
    return {name: _checked(_rows()[name], value, f"{file}: ") for name, value in written.items()}


def _rows() -> dict[str, Field[Any]]:
    return {row.name: row for row in fields(Settings)}


def _check_names(names: Iterable[str], where: str) -> None:
    known = setting_names()
    if unknown := sorted(set(names) - set(known)):
        near = [name for one in unknown for name in get_close_matches(one, known, n=1)]
        meant = f"did you mean {', '.join(near)}? " if near else ""
        raise SettingsError(
            f"no such setting: {', '.join(unknown)}", where=where, remedy=f"{meant}settings are {', '.join(known)}"
        )


def table_of(settings: Settings) -> str:
    """The settings as a file in TOML, each with its meaning above it; secrets are left out."""
    rows = (row for row in fields(settings) if row.repr)
    return "".join(
        f"# {row.metadata['help']} ({row.metadata['unit']})\n{row.name} = {_toml(getattr(settings, row.name))}\n\n"
        for row in rows
    )


def _toml(value: Any) -> str:
    """A value in TOML; strings as in JSON, which are strings of TOML too."""
    return json.dumps(value, ensure_ascii=False)


def _read_token(file: str) -> str:
    try:
        token = Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise _refusal("write_token_file", file, "give a file that this user may read") from None
    if not token:
        raise _refusal("write_token_file", file, "write the token into it, or leave the setting out")
    return token


def _read(row: Field[Any], value: Any) -> Any:
    """A value as a flag or the environment gives it: a number or a switch as a string, or what it is already."""
    kind: Any = type(row.default)
    if not isinstance(value, str) or kind is str:
        return _checked(row, value)
    if kind is bool:
        return _switch(row.name, value)
    if not _NUMBERS[kind].fullmatch(value.strip()):
        raise _refusal(row.name, value, f"give {_WANTED[kind]} ({row.metadata['unit']})")
    return kind(value)


def _checked(row: Field[Any], value: Any, file: str = "") -> Any:
    """A value, if it is of the type that its default has; a whole number is a number, a list holds what blanks part."""
    kind: Any = type(row.default)
    if kind is float and type(value) is int and abs(value) < _MOST:
        return float(value)
    if row.name in _LISTS and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return " ".join(value)
    if type(value) is not kind:
        came = json.dumps(value, default=str)[:_SHOWN] if row.repr else "what stands there"
        raise SettingsError(
            f"{came} ({_CAME.get(type(value), 'a value of another kind')}) cannot be used",
            where=f"{file}setting {row.name}",
            remedy=f"give {_WANTED[kind]} ({row.metadata['unit']})",
        )
    return value


def _switch(name: str, value: str) -> bool:
    try:
        return _SWITCHES[value.strip().lower()]
    except KeyError:
        raise _refusal(name, value, "say yes or no") from None


def _check_range(row: Field[Any], value: Any) -> None:
    low, high, choices = row.metadata["low"], row.metadata["high"], row.metadata["choices"]
    if choices and value not in choices:
        raise _refusal(row.name, value, f"say {' or '.join(choices)}")
    if low is not None and not low <= value <= high:
        raise _refusal(row.name, value, f"give {low} to {high} {row.metadata['unit']}")


def _check_proxy(proxy: str) -> None:
    try:
        if proxy != "*":
            ip_network(proxy, strict=False)
    except ValueError:
        raise _refusal("trusted_proxies", proxy, "give addresses or networks, such as 10.0.0.0/8") from None


def _refusal(name: str, value: Any, remedy: str) -> SettingsError:
    return SettingsError(f"{value!r} cannot be used", where=f"setting {name}", remedy=remedy)
