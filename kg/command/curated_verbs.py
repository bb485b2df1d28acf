"""The verbs below ``timewire curate`` and ``upgrade``, and what each takes; ``kg.command`` carries them out."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser, _SubParsersAction

from kg.command.options import add_json, add_store, add_verb


def _curate(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "curate",
        "curating.run_log",
        "correct events by hand",
        "Merge, split, rename, pin, hide and correct events, reject statements, add events with their source, and\n"
        "keep storylines. What people decide outranks what was read, outlives a rebuild, and can be undone. An event\n"
        "is given by the address of its page, its IRI, or the last part of it.",
        "timewire curate rename /event/01K9 'Ferry sinks off Port Ana' --reason 'the paper had the wrong port'",
        "timewire curate merge /event/01K9 /event/01KA --reason 'one sinking, told twice'",
        "timewire curate date /event/01K9 2025-10-06 --reason 'the harbour master confirmed the day'",
        "timewire curate participant /event/01K9 victim 'Ada Bell' --actor-type Person --reason 'named by the court'",
        "timewire curate log /event/01K9",
        "timewire curate undo 7 --reason 'the paper was right'",
    )
    kinds = verb.add_subparsers(dest="what", required=True, metavar="WHAT", help="what to do")
    for add in (_of_one_event, _of_several, _added, _storylines, _logged):
        add(kinds)


def _upgrade(verbs: _SubParsersAction[ArgumentParser]) -> None:
    verb = add_verb(
        verbs,
        "upgrade",
        "upgrading.run_upgrade",
        "read all articles with this version, or tell what that would change",
        "Read every article of the archive again with this version of Timewire and make the graph anew. With --diff\n"
        "nothing changes: it prints which events would be new, gone or other, with the edits of people in force.",
        "timewire upgrade --diff --store var/store",
        "timewire upgrade --store var/store",
    )
    verb.add_argument("--diff", action="store_true", help="only tell what would change; exit code 1 if anything would")
    add_store(verb)
    add_json(verb)


def _one(kinds: _SubParsersAction[ArgumentParser], name: str, help: str, several: bool = False) -> ArgumentParser:
    verb = kinds.add_parser(name, help=help, description=help)
    verb.add_argument("event", metavar="EVENT", nargs="+" if several else None, help="event, by address or IRI")
    _signed(verb)
    return verb


def _signed(verb: ArgumentParser, run: str = "curating.run_curate") -> None:
    verb.set_defaults(run=run)
    verb.add_argument("--reason", required=True, metavar="TEXT", help="why; it is shown on the page")
    verb.add_argument(
        "--editor", default=getpass.getuser(), metavar="NAME", help="who; it is shown on the page (default: your login)"
    )
    verb.add_argument(
        "--seen",
        type=int,
        metavar="N",
        help="newest edit of the event that you know of (0: none); later ones refuse this",
    )
    add_store(verb)
    add_json(verb)


def _of_one_event(kinds: _SubParsersAction[ArgumentParser]) -> None:
    _one(kinds, "rename", "give an event another label").add_argument("label", metavar="LABEL")
    _one(kinds, "date", "correct the date of an event").add_argument(
        "date", metavar="DATE", help="2025-10-06, 2025-10, 2025, A/B, A/.. (goes on), ../B (before), or unknown"
    )
    place = _one(kinds, "place", "correct the place of an event")
    place.add_argument("place", metavar="PLACE", help="name or address of a place; '' for none")
    place.add_argument("--place-type", metavar="TYPE", help="what a place that nobody knows is, such as City")
    kind = _one(kinds, "type", "correct the types of an event")
    kind.add_argument("type", nargs="+", metavar="TYPE", help="one to three types, such as ArmedAttack")
    _one(kinds, "modality", "correct whether it happened").add_argument(
        "modality", metavar="MODALITY", help="such as Occurred, Expected, Cancelled"
    )
    part = _one(kinds, "participant", "add a participant, or take one out")
    part.add_argument("role", metavar="ROLE", help="such as target, victim, speaker")
    part.add_argument("actor", metavar="ACTOR", help="name or address of an actor")
    part.add_argument("--actor-type", metavar="TYPE", help="what an actor that nobody knows is, such as Person")
    part.add_argument("--remove", action="store_true", help="take them out")
    figure = _one(kinds, "figure", "correct a figure of an event")
    figure.add_argument("figure", metavar="FIGURE", help="IRI of the figure")
    figure.add_argument("value", metavar="NUMBER")
    figure.add_argument("--bound", metavar="BOUND", help="such as AtLeast (default: Exact)")
    figure.add_argument("--measure", metavar="MEASURE", help="such as Killed (default: as it was)")
    reject = _one(kinds, "reject", "let a figure, a claim or a value of a property not count")
    reject.add_argument("--statement", metavar="IRI", help="figure or claim")
    reject.add_argument("--property", metavar="NAME", help="property of the event, such as topic")
    reject.add_argument("--value", metavar="VALUE", help="its value, by label or address")
    for name, help in (
        ("hide", "leave an event out of lists, timelines and feeds"),
        ("show", "let a hidden event be shown again"),
        ("pin", "show an event where only some are shown"),
        ("unpin", "treat a pinned event as any other"),
    ):
        _one(kinds, name, help)
    split = _one(kinds, "split", "let some reports of an event tell of another one")
    split.add_argument("reports", nargs="+", metavar="REPORT", help="id of an article, or IRI of a report")


def _of_several(kinds: _SubParsersAction[ArgumentParser]) -> None:
    _one(kinds, "merge", "let two or more events be one", several=True)


def _added(kinds: _SubParsersAction[ArgumentParser]) -> None:
    verb = kinds.add_parser("add", help="add an event with its source", description="add an event with its source")
    verb.add_argument("label", metavar="LABEL")
    verb.add_argument("--type", nargs="+", required=True, metavar="TYPE", help="one to three types")
    verb.add_argument("--url", required=True, metavar="URL", help="address of the source")
    verb.add_argument("--quote", required=True, metavar="TEXT", help="the sentence of the source that tells of it")
    verb.add_argument("--date", metavar="DATE", help="as in curate date")
    verb.add_argument("--modality", metavar="MODALITY", help="default: Occurred")
    verb.add_argument("--place", metavar="PLACE", help="name or address of a place")
    verb.add_argument("--place-type", metavar="TYPE", help="what a place that nobody knows is")
    verb.add_argument(
        "--participants",
        nargs="+",
        metavar="ROLE=ACTOR",
        help="such as target='Ada Bell', or target='Person:Ada Bell' for somebody nobody knows",
    )
    verb.add_argument("--title", metavar="TEXT", help="title of the source")
    verb.add_argument("--publisher", metavar="NAME", help="outlet of the source")
    verb.add_argument("--published", metavar="DATE", help="day of the source")
    _signed(verb)
    verb.set_defaults(event=None)


def _storylines(kinds: _SubParsersAction[ArgumentParser]) -> None:
    verb = kinds.add_parser(
        "storyline",
        help="keep a storyline",
        description="keep the storyline around an event, or change one that is kept",
    )
    verb.add_argument("event", nargs="?", metavar="EVENT", help="event that a new storyline is about")
    verb.add_argument("--storyline", metavar="ADDRESS", help="storyline that is kept already")
    verb.add_argument("--title", metavar="TEXT")
    verb.add_argument("--introduction", metavar="TEXT")
    for name, help in (
        ("pin", "events to show always; one from elsewhere comes in"),
        ("unpin", "events to treat as any other"),
        ("hide", "events to leave out"),
        ("show", "events to show again"),
        ("order", "events that come first, in this order"),
    ):
        verb.add_argument(f"--{name}", nargs="+", metavar="EVENT", help=help)
    verb.add_argument("--refresh", action="store_true", help="gather its events anew")
    _signed(verb)


def _logged(kinds: _SubParsersAction[ArgumentParser]) -> None:
    undo = kinds.add_parser(
        "undo", help="take an edit back", description="take an edit back; an undo can be undone too"
    )
    undo.add_argument("edit", metavar="NUMBER", help="number of the edit")
    _signed(undo)
    undo.set_defaults(event=None)
    log = kinds.add_parser("log", help="who decided what, when and why", description="who decided what, when and why")
    log.add_argument("event", nargs="?", metavar="EVENT", help="event or storyline (default: all)")
    log.set_defaults(run="curating.run_log")
    add_store(log)
    add_json(log)


CURATING = (_curate, _upgrade)
"""Verbs by which people correct what was read."""
