from __future__ import annotations

import csv
import io

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.codebook.exchange.conftest import coding_rows, theme_rows
from textmining.codebook.exchange import codings_csv, themes_csv


def read(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_codings_have_the_label_of_their_theme_and_decimal_commas() -> None:
    rows = read(codings_csv(coding_rows(), theme_rows()))
    assert len(rows) == 6
    assert [rows[1][name] for name in ("answer_id", "theme_id", "label", "confidence")] == [
        "a1",
        "geld",
        "Geld",
        "0,25",
    ]
    assert rows[0]["inclusion_probability"] == ""


def test_themes_are_one_line_each_whatever_is_in_them() -> None:
    rows = read(themes_csv(theme_rows({"theme_id": "geld", "label": "=cmd()", "definition": 'a;"b"\r\nc\x00'})))
    geld = next(row for row in rows if row["theme_id"] == "geld")
    assert geld["label"] == "'=cmd()"
    assert geld["definition"] == 'a;"b"\nc\ufffd'


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1))
def test_no_text_breaks_the_lines_or_begins_as_a_formula(text: str) -> None:
    rows = read(themes_csv(theme_rows({"theme_id": "geld", "label": text})))
    assert [row["theme_id"] for row in rows] == ["tijd", "rooster", "druk", "geld", "wifi"]
    assert rows[3]["label"].lstrip()[:1] not in tuple("=+-@")


def test_no_codings_give_a_header_only() -> None:
    empty = coding_rows().iloc[:0]
    assert read(codings_csv(empty, theme_rows())) == []
    assert isinstance(empty, pd.DataFrame)
