"""From codes to the labels that people read: of groups, and of closed questions that are published as shares."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from textmining.study import normal_code
from textmining.survey.content import listed, quoted
from textmining.survey.report import Report
from textmining.survey.values import codes, in_order, natural, numbers
from textmining.survey.waves import WaveData

__all__ = ["Labelled", "cut", "known_labels", "label"]

MAX_VALUES = 200
"""Values without a label in one column; where there are more it is a number or an open question."""

_CUT_WORDS = {
    "nl": ("minder dan {}", "{} tot {}", "{} of meer"),
    "en": ("less than {}", "{} to less than {}", "{} or more"),
}


@dataclass(frozen=True)
class Labelled:
    """Labels of respondents.

    ``values`` maps the id of a wave to a Series of labels (null where missing) on that wave's rows; ``labels`` maps
    each label to the first code that has it, in the order in which they are shown.
    """

    values: Mapping[str, pd.Series]
    labels: Mapping[str, str]


def known_labels(
    column: str, waves: Sequence[WaveData], reference: str, report: Report, values: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Code to label: of the study where it gives ``values``, else of the files, the reference wave's file first.

    A wave in .csv thus borrows the labels of another wave in .sav. Files that disagree are noticed.
    """
    given = {normal_code(code): text for code, text in (values or {}).items()}
    found: dict[str, str] = {}
    for data in sorted(waves, key=lambda data: data.id != reference):
        for code, text in data.value_labels(column).items():
            if code not in given and found.setdefault(code, text) != text:
                report.notice(
                    data.file.name,
                    f"column {column!r}: code {code} is called {quoted(text)} here, {quoted(found[code])} elsewhere.",
                    "The latter is used; give values in the study file to decide.",
                )
    return {**given, **{code: found[code] for code in sorted(found, key=natural)}}


def label(
    column: str,
    where: str,
    waves: Sequence[WaveData],
    reference: str,
    report: Report,
    *,
    values: Mapping[str, str] | None = None,
) -> Labelled:
    """Turn the codes of a column into labels.

    A value without a label keeps itself as label, with a notice where others have one; a value that is itself one of
    the labels (as a .csv may hold) stands for that label.
    """
    known = known_labels(column, waves, reference, report, values)
    texts = dict.fromkeys(known.values())
    labelled: dict[str, pd.Series] = {}
    own: dict[str, None] = {}
    for data in waves:
        found = codes(data.column(column))
        bare = [code for code in in_order(found) if code not in known and code not in texts]
        if bare and known:
            report.notice(
                data.file.name,
                f"column {column!r} of {where}: {listed(map(quoted, bare))} has no label and stands for itself.",
                "Add it to values in the study file, or to [missing].",
            )
        if len(bare) > MAX_VALUES:
            report.problem(
                data.file.name,
                f"column {column!r} of {where} holds {len(bare)} different values without a label.",
                "A grouping has few. Give cuts if it is a number, or name another column.",
            )
        own.update(dict.fromkeys(bare))
        labelled[data.id] = found.map({code: known.get(code, code) for code in in_order(found)}).astype("str")
    first = {text: code for code, text in reversed(known.items())}
    shown = {text: first[text] for text in texts}
    return Labelled(labelled, {**shown, **{code: code for code in sorted(own, key=natural)}})


def cut(column: str, cuts: Sequence[float], waves: Sequence[WaveData], language: str) -> Labelled:
    """Classes of a number: below the first cut, from each cut (included) to the next, and from the last one up."""
    under, between, over = _CUT_WORDS[language]
    points = [_shown(point, language) for point in cuts]
    names = [
        under.format(points[0]),
        *(between.format(low, high) for low, high in itertools.pairwise(points)),
        over.format(points[-1]),
    ]
    labelled = {}
    for data in waves:
        values = numbers(data.column(column))
        classes = {value: names[bisect.bisect_right(cuts, value)] for value in values.dropna().unique()}
        labelled[data.id] = values.map(classes).astype("str")
    return Labelled(labelled, {name: str(place) for place, name in enumerate(names, start=1)})


def _shown(point: float, language: str) -> str:
    text = f"{point:g}"
    return text.replace(".", ",") if language == "nl" else text
