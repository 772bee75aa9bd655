from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable

import pytest

from textmining.survey.content import SurveyFile

Read = Callable[[str, bytes], SurveyFile]
Refusal = Callable[[str, bytes], str]
Workbook = Callable[..., bytes]

ROWS = [["nr", "waarom"], ["001", "omdat"]]


def test_text_ids_keep_their_zeros_and_numbers_lose_their_point(read: Read, workbook: Workbook) -> None:
    frame = read("d.xlsx", workbook({"Data": [["nr", "n", "x"], ["001", 12, 0.5], ["010", 1e16, -3.0]]})).frame
    assert frame.to_numpy().tolist() == [["001", "12", "0.5"], ["010", "10000000000000000", "-3"]]


def test_dates_become_iso_text(read: Read, workbook: Workbook) -> None:
    row = ["1", datetime.date(2022, 3, 4), datetime.datetime(2022, 3, 4, 13, 5)]
    frame = read("d.xlsx", workbook({"Data": [["nr", "dag", "moment"], row]})).frame
    assert frame.to_numpy().tolist() == [["1", "2022-03-04", "2022-03-04T13:05:00"]]


def test_true_and_false_are_the_codes_1_and_0(read: Read, workbook: Workbook) -> None:
    frame = read("d.xlsx", workbook({"Data": [["nr", "a", "b"], ["1", True, False]]})).frame
    assert frame.to_numpy().tolist() == [["1", "1", "0"]]


def test_the_first_sheet_is_read_and_the_others_are_told(read: Read, workbook: Workbook) -> None:
    file = read("d.xlsx", workbook({"Data": ROWS, "Uitleg": [["x"], ["y"]]}))
    assert file.frame["waarom"].tolist() == ["omdat"]
    assert "sheet 'Data' is read, not 'Uitleg'" in str(file.notices[0])


def test_a_hidden_sheet_is_not_the_first(read: Read, workbook: Workbook) -> None:
    file = read("d.xlsx", workbook({"Codes": [["x"], ["y"]], "Data": ROWS}, hidden=["Codes"]))
    assert list(file.frame.columns) == ["nr", "waarom"]
    assert file.notices == ()


def test_rows_are_numbered_as_the_sheet_does(read: Read, workbook: Workbook) -> None:
    file = read("d.xlsx", workbook({"Data": [[], *ROWS, [], ["002", "daarom"]]}))
    assert file.rows.tolist() == [3, 5]


def test_a_column_name_that_occurs_twice_is_refused(refusal: Refusal, workbook: Workbook) -> None:
    assert "'nr' occurs 2 times (columns 1 and 3)" in refusal("d.xlsx", workbook({"D": [["nr", "a", "nr"], ["1"]]}))


def test_an_empty_sheet_is_refused(refusal: Refusal, workbook: Workbook) -> None:
    assert "sheet 'Data' is empty" in refusal("d.xlsx", workbook({"Data": []}))


def test_a_header_without_rows_is_refused(refusal: Refusal, workbook: Workbook) -> None:
    assert "has a header but no rows" in refusal("d.xlsx", workbook({"Data": ROWS[:1]}))


def test_a_protected_workbook_is_told_to_be_so(refusal: Refusal) -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1000 + "EncryptedPackage".encode("utf-16-le")
    assert "protected with a password" in refusal("d.xlsx", container)


def test_an_old_excel_file_is_told_to_be_so(refusal: Refusal) -> None:
    assert "old Excel file (.xls)" in refusal("d.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1000)


@pytest.mark.parametrize("content", [b"nr;waarom\n1;a\n", b"PK\x03\x04 half an archive"])
def test_something_else_called_xlsx_is_refused(refusal: Refusal, content: bytes) -> None:
    assert "is not an .xlsx workbook" in refusal("d.xlsx", content)


def test_an_archive_without_a_workbook_is_refused(refusal: Refusal) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("hallo.txt", "hallo")
    assert "damaged or not a workbook" in refusal("d.xlsx", archive.getvalue())


def test_an_archive_bomb_is_refused_before_it_is_unpacked(refusal: Refusal) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("xl/workbook.xml", "x")
        file.infolist()[0].file_size = 1_100_000_000  # what the archive's directory will say
    assert "unpacks to 1100 MB" in refusal("d.xlsx", archive.getvalue())


def test_a_stray_cell_far_away_is_one_message_and_not_the_end_of_the_process(
    refusal: Refusal, workbook: Workbook
) -> None:
    content = workbook({"Data": [["nr", "waarom"], ["1", "a"]]})
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry).replace(b'r="B2"', b'r="XFD1048576"'))
    assert "one stray cell far from the table" in refusal("d.xlsx", changed.getvalue())
