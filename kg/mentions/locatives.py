"""Is a name used as a place? Constructions that denote a location, read off the words around it and the parse."""

from __future__ import annotations

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

SETTLEMENT_NOUNS = frozenset(
    "city town village hamlet capital port suburb neighbourhood neighborhood township municipality settlement kibbutz "
    "resort metropolis hub stronghold enclave hometown".split()
)
AREA_NOUNS = frozenset(
    "province region district governorate state county prefecture oblast territory area valley peninsula island islands "
    "coast strip desert mountains republic department canton voivodeship canyon basin corridor zone quarter".split()
)
PART_NOUNS = frozenset(
    "north south east west northeast northwest southeast southwest centre center outskirts part parts streets heart edge "
    "suburbs skies airspace border borders shore shores coast waters side corner interior rest whole area areas districts "
    "countryside environs vicinity end top population people residents inhabitants map".split()
)
SPOT_NOUNS = frozenset(
    "airport hospital station university school mosque church cathedral court prison jail camp base square street road "
    "bridge harbour harbor crossing checkpoint embassy consulate hotel headquarters office stadium market museum palace "
    "parliament suburb border frontier coast metro subway highway shoreline seafront waterfront".split()
)
_DONE_TO_A_PLACE = frozenset(
    "invasion occupation siege bombing bombardment shelling capture fall liberation evacuation reconstruction "
    "destruction blockade encirclement annexation seizure control liberation tour storming partition "
    "recapture conquest".split()
)
_ATTACKS = frozenset(
    "attack strike airstrike raid assault war bombardment bombing offensive invasion incursion blockade siege march crackdown "
    "onslaught operation shelling embargo hold grip advance curb ban closing".split()
)
_ALWAYS = frozenset(
    "in inside within across throughout near nearby outside around into at through along off toward towards beyond above "
    "via amid onto over beneath aboard past alongside atop opposite".split()
) - {"amid"}
_MOTION = frozenset(
    "go come travel fly return arrive move head drive walk sail march flee escape send deport extradite expel transfer bring "
    "take deploy deliver evacuate relocate withdraw retreat migrate emigrate commute spread extend ship transport ferry "
    "trip flight visit journey way road route move access border evacuation deportation delivery entry exodus tour ride "
    "transfer return convoy corridor migration pilgrimage export close closer adjacent next back welcome rush airlift "
    "repatriate smuggle lead stretch run cross race dispatch recall home native drift divert invite trek shift".split()
)
_SENTIMENTS = frozenset(
    "criticism condemnation support response reaction pressure demand statement call approval backing pledge offer threat "
    "word signal permission recognition concession guarantee assurance message request objection opposition sanction "
    "independence protection".split()
)
_LEAVE_FOR = frozenset("leave depart bound head set destined destine embark".split())
_ACT_ON_PLACE = frozenset(
    "visit leave enter reach hit strike bomb shell pound invade flee tour cross storm besiege capture seize control rock "
    "devastate batter destroy evacuate liberate occupy retake quit overrun encircle surround flood raze flatten pummel "
    "recapture ravage roil engulf paralyse paralyze blockade lash sweep bombard transit approach traverse patrol roam depart "
    "inhabit partition annex ransack loot overfly cripple".split()
)
_LEFT_MODIFIERS = frozenset({"ADJ", "DET", "ADV", "NUM"})
_COMPASS = frozenset(
    "north south east west northeast northwest southeast southwest northern southern eastern western northeastern "
    "northwestern southeastern southwestern central downtown upper lower greater inner outer midtown mainland rural "
    "coastal nearby suburban".split()
)
_DIRECTIONS = frozenset("north south east west northeast northwest southeast southwest".split())
_BASED = frozenset("based born bound administered controlled held occupied wide".split())


def stands_in_locative(name: Tokens) -> bool:
    """True if the name stands in a construction that denotes a place ("in X", "the town of X", "X province")."""
    return _heads_a_place(name) or _is_acted_on(name) or _after_locative(name)


def _heads_a_place(name: Tokens) -> bool:
    """ "X province", "X airport", "X-based", "X's outskirts"."""
    after = _token_after(name)
    if after is None:
        return False
    if after.text == "-" and after.i + 1 < len(name.doc):
        return name.doc[after.i + 1].lower_ in _BASED
    if after.tag_ == "POS":
        return name.root.head.lower_ in PART_NOUNS | SPOT_NOUNS | SETTLEMENT_NOUNS and name.root.dep_ == "poss"
    return after.is_lower and after.lower_ in AREA_NOUNS | SETTLEMENT_NOUNS | SPOT_NOUNS | {"outskirts", "suburbs"}


def _is_acted_on(name: Tokens) -> bool:
    root = name.root
    while root.dep_ in {"conj", "appos"} and root.head.pos_ == "PROPN":
        root = root.head
    return root.dep_ in {"dobj", "nsubjpass"} and root.head.lemma_.lower() in _ACT_ON_PLACE


def _after_locative(name: Tokens) -> bool:
    word = _word_before(name)
    return word is not None and _opens_place(word, name)


def _word_before(name: Tokens) -> Token | None:
    """The first word to the left that is no modifier of the name and no name coordinated with it."""
    doc, sentence_start = name.doc, name.sent.start
    i = name.start - 1
    listed = not _is_subject(name.root)
    for _ in range(24):
        if i < sentence_start:
            return None
        token = doc[i]
        if not (_is_modifier(token) or (listed and _is_listed(token))):
            return token
        i -= 1
    return None


def _is_modifier(token: Token) -> bool:
    if token.lower_ in _DIRECTIONS:
        return False
    return (
        token.pos_ in _LEFT_MODIFIERS
        or token.lower_ in _COMPASS
        or token.lower_ in SETTLEMENT_NOUNS
        or token.text == "-"
    )


def _is_listed(token: Token) -> bool:
    return token.pos_ in {"PROPN", "CCONJ"} or token.text in {",", "'s"} or token.is_bracket


def _is_subject(token: Token) -> bool:
    return token.dep_ in {"nsubj", "nsubjpass"} and token.head.i > token.i


def _opens_place(word: Token, name: Tokens) -> bool:
    """True if the word left of the name (and of its modifiers) makes it a place."""
    lower = word.lower_
    if lower in _ALWAYS:
        return lower not in {"at", "over"} or not _is_stance(word)
    if lower == "of":
        return _place_noun_before(word)
    governor = word.head.lemma_.lower() if word.dep_ in {"prep", "dative", "agent", "pcomp", "pobj"} else ""
    before = name.doc[word.i - 1].lemma_.lower() if word.i else ""
    if lower == "on":
        return governor in _ATTACKS or before in _ATTACKS
    if lower == "to":
        return bool({governor, before} & _MOTION)
    if lower == "from":
        return not {governor, before} & _SENTIMENTS
    if lower == "for":
        return bool({governor, before} & _LEAVE_FOR)
    return lower in _DIRECTIONS


def _is_stance(word: Token) -> bool:
    """ "anger at X", "sanctions over X": the preposition belongs to a feeling or a measure, not to a location."""
    return word.head.pos_ in {"NOUN", "ADJ"} and word.head.lemma_.lower() in {
        "anger", "angry", "fury", "furious", "criticism", "row", "dispute", "tension", "concern", "sanction", "war", "victory",
        "sovereignty", "aim", "frustration",
    }  # fmt: skip


def _place_noun_before(of: Token) -> bool:
    if of.i == 0:
        return False
    noun = of.doc[of.i - 1]
    known = SETTLEMENT_NOUNS | AREA_NOUNS | PART_NOUNS | _DONE_TO_A_PLACE | SPOT_NOUNS
    return noun.lower_ in known or noun.lemma_.lower() in known


def _token_after(name: Tokens) -> Token | None:
    return name.doc[name.end] if name.end < len(name.doc) else None
