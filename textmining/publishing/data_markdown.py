"""The data report as text with tables, for pages that show Markdown. Numbers only: no words of answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from textmining.publishing.accounting import FATES_IN_DUTCH, fates_shown
from textmining.publishing.data_report import LANGUAGES_IN_DUTCH, DataReport
from textmining.publishing.dutch import capital, decimal, percent, whole
from textmining.study import Study

__all__ = ["as_markdown"]

_COPIES = {
    "groups": "groepen",
    "answers": "antwoorden daarin",
    "largest": "grootste groep",
    "long_groups": "groepen van lange antwoorden",
    "long_answers": "antwoorden daarin",
    "left_out": "niet meegeteld",
}


def as_markdown(report: DataReport, study: Study) -> str:
    """Write a report for a researcher: exact numbers by question and wave, so not for everybody.

    Parameters
    ----------
    report : DataReport
    study : Study
        For what questions are called.
    """
    lines = [f"# Gegevens van {_clean(study.study.title)}", "", "Ongewogen aantallen, vóór onderdrukking."]
    for question in study.questions:
        fates = report.fates[report.fates["question"] == question.id]
        if len(fates):
            lines += ["", f"## {_clean(question.text)}", *_question(report, study, question.id)]
    return "\n".join(lines) + "\n"


def _question(report: DataReport, study: Study, question: str) -> list[str]:
    def own(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["question"] == question]

    def by_wave(title: str, frame: pd.DataFrame, by: dict[str, str]) -> list[str]:
        return _by_wave(title, frame, by, own(report.fates)["wave"].tolist())

    fates = fates_shown(report.fates, study)
    copies, kinds = own(report.copies), own(report.kinds)
    both = [f"{whole(n)} ({whole(m)}×)" for n, m in zip(kinds["answers"], kinds["mentions"], strict=True)]
    return [
        *_table(
            "Wat ervan is geworden",
            ["meting", *(FATES_IN_DUTCH[fate] for fate in fates), "totaal", "inhoudelijk, van gevraagd"],
            [
                [row["wave"], *(whole(row[fate]) for fate in fates), whole(row["total"]), _share(row["rate"])]
                for row in own(report.fates).to_dict("records")
            ],
        ),
        *by_wave("Welke regel besliste", own(report.rules), {"fate": "uitkomst", "rule": "regel"}),
        *by_wave("Door de onderzoeker beslist", own(report.overruled), {"fate": "uitkomst"}),
        *_table(
            "Hoe lang inhoudelijke antwoorden zijn, in woorden",
            [
                "meting",
                "antwoorden",
                "10% hoogstens",
                "middelste",
                "10% ten minste",
                "langste",
                "stukken per antwoord",
            ],
            [
                [
                    row["wave"],
                    *(whole(row[c]) for c in ("answers", "p10", "median", "p90", "longest")),
                    decimal(row["segments"]),
                ]
                for row in own(report.lengths).to_dict("records")
            ],
        ),
        *by_wave("In welke taal inhoudelijke antwoorden zijn", own(report.languages), {"language": "taal"}),
        *_table(
            "Antwoorden die gelijk zijn",
            ["meting", *_COPIES.values()],
            [[row["wave"], *(whole(row[c]) for c in _COPIES)] for row in copies.to_dict("records")],
        ),
        *_table(
            "Antwoorden waarin iets is weggelakt",
            ["meting", "antwoorden met tekst", "weggelakt"],
            [
                [row["wave"], whole(row["answers"]), whole(row["redacted"])]
                for row in own(report.redacted).to_dict("records")
            ],
        ),
        *by_wave("Wat is weggelakt: antwoorden (vermeldingen)", kinds.assign(answers=both), {"kind": "soort"}),
    ]


def _by_wave(title: str, frame: pd.DataFrame, by: dict[str, str], waves: list[str]) -> list[str]:
    """A table with a column per wave, of answers by columns that have a head each."""
    rows = []
    for key, part in frame.groupby([*by], sort=False):
        cells = dict(zip(part["wave"], part["answers"], strict=True))
        found = [cells.get(wave, 0) for wave in waves]
        called = [_called(column, str(value)) for column, value in zip(by, key, strict=True)]
        rows.append([*called, *(n if isinstance(n, str) else whole(n) for n in found)])
    return _table(title, [*by.values(), *waves], sorted(rows), texts=len(by))


def _called(column: str, value: str) -> str:
    known = {"fate": FATES_IN_DUTCH, "language": LANGUAGES_IN_DUTCH}.get(column, {})
    return known.get(value, value)


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]], *, texts: int = 1) -> list[str]:
    """Lines of a table with its title; nothing where it has no rows."""
    body = [f"| {' | '.join(_clean(cell) for cell in row)} |" for row in rows]
    if not body:
        return []
    marks = [*["---"] * texts, *["---:"] * (len(heads) - texts)]
    return ["", f"**{capital(title)}**", "", f"| {' | '.join(map(_clean, heads))} |", f"| {' | '.join(marks)} |", *body]


def _share(value: float) -> str:
    return "–" if pd.isna(value) else percent(value)


def _clean(value: object) -> str:
    """Text that cannot end a cell or a line, or be markup."""
    return " ".join(str(value).replace("|", "/").replace("<", "‹").split())
