"""A small codebook that the tests of this room exchange."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
import pytest

from textmining.codebook.exchange import Content, Origin
from textmining.tables import validate

NOON = datetime.datetime(2026, 3, 2, 12, 30, tzinfo=datetime.UTC)
ORIGIN = Origin("mllict", "weg", "17")

TEXTS = {
    "a1": "Te weinig tijd.\nEn geld ook niet 😀 genoeg.",
    "a2": "De wifi valt uit",
    "a3": "Rooster & <druk>",
    "a4": "?",
}


def theme_rows(*changes: dict[str, Any]) -> pd.DataFrame:
    """Themes "tijd" with two sub-themes, "geld" and "wifi"; each dict changes the row of its theme_id, or is new."""
    rows: dict[str, dict[str, Any]] = {
        name: {
            "theme_id": name,
            "parent_id": "tijd" if name in {"rooster", "druk"} else None,
            "question": "weg",
            "label": name.capitalize(),
            "definition": None,
            "words": f"{name}, enzovoort",
            "status": "proposed",
            "n_answers": 3,
            "n_respondents": 3,
            "include": (),
            "exclude": (),
        }
        for name in ("tijd", "rooster", "druk", "geld", "wifi")
    }
    rows["geld"] |= {"definition": "Te weinig budget.", "include": ("geen geld", "duur"), "exclude": ("tijd is geld",)}
    rows["wifi"]["status"] = "accepted"
    for change in changes:
        rows[change["theme_id"]] = {**rows.get(change["theme_id"], rows["tijd"]), **change}
    return pd.DataFrame(list(rows.values()))


def answer_rows(texts: dict[str, str] | None = None) -> pd.DataFrame:
    texts = TEXTS if texts is None else texts
    rows = [
        {"answer_id": a, "respondent_id": f"r{a}", "wave": "2022", "question": "weg", "text": t, "language": "nl"}
        for a, t in texts.items()
    ]
    return pd.DataFrame(rows, columns=["answer_id", "respondent_id", "wave", "question", "text", "language"]).assign(
        n_segments=1
    )


def segment_rows() -> pd.DataFrame:
    places = [("a1.1", "a1", 0, 15), ("a1.2", "a1", 16, 42), ("a2.1", "a2", 0, 16), ("a3.1", "a3", 0, 7)]
    return pd.DataFrame(
        [(s, a, b, e, TEXTS[a][b:e]) for s, a, b, e in places],
        columns=["segment_id", "answer_id", "start", "end", "text"],
    )


def coding_rows() -> pd.DataFrame:
    rows = [
        ("a1", "a1.1", "druk", "model", None, 0.8123456789012345, "3", None),
        ("a1", "a1.2", "geld", "model", None, 0.25, "3", None),
        ("a2", "a2.1", "wifi", "coder", None, 1.0, "3", None),
        ("a3", None, "rooster", "coder", "anna", 1.0, "3", 0.125),
        ("a3", None, "geld", "coder", "anna", 1.0, "3", 0.125),
        ("a3", "a3.1", "rooster", "rule", None, 1.0, "0", None),
    ]
    columns = ["answer_id", "segment_id", "theme_id", "source", "coder", "confidence", "codebook_version"]
    return validate("codings", pd.DataFrame(rows, columns=[*columns, "inclusion_probability"]))


@pytest.fixture
def content() -> Content:
    return Content(theme_rows(), answer_rows(), coding_rows())
