"""The pages as they lie on disk."""

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
def read(edition: Any) -> dict[str, Reader]:
    return {path.relative_to(edition.site).as_posix(): Reader(edition.page(path)) for path in edition.pages}


def test_the_first_page_says_doctype_language_and_width(edition: Any) -> None:
    source = edition.page("index.html")
    assert source.startswith("<!doctype html>")
    assert '<html lang="nl">' in source
    assert 'name="viewport"' in source


def test_every_page_is_well_formed_and_no_id_occurs_twice(read: dict[str, Reader]) -> None:
    assert len(read) > 20
    for page in read.values():
        assert len(set(page.ids)) == len(page.ids)


def test_headings_start_at_one_and_skip_no_level(read: dict[str, Reader]) -> None:
    for name, page in read.items():
        assert page.headings[0] == 1, name
        assert page.headings.count(1) == 1, name
        assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False)), name


def test_every_link_leads_to_a_file_of_publiek_or_a_place_on_the_page(edition: Any, read: dict[str, Reader]) -> None:
    for name, page in read.items():
        for link in page.links:
            if link.startswith("data:"):
                continue
            assert not re.match(r"[a-z]+:|//|/", link), (name, link)
            path, _, place = link.partition("#")
            target = (edition.site / name).parent / path if path else edition.site / name
            assert target.resolve().is_relative_to(edition.folder / "publiek"), (name, link)
            assert target.is_file(), (name, link)
            if place:
                assert place in read[target.resolve().relative_to(edition.site.resolve()).as_posix()].ids, (name, link)


def test_every_page_can_be_reached_from_the_first(edition: Any, read: dict[str, Reader]) -> None:
    seen, todo = set(), ["index.html"]
    while todo:
        name = todo.pop()
        if name in seen or name not in read:
            continue
        seen.add(name)
        for link in read[name].links:
            target = ((edition.site / name).parent / link.partition("#")[0]).resolve()
            if target.suffix == ".html" and target.is_relative_to(edition.site.resolve()):
                todo.append(target.relative_to(edition.site.resolve()).as_posix())
    assert seen == set(read)


def test_each_theme_has_a_page_with_its_label_words_share_and_interval(edition: Any) -> None:
    themes = edition.table("themes")
    shares = edition.table("prevalence").query("grouping == 'all' and wave == '2022' and denominator == 'answered'")
    for theme in themes.to_dict("records"):
        text = " ".join("".join(Reader(edition.page(f"themas/{theme['theme_id']}.html")).text).split())
        row = shares[shares["theme_id"] == theme["theme_id"]].iloc[0]
        assert theme["label"].lower() in text.lower()
        assert all(word in text for word in theme["words"].split(", "))
        assert f"noemt {percent(row['estimate'])} dit thema" in text
        assert f"(95%-interval: {percent(row['low'])} tot {percent(row['high'])})" in text
        assert f"{whole(int(row['n']))} deelnemers antwoordden" in text


def test_numbers_under_a_figure_are_those_of_the_table_group_by_group(edition: Any) -> None:
    rows = edition.table("prevalence").query(
        "theme_id == 't003' and wave == '2022' and denominator == 'answered' and grouping == 'domein'"
    )
    table = next(t for t in Reader(edition.page("themas/t003.html")).tables if t[1][0].startswith("Domein"))
    assert [line[0].lower() for line in table[1:]] == [f"domein {i}" for i in range(1, 6)] + ["entree", "piepklein"]
    for line in table[1:]:
        row = rows[rows["group"] == line[0].lower()].iloc[0]
        if row["suppressed"]:
            assert line[1:] == ["–", "–", "–", "te weinig deelnemers"]
        else:
            assert line[1:4] == [
                percent(row["estimate"]),
                f"{percent(row['low'])} tot {percent(row['high'])}",
                whole(int(row["n"])),
            ]


def test_what_is_too_uncertain_is_not_printed_and_says_so(edition: Any) -> None:
    rows = edition.table("prevalence").query(
        "theme_id == 't003' and wave == '2022' and denominator == 'answered' and group == 'vakschool'"
    )
    assert rows["flag"].tolist() == ["few"]
    table = next(t for t in Reader(edition.page("themas/t003.html")).tables if t[1][0] == "Roc")
    line = next(line for line in table if line[0] == "Vakschool")
    assert line[1:3] == ["–", "–"]
    assert line[4] == "te onzeker: weinig antwoorden"


def test_a_group_below_the_minimum_has_a_page_without_a_number_of_its_own(edition: Any) -> None:
    page = Reader(edition.page("groepen/indeling-domein--piepklein.html"))
    cells = [cell for table in page.tables for line in table[1:] for cell in line[1:]]
    assert cells
    assert not [cell for cell in cells if re.search(r"\d", cell)]


def test_the_reference_wave_comes_first_and_the_others_in_the_development(edition: Any) -> None:
    source = edition.page("themas/t003.html")
    assert "Meting 2022" in source
    assert re.search(r"<desc>2017: \d+%; 2019: \d+%; 2022: \d+%</desc>", source)


def test_main_themes_stand_beside_closed_results_on_the_overview(edition: Any) -> None:
    text = "".join(Reader(edition.page("index.html")).text)
    for expected in (
        "Visie op ict",
        "Sprak met een iCoach",
        "Tevreden over de voorzieningen",
        "Wat staat u in de weg?",
    ):
        assert expected in text
    assert re.search(r"\d+% van de \d+ deelnemers aan wie dit is gevraagd gaf inhoudelijk antwoord", text)


def test_the_short_accounting_adds_up_and_leads_to_the_long_one(edition: Any, content: EditionContent) -> None:
    page = Reader(edition.page("verantwoording.html"))
    table = next(table for table in page.tables if "geen inhoud" in table[0])
    assert table[0] == [
        *("vraag", "inhoudelijk antwoord", "niet gevraagd", "leeg gelaten", "geen inhoud"),
        *("totaal", "inhoudelijk, van gevraagd"),
    ]
    numbers = [[int(cell.replace(".", "")) for cell in line[1:6]] for line in table[1:]]
    assert all(sum(line[:4]) == line[4] for line in numbers)
    assert sum(line[4] for line in numbers) == len(content.tables["ledger"])
    assert "gegevens.html" in page.links


def test_accountability_says_that_redaction_is_not_perfect(edition: Any, content: EditionContent) -> None:
    text = " ".join("".join(Reader(edition.page("verantwoording.html")).text).split())
    redacted = int(content.tables["ledger"]["redacted"].notna().sum())
    assert f"In {whole(redacted)} van de" in text
    assert "volmaakt is het niet" in text


def test_accountability_names_the_models_and_the_edition(edition: Any) -> None:
    text = "".join(Reader(edition.page("verantwoording.html")).text)
    for expected in ("ingebouwd Nederlands", "USE multilingual v3", "2026-01-05-concept-0a1b2c", "c" * 16, "pandas"):
        assert expected in text


def test_concept_and_synthetic_stand_on_every_page(read: dict[str, Reader]) -> None:
    for name, page in read.items():
        text = "".join(page.text)
        assert "Concept" in text, name
        assert "Synthetische gegevens" in text, name


def test_a_signed_off_edition_of_real_data_says_neither(make: Callable[..., EditionContent], tmp_path: Path) -> None:
    publish(make(concept=False, synthetic=False), tmp_path)
    for path in (tmp_path / "publiek" / "site").rglob("*.html"):
        text = "".join(Reader(path.read_text(encoding="utf-8")).text).lower()
        assert "synthetische" not in text
        assert "niet verspreiden" not in text


def test_names_of_institutions_stand_on_no_page(edition: Any) -> None:
    assert not [path for path in edition.pages if "Instelling 0" in edition.page(path)]


def test_the_site_is_light(edition: Any) -> None:
    assert max(path.stat().st_size for path in edition.pages) < 150_000
