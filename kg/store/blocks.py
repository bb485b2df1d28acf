"""What matching remembers between articles, in the archive's file: signatures, blocks, near pairs and names.

All of it but names and edits follows from the reports in the graph and can be made again. It is written in the
transaction of the archive that decides on an article, so that it never tells of another state.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from kg.knowledge.blocking import keys, rank
from kg.knowledge.clustering import Pair
from kg.knowledge.copies import Copied, Print, bands, pack_print, unpack_print
from kg.knowledge.edits import Aim, Edit, Verdicts
from kg.knowledge.filing import Filed, Filing
from kg.knowledge.matching import Naming
from kg.knowledge.reports import Report
from kg.knowledge.reports import packed as packed_report
from kg.knowledge.reports import unpacked as unpacked_report
from kg.knowledge.signatures import BOUNDS, Signature, packed, unpacked, unpacked_bounds
from kg.store import tables
from kg.store.edits import COPIED, Edits

_FOLLOWING = ("filed", "told", "block", "near", "aim", "text_print", "text_band", "text_copy")
"""Tables that follow from the reports, or the names that these have."""
_AT_ONCE = 512
"""Values in one statement; SQLite takes some thousands."""

_BOUNDS = "json_extract(signature, {})".format(", ".join(f"'$.{name}'" for name in BOUNDS))

_NOT_APART = (
    "NOT COALESCE(json_extract(signature, '$.firm') AND (json_extract(signature, '$.end') < ? "
    "OR json_extract(signature, '$.start') > ?), 0)"
)

_unpacked = lru_cache(maxsize=50_000)(unpacked)
_told = lru_cache(maxsize=20_000)(unpacked_report)


class Blocks:
    """The tables of ``tables.MATCHING`` and others in an open database; who writes holds a transaction."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self.edits = Edits(database)

    def forget(self) -> None:
        """Read all reports from the graph again, which has changed otherwise than by articles."""
        self._db.execute("DELETE FROM told")

    @classmethod
    def beside(cls, known: Blocks) -> Blocks:
        """An empty index in a file of its own that goes when it is closed; it has the retired names and the edits."""
        database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        database.executescript(tables.CANONICAL + tables.MATCHING + tables.CURATION + tables.COPIES + tables.TOLD)
        new = cls(database)
        new._copy(known, ("retired", *COPIED))
        return new

    def take_over(self, other: Blocks) -> None:
        """Have what the other one has filed, in place of all that is filed here."""
        for table in _FOLLOWING:
            self._db.execute(f"DELETE FROM {table}")
        self._copy(other, _FOLLOWING)

    def _copy(self, other: Blocks, names: Iterable[str]) -> None:
        for table in names:
            rows = other._db.execute(f"SELECT * FROM {table}")
            marks = ", ".join("?" * len(rows.description))
            self._db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def close(self) -> None:
        """Close the database of an index that stands beside another one."""
        self._db.close()

    # -------------------------------------------------------------------------------------------------- reading

    def reports_of(self, article: str) -> list[str]:
        """The reports of an article (by its IRI)."""
        return [row[0] for row in self._db.execute("SELECT report FROM filed WHERE article = ?", (article,))]

    def signatures(self, reports: Iterable[str]) -> dict[str, Signature]:
        """Their signatures."""
        rows = self._among("SELECT report, signature FROM filed WHERE report IN", reports)
        return {report: _unpacked(signature) for report, signature in rows}

    def meeting(self, first: int, last: int, reports: Iterable[str]) -> dict[str, Signature]:
        """Signatures of these reports, but for those whose own days are sure and lie before or after these."""
        rows = self._among(
            f"SELECT report, signature FROM filed WHERE {_NOT_APART} AND report IN", reports, first, last
        )
        return {report: _unpacked(signature) for report, signature in rows}

    def filed(self, reports: Iterable[str]) -> set[str]:
        """Those of these reports that are filed."""
        return set(self._numbers(reports))

    def bounds(self, reports: Iterable[str]) -> list[Signature]:
        """What of their signatures can exclude others, each once however many share it."""
        rows = self._among(f"SELECT DISTINCT {_BOUNDS} FROM filed WHERE report IN", reports)
        return [unpacked_bounds(text) for (text,) in rows]

    def told(self, wanted: Iterable[str]) -> dict[str, Report]:
        """These reports as they stand in the graph, as far as they are kept."""
        rows = self._among("SELECT f.report, t.report FROM filed f JOIN told t USING (id) WHERE f.report IN", wanted)
        return {report: _told(text) for report, text in rows}

    def block(self, key: int, count: int | None = None) -> list[Filed]:
        """The first reports of a block by rank; all of them without a count."""
        sql = "SELECT b.rank, f.report FROM block b JOIN filed f USING (id) WHERE b.key = ? ORDER BY b.rank LIMIT ?"
        return self._db.execute(sql, (key, -1 if count is None else count)).fetchall()

    def near(self, report: str) -> dict[str, float]:
        """Reports that were found near it, with their scores."""
        return self.near_all([report])[report]

    def near_all(self, reports: Iterable[str]) -> dict[str, dict[str, float]]:
        """The same for many reports at once."""
        wanted = list(reports)
        found: dict[str, dict[str, float]] = {report: {} for report in wanted}
        name = {number: report for report, number in self._numbers(wanted).items()}
        rows = list(self._among("SELECT one, other, score FROM near WHERE one IN", name))
        name |= dict(self._among("SELECT id, report FROM filed WHERE id IN", {row[1] for row in rows} - name.keys()))
        for one, other, score in rows:
            found[name[one]][name[other]] = score
        return found

    def around(self, reports: Iterable[str], least: float = 0.0) -> set[str]:
        """What is near any of these reports, with a score of at least so much."""
        names = {number: report for report, number in self._numbers(reports).items()}
        near = f"SELECT DISTINCT other FROM near WHERE score >= {least:f} AND one IN"
        found = {row[0] for row in self._among(near, names)}
        rows = self._among("SELECT report FROM filed WHERE id IN", found - names.keys())
        return {names[number] for number in found & names.keys()}.union(row[0] for row in rows)

    def events_of(self, reports: Iterable[str]) -> dict[str, str]:
        """The event that each report is counted to."""
        return dict(self._among("SELECT report, event FROM canonical WHERE report IN", reports))

    def homes_of(self, reports: Iterable[str]) -> dict[str, str]:
        """The event that each report was first counted to, where that is another one."""
        return dict(self._among("SELECT report, event FROM home WHERE report IN", reports))

    def counted_to(self, events: Iterable[str]) -> dict[str, list[str]]:
        """The reports of these events that stand in the store."""
        sql = "SELECT c.event, c.report FROM canonical c JOIN filed f USING (report) WHERE c.event IN"
        found: dict[str, list[str]] = defaultdict(list)
        for event, report in self._among(sql, events):
            found[event].append(report)
        return found

    def retired(self, events: Iterable[str]) -> dict[str, str]:
        """Retired names among these, with the names that took their places."""
        return dict(self._among("SELECT event, heir FROM retired WHERE event IN", events))

    def absorbed(self, events: Iterable[str]) -> dict[str, str]:
        """Retired names whose places were taken by one of these, with that name."""
        return dict(self._among("SELECT event, heir FROM retired WHERE heir IN", events))

    def verdicts(self, reports: Iterable[str]) -> Verdicts:
        """What people decided on these reports and on those that hang together with them by decisions."""
        return self.edits.verdicts(reports) if self.edits.any() else Verdicts()

    def any_edits(self) -> bool:
        """True if people ever decided anything."""
        return self.edits.any()

    def standing_edits(self, events: Iterable[str]) -> list[Edit]:
        """The edits about one of these events that are in force, oldest first."""
        return self.edits.standing(events)

    def striking_edits(self, nodes: Iterable[str]) -> list[Edit]:
        """The edits in force that reject any of these figures and claims, oldest first."""
        return self.edits.striking(nodes)

    def aims_under(self, article: str) -> list[Aim]:
        """What of an article edits are aimed at."""
        return self.edits.aims_under(article) if self.edits.any() else []

    def prints_in(self, bands: Iterable[int]) -> dict[str, Print]:
        """Articles whose texts share one of these bands, with their prints."""
        articles = {row[0] for row in self._among("SELECT article FROM text_band WHERE band IN", bands)}
        rows = self._among("SELECT article, print FROM text_print WHERE article IN", articles)
        return {article: unpack_print(packed) for article, packed in rows}

    def copies_among(self, articles: Collection[str]) -> list[Pair]:
        """Pairs of these articles that are one text."""
        rows = self._among("SELECT one, other FROM text_copy WHERE one IN", articles)
        return [(one, other) for one, other in rows if one < other and other in articles]

    def all_copies(self) -> Iterator[Copied]:
        """Every article that is a copy of others."""
        for one, other in self._db.execute("SELECT one, other FROM text_copy WHERE one < other"):
            yield Copied(one, None, (other,))

    def all_edits(self) -> list[Edit]:
        """Every edit that is in force, oldest first."""
        return self.edits.in_force()

    def all_retired(self) -> dict[str, str]:
        """Every retired name, with the one that took its place."""
        return dict(self._db.execute("SELECT event, heir FROM retired").fetchall())

    def all_reports(self) -> Iterator[str]:
        """Every report that is filed."""
        return (row[0] for row in self._db.execute("SELECT report FROM filed ORDER BY id"))

    def _among(self, sql: str, values: Iterable[str] | Iterable[int], *first: int) -> Iterator[tuple[Any, ...]]:
        """Rows of a statement that ends in IN, for any number of values; ``first`` is asked for before these."""
        wanted = list(dict.fromkeys(values))
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            some += some[-1:] * (_room(len(some)) - len(some))  # few statements, so that most are known already
            yield from self._db.execute(f"{sql} ({', '.join('?' * len(some))})", (*first, *some)).fetchall()

    # -------------------------------------------------------------------------------------------------- writing

    def keep_text(self, text: Copied) -> None:
        """Remember the text of an article, or forget it, and what it is a copy of."""
        article = text.article
        known = self._db.execute("SELECT print FROM text_print WHERE article = ?", (article,)).fetchone()
        if known:
            gone = [(band, article) for band in bands(unpack_print(known[0]))]
            self._db.executemany("DELETE FROM text_band WHERE band = ? AND article = ?", gone)
            others = self._db.execute("SELECT other FROM text_copy WHERE one = ?", (article,)).fetchall()
            pairs = [pair for (other,) in others for pair in ((article, other), (other, article))]
            self._db.executemany("DELETE FROM text_copy WHERE one = ? AND other = ?", pairs)
            self._db.execute("DELETE FROM text_print WHERE article = ?", (article,))
        if text.print is not None:
            self._db.execute("INSERT INTO text_print VALUES (?, ?)", (article, pack_print(text.print)))
            rows = [(band, article) for band in bands(text.print)]
            self._db.executemany("INSERT OR IGNORE INTO text_band VALUES (?, ?)", rows)
            pairs = [pair for other in text.others for pair in ((article, other), (other, article))]
            self._db.executemany("INSERT OR IGNORE INTO text_copy VALUES (?, ?)", pairs)

    def move_aims(self, moved: Mapping[str, str]) -> None:
        """Let edits that were aimed at nodes of an article be aimed at those that took their places."""
        if moved:
            self.edits.move(moved)

    def apply(self, filing: Filing) -> None:
        """File what came, take out what went, and keep what is near."""
        self._remove(sorted(filing.gone))
        for signature in filing.come.values():
            self._add(signature)
        self._keep(filing.told)
        number = self._numbers({report for pair in (*filing.parted, *filing.met) for report in pair})
        parted = [pair for pair in filing.parted if pair[0] in number and pair[1] in number]
        both = [(number[a], number[b]) for a, b in parted] + [(number[b], number[a]) for a, b in parted]
        self._db.executemany("DELETE FROM near WHERE one = ? AND other = ?", both)
        met = [(number[a], number[b], score) for (a, b), score in filing.met.items()]
        rows = [*met, *((other, one, score) for one, other, score in met)]
        self._db.executemany("INSERT OR REPLACE INTO near VALUES (?, ?, ?)", rows)

    def _keep(self, told: Mapping[str, Report]) -> None:
        number = self._numbers(told)
        rows = [(number[name], packed_report(report)) for name, report in told.items() if name in number]
        self._db.executemany("INSERT OR REPLACE INTO told VALUES (?, ?)", rows)

    def _remove(self, reports: Sequence[str]) -> None:
        for report, number in self._numbers(reports).items():
            known = self.signatures([report])[report]
            self._db.executemany(
                "DELETE FROM block WHERE key = ? AND rank = ? AND id = ?",
                [(key, rank(known), number) for key in keys(known)],
            )
            others = self._db.execute("SELECT other FROM near WHERE one = ?", (number,)).fetchall()
            self._db.executemany(
                "DELETE FROM near WHERE one = ? AND other = ?", [(other, number) for (other,) in others]
            )
            self._db.execute("DELETE FROM near WHERE one = ?", (number,))
            self._db.execute("DELETE FROM told WHERE id = ?", (number,))
            self._db.execute("DELETE FROM filed WHERE id = ?", (number,))

    def _add(self, signature: Signature) -> None:
        row = (signature.report, signature.article, packed(signature))
        number = self._db.execute("INSERT INTO filed (report, article, signature) VALUES (?, ?, ?)", row).lastrowid
        self._db.executemany(
            "INSERT INTO block VALUES (?, ?, ?)", [(key, rank(signature), number) for key in keys(signature)]
        )

    def _numbers(self, reports: Iterable[str]) -> dict[str, int]:
        return dict(self._among("SELECT report, id FROM filed WHERE report IN", reports))

    def name(self, naming: Naming) -> None:
        """Keep the names that events have now; reports must be in the table of assignments already."""
        moved = [(event, report) for report, event in naming.events.items() if naming.before.get(report) != event]
        self._db.executemany("UPDATE canonical SET event = ? WHERE report = ?", moved)
        self._db.executemany("DELETE FROM home WHERE report = ?", [(report,) for report in naming.events])
        self._db.executemany("INSERT OR REPLACE INTO home VALUES (?, ?)", list(naming.homes.items()))
        self._db.executemany("DELETE FROM retired WHERE event = ?", [(event,) for event in naming.revived])
        self._db.executemany("INSERT OR REPLACE INTO retired VALUES (?, ?)", list(naming.retired.items()))


def _room(count: int) -> int:
    """The power of two from ``count`` on."""
    return 1 << (count - 1).bit_length()
