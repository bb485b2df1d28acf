"""Games told by their score: "beat the Lakers 31-24", "a 3-1 win"; in such an article also "the win", "they lost".

A score tells a contest of sport from one at the polls, in court or at war, whose results are won and lost in the same
words. Without one in the article these words are left to the entries of the lexicon.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from spacy.tokens import Token

from kg.model import Document, Span, TriggerMention
from kg.syntax import is_definite, objects_of

_RESULTS = frozenset({"win", "victory", "defeat", "loss", "rout", "draw", "triumph"})
_PLAYS = frozenset({"win", "lose", "beat", "defeat", "edge", "rout", "thrash", "trounce", "top", "down", "draw"})
_WITHOUT_OBJECT = frozenset({"win", "lose", "draw"})
_GAMES = frozenset({"game", "match", "contest"})
# what is won by a score of votes, and what is counted so besides
_ELSEWHERE = frozenset(
    "vote voter election poll percent % percentage senate house court jury lawmaker parliament congress bill party "
    "referendum candidate ballot committee troop soldier army war share stock".split()
)
# "the passing game": a way to play
_PARTS = frozenset({"passing", "running", "rushing", "ground", "kicking", "defensive", "offensive", "whole"})
_REACH = 14
_LONGEST_SCORE = 3


def find_games(document: Document, taken: Set[int]) -> Iterator[TriggerMention]:
    """Results and games of an article that tells at least one score, but for the tokens that are triggers already."""
    words = [t for t in document.tokens if t.i not in taken and _may_be_result(t)]
    scored = {t.i for t in words if _is_scored(t)}
    if not scored:
        return
    for token in words:
        if token.i in scored or _is_told_on(token):
            entry = f"{token.lemma_.lower()} ({'verb' if token.pos_ == 'VERB' else 'noun'}): SportsEvent"
            yield TriggerMention(Span(token.idx, token.idx + len(token)), token.i, ("SportsEvent",), entry)


def _may_be_result(token: Token) -> bool:
    lemma = token.lemma_.lower()
    if token.pos_ == "NOUN":
        return lemma in _RESULTS or lemma in _GAMES
    return token.pos_ == "VERB" and lemma in _PLAYS and token.dep_ not in {"amod", "compound"}


def _is_scored(result: Token) -> bool:
    """ "a 3-1 win", "beat the Lakers, 101-99": the score stands just before a noun or soon after a verb."""
    doc, sentence = result.doc, result.sent
    if result.lemma_.lower() in _GAMES or not _ELSEWHERE.isdisjoint(t.lemma_.lower() for t in sentence):
        return False
    first, last = (result.i - 4, result.i) if result.pos_ == "NOUN" else (result.i + 1, result.i + _REACH)
    return any(_is_score(doc[i]) for i in range(max(first, sentence.start), min(last, sentence.end)))


def _is_score(mark: Token) -> bool:
    """The dash of "31-24"; years and sums have more digits, and ratios and ages go on with "for" or "year"."""
    if mark.text not in {"-", "–"} or not 0 < mark.i < len(mark.doc) - 1:
        return False
    sides = (mark.nbor(-1), mark.nbor())
    after = mark.nbor(2).lower_ if mark.i + 2 < len(mark.doc) else ""
    return all(t.text.isdigit() and len(t) <= _LONGEST_SCORE for t in sides) and after not in {"-", "–", "year", "%"}


def _is_told_on(token: Token) -> bool:
    """In news of a game: "the win", "a victory over the Bears", "they lost", "beating the Bears"."""
    if token.pos_ == "NOUN":
        against = any(c.dep_ == "prep" and c.lower_ in {"over", "against"} for c in token.children)
        return (against or is_definite(token)) and not any(c.lower_ in _PARTS for c in token.lefts)
    objects = objects_of(token)
    if not objects:
        return token.lemma_.lower() in _WITHOUT_OBJECT
    sides = all(o.ent_type_ in {"ORG", "GPE", "NORP"} or o.lemma_.lower() in _GAMES for o in objects)
    return sides and token.lemma_.lower() not in {"down", "draw"}
