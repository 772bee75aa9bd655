"""Pages with maps as they lie on disk."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.publishing.site.reader import Reader
from textmining.publishing import EditionContent

PAGES = ("vraag-motivatie.html", "vraag-belemmering.html", "vraag-praktijk.html")


def _drawn(path: Path) -> dict[str, Any]:
    source = path.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="kaart-gegevens">(.*?)</script>', source, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_an_edition_without_a_layout_has_no_map_and_no_entry_in_the_menu(edition: Any) -> None:
    assert not (edition.site / "kaart").exists()
    assert not (edition.folder / "onderzoek" / "kaart").exists()
    assert "kaart" not in edition.page("index.html").lower()


def test_both_forms_hold_a_page_and_a_picture_for_each_question(map_edition: Any) -> None:
    for folder in (map_edition.public, map_edition.research):
        for page in PAGES:
            assert (folder / page).is_file()
            assert (folder / page).with_suffix(".png").read_bytes()[:4] == b"\x89PNG"


def test_the_menu_of_the_site_leads_to_the_map(map_edition: Any) -> None:
    source = (map_edition.public.parent / "index.html").read_text(encoding="utf-8")
    assert '<a href="kaart/index.html">Kaart</a>' in source


def test_research_maps_are_for_their_owner_only(map_edition: Any) -> None:
    assert stat.S_IMODE(map_edition.research.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in map_edition.research.iterdir()} == {0o600}


@pytest.mark.parametrize("form", ["public", "research"])
def test_every_link_leads_to_a_file_of_the_same_part(map_edition: Any, form: str) -> None:
    folder = getattr(map_edition, form)
    part = folder.parent if form == "public" else folder
    for path in folder.glob("*.html"):
        page = Reader(path.read_text(encoding="utf-8"))
        for link in page.links:
            if not link.startswith(("data:", "#")):
                target = (folder / link.partition("#")[0]).resolve()
                assert target.is_file(), (path.name, link)
                assert target.is_relative_to(part.resolve()), (path.name, link)
        assert len(set(page.ids)) == len(page.ids)
        assert page.headings[0] == 1


def test_no_answer_and_no_id_is_in_the_public_map(map_edition: Any, mapped: EditionContent) -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in map_edition.public.glob("*.html"))
    answers, segments = mapped.tables["answers"], mapped.tables["segments"]
    for secret in (*answers["text"], *segments["text"], *answers["answer_id"], *segments["segment_id"]):
        assert secret not in sources


def test_public_data_hold_places_and_what_the_table_says_of_themes(map_edition: Any) -> None:
    for page in PAGES:
        themes = _drawn(map_edition.public / page)["themes"]
        assert {key for theme in themes for key in theme} == {"name", "words", "colour", "shape", "other", "x", "y"}
        assert all(isinstance(value, int) for theme in themes for key in "xy" for value in theme[key])


def test_research_data_hold_the_redacted_text_of_each_point(map_edition: Any, mapped: EditionContent) -> None:
    texts = [t for page in PAGES for theme in _drawn(map_edition.research / page)["themes"] for t in theme["text"]]
    assert sorted(texts) == sorted(mapped.tables["segments"]["text"])


def test_an_answer_cannot_end_the_script_it_stands_in(map_edition: Any, markup: str) -> None:
    sources = "".join((map_edition.research / page).read_text(encoding="utf-8") for page in PAGES)
    assert "alert(1)" in sources
    assert markup not in sources
    assert "</script><script>alert" not in sources


def test_the_table_names_every_theme_on_the_map_in_the_same_order(map_edition: Any) -> None:
    for page in PAGES:
        source = (map_edition.public / page).read_text(encoding="utf-8")
        names = re.findall(r'<span class="theme-name">(.*?)</span>', source)
        assert [Reader(name).text[0] for name in names] == [
            theme["name"] for theme in _drawn(map_edition.public / page)["themes"]
        ]
