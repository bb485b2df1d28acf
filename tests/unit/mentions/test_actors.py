from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.mentions.actors import find_actors
from kg.model import Actor, ActorType, Document

Parse = Callable[[str], Document]


def actors_of(parse: Parse, text: str) -> tuple[Actor, ...]:
    return find_actors(parse(text))[0]


def mentions_of(parse: Parse, text: str, label: str) -> list[str]:
    return next(([m.cut(text) for m in a.mentions] for a in actors_of(parse, text) if a.label == label), [])


@pytest.mark.parametrize(
    ("text", "label", "type_"),
    [
        ("Kenyan Foreign Minister Musalia Mudavadi met reporters.", "Musalia Mudavadi", ActorType.PERSON),
        ("Secretary of State Amara Cole flew home.", "Amara Cole", ActorType.PERSON),
        ("Ukrainian Infrastructure Minister Oleksandr Kubrakov signed.", "Oleksandr Kubrakov", ActorType.PERSON),
        ("South Korean President Moon Jae-in resigned.", "Moon Jae-in", ActorType.PERSON),
        ("Paris Hilton met fans in Paris on Friday.", "Paris Hilton", ActorType.PERSON),
        ("The World Food Programme cut rations.", "World Food Programme", ActorType.ORGANISATION),
        ("The Ministry of Defence denied the report.", "Ministry of Defence", ActorType.ORGANISATION),
        ("The Bank of England raised rates.", "Bank of England", ActorType.ORGANISATION),
        ("The Washington Post published the letter.", "Washington Post", ActorType.MEDIA_OUTLET),
        ("Turkish Airlines will fly to Athens.", "Turkish Airlines", ActorType.ORGANISATION),
        ("Hezbollah fired rockets.", "Hezbollah", ActorType.ORGANISATION),
        ("The Sudanese army retook the airport.", "Sudanese army", ActorType.ARMED_FORCE),
        ("Ecuador rejected the offer.", "Ecuador", ActorType.STATE),
        ("The Iranian negotiating team arrived.", "Iranian negotiating team", ActorType.DELEGATION),
        (
            "Sources close to the talks told Reuters that a deal was near.",
            "Sources close to the talks",
            ActorType.ANONYMOUS_SOURCE,
        ),
        ("The police freed 14 hostages.", "hostages", ActorType.GROUP),
        ("Villagers fled the fire.", "Villagers", ActorType.GROUP),
        ("A 23-year-old man drowned.", "23-year-old man", ActorType.PERSON),
        ("A United Nations inquiry blamed the army.", "United Nations inquiry", ActorType.ORGANISATION),
        ("The Bank of Ghana raised rates.", "Bank of Ghana", ActorType.ORGANISATION),
        ("The Uganda Chamber of Mines met editors.", "Uganda Chamber of Mines", ActorType.ORGANISATION),
        (
            "The Federation of Nepalese Journalists went home.",
            "Federation of Nepalese Journalists",
            ActorType.ORGANISATION,
        ),
        ("The Storm Prediction Center said that hail was likely.", "Storm Prediction Center", ActorType.ORGANISATION),
        ("Cyclone Gabrielle hit Napier. Mayor Gabrielle Moss told reporters so.", "Gabrielle Moss", ActorType.PERSON),
    ],
)
def test_actors_have_the_type_that_their_wording_tells(parse: Parse, text: str, label: str, type_: ActorType) -> None:
    assert (label, type_) in [(a.label, a.type) for a in actors_of(parse, text)]


@pytest.mark.parametrize(
    "text",
    [
        "He won the Nobel Peace Prize in May.",
        "It rained on Monday and in March.",
        "The Paris Agreement was debated.",
        "Snow covered the roads.",
        "Settlers moved to the West Bank.",
        "Cyclone Gabrielle cut off Gisborne. Gabrielle killed nine people and flooded a hospital.",
        "Typhoon Hato closed the harbour of Macau on Friday.",
    ],
)
def test_prizes_days_treaties_and_weather_are_nobody(parse: Parse, text: str) -> None:
    assert [a.label for a in actors_of(parse, text) if a.named] == []


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Chad accused Libya of arming rebels.", {"Chad": ["Chad"], "Libya": ["Libya"]}),
        ("Talks between Sudan and Ethiopia broke down.", {"Sudan": ["Sudan"], "Ethiopia": ["Ethiopia"]}),
        ("The flood killed ten people in Nepal.", {}),
        ("The minister flew to Ghana on Sunday.", {}),
        ("Ships waited off Kenya's coast.", {}),
        ("Khartoum accused Addis Ababa of bad faith.", {"Sudan": ["Khartoum"], "Ethiopia": ["Addis Ababa"]}),
        ("Buses burned in Khartoum.", {}),
        ("The Kremlin denied the report.", {"Kremlin": ["Kremlin"]}),
        ("A crowd gathered outside the Kremlin.", {}),
        ("The EU imposed sanctions on Belarus.", {"European Union": ["EU"], "Belarus": ["Belarus"]}),
    ],
)
def test_a_country_is_an_actor_only_where_it_acts(parse: Parse, text: str, mentions: dict[str, list[str]]) -> None:
    found = {a.label: [m.cut(text) for m in a.mentions] for a in actors_of(parse, text) if a.named}
    assert found == mentions


@pytest.mark.parametrize(
    ("text", "label", "mentions"),
    [
        ("Mary Jordan spoke first. Jordan said the river had risen.", "Mary Jordan", ["Mary Jordan", "Jordan"]),
        ("Ngozi Adeyemi won. Adeyemi thanked voters.", "Ngozi Adeyemi", ["Ngozi Adeyemi", "Adeyemi"]),
        (
            "The Horn Relief Network (HRN) closed a clinic. HRN said it had no fuel.",
            "Horn Relief Network",
            ["Horn Relief Network", "HRN", "HRN"],
        ),
        (
            "French President Emmanuel Macron landed. The French president met farmers.",
            "Emmanuel Macron",
            ["Emmanuel Macron", "The French president"],
        ),
        (
            "NATO Secretary-General Jens Stoltenberg met envoys. The NATO chief left early.",
            "Jens Stoltenberg",
            ["Jens Stoltenberg", "The NATO chief"],
        ),
        (
            "Rebels hold Malian captives. The captives are ill, and the hostages wait.",
            "Malian captives",
            ["Malian captives", "The captives", "the hostages"],
        ),
        (
            "The Ethiopian government agreed. The government sent aid.",
            "Ethiopian government",
            ["The Ethiopian government", "The government"],
        ),
    ],
)
def test_later_mentions_find_the_actor_of_before(parse: Parse, text: str, label: str, mentions: list[str]) -> None:
    assert mentions_of(parse, text, label) == mentions


def test_groups_with_other_owners_or_numbers_stay_apart(parse: Parse) -> None:
    text = "Five people died in Lima. Three people drowned in Quito. Kenyan soldiers shot at Somali soldiers."
    groups = [a.label for a in actors_of(parse, text) if a.type is ActorType.GROUP]
    assert groups == ["people", "people", "Kenyan soldiers", "Somali soldiers"]


def test_a_group_is_not_labelled_with_words_of_a_quotation(parse: Parse) -> None:
    text = '"Those Malian hostages must come home," the minister said. Rebels took the Malian captives in May.'
    assert "Malian captives" in [a.label for a in actors_of(parse, text)]


def test_two_unnamed_sources_are_two_actors(parse: Parse) -> None:
    text = "Officials said the dam was safe. Later, officials said it leaked."
    assert [a.type for a in actors_of(parse, text) if not a.named].count(ActorType.ANONYMOUS_SOURCE) == 2


@pytest.mark.parametrize(
    ("text", "label", "pronouns"),
    [
        ("Olaf Scholz arrived on Friday. He said nothing.", "Olaf Scholz", ["He"]),
        ("Angela Merkel met Barack Obama. She praised him.", "Angela Merkel", ["She"]),
        ("Olaf Scholz and Emmanuel Macron met. He said nothing.", "Olaf Scholz", []),
        ("Delia Espinoza met Martin Vizcarra. He denied it.", "Delia Espinoza", []),
    ],
)
def test_pronouns_are_resolved_where_one_antecedent_is_left(
    parse: Parse, text: str, label: str, pronouns: list[str]
) -> None:
    actor = next(a for a in actors_of(parse, text) if a.label == label)
    assert [p.cut(text) for p in actor.pronouns] == pronouns


@pytest.mark.parametrize(
    ("text", "label", "pronouns"),
    [
        ("Orion Airways said that it would buy two ships.", "Orion Airways", ["it"]),
        ("Orion Airways and Delta Bank met. Orion Airways said they would sign.", "Orion Airways", ["they"]),
        ("Angela Merkel said she had met Olaf Scholz.", "Angela Merkel", ["she"]),
        ('"I have lost my boat," Angela Merkel said.', "Angela Merkel", ["I", "my"]),
        ("Orion Airways said it was clear that rain would fall.", "Orion Airways", []),
        ("Orion Airways said the ship was late because it had cracks.", "Orion Airways", []),
        ('Angela Merkel heard: "I have lost my boat."', "Angela Merkel", []),
    ],
)
def test_who_tells_is_meant_by_the_pronoun_that_opens_what_is_told(
    parse: Parse, text: str, label: str, pronouns: list[str]
) -> None:
    actor = next(a for a in actors_of(parse, text) if a.label == label)
    assert [p.cut(text) for p in actor.pronouns] == pronouns


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Orion Airways bought ten ships. The airline will fly to Oslo.", ["Orion Airways", "The airline"]),
        ("Orion Airways sued Delta Bank. The company lost.", ["Orion Airways", "The company"]),  # the subject of before
        ("Orion Airways bought ten ships. The company that built them rejoiced.", ["Orion Airways"]),
        ("Orion Airways bought ten ships. A company rejoiced.", ["Orion Airways"]),
    ],
)
def test_the_noun_for_its_kind_takes_up_an_organisation(parse: Parse, text: str, mentions: list[str]) -> None:
    actor = next(a for a in actors_of(parse, text) if a.label == "Orion Airways")
    assert [span.cut(text) for span in actor.mentions] == mentions


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Brutal gunmen stormed the depot.", "gunmen"),
        ("The notorious masked gunmen fled.", "masked gunmen"),
        ("Two heroic young nurses were thanked.", "Two young nurses"),
    ],
)
def test_words_that_judge_are_left_out_of_labels(parse: Parse, text: str, label: str) -> None:
    assert [a.label for a in actors_of(parse, text) if a.type is ActorType.GROUP] == [label]


def test_the_adjective_of_a_state_refers_to_it_and_is_no_mention(parse: Parse) -> None:
    text = "A Kenyan raid began at dawn."
    (state,) = [a for a in actors_of(parse, text) if a.label == "Kenya"]
    assert (state.mentions, [p.cut(text) for p in state.pronouns], state.named) == ((), ["Kenyan"], False)


def test_listed_actors_carry_identity_and_links(parse: Parse) -> None:
    (state,) = [a for a in actors_of(parse, "Egypt welcomed the vote.") if a.type is ActorType.STATE]
    assert (state.identity, state.links) == ("Q79", ("http://www.wikidata.org/entity/Q79",))


def test_keys_follow_the_order_of_first_mention(parse: Parse) -> None:
    found = actors_of(parse, "Chad thanked Niger. Then Kenya spoke, and Chad left.")
    assert [(a.key, a.label) for a in found] == [("a1", "Chad"), ("a2", "Niger"), ("a3", "Kenya")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "PRESIDENT MOYO VISITS CHINA FOR TRADE TALKS",
        "Q: What did he say?\nA: Nothing at all.",
        "Photo: A child waits (Ana Paz/AP)",
        "• Item one\n• Item two\n- - -",
        "والي ولاية 🙂 قال e\u0301t\u00e9 “",
        "the " * 400,
        '"' * 7 + " said said said.",
    ],
)
def test_odd_texts_give_spans_that_cut_the_text(parse: Parse, text: str) -> None:
    for actor in actors_of(parse, text):
        assert all(span.cut(text).strip() == span.cut(text) for span in (*actor.mentions, *actor.pronouns))


def test_whom_the_headline_names_without_an_article_the_text_names_with_it(parse: Parse) -> None:
    text = (
        "Gunman kills four at office in Malmo\n\nA gunman killed four people at an office on Friday. The gunman fled."
    )
    assert mentions_of(parse, text, "gunman") == ["Gunman", "A gunman", "The gunman"]
    two = "A gunman wounded two people at a bakery on Friday. A gunman was seen in Lund."
    assert [a.label for a in actors_of(parse, two)].count("gunman") == 2


def test_a_headline_in_title_case_makes_no_long_names(parse: Parse) -> None:
    text = "Zimbabwe Leader Moyo Meets Xi In Beijing For Trade Talks"
    assert [a.label for a in actors_of(parse, text) if a.type is ActorType.PERSON] == []


def test_a_tagged_name_without_evidence_is_reported_as_left_out(parse: Parse) -> None:
    document = parse("The Software Development Summit opened. Ships waited off the coast.")
    actors, skipped = find_actors(document)
    assert [a.label for a in actors if a.named] == []
    assert {s.stage for s in skipped} <= {"actors"}
    assert all(s.span is not None and s.span.cut(document.text) for s in skipped)


def test_a_sentence_of_a_thousand_words_keeps_every_mention(parse: Parse) -> None:
    text = "Kenya, Chad and Ada Obi, a lawyer, and he said " * 120
    assert mentions_of(parse, text, "Ada Obi") == ["Ada Obi"] * 120
