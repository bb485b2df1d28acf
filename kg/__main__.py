"""The ``timewire`` command: verbs, options and examples; what the verbs do is in ``kg.command``."""

from __future__ import annotations

import importlib
import io
import logging
import os
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable, Sequence

from kg import __version__
from kg.command import Exit
from kg.command.curated_verbs import add_curate, add_upgrade
from kg.command.options import (
    add_base,
    add_batch,
    add_engine,
    add_field,
    add_format,
    add_json,
    add_published,
    add_store,
    add_verb,
    count,
    exact_day,
    resolve_store,
    setting,
    workers,
)
from kg.errors import TimewireError

_FORMS = ("nquads", "trig", "turtle", "ntriples", "jsonld", "rdfxml")
_LISTINGS = ("geojson", "icalendar", "atom", "jsonfeed", "timelinejs")
_FOLDERS = ("csv", "parquet", "all")
_KINDS = ("event", "sentence", "claim", "actor", "place", "article", "thing")
_QUERY_FORMS = ("table", "json", "csv", "tsv", "xml", "turtle")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; 0 done, 1 some inputs were skipped (or violations found), 2 not done at all."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(level=logging.ERROR if os.environ.get("TIMEWIRE_DEBUG") else logging.CRITICAL)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return int(_run(arguments))
    except TimewireError as error:
        print(f"timewire: error: {' '.join(str(error).split())}", file=sys.stderr)
        return Exit.FAILED
    except BrokenPipeError:  # the reader of our output has gone, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FAILED
    except KeyboardInterrupt:
        print("timewire: stopped; what was done before stands", file=sys.stderr)
        return 130


def _run(arguments: Namespace) -> int:
    """The verb's function, imported only now: a query should not wait for what ingestion needs."""
    module, _, function = arguments.run.partition(".")
    run: Callable[[Namespace], int] = getattr(importlib.import_module(f"kg.command.{module}"), function)
    resolve_store(arguments)
    return run(arguments)


# --------------------------------------------------------------------------------------------------- the verbs


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="timewire",
        description="News articles in; an event-timeline knowledge graph with sentence-level evidence out.",
        epilog="Each verb has examples: timewire ingest --help",
    )
    parser.add_argument("--version", action="version", version=f"timewire {__version__}")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for add in (
        _ingest,
        _fetch,
        _watch,
        _load,
        _cluster,
        _annotate,
        _query,
        _timeline,
        _search,
        _export,
        _release,
        _validate,
        _rebuild,
        add_upgrade,
        _withdraw,
        _erase,
        add_curate,
        _backup,
        _restore,
        _verify,
        _migrate,
        _audit,
        _publish,
        _serve,
    ):
        add(verbs)
    return parser


def _ingest(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "ingest",
        "writing.run_ingest",
        "read articles into a store",
        "Read files, folders and standard input (-) into a store: text, Markdown, web pages, JSON, DOCX, RTF\n"
        "and archives of them (zip, tar, gz, WARC). The same input twice changes nothing; a changed\n"
        "article replaces what was read from it before. After a stop or crash the same command goes on where it was.\n"
        "Exit code 0: all read; 1: some inputs skipped; 2: failed.",
        "timewire ingest seeds/articles --store var/store",
        "timewire ingest talks.txt --published 2025-10-06 --publisher 'The Example' --store var/store",
        "zcat news.jsonl.gz | timewire ingest --format jsonl - --store var/store --json",
        "timewire ingest news.json --field text=content --field published=publishedAt --field publisher=source.name",
        "timewire ingest archive/2024 --store var/store --workers 8 --report unread.jsonl",
        "timewire ingest talks.txt --extractor llm --llm-base-url http://localhost:11434/v1 --llm-model small",
    )
    verb.add_argument("paths", nargs="+", metavar="PATH", help="file, folder, or - for standard input")
    add_format(verb)
    add_published(verb)
    verb.add_argument("--publisher", metavar="NAME", help="outlet of the articles")
    verb.add_argument("--url", metavar="URL", help="address of the article (one file only)")
    verb.add_argument("--title", metavar="TEXT", help="title of the article (one file only)")
    verb.add_argument("--id", metavar="ID", help="id of the article (one file only; else from its URL or file name)")
    add_field(verb)
    add_store(verb)
    add_json(verb)
    add_batch(verb)


def _fetch(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "fetch",
        "fetching.run_fetch",
        "read articles from the web into a store",
        "Ask for addresses and read what stands there: a page, a feed (RSS, Atom) or a sitemap with its pages, or a\n"
        "file that ingest reads. What robots.txt or a reservation against text and data mining forbids is left alone,\n"
        "and so are machines of the own network. What has not changed since the last time is not sent again.\n"
        "Exit code 0: all read; 1: some left out; 2: failed.",
        "timewire fetch https://news.example.org/feed.xml --store var/store",
        "timewire fetch https://news.example.org/sitemap.xml --most 1000 --delay 5 --report left-out.jsonl",
    )
    verb.add_argument("addresses", nargs="+", metavar="URL", help="page, feed, sitemap or file on the web")
    verb.add_argument("--most", type=int, default=200, metavar="N", help="pages of lists to ask for (default: 200)")
    verb.add_argument(
        "--delay", type=float, default=1.0, metavar="SECONDS", help="between requests to one host (default: 1)"
    )
    verb.add_argument(
        "--timeout", type=float, default=30.0, metavar="SECONDS", help="for one whole answer (default: 30)"
    )
    verb.add_argument("--again", action="store_true", help="ask for everything, also what was seen before")
    verb.add_argument("--publisher", metavar="NAME", help="outlet of the articles")
    add_field(verb)
    add_store(verb)
    add_json(verb)
    add_batch(verb)


def _watch(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "watch",
        "watching.run_watch",
        "read what comes into a folder, until stopped",
        "Read the files of a folder into a store, and go on with each file that comes or changes, once it has stopped\n"
        "growing. Ctrl-C or SIGTERM ends it after the files in hand. Files that go away take nothing with them.",
        "timewire watch inbox --store var/store",
        "timewire watch inbox --every 30 --publisher 'The Example' --store var/store",
    )
    verb.add_argument("folder", metavar="DIR", help="folder to watch, with all below it")
    verb.add_argument(
        "--every", type=float, default=2.0, metavar="SECONDS", help="between two looks at the folder (default: 2)"
    )
    verb.add_argument("--publisher", metavar="NAME", help="outlet of the articles")
    add_field(verb)
    add_store(verb)
    add_json(verb)
    add_batch(verb)


def _cluster(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "cluster",
        "clustering.run_cluster",
        "read articles on a cluster, into files for load",
        "Read files and folders by workers of a Dask cluster, match the reports, and write what a store would hold of\n"
        "them as sorted N-Quads with checksums. All workers must see the folder. After a stop, or the death of any\n"
        "process, the same command goes on where it was.",
        "timewire cluster articles --to run --workers 4",
        "timewire cluster articles --to /shared/run --scheduler tcp://10.0.0.1:8786",
    )
    verb.add_argument("paths", nargs="+", metavar="PATH", help="files and folders of articles")
    verb.add_argument("--to", metavar="DIR", required=True, help="folder of the run: work/, and the results in quads/")
    verb.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler (default: processes of this machine)")
    verb.add_argument("--workers", type=workers, metavar="N", help="processes, without --scheduler (default: 2)")
    verb.add_argument("--chunk", type=count, default=50, metavar="N", help="articles a task (default: 50)")
    verb.add_argument("--parts", type=count, default=16, metavar="N", help="parts of the comparison (default: 16)")
    add_format(verb)
    add_field(verb)
    add_base(verb)
    add_json(verb)


def _load(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "load",
        "loading.run_load",
        "load files of quads into a store of their own",
        "Let the quads of files be the graph of a store: N-Quads, TriG, N-Triples, Turtle, also as .gz and .zst. The\n"
        "store is a new one, or one that was made by load, whose graph is replaced. It has no articles: it is served,\n"
        "queried and exported, and cannot be ingested into. A load that breaks off changes nothing.",
        "timewire load dump.nq.zst --store var/loaded",
        "timewire load part-1.nq part-2.nq --store var/loaded --checksums SHA256SUMS",
    )
    verb.add_argument(
        "files", nargs="+", metavar="FILE", help="file of quads: .nq .trig .nt .ttl, and .gz or .zst after it"
    )
    verb.add_argument("--checksums", metavar="FILE", help="list of checksums of the files, as sha256sum writes it")
    add_store(verb)
    add_json(verb)


def _annotate(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "annotate",
        "annotating.run_annotate",
        "print what is read in an article, as JSON",
        "Print every layer that is read in an article, with offsets in code points, as JSON; no store is needed.\n"
        'With --jsonl: standard input to standard output, one line in ({"text": ..., "id": ..., ...}), one line out.',
        "timewire annotate talks.txt --published 2025-10-06",
        "timewire annotate --jsonl < articles.jsonl > annotations.jsonl",
    )
    verb.add_argument("file", nargs="?", metavar="FILE", help="file with an article, or - for standard input")
    verb.add_argument("--jsonl", action="store_true", help="read JSON Lines from standard input")
    add_format(verb)
    add_published(verb)


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


def _validate(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "validate",
        "reading.run_validate",
        "check the graph of a store against the shapes",
        "Check the graph against the shapes of the ontology. Exit code 1: there are violations, not just warnings.",
        "timewire validate --store var/store",
        "timewire validate --shacl --json",
    )
    verb.add_argument("--shacl", action="store_true", help="use pyshacl (the reference; seconds per article)")
    add_store(verb)
    add_json(verb)


def _rebuild(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "rebuild",
        "writing.run_rebuild",
        "make the graph anew from the archive",
        "Read every article of the archive again and make the graph anew, for instance with a newer version of\n"
        "Timewire. Events keep their IRIs; the old graph stands until the new one is whole.",
        "timewire rebuild --store var/store",
    )
    add_store(verb)
    add_json(verb)


def _withdraw(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "withdraw",
        "writing.run_withdraw",
        "take articles back",
        "Take articles back, with all that only they support. The archive keeps their texts; to ingest one again\n"
        "brings it back under the same IRIs.",
        "timewire withdraw talks-day-one --store var/store",
    )
    verb.add_argument("ids", nargs="+", metavar="ID", help="id of an article")
    add_store(verb)
    add_json(verb)


def _backup(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "backup",
        "keeping.run_backup",
        "copy a store into a folder of backups, while it is in use",
        "Copy archive and graph as they are at one moment, also beside a server. A backup is there as a whole or not\n"
        "at all; the next one into the same folder takes what is new. Backups with what was erased since go.",
        "timewire backup --store var/store --to backups",
        "timewire backup --store var/store --to backups --archive-only --keep 30",
    )
    verb.add_argument("--to", metavar="DIR", required=True, help="folder of the backups of this store")
    verb.add_argument("--archive-only", action="store_true", help="without the graph, which is read anew at restoring")
    verb.add_argument("--keep", type=count, default=7, metavar="N", help="how many backups stay (default: 7)")
    add_store(verb)
    add_json(verb)


def _restore(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "restore",
        "keeping.run_restore",
        "make a store of a backup",
        "Check a backup and put it in place as a store, whole or not at all. What the store that is replaced, or\n"
        "--erased, has erased since is erased again. Exit code 1: it is there, and something is left to do.",
        "timewire restore backups --store var/store",
        "timewire restore backups --number 3 --store var/store --replace",
        "timewire restore backups --store var/other --erased var/store",
    )
    verb.add_argument("folder", metavar="DIR", help="folder of backups")
    verb.add_argument("--number", type=count, metavar="N", help="which backup (default: the newest)")
    verb.add_argument("--replace", action="store_true", help="replace the store that is there")
    verb.add_argument("--erased", metavar="PATH", help="a store, or a file of timewire erase --list, to erase after")
    add_store(verb)


def _verify(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "verify",
        "keeping.run_verify",
        "check that a store, or a folder of backups, is whole",
        "Check the archive, the hashes of its texts, the graph against it, and the shapes; or every piece of backups.\n"
        "Exit code 1: something is wrong.",
        "timewire verify --store var/store",
        "timewire verify --store var/store --deep 20 --json",
        "timewire verify --backup backups",
    )
    verb.add_argument("--backup", metavar="DIR", help="folder of backups to check instead of a store")
    verb.add_argument("--quick", action="store_true", help="leave out the shapes")
    verb.add_argument("--deep", type=count, metavar="N", help="read N articles again and compare with the graph")
    add_store(verb)
    add_json(verb)


def _migrate(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "migrate",
        "migrating.run_migrate",
        "move a store from one engine to another",
        "Copy archive and graph of a store to another place, a folder or an engine, and compare counts and hashes of\n"
        "the sorted N-Quads. The store that is moved stays as it is.",
        "timewire migrate --from var/store --to http://127.0.0.1:7878 --archive var/archive",
        "timewire migrate --from var/archive --to var/store",
    )
    verb.add_argument("--from", dest="source", metavar="STORE", required=True, help="folder or address of the store")
    verb.add_argument("--to", metavar="STORE", required=True, help="new folder, or address of an empty engine")
    verb.add_argument("--from-archive", metavar="DIR", help="archive of the store at an address that is moved")
    add_engine(verb)
    add_json(verb)


def _erase(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "erase",
        "erasing.run_erase",
        "take an article or a person out for good",
        "Erase an article (by id), or the names of a person (by name or IRI) in all articles: no byte stays in the\n"
        "store but a tombstone with id, day and reason, which keeps it from coming in again. Not beside a server:\n"
        "stop it first. Backups and files that were exported are not touched; see --tombstones.",
        "timewire erase talks-day-one --reason 'asked by the publisher' --store var/store",
        "timewire erase 'Ada Bell' --person --reason 'asked by the person' --store var/store",
        "timewire erase --list --store var/store > tombstones.jsonl",
        "timewire erase --tombstones tombstones.jsonl --store var/restored",
    )
    verb.add_argument(
        "what", nargs="?", metavar="ARTICLE|PERSON", help="id of an article; name, IRI or path of a person"
    )
    verb.add_argument("--reason", metavar="TEXT", help="why; it stays, so it must not hold what is to go")
    verb.add_argument("--person", action="store_true", help="it is a person, even if an article has that id")
    verb.add_argument("--resume", action="store_true", help="only finish what was broken off")
    verb.add_argument("--list", action="store_true", help="print the tombstones as JSON Lines")
    verb.add_argument("--lift", metavar="ID", help="take a tombstone away, so that what it is of may come again")
    verb.add_argument("--tombstones", metavar="FILE", help="erase what was erased elsewhere: what --list printed there")
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
    verb.add_argument("--rights", metavar="FILE", default="", help="what may be shown of which articles (TOML)")
    add_store(verb)


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
    verb.add_argument("--port", type=int, help="port to listen on (default: 8000)")
    verb.add_argument("--public", action="store_true", default=None, help="serve the public: with base IRI and licence")
    verb.add_argument("--data-licence", metavar="IRI", help="licence of the data, told everywhere")
    verb.add_argument("--contact", metavar="ADDRESS", help="whom to write to: mailto:NAME@HOST or an https: address")
    verb.add_argument(
        "--query-timeout",
        type=float,
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


if __name__ == "__main__":
    sys.exit(main())
