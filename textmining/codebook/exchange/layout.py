"""The sheets of the workbook for coders: their names, columns and words, for who writes them and who reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textmining.codebook.exchange.cells import as_cell

__all__ = [
    "BOOK",
    "BOOK_COLUMNS",
    "CODES",
    "CODES_COLUMNS",
    "ORIGIN",
    "READ_ME",
    "STATUS",
    "code_cells",
    "column_name",
    "shown_label",
    "theme_cells",
]

READ_ME, BOOK, CODES, ORIGIN = "Leesmij", "Codeboek", "Coderingen", "_herkomst"

BOOK_COLUMNS: Mapping[str, tuple[str, int]] = {
    "theme_id": ("thema-id", 13),
    "label": ("thema", 32),
    "parent_id": ("hoofdthema", 24),
    "status": ("status", 13),
    "definition": ("definitie", 60),
    "include": ("voorbeelden: wel", 45),
    "exclude": ("voorbeelden: niet", 45),
    "words": ("woorden", 40),
    "n_answers": ("antwoorden", 11),
}
"""Header and width of each column of the codebook, by its name in the tables."""

CODES_COLUMNS = ("antwoord-id", "tekst")

STATUS = {"proposed": "voorgesteld", "accepted": "vastgesteld", "rejected": "afgewezen"}


def column_name(place: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def theme_cells(row: Mapping[str, object], labels: Mapping[str, str]) -> dict[str, str | int]:
    """What each cell of a theme's row of the codebook says; examples one per line."""

    def text(name: str) -> str:
        value = row.get(name)
        return as_cell(value) if isinstance(value, str) else ""

    def lines(name: str) -> str:
        value = row.get(name)
        return as_cell("\n".join(map(str, value))) if isinstance(value, Sequence) and not isinstance(value, str) else ""

    parent, count = row.get("parent_id"), row.get("n_answers")
    return {
        "theme_id": text("theme_id"),
        "label": text("label"),
        "parent_id": as_cell(labels.get(str(parent), "")) if parent else "",
        "status": STATUS.get(text("status"), text("status")),
        "definition": text("definition"),
        "include": lines("include"),
        "exclude": lines("exclude"),
        "words": text("words"),
        "n_answers": int(count) if isinstance(count, int) else "",
    }


def shown_label(row: Mapping[str, object], labels: Mapping[str, str]) -> str:
    """The header of a theme's column: a sub-theme with its main theme before it."""
    parent = row.get("parent_id")
    label = str(row["label"])
    return as_cell(f"{labels[str(parent)]} › {label}" if parent and str(parent) in labels else label)


def code_cells(own: frozenset[str] | None, themes: Sequence[str], above: Mapping[str, str]) -> dict[str, int | None]:
    """What the cells of an answer's row say: 1 or 0 for each theme, None where the cell is empty.

    ``own`` is None for an answer without any coding. A main theme whose sub-theme is mentioned is empty: the sub-theme
    speaks for it.
    """
    if own is None:
        return dict.fromkeys(themes)
    silent = {above.get(theme) for theme in own} - own
    return {theme: None if theme in silent else int(theme in own) for theme in themes}
