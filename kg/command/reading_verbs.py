"""The verbs that read articles: what each takes; ``kg.command`` carries them out."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction

from kg.command.options import (
    add_base,
    add_batch,
    add_field,
    add_format,
    add_json,
    add_published,
    add_store,
    add_verb,
    count,
    workers,
)


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


def _load(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "load",
        "loading.run_load",
        "load files of quads into a store of their own",
        "Let the quads of files be the graph of a store: N-Quads, TriG, N-Triples, Turtle, also as .gz and .zst. The\n"
        "store is a new one, or one that was made by load, whose graph is replaced. It has no articles: it is served,\n"
        "queried and exported, and cannot be ingested into. Quads stay in the graphs that they name: ask for these by\n"
        "GRAPH ?g { } or FROM, since the default graph holds only its own. A load that breaks off changes nothing.",
        "timewire load dump.nq.zst --store var/loaded",
        "timewire load part-1.nq part-2.nq --store var/loaded --checksums SHA256SUMS",
    )
    verb.add_argument(
        "files", nargs="+", metavar="FILE", help="file of quads: .nq .trig .nt .ttl, and .gz or .zst after it"
    )
    verb.add_argument(
        "--checksums",
        metavar="FILE",
        help="list of checksums of the files, as sha256sum writes it; all that it names must be given",
    )
    add_store(verb)
    add_json(verb)


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


READING = (_ingest, _fetch, _watch, _load, _cluster, _annotate)
"""Verbs by which articles come in."""
