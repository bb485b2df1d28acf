"""Acts of saying: remarks, briefings, posts, findings, accusations, appeals; one event a speaker and occasion.

Anonymous sources and outlets that only relay make claims, not events. Types from ``lexicon/speech.toml``.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from kg.events.circumstances import find_time, fits_modality, governor_of_time, time_of, time_then
from kg.events.claims import Utterance, is_journalist, is_unsaid
from kg.events.mention import EventMention
from kg.events.modality import read_modality
from kg.events.referents import Referents
from kg.events.senses import is_no_speech
from kg.events.speakers import cue_span, is_shoved, only_looms, speakers_of
from kg.events.whereabouts import find_place
from kg.mentions.lexicon import read_lexicon
from kg.model import (
    ActorType,
    Code,
    Document,
    EventClass,
    EventTime,
    Modality,
    Participation,
    Placement,
    PublicationDay,
    Role,
    Span,
    TimeInterval,
    TimeMention,
    TimexKind,
    Unresolved,
)
from kg.sentences import sentence_at
from kg.syntax import clause_verb, governor, objects_of, same_sentence, subtree_span, text_of, tokens_in

# what is an act between actors, whoever says it; plain announcements and findings are events of known speakers only
_TYPED = frozenset(
    {
        "CriticismOrAccusation",
        "AllegationOfCrime",
        "PraiseOrSupport",
        "ApologyOrForgiveness",
        "DemandOrAppeal",
        "ThreatOrUltimatum",
        "PromiseOrOffer",
    }
)
_TYPE_BY_MEDIUM = {
    "RemarksToReporters": "RemarksToPress",
    "PressBriefing": "PressBriefing",
    "SocialPost": "SocialMediaPost",
    "InTalks": "ToldInTalks",
    "InquiryReport": "FindingOrInquiryReport",
    "Broadcast": "MediaReport",
}
_CRIMES = frozenset("genocide genocidal crime criminal apartheid terrorism torture fraud murder corruption".split())


def find_speech(
    document: Document,
    utterances: Sequence[Utterance],
    publication: PublicationDay | Unresolved,
    referents: Referents,
    happenings: Set[int] = frozenset(),
) -> tuple[EventMention, ...]:
    """Mentions of acts of saying: the cues of claims by named speakers, and verbs that are such acts themselves.

    ``happenings`` are the heads of events of other kinds: to announce a deal is to have reached one.
    """
    doc = document.tokens
    inside = [u.span for u in utterances]
    acts = (t for t in doc if t.pos_ == "VERB" and _lemma(t) in _acts())
    for verb in acts:
        told = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"of", "for"} and any(c.children)]
        inside += [subtree_span(o) for o in (*objects_of(verb), *told) if o.i > verb.i]
    setting = _Setting(document, inside, publication, referents)
    found: dict[int, EventMention] = {}
    for utterance in utterances:
        typed = utterance.verb is not None and _act(doc[utterance.verb]) in _TYPED
        speakers = tuple(k for k in utterance.speakers if _may_speak(k, referents, typed=typed))
        if utterance.verb is not None and utterance.cue is not None and speakers and utterance.verb not in found:
            verb = doc[utterance.verb]
            if is_no_speech(verb):
                continue
            types = _types(verb, utterance, referents)
            unnamed = all(referents.type_of(k) is ActorType.GROUP for k in speakers)
            if unnamed and types == ("OfficialStatement",):
                continue
            found[verb.i] = _mention(verb, utterance.cue, types, speakers, utterance.addressed_to, setting)
    for verb in doc:
        code = _act(verb)
        if (
            verb.i in found
            or verb.i in happenings
            or verb.pos_ != "VERB"
            or code is None
            or verb.dep_ in {"amod", "compound"}
            or (code == "OfficialStatement" and any(o.i in happenings for o in objects_of(verb)))  # to declare a truce
        ):
            continue
        if is_unsaid(verb) or is_no_speech(verb):
            continue
        typed = code in _TYPED
        speakers = tuple(k for k in speakers_of(verb, referents) if _speaks(k, referents, typed=typed))
        if (speakers or (typed and _is_aimed(verb, referents))) and (_has_content(verb) or _is_gift_of_time(verb)):
            types = (code, "AllegationOfCrime") if _charges(verb) else (code,)
            found[verb.i] = _mention(
                verb, cue_span(verb, referents), types, speakers, _warned(verb, referents), setting
            )
    return tuple(found[i] for i in sorted(found))


def _speaks(key: str, referents: Referents, *, typed: bool) -> bool:
    return (typed or referents.actors[key].named) and _may_speak(key, referents, typed=typed)


def _may_speak(key: str, referents: Referents, *, typed: bool) -> bool:
    """Unnamed officials and sources make claims; what they demand, threaten or accuse of is an act all the same."""
    kind = referents.type_of(key)
    return kind is not ActorType.MEDIA_OUTLET and (typed or kind is not ActorType.ANONYMOUS_SOURCE)


def _is_aimed(verb: Token, referents: Referents) -> bool:
    """ "has been accused": a passive without a speaker, but with a known target; hunger threatens without a word."""
    if any(c.dep_ == "agent" for c in verb.children):
        return False
    subjects = [c for c in verb.children if c.dep_ == "nsubjpass"]
    return any((referents.actor_at(s) or referents.state_at(s)) is not None for s in subjects)


def _has_content(verb: Token) -> bool:
    return bool(objects_of(verb)) or any(
        c.dep_ in {"xcomp", "ccomp"} or (c.dep_ == "prep" and any(c.children)) for c in verb.children
    )


def _lemma(verb: Token) -> str:
    particle = next((c for c in verb.children if c.dep_ in {"prt", "prep"} and c.i == verb.i + 1), None)
    joined = f"{verb.lemma_.lower()} {particle.lower_}" if particle is not None else ""
    return joined if joined in _acts() else str(verb.lemma_.lower())


def _types(verb: Token, utterance: Utterance, referents: Referents) -> tuple[Code, ...]:
    types: list[Code] = []
    if any(is_journalist(k, referents) for k in utterance.speakers):
        types.append("MediaReport")
    elif utterance.medium in _TYPE_BY_MEDIUM and utterance.medium != "Broadcast":
        types.append(_TYPE_BY_MEDIUM[utterance.medium])
    if (code := _act(verb)) is not None:
        types.append(code)
    if code in {None, "OfficialStatement", "FindingOrInquiryReport"} and _obliges(verb):
        types.append("DemandOrAppeal")
    if set(utterance.span.cut(text_of(verb.doc)).lower().split()) & _CRIMES and verb.lemma_.lower() in _judges():
        types.append("AllegationOfCrime")
    return tuple(dict.fromkeys(types or ["OfficialStatement"]))[:3]


def _charges(verb: Token) -> bool:
    """ "accused the police of torture"."""
    if verb.lemma_.lower() != "accuse":
        return False
    of = (g for c in verb.subtree if c.lower_ == "of" and c.i > verb.i for g in c.children if g.dep_ == "pobj")
    return any(g.lemma_.lower() in _CRIMES for g in of)


def _is_gift_of_time(verb: Token) -> bool:
    """ "gave the army 15 days to leave", "gave them until Friday to pay": an ultimatum."""
    if verb.lemma_.lower() != "give" or not any(c.dep_ in {"dative", "dobj"} for c in verb.children):
        return False
    near = [t for c in verb.children for t in (c, *c.children)]
    asked = any(t.tag_ == "VB" and _has_to(t) and t.dep_ in {"advcl", "xcomp", "acl", "relcl"} for t in near)
    terms = [c for c in verb.children if c.lemma_.lower() in _TERMS and c.i > verb.i]
    counted = any(g.dep_ in {"nummod", "det"} for c in terms for g in c.children)
    return asked and (counted or any(c.lower_ == "until" and c.dep_ == "prep" for c in verb.children))


_TERMS = frozenset({"hour", "day", "week", "month", "deadline", "ultimatum"})


def _has_to(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _orders(verb: Token) -> bool:
    """ "ordered the army to clear the roads"; "ordered an inquiry" opens one."""
    if verb.lemma_.lower() not in {"order", "instruct"}:
        return False
    return any(c.dep_ in {"xcomp", "ccomp"} and _has_to(c) for c in verb.children)


def _warned(verb: Token, referents: Referents) -> str | None:
    """Whom an order or an ultimatum by a gift of time is for."""
    given = [c for c in verb.children if c.dep_ in {"dative", "dobj"} and c.lemma_.lower() not in _TERMS]
    if _orders(verb):
        clauses = (c for c in verb.children if c.dep_ in {"xcomp", "ccomp"} and _has_to(c))
        given += [g for c in clauses for g in c.children if g.dep_ in {"nsubj", "nsubjpass"}]
    elif not _is_gift_of_time(verb):
        return None
    return next((key for c in given if (key := referents.actor_at(c) or referents.state_at(c))), None)


def _act(verb: Token) -> Code | None:
    """The kind of act that a verb of saying is by itself."""
    if _is_gift_of_time(verb):
        return "ThreatOrUltimatum"
    if _orders(verb):
        return "DemandOrAppeal"
    code = _acts().get(_lemma(verb))
    if code == "PromiseOrOffer" and any(o.lemma_.lower() in _FEELINGS for o in objects_of(verb)):
        return "PraiseOrSupport"  # "offered his condolences"
    if (verb.lemma_.lower() == "threaten" and only_looms(verb)) or is_shoved(verb):
        return None
    if code == "ThreatOrUltimatum" and verb.lemma_.lower() in {"vow", "swear"} and not _means_harm(verb):
        return "PromiseOrOffer"
    return "OfficialStatement" if code == "ThreatOrUltimatum" and _only_warns(verb) else code


_FEELINGS = frozenset("condolence sympathy support prayer thanks congratulation solidarity".split())


def _means_harm(verb: Token) -> bool:
    """ "vowed revenge", "vowed to hit back": a threat; "vowed to hold a vote" is a promise."""
    meant = [*objects_of(verb), *(c for c in verb.children if c.dep_ in {"xcomp", "ccomp"})]
    return any(t.lemma_.lower() in _REPRISALS | _HARMS for t in meant)


def _only_warns(verb: Token) -> bool:
    """ "warned that the toll could rise", "warned of floods": of what may come, not of what the speaker will do."""
    if verb.lemma_.lower() != "warn":
        return False
    clause = next((c for c in verb.children if c.dep_ == "ccomp"), None)
    if clause is None:
        named = {"of", "about", "against"}
        of = [g for c in verb.children if c.dep_ == "prep" and c.lower_ in named for g in c.children]
        return bool(of) and not any(g.lemma_.lower() in _REPRISALS for g in of)
    subjects = [c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass", "expl"}]
    possible = any(c.dep_ == "aux" and c.lower_ in {"could", "may", "might", "can"} for c in clause.children)
    own = any(s.pos_ == "PRON" and s.lower_ in {"it", "they", "he", "she", "we"} for s in subjects)
    return not own and (possible or (bool(subjects) and not any(_bodes(s, clause) for s in subjects)))


def _bodes(subject: Token, clause: Token) -> bool:
    """ "warned that its army would respond", "that any attack would be met with force": what the speaker will do."""
    theirs = any(t.tag_ == "PRP$" for t in subject.subtree)
    harm = {subject.lemma_.lower(), clause.lemma_.lower()} & (_REPRISALS | _HARMS)
    return theirs or bool(harm) or any(t.lemma_.lower() in _REPRISALS | {"force"} for t in clause.subtree)


_REPRISALS = frozenset("consequence retaliation reprisal response action war attack strike sanction revenge".split())
_HARMS = frozenset(
    "retaliate respond avenge crush fight punish destroy defeat hit kill annihilate eliminate bomb invade continue "
    "escalate resist hunt wipe smash vengeance teach eradicate overthrow boycott block expel blockade".split()
)


def _obliges(verb: Token) -> bool:
    """ "said that Chad must withdraw": what others must do is asked of them."""
    clauses = [c for c in verb.children if c.dep_ == "ccomp"]
    return any(a.dep_ == "aux" and a.lower_ == "must" for clause in clauses for a in clause.children)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What every act of saying of an article is read against; ``contents`` are the spans of what is said."""

    document: Document
    contents: Sequence[Span]
    publication: PublicationDay | Unresolved
    referents: Referents


def _mention(
    verb: Token, cue: Span, types: tuple[Code, ...], speakers: tuple[str, ...], addressee: str | None, setting: _Setting
) -> EventMention:
    referents = setting.referents
    matrix = _matrix(verb)
    people = [Participation(Role.SPEAKER, key, cue) for key in _outermost(speakers, referents)]
    people += [Participation(Role.ADDRESSEE, addressee, cue)] if addressee is not None else []
    if "CriticismOrAccusation" in types or "PraiseOrSupport" in types:
        people += _targets(verb, speakers, referents)
    modality, polarity = read_modality(matrix, types[0])
    return EventMention(
        verb.i,
        cue if matrix == verb else cue_span(matrix, referents),
        sentence_at(setting.document, verb.idx).index,
        types,
        EventClass.SPEECH_EVENT,
        modality,
        polarity,
        _time(matrix, modality, setting),
        _place(matrix, setting.contents, referents),
        tuple(people),
        definite=any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children),
    )


def _matrix(verb: Token) -> Token:
    """The verb of the act that a participle goes with ("shared a post, praising ...", "said ..., adding ...")."""
    while verb.tag_ == "VBG" and verb.dep_ in {"advcl", "conj"} and verb.head.pos_ == "VERB":
        verb = verb.head
    return verb


def _outermost(speakers: tuple[str, ...], referents: Referents) -> tuple[str, ...]:
    """ "a United Nations inquiry" speaks, not also the United Nations inside its name."""
    others = {a.other for key in speakers for a in referents.actors[key].affiliations if a.role == "Member"}
    return tuple(key for key in speakers if key not in others)


def _targets(verb: Token, speakers: tuple[str, ...], referents: Referents) -> list[Participation]:
    found = []
    for token in (t for t in objects_of(verb) if t.dep_ != "pobj" or t.head.lower_ not in {"to", "with"}):
        key = referents.actor_at(token) or referents.state_at(token)
        if key is not None and key not in speakers:
            found.append(Participation(Role.TARGET, key, Span(token.idx, token.idx + len(token))))
    return found


def _time(verb: Token, modality: Modality, setting: _Setting) -> EventTime | None:
    """A time of the cue's own words, never one from what is said."""
    referents = setting.referents
    own = find_time(verb, referents, modality, setting.publication)
    if own is not None and (not _within(own.span, setting.contents) or _beside(own, verb, referents)):
        return time_then(own, verb, referents)
    sentence = sentence_at(setting.document, verb.idx).span
    for token in tokens_in(verb.doc, sentence):
        mention = referents.times.get(token.i)
        if mention is None or mention.kind not in {TimexKind.DATE, TimexKind.TIME}:
            continue
        above = next((t for t in token.ancestors if t.pos_ == "VERB"), None)
        speaking = above is not None and above.lemma_ in {"speak", "talk", "address"} and not _apart(above, verb)
        near = above is not None and above in {verb, verb.head, *verb.children}
        outside = not _within(mention.span, setting.contents)
        known = fits_modality(mention, modality, setting.publication, 0)
        if isinstance(mention.when, TimeInterval) and outside and known and (near or speaking):
            return time_of(mention, referents)
    return _time_of_paper(verb, modality, setting)


def _apart(above: Token, verb: Token) -> bool:
    """ "who spoke to X by telephone on 3 May, has said": another occasion."""
    return above.dep_ == "relcl" and any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children)


def _time_of_paper(verb: Token, modality: Modality, setting: _Setting) -> EventTime | None:
    """ "passed a resolution in May demanding that", "issued a statement in which both promised": when it was made."""
    paper = verb.head
    if verb.dep_ not in {"acl", "relcl"} or paper.lemma_.lower() not in _PAPERS:
        return None
    made = clause_verb(paper)
    if made is None or made.tag_ not in {"VBD", "VBN"}:
        return None
    told = find_time(made, setting.referents, modality, setting.publication, 5)
    return time_of(told, setting.referents) if told and not _within(told.span, setting.contents) else None


_PAPERS = frozenset(
    "statement declaration letter resolution communique communiqué report message petition note memorandum motion "
    "address speech interview article broadcast video".split()
)


def _beside(mention: TimeMention, verb: Token, referents: Referents) -> bool:
    """ "urged lawmakers on 3 May to reject it": before the clause of what is asked, so of the asking."""
    time = next((referents.doc[i] for i, m in referents.times.items() if m == mention), None)
    if time is None or governor_of_time(time) != verb:
        return False
    clauses = [c.left_edge.i for c in verb.children if c.dep_ in {"xcomp", "ccomp"} and c.i > verb.i]
    return governor(time) != verb or (bool(clauses) and verb.i < time.i < min(clauses))


def _place(verb: Token, contents: Sequence[Span], referents: Referents) -> Placement | None:
    """Where the speaker spoke: the place of the cue's verb or of "speaking in", "reporting from"."""
    placed = find_place(verb, referents, violent=False)
    if placed is not None and placed.evidence is not None and not _within(placed.evidence, contents):
        return placed
    for index, key in referents.place_heads.items():
        token = referents.doc[index]
        preposition = token.head
        if (
            not same_sentence(token, verb)
            or preposition.lower_ not in {"from", "in", "at"}
            or preposition.dep_ != "prep"
        ):
            continue
        above = next((t for t in preposition.ancestors if t.pos_ == "VERB"), preposition.head)
        if above.lemma_ in {"speak", "report", "talk", "address"} and above.tag_ == "VBG":
            span = Span(token.idx, token.idx + len(token))
            if not _within(span, contents):
                return Placement(key, span)
    return None


def _within(span: Span, contents: Sequence[Span]) -> bool:
    return any(content.holds(span) for content in contents)


def same_occasion(one: EventMention, other: EventMention) -> bool:
    """Two acts of one speaker are one unless their days or their kinds of act differ."""
    mine = {p.actor for p in one.participants if p.role is Role.SPEAKER}
    theirs = {p.actor for p in other.participants if p.role is Role.SPEAKER}
    if mine != theirs or not mine or one.modality is not other.modality:
        return False
    days = [m.time.when.start for m in (one, other) if m.time is not None and isinstance(m.time.when, TimeInterval)]
    appeals = {"DemandOrAppeal"}
    return len(set(days)) < 2 and bool(set(one.types) & appeals) == bool(set(other.types) & appeals)


def cluster_speech(mentions: Sequence[EventMention]) -> list[tuple[EventMention, ...]]:
    """One cluster a speaker and occasion, in the order of the text."""
    clusters: list[list[EventMention]] = []
    for mention in mentions:
        known = next((c for c in reversed(clusters) if same_occasion(c[0], mention)), None)
        clusters.append([mention]) if known is None else known.append(mention)
    return [tuple(cluster) for cluster in clusters]


def is_realised_speech(mention: EventMention) -> bool:
    """True unless the saying is only foreseen or denied."""
    return mention.modality in {Modality.OCCURRED, Modality.ONGOING}


@cache
def speech_types() -> frozenset[Code]:
    """The kinds of acts that a verb of saying tells by itself."""
    return frozenset(_acts().values())


@cache
def _acts() -> dict[str, Code]:
    rows: dict[str, list[str]] = read_lexicon("speech")["types"]
    return {word: code for code, words in rows.items() for word in words}


@cache
def _judges() -> frozenset[str]:
    return frozenset(read_lexicon("speech")["judges"])
