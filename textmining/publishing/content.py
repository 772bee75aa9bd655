"""What an edition is made of, and what its parts are called by readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from textmining.errors import StageError
from textmining.study import Study

__all__ = ["ALL", "CONTRACT", "FROM_CODING", "FROM_TOPICS", "NOTES", "EditionContent", "Names", "shown"]

CONTRACT = (
    *("themes", "prevalence", "contrasts", "closed"),
    *("ledger", "answers", "set_aside", "segments", "codings", "respondents"),
)
"""The tables of an edition, as they are before disclosure control."""

FROM_TOPICS = ("topics", "assignments", "examples", "layout", "drift")
"""Tables of the topics stage that show what themes are, where they lie and how good they are."""

FROM_CODING = ("coding_ways", "predictions", "coding_sample")
"""Tables of the codebook stage that tell how answers were coded: what estimates are corrected with."""

ALL = "all"
"""Grouping and group of the rows about everybody."""

NOTES = {
    "suppressed": "te weinig deelnemers",
    "few": "te onzeker: weinig antwoorden",
    "wide": "te onzeker: brede marge",
    "unknown": "niet te schatten",
}
"""Why a number is not printed. "few" and "wide" follow the standards of NCHS (Parker et al. 2017)."""


@dataclass(frozen=True)
class EditionContent:
    """Everything an edition is made of.

    Attributes
    ----------
    study : Study
    edition_id : str
        The name of the edition's folder.
    concept : bool
        Whether no coder signed off yet: then every page and file says so.
    tables : mapping of str to DataFrame
        The tables of ``CONTRACT`` before disclosure control, and ``labels``; where the results have them, those of
        ``FROM_TOPICS`` and ``FROM_CODING``.
    facts : mapping
        What the manifest tells of the run: fingerprints, models, seed, timings, measures of the themes by question.
    """

    study: Study
    edition_id: str
    concept: bool
    tables: Mapping[str, pd.DataFrame]
    facts: Mapping[str, object]

    def __post_init__(self) -> None:
        lacking = [name for name in (*CONTRACT, "labels") if name not in self.tables]
        if lacking:
            raise StageError(f"publishing: was not handed the tables {', '.join(lacking)}")


@dataclass(frozen=True)
class Names:
    """What ids are called, and in which order groups and categories are shown."""

    waves: tuple[str, ...]
    questions: Mapping[str, str]
    groupings: Mapping[str, str]
    items: Mapping[str, str]
    contrasts: Mapping[str, str]
    _positions: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, study: Study, labels: pd.DataFrame) -> Names:
        """Read them from the study and its table ``labels``."""
        first = labels.groupby(["id", "label"], sort=False)["position"].min()
        positions = {(str(i), str(label)): int(position) for (i, label), position in first.items()}
        if study.profile:
            positions |= {(study.profile.id, group): place for place, group in enumerate(study.profile.groups)}
        scales = {scale.id: scale.label for scale in study.scales}
        closed = {question.id: question.label for question in study.closed}
        return cls(
            waves=tuple(wave.id for wave in study.waves),
            questions={question.id: question.text for question in study.questions},
            groupings={**study.groupings, "cluster": "Instelling", ALL: "Iedereen"},
            items={**scales, **closed, **study.groupings},
            contrasts={
                c.id: f"{c.a} – {_other(c.b)}" if c.group else scales.get(str(c.scale), str(c.scale))
                for c in study.contrasts
            },
            _positions=positions,
        )

    def in_order(self, part: str, values: Iterable[str]) -> list[str]:
        """Groups of a grouping, or categories of a closed question, in the order in which they are shown."""
        return sorted(values, key=lambda value: (self._positions.get((part, value), len(self._positions)), value))


def _other(group: str | None) -> str:
    return "overigen" if group == "rest" else str(group)


def shown(prevalence: pd.DataFrame) -> pd.DataFrame:
    """The rows that pages show: of those who gave a codable answer, corrected for coding error where that was done.

    Tables hold more (shares of all who were asked, uncorrected shares): what is printed in a sentence is one of them.
    """
    answered = prevalence[prevalence["denominator"] == "answered"]
    rank = (answered["method"] != "corrected").to_numpy()
    key = ["question", "theme_id", "grouping", "group", "wave"]
    return answered.iloc[rank.argsort(kind="stable")].drop_duplicates(key).sort_index()
