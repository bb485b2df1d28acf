"""Whether the words around a time expression speak of what was or of what is to come."""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum

from spacy.tokens import Doc, Token

from kg.syntax import clause_of_time


class Tense(StrEnum):
    """Tense of the verb that governs an expression."""

    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"
    EITHER = "either"
    """Planned once and then called off: it may be over or not."""


_FUTURE_AUX = frozenset({"will", "'ll", "shall", "wo"})
_CONDITIONAL = frozenset({"would", "may", "might", "should", "must", "can"})
# verbs, adjectives and nouns after which an infinitive speaks of the time to come
_AHEAD = frozenset(
    [
        *("expect", "set", "schedule", "plan", "due", "slate", "aim", "hope", "intend", "want", "agree", "promise"),
        *("vow", "pledge", "prepare", "likely", "go", "ready", "arrange", "decide", "propose", "ask", "urge", "order"),
        *("forecast", "project", "predict", "anticipate"),
        *("vote", "tell", "instruct", "request", "require", "encourage", "advise", "offer", "choose", "opt"),
        *("bind", "poise", "seek", "threaten", "be", "deadline", "pledge", "bid", "able", "invite", "appoint"),
    ]
)
# verbs of putting on the calendar: the date beside them is ahead, whatever their own tense
_PLANNING = frozenset(["plan", "schedule", "expect", "slate", "reschedule", "target", "book", "due", "payable"])
# ... and those of which the same is true after a preposition only ("extended to Friday", "set for Friday")
_MOVING = frozenset(
    [
        *("postpone", "extend", "delay", "defer", "adjourn", "set", "put", "push", "move", "give", "have", "call"),
        *(
            "suspend",
            "remand",
            "ban",
            "bar",
            "fix",
            "convene",
            "summon",
            "organise",
            "organize",
            "announce",
            "arrange",
            "propose",
        ),
    ]
)
# how headlines in capitals say that something is on the calendar ("SCHEDULED FOR FRIDAY", "DUE TUESDAY")
_PLANNED = frozenset(
    ["scheduled", "rescheduled", "slated", "planned", "expected", "due", "set", "postponed", "delayed", "adjourned"]
)
_BEFORE_A_PLANNED_DATE = frozenset(["for", "to", "until", "till", "on", "in", "by"])
_TO_A_DATE = frozenset(["for", "to", "until", "till", "through"])
_SPEAKING = frozenset(["say", "tell", "report", "add", "think", "believe", "note", "be", "have", "write", "show"])
_LONGEST_CLIMB = 12


class TokenIndex:
    """Tokens by their offset."""

    def __init__(self, tokens: Doc) -> None:
        self._tokens = tokens
        self._starts: list[int] = tokens.to_array("IDX").tolist()

    def at(self, offset: int) -> Token | None:
        """The token that holds the offset, else the one before it."""
        position = bisect_right(self._starts, offset) - 1
        return self._tokens[position] if position >= 0 else None


def tense_at(token: Token | None) -> Tense | None:
    """Tense of the verb that governs the token; None where none is found or it says nothing of the date."""
    if token is not None and token.text.isupper() and token.sent.text.isupper():
        return _tense_of_capitals(token)
    governor, link = _governor(token)
    if governor is None or token is None:
        return None
    if _as_soon_as(token):
        return Tense.FUTURE
    if _begins_what_lasts(token):
        return Tense.PAST
    if _runs_up_to(token):
        return Tense.FUTURE
    if _is_possessive(token):
        return _tense_of_noun(token, governor)
    lemma = governor.lemma_.lower()
    helpers = {child.lower_ for child in governor.children if child.dep_ in ("aux", "auxpass")}
    if lemma in _PLANNING and "had" not in helpers and governor.pos_ != "AUX":
        return Tense.EITHER if _is_called_off(governor) else Tense.FUTURE
    if lemma in _MOVING and link in _TO_A_DATE and "had" not in helpers:
        return Tense.FUTURE
    if _is_invited_to(governor, token) and "had" not in helpers:
        return Tense.FUTURE
    if _is_day_of_being(governor, token):
        return Tense.PRESENT
    return _tense_of_clause(governor) if governor.pos_ in ("VERB", "AUX") else None


def _is_day_of_being(verb: Token, time: Token) -> bool:
    """ "The deadline is Friday", "he is due in court on Monday", "Friday is a holiday": days on the calendar."""
    if verb.lemma_ != "be" or verb.tag_ not in ("VBZ", "VBP") or verb.dep_ != "ROOT":
        return False
    direct = time.head if time.dep_ == "pobj" else time
    between = verb.doc[min(verb.i, time.i) : max(verb.i, time.i)]
    return direct.head == verb and not any(word.text in _QUOTING for word in between)


_QUOTING = frozenset([":", "``", "''", '"', "“", "”"])
# what introduces a clause that is as far ahead as the clause over it
_AT_THAT_TIME = frozenset({"when", "once", "until", "till", "before", "as"})


def _tense_of_clause(verb: Token) -> Tense | None:
    """ "He would sell as soon as trading opened Monday": the past tense of what is said to be ahead."""
    tense = _tense_of_verb(verb)
    if tense is not Tense.PAST or verb.dep_ != "advcl":
        return tense
    over = verb.head.head if verb.head.pos_ == "ADV" else verb.head
    begun = [child.lower_ for child in verb.children if child.dep_ in ("mark", "advmod") and child.i < verb.i]
    ahead = not _AT_THAT_TIME.isdisjoint(begun) and _tense_of_verb(over) is Tense.FUTURE
    return Tense.FUTURE if ahead else tense


_CALLING_OFF = frozenset({"cancel", "call", "scrap", "abandon", "postpone", "suspend", "shelve", "ban", "disrupt"})


def _is_called_off(planned: Token) -> bool:
    """ "A rally planned for Tuesday was called off"."""
    noun, verb = planned.head, planned.head.head
    told = planned.dep_ == "acl" and noun.dep_ in ("nsubj", "nsubjpass") and verb.lemma_.lower() in _CALLING_OFF
    return told and _tense_of_verb(verb) is Tense.PAST


_INVITING = frozenset({"summon", "invite", "call", "convene"})
_GATHERINGS = frozenset(
    [
        *("summit", "meeting", "talk", "session", "conference", "dinner", "ceremony", "rally", "hearing", "vote"),
        *("election", "referendum", "match", "game", "final", "debate", "funeral", "festival", "auction", "launch"),
    ]
)


def _is_invited_to(verb: Token, time: Token) -> bool:
    """ "summoned ministers to a summit in Oslo on Sunday": people are called to what is to come."""
    if verb.lemma_.lower() not in _INVITING or verb.tag_ not in ("VBD", "VBN"):
        return False
    nouns = [g for c in verb.children if c.lower_ in ("to", "for") and c.i < time.i for g in c.children]
    return any(noun.lemma_.lower() in _GATHERINGS for noun in nouns)


def _tense_of_capitals(token: Token) -> Tense | None:
    """ "STRIKE TO END ON FRIDAY", "TRIAL SET FOR MONDAY": the parse is not to be trusted there, the words are."""
    before = [word.lower_ for word in token.doc[token.sent.start : token.i]]
    planned = before[:-1] if before and before[-1] in _BEFORE_A_PLANNED_DATE else before
    ahead = not _PLANNED.isdisjoint(planned[-1:]) or not {"to", "will"}.isdisjoint(before)
    return Tense.FUTURE if ahead else None


def _governor(token: Token | None) -> tuple[Token | None, str]:
    """The verb or adjective over the token, and the preposition through which it is reached, if any."""
    link, first = "", token
    for _ in range(_LONGEST_CLIMB):
        if token is None or first is None:
            break
        verbal = token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass", "amod")
        if verbal or (token.pos_ == "ADJ" and token.dep_ not in ("amod", "compound")):
            return clause_of_time(first.left_edge, token), link
        if token.head.i == token.i:
            break
        link = token.lower_ if token.dep_ == "prep" else link
        first, token = token, token.head
    return None, link


def _as_soon_as(token: Token) -> bool:
    return token.i > 2 and token.nbor(-1).lower_ == "as" and token.nbor(-2).lower_ in ("soon", "early", "late")


def _begins_what_lasts(token: Token) -> bool:
    """ "since Friday", "since shortly after the July 2 robbery": what has begun."""
    for node in (token, *token.ancestors):
        if node.pos_ in ("VERB", "AUX"):
            return False
        if node.lower_ == "since":
            return True
    return False


# ways to name the time before something: "ahead of the May 5 vote", "the run-up to Sunday's vote"
_BEFORE_IT = {"of": frozenset(["ahead"]), "to": frozenset(["up", "runup", "countdown", "buildup"])}
_INSIDE_A_NOUN_PHRASE = frozenset(["compound", "nmod", "poss", "amod", "nummod", "npadvmod", "appos"])


def _runs_up_to(token: Token) -> bool:
    """What stands after "ahead of" and "the run-up to" is to come, as seen from what is told of it."""
    node = token
    for _ in range(_LONGEST_CLIMB):
        if node.dep_ not in _INSIDE_A_NOUN_PHRASE:
            break
        node = node.head
    link = node.head
    return node.dep_ == "pobj" and link.i > 0 and link.nbor(-1).lower_ in _BEFORE_IT.get(link.lower_, ())


# what nobody puts on a calendar
_SUDDEN = frozenset(
    [
        *("attack", "bombing", "bomb", "blast", "explosion", "shooting", "killing", "murder", "massacre", "robbery"),
        *("crash", "earthquake", "quake", "tsunami", "flood", "blaze", "riot", "uprising", "coup", "ambush"),
    ]
)
_BORN_OR_DEAD = frozenset({"bear", "die", "kill"})


def is_over(token: Token | None) -> bool:
    """ "The July 7 bombings", "she was born on August 4": never of a day to come."""
    if token is None:
        return False
    if token.dep_ == "nummod" and token.head.i < token.i:
        token = token.head  # the month before the day
    if token.dep_ in ("compound", "nmod", "nummod", "amod") and token.head.lemma_.lower() in _SUDDEN:
        return True
    head = token.head if token.dep_ in ("npadvmod", "tmod") else token.head.head if token.dep_ == "pobj" else token
    return head.pos_ == "VERB" and head.lemma_.lower() in _BORN_OR_DEAD and _tense_of_verb(head) is Tense.PAST


def _is_possessive(token: Token) -> bool:
    return token.dep_ == "poss" or any(child.dep_ == "case" for child in token.children)


def _tense_of_noun(token: Token, governor: Token) -> Tense | None:
    """ "Sunday's vote" is ahead if something will be done in it."""
    noun = token.head
    inside = noun.dep_ == "pobj" and noun.head.lower_ in ("in", "for", "at", "before", "until")
    subject = noun.dep_ in ("nsubj", "nsubjpass") and noun.lemma_.lower() in _GATHERINGS
    ahead = governor.pos_ in ("VERB", "AUX") and _looks_ahead(governor)
    return Tense.FUTURE if (inside or subject) and ahead else Tense.PAST


def _looks_ahead(verb: Token) -> bool:
    """ "Will be held", "is expected to be short"."""
    planned = verb.lemma_.lower() in _PLANNING and _tense_of_verb(verb) is Tense.PRESENT
    return planned or _tense_of_verb(verb) is Tense.FUTURE


def _tense_of_verb(verb: Token) -> Tense | None:
    helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    helpers += [child for helper in helpers for child in helper.children if child.dep_ in ("aux", "auxpass")]
    lows = {helper.lower_ for helper in helpers}
    if lows & _FUTURE_AUX:
        return Tense.FUTURE
    if verb.tag_ == "VBD" or any(helper.tag_ == "VBD" for helper in helpers):
        return Tense.PAST
    if lows & {"have", "has", "'ve"} and (verb.tag_ == "VBN" or "been" in lows):
        return Tense.PAST
    if lows & _CONDITIONAL:
        return Tense.FUTURE
    if "to" in lows:
        return _tense_of_infinitive(verb)
    return Tense.FUTURE if _is_demanded(verb, lows) else _tense_without_helper(verb, lows)


_DEMANDING = frozenset(
    [
        "order",
        "demand",
        "ask",
        "insist",
        "propose",
        "recommend",
        "request",
        "require",
        "suggest",
        "urge",
        "direct",
        "rule",
    ]
)


def _is_demanded(verb: Token, lows: set[str]) -> bool:
    """ "Ordered that he be freed", "demanded that it leave"."""
    bare = lows == {"be"} if verb.tag_ == "VBN" else verb.tag_ == "VB" and not lows
    return bare and verb.dep_ == "ccomp" and verb.head.lemma_.lower() in _DEMANDING


def _tense_of_infinitive(verb: Token) -> Tense | None:
    head = verb.head
    if head.i == verb.i:
        return Tense.FUTURE
    if verb.dep_ in ("acl", "relcl", "csubj") and _is_one_of_few(verb):
        return None
    if head.lemma_.lower() in _AHEAD:
        over = any(child.lower_ == "had" for verb in (head, head.head) for child in verb.children)
        return Tense.PAST if over else Tense.FUTURE
    if verb.dep_ in ("acl", "relcl"):
        return Tense.FUTURE
    return _tense_of_verb(head) if head.pos_ in ("VERB", "AUX") and head.i < verb.i else None


_NOUN_PHRASE = 8


def _is_one_of_few(infinitive: Token) -> bool:
    """ "The first three states to join": who did it, or will do it."""
    before = infinitive.doc[max(infinitive.sent.start, infinitive.i - _NOUN_PHRASE) : infinitive.i]
    return any(word.lower_ in ("first", "last", "latest", "only") for word in before)


# verbs whose past looks like their present
_UNCHANGED = frozenset(
    [
        "hurt",
        "cut",
        "hit",
        "put",
        "set",
        "let",
        "shut",
        "quit",
        "cost",
        "split",
        "spread",
        "burst",
        "cast",
        "beat",
        "shed",
    ]
)


def _is_past_in_disguise(verb: Token) -> bool:
    """ "The storm hit the coast": one who does it now "hits"."""
    subjects = [child for child in verb.children if child.dep_ == "nsubj"]
    return verb.lower_ in _UNCHANGED and any(child.tag_ in ("NN", "NNP") for child in subjects)


def _tense_without_helper(verb: Token, lows: set[str]) -> Tense | None:
    if verb.tag_ == "VBP" and _is_past_in_disguise(verb):
        return Tense.PAST
    if verb.tag_ in ("VBZ", "VBP"):
        return None if verb.lemma_.lower() in _SPEAKING else Tense.PRESENT
    if verb.tag_ == "VBN" and verb.dep_ == "xcomp" and verb.head.pos_ == "VERB":
        return _tense_of_verb(verb.head)  # "will get elected"
    if verb.tag_ == "VBN":
        return Tense.PRESENT if lows & {"is", "are", "'s", "'re"} else Tense.PAST
    if verb.tag_ == "VBG" and lows & {"is", "are", "am", "'re", "'s"}:
        return Tense.PRESENT
    if verb.head.i < verb.i and verb.head.pos_ in ("VERB", "AUX") and verb.dep_ in ("advcl", "xcomp", "acl", "conj"):
        return _tense_of_verb(verb.head)
    return None
