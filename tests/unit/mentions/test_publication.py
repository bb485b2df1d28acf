"""The day an article speaks from: metadata, first lines, or its own words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from spacy.language import Language

from kg.document import read_document
from kg.mentions.publication import find_publication
from kg.mentions.times import find_times
from kg.model import Article, Document, Precision, PublicationBasis, PublicationDay, TimeInterval, Unresolved

Parse = Callable[[str], Document]

SOLVED = [
    ("WASHINGTON — Oct. 6, 2019 — The senate voted.", "2019-10-06", "Dateline"),
    ("(CNN) Oct 3 2014 The storm hit the coast.", "2014-10-03", "Dateline"),
    ("Storm hits coast\n\nPublished 3 March 2015\n\nThe storm hit on Monday.", "2015-03-03", "Dateline"),
    ("Storm hits coast\nBy Jane Roe\nUpdated: 10:30 GMT, 4 March 2015\nIt hit.", "2015-03-04", "Dateline"),
    ("Storm hits coast\nMarch 3, 2015\nThe storm hit the coast.", "2015-03-03", "Dateline"),
    ("GENEVA, March 3 (Reuters) - It met. It had last met on 12 February 2015.", "2015-03-03", "Dateline"),
    ("PARIS, Monday, March 3 - The strike of February 20, 2014 was over.", "2014-03-03", "Dateline"),
    ("Mayor resigns\nThe mayor resigned today, 5 June 2019, after a long row.", "2019-06-05", "Inferred"),
    ("The fair opened yesterday (4 June 2019) in the rain.", "2019-06-05", "Inferred"),
    ("The mill burned on 24 February 2012. Today marks three years since the fire.", "2015-02-24", "Inferred"),
    (
        "The town will remember on Wednesday, which marks ten years since the dam broke on 7 June 2013. "
        "The council met on Tuesday.",
        "2023-06-06",
        "Inferred",
    ),
    (
        "The mayor spoke on Wednesday. A vigil will be held on Thursday, the tenth anniversary of the fire of "
        "3 July 2004.",
        "2014-07-02",
        "Inferred",
    ),
    ("Two days after the blast of 4 August 2020, rescuers still searched on Thursday.", "2020-08-06", "Inferred"),
    ("The council met on Monday, March 3, in a row that began in 2013. It votes soon.", "2014-03-03", "Inferred"),
]

ARTICLES = [
    (
        "Bells rang across Lubin on Saturday, the fifth anniversary of the mine fire.\n\n"
        "The fire of 11 May 2019 killed four men. The mayor laid flowers at the shaft on Friday.",
        "2024-05-11",
    ),
    (
        "The ferry Aurora ran aground on Tuesday, 14 May 2024, the port authority said.\n\n"
        "All passengers were taken off on Wednesday morning. The ship will be towed to a yard on Friday.",
        "2024-05-15",
    ),
    (
        "The Kaunas council approved the tram line on Thursday, June 12.\n\n"
        "Work is to start in September, the council said on Thursday. The line was first proposed in 2024.",
        "2025-06-12",
    ),
    (
        "Three days after the dam at Borowa burst on 2 September 2021, divers on Sunday found the last missing worker.",
        "2021-09-05",
    ),
    (
        "The trawler sank on Monday, 6 May 2024. A week later, on Monday, its captain was charged with neglect.",
        "2024-05-13",
    ),
    (
        "The strike began on Monday, 28 March, and ended on Sunday, 3 April 2022, the union said on Sunday.",
        "2022-04-03",
    ),
    (
        "The city of Reus on Sunday marked ten years since the flood of 2 June 2014.\n\n"
        "On Monday it will mark six years since the fire of 3 June 2018.",
        "2024-06-02",
    ),
    (
        "Ten years ago today, on 20 August 2009, the kiln at Vico collapsed. Families met at the site.",
        "2019-08-20",
    ),
    ("Voters in Ostrava go to the polls tomorrow, 14 September 2024, to elect a mayor.", "2024-09-13"),
    (
        "On Tuesday, the second anniversary of the collapse of 9 April 2022, relatives will gather.\n\n"
        "The trial resumed on Monday.",
        "2024-04-08",
    ),
    (
        "HELSINKI, Nov. 7 (Newswire) — Customs officers seized a tanker on Tuesday.\n\n"
        "The tanker had been sold in October 2023.",
        "2023-11-07",
    ),
    ("NAIROBI, 12 March 2018 /NewsAgency/ - Two men were charged on Monday.", "2018-03-12"),
    ("Nairobi · March 12, 2018 · Two men were charged on Monday.", "2018-03-12"),
    ("By Ana Ruiz, Madrid, 4 April 2022\n\nThe strike in the port ended on Sunday.", "2022-04-04"),
]


@pytest.mark.parametrize(("text", "day"), ARTICLES)
def test_articles_without_metadata_say_their_day(parse: Parse, text: str, day: str) -> None:
    found = find_publication(parse(text))
    assert isinstance(found, PublicationDay), found
    assert found.when.edtf == day


CONTRADICTED = [
    ("The bridge closed on Monday, 4 March 2024. It reopened today, 9 May 2023.", "2024-03-04"),
    ("The city of Reus on Sunday marked ten years since the flood of 1 June 2014.", "ties"),
    ("The bridge closed on Monday, 5 March 2024.", "ties"),
    ("The mill burned on Friday, 3 June 1988. On Tuesday a new owner was named.", "ties"),
    ("The bridge closed on Monday, 4 March 2024.", "ties"),
]


@pytest.mark.parametrize(("text", "reason"), CONTRADICTED)
def test_hints_that_conflict_or_say_too_little_leave_the_day_open(parse: Parse, text: str, reason: str) -> None:
    found = find_publication(parse(text))
    assert isinstance(found, Unresolved), found
    assert re.search(reason, found.reason)


def test_without_a_day_what_was_first_is_still_first(parse: Parse) -> None:
    text = "The strike began on Monday. Two days later the port closed, and a week after, it was sold."
    mentions = find_times(parse(text), find_publication(parse(text)))
    assert [m.basis.value for m in mentions][:2] == ["Unresolved", "Unresolved"]
    assert [m.span.start for m in mentions] == sorted(m.span.start for m in mentions)


@pytest.mark.parametrize(("text", "day", "basis"), SOLVED)
def test_the_day_is_read_or_inferred(parse: Parse, text: str, day: str, basis: str) -> None:
    found = find_publication(parse(text))
    assert isinstance(found, PublicationDay)
    assert (found.when.edtf, found.basis.value) == (day, basis)
    assert found.reason


UNSOLVED = [
    "GENEVA, March 3 (Reuters) - The council met on Monday.",
    "LONDON (AP) — The court ruled on Tuesday against the firm.",
    "KYIV, 31 February 2015 - Nothing.",
    "The council met on Monday and will vote on Tuesday.",
    "Born on 7 June 1963, he won the prize in 1990. He died on Friday.",
    "The vigil on Friday marked ten years since the fire of 7 June 2013.",
    # 26 March 1998 was a Thursday; what only nears is not on the day that speaks of it
    "The widow said Thursday that she would sue as the second anniversary of the fire nears. It began on March 26, 1996.",
    "The widow spoke on Thursday, ahead of the second anniversary of the fire of March 26, 1996.",
    "10:30 Police arrive.\n10:45 Fire out.\n11:02 All safe.",
    "",
]


@pytest.mark.parametrize("text", UNSOLVED)
def test_what_the_text_does_not_fix_stays_unresolved_with_a_reason(parse: Parse, text: str) -> None:
    found = find_publication(parse(text))
    assert isinstance(found, Unresolved)
    assert found.reason


def test_metadata_come_first_and_are_kept_as_given(nlp: Language) -> None:
    when = TimeInterval(date(2015, 3, 3), date(2015, 3, 4), Precision.DAY, "2015-03-03/2015-03-04")
    article = Article("test", "WASHINGTON, Oct. 6, 2019 - The senate voted.", published=when)
    found = find_publication(read_document(article, nlp))
    assert found == PublicationDay(when, PublicationBasis.METADATA, "given with the article")


def test_the_worked_example_is_solved_without_metadata(parse: Parse, shared: Path) -> None:
    text = (shared / "seeds" / "sharm-el-sheikh-talks.txt").read_text("utf-8")
    found = find_publication(parse(text))
    assert isinstance(found, PublicationDay)
    assert (found.when.edtf, found.basis) == ("2025-10-06", PublicationBasis.INFERRED)


def test_a_dateline_without_year_takes_it_from_the_weekday_of_the_news(parse: Callable[[str], Document]) -> None:
    text = (
        "OSLO, May 9 (Newswire) - The ferry operator signed a wage deal with its crews on Thursday.\n\n"
        "The dispute had begun in January 2019 when two ships stayed in port."
    )
    found = find_publication(parse(text))
    assert isinstance(found, PublicationDay)
    assert found.when.start == date(2019, 5, 9)


def test_a_dateline_without_year_stays_open_where_two_years_fit(parse: Callable[[str], Document]) -> None:
    text = (
        "OSLO, May 9 (Newswire) - The ferry operator met its crews on Thursday and on Saturday.\n\n"
        "The dispute had begun in January 2019 when two ships stayed in port."
    )
    assert isinstance(find_publication(parse(text)), Unresolved)


OPEN_YEARS = [
    # 8 June was a Saturday in 2019 and a Monday in 2020
    (
        "ACCRA, June 8 (Newswire) - Fishing crews blocked the harbour on Thursday.\n\n"
        "The quota fell in October 2019. The union met on Saturday.",
        "fixes its year",
    ),
    # told as past in the month after the day
    (
        "ACCRA, June 8 (Newswire) - Fishing crews blocked the harbour on Saturday. The quota fell in August 2019.",
        "fixes its year",
    ),
    # a weekday far from the lead says nothing of the day of writing
    (
        "ACCRA, June 8 (Newswire) - Fishing crews blocked the harbour. The quota fell in May 2015.\n\n"
        "The port opened on Monday and the union met on Sunday.",
        "fixes its year",
    ),
]


@pytest.mark.parametrize(("text", "reason"), OPEN_YEARS)
def test_a_dateline_whose_lead_fits_several_years_or_none_stays_open(parse: Parse, text: str, reason: str) -> None:
    found = find_publication(parse(text))
    assert isinstance(found, Unresolved), found
    assert reason in found.reason


def test_a_year_that_lies_ahead_is_not_the_year_of_a_dateline(parse: Parse) -> None:
    text = (
        "ACCRA, June 8 (Newswire) - Fishing crews blocked the harbour on Friday.\n\n"
        "The quota fell in May 2018. The port will be rebuilt by 2031."
    )
    found = find_publication(parse(text))
    assert isinstance(found, PublicationDay), found
    assert found.when.edtf == "2018-06-08"
