"""The picture for slides."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET

import pandas as pd

from textmining.publishing import EditionContent
from textmining.publishing.map import MapTheme, QuestionMap, picture_png, research_maps
from textmining.publishing.map.picture import picture_svg


def _map(label: str, points: int = 40) -> QuestionMap:
    frame = pd.DataFrame(
        {"theme": [0, 1] * (points // 2), "x": range(points), "y": [i * i % 17 for i in range(points)]}
    )
    themes = (MapTheme(label, "woord", 20, 20), MapTheme("Overig", "", 20, 20, other=True))
    return QuestionMap("vraag-a", "Wat staat u in de weg?", themes, frame)


def test_it_is_a_png_of_1920_by_1080_and_the_same_each_time() -> None:
    picture = picture_png(_map("Tijd"), "Monitor", "Editie 1")
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (1920, 1080)
    assert picture == picture_png(_map("Tijd"), "Monitor", "Editie 1")


def test_it_tells_title_question_themes_and_state_but_does_not_name_other() -> None:
    drawn = picture_svg(_map("Tekort aan tijd"), "Monitor", "Concept. Editie 1")
    texts = ["".join(element.itertext()) for element in ET.fromstring(drawn).iter() if element.tag.endswith("text")]
    assert texts == [
        "Monitor",
        "Wat staat u in de weg?",
        "Tekort aan tijd",
        "1 thema; wat dicht bij elkaar ligt, lijkt op elkaar. Concept. Editie 1",
    ]


def test_names_and_titles_are_no_markup() -> None:
    drawn = picture_svg(_map("<b>&\"'"), "</text><script/>", "&")
    texts = ["".join(element.itertext()) for element in ET.fromstring(drawn).iter() if element.tag.endswith("text")]
    assert texts[0] == "</text><script/>"
    assert "<b>&\"'" in texts


def test_one_point_is_drawn_too() -> None:
    one = QuestionMap(
        "vraag-a", "?", (MapTheme("Tijd", "", 1, 1),), pd.DataFrame({"theme": [0], "x": [0.0], "y": [0.0]})
    )
    assert picture_png(one, "Monitor", "")[:4] == b"\x89PNG"


def test_no_text_of_answers_is_in_it(mapped: EditionContent) -> None:
    for found in research_maps(mapped):
        drawn = picture_svg(found, "Monitor", "")
        assert not any(text in drawn for text in found.points["text"])
