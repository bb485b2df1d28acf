"""What of a report counts when it is compared with others: read from its own article, so that it never changes.

A signature is small, flat and made of text, for the archive keeps one of each report beside the blocking keys.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.graph.facts import rows_of
from kg.graph.iris import slug, under_article
from kg.graph.terms import CODE, DCTERMS, ONT, RDFS, SKOS, A, local_name
from kg.graph.views import Term
from kg.knowledge.reports import Report, read_reports
from kg.knowledge.wording import stems
from kg.model import Role

EDITION = b"3"
"""Of signatures and of the keys that blocking makes of them: with another, what is filed and what comes do not meet."""

Names = tuple[str, ...]

_SURE = (CODE.Stated, CODE.Weekday, CODE.Relative, CODE.EventAnchored)
_LONGEST_STORY = 24
_DEEPEST = 6
_LONGEST_CONTEXT = 40
_NAMELESS = (ONT.AnonymousSource, ONT.Group, ONT.Delegation)


@dataclass(frozen=True, slots=True)
class Signature:
    """One report, ready to compare.

    ``kind`` is its structural class, ``words`` stems of the words it is told with, ``context`` of their sentences.
    ``start`` and ``end`` are ordinals of days; ``firm`` means that the text itself dates it. ``told`` is the day of
    the article. ``places`` goes from the place outwards. Each of ``actors`` is what one participant is called, best
    name first; ``groups`` are the unnamed. ``story`` are the names that the article speaks of, the most frequent first.
    """

    report: str
    article: str
    kind: str = ""
    types: Names = ()
    realised: bool = True
    negative: bool = False
    start: int | None = None
    end: int | None = None
    firm: bool = False
    told: int | None = None
    places: Names = ()
    actors: tuple[Names, ...] = ()
    groups: Names = ()
    ordinal: str = ""
    topics: Names = ()
    papers: Names = ()
    figures: Names = ()
    words: Names = ()
    context: Names = ()
    story: Names = ()
    said: Names = ()

    def __hash__(self) -> int:
        return hash(self.report)

    @property
    def day(self) -> int | None:
        """The day, where the text gives just one."""
        return self.start if self.firm and self.start == self.end else None


def packed(signature: Signature) -> str:
    """A signature as text for the archive; what is empty is left out."""
    told = ((name, getattr(signature, name)) for name in _FIELDS)
    return json.dumps({name: value for name, value in told if value not in (None, "", (), False)})


def unpacked(text: str) -> Signature:
    """The signature of ``packed``."""
    return _signature_with({"realised": False, **json.loads(text)})


def bounds(signature: Signature) -> Signature:
    """What of a signature can exclude others in a bundle (``clustering.agree``), without the name of its report."""
    return Signature("", "", **{name: getattr(signature, name) for name in BOUNDS})


def unpacked_bounds(text: str) -> Signature:
    """The bounds of a signature from the JSON array of its fields ``BOUNDS``; null for what is left out."""
    told = zip(BOUNDS, json.loads(text), strict=True)
    return _signature_with({"report": "", "article": "", **{name: value for name, value in told if value is not None}})


def _signature_with(told: Mapping[str, Any]) -> Signature:
    """A signature with these fields as JSON has them; other fields, of later versions, are left out."""
    known: dict[str, Any] = {n: tuple(told[n]) if n in _LISTS else told[n] for n in _FIELDS if n in told}
    known["actors"] = tuple(map(tuple, told.get("actors", ())))
    return Signature(**known)


BOUNDS = ("firm", "start", "end", "kind", "places", "ordinal", "actors")
_FIELDS = tuple(field.name for field in fields(Signature))
_LISTS = frozenset(field.name for field in fields(Signature) if field.default == ())


# ---------------------------------------------------------------------------------------------- out of the graph


class ArticleView:
    """The quads of one article by subject, as far as signatures need them."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.known: dict[Term, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self.pointing: dict[Term, list[Term]] = defaultdict(list)
        here, words, pointers = DefaultGraph(), ONT.exact, (ONT.figureOf, ONT.utteredIn)
        for subject, predicate, value, graph in dict.fromkeys(rows_of(quads)):
            if graph == here or predicate == words:
                self.known[subject][predicate].append(value)
            elif predicate in pointers:
                self.pointing[value].append(subject)

    def all(self, node: Term, predicate: NamedNode) -> list[Term]:
        """The values of a property."""
        return self.known[node][predicate] if node in self.known else []

    def texts(self, node: Term, *predicates: NamedNode) -> list[str]:
        """The words of literal values."""
        found = (value for predicate in predicates for value in self.all(node, predicate))
        return [value.value for value in found if isinstance(value, Literal)]


def signatures_of(quads: Sequence[Quad], known: Sequence[Report] | None = None) -> list[Signature]:
    """The signatures of the reports among the quads of one article (``kg.graph.statements.article_quads``).

    ``known`` are these reports, where they have been read already.
    """
    reports = read_reports(quads) if known is None else known
    if not reports:
        return []
    view = ArticleView(quads)
    story = _story(view, reports[0].article)
    return [_signature(report, view, story) for report in reports]


def _signature(report: Report, view: ArticleView, story: Names) -> Signature:
    spans = [span for span in report.all(ONT.mention) if isinstance(span, NamedNode)]
    actors = [actor for role in Role for actor in report.all(ONT[role]) if isinstance(actor, NamedNode)]
    named = [actor for actor in dict.fromkeys(actors) if not _nameless(actor, view)]
    return Signature(
        report=report.iri.value,
        article=report.article.value,
        kind=_local(report.one(DCTERMS.type)),
        types=tuple(map(_local, report.all(ONT.eventType))),
        realised=report.realised,
        negative=report.one(ONT.polarity) == CODE.Negative,
        start=_ordinal(report.day(ONT.start)),
        end=_ordinal(report.day(ONT.end)),
        firm=_firm(report),
        told=_ordinal(report.as_of),
        places=_places(report.one(ONT.place), view),
        actors=tuple(names for actor in named if (names := _names(actor, view))),
        groups=_grouped(set(actors) - set(named), view),
        ordinal=_literal(report.one(ONT.ordinal)),
        topics=tuple(map(_local, report.all(ONT.topic))),
        papers=tuple(slug(label) for paper in report.all(ONT.concerns) for label in view.texts(paper, RDFS.label)),
        figures=_figures(report, view),
        words=tuple(sorted(stems(" ".join(text for span in spans for text in view.texts(span, ONT.exact))))),
        context=_context(spans, view),
        story=story,
        said=_said(report, view),
    )


def _firm(report: Report) -> bool:
    """The text itself dates it, and not only from one side."""
    return report.one(ONT.dateBasis) in _SURE and all(report.day(bound) for bound in (ONT.start, ONT.end))


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day else None


def _local(term: Term | None) -> str:
    return local_name(term) if isinstance(term, NamedNode) else ""


def _literal(term: Term | None) -> str:
    return term.value if isinstance(term, Literal) else ""


def _places(place: Term | None, view: ArticleView) -> Names:
    """The place and what contains it, by their shared IRIs; one that only this article knows goes by its name."""
    chain: list[str] = []
    while isinstance(place, NamedNode) and len(chain) < _DEEPEST:
        own = only_here(place)
        chain += [slug(label) for label in view.texts(place, RDFS.label)[:1]] if own else [place.value]
        place = next(iter(view.all(place, ONT.within)), None)
    return tuple(dict.fromkeys(chain))


def only_here(node: NamedNode) -> bool:
    """True if the node lies under its article, so that no other article can name it."""
    return "/article/" in node.value


def _nameless(actor: NamedNode, view: ArticleView) -> bool:
    kinds = view.all(actor, A)
    return any(kind in _NAMELESS for kind in kinds) or not kinds


def _names(actor: NamedNode, view: ArticleView) -> Names:
    """What an actor is called, in the form that equal names share; people by their surname too, which comes last."""
    labels = view.texts(actor, RDFS.label, SKOS.altLabel)
    whole = [slug(label) for label in labels if len(slug(label)) > 2]
    own = () if only_here(actor) else (actor.value,)
    surname = slug(labels[0]).rsplit("-", 1)[-1] if labels and ONT.Person in view.all(actor, A) else ""
    others = tuple(dict.fromkeys(name for name in (*own, *whole) if name != surname))
    return (*others, surname) if surname else others


def spoken_name(name: str) -> str:
    """What a shared node is called, whatever class one article or another takes it for.

    >>> spoken_name("https://data.example.org/actor/anna-berg.person.5e38cd4149")
    'anna-berg'
    >>> spoken_name("anna-berg")
    'anna-berg'
    """
    return name.rsplit("/", 1)[-1].split(".", 1)[0]


def _grouped(actors: Iterable[NamedNode], view: ArticleView) -> Names:
    """The nouns of those without a name, but of no anonymous source: it is somebody else each time."""
    groups = (actor for actor in actors if ONT.AnonymousSource not in view.all(actor, A))
    return tuple(sorted({noun for group in groups for text in view.texts(group, RDFS.label) for noun in stems(text)}))


def _figures(report: Report, view: ArticleView) -> Names:
    """``Killed=12``; what is a part of a larger number counts too."""
    nodes = [node for node in view.pointing[report.iri] if ONT.Figure in view.all(node, A)]
    found = {
        f"{_local(next(iter(view.all(node, ONT.measure)), None))}={value}"
        for node in nodes
        for value in view.texts(node, ONT.value)
    }
    return tuple(sorted(found))


def _said(report: Report, view: ArticleView) -> Names:
    """Stems of what was said in it, where it is a speech."""
    claims = (node for node in view.pointing[report.iri] if ONT.Claim in view.all(node, A))
    words = stems(" ".join(text for claim in claims for text in view.texts(claim, ONT.claimText)))
    return tuple(sorted(words)[:_LONGEST_CONTEXT])


def _context(spans: Iterable[NamedNode], view: ArticleView) -> Names:
    sentences = dict.fromkeys(sentence for span in spans for sentence in view.all(span, ONT.inSentence))
    words = stems(" ".join(text for sentence in sentences for text in view.texts(sentence, ONT.exact)))
    return tuple(sorted(words)[:_LONGEST_CONTEXT])


def _story(view: ArticleView, article: NamedNode) -> Names:
    """The names that the article speaks of most: actors and places with their number of mentions."""
    counted: Counter[str] = Counter()
    for node, said in view.known.items():
        if isinstance(node, NamedNode) and not under_article(node, article) and ONT.mention in said:
            counted[spoken_name(node.value)] += len(said[ONT.mention])
    return tuple(name for name, _ in sorted(counted.items(), key=_most_first)[:_LONGEST_STORY])


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
