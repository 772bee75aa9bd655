"""Pages with maps: one for each question, and one that leads to them. They serve both the site and onderzoek/."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from textmining.publishing.dutch import decimal, whole
from textmining.publishing.map.marks import OTHER_COLOUR, OUTLINES, mark_of
from textmining.publishing.map.points import QuestionMap
from textmining.publishing.site.page import Page

__all__ = ["FOLDER", "map_pages"]

FOLDER = "kaart"


def map_pages(maps: Sequence[QuestionMap], *, research: bool) -> Iterator[Page]:
    """A page for each map, after a page with all of them; no page where there are no maps."""
    if not maps:
        return
    listed = [(found.question, f"{found.file}.html", f"{found.file}.png") for found in maps]
    folder = "" if research else f"{FOLDER}/"
    yield Page(f"{folder}index.html", "kaarten.html", "Kaart", {"maps": listed, "research": research})
    for found in maps:
        title, context = f"Kaart: {found.question}", _context(found, research=research)
        yield Page(f"{folder}{found.file}.html", "kaart.html", title, context)


def _context(found: QuestionMap, *, research: bool) -> dict[str, Any]:
    rows = []
    for place, theme in enumerate(found.themes):
        colour, shape = (OTHER_COLOUR, "circle") if theme.other else mark_of(place)
        count = theme.segments if research else theme.answers
        rows.append(
            {
                "label": theme.label,
                "words": theme.words,
                "count": "–" if count is None else whole(count),
                "answers": "–" if theme.answers is None else whole(theme.answers),
                "colour": colour,
                "shape": shape,
                "outline": f"M0 0{OUTLINES[shape]}",
            }
        )
    return {
        "question": found.question,
        "picture": f"{found.file}.png",
        "rows": rows,
        "left_out": found.left_out,
        "research": research,
        "drawn": {
            "research": research,
            "themes": [
                {"name": row["label"], "words": row["words"], "colour": row["colour"], "shape": row["shape"]}
                | {"other": theme.other}
                | _of_theme(found.points[found.points["theme"] == place], research=research)
                for place, (row, theme) in enumerate(zip(rows, found.themes, strict=True))
            ],
        },
    }


def _of_theme(points: pd.DataFrame, *, research: bool) -> dict[str, list[Any]]:
    places = {"x": points["x"].tolist(), "y": points["y"].tolist()}
    if not research:
        return places
    likeness = ["" if pd.isna(value) else decimal(value, 2) for value in points["similarity"]]
    return {**places, "text": points["text"].tolist(), "sub": points["sub"].tolist(), "similarity": likeness}
