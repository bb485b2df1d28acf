"""Ways of telling a toll without a verb of harm: "lost their lives", "taken to hospital", "the dead numbered 45".

Each reader gives the measure, the token that says it and the tokens of its words, or nothing.
"""

from __future__ import annotations

from spacy.tokens import Token

from kg.model import Code

Idiom = tuple[Code, Token, list[Token]] | None

_NUMBERS = frozenset({"number", "reach", "total"})
_THE_DEAD: dict[str, Code] = {"dead": "Killed", "killed": "Killed", "wounded": "Wounded", "injured": "Wounded"}
_THE_DEAD |= {"missing": "Missing", "displaced": "Displaced", "homeless": "Displaced"}
_TREATS = frozenset("take admit rush treat carry send bring".split())
_HOSPITALS = frozenset("hospital clinic injury wound burn".split())
_MORGUES = frozenset({"morgue", "mortuary"})
_REFUGE = frozenset({"refuge", "shelter"})
_HOMES = frozenset({"home", "house", "village", "town"})
_LOSS = frozenset({"life"})
_MADE = frozenset({"leave", "make", "render"})


def by_idiom(number: Token, counted: Token) -> Idiom:
    """The measure of a number by an idiom; ``counted`` is the noun that it counts, or the number itself."""
    for read in (_shot_dead, _lives, _lost_men, _patients, _refuge, _of_the_dead, _driven, _left, _hurt_beside):
        found = read(number, counted)
        if found is not None:
            return found
    return None


def _shot_dead(number: Token, counted: Token) -> Idiom:
    """ "shot dead two miners", "beat a man to death"."""
    verb = counted.head
    if counted.dep_ not in {"dobj", "nsubjpass"} or verb.lemma_.lower() not in {"shoot", "stab", "beat", "burn"}:
        return None
    near = [*verb.children, *counted.children]
    dead = any(c.lower_ == "dead" or (c.lower_ == "to" and any(g.lower_ == "death" for g in c.children)) for c in near)
    return ("Killed", verb, [verb, number, counted]) if dead else None


def _lives(number: Token, counted: Token) -> Idiom:
    """ "Nine miners lost their lives"."""
    verb = counted.head
    own = any(c.dep_ == "dobj" and c.lemma_.lower() in _LOSS for c in verb.children)
    told = counted.dep_ == "nsubj" and verb.lemma_.lower() == "lose" and own
    return ("Killed", verb, [number, counted, verb]) if told else None


def _lost_men(number: Token, counted: Token) -> Idiom:
    """ "The army lost eight soldiers"."""
    verb = counted.head
    lost = counted.dep_ == "dobj" and verb.lemma_.lower() == "lose" and counted.lemma_.lower() in _MEN
    return ("Killed", verb, [verb, number, counted]) if lost else None


_MEN = frozenset("soldier man troop fighter officer policeman marine sailor firefighter peacekeeper comrade".split())


def _patients(number: Token, counted: Token) -> Idiom:
    """ "Nine were taken to hospital", "treated 40 people for burns"."""
    verb = counted.head
    if counted.dep_ not in {"nsubjpass", "dobj"} or verb.lemma_.lower() not in _TREATS:
        return None
    cared = {"treat": {"for", "in", "at"}}.get(verb.lemma_.lower(), {"to"})
    after = [c for c in (*verb.children, *counted.children) if c.dep_ == "prep" and c.i > counted.i]
    after += [c for c in verb.children if c.dep_ == "prep" and c.i > verb.i]
    nouns = [g for c in after if c.lower_ in cared for g in c.children]
    dead = counted.lemma_.lower() in {"body", "corpse"}
    places = _HOSPITALS | (_MORGUES if dead else frozenset())
    treated = any(g.lemma_.lower() in places for g in nouns)
    return ("Killed" if dead else "Wounded", verb, [number, counted]) if treated else None


def _refuge(number: Token, counted: Token) -> Idiom:
    """ "Some 4,000 people took refuge in schools"."""
    verb = counted.head
    sought = any(c.dep_ == "dobj" and c.lemma_.lower() in _REFUGE for c in verb.children)
    told = counted.dep_ == "nsubj" and verb.lemma_.lower() in {"take", "seek", "find"} and sought
    return ("Displaced", verb, [number, counted, verb]) if told else None


def _of_the_dead(number: Token, counted: Token) -> Idiom:
    """ "The dead numbered 45", "the number of dead was 45"."""
    verb = counted.head
    if counted.dep_ not in {"dobj", "attr", "npadvmod"} or verb.lemma_.lower() not in _NUMBERS:
        return None
    subject = next((c for c in verb.children if c.dep_ == "nsubj" and c.lower_ in _THE_DEAD), None)
    return (_THE_DEAD[subject.lower_], subject, [subject, number]) if subject is not None else None


def _driven(number: Token, counted: Token) -> Idiom:
    """ "50 people were killed and 900 driven from their homes", "forced 900 people to flee"."""
    above = counted.head
    if counted.dep_ == "dobj" and above.lemma_.lower() in {"force", "cause", "drive", "compel"}:
        near = (
            c for c in (*above.children, *counted.children) if c.dep_ in {"xcomp", "ccomp", "advcl", "acl", "relcl"}
        )
        fled = next((c for c in near if c.lemma_.lower() in {"flee", "leave"} and c.tag_ == "VB"), None)
        home = fled is not None and any(g.lemma_.lower() in _HOMES for g in fled.subtree)
        if fled is not None and (fled.lemma_.lower() == "flee" or home):
            return "Displaced", fled, [above, number, counted, fled]
    beside = (
        c for c in (*counted.children, counted.head) if c.dep_ in {"acl", "amod", "conj"} and c.tag_ in {"VBN", "VBD"}
    )
    for verb in beside:
        away = [g for c in verb.children if c.dep_ == "prep" and c.lower_ in {"from", "out"} for g in c.subtree]
        if verb.lemma_.lower() in {"drive", "force"} and any(g.lemma_.lower() in {"home", "house"} for g in away):
            return "Displaced", verb, [number, counted, verb]
    return None


def _left(number: Token, counted: Token) -> Idiom:
    """ "Some 9,000 were left homeless", "made 9,000 people homeless"."""
    verb = counted.head
    if counted.dep_ not in {"nsubjpass", "dobj"} or verb.lemma_.lower() not in _MADE:
        return None
    state = next((c for c in verb.children if c.lower_ in _THE_DEAD and c.dep_ in {"oprd", "acomp", "ccomp"}), None)
    return (_THE_DEAD[state.lower_], state, [number, counted, state]) if state is not None else None


def _hurt_beside(number: Token, counted: Token) -> Idiom:
    """ "135 people were dead and about 5,000 injured", "9 people dead and 30 others hospitalised"."""
    if counted.dep_ not in {"npadvmod", "nsubj", "nummod"} or counted.head.dep_ not in {"conj", "acomp"}:
        return None
    word = counted.head
    code = _THE_DEAD.get(word.lower_)
    code = "Wounded" if code is None and word.lemma_.lower() in {"hospitalise", "hospitalize", "hurt"} else code
    return (code, word, [number, counted, word]) if code is not None and word.i > counted.i else None
