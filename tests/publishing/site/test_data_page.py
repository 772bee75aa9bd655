"""The page about the answers in numbers, as it lies on disk."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.publishing.site.reader import Reader
from textmining.publishing import EditionContent, publish
from textmining.publishing.dutch import percent, whole


@pytest.fixture(scope="module")
def page(edition: Any) -> Reader:
    return Reader(edition.page("gegevens.html"))


def table_of(page: Reader, first: str, second: str) -> list[list[str]]:
    """The first table with these heads."""
    return next(table for table in page.tables if table[0][0] == first and second in table[0])


def text_of(page: Reader) -> str:
    return " ".join("".join(page.text).split())


def test_the_accounting_adds_up_on_the_page(page: Reader, content: EditionContent) -> None:
    ledgers = [table for table in page.tables if "leeg gelaten" in table[0]]
    assert len(ledgers) == 3
    for table in ledgers:
        numbers = [[int(cell.replace(".", "")) for cell in line[1:6]] for line in table[1:]]
        assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]
        assert all(sum(line[:4]) == line[4] for line in numbers)
    assert sum(int(table[-1][5].replace(".", "")) for table in ledgers) == len(content.tables["ledger"])


def test_what_few_respondents_have_in_common_is_less_than_the_minimum(page: Reader) -> None:
    rules = dict(line for line in table_of(page, "regel", "antwoorden")[1:] if len(line) == 2)
    assert rules["niet gesteld, toch ingevuld"] == "niet genoemd"
    languages = dict(table_of(page, "taal", "antwoorden")[1:])
    assert languages["Duits"] == "niet genoemd"
    assert languages["Engels"] == "60"
    assert languages["Onduidelijk, gelezen als Nederlands"] == "niet genoemd"  # the few Germans would follow from it
    kinds = {line[0]: line[1:] for line in table_of(page, "soort", "vermeldingen")[1:]}
    assert kinds["Rekeningnummers"] == ["niet genoemd", "niet genoemd"]


def test_mentions_on_the_page_are_those_of_the_ledger(page: Reader, content: EditionContent) -> None:
    persons = content.tables["ledger"]["redacted"].str.extract(r"persoon:(\d+)")[0].dropna().astype(int)
    kinds = {line[0]: line[1:] for line in table_of(page, "soort", "vermeldingen")[1:]}
    assert kinds["Personen"] == [whole(len(persons)), whole(persons.sum())]


def test_no_count_of_the_page_is_below_the_minimum_but_of_fates(page: Reader) -> None:
    heads = ("antwoorden", "aantal", "vermeldingen", "gevraagd")
    for table in page.tables:
        for place, head in enumerate(table[0]):
            cells = [line[place] for line in table[1:] if place < len(line)]
            numbers = [int(cell.replace(".", "")) for cell in cells if re.fullmatch(r"[\d.]+", cell)]
            assert head not in heads or all(n == 0 or n >= 10 for n in numbers), (head, numbers)


def test_groups_are_told_by_rate_and_small_ones_say_why_not(page: Reader, content: EditionContent) -> None:
    domains = next(table for table in page.tables if table[1][0] == "Domein 1")
    assert [line[0] for line in domains[1:]] == [*(f"Domein {i}" for i in range(1, 6)), "Entree", "Piepklein"]
    assert domains[-1] == ["Piepklein", "te weinig deelnemers"]
    people = content.tables["respondents"].query("wave == '2022' and domein == 'domein 1'")["respondent_id"]
    ledger = content.tables["ledger"].query("wave == '2022' and question == 'motivatie' and fate != 'not_asked'")
    own = ledger[ledger["respondent_id"].isin(people)]
    assert domains[1][1:3] == [whole(len(own)), percent((own["fate"] == "kept").mean())]


def test_a_grouping_with_one_hidden_group_is_named_and_not_shown(content: EditionContent, tmp_path: Path) -> None:
    respondents = content.tables["respondents"]
    merged = respondents.assign(domein=respondents["domein"].replace("entree", "domein 1"))
    publish(_with(content, respondents=merged), tmp_path)
    page = Reader((tmp_path / "publiek/site/gegevens.html").read_text(encoding="utf-8"))
    assert "Niet getoond: domein. Daar is een groep te klein" in text_of(page)
    assert not [table for table in page.tables if table[1][0] == "Domein 1"]


def test_copies_counted_once_are_told_and_have_a_column(content: EditionContent, tmp_path: Path) -> None:
    cleaning = content.study.cleaning.model_copy(update={"duplicates": "once"})
    ledger = content.tables["ledger"]
    surplus = ledger["duplicate_group"].notna() & (ledger["duplicate_group"] != ledger["answer_id"])
    judged = ledger.assign(fate=ledger["fate"].mask(surplus, "duplicate"))
    publish(_with(content, study=content.study.model_copy(update={"cleaning": cleaning}), ledger=judged), tmp_path)
    for name in ("gegevens", "verantwoording"):
        found = Reader((tmp_path / f"publiek/site/{name}.html").read_text(encoding="utf-8"))
        table = next(table for table in found.tables if "leeg gelaten" in table[0])
        assert "dubbel" in table[0]
        numbers = [[int(cell.replace(".", "")) for cell in line[1:7]] for line in table[1:]]
        assert all(sum(line[:5]) == line[5] for line in numbers)
    page = Reader((tmp_path / "publiek/site/gegevens.html").read_text(encoding="utf-8"))
    assert dict(table_of(page, "wat", "aantal")[1:])["antwoorden die daarom niet zijn meegeteld"] == "12"
    assert "tellen samen één keer" in text_of(page)


def test_there_is_no_column_of_double_answers_where_every_respondent_counts(page: Reader) -> None:
    assert not [table for table in page.tables if "dubbel" in table[0]]
    assert "Elke deelnemer telt mee" in text_of(page)


def test_every_table_has_a_caption_and_every_head_a_scope(edition: Any, page: Reader) -> None:
    source = edition.page("gegevens.html")
    assert source.count("<caption>") == len(page.tables)
    assert re.findall(r"<th(?=[ >])(?![^>]*scope=)[^>]*>", source) == []


def test_the_menu_leads_to_it_from_every_page(edition: Any) -> None:
    for path in edition.pages:
        assert ">Gegevens</a>" in path.read_text(encoding="utf-8"), path.name


def test_no_example_of_a_fate_stands_on_the_page(edition: Any, planted: Any) -> None:
    source = edition.page("gegevens.html")
    assert not [word for word in (planted.aside, planted.team, planted.ruling, planted.secret) if word in source]


def test_an_edition_without_any_answer_has_the_page(make: Callable[..., EditionContent], tmp_path: Path) -> None:
    content = make(per_wave=40)
    ledger = content.tables["ledger"].assign(fate="not_asked", reason="niet gesteld")
    nothing = {name: content.tables[name].iloc[:0] for name in ("answers", "set_aside", "segments", "codings")}
    for column in ("redacted", "duplicate_group", "overruled", "marks"):
        ledger[column] = ledger[column].mask(ledger[column].notna())
    themes = {name: content.tables[name].iloc[:0] for name in ("themes", "prevalence", "contrasts")}
    publish(_with(content, ledger=ledger, **nothing, **themes), tmp_path)
    text = text_of(Reader((tmp_path / "publiek/site/gegevens.html").read_text(encoding="utf-8")))
    assert "In geen van de 0 antwoorden met tekst is iets weggelakt." in text


def _with(content: EditionContent, study: Any = None, **tables: Any) -> EditionContent:
    return EditionContent(
        study=study or content.study,
        edition_id=content.edition_id,
        concept=content.concept,
        tables={**content.tables, **tables},
        facts=content.facts,
    )
