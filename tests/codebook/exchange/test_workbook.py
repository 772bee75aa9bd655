from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.codebook.exchange.conftest import NOON, ORIGIN, answer_rows, coding_rows, theme_rows
from textmining.codebook.exchange import Content, Origin, open_workbook, read_changes, write_workbook
from textmining.codebook.exchange.layout import STATUS
from textmining.errors import UsageError


def written(content: Content) -> bytes:
    return write_workbook("Klein onderzoek", ORIGIN, content, at=NOON)


def test_an_unedited_workbook_has_no_changes(content: Content) -> None:
    opened = open_workbook(written(content), "c.xlsx")
    assert opened.origin == ORIGIN
    edits = read_changes(opened, ORIGIN, content)
    assert (edits.changes, edits.unread) == ((), ())


def test_the_same_content_gives_the_same_bytes(content: Content) -> None:
    assert written(content) == written(content)


def test_saved_again_by_another_program_it_still_has_no_changes(content: Content) -> None:
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(written(content))).save(saved)
    edits = read_changes(open_workbook(saved.getvalue(), "c.xlsx"), ORIGIN, content)
    assert (edits.changes, edits.unread) == ((), ())


def test_the_sheets_are_dutch_frozen_filtered_and_checked(content: Content) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(content)))
    assert book.sheetnames == ["Leesmij", "Codeboek", "Coderingen", "_herkomst"]
    assert book["_herkomst"].sheet_state == "hidden"
    codes, themes = book["Coderingen"], book["Codeboek"]
    assert codes.freeze_panes == "C3"
    assert codes.row_dimensions[1].hidden
    assert codes.auto_filter.ref == "A2:G6"
    assert [cell.value for cell in codes[2]] == [
        "antwoord-id", "tekst", "Tijd", "Tijd › Rooster", "Tijd › Druk", "Geld", "Wifi"
    ]  # fmt: skip
    # a sub-theme speaks for its main theme; an answer without any coding is empty
    assert [[cell.value for cell in row[2:]] for row in codes["A3:G6"]] == [
        [None, 0, 1, 1, 0], [0, 0, 0, 0, 1], [None, 1, 0, 1, 0], [None] * 5
    ]  # fmt: skip
    lists = {check.formula1 for check in themes.data_validations.dataValidation if check.type == "list"}
    assert lists == {f'"{",".join(STATUS.values())}"'}
    assert [check.formula1 for check in codes.data_validations.dataValidation] == ['"1,0"']


def test_a_text_never_becomes_a_formula_or_a_link() -> None:
    texts = {"a1": "=HYPERLINK(1)", "a2": "http://x.nl", "a3": "+1", "a4": "@x"}
    themes = theme_rows({"theme_id": "geld", "label": "=1+1", "definition": "{=2}"})
    with zipfile.ZipFile(io.BytesIO(written(Content(themes, answer_rows(texts), coding_rows())))) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)


nasty = st.text(max_size=40) | st.sampled_from(
    ["=1+1", "+x", "-x", "@x", "a\r\nb", "\x00", "_x000D_", "<r>x</r>", '"a";\'b', "😀" * 20_000,
     "x" * 33_000, "\ufeffx", "\u2028", " ", "1", "0", "#N/B", "TRUE", "&amp;<![CDATA[", "\ufffe"]
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(nasty, min_size=6, max_size=6), st.lists(nasty, min_size=3, max_size=3))
def test_nothing_changes_on_the_way_out_and_back_whatever_the_texts(words: list[str], texts: list[str]) -> None:
    changed = [
        {"theme_id": "geld", "label": words[0], "definition": words[1], "include": (words[2], words[3])},
        {"theme_id": "druk", "label": words[4], "words": words[5], "exclude": (words[0],), "status": "rejected"},
    ]
    content = Content(theme_rows(*changed), answer_rows(dict(zip("abc", texts, strict=True))), coding_rows())
    edits = read_changes(open_workbook(written(content), "c.xlsx"), ORIGIN, content)
    assert (edits.changes, edits.unread) == ((), ())


def test_a_codebook_without_themes_or_answers_can_be_written_and_read() -> None:
    content = Content(theme_rows().iloc[:0], answer_rows({}), coding_rows().iloc[:0])
    edits = read_changes(open_workbook(written(content), "c.xlsx"), ORIGIN, content)
    assert (edits.changes, edits.unread) == ((), ())


def test_too_many_answers_for_a_sheet_are_refused(content: Content) -> None:
    many = pd.DataFrame({"answer_id": [str(n) for n in range(190_001)], "text": "x"})
    with pytest.raises(UsageError, match="passen niet op één blad"):
        written(Content(content.themes, many, content.codings))


def test_a_workbook_of_another_study_codebook_or_moment_is_refused(content: Content) -> None:
    opened = open_workbook(written(content), "c.xlsx")
    with pytest.raises(UsageError, match="is van onderzoek 'mllict', codeboek 'weg', niet van"):
        read_changes(opened, Origin("anders", "weg", "17"), content)
    with pytest.raises(UsageError, match="is gemaakt van stand 17"):
        read_changes(opened, Origin("mllict", "weg", "18"), content)
    since = Content(theme_rows({"theme_id": "geld", "label": "Budget"}), content.answers, content.codings)
    with pytest.raises(UsageError, match="is gemaakt van stand 17"):
        read_changes(opened, ORIGIN, since)


def test_the_fingerprint_is_other_as_soon_as_anything_is(content: Content) -> None:
    others = [
        Content(theme_rows({"theme_id": "geld", "status": "accepted"}), content.answers, content.codings),
        Content(content.themes, content.answers.assign(text="x"), content.codings),
        Content(content.themes, content.answers, content.codings.iloc[1:]),
    ]
    marks = {made.fingerprint(ORIGIN) for made in (content, *others)} | {
        content.fingerprint(Origin("mllict", "weg", "18"))
    }
    assert len(marks) == 5
    again = Content(content.themes, content.answers, content.codings.sample(frac=1, random_state=1))
    assert again.fingerprint(ORIGIN) == content.fingerprint(ORIGIN)


def test_the_moment_of_the_tables_is_told(content: Content) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(content)))
    assert book["Leesmij"]["A2"].value == "Codeboek weg, stand 17 van 02-03-2026 12:30 (UTC)."
    assert book.properties.created == datetime.datetime(2026, 3, 2, 12, 30)
