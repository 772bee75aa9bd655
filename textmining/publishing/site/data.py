"""What the pages are made of: public tables, arranged so that a page finds its rows at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from textmining.publishing.content import ALL, Names, shown
from textmining.publishing.dutch import capital, file_names
from textmining.publishing.map import QuestionMap
from textmining.publishing.public_report import PublicReport
from textmining.publishing.quality import ThemeQuality
from textmining.publishing.theme_words import nested
from textmining.study import Study

__all__ = ["Record", "SiteData"]

Record = dict[Hashable, Any]
"""A row of a table by column name."""


@dataclass(frozen=True)
class SiteData:
    """Everything that may stand on the site. No table in here was not made public first.

    Attributes
    ----------
    study : Study
    edition_id, concept
        As in ``EditionContent``.
    names : Names
    themes, prevalence, contrasts, closed : DataFrame
        After disclosure control.
    report : PublicReport
        What came in, in numbers.
    participants, coverage, coding : DataFrame
        Counts, from ``accounting``; no rows in ``coding`` for results of before that was kept.
    hidden : DataFrame
        What was hidden, from ``suppression``.
    facts : mapping
        What the manifest tells.
    maps : sequence of QuestionMap
        Maps that anyone may see; none in results of before there were maps.
    quality : sequence of ThemeQuality
        How good the themes are; none in results of before that was kept.
    """

    study: Study
    edition_id: str
    concept: bool
    names: Names
    themes: pd.DataFrame
    prevalence: pd.DataFrame
    contrasts: pd.DataFrame
    closed: pd.DataFrame
    report: PublicReport
    participants: pd.DataFrame
    coverage: pd.DataFrame
    coding: pd.DataFrame
    hidden: pd.DataFrame
    facts: Mapping[str, Any]
    maps: Sequence[QuestionMap] = ()
    quality: Sequence[ThemeQuality] = ()

    @property
    def answers(self) -> pd.DataFrame:
        """Answers by fate, from ``accounting.answer_counts``."""
        return self.report.fates

    @cached_property
    def questions(self) -> list[str]:
        """Ids of the questions that have themes."""
        present = set(self.prevalence["question"])
        return [question for question in self.names.questions if question in present]

    @cached_property
    def groupings(self) -> list[str]:
        """Ids of the groupings that are shown, in the order of the study."""
        present = set(self.prevalence["grouping"]) | set(self.closed["grouping"])
        return [grouping for grouping in self.names.groupings if grouping in present and grouping != ALL]

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """The groups of each grouping, in the order in which they are shown."""
        both = pd.concat([self.prevalence[["grouping", "group"]], self.closed[["grouping", "group"]]])
        found = both.drop_duplicates().groupby("grouping")["group"].agg(list)
        return {grouping: self.names.in_order(grouping, found[grouping]) for grouping in self.groupings}

    @cached_property
    def waves(self) -> dict[str, list[str]]:
        """The waves of each question, in the order of the study."""
        found = self.prevalence.groupby("question")["wave"].agg(set)
        return {question: [w for w in self.names.waves if w in found[question]] for question in self.questions}

    @cached_property
    def wave(self) -> str:
        """The wave that pages show first: the reference wave."""
        return self.study.reference_wave

    def wave_of(self, question: str) -> str:
        """The wave that pages show first for a question: the reference wave, or the last in which it was put."""
        waves = self.waves[question]
        return self.wave if self.wave in waves else waves[-1]

    @cached_property
    def theme_files(self) -> dict[str, str]:
        """File name, without extension, of the page of each theme; without results a theme has none."""
        return file_names(theme for listed in self.listed_themes.values() for theme in listed)

    @cached_property
    def grouping_files(self) -> dict[str, str]:
        """File name of the page of each grouping."""
        # no two pages of groups may take one name: "index" is taken, and pages of groups have two dashes
        return {grouping: f"indeling-{name}" for grouping, name in file_names(self.groupings).items()}

    @cached_property
    def group_files(self) -> dict[tuple[str, str], str]:
        """File name of the page of each group."""
        return {
            (grouping, group): f"{self.grouping_files[grouping]}--{name}"
            for grouping, groups in self.groups.items()
            for group, name in file_names(groups).items()
        }

    @cached_property
    def theme_records(self) -> dict[str, Record]:
        """The row of each theme by its id; labels start with a capital."""
        records = self.themes.assign(label=self.themes["label"].map(capital)).to_dict("records")
        return {str(record["theme_id"]): record for record in records}

    @cached_property
    def _mentions(self) -> dict[tuple[str, str, str, str], dict[str, Record]]:
        found: dict[tuple[str, str, str, str], dict[str, Record]] = defaultdict(dict)
        for record in shown(self.prevalence).to_dict("records"):
            key = (record["question"], record["theme_id"], record["grouping"], record["wave"])
            found[key][record["group"]] = record
        return found

    @cached_property
    def contrasts_of(self) -> dict[tuple[str, str, str], list[Record]]:
        """Rows of contrasts by question, theme and wave."""
        found: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
        for record in self.contrasts.to_dict("records"):
            found[record["question"], record["theme_id"], record["wave"]].append(record)
        return found

    @cached_property
    def _closed(self) -> dict[tuple[str, str, str, str], list[Record]]:
        found: dict[tuple[str, str, str, str], list[Record]] = defaultdict(list)
        for record in self.closed.to_dict("records"):
            found[record["item"], record["grouping"], record["group"], record["wave"]].append(record)
        return found

    def mentions(self, question: str, theme: str, grouping: str, wave: str) -> dict[str, Record]:
        """Prevalence rows of a theme by group, in the order in which groups are shown."""
        found = self._mentions.get((question, theme, grouping, wave), {})
        order: Iterable[str] = found if grouping == ALL else self.groups.get(grouping, [])
        return {group: found[group] for group in order if group in found}

    def closed_rows(self, item: str, grouping: str, group: str, wave: str) -> list[Record]:
        """Rows of a closed question or scale for one group: one for a mean, one per category for shares."""
        found = self._closed.get((item, grouping, group, wave), [])
        places = {c: i for i, c in enumerate(self.names.in_order(item, (str(r["category"]) for r in found)))}
        return sorted(found, key=lambda record: places[str(record["category"])])

    @cached_property
    def items(self) -> list[str]:
        """Ids of scales and closed questions, scales first, in the order of the study."""
        present = set(self.closed["item"])
        return [item for item in self.names.items if item in present]

    @cached_property
    def item_waves(self) -> dict[str, str]:
        """The wave that pages show for each item: the reference wave, or the last that has it."""
        present = self.closed.groupby("item")["wave"].agg(set)
        waves = self.names.waves
        return {i: self.wave if self.wave in w else [v for v in waves if v in w][-1] for i, w in present.items()}

    @cached_property
    def listed_themes(self) -> dict[str, dict[str, int]]:
        """The themes of each question with their depth, the sub-themes of a theme after it.

        Among those of one depth those mentioned most come first, hidden ones last.
        """
        parents = {theme: record["parent_id"] for theme, record in self.theme_records.items()}
        order: dict[str, dict[str, int]] = {}
        for question in self.questions:
            wave = self.wave_of(question)
            themes = [theme for theme in self.theme_records if self.mentions(question, theme, ALL, wave)]

            def rank(theme: str, question: str = question, wave: str = wave) -> tuple[float, str]:
                share = self.mentions(question, theme, ALL, wave)[ALL]["estimate"]
                return (-share if pd.notna(share) else 1.0, self.theme_records[theme]["label"])

            order[question] = nested(sorted(themes, key=rank), parents)
        return order

    @cached_property
    def ranked_themes(self) -> dict[str, list[str]]:
        """The main themes of each question, in the same order: who mentions a sub-theme counts with its main theme."""
        return {q: [theme for theme, depth in listed.items() if not depth] for q, listed in self.listed_themes.items()}

    def near_themes(self, question: str, theme: str) -> tuple[str | None, str | None]:
        """The themes before and after a theme in the ranking of those below the same theme."""
        beside = self.ranked_themes[question]
        if self.listed_themes[question][theme]:
            beside = self.below(question, self.theme_records[theme]["parent_id"])
        place = beside.index(theme)
        return beside[place - 1] if place else None, beside[place + 1] if place + 1 < len(beside) else None

    def below(self, question: str, theme: str) -> list[str]:
        """The themes right below a theme, those mentioned most first."""
        return [t for t in self.listed_themes[question] if self.theme_records[t]["parent_id"] == theme]
