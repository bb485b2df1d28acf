"""Who took part: arguments of a trigger by dependency frames, as roles of the event's type.

A verb has its subject, object and the nouns after "with" and "by"; a noun has its possessor, demonyms and compounds,
and the nouns after "by", "of", "on", "against", "with" and "between". Source of the roles: ``lexicon/frames.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from kg.events.control import (
    ACCUSES,
    JOINT,
    accusers,
    blamed_on,
    companions,
    doers_of,
    gathered,
    is_denied,
    is_together,
    judging_verb,
    object_above,
    objects_with_conjuncts,
    owners,
    sayers,
    visitors,
)
from kg.events.courts import bearers, is_borne, judged_for, undergoers
from kg.events.referents import Referents
from kg.events.speakers import is_saying
from kg.events.types import family, role_for
from kg.model import ActorType, Code, Participation, Role, Span
from kg.syntax import agents_of, is_passive, objects_of, preposition_before, subjects_of, who_is_counted

_HARM = {"kill": "killed", "murder": "killed", "assassinate": "killed", "wound": "wounded", "injure": "injured"}
_HARM |= {"abduct": "taken captive", "kidnap": "taken captive", "arrest": "arrested", "detain": "detained"}
_SURVIVE = frozenset({"survive", "escape"})
_PATIENT = frozenset({"of", "on", "against", "at", "targeting", "into"})


def find_participants(
    head: Token, types: tuple[Code, ...], referents: Referents, words: frozenset[str] = frozenset()
) -> tuple[Participation, ...]:
    """The actors of one event mention, each once a role, in the order of the text.

    ``words`` are those of the trigger: in "burst its banks" the banks are nobody.
    """
    found: dict[tuple[Role, str], Participation] = {}
    told = _of_verb(head) if head.pos_ == "VERB" else _of_noun(head)
    judged = judged_for(head) if head.pos_ != "VERB" or head.tag_ == "VBG" else None
    accused = accusers(head, referents) if judged is None or not judged.proven else None
    accused = () if accused is None and judged is not None and not judged.proven else accused
    arguments = [
        (argument, token)
        for argument, token in told
        if token.i not in referents.times and (token.pos_ == "PROPN" or token.lemma_.lower() not in words | _OPENED)
    ]  # no day as target: "the attack on Monday"
    for argument, token in _told_whole(arguments, head, types[0], referents):
        role = _role(types[0], argument, head)
        replaced = head.lemma_.lower() in _FOLLOWS and types[0] == "Appointment" and argument == "agent"
        sides = _sent_by(token, referents) if family(types[0]) == "Diplomacy" and types[0] != "Visit" else ()
        hands = family(types[0]) == "Violence"
        for key, filler in (*_fillers(token, referents, patient=argument == "patient", hands=hands), *sides):
            if role is not None and (role, key) not in found:
                role = Role.ACTOR if replaced and referents.type_of(key) is not ActorType.PERSON else role
                refined = _refined(role, key, types[0], referents)
                if (
                    refined is None
                    or _is_own_name(key, head, referents)
                    or _only_counts(argument, key, types[0], referents)
                ):
                    continue
                outcome = _harm(head) if argument == "patient" else None
                sources = _accusing(accused, refined, key, head, referents) if argument in {"agent", "owner"} else None
                alleged = sources is not None
                found[refined, key] = Participation(refined, key, _span(filler), outcome, alleged, sources or ())
    survivors = {p.actor: p for p in _survivors(head, referents)}
    kept = [p for p in _without_senders(found.values(), referents) if p.actor not in survivors]
    return tuple(sorted((*kept, *survivors.values()), key=lambda p: p.evidence))


def _is_own_name(key: str, head: Token, referents: Referents) -> bool:
    """ "the Lund Awards" have no part in the awards that they are."""
    return head.pos_ == "PROPN" and referents.actor_at(head) == key


def _only_counts(argument: str, key: str, event_type: Code, referents: Referents) -> bool:
    """ "the team's second arrest this month": a body is not arrested."""
    arrest = event_type == "ArrestOrDetention" and argument == "owner"
    body = referents.type_of(key) in {ActorType.ORGANISATION, ActorType.STATE, ActorType.MEDIA_OUTLET}
    return arrest and (body or referents.actors[key].label.split()[-1].lower() in _BODIES)


_BODIES = frozenset({"team", "squad", "club", "gang", "crew", "company", "group"})


# "opened an embassy": the house takes no part
_OPENED = frozenset({"embassy", "consulate"})


def _accusing(
    accused: tuple[str, ...] | None, role: Role, key: str, head: Token, referents: Referents
) -> tuple[str, ...] | None:
    """Who says that an actor did it, if others than itself only say so; None where it is told as a fact.

    What states and forces are said to have done is alleged; that gunmen did it is not worth the word.
    """
    if accused is not None:
        return None if key in accused else accused
    if role is not Role.PERPETRATOR or not _answers_for_it(key, referents):
        return None
    said = sayers(head, referents)
    return said if said and key not in said else None


def _answers_for_it(key: str, referents: Referents) -> bool:
    if referents.type_of(key) in _ANSWERABLE:
        return True
    return referents.type_of(key) is ActorType.GROUP and referents.actors[key].label.split()[-1].lower() in _TROOPS


_TROOPS = frozenset({"soldiers", "troops", "police", "forces", "paratroopers"})
_ANSWERABLE = frozenset({ActorType.STATE, ActorType.ARMED_FORCE})


def _told_whole(
    arguments: list[tuple[str, Token]], head: Token, event_type: Code, referents: Referents
) -> list[tuple[str, Token]]:
    """The arguments as the whole phrase gives them.

    With "of B" the possessor is who does it ("A's arrest of B"); one person who announces a deal is no side to it.
    """
    if any(argument == "patient" for argument, _ in arguments) and head.pos_ != "VERB":
        arguments = [("agent" if argument == "owner" else argument, token) for argument, token in arguments]
    if family(event_type) == "Protest" and head.pos_ != "VERB":  # "a march of 300 supporters"
        arguments = [("agent" if a == "patient" and _is_after_of(t) else a, t) for a, t in arguments]
    if event_type == "WithdrawalOfForces" and head.pos_ == "VERB" and any(a == "agent" for a, _ in arguments):
        arguments = [(a, t) for a, t in arguments if a != "patient" or not any(c.dep_ == "poss" for c in t.children)]
    if event_type == "AgreementReached" and "announce" in {head.lemma_.lower(), head.head.lemma_.lower()}:
        sides = [t for argument, t in arguments if argument == "agent" and t.tag_ not in {"NNS", "NNPS"}]
        if len(sides) == 1 and (key := referents.actor_at(sides[0])) and referents.type_of(key) is ActorType.PERSON:
            return [(argument, token) for argument, token in arguments if token != sides[0]]
    return arguments


def _is_after_of(token: Token) -> bool:
    preposition = preposition_before(token)
    return preposition is not None and preposition.lower_ == "of"


def _without_senders(found: Iterable[Participation], referents: Referents) -> list[Participation]:
    """Of "the leaders of A and B" the states take part, and not beside them the group without a name."""
    taking = list(found)
    states = [p for p in taking if p.role is Role.PARTY and referents.type_of(p.actor) in _SENDERS]

    def stands_for(p: Participation) -> bool:
        group = p.role is Role.PARTY and referents.type_of(p.actor) is ActorType.GROUP
        return group and referents.actors[p.actor].label.rsplit(" ", 1)[-1].lower().rstrip("s") in _SENT | _HEADS

    return [p for p in taking if len(states) < 2 or not stands_for(p)]


def _span(token: Token) -> Span:
    return Span(token.idx, token.idx + len(token))


def _role(event_type: Code, argument: str, head: Token) -> Role | None:
    if argument in {"mediator", "host"}:
        return Role(argument) if family(event_type) in _HELPED else role_for(event_type, "agent")
    if argument == "agent" and head.lemma_.lower() == "ratify":
        return Role.ACTOR  # a parliament ratifies what its state has signed
    if event_type == "ArrestOrDetention" and head.lemma_.lower() in {"spend", "serve"}:
        return Role.TARGET if argument == "agent" else None
    if event_type == "IllnessOrInjury" and argument == "agent" and _carries_off(head):
        return None
    if event_type == "Appointment" and head.lemma_.lower() in _FOLLOWS:
        return {"agent": Role.BENEFICIARY, "patient": Role.TARGET}.get(argument)
    if argument == "patient" and _harm(head) is not None:
        return Role.VICTIM if family(event_type) in {"Violence", "Disaster", "Humanitarian"} else Role.TARGET
    return role_for(event_type, argument)


def _carries_off(verb: Token) -> bool:
    """ "Paramedics took X to hospital": it is X who is hurt."""
    carries = verb.lemma_.lower() in {"take", "rush", "transport", "airlift", "bring", "fly", "carry"}
    return carries and any(c.dep_ == "dobj" for c in verb.children)


# what others can help to come about
_HELPED = frozenset({"Diplomacy", "Deescalation"})
# "A replaced B": it is A who got the post; but a state puts others there
_FOLLOWS = frozenset({"replace", "succeed"})


def _harm(head: Token) -> str | None:
    """What a verb of harm makes of its patient."""
    if head.lemma_ == "take" and any(c.lower_ in {"captive", "hostage"} for c in head.children):
        return "taken captive"
    if head.lemma_.lower() in {"shoot", "stab"} and head.i + 1 < len(head.doc) and head.nbor().lower_ == "dead":
        return "killed"
    return _HARM.get(head.lemma_.lower()) if head.pos_ == "VERB" else None


def _refined(role: Role, key: str, event_type: Code, referents: Referents) -> Role | None:
    """Delegations, mediators and negotiators at talks have roles of their own."""
    if role is not Role.PARTY or family(event_type) != "Diplomacy":
        return role
    actor = referents.actors[key]
    if actor.type in {ActorType.ANONYMOUS_SOURCE, ActorType.MEDIA_OUTLET}:
        return None
    if actor.type is ActorType.DELEGATION:
        return Role.DELEGATION
    last = actor.label.rsplit(" ", 1)[-1].lower()
    if actor.type is ActorType.GROUP and last.startswith("mediator"):
        return Role.MEDIATOR
    if (actor.type is ActorType.GROUP and last.startswith("negotiator")) or event_type == "TechnicalTalks":
        return Role.NEGOTIATOR
    return role


def _fillers(token: Token, referents: Referents, *, patient: bool, hands: bool) -> Iterator[tuple[str, Token]]:
    token = _who_says_it(who_is_counted(token), referents)
    if token.lemma_.lower() in {"body", "corpse"} and token.tag_ == "NNS":
        return  # "38 bodies were recovered"
    key = referents.actor_at(token)
    if key is None and token.tag_ in {"WP", "WDT"} and token.head.dep_ == "relcl":
        token = token.head.head
        key = referents.actor_at(token)
    if key is None and patient:
        key = referents.state_at(token)
    named = [] if key is not None and referents.actors[key].named else _named_beside(token, referents)
    if named:
        yield from named
    elif key is not None and not referents.actors[key].label.replace(",", "").isdigit():
        yield key, token  # "375 were hurt" names nobody
    elif hands:
        yield from owners(token, referents)


def _who_says_it(pronoun: Token, referents: Referents) -> Token:
    """ "The firm said it would cut jobs": the subject of what a body says is that body."""
    clause = pronoun.head
    if pronoun.lower_ != "it" or pronoun.dep_ not in {"nsubj", "nsubjpass"}:
        return pronoun
    while clause.dep_ == "conj" and clause.head.pos_ in {"VERB", "AUX"}:
        clause = clause.head
    verb = clause.head
    if clause.dep_ != "ccomp" or not is_saying(verb) or clause.i < verb.i:
        return pronoun
    subject = next((c for c in verb.children if c.dep_ == "nsubj" and c.pos_ in {"NOUN", "PROPN"}), None)
    key = (referents.actor_at(subject) or referents.state_at(subject)) if subject is not None else None
    body = key is not None and referents.type_of(key) not in {ActorType.PERSON, ActorType.GROUP}
    return subject if subject is not None and body else pronoun


def _named_beside(noun: Token, referents: Referents) -> list[tuple[str, Token]]:
    """ "the rebel chief, Jane Doe, met", "two generals, A and B, were jailed", "Jane Doe, a judge whom they shot"."""
    beside = [t for c in noun.children if c.dep_ == "appos" for t in (c, *c.conjuncts)]
    posts = (g for c in noun.children if c.dep_ == "prep" and c.lower_ in {"as", "at"} for g in c.children)
    beside += [c for post in posts for c in post.children if c.dep_ == "appos"]  # "his successor as head, Jane Doe,"
    beside += [c for t in beside for c in t.children if c.dep_ == "nmod" and c.pos_ == "PROPN"]  # "A and B" misread
    beside += [noun.head] if noun.dep_ == "appos" else []
    seated = ((referents.actor_at(t), t) for t in _after_the_seat(noun))
    beside += [t for key, t in seated if key is not None and referents.type_of(key) is ActorType.PERSON]
    found = ((referents.actor_at(t), t) for t in beside)
    return [(key, t) for key, t in found if key is not None and referents.actors[key].named]


def _after_the_seat(noun: Token) -> list[Token]:
    """ "the former mayor of Lund, Jane Doe, of bribery": the parser lists the name with the town."""
    seats = [g for c in noun.children if c.lower_ in {"of", "in", "for"} and c.dep_ == "prep" for g in c.children]
    if noun.tag_ != "NN":
        return []
    listed = (t for seat in seats for t in seat.children if t.dep_ in {"conj", "appos"} and t.pos_ == "PROPN")
    return [
        t
        for t in listed
        if t.i > noun.i
        and t.doc[t.left_edge.i - 1].text == ","
        and not any(c.dep_ == "cc" for c in (*t.head.children, *t.children))
    ]


def _sent_by(token: Token, referents: Referents) -> tuple[tuple[str, Token], ...]:
    """ "Norwegian and Swedish negotiators", "the leaders of A and B": whom they are sent by takes part too."""
    noun = token.lemma_.lower() if token.pos_ == "NOUN" else token.lower_.removesuffix("s")  # a title keeps its "s"
    if noun not in _SENT | _HEADS:
        return ()
    named = [c for c in token.children if c.dep_ in {"amod", "compound", "nmod", "poss"}]
    for preposition in (c for c in token.children if c.lower_ in {"of", "from"} and c.dep_ == "prep"):
        named += [g for g in preposition.children if g.dep_ == "pobj"]
    found = []
    for child in (t for c in named for t in (c, *c.conjuncts)):
        key = referents.actor_at(child) or referents.state_at(child)
        if key is not None and referents.type_of(key) in _SENDERS:
            found.append((key, child))
    return tuple(found) if noun in _SENT or len(found) > 1 else ()


_SENDERS = frozenset({ActorType.STATE, ActorType.ORGANISATION})
_SENT = frozenset("negotiator delegation official envoy diplomat representative team minister delegate".split())
# one of them stands for himself, those of several states for the states
_HEADS = frozenset("leader president premier king ambassador emissary counterpart chancellor commander".split())


# ------------------------------------------------------------------------------------------- verbs and nouns


def _is_goal(token: Token) -> bool:
    """ "fled to Chad", "returned to Libya": where to, and nobody it is done to."""
    while token.dep_ == "conj" and token.head.pos_ in {"NOUN", "PROPN"}:
        token = token.head
    return token.dep_ == "pobj" and token.head.lower_ in {"to", "into"} and token.head.head.lemma_.lower() in _GOES


_GOES = frozenset("flee escape return travel fly go move migrate cross head".split())


def _of_verb(verb: Token) -> Iterator[tuple[str, Token]]:
    for token in doers_of(verb):
        yield "agent", token
    yield from companions(verb)
    for talks in (t for t in verb.children if t.dep_ == "nsubj" and t.lemma_.lower() in _SITTINGS):
        yield from (a for a in _of_noun(talks) if a[0] == "with")  # "talks between A and B collapsed"
    if verb.lemma_.lower() == "ratify":
        yield from (("owner", c) for agent in agents_of(verb) for c in agent.children if c.dep_ == "poss")
    for token in objects_of(verb):
        given = (
            token.dep_ in {"dobj", "nsubjpass"} and _gives(verb) and not any(c.lower_ == "with" for c in verb.children)
        )
        if not given and not (token.dep_ == "pobj" and token.head.lower_ in JOINT) and not _is_goal(token):
            yield "patient", token
    if (noun := object_above(verb)) is not None and not objects_of(verb):
        yield "patient", noun
    yield from (("patient", t) for t in undergoers(verb))
    relative = any(c.dep_ == "nsubj" and c.tag_ in {"WP", "WDT"} for c in verb.children)
    if relative and not is_passive(verb) and verb.dep_ == "relcl":
        joined = [t for t in verb.head.conjuncts if verb.head.i < t.i < verb.i]  # "A and B, which fought"
        yield from (("agent", t) for t in (verb.head, *joined))
    for preposition in (c for c in verb.children if c.dep_ == "prep"):
        if preposition.lower_ in {"with", "between"} and not is_together(preposition):
            yield from (("with", t) for t in objects_with_conjuncts(preposition))
        elif preposition.lower_ in {"against", "at"} or (preposition.lower_ in {"to", "for"} and _gives(verb)):
            yield from (("patient", t) for t in objects_with_conjuncts(preposition))
    yield from (("patient", t) for c in verb.children if c.dep_ == "dative" for t in (c, *c.conjuncts))


_SITTINGS = frozenset({"talk", "talks", "negotiation", "meeting", "summit", "dialogue"})


def _gives(verb: Token) -> bool:
    """ "sent tents to Chad", "pledged 5 million euros for Chad": whom it is for."""
    return verb.lemma_.lower() in _GIFTS and any(c.dep_ in {"dobj", "nsubjpass"} for c in verb.children)


_GIFTS = frozenset("send pledge donate give provide deliver supply ship airlift contribute dispatch grant".split())


def _of_noun(noun: Token) -> Iterator[tuple[str, Token]]:
    for child in noun.children:
        if child.dep_ in {"poss", "compound", "amod", "nmod"}:
            argument = "owner" if child.dep_ == "poss" else "agent"
            yield from ((argument, t) for t in (child, *child.conjuncts))
            yield from _led_by(child)
        elif child.dep_ in {"prep", "agent"}:
            yield from _of_preposition(child)
        elif child.dep_ == "acl" and child.lower_ in {"involving", "targeting"}:
            argument = "with" if child.lower_ == "involving" else "patient"
            held = argument == "with" and _is_about_captives(child)
            yield from (
                (argument, t) for g in child.children if g.dep_ == "dobj" for t in (g, *g.conjuncts) if not held
            )
    for participle in _participles(noun):
        yield from ((_THIRD_PARTIES[participle.lemma_.lower()], t) for t in agents_of(participle))
    if noun.lemma_.lower() in _SITTINGS | {"round"}:
        yield from (("mediator", t) for t in _who_mediates(noun))
    befallen = bearers(noun)
    yield from (("patient", t) for t in befallen)
    if not befallen or not is_borne(noun):
        yield from _of_light_verb(noun)
    if noun.dep_ == "nsubj" and noun.head.lemma_.lower() in _GOES_ON:  # "fighting raged between A and B"
        between = (t for t in noun.head.subtree if t.lower_ == "between" and (t.head == noun.head or t.head.ent_type_))
        yield from (("with", t) for preposition in between for t in objects_with_conjuncts(preposition))
    if (judging := judging_verb(noun)) is not None and judging.lemma_.lower() in ACCUSES:  # "blamed A for the attack"
        yield from (("agent", t) for t in blamed_on(noun) or objects_of(judging) if t != noun)
    elif (judged := judged_for(noun)) is not None:
        yield from (("agent", t) for t in judged.people)
    yield from (("agent", t) for t in visitors(noun))
    yield from gathered(carrier_of(noun))


_GOES_ON = frozenset("rage rag erupt break flare continue resume start begin ensue intensify take fail".split())


def _is_about_captives(involving: Token) -> bool:
    """ "a deal involving 300 detainees": they are what is talked about, and sit at no table."""
    return any(g.lemma_.lower() in _CAPTIVES for g in involving.children if g.dep_ == "dobj")


_CAPTIVES = frozenset("detainee prisoner hostage captive inmate".split())


def _led_by(participle: Token) -> Iterator[tuple[str, Token]]:
    """ "the Hamas-led assault", "Qatari-brokered talks": who leads an attack does it, who brokers talks helps."""
    argument = "agent" if participle.lower_ == "led" else _THIRD_PARTIES.get(participle.lemma_.lower())
    if argument is not None and participle.tag_ == "VBN":
        yield from ((argument, c) for c in participle.children if c.dep_ in {"npadvmod", "nsubj", "compound"})


def _participles(noun: Token) -> Iterator[Token]:
    """ "talks in Basel, mediated by Oman": after a comma the parser hangs the participle on anything before it."""
    verb = noun.head
    clause = verb.subtree if verb.pos_ == "VERB" and noun.dep_ in {"dobj", "nsubj", "nsubjpass"} else noun.subtree
    for token in clause:
        if token.i < noun.i or token.lemma_.lower() not in _THIRD_PARTIES or token.dep_ == "amod":
            continue
        own = token.head == noun and token.dep_ in {"acl", "relcl"}
        loose = token.tag_ == "VBN" and not any(c.dep_ in {"nsubj", "aux", "auxpass"} for c in token.children)
        if own or (loose and token.doc[token.i - 1].lower_ in {",", "and"}):
            yield token


def _who_mediates(noun: Token) -> Iterator[Token]:
    """ "the talks resumed under the mediation of Oman", "with Omani mediation"."""
    verb = noun.head if noun.dep_ in {"dobj", "nsubj", "nsubjpass"} else noun
    helping = (t for t in verb.subtree if t.lower_ in {"mediation", "auspices"} and t.dep_ == "pobj")
    for mediation in (t for t in helping if t.head.lower_ in {"under", "with", "through"}):
        yield from (t for c in mediation.children if c.dep_ in {"amod", "compound", "poss"} for t in (c, *c.conjuncts))
        for preposition in (c for c in mediation.children if c.lower_ in {"of", "by", "from"}):
            yield from objects_with_conjuncts(preposition)


def _of_preposition(preposition: Token) -> Iterator[tuple[str, Token]]:
    word = preposition.lower_
    argument = "agent" if word == "by" else "with" if word in JOINT else "patient" if word in _PATIENT else None
    if argument is None:
        return
    for token in objects_with_conjuncts(preposition):
        yield argument, token
        yield from _of_preposition_chain(token)


def _of_preposition_chain(token: Token) -> Iterator[tuple[str, Token]]:
    """The parser hangs "of talks [between A and B] [on C]" into chains; a nested "with" still names a side."""
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in JOINT:
            yield from (("with", t) for t in objects_with_conjuncts(child))


def _of_light_verb(noun: Token) -> Iterator[tuple[str, Token]]:
    """ "carried out an attack", "held talks": the subject of the verb does what its object names."""
    noun = carrier_of(noun)
    verb = noun.head
    yield from (("patient", t) for t in _in_that_state(noun))
    if noun.dep_ == "dobj" and verb.lemma_.lower() in (_SUFFERS if not is_passive(verb) else _SUFFERS | _HANDS):
        to_whom = [c for c in verb.children if c.dep_ == "nsubjpass"] if is_passive(verb) else agents_of(verb)
        yield from (("owner" if verb.lemma_ == "face" else "patient", t) for t in to_whom)
        return
    if any(c.dep_ == "prt" and c.lower_ == "up" for c in verb.children):
        return  # "police broke up a march"
    if noun.dep_ in {"dobj", "nsubjpass"} and verb.lemma_.lower() in _THIRD_PARTIES:
        yield from ((_THIRD_PARTIES[verb.lemma_.lower()], t) for t in agents_of(verb))
    elif noun.lemma_.lower() == "coup" and verb.lemma_ in {"have", "see", "experience", "suffer"}:
        return  # "Chad had two coups": where they were
    elif noun.dep_ == "dobj" and _carries(verb, noun):
        yield from (a for a in _of_verb(verb) if a[0] == "agent")
        for preposition in (c for c in verb.children if c.dep_ == "prep"):
            if preposition.lower_ in JOINT:
                yield from (("with", t) for t in objects_with_conjuncts(preposition))
            elif preposition.lower_ in {"against", "on"}:
                yield from (("patient", t) for t in objects_with_conjuncts(preposition))
    elif noun.dep_ == "nsubjpass" and verb.lemma_.lower() in _LIGHT:
        yield from (("agent", t) for t in agents_of(verb))
    elif noun.dep_ == "pobj" and verb.lower_ == "in" and noun.lemma_.lower() == "coup" and verb.head.tag_ == "VBD":
        yield from (("agent", t) for t in agents_of(verb.head))  # "soldiers seized the palace in a coup"
    elif noun.dep_ == "pobj" and verb.lower_ in {"for", "in", "to"} and _comes(verb.head):
        taking_part = verb.head.lemma_.lower() == "engage" and is_passive(verb.head)  # "were engaged in fighting"
        yield from (("agent", t) for t in (subjects_of(verb.head) if taking_part else agents_of(verb.head)))


def _carries(verb: Token, noun: Token) -> bool:
    return verb.lemma_.lower() in _LIGHT and not is_denied(verb) and not _only_presides(verb, noun)


def _only_presides(verb: Token, noun: Token) -> bool:
    """ "The Finnish minister opened the session": who opens a sitting of others is none of its sides."""
    if verb.lemma_.lower() not in {"open", "close"} or noun.lemma_.lower() not in _PRESIDED_OVER:
        return False
    who = subjects_of(verb)
    return len(who) == 1 and who[0].tag_ in {"NN", "NNP"} and who[0].ent_type_ not in {"GPE", "NORP"}


_PRESIDED_OVER = frozenset({"session", "meeting", "conference", "sitting", "summit", "round", "ceremony"})


def carrier_of(noun: Token) -> Token:
    """ "ended a third day of talks", "won the second round of the election": the noun that stands for the event."""
    preposition = preposition_before(noun)
    above = preposition.head if preposition is not None and preposition.lower_ == "of" else None
    return above if above is not None and above.lemma_.lower() in _SHARES else noun


def _comes(verb: Token) -> bool:
    """ "came for talks", "takes part in the talks"; not "did not take part"."""
    return verb.lemma_.lower() in _COMES and not any(c.dep_ == "neg" for c in verb.children)


def _in_that_state(noun: Token) -> list[Token]:
    """ "was put under house arrest", "is on trial", "came under attack": whom it befalls."""
    preposition = preposition_before(noun)
    if noun.lemma_.lower() not in _STATES_OF or preposition is None or preposition.lower_ not in {"under", "on", "in"}:
        return []
    verb = preposition.head
    if verb.lemma_.lower() in {"be", "remain", "stay", "come", "stand", "go", "live"}:
        return subjects_of(verb)
    return objects_of(verb) if verb.lemma_.lower() in {"place", "put", "keep", "hold"} else []


_STATES_OF = frozenset("arrest trial siege custody detention blockade attack fire bombardment shelling".split())
_SHARES = frozenset("day round session series week hour night stage phase bout half part package raft wave set".split())
# "was given a sentence", "received an award": the subject is whom it happens to
_SUFFERS = frozenset({"receive", "get"})
_HANDS = frozenset({"give", "hand", "serve", "deny"})

# who helps others to talk: only when named
_THIRD_PARTIES = dict.fromkeys(("mediate", "broker", "facilitate", "lead", "sponsor"), "mediator") | {"host": "host"}
# whoever comes "for talks" sits at them
_COMES = frozenset("return gather arrive meet convene converge travel sit fly assemble participate engage take".split())
# verbs that only carry the event their object names
_LIGHT = frozenset(
    "carry launch conduct hold organise organize stage make mount begin start resume continue have lead join attend "
    "sign reach commit perpetrate wage announce impose declare order end break suspend plan agree conclude open take "
    "win face stand complete restore adopt plot renew observe extend resume fight give deliver issue read send offer "
    "convey".split()
)


# who is there when it happens is there on its day
_ATTENDS = frozenset("attend oversee witness chair host watch mark celebrate survive cancel postpone".split())


def carries_its_object(verb: Token) -> bool:
    """True for a verb that only carries the event its object names ("launched the attack", "survived the blast")."""
    return verb.lemma_.lower() in _LIGHT | _SURVIVE | _ATTENDS or verb.lemma_.lower() in _THIRD_PARTIES


def _survivors(head: Token, referents: Referents) -> Iterator[Participation]:
    """ "who survived an assassination attempt": they were its targets and live."""
    verb = head.head
    if head.dep_ == "dobj" and verb.lemma_.lower() in _SURVIVE:
        for subject in subjects_of(verb):
            for token in _antecedents(subject):
                if (key := referents.actor_at(token)) is not None:
                    yield Participation(Role.TARGET, key, _span(token), "survived")


def _antecedents(token: Token) -> Iterator[Token]:
    """The noun before a relative pronoun, and the names it stands in apposition to ("A and B, two men who ...")."""
    noun = token.head.head if token.tag_ in {"WP", "WDT"} and token.head.dep_ == "relcl" else token
    yield noun
    above = noun.head if noun.dep_ == "appos" else None
    while above is not None:
        named = [above, *(c for c in above.children if c.dep_ == "appos" and c != noun)]
        yield from (t for token in named for t in (token, *token.conjuncts))
        above = above.head if above.dep_ in {"appos", "conj"} else None
