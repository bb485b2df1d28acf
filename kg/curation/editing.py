"""From what an editor asks for to the edit that the store keeps: names are resolved, and what is replaced is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, InvalidOperation

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.curation.dates import date_effect
from kg.curation.finding import called, find_actor, find_event, find_place, line, node_of, values
from kg.curation.sources import given_source
from kg.curation.storyline import storyline_edit
from kg.curation.wish import Wish
from kg.errors import InputError
from kg.graph import literals
from kg.graph.terms import CODE, ONT, RDFS, SKOS, TYPE, A, local_name
from kg.graph.views import Term, View
from kg.knowledge.canonical import OF_THE_TIME
from kg.knowledge.edits import Aim, Edit, EditKind, Effect, Said
from kg.knowledge.replacement import KNOWN_BY
from kg.model import Bound, Modality, Role
from kg.store import Store

_MOST_TYPES = 3
_NEEDED = {RDFS.label, ONT.eventType, ONT.modality, ONT.dateBasis, ONT.datePrecision, A}
_LEAST = (Bound.AT_LEAST, Bound.MORE_THAN)
_FLAGS = {EditKind.HIDE: ONT.hidden, EditKind.PIN: ONT.pinned}


def curate(store: Store, wish: Wish) -> Edit:
    """Carry an edit out; gives it as the store keeps it.

    Raises:
        InputError: it cannot be understood, or fits nothing in the store; nothing has changed then.
        EditConflict: others have changed one of the events since the editor looked.
    """
    with store.turn:
        edit = store.edit(propose(store, wish), wish.seen)
        store.settle()
        return edit


def propose(store: Store, wish: Wish) -> Edit:
    """The edit that a wish comes to; nothing is changed.

    Raises:
        InputError: it cannot be understood, or fits nothing in the store.
    """
    editor, reason = line(wish.editor, "editor", 100), line(wish.reason, "reason")
    made = _Draft(store, wish)
    from ulid import ULID  # asks for versions of packages when it is loaded: a fiftieth of the start of a server

    name = str(ULID())
    _MAKERS[wish.kind](made, name)
    return Edit(
        number=0,
        iri=store.iris.edit(name).value,
        kind=wish.kind,
        at=store.archive.clock(),
        editor=editor,
        reason=reason,
        events=tuple(event.value for event in made.events),
        aims=tuple(made.aims),
        effect=made.effect,
        replaced=made.replaced,
        put=made.put,
        undoes=made.undoes,
    )


class _Draft:
    """An edit in the making."""

    def __init__(self, store: Store, wish: Wish) -> None:
        self.store, self.wish = store, wish
        self.view: View = store.graph.oxigraph
        self.events: list[NamedNode] = []
        self.aims: list[Aim] = []
        self.effect = Effect()
        self.replaced = self.put = ""
        self.undoes: int | None = None

    def find_events(self, least: int, most: int | None = None) -> list[NamedNode]:
        """The events of the wish, each once."""
        found = [find_event(self.view, self.store.iris, given) for given in self.wish.events]
        self.events = list(dict.fromkeys(found))
        if len(self.events) < least or (most and len(self.events) > most):
            raise InputError(f"{len(self.events)} events are given", where="event", remedy=_how_many(least))
        return self.events

    def the_event(self) -> NamedNode:
        """The one event of the wish."""
        return self.find_events(1, 1)[0]

    def told(self, *predicates: NamedNode) -> str:
        """What is replaced: the present values of properties of the event, in words."""
        (event,) = self.events
        return ", ".join(called(self.view, value) for p in predicates for value in values(self.view, event, p))


def _how_many(least: int) -> str:
    return "give two or more different ones" if least > 1 else "give one"


# --------------------------------------------------------------------------------------------- which are the same


def _merge(made: _Draft, name: str) -> None:
    events = made.find_events(2)
    made.aims = [Aim(report) for event in events for report in _reports(made, event)]
    labels = [called(made.view, event) for event in events]
    made.replaced = "; ".join(labels)
    made.put = f"one event of {len(events)}"


def _split(made: _Draft, name: str) -> None:
    event = made.the_event()
    reports = _reports(made, event)
    wanted = {_report_of(made, given, reports) for given in made.wish.many("reports")}
    if not wanted or wanted == set(reports):
        raise InputError("nothing is left on one side", where="reports", remedy="name some of its reports, not all")
    made.aims = [Aim(report, int(report in wanted)) for report in reports]
    made.replaced = f"one event of {len(reports)} reports"
    made.put = f"two events: {len(wanted)} of the reports tell of another one"


def _reports(made: _Draft, event: NamedNode) -> list[str]:
    return sorted(made.store.archive.blocks.counted_to([event.value]).get(event.value, ()))


def _report_of(made: _Draft, given: str, reports: Sequence[str]) -> str:
    """A report by its IRI or, where its article has one report of the event, by the id of the article."""
    article = made.store.iris.article(given).value if given else ""
    fitting = [report for report in reports if report == given or report.startswith(f"{article}/")]
    if len(fitting) != 1:
        raise InputError(f"{len(fitting)} reports are {given[:200]!r}", where="reports", remedy="give its IRI")
    return fitting[0]


# ------------------------------------------------------------------------------------------------ fields of events


def _label(made: _Draft, name: str) -> None:
    made.the_event()
    label = line(made.wish.one("label"), "label", 200)
    made.replaced, made.put = made.told(RDFS.label), label
    made.effect = Effect(clears=(RDFS.label,), says=((RDFS.label, literals.label(label)),))


def _date(made: _Draft, name: str) -> None:
    made.the_event()
    made.put = made.wish.one("date").strip()
    made.effect = date_effect(made.put)
    made.replaced = made.told(ONT.edtf) or "unknown"
    assert set(OF_THE_TIME) <= set(made.effect.clears)


def _place(made: _Draft, name: str) -> None:
    made.the_event()
    given = made.wish.one("place").strip()
    made.replaced = made.told(ONT.place)
    if not given:
        made.effect = Effect(clears=(ONT.place,))
        made.put = "no place"
        return
    place, about = find_place(made.view, made.store.iris, given, made.wish.one("place_type"))
    made.put = _named(made, place, about)
    made.effect = Effect(clears=(ONT.place,), says=((ONT.place, place),), about=about)


def _named(made: _Draft, node: NamedNode, about: Iterable[object]) -> str:
    labels = [quad.object for quad in about if quad.subject == node and quad.predicate == RDFS.label]  # type: ignore[attr-defined]
    return labels[0].value if labels else called(made.view, node)


def _type(made: _Draft, name: str) -> None:
    made.the_event()
    given = [one.strip() for word in made.wish.many("type") for one in word.split(",") if one.strip()]
    types = [TYPE[one] for one in dict.fromkeys(given) if one.isidentifier()]
    known = [kind for kind in types if CODE.EventTypes in values(made.view, kind, SKOS.inScheme)]
    if not 1 <= len(known) <= _MOST_TYPES or len(known) != len(set(given)):
        raise InputError(f"{', '.join(given)[:100] or 'nothing'} is no type", where="type", remedy="see /ns/type")
    made.replaced, made.put = made.told(ONT.eventType), ", ".join(called(made.view, kind) for kind in known)
    made.effect = Effect(clears=(ONT.eventType,), says=tuple((ONT.eventType, kind) for kind in known))


def _modality(made: _Draft, name: str) -> None:
    made.the_event()
    given = made.wish.one("modality").strip()
    if given not in set(Modality):
        raise InputError(
            f"{given[:40]!r} is no modality", where="modality", remedy=f"give one of {', '.join(Modality)}"
        )
    made.replaced, made.put = made.told(ONT.modality), called(made.view, CODE[given])
    made.effect = Effect(clears=(ONT.modality, ONT.polarity), says=((ONT.modality, CODE[given]),))


def _participant(made: _Draft, name: str) -> None:
    made.the_event()
    role, given = made.wish.one("role").strip(), made.wish.one("actor").strip()
    if role not in set(Role):
        raise InputError(f"{role[:40]!r} is no role", where="role", remedy=f"give one of {', '.join(Role)}")
    if made.wish.one("remove"):
        actor = _participating(made, ONT[role], given)
        made.replaced, made.put = f"{role}: {called(made.view, actor)}", f"not {role}: {called(made.view, actor)}"
        made.effect = Effect(removes=((ONT[role], actor),))
        return
    actor, about = find_actor(made.view, made.store.iris, given, made.wish.one("actor_type"))
    made.replaced = made.told(ONT[role])
    made.put = f"{role}: {_named(made, actor, about)}"
    made.effect = Effect(says=((ONT[role], actor),), about=about)


def _participating(made: _Draft, role: NamedNode, given: str) -> Term:
    """Who has the role in the event, by address, IRI or name."""
    (event,) = made.events
    node = node_of(given, made.store.iris)
    found = values(made.view, event, role)
    fitting = [actor for actor in found if actor == node or called(made.view, actor) == given]
    if len(fitting) != 1:
        raise InputError(f"{given[:100]!r} has no such part", where="actor", remedy="give the address of the actor")
    return fitting[0]


def _flag(made: _Draft, name: str) -> None:
    made.the_event()
    flag, takes_back = _FLAGS[made.wish.kind], bool(made.wish.one("remove"))
    words = local_name(flag)
    made.effect = Effect(clears=(flag,), says=() if takes_back else ((flag, Literal(True)),))
    made.replaced, made.put = made.told(flag) and words, f"not {words}" if takes_back else words


# ---------------------------------------------------------------------------------------------- figures and claims


def _figure(made: _Draft, name: str) -> None:
    made.the_event()
    figure = _told_of(made, "figure", (ONT.figureOf,))
    value, bound = _number(made.wish.one("value")), made.wish.one("bound").strip() or Bound.EXACT.value
    if bound not in set(Bound) - {Bound.BETWEEN}:
        raise InputError(f"{bound[:40]!r} is no bound", where="bound", remedy=f"give one of {', '.join(Bound)}")
    put: list[Said] = [(ONT.value, literals.count(value)), (ONT.bound, CODE[bound])]
    put += [(ONT.low, literals.count(value))] if bound in _LEAST else []
    put += [(ONT.high, literals.count(value))] if bound == Bound.AT_MOST else []
    if measure := made.wish.one("measure").strip():
        if not measure.isidentifier() or CODE.Measures not in values(made.view, CODE[measure], SKOS.inScheme):
            raise InputError(f"{measure[:40]!r} is no measure", where="measure", remedy="see /ns/code")
        put.append((ONT.measure, CODE[measure]))
    made.replaced = _figure_words(made, figure)
    made.put = " ".join([bound, literals.count(value).value, measure]).strip()
    node = made.store.iris.edited_figure(name)
    changed = {ONT.low, ONT.high, *(predicate for predicate, _ in put)}
    facts = [*put, *(said for said in _as_read(made.view, figure) if said[0] not in changed)]
    made.effect = Effect(strikes=True, figure=tuple(Quad(node, predicate, value) for predicate, value in facts))
    made.aims = [Aim(figure.value, known_by=_known_by(made.view, figure))]


def _as_read(view: View, figure: NamedNode) -> list[Said]:
    """What is said of a figure besides what depends on the event that it is about."""
    found = view.quads_for_pattern(figure, None, None, DefaultGraph())
    return [
        (q.predicate, q.object) for q in found if q.predicate not in (ONT.figureOf, ONT.contradicts, ONT.rejectedBy)
    ]


def _figure_words(made: _Draft, figure: NamedNode) -> str:
    told = (values(made.view, figure, p) for p in (ONT.bound, ONT.value, ONT.measure))
    return " ".join(local_name(v) if isinstance(v, NamedNode) else str(v.value) for some in told for v in some[:1])  # type: ignore[union-attr]


def _number(given: str) -> Decimal:
    try:
        value = Decimal(given.strip().replace(",", ""))
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0 or value > Decimal(10) ** 15:
        raise InputError(f"{given[:40]!r} is no number", where="value", remedy="write it as 1200 or 2.5")
    return value


def _reject(made: _Draft, name: str) -> None:
    """A figure or claim as a whole (``statement``), or one value of a property of the event."""
    event = made.the_event()
    if made.wish.one("statement"):
        node = _told_of(made, "statement", (ONT.figureOf, ONT.about))
        words = values(made.view, node, ONT.claimText)
        made.replaced = called(made.view, words[0]) if words else _figure_words(made, node)
        made.put = "rejected"
        made.effect = Effect(strikes=True)
        made.aims = [Aim(node.value, known_by=_known_by(made.view, node))]
        return
    predicate, given = ONT[made.wish.one("property").strip() or "-"], made.wish.one("value").strip()
    found = values(made.view, event, predicate)
    meant = node_of(given, made.store.iris)
    fitting = [value for value in found if value == meant or called(made.view, value) == given]
    if predicate in _NEEDED or len(fitting) != 1:
        raise InputError(
            "no such statement", where="property", remedy="correct labels, types, dates and modality instead"
        )
    made.replaced, made.put = f"{local_name(predicate)}: {called(made.view, fitting[0])}", "rejected"
    made.effect = Effect(removes=((predicate, fitting[0]),))


def _told_of(made: _Draft, field: str, relations: Iterable[NamedNode]) -> NamedNode:
    """A figure or claim about the event, by IRI or address."""
    (event,) = made.events
    node = node_of(made.wish.one(field), made.store.iris)
    if node is None or not any(event in values(made.view, node, relation) for relation in relations):
        raise InputError("nothing like that is said of the event", where=field, remedy="give the IRI of what is said")
    return node


def _known_by(view: View, node: NamedNode) -> tuple[tuple[str, str], ...]:
    """The fields by which a figure or claim is known again: what its sentence says."""
    found = {
        (quad.predicate.value, str(quad.object))
        for predicate in KNOWN_BY
        for quad in view.quads_for_pattern(node, predicate, None)
        if isinstance(quad.graph_name, NamedNode) and not _is_edit(view, quad.graph_name)
    }
    return tuple(sorted(found))


def _is_edit(view: View, graph: NamedNode) -> bool:
    return ONT.Edit in values(view, graph, A)


# ------------------------------------------------------------------------------------------------------ the others


def _add(made: _Draft, name: str) -> None:
    made.effect, made.put = given_source(made.store, made.wish, name)


def _storyline(made: _Draft, name: str) -> None:
    made.events, made.effect, made.replaced, made.put = storyline_edit(made.store, made.wish, name)


def _undo(made: _Draft, name: str) -> None:
    number = made.wish.one("edit").strip()
    before = made.store.archive.edits.find(int(number)) if number.isdecimal() and len(number) < 16 else None
    if before is None:
        raise InputError(f"no edit {number[:40]!r}", where="edit", remedy="see: timewire curate log")
    if not before.in_force:
        raise InputError(f"edit {number} is not in force", where="edit", remedy="undo the edit that took it back")
    made.events = [NamedNode(event) for event in before.events]
    made.undoes = before.number
    made.replaced, made.put = before.put, before.replaced


_MAKERS: dict[EditKind, Callable[[_Draft, str], None]] = {
    EditKind.MERGE: _merge,
    EditKind.SPLIT: _split,
    EditKind.LABEL: _label,
    EditKind.DATE: _date,
    EditKind.PLACE: _place,
    EditKind.TYPE: _type,
    EditKind.MODALITY: _modality,
    EditKind.PARTICIPANT: _participant,
    EditKind.FIGURE: _figure,
    EditKind.REJECT: _reject,
    EditKind.HIDE: _flag,
    EditKind.PIN: _flag,
    EditKind.ADD: _add,
    EditKind.STORYLINE: _storyline,
    EditKind.UNDO: _undo,
}
