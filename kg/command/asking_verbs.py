"""The verbs that ask the graph and give it out: what each takes; ``kg.command`` carries them out."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction

from kg.command.options import add_json, add_store, add_verb, exact_day, setting

_FORMS = ("nquads", "trig", "turtle", "ntriples", "jsonld", "rdfxml")
_LISTINGS = ("geojson", "icalendar", "atom", "jsonfeed", "timelinejs")
_FOLDERS = ("csv", "parquet", "all")
_KINDS = ("event", "sentence", "claim", "actor", "place", "article", "thing")
_QUERY_FORMS = ("table", "json", "csv", "tsv", "xml", "turtle")


def _query(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "query",
        "reading.run_query",
        "ask a store in SPARQL",
        "Answer a SPARQL query. Prefixes need not be declared: ev: terms, et: event types, evc: codes, evt: events,\n"
        "act: actors, plc: places, art: articles, and rdfs:, skos:, xsd: and the like.",
        "timewire query 'SELECT ?day ?what { ?e a ev:Event ; ev:sortDate ?day ; rdfs:label ?what } ORDER BY ?day'",
        "timewire query @ontology/queries/01-timeline-of-a-period.rq --format csv",
    )
    verb.add_argument("query", metavar="SPARQL", help="the query, or @FILE (@- for standard input)")
    verb.add_argument("--format", choices=_QUERY_FORMS, default="table", help="form of the answer (default: table)")
    add_store(verb)


def _timeline(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "timeline",
        "timeline.run_timeline",
        "list events in order, as they were known on a day",
        "List events in order. With --as-of only what articles up to that day said counts: an event that was expected\n"
        "then is told as expected, and what nobody had reported yet is left out. Names are labels or aliases.",
        "timewire timeline --store var/store --as-of 2025-10-06",
        "timewire timeline --actor Hamas --from 2025-09-01 --to 2025-10-31",
        "timewire timeline --place Egypt --type Diplomacy --json",
        "timewire timeline --about 'Talks between Israel and Hamas' --top 10",
    )
    verb.add_argument(
        "--as-of", type=exact_day, metavar="DAY", help="what was known on this day (default: today's state)"
    )
    verb.add_argument("--actor", metavar="NAME", help="only events in which this actor has a part")
    verb.add_argument("--place", metavar="NAME", help="only events in this place or in what lies in it")
    verb.add_argument("--type", metavar="NAME", help="only events of this type or family of types")
    verb.add_argument("--about", metavar="EVENT", help="only the storyline around this event (label or IRI)")
    verb.add_argument(
        "--top", type=int, metavar="N", help="only the N events that matter most (first N without --about)"
    )
    verb.add_argument("--process", metavar="NAME", help="only this process (label or IRI) and what is part of it")
    verb.add_argument("--from", dest="first", type=exact_day, metavar="DAY", help="only events of this day or later")
    verb.add_argument("--to", dest="last", type=exact_day, metavar="DAY", help="only events of this day or before")
    add_store(verb)
    add_json(verb)


def _search(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "search",
        "searching.run_search",
        "look for words in a store",
        "Look for words in sentences, claims, names and titles. All words must occur, in any of their forms; "
        '"two words"\nis a phrase, negotiat* a beginning, OR stands between choices, -word leaves out. '
        "Exit code 1: nothing found.",
        "timewire search 'ferry talks'",
        "timewire search '\"prisoner swap\" OR ceasefire' --kind sentence --kind claim --json",
    )
    verb.add_argument("words", metavar="WORDS", help="what to look for, as one argument")
    verb.add_argument("--kind", action="append", choices=_KINDS, help="look only there (may be given again)")
    verb.add_argument("--page", type=int, default=1, help="page of the results, 20 each (default: 1)")
    add_store(verb)
    add_json(verb)


def _export(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "export",
        "exporting.run_export",
        "write the graph of a store",
        "Write the graph: all of it in nquads, trig and jsonld; the knowledge, without the graphs of the evidence, in\n"
        "turtle, ntriples and rdfxml; events in geojson, icalendar, atom, jsonfeed and timelinejs. A file appears\n"
        "whole or not at all. csv and parquet write tables into the folder --output: events, rounds, participations,\n"
        "figures and claims, with a codebook and checksums; all writes every form. The same graph, the same bytes.",
        "timewire export --store var/store --format nquads --output graph.nq",
        "timewire export --store var/store --format csv --output tables",
        "timewire export --format turtle | less",
        "timewire export --format all --output dump --no-evidence",
        "timewire export --public --rights rights.toml --output public.nq",
    )
    forms = (*_FORMS, *_LISTINGS, *_FOLDERS)
    verb.add_argument("--format", choices=forms, default="nquads", help="form of the graph (default: nquads)")
    verb.add_argument("--output", metavar="FILE", help="file, or folder, to write (default: standard output)")
    verb.add_argument("--no-evidence", action="store_true", help="leave out the graphs of articles and sentences")
    verb.add_argument("--public", action="store_true", help="leave out words of articles that the public may not see")
    verb.add_argument(
        "--rights", metavar="FILE", default="", help="what may be seen of which articles, as TOML (default: snippets)"
    )
    add_store(verb)


def _release(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "release",
        "releasing.run_release",
        "freeze a version of the knowledge",
        "Keep the knowledge as it is now under a name, in the folder releases of the store: a dump in every form with\n"
        "checksums, a description (RO-Crate), how to cite it, and a graph of its own, which a server answers queries\n"
        "from at /releases/NAME/sparql. A release is for the public: it holds what the rights allow of the words of\n"
        "articles. It stays as it is; only what is erased goes from it too. Exit code 1: --verify found a change.",
        "timewire release 2026-01 --store var/store",
        "timewire release 2026-01 --rights rights.toml --licence https://creativecommons.org/licenses/by/4.0/",
        "timewire release --list",
        "timewire release --verify",
    )
    verb.add_argument("name", nargs="?", metavar="NAME", help="name of the release: letters, digits, dots, dashes")
    verb.add_argument("--licence", metavar="IRI", default="", help="licence of the data, told in its description")
    verb.add_argument("--rights", metavar="FILE", default="", help="what may be seen of which articles, as TOML")
    verb.add_argument("--list", action="store_true", help="list the releases there are, or the one named")
    verb.add_argument("--verify", action="store_true", help="compare the files of releases with their checksums")
    add_store(verb)
    add_json(verb)


def _audit(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "audit",
        "auditing.run_audit",
        "draw a sample for people to judge, and read their judgements",
        "Draw statements of a store with their sentences, as many of each layer as can be, into a table and a page to\n"
        "fill in; or read one or two filled tables: precision with intervals by layer, agreement of the two, and the\n"
        "confidence from which on enough is right.",
        "timewire audit --sample 120 --seed 7 --store var/store --output audit",
        "timewire audit --read audit/anna.csv audit/ben.csv",
    )
    verb.add_argument("--sample", type=int, default=120, metavar="N", help="statements to draw (default: 120)")
    verb.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed draws the same (default: 1)")
    verb.add_argument("--output", metavar="DIR", help="folder for the table and the page")
    verb.add_argument("--read", nargs="+", metavar="CSV", help="filled tables of one person or two")
    verb.add_argument("--target", type=float, default=0.8, metavar="SHARE", help="share to be right (default: 0.8)")
    add_store(verb)


def _publish(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "publish",
        "serving.run_publish",
        "write a timeline as files for any web host",
        "Write a timeline as static files: page, frame, data, script and pictures. TIMELINE is all, or the path of a\n"
        "thing: actor/…, place/…, event/…, or storyline/… with the name of an event; ?from=…&type=… narrow it.",
        "timewire publish all --to public/timeline --store var/store",
        "timewire publish all --to public/timeline --url https://news.example.org/timeline --lang ar",
    )
    verb.add_argument("timeline", metavar="TIMELINE", help="which timeline: all, or the path of a thing")
    verb.add_argument("--to", metavar="DIR", required=True, help="folder to write; one with a timeline is replaced")
    verb.add_argument("--url", metavar="URL", default="", help="address that the folder will have")
    verb.add_argument("--lang", metavar="LANG", default="", help="language of the words (default: en)")
    verb.add_argument("--title", metavar="TEXT", default="", help="what to call it")
    verb.add_argument("--intro", metavar="TEXT", default="", help="a sentence or two below the title")
    verb.add_argument("--rights", metavar="FILE", default="", help="what may be shown of which articles (TOML)")
    add_store(verb)


def _serve(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "serve",
        "serving.run_serve",
        "serve a store over HTTP",
        "Serve pages, timeline and SPARQL. A missing or empty folder becomes an empty store. The other verbs work\n"
        "beside it, on the same --store.",
        "timewire serve --store var/store --port 8000",
        "timewire serve --store var/store --host 0.0.0.0 --port 80",
        "timewire serve --config timewire.toml --set log_format=json",
        "timewire serve --settings > timewire.toml",
    )
    verb.add_argument("--config", metavar="FILE", help="settings in TOML (or TIMEWIRE_CONFIG); see --settings")
    verb.add_argument(
        "--set", type=setting, action="append", metavar="NAME=VALUE", help="any setting (may be given again)"
    )
    verb.add_argument("--settings", action="store_true", help="print all settings as they hold, as a file, and stop")
    add_store(verb)
    verb.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    verb.add_argument("--port", help="port to listen on (default: 8000)")
    verb.add_argument("--public", action="store_true", default=None, help="serve the public: with base IRI and licence")
    verb.add_argument("--data-licence", metavar="IRI", help="licence of the data, told everywhere")
    verb.add_argument("--contact", metavar="ADDRESS", help="whom to write to: mailto:NAME@HOST or an https: address")
    verb.add_argument(
        "--query-timeout",
        metavar="SECONDS",
        help="time one query or update may take, waiting included (TIMEWIRE_QUERY_TIMEOUT_S; default: 10)",
    )
    verb.add_argument(
        "--allow-service",
        action="append",
        metavar="URL",
        help="an endpoint that SERVICE may ask (may be given again; default: none); private addresses are refused",
    )
    verb.add_argument(
        "--write-token-file",
        metavar="FILE",
        help="file with the token that lets its sender change the graph over HTTP (or TIMEWIRE_WRITE_TOKEN; default:\n"
        "none, read-only)",
    )


ASKING = (_query, _timeline, _search, _export, _release, _audit, _publish, _serve)
"""Verbs by which the graph is asked, shown and given out."""
