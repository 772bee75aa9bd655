from __future__ import annotations

import contextlib
import io
import random
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.codebook.exchange.conftest import NOON, ORIGIN, answer_rows, coding_rows, theme_rows
from textmining.codebook import decisions as d
from textmining.codebook.exchange import Content, Edits, open_workbook, read_changes, write_workbook
from textmining.codebook.exchange.archive import MAX_UNPACKED
from textmining.errors import UsageError

Edit = Callable[[Any, Any], None]


def edited(content: Content, edit: Edit) -> Edits:
    """The workbook of this content after a coder edited the sheets "Codeboek" and "Coderingen"."""
    book = openpyxl.load_workbook(io.BytesIO(write_workbook("Klein", ORIGIN, content, at=NOON)))
    edit(book["Codeboek"], book["Coderingen"])
    saved = io.BytesIO()
    book.save(saved)
    return read_changes(open_workbook(saved.getvalue(), "c.xlsx"), ORIGIN, content)


def actions(edits: Edits) -> list[Any]:
    return [change.action for change in edits.changes]


def told(edits: Edits) -> str:
    return "\n".join(map(str, edits.unread))


def test_a_new_name_is_a_rename_with_its_place(content: Content) -> None:
    edits = edited(content, lambda book, codes: book.__setitem__("B5", "Budget"))
    (change,) = edits.changes
    assert change.action == d.Rename(theme="geld", label="Budget")
    assert (change.sheet, change.row, change.column) == ("Codeboek", 5, "B")
    assert (change.before, change.after) == ("Geld", "Budget")
    assert not edits.unread


def test_definition_and_examples_are_one_decision_that_keeps_what_was_not_changed(content: Content) -> None:
    def edit(book: Any, codes: Any) -> None:
        book["E5"] = "Budget of uren."
        book["G5"] = "tijd is geld\nrijk"

    assert actions(edited(content, edit)) == [
        d.Define(
            theme="geld",
            definition="Budget of uren.",
            include=("geen geld", "duur"),
            exclude=("tijd is geld", "rijk"),
        )
    ]


def test_a_status_accepts_or_rejects(content: Content) -> None:
    def edit(book: Any, codes: Any) -> None:
        book["D2"], book["D3"], book["D6"] = "vastgesteld", "Afgewezen", "voorgesteld"

    edits = edited(content, edit)
    assert actions(edits) == [d.Accept(theme="tijd"), d.Reject(theme="rooster")]
    assert "Codeboek, rij 6, kolom D: terug naar 'voorgesteld' kan niet." in told(edits)


def test_a_row_without_an_id_is_a_new_theme_that_answers_can_have(content: Content) -> None:
    def edit(book: Any, codes: Any) -> None:
        book["B7"], book["C7"], book["D7"], book["E7"] = "Stagiairs", "Geld", "vastgesteld", "Wie begeleidt."
        codes["H2"], codes["H3"], codes["H4"] = "stagiairs", 1, 0

    edits = edited(content, edit)
    new, define, accept, add = actions(edits)
    assert new == d.NewTheme(theme=new.theme, label="Stagiairs", parent="geld")
    assert define == d.Define(theme=new.theme, definition="Wie begeleidt.")
    assert accept == d.Accept(theme=new.theme)
    assert add == d.AddTheme(answer="a1", theme=new.theme)
    assert not edits.unread
    assert actions(edited(content, edit)) == [new, define, accept, add]  # the same id when it is handed in again


def test_ones_and_zeros_add_and_remove_themes_of_answers(content: Content) -> None:
    def edit(book: Any, codes: Any) -> None:
        codes["G3"], codes["E3"], codes["F6"], codes["D6"] = 1, 0, "x", 0

    assert actions(edited(content, edit)) == [
        d.RemoveTheme(answer="a1", theme="druk"),
        d.AddTheme(answer="a1", theme="wifi"),
        d.AddTheme(answer="a4", theme="geld"),
    ]


def test_an_emptied_cell_is_asked_about_not_taken_for_a_removal(content: Content) -> None:
    edits = edited(content, lambda book, codes: codes.__setitem__("E3", None))
    assert not edits.changes
    assert told(edits) == (
        "Coderingen, rij 3, kolom E: de cel is leeggemaakt. Zet er een 0 in als het antwoord dit niet noemt."
    )


def test_sorted_rows_and_moved_columns_change_nothing(content: Content) -> None:
    def edit(book: Any, codes: Any) -> None:
        rows = [[cell.value for cell in row] for row in codes.iter_rows(min_row=3)]
        for number, row in enumerate(reversed(rows), start=3):
            for place, value in enumerate(row, start=1):
                codes.cell(number, place).value = value
        for row in codes.iter_rows():
            row[2].value, row[5].value = row[5].value, row[2].value

    edits = edited(content, edit)
    assert (edits.changes, edits.unread) == ((), ())


def test_removed_rows_and_columns_change_nothing_and_are_told(content: Content) -> None:
    def edit(book: Any, codes: Any) -> None:
        book.delete_rows(5)
        codes.delete_rows(3)
        codes.delete_cols(7)

    edits = edited(content, edit)
    assert not edits.changes
    assert "1 thema's staan niet meer op het blad (Geld)" in told(edits)
    assert "1 antwoorden staan niet meer op het blad" in told(edits)
    assert "1 thema's hebben geen kolom meer (Wifi)" in told(edits)


def test_without_the_hidden_row_the_headers_tell_the_themes(content: Content) -> None:
    def edit(book: Any, codes: Any) -> None:
        codes.delete_rows(1)
        codes["G2"] = 1

    edits = edited(content, edit)
    assert actions(edits) == [d.AddTheme(answer="a1", theme="wifi")]
    assert not edits.unread


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "message"),
    [
        ("book", "B5", "x" * 121, "Codeboek, rij 5, kolom B: de naam is langer dan 120 tekens."),
        ("book", "B5", None, "Codeboek, rij 5, kolom B: het thema heeft geen naam."),
        ("book", "E5", "x" * 4001, "Codeboek, rij 5, kolom E: de tekst is langer dan 4000 tekens."),
        ("book", "D5", "misschien", "Codeboek, rij 5, kolom D: status 'misschien' is onbekend."),
        ("book", "C5", "Tijd", "Codeboek, rij 5, kolom C: deze kolom is ter informatie."),
        ("book", "A5", "t-onbekend", "Codeboek, rij 5, kolom A: thema-id 't-onbekend' is onbekend."),
        ("book", "A5", "tijd", "Codeboek, rij 5, kolom A: thema-id 'tijd' staat er meer dan eens."),
        ("book", "B8", "geld", "Codeboek, rij 8, kolom B: er is al een thema 'geld'."),
        ("book", "E8", "zonder naam", "Codeboek, rij 8, kolom B: het thema heeft geen naam."),
        ("book", "A1", "id", "Codeboek: de kop met 'thema-id' en 'thema' ontbreekt."),
        ("book", "E1", "omschrijving", "Codeboek, rij 1: kolom 'definitie' ontbreekt."),
        ("codes", "D3", 2, "Coderingen, rij 3, kolom D: '2' is geen 1 of 0."),
        ("codes", "A3", "zz", "Coderingen, rij 3, kolom A: antwoord-id 'zz' is onbekend."),
        ("codes", "A3", "a2", "Coderingen, rij 4, kolom A: antwoord-id 'a2' staat er meer dan eens."),
        ("codes", "A3", None, "Coderingen, rij 3, kolom A: het antwoord-id ontbreekt."),
        ("codes", "B3", "iets", "Coderingen, kolom B: de tekst van 1 antwoorden is gewijzigd, het eerst in rij 3."),
        ("codes", "H2", "Onbekend", "Coderingen, rij 2, kolom H: kolom 'Onbekend' hoort bij geen thema"),
        ("codes", "A2", "id", "Coderingen: de kop met 'antwoord-id' en 'tekst' ontbreekt."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_place_and_changes_nothing(
    content: Content, sheet: str, cell: str, value: object, message: str
) -> None:
    edits = edited(content, lambda book, codes: (book if sheet == "book" else codes).__setitem__(cell, value))
    assert not edits.changes
    assert message in told(edits)


def test_a_new_theme_under_a_main_theme_that_is_not_there_becomes_a_main_theme(content: Content) -> None:
    def edit(book: Any, codes: Any) -> None:
        book["B7"], book["C7"] = "Stagiairs", "Rooster"

    edits = edited(content, edit)
    assert [action.parent for action in actions(edits)] == [None]
    assert "hoofdthema 'Rooster' is er niet" in told(edits)


def test_a_definition_too_long_to_be_a_decision_survives_an_edit_of_another_cell() -> None:
    themes = theme_rows({"theme_id": "geld", "definition": "x" * 40_000})
    edits = edited(
        Content(themes, answer_rows(), coding_rows()), lambda book, codes: book.__setitem__("F5", "alleen dit")
    )
    assert not edits.changes
    assert "de tekst is langer dan 4000 tekens" in told(edits)


def test_a_formula_counts_by_the_value_that_was_saved_with_it_and_else_as_empty(content: Content) -> None:
    edits = edited(content, lambda book, codes: codes.__setitem__("G3", "=1"))
    assert not edits.changes  # openpyxl saves no values


def test_what_is_told_of_a_sheet_full_of_nonsense_is_bounded(content: Content) -> None:
    def edit(book: Any, codes: Any) -> None:
        for number in range(10, 1400):
            codes.cell(number, 1).value = f"x{number}"

    edits = edited(content, edit)
    assert len(edits.unread) == 1001
    assert str(edits.unread[-1]) == "Coderingen: en nog 390 andere punten."


words = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12) | st.sampled_from(
    ["1", "0", "x", "afgewezen", "geld", "thema", "tekst", "#REF!"]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 8), st.integers(1, 9), words), max_size=6))
def test_any_edit_gives_decisions_or_a_report_never_an_error(edits: list[tuple[bool, int, int, str]]) -> None:
    def edit(book: Any, codes: Any) -> None:
        for first, row, column, value in edits:
            cell = (book if first else codes).cell(row, column)
            cell.value = value
            cell.data_type = "s"

    found = edited(Content(theme_rows(), answer_rows(), coding_rows()), edit)
    assert all(change.before != change.after for change in found.changes)


# --- files that are no such workbook ---------------------------------------------------------------------------------


def refusal(data: bytes) -> str:
    with pytest.raises(UsageError) as caught:
        open_workbook(data, "c.xlsx")
    return str(caught.value)


def archive_of(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def test_other_files_are_refused_in_dutch() -> None:
    assert "is geen Excel-werkmap (.xlsx), of is beschadigd" in refusal(b"geen zip")
    assert "oud of met een wachtwoord beveiligd" in refusal(b"\xd0\xcf\x11\xe0" + bytes(100))
    assert "is beschadigd, beveiligd, of bevat veel meer" in refusal(archive_of(a=b"x"))
    plain = io.BytesIO()
    openpyxl.Workbook().save(plain)
    assert "het verborgen blad '_herkomst' ontbreekt" in refusal(plain.getvalue())


def test_a_stray_cell_far_from_the_table_is_refused(content: Content) -> None:
    with pytest.raises(UsageError, match="losse cel ver buiten de tabel"):
        edited(content, lambda book, codes: codes.__setitem__("ZZZ1000000", "x"))


def test_far_more_cells_than_the_file_has_bytes_are_refused(content: Content) -> None:
    with pytest.raises(UsageError, match="bevat veel meer dan een codeboek"):
        edited(content, lambda book, codes: codes.__setitem__("AAA20000", "x"))


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    zeros = archive_of(**{"xl/workbook.xml": bytes(10_000_000)})
    size = (10_000_000).to_bytes(4, "little")
    bomb = zeros.replace(size, (MAX_UNPACKED + 1).to_bytes(4, "little"))
    assert "wordt uitgepakt 500 MB" in refusal(bomb)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_workbook_is_refused_or_read_never_an_error(content: Content, seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(write_workbook("Klein", ORIGIN, content, at=NOON))
    for _ in range(rng.choice([1, 20])):
        data[rng.randrange(len(data))] = rng.randrange(256)
    if seed % 3 == 0:
        data = data[: rng.randrange(len(data))]
    with contextlib.suppress(UsageError):
        read_changes(open_workbook(bytes(data), "c.xlsx"), ORIGIN, content)
