"""Words that mean something else than their trigger does, by what they are said of: a rifle is buried, no funeral.

Each rule asks what a verb is done to, or what a noun stands beside; none of them names a story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from spacy.tokens import Token

from kg.model import Code
from kg.syntax import is_passive, objects_of, subjects_of


def is_of_another_sense(code: Code, head: Token) -> bool:
    """True where a trigger of this type does not mean what its type says ("a rifle buried near the house")."""
    rule = _RULES.get(code)
    return _is_table_row(head) or (rule is not None and rule(head))


def is_no_speech(verb: Token) -> bool:
    """ "the plan calls for", "agents pushed ahead with it", "newspaper reports said": no act of anybody's saying."""
    lemma = verb.lemma_.lower()
    if lemma == "appeal":  # "appealed the ruling", "appealed to the Supreme Court": before a court
        return any(c.dep_ == "dobj" for c in verb.children) or any("court" in g.lower_ for g in _below(verb, "to"))
    if lemma == "offer" and verb.tag_ in {"VBZ", "VBP"} and verb.dep_ == "relcl":
        return True  # "the beaches that Kenya offers"
    if lemma == "push":
        return any(c.lower_ in {"ahead", "forward", "on", "through"} and c.dep_ != "prep" for c in verb.children)
    subjects = [s.head.head if s.tag_ in {"WDT", "WP"} and s.head.dep_ == "relcl" else s for s in subjects_of(verb)]
    if lemma == "call" and any(s.lemma_.lower() in _PAPERS for s in subjects):
        return True
    return any(s.lower_ == "reports" and not _lemmas(list(s.lefts)) & _INQUIRIES for s in subjects)


_PAPERS = frozenset(
    "plan programme program treaty deal agreement accord pact bill budget project blueprint contract charter "
    "law constitution proposal scheme roadmap".split()
)
_INQUIRIES = frozenset("inquiry commission police government un panel two both three official".split())


def _is_table_row(head: Token) -> bool:
    """ "Injured: 4,877": a line of a table counts, and tells of no second happening."""
    after = head.doc[head.i + 1 : head.i + 3]
    return len(after) == 2 and after[0].text == ":" and after[1].pos_ == "NUM"


def _lemmas(tokens: Iterator[Token] | list[Token]) -> set[str]:
    return {t.lemma_.lower() for t in tokens}


def _below(head: Token, *prepositions: str) -> list[Token]:
    """The nouns after these prepositions of a word."""
    return [g for c in head.children if c.dep_ == "prep" and c.lower_ in prepositions for g in c.children]


def _hides(verb: Token) -> bool:
    """ "buried the rifle", "a cache of arms buried in a field"."""
    if verb.lemma_ != "bury":
        return False
    found = verb.dep_ in {"oprd", "xcomp", "acomp", "advcl", "ccomp"} and verb.head.lemma_.lower() in _FINDS
    return found or bool(_lemmas(objects_of(verb)) & _HIDDEN)


_FINDS = frozenset({"find", "discover", "unearth"})


_HIDDEN = frozenset(
    "rifle gun pistol weapon arm ammunition grenade explosive bomb mine knife cache treasure waste cable pipe "
    "pipeline line gold coin money cash container drum barrel fuel evidence document file device capsule tank "
    "car drug report hatchet difference news fact story head".split()
)


def _is_found_by_police(noun: Token) -> bool:
    """ "the discovery of a rifle": of no science."""
    return noun.lemma_ == "discovery" and bool(_lemmas(_below(noun, "of")) & _TRACES)


_TRACES = frozenset(
    "rifle gun pistol weapon arm ammunition grenade explosive bomb mine device cache drug cocaine heroin "
    "remains wreckage wreck grave corpse body money cash letter document file tunnel camp laboratory plot leak "
    "error fraud".split()
)


def _gives_a_name(verb: Token) -> bool:
    """ "a law named for two senators", "a dog named Rex": nobody gets a post."""
    if verb.lemma_ != "name" or verb.pos_ != "VERB":
        return False
    after = any(c.dep_ == "prep" and c.lower_ in {"for", "after"} for c in verb.children)
    following = verb.doc[verb.i + 1] if verb.i + 1 < len(verb.doc) else verb
    return after or (verb.dep_ == "acl" and following.pos_ == "PROPN")


def _is_directive(noun: Token) -> bool:
    """ "reverse the ministry's order", "defied a court order": what was ordered is no purchase."""
    if noun.lemma_ == "float":
        return noun.tag_ == "VBG" and not objects_of(noun)  # "was found floating in the sea"
    if noun.lemma_ != "order":
        return False
    if noun.pos_ == "VERB":
        done_to = objects_of(noun)
        people = any(o.ent_type_ == "PERSON" or o.pos_ == "PRON" for o in done_to)  # "was ordered home"
        return people or bool(_lemmas(done_to) & _BIDDEN)
    governed = noun.head.lemma_.lower() in _ORDERS and noun.dep_ in {"dobj", "nsubjpass"}
    return governed or bool({c.lemma_.lower() for c in noun.lefts} & {"executive", "court", "restraining", "removal"})


_ORDERS = frozenset(
    "reverse rescind obey defy ignore issue sign appeal challenge uphold overturn enforce follow give disobey "
    "revoke suspend block lift".split()
)


_BIDDEN = frozenset(
    "departure embargo evacuation withdrawal inquiry investigation review halt return release arrest closure "
    "retreat ceasefire recount curfew mobilisation mobilization search assessment".split()
)


def _is_no_illness(verb: Token) -> bool:
    """ "Mexico has suffered from a rash of kidnappings": no patient, no disease."""
    if verb.lemma_ != "suffer":
        return False
    whole = any(s.ent_type_ in {"GPE", "LOC", "ORG"} for s in subjects_of(verb))
    whole = whole or bool(_lemmas(objects_of(verb)) & _SETBACKS)
    return whole or bool(_lemmas(subjects_of(verb)) & _BODIES_POLITIC)


_SETBACKS = frozenset({"damage", "loss", "defeat", "setback", "blow", "casualty", "shortage", "drop"})
_BODIES_POLITIC = frozenset(
    "country nation state city town region province economy industry government company bank market sector "
    "party".split()
)


def _is_no_combat(head: Token) -> bool:
    """ "fighting for custody", "a battle to win his return", "we will fight the ruling": no arms."""
    if head.lemma_.lower() not in {"fight", "battle"}:
        return False
    if _lemmas(_below(head, "for", "over")) & _PRIZES or _lemmas(objects_of(head)) & _DECISIONS:
        return True
    aims = [c for c in head.children if c.dep_ in {"acl", "relcl", "xcomp", "advcl"}]
    aims = [c for c in aims if c.lemma_.lower() in _WINS and _has_to(c)]
    return bool(aims) or (head.pos_ == "NOUN" and bool({c.lower_ for c in head.lefts} & _BLOODLESS))


_PRIZES = frozenset(
    "custody right job survival title seat recognition compensation wage pension child vote share".split()
)
_DECISIONS = frozenset(
    "it move decision ruling order charge plan bill law case lawsuit extradition deportation eviction closure "
    "suit proposal verdict fine tax cut".split()
)
_WINS = frozenset("win secure keep save get gain stay bring regain retain preserve prove".split())
_BLOODLESS = frozenset(
    "custody legal court uphill diplomatic verbal budget ideological political ratings takeover bidding".split()
)


def _has_to(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _kills_nobody(verb: Token) -> bool:
    """ "strangle Iraq", "murder the language", "execute a plan": what is no living being dies in words only."""
    if verb.pos_ != "VERB":
        return False
    done_to = objects_of(verb)
    named = bool(done_to) and all(o.ent_type_ in {"GPE", "LOC"} for o in done_to)
    return named or bool(_lemmas(done_to) & _LIFELESS)


_LIFELESS = frozenset(
    "economy trade growth business industry market language law plan order warrant strategy contract will code".split()
)


def _is_a_duty(verb: Token) -> bool:
    """ "charged the inspectors with verifying the pledge": a task, and no crime."""
    if verb.lemma_ != "charge" or verb.pos_ != "VERB":
        return False
    tasks = (g for c in verb.subtree if c.lower_ == "with" for g in c.children if g.lower_.endswith("ing"))
    return any({g.lower_[:-3], g.lower_[:-3] + "e"} & _TASKS for g in tasks)


_TASKS = frozenset(
    "verify oversee ensure monitor supervise draft implement coordinate protect guard enforce investigate review "
    "restore maintain advise".split()
)


def _is_only_liable(head: Token) -> bool:
    """ "the charge carries a fine of up to 9,000 euros", "for anyone convicted of assault": what the law provides."""
    if head.pos_ == "VERB":
        return head.dep_ == "acl" and head.head.lower_ in {"someone", "anyone", "those", "anybody", "person"}
    verb = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "for" else head.head
    provided = verb.lemma_.lower() in {"carry", "provide", "prescribe", "mean"} and verb.tag_ in {"VBZ", "VBP", "VBG"}
    return provided and head.dep_ in {"dobj", "pobj"}


def _gets_away(verb: Token) -> bool:
    """ "the gunman fled": who has done it is not displaced."""
    return verb.lemma_ == "flee" and bool(_lemmas(subjects_of(verb)) & _CULPRITS)


_CULPRITS = frozenset(
    "killer gunman shooter attacker assailant robber thief burglar bomber sniper suspect murderer hijacker "
    "raider kidnapper assassin looter".split()
)


def _stand_around(verb: Token) -> bool:
    """ "police were scattered throughout the crowd": they watch it."""
    among = any(c.dep_ == "prep" and c.lower_ in {"throughout", "among", "across", "around"} for c in verb.children)
    return verb.lemma_ == "scatter" and is_passive(verb) and among


def _is_a_paper(noun: Token) -> bool:
    """ "federal and state arrest warrants": the parser may join the word to the one before."""
    after = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else noun
    return noun.pos_ == "NOUN" and after.lemma_.lower() in {"warrant", "record"}


def _hunts(verb: Token) -> bool:
    """ "searched for a suspect", "were hunting for accomplices": nobody is to be saved."""
    return verb.pos_ == "VERB" and bool(_lemmas(_below(verb, "for")) & (_CULPRITS | _SOUGHT))


_SOUGHT = frozenset(
    "accomplice weapon clue evidence witness rebel militant explosive gang ringleader mastermind".split()
)


def _is_comparison(noun: Token) -> bool:
    """ "a match between the fibres": no game."""
    return noun.lemma_ == "match" and bool(_lemmas(_below(noun, "between", "of", "for", "to", "with")) & _SAMPLES)


_SAMPLES = frozenset(
    "fiber fibre dna fingerprint print sample hair blood bullet casing voice paint tissue profile strand".split()
)


def _shows(verb: Token) -> bool:
    """ "to demonstrate support", "a clear demonstration of strength": nobody marches."""
    if verb.pos_ != "VERB":
        return verb.lemma_ == "demonstration" and bool(_lemmas(_below(verb, "of")) & _SHOWN)
    return verb.lemma_ == "demonstrate" and any(c.dep_ in {"dobj", "ccomp"} for c in verb.children)


_SHOWN = frozenset(
    "fact support commitment power strength force resolve will unity solidarity faith confidence skill ability "
    "technique product method need".split()
)


def _fulfils(verb: Token) -> bool:
    """ "capable of meeting a variety of needs", "to meet the deadline": nobody is met."""
    if is_passive(verb) and any(c.dep_ == "prep" and c.lower_ == "with" for c in verb.children):
        return True  # "the decision was met with outrage"
    asked = [*objects_of(verb), *(g for o in objects_of(verb) for g in _below(o, "of"))]
    return verb.lemma_ == "meet" and bool(_lemmas(asked) & _NEEDS)


_NEEDS = frozenset(
    "need demand deadline challenge goal requirement target standard cost criterion condition contingency expectation "
    "obligation commitment objective bill expense quota payment fate death end".split()
)


def _discloses(verb: Token) -> bool:
    """ "released the tapes of the flight": papers and records are no goods."""
    return verb.lemma_ == "release" and bool(_lemmas(objects_of(verb)) & _RECORDS)


_RECORDS = frozenset("tape transcript document record detail letter file memo paper autopsy log photograph".split())


def _throng(verb: Token) -> bool:
    """ "children flooded the square", "calls flooded the station": no water."""
    active = verb.pos_ == "VERB" and not is_passive(verb) and any(c.dep_ == "dobj" for c in verb.children)
    return active and not _lemmas(subjects_of(verb)) & _WATERS


_WATERS = frozenset(
    "river water rain storm sea dam hurricane surge canal stream lake typhoon cyclone downpour creek wave tide "
    "tsunami levee monsoon rainfall sewage it they".split()
)


def _winds(verb: Token) -> bool:
    """ "wound up his speech": the past of "wind"."""
    particles = (c for c in verb.children if c.dep_ in {"prt", "advmod"})
    return verb.lower_ == "wound" and any(c.lower_ in {"up", "down"} and c.i == verb.i + 1 for c in particles)


def _is_a_game_of_tugging(noun: Token) -> bool:
    """ "an international tug-of-war"."""
    return "".join(t.lower_ for t in noun.doc[max(0, noun.i - 4) : noun.i]) in {"tug-of-", "tugof"}


_RULES: Mapping[Code, Callable[[Token], bool]] = {
    "FuneralOrMemorial": _hides,
    "ScienceOrSpace": _is_found_by_police,
    "Appointment": _gives_a_name,
    "BusinessDeal": _is_directive,
    "IllnessOrInjury": _is_no_illness,
    "ArmedClash": _is_no_combat,
    "Homicide": _kills_nobody,
    "ChargeOrIndictment": _is_a_duty,
    "ConvictionOrSentence": _is_only_liable,
    "Displacement": _gets_away,
    "ProtestWithIntervention": _stand_around,
    "ArrestOrDetention": _is_a_paper,
    "SearchAndRescue": _hunts,
    "SportsEvent": _is_comparison,
    "Demonstration": _shows,
    "Meeting": _fulfils,
    "Flood": _throng,
    "ProductLaunch": _discloses,
    "ArmedAttack": _winds,
    "War": _is_a_game_of_tugging,
}
