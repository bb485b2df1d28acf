"""Which place a name means: the places of that name are ranked, and a doubtful best one is not believed.

Primary names come before alternates; then count what the text says of the container ("Paris, Texas"), the countries the
article is about, the class of place and its population. What cannot be told apart stays unresolved, with the reason.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from kg.mentions.gazetteer import Candidate, Gazetteer, name_key
from kg.mentions.locatives import COMPASS, PLACE_NOUNS, place_words
from kg.mentions.toponyms import Name, Toponym
from kg.model import PlaceType

_ACTOR_TYPES = frozenset({PlaceType.COUNTRY, PlaceType.CONTINENT})
_DIVISION_NOUNS = frozenset({"province", "governorate", "oblast", "region", "prefecture", "state", "voivodeship"})
_CLASS_WEIGHT = {"PCLI": 3.0, "curated": 6.0, "ADM1": 5.0, "PPLC": 2.5}
_NEAR_KM = 120
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Resolution:
    """The place that is meant (None: not known, for the ``reason`` given).

    ``country`` is what the words around say; ``acts`` says that the name stands here for those who act there.
    """

    place: Candidate | None
    reason: str = ""
    country: str | None = None
    acts: bool = False


@dataclass(frozen=True, slots=True)
class _Cue:
    """A container that the words around a name state: an ISO code and, if said, a first-level division.

    ``container`` is the place that the next name must mean for this to hold ("Georgia" after "Atlanta,").
    """

    country: str | None
    admin1: str | None = None
    container: Candidate | None = None


def resolve_toponyms(
    doc: Doc, names: Sequence[Name], toponyms: Sequence[Toponym], gazetteer: Gazetteer
) -> tuple[Resolution | None, ...]:
    """For each name the place it means; None where it is no place here after all."""
    cues = _cues(toponyms, gazetteer)
    setting = _setting(doc, names, gazetteer)
    first = [_choose(t, cue, setting, gazetteer) for t, cue in zip(toponyms, cues, strict=True)]
    setting = setting.widened(r.place for r in first if r.place)
    second = [_choose(t, cue, setting, gazetteer) for t, cue in zip(toponyms, cues, strict=True)]
    chosen = _with_containers(cues, _one_sense(toponyms, cues, second))
    kept = [_as_used(t, r) for t, r in zip(toponyms, chosen, strict=True)]
    pairs = tuple(zip(toponyms, kept, strict=True))
    sure = {r.place.identity for t, r in pairs if r and r.place and _is_sure(t, r.place)}
    return tuple(
        r if r and (t.firm or t.locative or t.actor or (r.place and r.place.identity in sure)) else None
        for t, r in pairs
    )


def _is_sure(name: Toponym, place: Candidate) -> bool:
    return name.firm or name.locative or name.actor or _is_distinct(name, place)


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where the article plays: how often each country and first-level division is named, and the towns known by now."""

    countries: Counter[str]
    divisions: Counter[tuple[str | None, str | None]]
    towns: Mapping[str, tuple[float, float]]

    def widened(self, places: Iterable[Candidate]) -> _Setting:
        """With the countries of places that are known by now, once each."""
        seen = {place.identity: place for place in places}.values()
        local = [place for place in seen if place.feature.startswith("PPL") or place.feature == "ADM2"]
        countries = Counter(place.country for place in local if place.country)
        towns = {p.identity: (p.latitude, p.longitude) for p in local if p.latitude is not None and p.longitude}
        return _Setting(self.countries + Counter(dict(countries)), self.divisions, towns)

    def weight(self, place: Candidate) -> float:
        """0 to 4: how much the article is about the country, the division and the surroundings of the place."""
        codes = (place.country, *place.near) if place.country else place.near
        counted = max((self.countries[code] for code in codes if code), default=0)
        same_division = bool(place.admin1 and self.divisions[place.country, place.admin1])
        return min(counted, 4) / 2 + (1.0 if same_division else 0.0) + (1.0 if self._is_near(place) else 0.0)

    def is_set_elsewhere(self) -> bool:
        """True if some country is named again and again."""
        return max(self.countries.values(), default=0) >= 3

    def _is_near(self, place: Candidate) -> bool:
        """True if another town of the article lies within some ten dozen kilometres."""
        if place.latitude is None or place.longitude is None or not self.towns or place.feature in {"PCLI", "ADM1"}:
            return False
        here = (place.latitude, place.longitude)
        return any(_km(here, at) < _NEAR_KM for other, at in self.towns.items() if other != place.identity)


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance on a plane that touches the Earth in between: right enough for neighbours."""
    narrowing = math.cos(math.radians((one[0] + other[0]) / 2))
    return 111.2 * math.hypot(one[0] - other[0], (one[1] - other[1]) * narrowing)


def _setting(doc: Doc, names: Sequence[Name], gazetteer: Gazetteer) -> _Setting:
    countries: Counter[str] = Counter()
    for word in _CAPITALISED.findall(doc.text):
        if code := gazetteer.country_of_demonym(word):
            countries[code] += 1
    divisions: Counter[tuple[str | None, str | None]] = Counter()
    for name in names:
        places = [c for c in name.candidates if c.curated or (c.feature == "ADM1" and len(name.candidates) == 1)]
        if len(places) != 1:
            continue
        if places[0].feature == "ADM1":
            divisions[places[0].country, places[0].admin1] += 1
        countries.update((places[0].country,) if places[0].country else places[0].near)
    return _Setting(countries, divisions, {})


def _cues(toponyms: Sequence[Toponym], gazetteer: Gazetteer) -> list[_Cue | None]:
    """What the words around each name say of its container."""
    earlier, later = (None, *toponyms)[: len(toponyms)], (*toponyms[1:], None)[: len(toponyms)]
    return [
        _cue_after(name, after) or _cue_before(name, gazetteer) or _cue_beside(name, before, after)
        for name, before, after in zip(toponyms, earlier, later, strict=True)
    ]


def _cue_beside(name: Toponym, *neighbours: Toponym | None) -> _Cue | None:
    """ "Texas and Georgia": what is a country and a state is a state beside a state of the same country."""
    if not any(c.feature == "PCLI" for c in name.candidates):
        return None
    countries = {c.country for c in name.candidates if c.feature == "ADM1"}
    for other in neighbours:
        if other is not None and countries and _is_listed_with(name, other):
            states = [c for c in other.candidates if c.feature == "ADM1" and c.curated]
            if len(states) == 1 and states[0].country in countries:
                return _Cue(states[0].country)
    return None


def _is_listed_with(one: Toponym, other: Toponym) -> bool:
    first, last = sorted((one.tokens, other.tokens), key=lambda tokens: tokens.start)
    between = {token.lower_ for token in one.tokens.doc[first.end : last.start]}
    return bool(between) and between <= {",", "and", "or"}


def _cue_after(name: Toponym, after: Toponym | None) -> _Cue | None:
    """ "Paris, Texas", "Homs in Syria": the next name holds a place of this name."""
    if after is None or not _touches(name, after):
        return None
    is_country = any(c.feature == "PCLI" for c in name.candidates)
    for container in after.candidates:
        if container.feature not in {"PCLI", "ADM1"} or (is_country and container.feature == "PCLI"):
            continue
        if any(_lies_in(c, container) for c in name.candidates) or not name.candidates:
            return _Cue(container.country, container.admin1, container)
    return None


_PASSED_OVER = COMPASS | {"the", "'s", "state", "province", "district"}


def _touches(name: Toponym, after: Toponym) -> bool:
    doc, words = name.tokens.doc, list[str]()
    for i in range(name.tokens.end, after.tokens.start):
        if (word := doc[i].lower_) not in _PASSED_OVER:
            words.append(word)
        if len(words) > 2:
            return False
    if words == [","]:
        return after.tokens.root.dep_ not in {"nsubj", "nsubjpass"}
    return words in (["in"], [",", "in"], ["("])


def _lies_in(place: Candidate, container: Candidate) -> bool:
    if place.feature == "PCLI" or place.identity == container.identity or place.country != container.country:
        return False
    return container.admin1 is None or (place.admin1 == container.admin1 and place.feature != "ADM1")


def _cue_before(name: Toponym, gazetteer: Gazetteer) -> _Cue | None:
    """ "the Syrian city of Homs", "Egypt's Sinai", "the German capital Berlin"."""
    doc, noun_seen = name.tokens.doc, False
    for i in range(name.tokens.start - 1, max(name.tokens.start - 8, name.tokens.sent.start - 1), -1):
        token = doc[i]
        owned = i + 1 < len(doc) and doc[i + 1].tag_ == "POS"
        if token.lower_ in PLACE_NOUNS:
            noun_seen = True
        elif owned and (country := _country_named(token, gazetteer)):
            return _Cue(country) if noun_seen or i == name.tokens.start - 2 else None
        elif noun_seen and (code := gazetteer.country_of_demonym(token.text)) and token.text[0].isupper():
            return _Cue(code)
        elif _ends_phrase(token):
            return None
    return None


def _ends_phrase(token: Token) -> bool:
    if token.pos_ == "ADP":
        return token.lower_ != "of"
    return token.pos_ in {"VERB", "AUX", "PUNCT", "CCONJ", "NOUN"} and token.tag_ != "POS" and token.text != "-"


def _country_named(token: Token, gazetteer: Gazetteer) -> str | None:
    found = gazetteer.curated(token.text) if token.text[0].isupper() else ()
    return next((c.country for c in found if c.feature == "PCLI"), None)


def _score(place: Candidate, cue: _Cue | None, setting: _Setting) -> float:
    score = (2.0 if place.primary else 0.0) + setting.weight(place) + 0.6 * math.log10(place.population + 1)
    if place.curated or place.feature == "PPLC":
        score += _CLASS_WEIGHT[place.feature]
    if cue:
        score += 6.0 if _fits(place, cue) else -6.0
    return score


def _fits(place: Candidate, cue: _Cue) -> bool:
    codes = (place.country,) if place.country else place.near
    return cue.country in codes and (cue.admin1 is None or place.admin1 in {cue.admin1, None})


def _choose(name: Toponym, cue: _Cue | None, setting: _Setting, gazetteer: Gazetteer) -> Resolution:
    country = cue.country if cue else None
    if not name.candidates:
        return Resolution(None, f"no place called {name.printed} in the gazetteer", country)
    candidates = name.candidates
    ranked = sorted(candidates, key=lambda place: -_score(place, cue, setting))
    best, rest = ranked[0], ranked[1:]
    known = _dominant(candidates) if cue is None and not setting.divisions[best.country, best.admin1] else None
    if known is not None and best.feature.startswith("PPL"):
        return Resolution(_division_meant(name, known, gazetteer) or known)
    if reason := _doubt(name, best, rest, cue, setting):
        return Resolution(None, reason, country)
    return Resolution(_division_meant(name, best, gazetteer) or best)


def _dominant(candidates: Sequence[Candidate]) -> Candidate | None:
    """The one city that a bare name means everywhere: large, and five times as large as any other of the name."""
    towns = sorted((c for c in candidates if c.primary and c.feature.startswith("PPL")), key=lambda c: -c.population)
    if len(towns) < 2 or towns[0].population < 100_000 or towns[0].population < 5 * towns[1].population:
        return None
    return towns[0]


def _division_meant(name: Toponym, town: Candidate, gazetteer: Gazetteer) -> Candidate | None:
    """ "Homs province", "the region of Kharkiv": the division that is called after its town."""
    doc, tokens = name.tokens.doc, name.tokens
    after = doc[tokens.end].lower_ if tokens.end < len(doc) else ""
    before = doc[tokens.start - 2].lower_ if tokens.start > 1 and doc[tokens.start - 1].lower_ == "of" else ""
    if not town.feature.startswith("PPL") or not {after, before} & _DIVISION_NOUNS:
        return None
    own = (c for c in name.candidates if c.feature in {"ADM1", "ADM2"} and c.country == town.country)
    return next(own, None) or gazetteer.division_around(town)


def _doubt(name: Toponym, best: Candidate, rest: Sequence[Candidate], cue: _Cue | None, setting: _Setting) -> str:
    """Why the best place of a name is not to be believed; '' if it is."""
    score = _score(best, cue, setting)
    if cue and not (best.feature in {"PCLI", "curated"} and best.primary):
        return "" if _fits(best, cue) else f"no place called {name.printed} where the text puts it"
    about = setting.weight(best) > 0
    if not (cue or about or best.curated) and best.population < 200_000 and setting.is_set_elsewhere():
        return f"the article is about other countries than that of {best.name}"
    if best.feature == "ADM1" and not (best.curated or about or " " in name.printed or best.population > 2_000_000):
        return f"nothing in the text points to {best.name}, a division"
    if best.feature in _CLASS_WEIGHT and best.primary:
        equal = [c for c in rest if c.feature == best.feature != "PPLC" and _score(c, cue, setting) > score - 0.3]
        return _several(name, 1 + len(equal)) if equal else ""
    if not best.primary and best.population < (5_000 if about else 50_000 if not rest else 500_000):
        return f"{name.printed} is only another name of {best.name}, and nothing in the text points there"
    rivals = [c for c in rest if c.primary >= best.primary and c.population * 10 > best.population]
    if best.population < 15_000 and not about:
        return f"nothing in the text points to {best.name}, a small place"
    gap = min((score - _score(c, cue, setting) for c in rivals), default=9.0)
    if gap < 0.4 and best.population < 300_000:
        return _several(name, 1 + len(rivals))
    return ""


def _several(name: Toponym, count: int) -> str:
    return f"{count} places are called {name.printed}, and the text does not say which"


def _one_sense(
    toponyms: Sequence[Toponym], cues: Sequence[_Cue | None], chosen: Sequence[Resolution]
) -> list[Resolution]:
    """A name means the same place all through an article, unless the text itself says otherwise."""
    told: dict[str, Resolution] = {}
    for name, cue, resolution in zip(toponyms, cues, chosen, strict=True):
        if cue and resolution.place:
            told.setdefault(name_key(name.printed), resolution)
    return [
        resolution if cue or _is_division(resolution) else told.get(name_key(name.printed), resolution)
        for name, cue, resolution in zip(toponyms, cues, chosen, strict=True)
    ]


def _with_containers(cues: Sequence[_Cue | None], chosen: Sequence[Resolution]) -> list[Resolution]:
    """A name that says where the name before it lies means the place that holds it: the state in "Atlanta, Georgia"."""
    before = (None, *cues)
    return [
        Resolution(cue.container) if cue and cue.container and told.place else resolution
        for cue, told, resolution in zip(before, (Resolution(None), *chosen), chosen, strict=False)
    ]


def _is_division(resolution: Resolution) -> bool:
    return resolution.place is not None and resolution.place.feature == "ADM1"


# --------------------------------------------------------------------------------- place, or actor after all


def _as_used(name: Toponym, resolution: Resolution) -> Resolution | None:
    """The resolution with what the name stands for here; None where it is no place at all."""
    if not name.actor and not _lists_states(name.tokens) and _is_used_as_place(name, resolution):
        return resolution
    return replace(resolution, acts=True) if _names_who_acts(name, resolution.place) else None


def _lists_states(name: Tokens) -> bool:
    """ "the Gulf states", "Sahel countries": those who act are meant, and the name tells which."""
    after = name.doc[name.end] if name.end < len(name.doc) else None
    return after is not None and after.lower_ in {"states", "countries", "nations", "governments"}


def _names_who_acts(name: Toponym, place: Candidate | None) -> bool:
    """True if the name is that of a place, and stands for its government or its people."""
    if place is None or place.metonym:
        return False
    return name.actor or (name.firm and (place.type in _ACTOR_TYPES or place.feature in _CLASS_WEIGHT))


def _is_used_as_place(name: Toponym, resolution: Resolution) -> bool:
    place = resolution.place
    if place is None:
        return name.locative and name.firm
    if name.locative:
        return name.firm or name.label != "PERSON" or _is_well_known(place)
    if place.metonym:
        return False
    if place.type in _ACTOR_TYPES:
        return name.firm and not (_acts(name.tokens) or _is_dealt_with(name.tokens))
    if _is_capital(place) or place.feature == "curated":
        return not _acts(name.tokens)
    return name.label not in {"PERSON", "ORG"}


def _is_distinct(name: Toponym, place: Candidate) -> bool:
    """ "Rafah crossing", "Strait of Hormuz": a name of several words that means nothing else."""
    return place.feature == "curated" and len(name.tokens) > 1


def _is_well_known(place: Candidate) -> bool:
    return place.feature in _CLASS_WEIGHT or (place.primary and place.population >= 15_000)


def _is_capital(place: Candidate) -> bool:
    return place.feature == "PPLC"


def _acts(name: Tokens) -> bool:
    """A seat of government named for its government: "Moscow rejected", "talks with Tehran", "Kyiv's allies"."""
    root = name.root
    while root.dep_ in {"conj", "appos"} and root.head.pos_ == "PROPN":
        root = root.head
    if root.dep_ in {"nsubj", "agent"}:
        return root.head.lemma_ not in place_words("being")
    if root.dep_ == "poss":
        return True
    return root.dep_ == "pobj" and root.head.lower_ in {"with", "by", "against", "between", "to", "for"}


def _is_dealt_with(name: Tokens) -> bool:
    """A country as somebody that others deal with: "blamed Chad", "aid from Norway", "the president of Peru"."""
    root = name.root
    if root.dep_ in {"dobj", "dative", "attr"}:
        return True
    return root.dep_ == "pobj" and root.head.lower_ in {"from", "of", "on"}
