from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmining.survey.content import SurveyFile
from textmining.survey.delimited import SEPARATORS, guess_separator, read_delimited
from textmining.survey.source import Source

Read = Callable[[str, bytes | str], SurveyFile]
Refusal = Callable[[str, bytes | str], str]


def cells(file: SurveyFile) -> list[list[str | None]]:
    return file.frame.astype("object").where(file.frame.notna(), None).to_numpy().tolist()


@pytest.mark.parametrize("separator", SEPARATORS)
def test_each_separator_is_found(read: Read, separator: str) -> None:
    text = "nr;waarom;g\n1;omdat;a\n2;daarom;b\n".replace(";", separator)
    assert cells(read("d.csv", text)) == [["1", "omdat", "a"], ["2", "daarom", "b"]]


def test_commas_in_answers_and_numbers_do_not_make_a_comma_the_separator() -> None:
    rows = "".join(f"{n},0;ja, best, hoor;1,5\n" for n in range(50))
    assert guess_separator("nr;waarom;gewicht, geschaald\n" + rows) == ";"


def test_a_separator_within_quotation_marks_does_not_count() -> None:
    assert guess_separator('nr,waarom\n1,"a;b;c"\n2,"d;e;f"\n') == ","


def test_one_uneven_row_does_not_change_the_separator() -> None:
    assert guess_separator("nr;waarom;g\n" + "1;a;b\n" * 20 + "1;a;b;c\n") == ";"


def test_a_line_break_and_a_doubled_mark_within_a_cell_are_kept(read: Read) -> None:
    assert cells(read("d.csv", 'nr;waarom\n1;"regel 1\nregel ""2"""\n')) == [["1", 'regel 1\nregel "2"']]


def test_rows_are_numbered_as_a_spreadsheet_does(read: Read) -> None:
    file = read("d.csv", 'nr;waarom\n1;"a\nb\nc"\n\n;\n2;d\n')
    assert file.rows.tolist() == [2, 5]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(read: Read, end: str) -> None:
    assert cells(read("d.csv", f"nr;waarom{end}1;ja{end}2;nee{end}")) == [["1", "ja"], ["2", "nee"]]


def test_a_byte_order_mark_is_no_part_of_the_first_name(read: Read) -> None:
    assert list(read("d.csv", b"\xef\xbb\xbfnr;waarom\n1;\xc3\xa9\xc3\xa9n\n").frame.columns) == ["nr", "waarom"]


def test_text_that_is_not_utf8_is_windows_1252_with_a_notice(read: Read) -> None:
    file = read("d.csv", "nr;waarom\n1;één € “pot” nat\n".encode("cp1252"))
    assert cells(file) == [["1", "één € “pot” nat"]]
    assert "first at line 2" in str(file.notices[0])


def test_bytes_that_are_neither_are_refused_with_the_line(refusal: Refusal) -> None:
    assert "neither UTF-8 nor Windows-1252 text (line 3)" in refusal("d.csv", b"nr;waarom\n1;a\n2;\x81\xff\n")


def test_a_file_marked_as_utf8_is_never_read_as_windows_1252(refusal: Refusal) -> None:
    assert "neither UTF-8 nor" in refusal("d.csv", b"\xef\xbb\xbfnr;waarom\n1;\xe9\n")


def test_a_nul_byte_is_refused_with_the_line(refusal: Refusal) -> None:
    assert "line 2 holds a NUL byte" in refusal("d.csv", b"nr;waarom\n1;a\x00b\n")


def test_uneven_rows_are_refused_with_their_numbers(refusal: Refusal) -> None:
    message = refusal("d.csv", 'nr;waarom\n1;"a\nb"\n2;a;b\n3;ok\n4\n')
    assert "row 3 has 3 cells and row 5 has 1 cells, but the header has 2" in message
    assert "quotation marks" in message


def test_empty_cells_beyond_the_header_are_dropped(read: Read) -> None:
    assert cells(read("d.csv", "nr;waarom\n1;a;;\n2;b;\n")) == [["1", "a"], ["2", "b"]]


def test_a_quotation_mark_that_is_never_closed_is_refused_with_its_row(refusal: Refusal) -> None:
    assert "row 3 cannot be read" in refusal("d.csv", 'nr;waarom\n1;a\n2;"b\n3;c\n')


def test_a_cell_beyond_the_limit_is_refused(refusal: Refusal) -> None:
    assert "131,072 characters" in refusal("d.csv", "nr;waarom\n1;" + "x" * 200_000 + "\n")


def test_the_separator_line_of_excel_is_followed_and_is_no_row(read: Read) -> None:
    file = read("d.csv", "sep=|\nnr|waarom\n1|a;b;c\n")
    assert cells(file) == [["1", "a;b;c"]]
    assert file.rows.tolist() == [2]


def test_cells_are_stripped_and_empty_ones_are_null(read: Read) -> None:
    assert cells(read("d.csv", "nr;waarom;g\n 1 ;  ;#NULL!\n")) == [["1", None, None]]


def test_a_header_without_rows_is_refused(refusal: Refusal) -> None:
    assert "has a header but no rows" in refusal("d.csv", "nr;waarom\n;\n\n")


def test_a_column_name_that_occurs_twice_is_refused_with_its_places(refusal: Refusal) -> None:
    assert "'waarom' occurs 2 times (columns 2 and 4)" in refusal("d.csv", "nr;waarom;g; waarom\n1;a;b;c\n")


def test_a_column_without_a_name_is_left_out_with_a_notice_where_it_holds_something(read: Read) -> None:
    file = read("d.csv", '"";nr;waarom;\n1;7;a;\n')
    assert list(file.frame.columns) == ["nr", "waarom"]
    assert [str(n) for n in file.notices] == ["d.csv: column 1 has no name in the header and is not read."]


def test_too_many_columns_are_refused(refusal: Refusal) -> None:
    assert "10001 columns" in refusal("d.csv", ";".join(f"c{n}" for n in range(10_001)) + "\n")


@pytest.mark.parametrize(
    ("start", "kind"), [(b"PK\x03\x04", "Excel"), (b"$FL2", "SPSS"), (b"\xff\xfen\x00", "UTF-16"), (b"%PDF-1", "PDF")]
)
def test_another_kind_of_file_is_named(refusal: Refusal, start: bytes, kind: str) -> None:
    assert kind in refusal("d.csv", start + b"x" * 50)


tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00\r")), min_size=width, max_size=width),
        min_size=1,
        max_size=6,
    )
)


@given(tables, st.sampled_from(SEPARATORS))
def test_what_a_csv_writer_writes_is_read_back(rows: list[list[str]], separator: str) -> None:
    header = [f"kolom{n}" for n in range(len(rows[0]))]
    rows = [["id", *row[1:]] for row in rows]  # not all empty, so that no row is left out
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    file = read_delimited(Source("d.csv", Path("d.csv"), text.getvalue().encode(), ""))
    expected = [[cell.strip() if cell.strip() not in ("", "#NULL!") else None for cell in row] for row in rows]
    assert cells(file) == expected
