"""Answers that are copies of each other: word for word, or nearly so, as when a team answers in one voice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from textmining.cleaning.judging import normal_form
from textmining.cleaning.words import words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CHANCE", "Copies", "find_copies"]

CHANCE = 8
"""Words. Two people can well give the same answer of fewer words without copying it."""

ALIKE = 0.8
"""Share of the words and pairs of neighbouring words, of both answers together, that near-copies have in common."""


@dataclass(frozen=True)
class Copies:
    """Which answers are copies of each other.

    Attributes
    ----------
    group : Series of str, on the index of the answers
        The ``answer_id`` of the group's first answer, by respondent; null for an answer that nobody else gave.
    surplus : Series of bool, on the same index
        The answers of at least ``CHANCE`` words, all but the first of each group: those that a study which counts
        copied answers once leaves out.
    """

    group: pd.Series
    surplus: pd.Series


def find_copies(answers: pd.DataFrame) -> Copies:
    """Group the copies among answers to the same question in the same wave.

    Case, accents, punctuation and white space do not count. Answers of at least ``CHANCE`` words are also copies when
    they share most of their words and pairs of neighbouring words (Jaccard similarity of at least ``ALIKE``) and have
    the same negations and numbers; a chain of such likenesses is one group. Neither the order of rows nor the values
    of ids change which answers are grouped.

    Parameters
    ----------
    answers : DataFrame, one row per answer
        answer_id, respondent_id, wave, question, text.

    Notes
    -----
    All pairs above the likeness are found exactly, by prefix filtering (Bayardo, Ma & Srikant 2007), in the package
    SetSimilaritySearch; nothing depends on random hashes as it would with MinHash.
    """
    import pandas as pd

    group = pd.Series(pd.NA, index=answers.index, dtype="str")
    surplus = pd.Series(False, index=answers.index)
    ordered = answers.sort_values("respondent_id", kind="stable")
    forms = ordered["text"].map(normal_form)
    for _, part in forms.groupby([ordered["wave"], ordered["question"]], sort=False):
        for rows, long in _groups(part):
            group[rows] = answers.at[rows[0], "answer_id"]
            surplus[rows[1:]] = long
    return Copies(group, surplus)


def _groups(forms: pd.Series) -> list[tuple[list[int], bool]]:
    """Row labels of each group of two or more, and whether its answers are too long to be alike by chance."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, form in forms.items():
        rows[form].append(row)
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for form in sorted(rows):
        if form.count(" ") + 1 >= CHANCE:
            alike[_turning(form)].append(form)
    heads = {form: head for part in alike.values() for form, head in _near(part).items()}
    found: dict[str, list[int]] = defaultdict(list)
    for form, numbers in rows.items():
        found[heads.get(form, form)] += numbers
    position = {row: number for number, row in enumerate(forms.index)}
    return [
        (sorted(numbers, key=position.__getitem__), head in heads)
        for head, numbers in found.items()
        if len(numbers) > 1
    ]


def _near(forms: Sequence[str]) -> dict[str, str]:
    """Each form's representative among the forms that are nearly the same."""
    from SetSimilaritySearch import all_pairs

    head = {form: form for form in forms}

    def find(form: str) -> str:
        while head[form] != form:
            head[form] = form = head[head[form]]
        return form

    if len(forms) > 1:
        sets = [_Parts(form) for form in forms]
        for one, other, _ in all_pairs(sets, similarity_func_name="jaccard", similarity_threshold=ALIKE):
            low, high = sorted((find(forms[one]), find(forms[other])))
            head[high] = low
    return {form: find(form) for form in forms}


_TURNING = words(
    """niet geen nooit nauwelijks amper zonder wel weinig genoeg voldoende onvoldoende veel meer minder no not never
    without"""
)


def _turning(form: str) -> tuple[str, ...]:
    """Words and numbers that turn what an answer says: with others of these it is no copy, however alike the rest."""
    return tuple(sorted(word for word in form.split() if word in _TURNING or any(map(str.isdigit, word))))


class _Parts:
    """The different words and pairs of neighbouring words of a text, made anew each time: a million would not fit."""

    __slots__ = ("form",)

    def __init__(self, form: str) -> None:
        self.form = form

    def __iter__(self) -> Iterator[str]:
        said = self.form.split()
        yield from set(said)
        yield from {f"{one} {other}" for one, other in pairwise(said)}
