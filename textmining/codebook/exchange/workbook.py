"""A codebook and its codings as a workbook that a coder can edit in Excel."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from textmining.codebook.decisions import LONGEST_LABEL, LONGEST_TEXT
from textmining.codebook.exchange.cells import as_cell
from textmining.codebook.exchange.layout import (
    BOOK,
    BOOK_COLUMNS,
    CODES,
    CODES_COLUMNS,
    ORIGIN,
    READ_ME,
    STATUS,
    code_cells,
    shown_label,
    theme_cells,
)
from textmining.codebook.exchange.origin import Content, Origin
from textmining.errors import Problem, UsageError

__all__ = ["write_workbook"]

MAX_ANSWERS = 190_000
MAX_THEMES = 900

_EXTRA_ROWS = 200
"""Empty rows under the codebook in which a new theme can be written, with the same checks."""

_GUIDE = (
    ("Codeboek", "Eén rij per thema. U kunt wijzigen: thema (de naam), status, definitie en de voorbeelden (één per "
     "regel). De grijze kolommen zijn ter informatie; wat u daar wijzigt, wordt niet overgenomen."),
    ("Nieuw thema", "Schrijf het onder de laatste rij en laat thema-id leeg. Vul een hoofdthema in als het een "
     "subthema is. Om het aan antwoorden te geven: zet in Coderingen, rechts van de laatste kolom, de naam in de "
     "kop en 1 bij de antwoorden."),
    ("Thema weg", "Zet de status op 'afgewezen'. Een rij verwijderen verandert niets. Samenvoegen en splitsen doet u "
     "in de reviewapp."),
    ("Coderingen", "Eén rij per antwoord. 1: het antwoord noemt het thema; 0: het noemt het niet; leeg: niet "
     "gecodeerd. Een subthema telt ook voor zijn hoofdthema, dat dan leeg is. Een cel leegmaken verandert niets: zet "
     "er een 0 in."),
    ("Sorteren", "Sorteren en filteren mag, ook rijen of kolommen verplaatsen. De antwoorden zelf worden niet "
     "teruggelezen."),
    ("Terug", "Lever het bestand in via de reviewapp. U ziet eerst wat er verandert en wat niet gelezen kon worden."),
)  # fmt: skip


def write_workbook(title: str, origin: Origin, content: Content, *, at: datetime) -> bytes:
    """Write the workbook; the same input gives the same bytes.

    Parameters
    ----------
    title : str
        Of the study.
    origin : Origin
    content : Content
        Themes become rows of "Codeboek" and columns of "Coderingen" in their order.
    at : datetime
        When the tables were as they are; shown.

    Returns
    -------
    bytes
        Sheets "Leesmij", "Codeboek" and "Coderingen", and a hidden one that says what this is a codebook of, so that
        what comes back is compared with the same.

    Raises
    ------
    UsageError
        If there are more answers or themes than a sheet holds.
    """
    import xlsxwriter

    if len(content.answers) > MAX_ANSWERS or len(content.themes) > MAX_THEMES:
        what = f"{len(content.answers)} antwoorden en {len(content.themes)} thema's passen niet op één blad."
        raise UsageError(Problem(origin.codebook, what, "Exporteer als CSV of .qdpx."))
    made = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    options["constant_memory"] = True  # rows go to a temporary file, from top to bottom
    book = xlsxwriter.Workbook(made, options)
    moment = at.astimezone(UTC)
    book.set_properties({"title": as_cell(title), "created": moment.replace(tzinfo=None)})
    styles = {name: book.add_format(style) for name, style in _STYLES.items()}
    _read_me(book, title, origin, moment, styles)
    _codebook(book, content, styles)
    _codings(book, content, styles)
    _origin(book, origin, content)
    book.close()
    return made.getvalue()


_STYLES: Mapping[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "bold": {"bold": True, "valign": "top"},
    "head": {
        "bold": True,
        "bottom": 1,
        "text_wrap": True,
        "valign": "bottom",
        "bg_color": "#EEF2F3",
        "num_format": "@",
    },
    "text": {"text_wrap": True, "valign": "top", "num_format": "@"},
    "grey": {"text_wrap": True, "valign": "top", "font_color": "#6B7478", "num_format": "@"},
    "count": {"valign": "top", "font_color": "#6B7478", "num_format": "0"},
    "code": {"valign": "top", "align": "center", "num_format": "0"},
    "one": {"bold": True, "bg_color": "#CFE8D5"},
}

_GREY = ("theme_id", "parent_id", "words")


def _read_me(book: Any, title: str, origin: Origin, at: datetime, styles: Mapping[str, Any]) -> None:
    page = book.add_worksheet(READ_ME)
    page.hide_gridlines(2)
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 110)
    page.write_string(0, 0, as_cell(title), styles["title"])
    about = f"Codeboek {origin.codebook}, stand {origin.version} van {at:%d-%m-%Y %H:%M} (UTC)."
    page.write_string(1, 0, as_cell(about))
    for row, (word, text) in enumerate(_GUIDE, start=3):
        page.set_row(row, 16 * (1 + len(text) // 110))
        page.write_string(row, 0, word, styles["bold"])
        page.write_string(row, 1, text, styles["text"])


def _codebook(book: Any, content: Content, styles: Mapping[str, Any]) -> None:
    page = book.add_worksheet(BOOK)
    rows = content.rows()
    labels = {str(row["theme_id"]): str(row["label"]) for row in rows}
    style_of = {name: styles["grey" if name in _GREY else "text"] for name in BOOK_COLUMNS}
    style_of["n_answers"] = styles["count"]
    for place, (name, (head, width)) in enumerate(BOOK_COLUMNS.items()):
        page.set_column(place, place, width, style_of[name])
        page.write_string(0, place, head, styles["head"])
    for number, row in enumerate(rows, start=1):
        cells = theme_cells(row, labels)
        for place, (name, style) in enumerate(style_of.items()):
            value = cells[name]
            if isinstance(value, int):
                page.write_number(number, place, value, style)
            elif value:
                page.write_string(number, place, value, style)
    last = len(rows) + _EXTRA_ROWS
    places = {name: place for place, name in enumerate(BOOK_COLUMNS)}
    for name, check in _checks().items():
        page.data_validation(1, places[name], last, places[name], check)
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, max(len(rows), 1), len(BOOK_COLUMNS) - 1)


def _checks() -> dict[str, dict[str, Any]]:
    long_text = {
        "validate": "length",
        "criteria": "<=",
        "value": LONGEST_TEXT,
        "error_title": "Te lang",
        "error_message": f"Hoogstens {LONGEST_TEXT} tekens.",
    }
    return {
        "label": {**long_text, "value": LONGEST_LABEL, "error_message": f"Hoogstens {LONGEST_LABEL} tekens."},
        "status": {
            "validate": "list",
            "source": list(STATUS.values()),
            "error_title": "Status",
            "error_message": f"Kies uit: {', '.join(STATUS.values())}.",
        },
        "definition": long_text,
        "include": long_text,
        "exclude": long_text,
    }


def _codings(book: Any, content: Content, styles: Mapping[str, Any]) -> None:
    page = book.add_worksheet(CODES)
    rows = content.rows()
    labels = {str(row["theme_id"]): str(row["label"]) for row in rows}
    mentions = content.mentions()
    first = len(CODES_COLUMNS)
    page.set_column(0, 0, 18, styles["grey"])
    page.set_column(1, 1, 80, styles["text"])
    page.set_column(first, first + len(rows) + 20, 7, styles["code"])
    # ids above the headers, hidden: sorting and filtering begin under them
    page.set_row(0, None, None, {"hidden": True})
    for place, row in enumerate(rows, start=first):
        page.write_string(0, place, str(row["theme_id"]))
    page.set_row(1, 110)
    for place, head in enumerate(CODES_COLUMNS):
        page.write_string(1, place, head, styles["head"])
    above = {str(row["theme_id"]): str(row["parent_id"]) for row in rows if row.get("parent_id")}
    ids = list(labels)
    turned = book.add_format({**_STYLES["head"], "rotation": 60})
    for place, row in enumerate(rows, start=first):
        page.write_string(1, place, shown_label(row, labels), turned)
    answers = content.answers[["answer_id", "text"]].itertuples(index=False, name=None)
    for number, (answer, text) in enumerate(answers, start=2):
        page.write_string(number, 0, as_cell(str(answer)), styles["grey"])
        page.write_string(number, 1, as_cell(str(text)), styles["text"])
        cells = code_cells(mentions.get(answer), ids, above)
        for place, value in enumerate(cells.values(), start=first):
            if value is not None:
                page.write_number(number, place, value, styles["code"])
    last = max(len(content.answers) + 1, 2)
    check = {
        "validate": "list",
        "source": ["1", "0"],
        "error_title": "1, 0 of leeg",
        "error_message": "1: het antwoord noemt het thema; 0: het noemt het niet.",
    }
    page.data_validation(2, first, last, first + len(rows) + 20, check)
    seen = {"type": "cell", "criteria": "==", "value": 1, "format": styles["one"]}
    page.conditional_format(2, first, last, first + len(rows) + 20, seen)
    page.freeze_panes(2, 2)
    page.autofilter(1, 0, last, first + max(len(rows), 1) - 1)


def _origin(book: Any, origin: Origin, content: Content) -> None:
    page = book.add_worksheet(ORIGIN)
    page.hide()
    told = {
        "opmaak": "1",
        "onderzoek": origin.study,
        "codeboek": origin.codebook,
        "stand": origin.version,
        "kenmerk": content.fingerprint(origin),
    }
    for row, (word, text) in enumerate(told.items()):
        page.write_string(row, 0, word)
        page.write_string(row, 1, text)
