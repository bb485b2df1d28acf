"""Says whether an event happened, is going on, is expected, proposed, denied or only imagined.

The governing words are climbed from the trigger to its clause and the clauses above it; the first that decides wins.
Source: TimeML's modality, polarity and subordination links; words in ``lexicon/modality.toml``.
"""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from kg.events.circumstances import is_told_of
from kg.events.facts import modality_beside
from kg.events.types import family
from kg.mentions.lexicon import read_lexicon
from kg.model import Modality, Polarity
from kg.syntax import clause_verb, is_definite, modifiers_of, text_of

_STATES = frozenset({"War", "FamineOrHungerCrisis", "Drought"})
# "the agenda included", "the plan provides for": what a plan holds is proposed
_HOLDS = frozenset({"include", "contain", "provide", "comprise", "feature", "call", "cover", "envisage", "foresee"})
_AGENDAS = frozenset({"agenda", "plan", "proposal", "draft", "initiative", "blueprint", "offer", "framework", "text"})
# "the truce was never signed": without the verb the event is not
_REALISES = frozenset(
    "take hold happen occur sign reach make agree launch carry conclude set achieve materialise".split()
)
_AVERTS = frozenset(
    "avert avoid prevent threat threaten risk fear brink danger possibility warn if could may would prospect".split()
)
# "a vote is due in May"
_FORESEEN = dict.fromkeys(("due", "imminent", "likely", "expected"), Modality.EXPECTED)
_FORESEEN |= dict.fromkeys(("possible", "unlikely"), Modality.HYPOTHETICAL)
_ENDS = frozenset({"stop", "end", "cease", "halt", "abate", "subside", "let"})
_NEGATIONS = frozenset({"not", "n't", "never", "no", "neither", "nor"})
_FUTURE = frozenset({"will", "shall", "'ll", "wo", "gon"})
_POSSIBLE = frozenset({"would", "could", "may", "might", "can", "should", "must", "ca", "'d"})
_CONDITIONAL = frozenset({"if", "unless", "whether", "until", "lest"})


def read_modality(head: Token, event_type: str) -> tuple[Modality, Polarity]:
    """Modality and polarity of the event that a trigger's head token denotes."""
    if (code := modality_beside(head, event_type)) is not None:
        return _positive(code)
    if head.pos_ != "VERB" and (found := _of_noun(head)):
        return found
    if (code := _by_its_clause(head, event_type)) is not None:
        return _positive(code)
    if (
        head.pos_ != "VERB"
        and family(event_type) in {"Violence", "Disaster"}
        and is_definite(head)
        and not _is_undone(head)
    ):  # "end the war": it is there
        going_on = event_type in _STATES and _still_going(head)
        return _positive(Modality.ONGOING if going_on else Modality.OCCURRED)
    if head.dep_ in {"nsubj", "nsubjpass"} and any(
        _FORESEEN.get(c.lower_) for c in head.head.children if c.dep_ == "acomp"
    ):
        return _positive(next(_FORESEEN[c.lower_] for c in head.head.children if c.lower_ in _FORESEEN))
    if event_type in _STATES and not any(t.lemma_.lower() in _AVERTS for t in list(head.ancestors)[:4]):
        return _positive(Modality.ONGOING if _still_going(head) else Modality.OCCURRED)  # "to end two years of war"
    node = head
    for _ in range(12):
        if node == head and any(c.dep_ == "advmod" and c.lower_ in _NEARLY for c in node.children):
            return _positive(Modality.HYPOTHETICAL)  # "had almost collapsed"
        if node.pos_ in {"VERB", "AUX"} and (found := _of_listed(node) or _of_verb(node, first=node == head)):
            return found
        if node.dep_ == "ROOT" or _is_reported(node) or _stands_alone(node):
            break
        if found := _of_link(node):
            return found
        node = node.head
    return (Modality.ONGOING if event_type in _STATES and _still_going(head) else Modality.OCCURRED), Polarity.POSITIVE


def is_in_present(head: Token) -> bool:
    """True where the clause is told in the present ("opens on Monday", "are meeting on Friday"), not the perfect."""
    verb = head if head.pos_ == "VERB" else head.head
    if head.pos_ != "VERB" and head.dep_ == "pobj" and verb.head.pos_ == "VERB":
        verb = verb.head  # "go to the polls on Sunday"
    elif head.pos_ != "VERB" and head.dep_ not in {"nsubj", "nsubjpass", "dobj"}:
        return False
    helpers = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    if verb.tag_ in {"VBG", "VBN"}:
        return bool(helpers & {"is", "are", "'s", "'re"}) and "been" not in helpers
    return verb.tag_ in {"VBZ", "VBP"} and not helpers


def _by_its_clause(head: Token, event_type: str) -> Modality | None:
    """What the clause of a trigger says of it, before its words are climbed one by one."""
    if _is_stipulated(head):
        return Modality.AGREED
    if event_type in _JUDGEMENTS and head.dep_ == "dobj" and is_definite(head) and _takes_issue(head.head):
        return Modality.OCCURRED
    if event_type in _ACCUSATIONS and head.dep_ == "dobj" and head.head.lemma_.lower() in {"deny", "refute", "dispute"}:
        return Modality.OCCURRED  # "denied the charges": they were brought
    if any(_came_about(c) for c in head.children):
        return Modality.OCCURRED
    if event_type in _LASTING and _lasts(head):
        return Modality.ONGOING
    if _is_to_be_attended(head):
        return Modality.EXPECTED
    if family(event_type) == "Violence" and _is_to_be_stopped(head):
        return Modality.OCCURRED
    if _has_befallen(head, event_type):
        return Modality.OCCURRED
    if head.dep_ not in {"nsubj", "nsubjpass"}:
        return None
    if head.pos_ != "VERB" and _does_not_end(head.head):
        return Modality.ONGOING
    return Modality.EXPECTED if _lies_ahead(head.head) else None


def _is_to_be_attended(head: Token) -> bool:
    """ "is due in Rome on Sunday for a summit", "was due at a meeting"."""
    preposition = head.head if head.dep_ == "pobj" else None
    if preposition is None or preposition.lower_ not in {"for", "at"}:
        return False
    above = preposition.head.head if preposition.head.dep_ == "acomp" else preposition.head
    return above.lemma_ == "be" and any(c.dep_ == "acomp" and c.lower_ in {"due", "expected"} for c in above.children)


def _is_to_be_stopped(head: Token) -> bool:
    """ "failed to stop attacks by rebels", "vowed to halt the raids": they go on."""
    verb = head.head
    stopped = head.dep_ == "dobj" and verb.lemma_.lower() in {"stop", "halt", "end", "curb", "quell"}
    return stopped and head.tag_ == "NNS" and _has_to(verb) and verb.dep_ == "xcomp"


def _has_befallen(participle: Token, event_type: str) -> bool:
    """ "demanded the release of commanders captured in May": whatever is demanded, they were captured."""
    if participle.dep_ != "acl" or participle.tag_ != "VBN" or family(event_type) not in {"Violence", "Coercion"}:
        return False
    people = participle.head
    known = not any(c.lower_ in {"any", "anyone", "every", "each", "no"} for c in people.children)
    return known and people.tag_ in {"NNS", "NNP", "NNPS"} and not any(c.dep_ == "neg" for c in participle.children)


def _came_about(clause: Token) -> bool:
    """ "agreed to a ceasefire that took effect on Monday": it did."""
    own = any(c.dep_ == "nsubj" and c.tag_ == "WDT" for c in clause.children)
    effect = any(c.lemma_.lower() in {"effect", "force", "place"} for c in clause.subtree)
    done = clause.lemma_ in {"begin", "start", "last", "end"} or (clause.lemma_ in {"take", "come", "go"} and effect)
    return clause.dep_ == "relcl" and clause.tag_ == "VBD" and own and done


_ACCUSATIONS = frozenset({"ChargeOrIndictment", "CriticismOrAccusation", "AllegationOfCrime"})
_LASTING = frozenset({"SiegeOrBlockade", "ArrestOrDetention", "CourtHearing", "Occupation"})


def _lasts(head: Token) -> bool:
    """ "is besieged", "is under house arrest", "are on trial": a state, told in the present."""
    if head.pos_ == "VERB":
        helpers = {c.lower_ for c in head.children if c.dep_ in {"aux", "auxpass"}}
        return head.tag_ == "VBN" and helpers in ({"is"}, {"are"}, {"remains"}, {"is", "being"}, {"are", "being"})
    above = head.head.head if head.dep_ == "pobj" else head
    stays = above.lemma_.lower() in {"be", "remain", "stay"} and above.tag_ in {"VBZ", "VBP"}
    return stays and head.head.lower_ in {"under", "on", "in"}


# "to appeal the verdict": there is one
_JUDGEMENTS = frozenset({"CourtRuling", "ConvictionOrSentence"})


def _takes_issue(verb: Token) -> bool:
    return verb.lemma_.lower() in {"appeal", "protest", "overturn", "challenge", "contest", "annul", "quash", "review"}


_AGREEMENTS = frozenset(
    "deal agreement accord pact treaty truce ceasefire compromise settlement arrangement memorandum protocol".split()
)


def _is_stipulated(head: Token) -> bool:
    """ "Under the deal, both sides will free prisoners": what an agreement says will be done is agreed."""
    verb = clause_verb(head)
    while verb is not None and verb.dep_ == "conj" and verb.head.pos_ == "VERB":
        verb = verb.head
    if verb is None or verb.dep_ not in {"ROOT", "ccomp", "conj"}:
        return False
    ahead = any(c.dep_ in {"aux", "auxpass"} and c.lower_ in {"will", "would", "must", "shall"} for c in verb.children)
    under = (c for c in verb.children if c.dep_ == "prep" and c.lower_ == "under")
    return ahead and any(g.lemma_.lower() in _AGREEMENTS for c in under for g in c.children if g != head)


def _lies_ahead(verb: Token) -> bool:
    """ "funerals are to be held", "the trial is set for May"."""
    if verb.lemma_ == "be":
        return any(c.dep_ == "xcomp" and _has_to(c) and c.lemma_.lower() in _TO_BE for c in verb.children)
    aims = any(c.dep_ == "prep" and c.lower_ == "for" for c in verb.children)
    passive = [c.lower_ for c in verb.children if c.dep_ == "auxpass"]
    return verb.lemma_.lower() in {"set", "slate"} and aims and passive in (["is"], ["are"], ["was"], ["were"])


_TO_BE = frozenset("hold begin start resume take open sign convene stage conduct launch continue reconvene".split())
_NEARLY = frozenset({"almost", "nearly", "narrowly"})


def _positive(modality: Modality) -> tuple[Modality, Polarity]:
    return modality, Polarity.POSITIVE


_DENIED = (Modality.DENIED, Polarity.NEGATIVE)


def _of_noun(noun: Token) -> tuple[Modality, Polarity] | None:
    for word in modifiers_of(noun):
        if (code := _codes("modifiers").get(word.lower_)) is not None:
            return _positive(code)
    if any(
        t.lower_ in {"planned", "scheduled"} and _is_said_of(noun, t) for t in noun.subtree
    ):  # "a walkout planned for"
        off = noun.dep_ in {"dobj", "nsubjpass"} and noun.head.lemma_.lower() in {"suspend", "halt"}
        code = Modality.POSTPONED if off else _governing_code(noun.head) if noun.dep_ in {"dobj", "nsubjpass"} else None
        return _positive(code or Modality.EXPECTED)
    determiner = next((c for c in noun.children if c.dep_ == "det"), None)
    if determiner is not None and determiner.lower_ in {"no", "any"}:
        return _DENIED if determiner.lower_ == "no" else _positive(Modality.HYPOTHETICAL)
    return _to_infinitive(noun, frozenset({"acl", "relcl"}))


def _is_said_of(noun: Token, participle: Token) -> bool:
    """ "a walkout planned for Sunday", "a meeting of the two ministers planned for Sunday"."""
    return participle.dep_ == "acl" and is_told_of(noun, participle)


def _stands_alone(node: Token) -> bool:
    """What a relative or temporal clause tells does not hang on the clause above."""
    if node.pos_ not in {"VERB", "AUX"}:
        return False
    if node.dep_ == "relcl":
        return True
    if node.dep_ == "pcomp" and node.head.lower_ == "after" and node.lemma_.lower() in _BEFOREHAND:
        return True  # "will close the plant after reporting a loss"
    if node.dep_ == "acl" and node.tag_ == "VBN" and node.head.dep_ == "pobj":
        under = node.head.head.lower_ == "under" and node.head.lemma_.lower() in _AGREEMENTS
        return under  # "Under a deal reached in May, rebels will free ..."
    return node.dep_ == "advcl" and any(c.lower_ in _TELLS_WHEN for c in node.children)


_BEFOREHAND = frozenset("report post suffer lose win reach accept fail reject receive announce".split())
_TELLS_WHEN = frozenset({"when", "after", "before", "as", "since", "while", "because", "where", "although", "though"})


def _does_not_end(verb: Token) -> bool:
    return verb.lemma_.lower() in _ENDS and any(c.dep_ == "neg" for c in verb.children)


def _is_undone(noun: Token) -> bool:
    """ "denied the attack", "called the strike off": what the verb says of it comes first."""
    if noun.dep_ not in {"dobj", "nsubjpass"}:
        return False
    if _has_to(noun.head) and noun.head.lemma_.lower() in {"resume", "restart", "begin", "start", "launch"}:
        return True  # "ordered the navy to resume the raids"
    return _governing_code(noun.head) in {Modality.DENIED, Modality.CANCELLED, Modality.POSTPONED, Modality.ATTEMPTED}


def _governing_code(verb: Token) -> Modality | None:
    """What a verb says of its object; with its particle first ("call off")."""
    particle = next((c.lower_ for c in verb.children if c.dep_ == "prt"), None)
    codes = _codes("verbs")
    lemma = verb.lemma_.lower()
    return (codes.get(f"{lemma} {particle}") if particle else None) or codes.get(lemma)


def _to_infinitive(noun: Token, deps: frozenset[str]) -> tuple[Modality, Polarity] | None:
    """ "negotiations to continue": a noun with an infinitive of its own lies ahead."""
    ahead = any(
        c.dep_ in deps and c.lemma_ in {"continue", "resume", "begin", "start", "take"} and _has_to(c)
        for c in noun.children
    )
    return _positive(Modality.EXPECTED) if ahead else None


def _is_none(noun: Token) -> bool:
    """ "nobody", "neither army", "no agreement"."""
    if noun.lower_ in {"nobody", "none", "neither", "nothing"}:
        return True
    return any(c.dep_ in {"det", "preconj"} and c.lower_ in {"no", "neither"} for c in noun.children)


def _has_to(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _of_verb(verb: Token, *, first: bool) -> tuple[Modality, Polarity] | None:
    """What the verb's own auxiliaries, negation and subordinator say."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    if verb.lemma_.lower() in _ENDS and not first and any(c.dep_ == "neg" for c in verb.children):
        return _positive(Modality.ONGOING)  # "the shelling did not stop"
    if any(c.dep_ == "neg" and c.lower_ in _NEGATIONS for c in verb.children):
        return _of_negation(verb, first=first)
    if first and any(_is_none(c) for c in verb.children if c.dep_ in {"nsubj", "nsubjpass", "dobj"}):
        return _DENIED
    if any(c.dep_ == "mark" and c.lower_ in _CONDITIONAL for c in verb.children) or _is_asked(verb):
        return _positive(Modality.HYPOTHETICAL)
    if "would" in auxiliaries and verb.dep_ == "ccomp" and verb.head.tag_ in {"VBD", "VBN"}:
        return _positive(Modality.EXPECTED)  # the future of a past saying
    if auxiliaries & _FUTURE:
        return _positive(Modality.EXPECTED)
    if auxiliaries & _POSSIBLE or _is_alternative(verb):
        return _positive(Modality.HYPOTHETICAL)
    if "to" in auxiliaries:
        return _of_infinitive(verb)
    if first and verb.lemma_.lower() == "expect":
        return _positive(Modality.EXPECTED)  # "is expected in Oslo"
    if first and verb.tag_ == "VBG" and (auxiliaries & {"is", "are", "'s", "'re", "been", "am", "'m"}):
        return _positive(Modality.ONGOING)
    if first and verb.tag_ == "VBG" and auxiliaries & {"was", "were"} and verb.dep_ in {"ccomp", "ROOT"}:
        return _positive(Modality.ONGOING) if verb.lemma_ not in {"meet", "visit"} else None
    return None


def _of_listed(verb: Token) -> tuple[Modality, Polarity] | None:
    """ "was due to lay flowers, talk to some who survived and meet the mayor": as the infinitive that it goes on.

    The parser joins the last of a list to a finite verb near by, which no bare infinitive can go on.
    """
    bare = verb.tag_ == "VB" and verb.dep_ == "conj" and verb.head.tag_ in {"VBD", "VBZ", "VBP"}
    if not bare or any(c.dep_ in {"aux", "nsubj", "nsubjpass"} for c in verb.children):
        return None
    before = verb.doc[verb.sent.start : verb.head.i]
    first = next((t for t in reversed(before) if t.tag_ == "VB" and any(c.dep_ == "aux" for c in t.children)), None)
    return _of_verb(first, first=False) if first is not None else None


def _is_alternative(verb: Token) -> bool:
    """ "Either you surrender or you die": one of two, and neither is told to be so."""
    first = verb.head if verb.dep_ == "conj" else verb
    return any(c.lower_ == "either" and c.dep_ in {"preconj", "cc", "advmod"} for c in first.children)


def _of_negation(verb: Token, *, first: bool) -> tuple[Modality, Polarity] | None:
    if any(c.dep_ == "mark" and c.lower_ in {"if", "unless"} for c in verb.children):
        return Modality.HYPOTHETICAL, Polarity.NEGATIVE  # "if it is not lifted"
    return _DENIED if first or verb.lemma_.lower() in _REALISES else None


def _is_asked(verb: Token) -> bool:
    """ "Did rebels attack the port?": an auxiliary before the subject; "who attacked?" takes the attack for granted."""
    if "?" not in text_of(verb.doc):
        return False
    if next((t.text for t in verb.doc[verb.i :] if t.text in {".", "?", "!"}), "") != "?":
        return False
    subjects = [c.i for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}]
    auxiliaries = [c.i for c in verb.children if c.dep_ in {"aux", "auxpass"}]
    return bool(subjects and auxiliaries) and min(auxiliaries) < max(subjects)


# what people come together for is done when they have come
_GATHERS = frozenset(
    "gather assemble march turn take pour rally converge crowd flock line come burn wave chant block".split()
)
_STAGES = frozenset("protest demonstrate rally mourn celebrate mark commemorate denounce condemn".split())


def _of_infinitive(verb: Token) -> tuple[Modality, Polarity] | None:
    if verb.dep_ in {"advcl", "xcomp"} and verb.lemma_.lower() in _STAGES and verb.head.lemma_.lower() in _GATHERS:
        return None  # "gathered to protest the ruling"
    if _is_brought_about(verb):
        return None
    if verb.dep_ in {"xcomp", "ccomp", "advcl"} and (code := _codes("infinitives").get(verb.head.lemma_.lower())):
        return _negative_if_failed(code, verb.head)
    if verb.dep_ == "advcl" and any(c.dep_ == "aux" and c.lower_ in _FUTURE for c in verb.head.children):
        return _positive(Modality.EXPECTED)  # "will travel to Athens to meet the minister"
    if verb.dep_ == "advcl" and _has_to(verb.head) and verb.head.dep_ == "xcomp":
        return _of_infinitive(verb.head)  # "is expected to travel to Rome to meet the pope"
    if verb.dep_ == "conj" and _has_to(verb.head):  # "promised to form a coalition and to hold a vote"
        return _of_infinitive(verb.head)
    if verb.dep_ == "acl" and verb.head.lemma_.lower() in _AGREEMENTS and _is_reached(verb.head):
        return _positive(Modality.AGREED)
    if verb.dep_ in {"acl", "relcl"} and (code := _codes("nouns").get(verb.head.lemma_.lower())):
        return _positive(code)
    if verb.dep_ in {"ccomp", "xcomp"} and verb.head.lemma_ in {"cause", "prompt"}:
        return None if verb.head.tag_ in {"VBD", "VBN", "VBZ"} else _positive(Modality.HYPOTHETICAL)
    if verb.dep_ == "xcomp" and verb.head.lemma_ in {"begin", "start", "continue", "resume", "manage"}:
        return None
    return _positive(Modality.HYPOTHETICAL)


def _is_brought_about(verb: Token) -> bool:
    """ "forced 900 people to flee", "used tear gas to disperse a crowd": told as done; "was forced to" as well."""
    above = verb.head.head if verb.dep_ in {"advcl", "acl", "relcl"} and verb.head.dep_ == "dobj" else verb.head
    done = above.tag_ in {"VBD", "VBN"} and not any(
        c.dep_ == "neg" or (c.dep_ == "aux" and c.lower_ in _FUTURE | _POSSIBLE | {"to"}) for c in above.children
    )
    done = done or (
        above != verb and _has_to(above) and _is_brought_about(above)
    )  # "were forced to use tear gas to disperse them"
    passive = verb.dep_ == "xcomp" and any(c.dep_ == "auxpass" and c.lower_ in {"was", "were"} for c in above.children)
    forced = above.lemma_.lower() in {"force", "compel"} and (passive or verb.lemma_.lower() in _GOES_AWAY)
    used = above.lemma_.lower() in {"use", "fire"} and verb.lemma_.lower() in _DISPERSES and verb.dep_ != "relcl"
    return done and (forced or used)


_GOES_AWAY = frozenset("flee leave evacuate resign retreat withdraw surrender abandon close shut".split())
_DISPERSES = frozenset("disperse break clear scatter quell drive push repel".split())


def _is_reached(paper: Token) -> bool:
    """ "ended with an agreement to swap prisoners", "signed a deal to stop": it is there, and no hope."""
    verb = paper.head.head if paper.dep_ == "pobj" and paper.head.lower_ in {"with", "in"} else paper.head
    done = verb.tag_ in {"VBD", "VBN"} and not any(c.dep_ == "neg" for c in verb.children)
    own = paper.dep_ == "dobj" and verb.lemma_.lower() in {"reach", "sign", "strike", "make", "conclude", "announce"}
    return done and (own or (paper.dep_ == "pobj" and verb.lemma_.lower() in {"end", "conclude", "result", "close"}))


def _negative_if_failed(code: Modality, governing: Token) -> tuple[Modality, Polarity]:
    negated = any(c.dep_ == "neg" for c in governing.children)
    if code is Modality.DENIED or (negated and code is Modality.AGREED):
        return _DENIED
    return code, Polarity.NEGATIVE if negated else Polarity.POSITIVE


def _is_reported(node: Token) -> bool:
    """The content of a saying stands by itself, but that of a hope, fear or denial does not."""
    if node.dep_ not in {"ccomp", "parataxis"} or node.head.pos_ not in {"VERB", "AUX"}:
        return False
    return node.head.lemma_ not in {"hope", "fear", "deny", "expect", "doubt", "propose", "suggest", "demand", "want"}


def _of_link(node: Token) -> tuple[Modality, Polarity] | None:
    """What the word above says of what hangs on it by this link."""
    above = node.head
    if node.dep_ == "xcomp" and not _has_to(node) and _governing_code(above) is Modality.DENIED:
        return _DENIED
    if node.dep_ in {"dobj", "nsubjpass", "ccomp"} or (node.dep_ == "conj" and above.dep_ in {"dobj", "nsubjpass"}):
        governing = above if node.dep_ != "conj" else above.head
        if governing.lemma_.lower() in _HOLDS and any(c.lemma_.lower() in _AGENDAS for c in governing.children):
            return _positive(Modality.PROPOSED)
        if _is_name_given(node, governing):
            return None
        if (code := _governing_code(governing)) is not None:
            return _told_by(code, governing)
    if node.dep_ in {"pobj", "pcomp"} and above.dep_ == "prep":
        return _of_preposition(node, above)
    if node.dep_ == "compound" and (code := _codes("nouns").get(above.lemma_.lower())) is not None:
        return _positive(code)
    return None


def _is_name_given(node: Token, verb: Token) -> bool:
    """ "called the coup illegal", 'called the raid "a crime"': what it is called; it is there."""
    if verb.lemma_.lower() != "call" or not is_definite(node):
        return False
    judged = any(c.pos_ == "ADJ" and c.dep_ in {"oprd", "ccomp", "acomp"} for c in (*verb.children, node.head))
    after = node.doc[node.right_edge.i + 1 : node.right_edge.i + 3]
    return judged or any(t.text in {'"', "“"} or t.pos_ == "ADJ" for t in after[:2])


def _of_preposition(node: Token, preposition: Token) -> tuple[Modality, Polarity] | None:
    above = preposition.head
    if preposition.lower_ == "to" and above.lower_ == "according":
        return _positive(Modality.OCCURRED)  # "would be cut, according to a report published in May"
    if preposition.lower_ == "without":
        return _DENIED
    if preposition.lower_ in {"since", "following", "amid", "during"} and node.pos_ in {"NOUN", "PROPN"}:
        return _positive(Modality.OCCURRED)  # "the third attempt since the visit": the visit took place
    none = above.pos_ == "VERB" and any(c.dep_ == "nsubjpass" and _is_none(c) for c in above.children)
    if (above.pos_ == "NOUN" and _is_none(above)) or (none and preposition.lower_ == "for"):
        return _DENIED  # "no date was set for a summit"
    told = preposition.lower_ not in {"in", "at", "during", "after", "before", "by"}  # no "plan in a referendum"
    paper = preposition.nbor(-1) if preposition.i else preposition
    if preposition.lower_ in {"on", "for"} and paper.lemma_.lower() in _AGREEMENTS and paper.dep_ == "pobj":
        return _positive(Modality.PROPOSED)  # "moved closer to a deal on the release of captives"
    if told and above.pos_ in {"NOUN", "PROPN"} and (code := _codes("nouns").get(above.lemma_.lower())) is not None:
        return _DENIED if code is Modality.DENIED else _positive(code)
    if preposition.lower_ in {"for", "on", "to", "against"} and above.pos_ == "VERB":
        code = _codes("verbs").get(above.lemma_.lower()) if preposition.lower_ != "against" else None
        return _told_by(code, above) if code not in {None, Modality.ONGOING} and node.pos_ == "NOUN" and code else None
    return None


def _told_by(code: Modality, governing: Token) -> tuple[Modality, Polarity]:
    """What a verb says of its object; "failed to agree on a truce" and "did not agree to one" agree on none."""
    if code is Modality.DENIED:
        return _DENIED
    own = _of_verb(governing, first=True) if code is Modality.AGREED else None
    return own or _positive(code)


def _still_going(head: Token) -> bool:
    """A war is taken to go on unless its clause sets it in the past."""
    dated = any(t.ent_type_ == "DATE" and t.shape_ == "dddd" for t in head.subtree)
    if head.dep_ == "dobj" and head.head.lemma_.lower() in {"fight", "wage", "win", "lose"} and head.head.tag_ == "VBD":
        return False  # "fought a war"
    if head.dep_ == "dobj" and head.head.lemma_.lower() == "end":
        told = head.head.head if head.head.head.lemma_.lower() == "help" else head.head
        if told.tag_ == "VBD" and not any(c.dep_ == "neg" for c in told.children):
            return False  # "helped end the war"
    bygone = any(t.lower_ in {"after", "during", "following", "former", "past"} for t in (head.head, *head.lefts))
    return not dated and not bygone


@cache
def _codes(section: str) -> dict[str, Modality]:
    rows: dict[str, list[str]] = read_lexicon("modality")[section]
    return {word: Modality(code) for code, words in rows.items() for word in words}
