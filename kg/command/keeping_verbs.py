"""The verbs that look after a store: what each takes; ``kg.command`` carries them out."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction

from kg.command.options import add_engine, add_json, add_store, add_verb, count


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


KEEPING = (_validate, _rebuild, _withdraw, _erase, _backup, _restore, _verify, _migrate)
"""Verbs by which a store is checked, mended, moved and emptied."""
