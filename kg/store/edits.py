"""What people decided, in the archive's file: every edit for good, and what of it is in force.

edit      one row per decision; rows are only ever added
edit_of   which events it is about
in_force  which edits hold: not those that were taken back
aim       reports, figures and claims that it is about, under the names that they have now
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.graph.iris import elsewhere
from kg.knowledge.edits import (
    Aim,
    Edit,
    EditKind,
    Effect,
    Said,
    Verdicts,
    packed_facts,
    unpacked_facts,
    verdicts_of,
)

COPIED = ("edit", "edit_of", "in_force", "aim")
"""Tables that stand beside the index when it is made anew."""
_AT_ONCE = 500
_COLUMNS = "number, iri, kind, at, editor, reason, detail, replaced, put, undoes"
_SUBJECT = NamedNode("urn:timewire:the-event")


class Edits:
    """The tables of ``tables.CURATION`` in an open database; who writes holds a transaction."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    # -------------------------------------------------------------------------------------------------- reading

    def any(self) -> bool:
        """True if anything was ever decided; most stores hold no edits, and are not to pay for them."""
        return self._db.execute("SELECT 1 FROM edit LIMIT 1").fetchone() is not None

    def sources(self) -> list[Edit]:
        """The edits in force that gave a source by hand, oldest first."""
        sql = "SELECT f.edit FROM in_force f JOIN edit e ON e.number = f.edit WHERE e.kind = 'add' ORDER BY 1"
        return self._read(row[0] for row in self._db.execute(sql))

    def concern(self, number: int, events: Iterable[str]) -> None:
        """Note which events an edit turned out to be about."""
        self._db.executemany("INSERT OR IGNORE INTO edit_of VALUES (?, ?)", [(event, number) for event in events])

    def all(self) -> list[Edit]:
        """Every edit, oldest first."""
        return self._read(row[0] for row in self._db.execute("SELECT number FROM edit ORDER BY number"))

    def find(self, number: int) -> Edit | None:
        """The edit with this number."""
        return next(iter(self._read([number])), None)

    def about(self, events: Iterable[str]) -> list[Edit]:
        """Every edit about one of these events, in force or not, oldest first."""
        return self._read(row[0] for row in self._among("SELECT DISTINCT edit FROM edit_of WHERE event IN", events))

    def standing(self, events: Iterable[str]) -> list[Edit]:
        """The edits about one of these events that make something of them now, oldest first."""
        sql = "SELECT DISTINCT o.edit FROM edit_of o JOIN in_force f ON f.edit = o.edit WHERE o.event IN"
        return _making(self._read(row[0] for row in self._among(sql, events)))

    def in_force(self) -> list[Edit]:
        """All edits that make something of their events now, oldest first."""
        return _making(self._read(row[0] for row in self._db.execute("SELECT edit FROM in_force ORDER BY edit")))

    def last(self, events: Iterable[str]) -> int:
        """The number of the newest edit about any of these events; 0 if there is none."""
        return max((row[0] for row in self._among("SELECT edit FROM edit_of WHERE event IN", events)), default=0)

    def undone_by(self, number: int) -> Edit | None:
        """The edit in force that took this one back."""
        sql = "SELECT e.number FROM edit e JOIN in_force f ON f.edit = e.number WHERE e.undoes = ?"
        row = self._db.execute(sql, (number,)).fetchone()
        return self.find(row[0]) if row else None

    def verdicts(self, reports: Iterable[str]) -> Verdicts:
        """What was decided on these reports and on all that hang together with them by decisions."""
        wanted = set(reports)
        sides: dict[int, dict[int, set[str]]] = {}
        edge = wanted
        while edge:
            found = {number for (number,) in self._among(f"{_JUDGING} WHERE a.node IN", edge)} - set(sides)
            edge = set()
            for number in found:
                sides[number] = defaultdict(set)
                for node, side in self._db.execute("SELECT node, side FROM aim WHERE edit = ?", (number,)):
                    sides[number][side].add(node)
                    edge.add(node)
            edge -= wanted
            wanted |= edge
        return verdicts_of({number: [parts[side] for side in sorted(parts)] for number, parts in sides.items()})

    def striking(self, nodes: Iterable[str]) -> list[Edit]:
        """The edits in force that reject any of these figures and claims, oldest first."""
        return self._read(row[0] for row in self._among(f"{_STRIKING} WHERE a.node IN", nodes))

    def aims_under(self, article: str) -> list[Aim]:
        """What of an article edits are aimed at."""
        rows = self._db.execute(
            "SELECT DISTINCT node, 0, known_by FROM aim WHERE node >= ? AND node < ?", (f"{article}/", f"{article}0")
        )
        return [_aim(row) for row in rows]

    def _read(self, numbers: Iterable[int]) -> list[Edit]:
        wanted = sorted(set(numbers))
        rows = list(self._among(f"SELECT {_COLUMNS} FROM edit WHERE number IN", wanted))
        events, aims = defaultdict(list), defaultdict(list)
        for number, event in self._among("SELECT edit, event FROM edit_of WHERE edit IN", wanted):
            events[number].append(event)
        for number, *aim in self._among("SELECT edit, node, side, known_by FROM aim WHERE edit IN", wanted):
            aims[number].append(_aim(tuple(aim)))
        standing = {row[0] for row in self._among("SELECT edit FROM in_force WHERE edit IN", wanted)}
        return [
            _edit(row, sorted(events[row[0]]), sorted(aims[row[0]], key=lambda aim: aim.node), row[0] in standing)
            for row in sorted(rows)
        ]

    def _among(self, sql: str, values: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
        wanted = list(dict.fromkeys(values))
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            yield from self._db.execute(f"{sql} ({', '.join('?' * len(some))})", some).fetchall()

    # -------------------------------------------------------------------------------------------------- writing

    def add(self, edit: Edit) -> Edit:
        """Keep a new edit, which is in force now; gives it with its number."""
        row = (edit.iri, edit.kind.value, edit.at.isoformat(timespec="milliseconds"), edit.editor, edit.reason)
        number = self._db.execute(
            f"INSERT INTO edit ({_COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, _packed(edit.effect), edit.replaced, edit.put, edit.undoes),
        ).lastrowid
        assert number is not None
        self._db.executemany("INSERT INTO edit_of VALUES (?, ?)", [(event, number) for event in set(edit.events)])
        self._db.executemany(
            "INSERT INTO aim VALUES (?, ?, ?, ?)",
            [(number, aim.node, aim.side, json.dumps(aim.known_by)) for aim in edit.aims],
        )
        self.let_stand(number)
        return replace(edit, number=number)

    def let_stand(self, number: int) -> None:
        """Let an edit be in force."""
        self._db.execute("INSERT OR IGNORE INTO in_force VALUES (?)", (number,))

    def set_aside(self, number: int) -> None:
        """Let an edit be in force no longer."""
        self._db.execute("DELETE FROM in_force WHERE edit = ?", (number,))

    def move(self, moved: Mapping[str, str]) -> None:
        """Let edits that were aimed at some nodes be aimed at others; all at once, since names may change places."""
        rows = list(self._among("SELECT edit, node, side, known_by FROM aim WHERE node IN", moved))
        self._db.executemany("DELETE FROM aim WHERE edit = ? AND node = ?", [row[:2] for row in rows])
        new = [(number, moved[node], side, known_by) for number, node, side, known_by in rows]
        self._db.executemany("INSERT OR REPLACE INTO aim VALUES (?, ?, ?, ?)", new)


_STRIKING = (
    "SELECT DISTINCT a.edit FROM aim a JOIN in_force f ON f.edit = a.edit "
    "JOIN edit e ON e.number = a.edit AND e.kind IN ('figure', 'reject')"
)
_JUDGING = (
    "SELECT DISTINCT a.edit FROM aim a JOIN in_force f ON f.edit = a.edit "
    "JOIN edit e ON e.number = a.edit AND e.kind IN ('merge', 'split')"
)


def _making(edits: Iterable[Edit]) -> list[Edit]:
    """Without those that only take others back, and those that give a source, which is read as an article is."""
    return [edit for edit in edits if edit.kind not in (EditKind.UNDO, EditKind.ADD)]


def _aim(row: tuple[Any, ...]) -> Aim:
    node, side, known_by = row
    return Aim(node, side, tuple((name, value) for name, value in json.loads(known_by)))


def _edit(row: tuple[Any, ...], events: Iterable[str], aims: Iterable[Aim], in_force: bool) -> Edit:
    number, iri, kind, at, editor, reason, detail, replaced, put, undoes = row
    return Edit(
        number=number,
        iri=iri,
        kind=EditKind(kind),
        at=datetime.fromisoformat(at),
        editor=editor,
        reason=reason,
        events=tuple(events),
        aims=tuple(aims),
        effect=_unpacked(detail),
        replaced=replaced,
        put=put,
        undoes=undoes,
        in_force=in_force,
    )


def _packed(effect: Effect) -> str:
    """An effect as text; what is empty is left out."""
    told = {
        "clears": [predicate.value for predicate in effect.clears],
        "removes": _text(effect.removes),
        "says": _text(effect.says),
        "about": packed_facts(effect.about),
        "strikes": effect.strikes,
        "figure": packed_facts(effect.figure),
        "keeps": packed_facts(effect.keeps),
        "quads": packed_facts(effect.quads),
    }
    return json.dumps({name: value for name, value in told.items() if value})


def _unpacked(text: str) -> Effect:
    told = json.loads(text)
    return Effect(
        clears=tuple(map(elsewhere, told.get("clears", ()))),
        removes=_facts(told.get("removes", "")),
        says=_facts(told.get("says", "")),
        about=unpacked_facts(told.get("about", "")),
        strikes=told.get("strikes", False),
        figure=unpacked_facts(told.get("figure", "")),
        keeps=unpacked_facts(told.get("keeps", "")),
        quads=unpacked_facts(told.get("quads", "")),
    )


def _text(said: Iterable[Said]) -> str:
    return packed_facts(Quad(_SUBJECT, predicate, value, DefaultGraph()) for predicate, value in said)


def _facts(text: str) -> tuple[Said, ...]:
    return tuple((quad.predicate, quad.object) for quad in unpacked_facts(text))
