"""What was changed on the sheet "Coderingen"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from textmining.codebook import decisions as d
from textmining.codebook.exchange.cells import as_cell
from textmining.codebook.exchange.changes import Report
from textmining.codebook.exchange.layout import CODES, CODES_COLUMNS, code_cells, shown_label
from textmining.codebook.exchange.origin import Content
from textmining.codebook.exchange.sheets import Cells

__all__ = ["read_codes"]

_YES, _NO = frozenset({"1", "x", "ja"}), frozenset({"0", "nee"})


def read_codes(cells: Cells, content: Content, new: Mapping[str, str]) -> Report:
    """Compare the sheet with what it said when it was made.

    Parameters
    ----------
    cells : list of rows
    content : Content
    new : mapping
        Label (casefolded) to theme_id of the themes that were added on the other sheet.
    """
    report = Report(CODES)
    found = _header(cells)
    if found is None:
        heads = " en ".join(repr(head) for head in CODES_COLUMNS)
        report.skip(None, None, f"de kop met {heads} ontbreekt.", "Zet de kop terug. Er verandert niets.")
        return report
    top, answer_place, text_place = found
    columns = _columns(cells, top, {answer_place, text_place}, content, new, report)
    rows = content.rows()
    themes = [str(row["theme_id"]) for row in rows]
    above = {str(row["theme_id"]): str(row["parent_id"]) for row in rows if row.get("parent_id")}
    mentions = content.mentions()
    answers = content.answers[["answer_id", "text"]].itertuples(index=False, name=None)
    known = {as_cell(str(answer)): (str(answer), as_cell(str(text))) for answer, text in answers}
    often = Counter(as_cell(line[answer_place] or "") for line in cells[top + 1 :])
    seen: set[str] = set()
    retold: list[int] = []
    for number, line in enumerate(cells[top + 1 :], start=top + 1):
        key = as_cell(line[answer_place] or "")
        if not key:
            if any(line):
                report.skip(number, answer_place, "het antwoord-id ontbreekt.", "De rij is overgeslagen.")
            continue
        if key in known:
            seen.add(key)
        if key not in known or often[key] > 1:
            what = "is onbekend" if key not in known else "staat er meer dan eens"
            report.skip(number, answer_place, f"antwoord-id {key[:60]!r} {what}.", "De rij is overgeslagen.")
            continue
        answer, text = known[key]
        if as_cell(line[text_place] or "") != text:
            retold.append(number)
        was = code_cells(mentions.get(answer), themes, above)
        _row(report, number, line, answer, columns, was)
    if retold:
        what = f"de tekst van {len(retold)} antwoorden is gewijzigd, het eerst in rij {retold[0] + 1}."
        report.skip(None, text_place, what, "Teksten worden niet teruggelezen; de codes wel.")
    if len(seen) < len(known):
        what = f"{len(known) - len(seen)} antwoorden staan niet meer op het blad."
        report.skip(None, None, what, "Aan hun codes verandert niets.")
    return report


def _header(cells: Cells) -> tuple[int, int, int] | None:
    """The row of the header, and the places of the answer's id and text."""
    for number, line in enumerate(cells[:10]):
        heads = [as_cell(cell or "").casefold() for cell in line]
        if all(head in heads for head in CODES_COLUMNS):
            return number, heads.index(CODES_COLUMNS[0]), heads.index(CODES_COLUMNS[1])
    return None


def _columns(
    cells: Cells, top: int, taken: set[int], content: Content, new: Mapping[str, str], report: Report
) -> dict[int, str]:
    """The theme of each column: by the id above the header where there is one, else by the header."""
    rows = content.rows()
    labels = {str(row["theme_id"]): str(row["label"]) for row in rows}
    ids = {as_cell(theme): theme for theme in labels}
    by_label: dict[str, list[str]] = {label: [theme] for label, theme in new.items()}
    for row in rows:
        for label in {shown_label(row, labels).casefold(), as_cell(str(row["label"])).casefold()}:
            by_label.setdefault(label, []).append(str(row["theme_id"]))
    columns: dict[int, str] = {}
    for place, cell in enumerate(cells[top]):
        if place in taken:
            continue
        head = as_cell(cell or "")
        above = [as_cell(line[place] or "") for line in cells[:top]]
        named = next((ids[mark] for mark in above if mark in ids), None)
        matching = [named] if named is not None else by_label.get(head.casefold(), [])
        if len(matching) == 1 and matching[0] not in columns.values():
            columns[place] = matching[0]
        elif head or any(line[place] for line in cells[top + 1 :]):
            what = (
                f"kolom {head[:60]!r} hoort bij geen thema, of bij meer dan een."
                if len(matching) != 1
                else f"thema {head[:60]!r} heeft twee kolommen."
            )
            report.skip(top, place, what, "De kolom is overgeslagen; zet een nieuw thema ook op het blad Codeboek.")
    gone = [label for theme, label in labels.items() if theme not in columns.values()]
    if gone:
        what = f"{len(gone)} thema's hebben geen kolom meer ({', '.join(gone[:5])}{', ...' if gone[5:] else ''})."
        report.skip(top, None, what, "Aan hun codes verandert niets.")
    return columns


def _row(
    report: Report,
    number: int,
    line: list[str | None],
    answer: str,
    columns: Mapping[int, str],
    was: Mapping[str, int | None],
) -> None:
    for place, theme in columns.items():
        value = (line[place] or "").strip().casefold()
        before = was.get(theme)
        shown = "" if before is None else str(before)
        if value == shown:
            continue
        if value in _YES:
            if before != 1:
                report.change(d.AddTheme(answer=answer, theme=theme), number, place, shown, "1")
        elif value in _NO:
            if before == 1:
                report.change(d.RemoveTheme(answer=answer, theme=theme), number, place, shown, "0")
        elif value:
            report.skip(number, place, f"{value[:40]!r} is geen 1 of 0.", "Aan deze code verandert niets.")
        elif before == 1:
            report.skip(number, place, "de cel is leeggemaakt.", "Zet er een 0 in als het antwoord dit niet noemt.")
