"""Numbers about events: what is counted, of whom, by whom, in whose words; never summed, never merged.

The measure comes from the verb, participle or noun that the count hangs on: "killed five people", "five dead", "a death
toll of 67", "200 people taken captive", "$3 billion". Figures without an event stay out and are listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from kg.events.counts_aid import by_need
from kg.events.counts_idioms import by_idiom
from kg.events.counts_nouns import by_custody, by_happening
from kg.mentions.nouns import people
from kg.model import Bound, Code, Document, QuantityMention, Span
from kg.syntax import governor, is_passive, same_sentence, span_of

_VERBS: dict[Code, str] = {
    "Killed": "kill die murder slay perish drown massacre execute assassinate slaughter behead claim",
    "Wounded": "wound injure hurt maim hospitalise hospitalize",
    "Captured": "capture abduct kidnap seize hold",
    "Released": "release free exchange swap",
    "Displaced": "displace flee uproot",
    "Evacuated": "evacuate",
    "Detained": "detain arrest jail imprison recapture",
    "Participants": "attend march rally demonstrate protest gather",
    "HomesDestroyed": "destroy damage demolish collapse flatten",
    "Affected": "affect infect sicken",
}
_ADJECTIVES: dict[Code, str] = {
    "Killed": "dead",
    "Wounded": "injured wounded hurt",
    "Missing": "missing unaccounted",
    "Displaced": "homeless displaced",
    "Captured": "captive hostage",
}
_NOUNS: dict[Code, str] = {
    "Killed": "death fatality toll killing",
    "Wounded": "injury wounding",
    "Detained": "arrest detention detainee",
    "Displaced": "refugee",
    "Percent": "percent %",
    "Votes": "vote ballot",
    "Seats": "seat",
    "Jobs": "job",
    "Participants": "protester demonstrator marcher",
    "Money": "dollar euro pound yen yuan rupee rouble ruble franc",
    "Area": "hectare acre",
}
_CURRENCY = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "dollar": "USD", "euro": "EUR", "pound": "GBP"}
_PEOPLE_ONLY = frozenset({"Killed", "Wounded", "Captured", "Released", "Displaced", "Evacuated", "Detained"})
_UNITS = {"hectare": "ha", "acre": "acre", "kilometre": "km2", "kilometer": "km2", "mile": "mi2"}
_UNITS |= {"mm": "mm", "millimetre": "mm", "millimeter": "mm", "cm": "cm", "centimetre": "cm", "inch": "in"}
_LENGTHS = frozenset({"kilometre", "kilometer", "mile", "metre", "meter"})
_WET = frozenset({"rain", "rainfall", "snow", "downpour"})
# prepositions before a number that say its bound and govern it in the parse ("injured over 4,000")
_BOUND_PREPOSITIONS = frozenset({"over", "above", "under", "around", "about", "beyond", "past", "to"})
_TOLL_PREPOSITIONS = frozenset({"of", "to", "at", "above", "over", "past", "beyond"})
_TOLL_VERBS = frozenset(
    "rise stand climb reach jump put increase hit pass top exceed surpass soar grow estimate give raise revise bring "
    "take push".split()
)
_BUILDINGS = frozenset("home house building structure apartment dwelling school".split())
_HELD = frozenset("people person hostage captive prisoner soldier civilian detainee passenger worker".split())
_BY_VERB = {lemma: code for code, words in _VERBS.items() for lemma in words.split()}
_BY_ADJECTIVE = {lemma: code for code, words in _ADJECTIVES.items() for lemma in words.split()}
_BY_NOUN = {lemma: code for code, words in _NOUNS.items() for lemma in words.split()}
_NOT_PEOPLE = frozenset("year day month hour week minute time point percent kilometre mile day % metre meter".split())


@dataclass(frozen=True, slots=True)
class Count:
    """A quantity with its measure before it is tied to an event; ``head`` is the token that says the measure."""

    quantity: QuantityMention
    measure: Code
    counted: Token
    head: Token
    span: Span
    subset: bool
    unit: str | None = None


def find_counts(document: Document, quantities: Sequence[QuantityMention]) -> tuple[Count, ...]:
    """The quantities that measure something, in order; a subset ("including three") follows its whole."""
    found: list[Count] = []
    for quantity in quantities:
        token = document.tokens[quantity.head]
        apart = _part_told_apart(token, quantity, found)
        count = (
            apart or _count(token, quantity) or _subset(token, quantity, found) or _part_alone(token, quantity, found)
        )
        if count is not None:
            found.append(count)
    return tuple(found)


def _part_told_apart(number: Token, quantity: QuantityMention, before: Sequence[Count]) -> Count | None:
    """ "Two of the dead were children": part of the dead of the sentences before."""
    counted, verb = _counted(number), number.head
    code = _BY_ADJECTIVE.get(counted.lower_) if counted != number else None
    said = next((c for c in verb.children if c.dep_ == "attr"), None) if verb.lemma_ == "be" else None
    if code not in {"Killed", "Wounded"} or number.dep_ != "nsubj" or said is None or said.tag_ not in {"NNS", "NN"}:
        return None
    whole = next((c for c in reversed(before) if not c.subset and c.measure == code), None)
    if whole is None or whole.quantity.value < quantity.value or before[-1].subset or before[-1].measure != code:
        return None
    return Count(quantity, code, said, whole.head, span_of([number, *counted.subtree, verb, said]), True)


def _part_alone(number: Token, quantity: QuantityMention, before: Sequence[Count]) -> Count | None:
    """ "An ambush in which three of them were wounded": part of a whole that nobody counted."""
    told = any(same_sentence(count.counted, number) for count in before)
    return _count(number, quantity, part=True) if not told and number.dep_ in {"nsubjpass", "nsubj"} else None


def _count(number: Token, quantity: QuantityMention, *, part: bool = False) -> Count | None:
    counted = _counted(number)
    if number.lower_ == "one" and number.i + 1 < len(number.doc) and number.nbor(1).lower_ == "another":
        return None  # "killing one another"
    if (_including(counted) is not None and not part) or _is_share(number) or _is_whole_of(number):
        return None
    for read in _READERS:
        result = read(number, counted)
        if result is not None:
            measure, head, tokens = result
            unit = _unit(number) if measure == "Money" else _UNITS.get(counted.lemma_.lower())
            worded = _surpassed(quantity, number)
            return Count(worded, measure, counted, head, _stretch(quantity, tokens), False, unit)
    return None


def _is_share(number: Token) -> bool:
    """ "nine in ten buildings", "one in five": a share, and no two counts; "40 in 2019" is one."""
    words = [t for t in number.doc[max(0, number.i - 2) : number.i + 3] if t.tag_ == "CD" or t.lower_ == "in"]
    at = next((n for n, t in enumerate(words) if t.lower_ == "in"), 0)
    pair = words[at - 1 : at + 2] if 0 < at < len(words) - 1 else []
    return len(pair) == 3 and number in pair and pair[2].i - pair[0].i == 2 and len(pair[2].text) < 4 + pair[2].is_alpha


def _is_whole_of(number: Token) -> bool:
    """ "92 of 156 seats": the second number counts what there is."""
    before = number.doc[max(0, number.i - 3) : number.i]
    words = [t for t in before if t.lower_ not in {"the", "all"}]
    return len(words) > 1 and words[-1].lower_ == "of" and words[-2].tag_ == "CD" and number.tag_ == "CD"


def _surpassed(quantity: QuantityMention, number: Token) -> QuantityMention:
    """ "passed 5,000", "has gone beyond 5,000": more than that."""
    above = number.head if number.dep_ in {"dobj", "pobj"} else number.head.head
    beyond = above.lemma_.lower() in {"pass", "top", "exceed", "surpass", "beyond", "past"}
    if not beyond or quantity.bound is not Bound.EXACT:
        return quantity
    return replace(quantity, bound=Bound.MORE_THAN, low=quantity.value)


_Reading = tuple[Code, Token, list[Token]] | None


def _counted(number: Token) -> Token:
    """The noun a number counts, or the number itself ("wounded 169,679")."""
    node = number
    while node.dep_ in {"nummod", "quantmod", "compound", "amod"} and node.head.i > node.i:
        node = node.head
    if node == number:
        of = next((g for c in number.children if c.lower_ == "of" for g in c.children if g.dep_ == "pobj"), None)
        named = of is not None and (of.pos_ in {"NOUN", "PROPN"} or of.lower_ in _BY_ADJECTIVE)
        return of if of is not None and named else number  # "dozens of people", "eleven of the dead"
    return node


def _stretch(quantity: QuantityMention, tokens: list[Token]) -> Span:
    words = span_of(tokens)
    return Span(min(words.start, quantity.span.start), max(words.end, quantity.span.end))


def _by_money(number: Token, counted: Token) -> _Reading:
    if _sign(number) is not None or counted.lemma_.lower() in _CURRENCY:
        return "Money", counted.head, [number, counted]
    return None


def _unit(number: Token) -> str | None:
    return _sign(number) or _CURRENCY.get(number.head.lemma_.lower())


def _sign(number: Token) -> str | None:
    """The currency of the sign at or before a number, also where its scale is glued on ("£20m")."""
    near = [
        number.text[:1],
        *(t.text for t in number.children),
        *(t.text for t in number.doc[max(0, number.i - 1) : number.i]),
    ]
    if number.i > 1 and not number.nbor(-1).whitespace_:
        near.append(number.nbor(-2).text)
    return next((_CURRENCY[word] for word in near if word in _CURRENCY and len(word) == 1), None)


def _by_size(number: Token, counted: Token) -> _Reading:
    """ "300 mm of rain", "40 square kilometres", "6.1 on the Richter scale"."""
    lemma = counted.lemma_.lower()
    if number.lower_.startswith("magnitude-"):  # "a magnitude-5.6 quake"
        return "Magnitude", number.head, [number]
    of = number.head if number.dep_ == "pobj" and number.head.lower_ == "of" else None
    if of is not None and of.head.lower_ == "magnitude":
        return "Magnitude", governor(of.head), [of.head, number]
    if number.head.lower_ == "magnitude":
        return (
            "Magnitude",
            number.head.head if number.head.dep_ == "compound" else governor(number.head),
            [number, number.head],
        )
    if lemma in _LENGTHS and any(c.lower_ == "square" for c in counted.children):
        return "Area", counted.head, [number, counted]
    wet = [g for c in counted.children if c.lower_ == "of" for g in c.children if g.lemma_.lower() in _WET]
    if lemma in _UNITS and (wet or counted.head.lemma_.lower() in _WET):
        return "Rainfall", counted.head, [number, counted, *wet]
    return None


def _by_heading(number: Token, counted: Token) -> _Reading:
    """A line of a table of tolls: "Killed: 12"."""
    mark, word = (number.nbor(-1), number.nbor(-2)) if number.i > 1 else (None, None)
    if mark is None or word is None or mark.text != ":":
        return None
    known = _BY_ADJECTIVE.get(word.lower_) or _BY_NOUN.get(word.lemma_.lower()) or _BY_VERB.get(word.lemma_.lower())
    return (known, word, [word, number]) if known is not None else None


def _by_own_noun(number: Token, counted: Token) -> _Reading:
    """ "20 deaths", "12 arrests", "53 percent", "300 seats"."""
    if [t.lower_ for t in number.doc[number.i + 1 : number.i + 3]] == ["per", "cent"]:
        cent = number.nbor(2)
        return "Percent", cent.head if counted == cent else number.head, [number, cent]
    code = "Percent" if _is_percentage(counted) else _BY_NOUN.get(counted.lemma_.lower())
    return (code, counted.head, [number, counted]) if code is not None and counted != number else None


def _is_percentage(counted: Token) -> bool:
    """ "by two percentage points"."""
    return counted.lemma_.lower() == "point" and counted.i > 0 and counted.nbor(-1).lower_ == "percentage"


def _by_description(number: Token, counted: Token) -> _Reading:
    """ "five dead", "leaving 12 people injured", "30 people missing", "200 people taken captive"."""
    following = [t for t in counted.children if t.i > counted.i and t.dep_ in {"acl", "amod", "relcl", "acomp"}]
    if counted.dep_ in {"nsubj", "dobj"} and counted.head.lemma_ in {"leave", "be", "have", "keep", "remain", "stay"}:
        following += [c for c in counted.head.children if c.dep_ in {"acomp", "oprd", "ccomp", "attr", "advcl"}]
    whole = _anchor(number, counted)
    if whole.dep_ == "nsubjpass" and whole.head.lemma_ in _HELD_FOR:
        following += [c for c in whole.head.children if c.dep_ in {"acomp", "oprd", "xcomp", "advmod", "attr"}]
    if counted.dep_ == "nsubj" and (counted.head.pos_ == "ADJ" or counted.head.lower_ == "missing"):
        following.append(counted.head)
    beside = counted.doc[counted.i + 1] if counted.i + 1 < len(counted.doc) else None
    if beside is not None and beside.pos_ in {"ADJ", "ADV"}:
        following.append(beside)
    for token in following:
        code = _BY_ADJECTIVE.get(token.lower_) or _reported(token, whole)
        if code is not None and not _preposed(token) and (code != "Missing" or _may_be_missed(counted)):
            return code, token, [number, counted, token]
    if counted.lemma_.lower() in _BY_ADJECTIVE and counted.lower_ in {"dead", "injured", "wounded", "missing"}:
        return _BY_ADJECTIVE[counted.lower_], counted.head, [number, counted]
    return _taken(number, counted)


def _reported(participle: Token, whole: Token) -> Code | None:
    """ "51 people were reported killed", "are feared drowned"."""
    told = participle.tag_ in {"VBN", "VBD"} and whole.dep_ == "nsubjpass" and participle.head == whole.head
    code = _BY_VERB.get(participle.lemma_.lower()) if told else None
    return code if code in _PEOPLE_ONLY else None


def _may_be_missed(counted: Token) -> bool:
    """Sailors and ships are missing; "11 ballot boxes are missing" is no toll."""
    nouns, lemma = people(), counted.lemma_.lower()
    known = {counted.lower_, lemma} & (nouns.groups.keys() | nouns.words["singulars"] | nouns.words["numeral_heads"])
    return (
        bool(known) or counted.pos_ in {"NUM", "PROPN"} or counted.tag_ == "CD" or lemma in {"body", "crew", "sailor"}
    )


# "are feared dead", "were reported missing"
_HELD_FOR = frozenset("fear presume believe report confirm pronounce declare list".split())


def _preposed(token: Token) -> bool:
    return token.dep_ == "amod" and token.i < token.head.i


def _taken(number: Token, counted: Token) -> _Reading:
    """ "200 people (were) taken captive / hostage"."""
    for verb in [counted.head, *(c for c in counted.children if c.dep_ in {"acl", "relcl"})]:
        if verb.lemma_ == "take" and (
            c := next((t for t in verb.children if t.lower_ in {"captive", "hostage"}), None)
        ):
            return "Captured", verb, [number, counted, c]
    return None


def _by_verb(number: Token, counted: Token) -> _Reading:
    """Objects and passive subjects of a verb of harm; the subject of "die", "flee", "march"."""
    for verb in _verbs_of(_anchor(number, counted)):
        code = _BY_VERB.get(verb.lemma_.lower())
        if code is None or not _fits(code, counted, number):
            continue
        if verb.lemma_.lower() == "claim" and not _counts_lives(counted):
            continue
        if verb.lemma_.lower() in {"seize", "hold", "free", "exchange", "swap"} and not _is_person_noun(counted):
            continue
        if verb.lemma_.lower() == "seize" and counted.pos_ == "NUM" and _among_vessels(counted):
            continue  # "sinking two ships and seizing one"
        return code, verb, [verb, number, counted] if verb.i < counted.i else [number, counted, verb]
    return None


def _anchor(number: Token, counted: Token) -> Token:
    """The head of the counted phrase: the number word in "dozens of people", else the noun."""
    return number if counted.dep_ == "pobj" and counted.head.head == number else counted


def _verbs_of(counted: Token) -> Iterator[Token]:
    node = counted
    while node.dep_ in {"conj", "appos"} and node.head.pos_ in {"NOUN", "PROPN", "NUM"} and node.head != node:
        node = node.head
    above = node.head
    if node.dep_ == "pobj" and above.lower_ in _BOUND_PREPOSITIONS and above.i == node.i - 1:
        above = above.head
    if above.pos_ in {"VERB", "AUX"}:
        subject = node.dep_ == "nsubj" and not is_passive(above) and not _is_gapped(above)
        alone = above.lemma_.lower() in {
            "die",
            "perish",
            "drown",
            "flee",
            "march",
            "rally",
            "gather",
            "protest",
            "attend",
        }
        if not subject or alone or above.lemma_.lower() in {"demonstrate", "collapse"}:
            yield above
    yield from (c for c in counted.children if c.dep_ in {"acl", "relcl"} and (c.tag_ == "VBN" or is_passive(c)))


def _is_gapped(verb: Token) -> bool:
    """ "120 were killed and 85 abducted": the second passive has no auxiliary of its own."""
    alone = verb.tag_ in {"VBN", "VBD"} and not any(c.dep_ in {"aux", "auxpass", "dobj"} for c in verb.children)
    return verb.dep_ == "conj" and alone and verb.head.pos_ == "VERB" and is_passive(verb.head)


def _counts_lives(counted: Token) -> bool:
    return counted.lemma_.lower() in {"life", "victim"}


def _by_shelter(number: Token, counted: Token) -> _Reading:
    """ "forced 12,000 residents into shelters", "drove 500 families from their homes"."""
    verb = counted.head
    if counted.dep_ not in {"dobj", "nsubjpass"} or verb.lemma_.lower() not in {
        "force",
        "drive",
        "move",
        "send",
        "take",
    }:
        return None
    away = (c for c in (*verb.children, *counted.children) if c.dep_ == "prep" and c.lower_ in {"into", "from", "to"})
    for preposition in (*away, *(g for c in verb.children if c.lower_ == "out" for g in (c, *c.children))):
        nouns = {g.lemma_.lower() for g in preposition.children if g.dep_ == "pobj"}
        if nouns & {"shelter", "camp"}:
            return "Evacuated", verb, [verb, number, counted]
        if nouns & {"home", "house"} and preposition.lower_ in {"from", "of"}:
            return "Displaced", verb, [verb, number, counted]
    return None


_GRAVE = frozenset({"critical", "serious", "stable", "grave"})


def _by_condition(number: Token, counted: Token) -> _Reading:
    """ "20 people were in critical condition"."""
    verb = counted.head
    if counted.dep_ != "nsubj" or verb.lemma_ not in {"be", "remain"}:
        return None
    inside = (g for c in verb.children if c.dep_ == "prep" and c.lower_ == "in" for g in c.children)
    condition = next((g for g in inside if g.lemma_.lower() == "condition"), None)
    if condition is None or not any(c.lower_ in _GRAVE for c in condition.children):
        return None
    return "Wounded", condition, [number, counted, condition]


def _among_vessels(counted: Token) -> bool:
    return any(t.lemma_.lower() in {"ship", "vessel", "boat", "tanker", "aircraft", "plane"} for t in counted.sent)


def _is_person_noun(counted: Token) -> bool:
    return (
        counted.pos_ == "NUM"
        or counted.lemma_.lower() in _HELD
        or counted.lemma_.lower() in people().words["singulars"]
    )


def _fits(code: Code, counted: Token, number: Token) -> bool:
    lemma = counted.lemma_.lower()
    if code == "HomesDestroyed":
        return lemma in _BUILDINGS or (counted == number and _goes_on_with(number) in _BUILDINGS)
    if lemma in _NOT_PEOPLE or (lemma in _BUILDINGS and code in _PEOPLE_ONLY):
        return False
    return counted != number or number.dep_ in {"dobj", "nsubjpass", "pobj", "conj", "nsubj"}


def _goes_on_with(number: Token) -> str:
    """ "230 houses were destroyed and 1,500 damaged": the noun that the number before has."""
    verb = number.head
    above = verb.head if verb.dep_ == "conj" and verb.tag_ in {"VBN", "VBD"} else None
    subject = next((c for c in above.children if c.dep_ == "nsubjpass"), None) if above is not None else None
    return str(subject.lemma_.lower()) if subject is not None else ""


def _leads_to(preposition: Token, number: Token) -> bool:
    """ "rose to 31", "rose from 20 to 31": the number that it came to."""
    if preposition.lower_ == "as" and preposition.head.lemma_.lower() in {"give", "report", "list"}:
        return True  # "gave the number of dead as 1,176"
    last = preposition.lower_ == "from" and number.nbor(-1).lower_ == "to"
    return last or preposition.lower_ in _TOLL_PREPOSITIONS


def _by_governing_noun(number: Token, counted: Token) -> _Reading:
    """ "the death toll rose to 67", "a toll of 12", "the deaths of 20 people"."""
    if counted.dep_ == "attr" and counted.head.lemma_ == "be":  # "the death toll was 40"
        subject = next((c for c in counted.head.children if c.dep_ == "nsubj" and c.lemma_.lower() == "toll"), None)
        return ("Killed", subject, [subject, number, counted]) if subject is not None else None
    preposition = counted.head if counted.dep_ in {"pobj", "dobj"} else None
    governs = preposition is not None and (counted.dep_ == "dobj" or _leads_to(preposition, number))
    if preposition is None or not governs:
        return None
    above = preposition if counted.dep_ == "dobj" else preposition.head
    above = above.head if above.lower_ == "from" and above.dep_ == "prep" else above  # "rose from 20 to 31"
    nouns = [above] if above.pos_ == "NOUN" else [c for c in above.children if c.dep_ in {"nsubj", "nsubjpass", "dobj"}]
    for noun in nouns:
        lemma = noun.lemma_.lower()
        deadly = lemma == "toll" or lemma in {"death", "killing", "fatality", "murder", "massacre"}
        if lemma in {"number", "count", "total"} and (code := _of_whom(noun)) and above.pos_ == "VERB":
            return code, noun, [noun, number, counted]
        if deadly and (above.pos_ == "NOUN" or above.lemma_ in _TOLL_VERBS):
            return "Killed", noun, [noun, number, counted]
    return None


def _of_whom(noun: Token) -> Code | None:
    """ "the number of dead", "the number of people injured": the measure that the noun counts by."""
    after = (t for c in noun.children if c.dep_ == "prep" and c.lower_ == "of" for t in c.subtree)
    codes = (_BY_ADJECTIVE.get(t.lower_) or _DEATHS.get(t.lower_) or _COUNTED.get(t.lower_) for t in after)
    return next((code for code in codes if code), None)


_DEATHS: dict[str, Code] = {"deaths": "Killed", "fatalities": "Killed", "killed": "Killed", "victims": "Killed"}
_COUNTED: dict[str, Code] = {"arrests": "Detained", "detained": "Detained", "arrested": "Detained"}
_COUNTED |= {"custody": "Detained"}
_COUNTED |= {"injuries": "Wounded", "refugees": "Displaced"}
_FINDS = frozenset("find recover retrieve pull count discover bring".split())


def _by_bodies(number: Token, counted: Token) -> _Reading:
    """ "recovered 27 bodies": what is found are the dead."""
    verb = next(_verbs_of(_anchor(number, counted)), None)
    found = counted.lemma_.lower() == "body" and verb is not None and verb.lemma_.lower() in _FINDS
    return ("Killed", verb, [number, counted]) if found and verb is not None else None


# -------------------------------------------------------------------------------------------------- subsets


def _including(counted: Token) -> Token | None:
    node = counted.head
    among = next((c for c in counted.children if c.lower_ in {"of", "among"}), None)
    if among is not None and any(g.lower_ in {"whom", "them", "these", "those"} for g in among.children):
        return among  # "ten people, three of whom", "among them two nurses"
    return node if counted.dep_ in {"pobj", "dobj"} and node.lower_ in {"including", "among"} else None


def _subset(number: Token, quantity: QuantityMention, before: Sequence[Count]) -> Count | None:
    """ "including three children": part of the count just before, in the same sentence."""
    counted = _counted(number)
    mark = _including(counted)
    if mark is None or not before or not same_sentence(before[-1].counted, number):
        return None
    whole = next((c for c in reversed(before) if not c.subset), before[-1])
    if whole.quantity.value < quantity.value:
        return None
    tokens = [mark, number, counted, *(t for c in counted.children if c.dep_ == "relcl" for t in c.subtree)]
    measure = whole.measure
    if mark.lower_ == "of" and number.dep_ in {"nsubj", "nsubjpass"} and (own := _by_verb(number, number)) is not None:
        measure, _, words = own  # "40 were taken to hospital, and one of them died"
        tokens = [*tokens, *words]
    return Count(quantity, measure, counted, whole.head, span_of([t for t in tokens if not t.is_punct]), True)


_READERS = (
    _by_money, _by_size, _by_heading, by_idiom, by_need, _by_description, _by_verb, _by_bodies, _by_own_noun,
    _by_governing_noun, _by_shelter, _by_condition, by_happening, by_custody,
)  # fmt: skip
