"""Where: ties the places of a sentence to the event whose clause they stand in."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.events.beside import crimes_of
from kg.events.circumstances import SHOOTS, STRIKES, crosses_clause
from kg.events.referents import Referents
from kg.model import Placement, PlaceType, Span
from kg.syntax import clause_verb, governor, preposition_before, same_sentence

_PLACE_PREPOSITIONS = frozenset(
    {"in", "at", "near", "across", "inside", "outside", "around", "over", "on", "off", "throughout", "along", "within"}
)
_TARGET_PREPOSITIONS = frozenset({"of", "on", "against", "to", "into", "from"})
_SITE_NOUNS = frozenset(
    "city town village capital port resort province district region state island suburb area coast shore outskirts "
    "centre center north south east west part edge mountain hill valley highland jungle desert forest plain".split()
)
_NOT_SITES = frozenset({PlaceType.WATER_BODY, PlaceType.CONTINENT})


def find_place(head: Token, referents: Referents, *, violent: bool) -> Placement | None:
    """The place in the clause of a trigger where the text says the event was; the innermost of several."""
    if _brings_about(head):
        return None
    ranked: list[tuple[int, int, str]] = []
    for index, key in referents.place_heads.items():
        token = referents.doc[index]
        if not same_sentence(token, head) or _is_of_another(token, head, referents.places[key].type):
            continue
        if (rank := _place_rank(token, head, violent)) is not None:
            ranked.append((rank, abs(index - head.i), key))
    ranked = [item for item in ranked if referents.places[item[2]].type not in _NOT_SITES]
    if not ranked or (min(ranked)[0] > 1 and _has_own_site(head, referents)):
        return _spoken_of(head, referents)
    best = min(ranked)
    countries = all(referents.places[key].type is PlaceType.COUNTRY for _, _, key in ranked)
    if (violent or countries) and is_in_several(head, referents):
        return None
    close = [item for item in ranked if item[0] <= max(best[0], 2)]
    key = _innermost([item[2] for item in sorted(close)], referents)
    return Placement(key, _evidence(key, head, referents))


def is_in_several(head: Token, referents: Referents) -> bool:
    """True for a plural with coordinated places below it ("bombings in Rome and Bern")."""
    if head.tag_ != "NNS":
        return False
    joined = (t for i in referents.place_heads if (t := referents.doc[i]).dep_ == "conj" and t.head in head.subtree)
    pairs = [(referents.place_heads[t.i], referents.place_heads.get(t.head.i)) for t in joined]
    return any(one != other and other is not None for one, other in pairs)


def _is_of_another(place: Token, head: Token, kind: PlaceType) -> bool:
    """True where the place is that of something told beside, not of the event."""
    site, preposition = place.head, preposition_before(place)
    if kind is PlaceType.COUNTRY and place.dep_ in {"compound", "nmod", "amod"} and site.lemma_.lower() in _ABROAD:
        return True  # "bombings at U.S. embassies in Kenya"
    if preposition is not None and preposition.lower_ == "from" and _goes(preposition):
        return True  # "flew in from Rome"
    objects = [c for c in head.children if c.dep_ == "dobj"] if head.lemma_.lower() in _STANDS_AGAINST else []
    if any(place in o.subtree for o in objects):
        return True  # "marched to protest killings in Chad"
    return _is_of_the_cause(place, head) or _is_of_the_clause_before(place, head)


def _is_of_the_cause(place: Token, head: Token) -> bool:
    """ "arrested in connection with bombings in Kenya", "a life sentence for a murder in Rome": where the crime was."""
    return any(place in crime.subtree for crime in crimes_of(head))


def _is_of_the_clause_before(place: Token, noun: Token) -> bool:
    """ "had lived in Sudan until shortly after the bombings": not where the bombs went off."""
    preposition = preposition_before(noun)
    after = preposition is not None and preposition.lower_ in {"after", "before", "until", "since"}
    return noun.pos_ == "NOUN" and after and place.i < noun.left_edge.i and place not in noun.subtree


def _goes(preposition: Token) -> bool:
    above = governor(preposition) if preposition.head.pos_ in {"ADP", "ADV", "PART"} else preposition.head
    return above.lemma_.lower() in {"fly", "arrive", "return", "come", "travel", "head", "drive", "sail", "go"}


# of a country, and anywhere else than there
_ABROAD = frozenset(
    "embassy consulate mission base citizen soldier troop force warship ship vessel company target".split()
)
_STANDS_AGAINST = frozenset("protest condemn denounce mourn commemorate remember".split())


def _brings_about(noun: Token) -> bool:
    """ "an avalanche that the quake set off on Everest": the place is that of what comes of it."""
    verb = noun.head
    known = any(c.lower_ in {"the", "this"} for c in noun.children)
    caused = noun.dep_ == "nsubj" and verb.dep_ == "relcl" and verb.lemma_.lower() in _CAUSES
    return known and caused and noun.i > verb.head.i


_CAUSES = frozenset("set trigger cause unleash spark bring".split())


def _spoken_of(head: Token, referents: Referents) -> Placement | None:
    """ "met in the Swiss city": the town named last before it, of that country where one is told."""
    verb = head.head if head.dep_ in {"dobj", "nsubj", "nsubjpass"} else head
    nouns = (*_nouns_within(head, _INNER), *_nouns_within(verb, _INNER))
    noun = next((g for g in nouns if g.lemma_.lower() in _TOWNS and _is_meant(g)), None)
    if noun is None:
        return None
    state = next((k for c in noun.children if c.dep_ == "amod" and (k := referents.actor_at(c))), None)
    if state is None and noun.lower_ == "capital":
        return None  # of which country?
    names = {referents.actors[state].label, *referents.actors[state].aliases} if state is not None else None
    towns = [
        (span.start, key)
        for key, place in referents.places.items()
        if place.type in _TOWN_TYPES and (names is None or _lies_in(key, names, referents))
        for span in place.mentions
        if span.start < noun.idx
    ]
    evidence = Span(noun.idx, noun.idx + len(noun))
    if noun.lower_ == "capital" and len({key for _, key in towns}) > 1:
        first, key = min(towns)
        return Placement(key, evidence) if referents.text[first : first + 3].isupper() else None  # of the dateline
    return Placement(max(towns)[1], evidence) if towns else None


def _nouns_within(head: Token, depth: int) -> Iterator[Token]:
    """The nouns of the phrases of place below a word: "at a hall in the capital", "in the palace of the capital"."""
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ in (_INSIDE if depth == _INNER else _INSIDE | {"of"}):
            for noun in (g for g in child.children if g.dep_ == "pobj"):
                yield noun
                yield from _nouns_within(noun, depth - 1) if depth else ()
        elif child.dep_ in {"dobj", "nsubjpass"} and depth == _INNER and head.pos_ == "VERB":
            yield from _nouns_within(child, 1)


_INNER = 2
_INSIDE = frozenset({"in", "at", "through", "outside", "near", "across", "inside"})


def _is_meant(noun: Token) -> bool:
    kept = all(c.dep_ in {"det", "amod", "punct"} for c in noun.children)
    return kept and any(c.dep_ == "det" and c.lower_ in {"the", "that"} for c in noun.children)


def _lies_in(key: str, names: set[str], referents: Referents) -> bool:
    around = (referents.places[outer] for outer in _around(key, referents))
    return any(names & {place.label, *place.aliases} for place in around)


_TOWNS = frozenset({"city", "town", "village", "resort", "capital"})
_TOWN_TYPES = frozenset({PlaceType.CITY, PlaceType.VILLAGE})


def _has_own_site(head: Token, referents: Referents) -> bool:
    """ "signed in Rome, ending talks at a retreat": where the talks were is said, only not known."""
    if head.pos_ not in {"NOUN", "PROPN"}:
        return False
    nouns = [g for c in head.children if c.dep_ == "prep" and c.lower_ in {"in", "at"} for g in c.children]
    return any(g.lemma_.lower() in _SITES and referents.place_at(g) is None for g in nouns)


_SITES = frozenset(
    "retreat palace hotel resort villa base residence headquarters castle mansion ranch compound embassy".split()
)


_OF_A_COUNTRY = frozenset({"election", "referendum", "vote", "earthquake", "economy", "runoff", "coup"})


def _place_rank(place: Token, head: Token, violent: bool) -> int | None:
    if place.dep_ in {"compound", "nmod", "amod"}:
        return _modifier_rank(place, head, violent)
    if place.dep_ == "poss" and place.head == head and head.lemma_.lower() in _OF_A_COUNTRY:
        return 1  # "Peru's election"
    if place.dep_ == "dobj" and place.head == head:  # "entered Gaza", "visited Paris"
        return 0
    if _is_antecedent(place, head):
        return 2
    if place.dep_ in {"dobj", "nsubjpass"} and _strikes(head, place.head):
        return 1
    preposition = preposition_before(place)
    return None if preposition is None else _prepositional_rank(place, preposition, head, violent)


def _is_antecedent(place: Token, head: Token) -> bool:
    """ "flew to Geneva, where the talks resumed": the clause says what was there."""
    verb = clause_verb(head)
    if verb is None or verb.dep_ != "relcl" or not any(c.lower_ == "where" for c in verb.children):
        return False
    return verb.head == place or (verb.head.dep_ == "appos" and verb.head.head == place)


def _prepositional_rank(place: Token, preposition: Token, head: Token, violent: bool) -> int | None:
    word = preposition.lower_
    if word == "of" and preposition.head.lemma_.lower() in _SITE_NOUNS:  # "in the port city of X"
        return _place_rank(preposition.head, head, violent)
    if (
        word in {"of", "over"}
        and preposition.head.lower_ == "control"
        and head in {preposition.head, preposition.head.head}
    ):
        return 0  # "took control of X", "lost control over X"
    hits = word in {"into", "onto", "through", "toward", "towards"} and _strikes(head, preposition.head)
    origin = word == "from" and head.lemma_.lower() in SHOOTS  # "rockets fired from Chad"
    located = word in _PLACE_PREPOSITIONS or (violent and word in _TARGET_PREPOSITIONS and not origin) or hits
    if not located:
        return None
    above = governor(preposition) if preposition.head.pos_ in {"ADP", "ADV"} else preposition.head
    above = above.head if above.dep_ == "acomp" and above.lower_ == "due" else above  # "is due in Rome for a summit"
    if (_sits_there(above) or _is_cited(above)) and above != head:
        return None
    if above == head:
        return 0
    if hits:
        return 1
    if word in _TARGET_PREPOSITIONS and word not in _PLACE_PREPOSITIONS:
        return None
    if head in above.ancestors and not crosses_clause(above, head):
        return 1
    verb = clause_verb(head)
    if verb is not None and above in {verb, _raised(verb, head)} and not _is_saying(verb, head):
        return 2
    beside = verb is not None and verb.dep_ in {"xcomp", "advcl"} and above == verb.head
    if beside and verb is not None and (verb.tag_ == "VBG" or verb.lemma_.lower() in _STANDS_AGAINST):
        return 3  # "spent the day in Bern exchanging notes", "gathered in Oslo to protest it"
    if verb is not None and clause_verb(place) == verb and above.pos_ in {"NOUN", "PROPN"} and above.dep_ == "pobj":
        return 3
    return None


def _raised(verb: Token, subject: Token) -> Token | None:
    """ "The next round is expected to be held in Bern": the verb below, with the subject of the one above."""
    below = subject.dep_ in {"nsubj", "nsubjpass"} and subject.head == verb and verb.lemma_.lower() in _RAISE
    return next((c for c in verb.children if c.dep_ == "xcomp"), None) if below else None


_RAISE = frozenset("expect schedule plan due set likely slate intend continue begin start appear seem".split())


def _is_cited(body: Token) -> bool:
    """ "24,000 fell ill, according to the government in Damascus": where the source sits."""
    return body.dep_ == "pobj" and body.head.lower_ == "to" and body.head.head.lower_ == "according"


def _sits_there(body: Token) -> bool:
    """ "a ruling by a tribunal in The Hague": where the body has its seat."""
    by = preposition_before(body)
    return by is not None and by.lower_ in {"by", "from"} and body.lemma_.lower() in _SEATED


_SEATED = frozenset(
    "court tribunal company firm university institute laboratory agency bank ministry organisation organization group "
    "centre center judge prosecutor".split()
)


def _strikes(event: Token, verb: Token) -> bool:
    """ "An earthquake struck Nepal", "Odisha was hit by a cyclone": the verb says where it was."""
    by = preposition_before(event)
    does = (event.dep_ == "nsubj" and event.head == verb) or (verb.dep_ == "relcl" and verb.head == event)
    return (does or (by is not None and by.head == verb)) and verb.lemma_.lower() in STRIKES


def _modifier_rank(place: Token, head: Token, violent: bool) -> int | None:
    """ "the Gaza war", "the Doha talks", "a Kabul suburb": the place before the noun."""
    if place.head == head:
        return 1
    site = place.head
    if site.lemma_.lower() in {"time", "official", "resident", "man", "woman", "native"}:
        return None
    preposition = preposition_before(site)
    if preposition is not None and preposition.lower_ in _PLACE_PREPOSITIONS:
        return _place_rank(site, head, violent)
    return None


def _is_saying(verb: Token, head: Token) -> bool:
    return head != verb and head in {t for c in verb.children if c.dep_ == "ccomp" for t in c.subtree}


def _innermost(keys: list[str], referents: Referents) -> str:
    """The place that lies in another of the candidates, else the first."""
    for key in keys:
        if set(_around(key, referents)) & set(keys):
            return key
    return keys[0]


def _around(key: str, referents: Referents) -> Iterator[str]:
    place = referents.places[key]
    seen: set[str] = set()
    while place.within is not None and place.within not in seen and place.within in referents.places:
        seen.add(place.within)
        yield place.within
        place = referents.places[place.within]


def contains(outer: str, inner: str, referents: Referents) -> bool:
    """True if one place is the other or lies around it."""
    return outer == inner or outer in set(_around(inner, referents))


def _evidence(key: str, head: Token, referents: Referents) -> Span:
    spans = referents.places[key].mentions
    return min(spans, key=lambda span: abs(span.start - head.idx))
