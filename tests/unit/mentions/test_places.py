from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.mentions.gazetteer import Gazetteer, open_gazetteer
from kg.mentions.places import find_places, locative_context
from kg.model import Document, Place, PlaceType, Skipped, Span

Parse = Callable[[str], Document]
Found = tuple[tuple[Place, ...], tuple[Skipped, ...]]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer(quiet=True)


@pytest.fixture
def find(parse: Parse, gazetteer: Gazetteer) -> Callable[..., Found]:
    def run(text: str, *taken: str) -> Found:
        spans = [Span(text.index(words), text.index(words) + len(words)) for words in taken]
        return find_places(parse(text), spans, gazetteer)

    return run


def named(places: tuple[Place, ...], text: str) -> list[tuple[str, str | None]]:
    """Each mention with the identity it was resolved to, in the order of the text."""
    mentions = sorted((span.start, span.cut(text), p.identity) for p in places for span in p.mentions)
    return [(words, identity) for _, words, identity in mentions]


# ------------------------------------------------------------------------------------- place, or not a place


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The delegates arrived in Jordan on Sunday.", ["Jordan"]),
        ("Jordan said it would take part in the summit.", []),
        ("Paris Hilton opened the shop.", []),
        ("Washington said it would not send envoys.", []),
        ("The treaty was signed in Washington.", ["Washington"]),
        ("Gaza officials said the wards had no power.", ["Gaza"]),
        ("The Bank of England raised its rate.", []),
        ("Doctors treated twelve cases of West Nile virus.", []),
        ("Rangers crossed the Strait of Hormuz at dawn.", ["Strait of Hormuz"]),
        ("Two guards died near the Rafah crossing.", ["Rafah crossing"]),
        ("A London-based charity sent tents.", ["London"]),
        ("Shells fell on central Khartoum.", ["Khartoum"]),
        ("Troops withdrew from the Golan Heights.", ["Golan Heights"]),
        ("The Kremlin rejected the report.", []),
        ("A crowd gathered outside the Kremlin.", ["Kremlin"]),
        ("Syrian and Iraqi farmers met.", []),
        ("In March and May the rains failed.", []),
        ("Nine countries, such as Chad and Mali, closed schools.", ["Chad", "Mali"]),
    ],
)
def test_a_name_is_a_place_by_its_construction(find: Callable[..., Found], text: str, expected: list[str]) -> None:
    places, _ = find(text)
    assert [words for words, _ in named(places, text)] == expected


def test_what_an_actor_has_claimed_is_never_a_place(find: Callable[..., Found]) -> None:
    text = "The Kabul government met donors in Kabul."
    places, _ = find(text, "Kabul government")
    assert [span.start for p in places for span in p.mentions] == [text.rindex("Kabul")]


# ---------------------------------------------------------------------------------------------- which place


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She lives in Paris.", [("Paris", "geonames-2988507")]),
        ("She lives in Paris, Texas.", [("Paris", "geonames-4717560"), ("Texas", "geonames-4736286")]),
        ("They met in Islamabad.", [("Islamabad", "geonames-1176615")]),
        ("They met in Tripoli, Lebanon.", [("Tripoli", "geonames-266826"), ("Lebanon", "geonames-272103")]),
        ("The ferry left the Libyan city of Tripoli.", [("Tripoli", "geonames-2210247")]),
        ("Officers drove to Washington, D.C., overnight.", [("Washington, D.C.", "geonames-4140963")]),
        ("Rebels entered Homs province.", [("Homs", "geonames-169575")]),
        ("The clinic stands in Gaza City.", [("Gaza City", "geonames-281133")]),
        (
            "He moved from Atlanta, Georgia, to Tbilisi, Georgia.",
            [
                ("Atlanta", "geonames-4180439"),
                ("Georgia", "geonames-4197000"),
                ("Tbilisi", "geonames-611717"),
                ("Georgia", "geonames-614540"),
            ],
        ),
    ],
)
def test_the_place_that_is_meant(find: Callable[..., Found], text: str, expected: list[tuple[str, str | None]]) -> None:
    places, _ = find(text)
    assert named(places, text) == expected


def test_a_name_told_once_means_the_same_all_through(find: Callable[..., Found]) -> None:
    text = "Residents of Birmingham, Alabama, gathered early. Buses had come from Birmingham all night."
    places, _ = find(text)
    birmingham = next(p for p in places if p.label == "Birmingham")
    assert (birmingham.identity, len(birmingham.mentions)) == ("geonames-4049979", 2)


def test_a_name_of_many_towns_is_left_open_and_said(find: Callable[..., Found]) -> None:
    text = "Police in Springfield arrested two men."
    places, skipped = find(text)
    assert [(p.label, p.identity, p.latitude, p.country) for p in places] == [("Springfield", None, None, None)]
    assert [(s.stage, s.span.cut(text) if s.span else "") for s in skipped] == [("places", "Springfield")]
    assert "the text does not say which" in skipped[0].reason


def test_an_unknown_place_keeps_the_country_that_the_text_states(find: Callable[..., Found]) -> None:
    text = "Aid trucks reached the Syrian village of Zorbatuk on Friday, and food was handed out in Zorbatuk."
    places, skipped = find(text)
    unknown = next(p for p in places if p.label == "Zorbatuk")
    assert (unknown.identity, unknown.country, unknown.latitude) == (None, "SY", None)
    assert skipped


# ------------------------------------------------------------------------------------- nodes and containers


def test_a_city_lies_in_its_country_even_where_that_is_not_named(find: Callable[..., Found]) -> None:
    places, _ = find("Talks were held in Doha.")
    doha, qatar = places
    assert (doha.type, doha.country, doha.within) == (PlaceType.CITY, "QA", qatar.key)
    assert (qatar.type, qatar.mentions, qatar.within) == (PlaceType.COUNTRY, (), None)


def test_a_state_that_is_named_stands_between_town_and_country(find: Callable[..., Found]) -> None:
    places, _ = find("A judge in Houston, Texas, ruled on Friday.")
    by_label = {p.label: p for p in places}
    assert by_label["Houston"].within == by_label["Texas"].key
    assert by_label["Texas"].within == by_label["United States"].key


def test_variants_of_one_place_are_one_node(find: Callable[..., Found]) -> None:
    text = "Food was scarce in Gaza. Nobody left the Gaza Strip. Drones flew over Gaza. Convoys entered the Strip."
    places, _ = find(text)
    (gaza,) = places
    assert (gaza.label, gaza.type, gaza.country, gaza.within) == ("Gaza Strip", PlaceType.TERRITORY, "PS", None)
    assert [span.cut(text) for span in gaza.mentions] == ["Gaza", "Gaza Strip", "Gaza", "Strip"]
    assert set(gaza.aliases) == {"Gaza", "Strip"}


def test_a_building_lies_in_its_city(find: Callable[..., Found]) -> None:
    places, _ = find("He spoke from the Oval Office.")
    chain = {p.key: p for p in places}
    office = places[0]
    assert office.type is PlaceType.BUILDING
    assert office.within is not None
    assert chain[office.within].geonames == 4140963


@pytest.mark.parametrize("name", ["Crimea", "Kashmir", "Nagorno-Karabakh"])
def test_disputed_territory_has_no_country(find: Callable[..., Found], name: str) -> None:
    places, _ = find(f"Fighting broke out in {name} on Monday.")
    assert [(p.label, p.country, p.within) for p in places] == [(name, None, None)]
    assert places[0].latitude is not None


def test_keys_are_unique_and_every_container_is_there(find: Callable[..., Found]) -> None:
    places, _ = find("From Perth, Scotland, he moved to Perth, Western Australia, and then to Cairo and Beirut.")
    keys = [p.key for p in places]
    assert len(keys) == len(set(keys))
    assert all(p.within in keys for p in places if p.within)


# --------------------------------------------------------------------------------------------- constructions


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("The talks in Cairo went on.", "Cairo", True),
        ("Planes bombed Aleppo again.", "Aleppo", True),
        ("It was the worst attack on Israel in years.", "Israel", True),
        ("Ten kilometres north of Goma, rebels dug in.", "Goma", True),
        ("She travelled to Egypt.", "Egypt", True),
        ("The streets of Lima were empty.", "Lima", True),
        ("Fires burned in Syria and Lebanon.", "Lebanon", True),
        ("They held talks with Tehran.", "Tehran", False),
        ("Moscow rejected the offer.", "Moscow", False),
        ("There was criticism from Israel.", "Israel", False),
        ("Anger at Israel grew.", "Israel", False),
        ("A deal between Sudan and Chad failed.", "Sudan", False),
    ],
)
def test_locative_constructions(parse: Parse, text: str, name: str, expected: bool) -> None:
    start = text.index(name)
    assert locative_context(parse(text), Span(start, start + len(name))) is expected


# --------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n \t",
        "شرم الشيخ والقاهرة",
        "Il pleut à verse, dit-on, et les enfants dorment.",
        "e\u0301\u0301\u0301 \u200f\u202e \ufeff 🙂🙂",
        "READ MORE: FIVE THINGS TO KNOW",
        "the " * 400,
        "A" * 5000,
        '-- -- -- ,,, ((( """ \'',
        "al-",
        "the",
    ],
)
def test_odd_text_invents_no_place(find: Callable[..., Found], text: str) -> None:
    places, _ = find(text)
    assert [p.label for p in places if p.identity] == []


def test_names_in_lines_of_capitals_are_read_after_a_locative_word_only(find: Callable[..., Found]) -> None:
    text = "RELIEF CONVOYS REACH MILLIONS AS RAIN STOPS IN MUSCAT"
    places, _ = find(text)
    assert [(p.label, p.country) for p in places if p.mentions] == [("Muscat", "OM")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PHOTO: Rescuers in Mogadishu, Somalia, on May 3. (Photo by Ada Obi/AFP)", ["Mogadishu", "Somalia"]),
        ("READ MORE: KENYA AND UGANDA SIGN RAIL DEAL", []),
        ("Read more: What we know about the Lyon flood", ["Lyon"]),
        ("Minister محمد العلي met Ada Obi on Monday 🙂 and flew to Amman.", ["Amman"]),
        ("| Country | Deaths | Turkey | 35,000 | Syria | 5,000 |", ["Turkey", "Syria"]),
        ("👩‍👩‍👧 In Zu\u0308rich the choir sang.", ["Zu\u0308rich"]),
        ("In São Paulo they met.", ["São Paulo"]),
    ],
)
def test_captions_tables_and_other_scripts(find: Callable[..., Found], text: str, expected: list[str]) -> None:
    places, _ = find(text)
    found = sorted((span.start, span.cut(text)) for p in places for span in (*p.mentions, *p.metonyms))
    assert [words for _, words in found] == expected


def test_a_city_comes_before_the_state_and_the_municipality_of_its_name(find: Callable[..., Found]) -> None:
    (city,) = [p for p in find("In São Paulo they met.")[0] if p.mentions]
    assert (city.type, city.identity) == (PlaceType.CITY, "geonames-3448439")


def test_a_town_of_a_country_that_nothing_points_to_is_left_open(find: Callable[..., Found]) -> None:
    text = "Kenya voted. Kenya's ports closed. People in Kenya waited. Crowds filled Nyanza."
    places, _ = find(text)
    assert [p.identity for p in places if p.label == "Nyanza"] in ([None], [])
    assert "RW" not in {p.country for p in places}


def test_offsets_stay_right_behind_combining_characters(find: Callable[..., Found]) -> None:
    text = "Cafe\u0301 owners 🙂 in Sa\u0303o Paulo closed early."
    places, _ = find(text)
    mentions = [span.cut(text) for p in places for span in p.mentions]
    assert mentions in ([], ["Sa\u0303o Paulo"])


def test_a_very_long_list_of_places_is_read_in_order(find: Callable[..., Found]) -> None:
    text = "Aid went to towns in " + ", ".join(["Kenya", "Uganda", "Chad"] * 150) + " and Mali."
    places, _ = find(text)
    assert {p.label for p in places} <= {"Kenya", "Uganda", "Chad", "Mali"}
    assert all(span.cut(text) in {"Kenya", "Uganda", "Chad", "Mali"} for p in places for span in p.mentions)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("US envoys met Iranian officials in Geneva, and Washington hoped for more.", "CH"),
        ("The couple moved from Geneva, Illinois, to Ohio.", "US"),
        ("The court sat in The Hague on Monday.", "NL"),
    ],
)
def test_a_city_known_everywhere_is_meant_unless_the_text_says_another(
    parse: Callable[[str], Document], text: str, country: str
) -> None:
    places, _ = find_places(parse(text), (), open_gazetteer(quiet=True))
    assert country in {place.country for place in places if place.label.endswith(("Geneva", "Hague"))}


# ------------------------------------------------------------------------------------ named, and yet no place


@pytest.mark.parametrize(
    ("text", "state", "expected"),
    [
        ("Kenya said it would send doctors.", "Kenya", [("Kenya", "geonames-192950")]),
        ("Nairobi rejected the offer.", "Nairobi", [("Nairobi", "geonames-184745")]),
        ("A Canadian pilot was freed.", "Canadian", []),
        ("A Lagos judge freed two men.", "A Lagos judge", [("Lagos", "geonames-2332459")]),
        ("The Leeds City Council closed the park.", "The Leeds City Council", [("Leeds", "geonames-2644688")]),
        ("The Boston Globe told of it.", "The Boston Globe", []),
    ],
)
def test_a_name_that_acts_is_found_as_metonym_of_its_place(
    parse: Callable[[str], Document],
    gazetteer: Gazetteer,
    text: str,
    state: str,
    expected: list[tuple[str, str | None]],
) -> None:
    span = [Span(text.index(state), text.index(state) + len(state))]
    taken = span if " " in state else []
    places, _ = find_places(parse(text), taken, gazetteer, acting=[] if taken else span)
    assert [(m.cut(text), p.identity) for p in places for m in p.metonyms] == expected
    assert [m for p in places for m in p.mentions] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "A barn burned in Springfield, IL, at noon.",
            [("Springfield", "geonames-4250542"), ("IL", "geonames-4896861")],
        ),
        ("He has no OR in his sentence, NY said.", []),
        ("Ada Obi, 54, of Tyler, lost her house.", [("Tyler", "geonames-4738214")]),
        ("Voters in Texas and Georgia queued.", [("Texas", "geonames-4736286"), ("Georgia", "geonames-4197000")]),
        ("Bees died in Scott County, Iowa.", [("Scott County", "geonames-4875785"), ("Iowa", "geonames-4862182")]),
        ("Snow closed roads in Washington state.", [("Washington state", "geonames-5815135")]),
        ("The court sits in The Hague.", [("The Hague", "geonames-2747373")]),
        ("People in the states said so.", []),
        ("The Gulf states signed the pact in Muscat.", [("Muscat", "geonames-287286")]),
    ],
)
def test_states_counties_and_homes(find: Callable[..., Found], text: str, expected: list[tuple[str, str]]) -> None:
    places, _ = find(text)
    assert named(places, text) == expected


def test_a_town_near_another_of_the_article_is_meant(find: Callable[..., Found]) -> None:
    text = "Buses left Eugene, Oregon, at noon. They reached Springfield an hour later, then Salem."
    places, _ = find(text)
    assert ("Springfield", "geonames-5754005") in named(places, text)


def test_one_place_has_one_label_in_all_articles(find: Callable[..., Found]) -> None:
    texts = ("They met in Washington.", "They met in Washington, D.C.", "Police in the District of Columbia slept.")
    labels = {p.label for text in texts for p in find(text)[0] if p.geonames == 4140963}
    assert len(labels) == 1


@pytest.mark.parametrize(
    "text",
    [
        "MAY DAY MARCH ENDS IN CLASHES; MAYOR MAY RESIGN",
        "The poet was killed in 44 BC by a mob.",
        "The wall was begun in AD 122 and left unfinished.",
    ],
)
def test_words_in_capitals_and_eras_are_no_places(find: Callable[..., Found], text: str) -> None:
    places, _ = find(text)
    assert named(places, text) == []


def test_british_columbia_is_a_place_by_its_letters(find: Callable[..., Found]) -> None:
    text = "Fires burned near Kelowna, BC, on Sunday."
    assert "BC" in dict(named(find(text)[0], text))
