"""The map: points of every theme, names that lead to their pages, and the same in a table."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.review.conftest import Served
from tests.review.finished import reopen
from tests.review.test_versions import book_of, decided, text_of
from textmining.codebook import decisions as d
from textmining.review.drawing import HEIGHT, WIDTH, Maps, draw
from textmining.review.material.places import read_places
from textmining.review.material.watching import load

PAGE = "/vraag/weg/kaart"


def points(path: str) -> set[tuple[int, int]]:
    """The places that a path marks."""
    return {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h0", path)}


def test_places_follow_the_segments_and_are_not_known_of_what_discovery_did_not_look_at(served: Served) -> None:
    book = book_of(served)
    places = read_places(book.material)
    assert places is not None
    assert places.shape == (len(book.material.segments), 2)
    unknown = {segment for segment, place in zip(book.material.segments, places, strict=True) if np.isnan(place[0])}
    assert unknown == {s.id for s in book.material.segments.values() if s.similarity is None}


def test_every_segment_of_a_theme_is_a_point_in_the_frame(served: Served) -> None:
    book = book_of(served)
    places = read_places(book.material)
    assert places is not None
    drawing = draw(book, places)
    assert [one.segments for one in drawing.themes] == sorted((one.segments for one in drawing.themes), reverse=True)
    held = [segment for segment, theme in book.codebook.placement.items() if theme == "t000"]
    shown = next(one for one in drawing.themes if one.theme.id == "t000")
    assert shown.segments == len(held)
    for one in drawing.themes:
        found = points(one.path)
        assert 0 < len(found) <= one.segments
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in found)
    loose = sum(1 for one in book.loose)
    assert drawing.others == loose
    parts = points(drawing.path("t001a")) | points(drawing.path("t001b"))
    assert parts == points(drawing.path("t001"))
    assert drawing.path("none-weg") == drawing.path("bestaat-niet") == ""


def test_map_follows_the_decisions(served: Served) -> None:
    maps, book = Maps(), book_of(served)
    first = maps.of(book)
    assert first is not None
    assert maps.of(book) is first
    decided(served, d.Merge(themes=("t004",), into="t000"), d.Reject(theme="t002"))
    later = maps.of(book_of(served))
    assert later is not None
    assert points(later.path("t000")) == points(first.path("t000")) | points(first.path("t004"))
    assert "t002" not in {one.theme.id for one in later.themes}
    assert later.others > first.others


def test_names_lead_to_pages_and_the_table_tells_the_same(served: Served) -> None:
    decided(served, d.Rename(theme="t000", label="<b>Tijd</b> & druk"))
    page = served.signed_in("lars").get(PAGE).text
    drawing = served.parts.maps.of(book_of(served))
    assert drawing is not None
    assert '<a href="/thema/t000"><text' in page
    assert "&lt;b&gt;Tijd&lt;/b&gt; &amp; druk" in page
    told = text_of(page[page.index("<main") :])
    for one in drawing.themes:
        assert f'<a href="/thema/{one.theme.id}">' in page
    assert f"Thema 4{next(one.segments for one in drawing.themes if one.theme.id == 't003')}" in told
    assert 'class="map"' in page
    assert "style=" not in page  # the policy forbids it


@pytest.mark.parametrize("theme", ["t000", "t001a"])
def test_one_theme_is_in_colour(served: Served, theme: str) -> None:
    page = served.signed_in("lars").get(f"{PAGE}?thema={theme}").text
    assert 'class="map one"' in page
    chosen = re.search(r'class="chosen" d="([^"]+)"', page)
    drawing = served.parts.maps.of(book_of(served))
    assert chosen is not None
    assert drawing is not None
    assert chosen[1] == drawing.path(theme)
    assert "In kleur:" in page


def test_merged_theme_shows_the_other_and_one_without_points_or_unknown_says_so(served: Served) -> None:
    decided(served, d.Merge(themes=("t004",), into="t000"))
    client = served.signed_in("lars")
    assert 'In kleur: <a href="/thema/t000">' in client.get(f"{PAGE}?thema=t004").text
    assert "heeft geen punten op de kaart" in client.get(f"{PAGE}?thema=none-weg").text
    for nonsense in ("bestaat-niet", "'\"<", ""):
        page = client.get(PAGE, params={"thema": nonsense})
        assert page.status_code == 200
        assert 'class="map"' in page.text


def test_question_without_points_has_an_empty_map_and_results_without_a_map_say_so(
    served: Served, finished: Path, tmp_path: Path
) -> None:
    assert served.signed_in("lars").get("/vraag/wens/kaart").status_code == 200
    book = book_of(served)
    without = replace(book, material=replace(book.material, folders={}))
    assert Maps().of(without) is None
    copy = tmp_path / "copy"
    shutil.copytree(finished.parent, copy)
    study = load(reopen(copy / "study.toml"))
    assert study is not None
    material = study.codebooks["weg"]
    assert read_places(material) is not None
    shutil.rmtree(copy / ".textmining")
    assert read_places(material) is None
