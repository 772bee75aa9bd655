"""What pages tell of main themes, sub-themes, and how far themes can be trusted."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.publishing.site.reader import Reader
from textmining.publishing import EditionContent, publish
from textmining.publishing.dutch import percent

WARNING = "niet stabiel: pas te gebruiken na beoordeling"


def _text(source: str) -> str:
    return " ".join("".join(Reader(source).text).split())


def _charts(source: str) -> list[list[tuple[str, bool]]]:
    """Names of the rows of each figure, and whether they are moved in."""
    rows = re.compile(r'<div class="row( sub)?"><div class="name">(?:<a [^>]*>)?([^<]*)')
    return [[(name, bool(sub)) for sub, name in rows.findall(part)] for part in source.split("<figure")[1:]]


@pytest.fixture(scope="module")
def shares(edition: Any) -> pd.Series:
    rows = edition.table("prevalence").query("grouping == 'all' and wave == '2022' and denominator == 'answered'")
    return rows.set_index("theme_id")["estimate"]


def test_the_list_has_sub_themes_moved_in_below_their_main_theme(edition: Any, shares: pd.Series) -> None:
    rows = _charts(edition.page("themas/index.html"))[0]
    names = [name for name, _ in rows]
    main = names.index("Tijd voor collega en student van les")
    assert rows[main + 1 : main + 3] == [("Werkdruk en rooster", True), ("Werkdruk en wifi", True)]
    assert sum(sub for _, sub in rows) == 2
    assert shares["t900"] > shares["t901"]


def test_a_sub_theme_is_ranked_neither_on_the_overview_nor_with_a_group(edition: Any, shares: pd.Series) -> None:
    assert shares["t900"] > shares[["t003", "t006", "t009"]].max()  # it would be the second of its question
    for page in ("index.html", "groepen/indeling-domein--domein-1.html"):
        names = [name for chart in _charts(edition.page(page)) for name, _ in chart]
        assert "Tijd voor collega en student van les" in names
        assert not [name for name in names if name.startswith("Werkdruk")]
    matrix = Reader(edition.page("groepen/indeling-domein.html")).tables[0]
    assert not [line for line in matrix if line[0].startswith("Werkdruk")]


def test_themes_are_counted_without_sub_themes_on_the_overview(edition: Any) -> None:
    source = edition.page("index.html")
    assert "<dt>thema’s</dt><dd>10</dd>" in source
    assert "Alle 4 thema’s bij deze vraag" in source


def test_a_main_theme_leads_to_its_sub_themes_and_back(edition: Any, shares: pd.Series) -> None:
    main, sub = (Reader(edition.page(f"themas/{theme}.html")) for theme in ("t000", "t900"))
    assert {"t900.html", "t901.html"} <= set(main.links)
    assert "t902.html" not in main.links
    assert "t000.html" in sub.links
    table = next(table for table in main.tables if table[0][0] == "subthema")
    assert [line[:2] for line in table[1:]] == [
        ["Werkdruk en rooster", percent(shares["t900"])],
        ["Werkdruk en wifi", percent(shares["t901"])],
    ]


def test_the_neighbours_of_a_theme_are_of_its_own_level(edition: Any) -> None:
    near = {theme: edition.page(f"themas/{theme}.html").split('class="near"')[1] for theme in ("t000", "t900", "t901")}
    assert "t900.html" not in near["t000"]
    assert re.findall(r'href="(.+?)"', near["t900"])[0] == "t901.html"
    assert re.findall(r'href="(.+?)"', near["t901"])[0] == "t900.html"


def test_a_sub_theme_of_a_rejected_theme_is_a_main_theme(content: EditionContent, tmp_path: Path) -> None:
    themes = content.tables["themes"]
    rejected = themes["theme_id"] == "t000"
    tables = {
        **content.tables,
        "themes": themes.assign(status=themes["status"].mask(rejected, "rejected")),
        "prevalence": content.tables["prevalence"].query("theme_id != 't000'"),
        "contrasts": content.tables["contrasts"].query("theme_id != 't000'"),
    }
    publish(dataclasses.replace(content, tables=tables), tmp_path)
    rows = _charts((tmp_path / "publiek/site/themas/index.html").read_text(encoding="utf-8"))[0]
    assert ("Werkdruk en rooster", False) in rows
    names = [name for chart in _charts((tmp_path / "publiek/site/index.html").read_text()) for name, _ in chart]
    assert names[0] == "Werkdruk en rooster"


def test_a_theme_that_is_not_stable_says_so_first_with_its_verdict(edition: Any) -> None:
    text = _text(edition.page("themas/t000.html"))
    assert f"{WARNING.capitalize()}. Het oordeel over de stabiliteit is twijfelachtig (0,62)." in text
    assert text.index("Niet stabiel") < text.index("Van wie antwoordde")
    assert "Stabiliteit van dit thema: 0,62, twijfelachtig" in text


def test_a_stable_theme_says_that_it_is(edition: Any) -> None:
    text = _text(edition.page("themas/t003.html"))
    assert "Niet stabiel" not in text
    assert "Stabiliteit van dit thema: 0,91, zeer stabiel" in text


def test_a_theme_without_a_verdict_tells_none(edition: Any) -> None:
    text = _text(edition.page("themas/t007.html"))
    assert "Niet stabiel" not in text
    assert "nan" not in text.lower().split()


def test_the_mark_stands_in_every_list_of_themes_at_those_that_are_not_stable(edition: Any) -> None:
    marked = re.compile(r'>([^<]*)</a> <span class="tag">niet stabiel</span>')
    assert set(marked.findall(edition.page("themas/index.html"))) == {
        *("Tijd voor collega en student van les", "Werkdruk en rooster"),
        "Student, digitaal",
    }
    assert set(marked.findall(edition.page("index.html"))) == {
        "Tijd voor collega en student van les",
        "Student, digitaal",
    }
    assert WARNING.removeprefix("niet stabiel: ") in _text(edition.page("themas/index.html"))


def test_an_accepted_theme_has_no_warning_but_keeps_its_verdict(content: EditionContent, tmp_path: Path) -> None:
    tables = {**content.tables, "themes": content.tables["themes"].assign(status="accepted")}
    publish(dataclasses.replace(content, tables=tables), tmp_path)
    text = _text((tmp_path / "publiek/site/themas/t000.html").read_text(encoding="utf-8"))
    assert "Niet stabiel" not in text
    assert "0,62, twijfelachtig" in text


def test_origin_and_marks_stand_on_the_page_in_dutch(edition: Any) -> None:
    assert "vooraf verwacht" in _text(edition.page("themas/t004.html"))
    assert "gevonden in de antwoorden" in _text(edition.page("themas/t003.html"))
    one = _text(edition.page("themas/t001.html"))
    assert "één woord" in one
    assert "overgenomen tekst" in one
    assert "één" not in _text(edition.page("themas/t003.html")).split("Kenmerkende")[0]


def test_that_a_theme_is_of_one_institution_or_team_is_told_to_researchers_only(edition: Any) -> None:
    assert edition.table("themes", "onderzoek").set_index("theme_id").at["t008", "marks"] == "one_institution;one_team"
    assert pd.isna(edition.table("themes").set_index("theme_id").at["t008", "marks"])
    for page in ("themas/t008.html", "themas/index.html"):
        assert not any(word in _text(edition.page(page)) for word in ("één instelling", "één team"))


def test_the_list_tells_description_origin_stability_and_verdict(edition: Any) -> None:
    table = next(t for t in Reader(edition.page("themas/index.html")).tables if "oordeel" in t[0])
    assert table[0] == ["thema", "omschrijving", "herkomst", "stabiliteit", "oordeel", "kenmerken"]
    line = next(line for line in table if line[0].startswith("Tijd voor"))
    assert line[1:4] == ["Deelnemers noemen vooral ‘scholing’ en ‘de les’; ook ‘werkdruk’.", "gevonden", "0,62"]
    assert line[4] == f"twijfelachtig {WARNING}"
    assert all(cells[1] == "" for cells in table[1:] if cells is not line)


def test_a_description_stands_on_the_page_where_it_may_and_nowhere_else(edition: Any) -> None:
    assert "Deelnemers noemen vooral ‘scholing’ en ‘de les’" in _text(edition.page("themas/t000.html"))
    assert "Deelnemers noemen" not in _text(edition.page("themas/t003.html"))


# --- the page that accounts for everything ------------------------------------------------------------------------


def _tables(edition: Any) -> dict[str, list[list[str]]]:
    return {table[0][1]: table for table in Reader(edition.page("verantwoording.html")).tables if len(table[0]) > 1}


def test_measures_stand_by_question_in_dutch_numbers(edition: Any) -> None:
    table = _tables(edition)["hoofdthema’s"]
    assert table[2][1:] == ["4", "2", "6%", "13%", "−0,55", "94%", "0,76"]
    assert table[3][5] == "–"  # a measure that could not be had


def test_verdicts_are_counted_by_question_and_explained(edition: Any) -> None:
    table = _tables(edition)["zeer stabiel"]
    assert table[0][1:] == ["zeer stabiel", "stabiel", "twijfelachtig", "instabiel"]
    assert table[1][1:] == ["1", "2", "1", "0"]
    text = _text(edition.page("verantwoording.html"))
    for expected in ("Hennig, 2007", "0,85 of meer", "vanaf 0,75", "0,60 tot 0,75", "onder 0,60"):
        assert expected in text


def test_what_is_new_stands_by_wave(edition: Any) -> None:
    table = _tables(edition)["2017"]
    assert table[0][1:] == ["2017", "2019", "2022"]
    assert [line[1:] for line in table[1:]] == [["5%", "7%", "9%"]] * 3


def test_expected_themes_are_named_by_the_label_of_the_study(edition: Any) -> None:
    table = _tables(edition)["gevonden"]
    assert table[1:] == [["Wat staat u in de weg?", "Tekort aan zeldzaamheid", "–"]]


def test_older_results_have_a_page_without_measures(make: Callable[..., EditionContent], tmp_path: Path) -> None:
    publish(make(per_wave=60), tmp_path)
    text = _text((tmp_path / "publiek/site/verantwoording.html").read_text(encoding="utf-8"))
    assert "Hoe de thema’s zijn gemaakt" in text
    assert "Hoe goed de thema’s zijn" not in text
