"""Who takes part though another word names him: subjects understood, companions, and whose things do it or suffer it.

"spoke after a call with X" has its caller in the subject of "spoke"; "signed a treaty with X" has its second side below
the object; "Kenyan jets struck rebel positions" has both hands on things that belong to them.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.events.courts import judged_for
from kg.events.referents import Referents
from kg.model import ActorType
from kg.syntax import agents_of, is_passive, objects_of, preposition_before, subjects_of

JOINT = frozenset({"with", "between", "among"})
# what two sides have in common
_BONDS = frozenset(
    "agreement deal accord treaty pact ceasefire truce armistice contract memorandum relation relationship tie link "
    "partnership alliance cooperation settlement compromise protocol arrangement understanding merger venture "
    "meeting talk negotiation summit dialogue contact peace trade".split()
)
# whose object did what follows in a gerund
ACCUSES = frozenset("accuse suspect charge arrest detain indict blame hold seek".split())
# what is told in their clause is only claimed
_CLAIMS = frozenset({"claim", "allege", "accuse", "contend"})
_CLAIM_NOUNS = frozenset({"accusation", "allegation", "claim", "charge", "rumour", "rumor"})
_CHARGES = frozenset({"suspicion", "charge", "accusation", "allegation"})
_DENIES = frozenset({"deny", "disclaim", "disavow"})
JUDGES = frozenset(
    "praise thank criticise criticize blame condemn commend applaud congratulate rebuke denounce fault punish jail "
    "fine convict sentence sanction".split()
)
_COMPANIONS = frozenset({"together", "along", "jointly"})
_ENCOUNTERS = frozenset(
    "meeting call conversation talk negotiation discussion summit lunch dinner visit trip tour fighting clash "
    "battle".split()
)
_BESIDE = frozenset({"after", "before", "during", "following", "at", "in", "for", "on"})
# what armed men fight with, and what they fight from
_ARMS = frozenset(
    "aircraft jet warplane plane drone helicopter gunship tank artillery warship gunboat missile rocket bomber "
    "airstrike fighter shell".split()
)
_HOLDINGS = frozenset(
    "target position base camp site stronghold hideout post outpost facility convoy vehicle headquarters ship vessel "
    "infrastructure depot installation airbase airfield checkpoint barrack barracks warehouse compound tanker".split()
)
_OWNERS = frozenset({ActorType.STATE, ActorType.ORGANISATION, ActorType.ARMED_FORCE})


def companions(verb: Token) -> Iterator[tuple[str, Token]]:
    """ "together with A": A does it too; "signed a treaty with A": A is the other side."""
    for preposition in (c for c in verb.children if c.dep_ == "prep"):
        if preposition.lower_ == "alongside" or is_together(preposition):
            yield from (("agent", t) for t in objects_with_conjuncts(preposition))
    for bond in (c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"} and c.lemma_.lower() in _BONDS):
        for preposition in (c for c in bond.children if c.dep_ == "prep" and c.lower_ in JOINT):
            yield from (("with", t) for t in objects_with_conjuncts(preposition))


def is_together(preposition: Token) -> bool:
    """True for the "with" of "together with"."""
    before = preposition.doc[preposition.i - 1] if preposition.i else preposition
    return preposition.lower_ == "with" and before.lower_ in _COMPANIONS


def objects_with_conjuncts(preposition: Token) -> Iterator[Token]:
    """The nouns that a preposition governs."""
    for child in preposition.children:
        if child.dep_ == "pobj":
            yield from (child, *child.conjuncts)


def doers_of(verb: Token) -> list[Token]:
    """Who does it, by the parse or understood: "left after visiting X", "flew to Oslo to join the talks"."""
    return agents_of(verb) or _understood(verb) or _due(verb) or (_bare_subjects(verb) if object_above(verb) else [])


def _due(verb: Token) -> list[Token]:
    """ "is due to meet her", "was ready to sign": the subject above the adjective."""
    above = verb.head.head
    return subjects_of(above) if verb.dep_ == "xcomp" and verb.head.dep_ == "acomp" and above.pos_ == "AUX" else []


def object_above(verb: Token) -> Token | None:
    """ "the fishermen they had seized": the noun of a relative clause that has no pronoun, and no object of its own."""
    noun = verb.head
    if verb.dep_ != "relcl" or noun.pos_ not in {"NOUN", "PROPN"} or noun.ent_type_ in {"DATE", "TIME"}:
        return None
    subjects = _bare_subjects(verb)
    if not subjects or subjects[0].left_edge.i != noun.i + 1 or noun.lemma_.lower() in _WHEN_AND_WHERE:
        return None
    full = any(c.dep_ in {"dobj", "xcomp", "ccomp", "prt", "auxpass"} or _is_stranded(c) for c in verb.children)
    return None if full else noun


def _bare_subjects(verb: Token) -> list[Token]:
    return [c for c in verb.children if c.dep_ == "nsubj" and c.tag_ not in {"WDT", "WP"}]


_WHEN_AND_WHERE = frozenset("day night morning evening week month year time moment way reason place hour".split())


def _is_stranded(preposition: Token) -> bool:
    """ "the town they fought in"."""
    return preposition.dep_ == "prep" and not any(preposition.children)


def _understood(verb: Token) -> list[Token]:
    """The subject above a participle, gerund or infinitive of purpose that has none."""
    if verb.tag_ == "VBG" and (judged := judged_for(verb)) is not None:
        return [_meant(t) for t in judged.people]
    purpose = verb.tag_ == "VB" and verb.dep_ == "advcl" and any(c.lower_ == "to" for c in verb.children)
    if (verb.tag_ != "VBG" and not purpose) or any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children):
        return []
    joined = verb.dep_ == "conj" and verb.head.tag_ == "VBG" and verb.head.dep_ in {"advcl", "pcomp"}
    if joined:  # "..., seizing 26 men and burning the boat"
        return _understood(verb.head)
    if (judging := judging_verb(verb)) is not None and verb.dep_ in {"pcomp", "advcl"}:
        return [_meant(t) for t in objects_of(judging)]
    if verb.dep_ == "advcl" and verb.head.lemma_.lower() in _DENIES:
        return []  # "denied shelling the town, killing two"
    if verb.dep_ == "advcl":
        above = verb.head
    elif verb.dep_ == "pcomp" and verb.head.lower_ in {"after", "before", "by", "since", "while", "without", "in"}:
        above = verb.head.head
    else:
        return []
    return subjects_of(above) if above.pos_ == "VERB" and not is_passive(above) else []


def blamed_on(act: Token) -> list[Token]:
    """ "blamed the attack on A": who is held to have done it."""
    if act.dep_ not in {"dobj", "nsubjpass"} or act.head.lemma_.lower() != "blame":
        return []
    after = [t for t in act.head.subtree if t.lower_ == "on" and t.i > max(act.i, act.head.i)]
    return list(objects_with_conjuncts(after[-1])) if after else []


def judging_verb(act: Token) -> Token | None:
    """The verb over "praised A for rejecting it", "A is accused of the bombing", "held on suspicion of spying"."""
    if blamed_on(act) or _follows_from_accused(act):
        return act.head
    if act.dep_ not in {"pcomp", "pobj"} or act.head.lower_ not in {"for", "of", "with"}:
        return None
    above = act.head.head
    if above.lemma_.lower() in _CHARGES and above.head.dep_ == "prep":
        above = above.head.head
    return above if above.pos_ == "VERB" and above.lemma_.lower() in JUDGES | ACCUSES else None


def _follows_from_accused(act: Token) -> bool:
    """ "accused A of shelling B, killing three": the parser hangs the outcome on the accusing instead of the act."""
    above = act.head
    if act.dep_ != "advcl" or act.tag_ != "VBG" or above.lemma_.lower() not in ACCUSES or act.i < above.i:
        return False
    charge = any(c.dep_ == "prep" and c.lower_ in {"of", "for", "with"} and c.i < act.i for c in above.children)
    return charge and act.doc[act.left_edge.i - 1].text == "," and not any(c.dep_ == "mark" for c in act.children)


def is_denied(verb: Token) -> bool:
    """ "denied carrying out the attack", "denied having ordered it": whoever denies has not done it."""
    own = any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children)
    return verb.dep_ in {"xcomp", "ccomp"} and not own and verb.head.lemma_.lower() in _DENIES


def accusers(act: Token, referents: Referents) -> tuple[str, ...] | None:
    """Who accuses somebody of an act, as far as they are known; None where nobody is only accused of it."""
    above = judging_verb(act.head if act.dep_ == "dobj" and act.head.tag_ == "VBG" else act)
    if above is not None and above.lemma_.lower() in ACCUSES:
        tellers = agents_of(above)
    elif (claimants := _claimants(act)) is not None:
        tellers = claimants
    else:
        return None
    keys = (referents.actor_at(t) or referents.state_at(t) for t in tellers)
    return tuple(dict.fromkeys(key for key in keys if key is not None))


def sayers(act: Token, referents: Referents) -> tuple[str, ...]:
    """Who says in a report of their own that it was done ("aid groups say the army has killed 200 people")."""
    clause = _clause_of(act)
    if clause is None or clause.dep_ != "ccomp" or clause.head.lemma_.lower() not in {"say", "tell", "report"}:
        return ()
    keys = (referents.actor_at(t) or referents.state_at(t) for t in agents_of(clause.head))
    return tuple(dict.fromkeys(key for key in keys if key is not None))


def _clause_of(act: Token) -> Token | None:
    """The first verb of the coordination whose clause tells an act, over an outcome ("..., killing two")."""
    clause = act if act.pos_ == "VERB" else act.head if act.dep_ in {"dobj", "nsubjpass", "nsubj"} else None
    while (
        clause is not None
        and clause.head.pos_ == "VERB"
        and (clause.dep_ == "conj" or (clause.dep_ == "advcl" and clause.tag_ == "VBG" and clause.head.i < clause.i))
    ):
        clause = clause.head
    return clause


def _claimants(act: Token) -> list[Token] | None:
    """ "A claims soldiers shot B", "accusations by A that troops killed B": who says so; None where nobody does."""
    clause = _clause_of(act)
    if clause is None:
        return None
    above = clause.head
    if clause.dep_ == "ccomp" and above.lemma_.lower() in _CLAIMS:
        return agents_of(above)
    if clause.dep_ not in {"acl", "relcl"} or above.lemma_.lower() not in _CLAIM_NOUNS:
        return None
    if not any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children):
        return None
    named = [c for c in above.children if c.dep_ == "poss"]
    by = (c for c in above.children if c.dep_ == "prep" and c.lower_ in {"by", "from", "of"})
    return named + [t for c in by for t in objects_with_conjuncts(c)]


def _meant(token: Token) -> Token:
    """The noun that a relative pronoun stands for."""
    return token.head.head if token.tag_ in {"WP", "WDT"} and token.head.dep_ == "relcl" else token


def visitors(noun: Token) -> list[Token]:
    """ "spoke after a call with X", "left for Rome before a visit to Y": the subject was there too."""
    preposition = preposition_before(noun)
    if preposition is not None and preposition.lower_ == "of" and preposition.head.lemma_.lower() in _STRETCHES:
        return _leavers(preposition.head)
    if preposition is None or noun.dep_ != "pobj" or noun.lemma_.lower() not in _ENCOUNTERS:
        return []
    verb = preposition.head
    if preposition.lower_ not in _BESIDE or verb.pos_ != "VERB" or _has_own_people(noun):
        return []
    return subjects_of(verb) if is_passive(verb) else agents_of(verb)


def gathered(noun: Token) -> Iterator[tuple[str, Token]]:
    """ "brought A and B together for talks", "invited A to a summit": who is brought sits there, who brings helps."""
    preposition = preposition_before(noun)
    verb = preposition.head if preposition is not None and preposition.lower_ in {"for", "to", "in", "into"} else None
    if noun.dep_ == "nsubj" and noun.head.lemma_.lower() == "bring":  # "the talks brought A and B together"
        if any(c.lower_ == "together" for c in noun.head.subtree):
            yield from (("agent", t) for t in objects_of(noun.head) if t.dep_ != "pobj")
        return
    if verb is None or verb.pos_ != "VERB" or any(c.dep_ == "neg" for c in verb.children):
        return
    together = any(c.lower_ == "together" for c in verb.children) and verb.lemma_.lower() == "bring"
    if together or verb.lemma_.lower() in {"invite", "convene", "summon"}:
        yield from (("agent", t) for t in objects_of(verb) if t.dep_ != "pobj")
        yield from (("mediator" if together else "host", t) for t in agents_of(verb))


_STRETCHES = frozenset({"day", "week", "hour", "round"})


def _leavers(stretch: Token) -> list[Token]:
    """ "left Bern after three days of talks": who leaves has talked."""
    preposition = preposition_before(stretch)
    verb = preposition.head if preposition is not None and preposition.lower_ in {"after", "following"} else None
    if verb is None or verb.lemma_.lower() not in {"leave", "depart", "return", "fly", "emerge"}:
        return []
    return agents_of(verb)


def _has_own_people(noun: Token) -> bool:
    """True where the phrase says itself who meets, or says of nobody that he is met."""
    if any(c.dep_ == "poss" or c.lower_ in {"between", "among", "by", "of"} for c in noun.children):
        return True
    met = any(c.dep_ == "prep" and c.lower_ in {"with", "to"} for c in noun.children)
    return not met or any(c.dep_ in {"det", "amod"} and c.lower_ in {"the", "this", "that"} for c in noun.children)


def owners(noun: Token, referents: Referents) -> list[tuple[str, Token]]:
    """Whose arms or positions they are ("Kenyan jets", "bases of the army"): states, organisations and forces."""
    if noun.lemma_.lower() not in _ARMS | _HOLDINGS:
        return []
    named = [c for c in noun.children if c.dep_ in {"amod", "compound", "nmod", "poss"}]
    for preposition in (c for c in noun.children if c.dep_ == "prep" and c.lower_ == "of"):
        named += objects_with_conjuncts(preposition)
    found = ((referents.actor_at(c) or referents.state_at(c), c) for c in named)
    return [(key, c) for key, c in found if key is not None and referents.type_of(key) in _OWNERS]
