"""Which words of answers may be seen by anyone.

A word can point at a person or a school. In what is public only words stand that enough respondents used, in more than
one institution; a label that holds another word gives way to the words of its theme that may be seen.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pandas as pd

from textmining.codebook.agreement import INDICATIVE
from textmining.study import Study
from textmining.topics.describing.boilerplate import ONE_TEXT, ONE_WORD

__all__ = ["WordUse", "declared_labels", "public_themes", "word_use", "words_of"]

_WORD = re.compile(r"[^\W_]+")
_FORMULA_START = "=+-@\t\r "
_DESCRIPTION = re.compile(r"Deelnemers (noemen|gebruiken) vooral ‘.+’\.")
_PUBLIC_MARKS = (ONE_WORD, ONE_TEXT, INDICATIVE)
"""The others say where respondents work: beside the figures of groups somebody inside might tell who is meant."""

_FRAME = frozenset({"deelnemers", "noemen", "gebruiken", "vooral", "en", "ook"})
"""How discovery describes a theme: what is not of this frame is quoted from respondents."""


def words_of(text: str) -> set[str]:
    """The words of a text in lower case; a hyphen or underscore parts words."""
    return set(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))


@dataclass(frozen=True)
class WordUse:
    """Words that may be seen by anyone (``common``), and words that stand in no answer at all (``unused``)."""

    common: frozenset[str]
    unused: frozenset[str]


def word_use(
    candidates: Collection[str],
    answers: pd.DataFrame,
    segments: pd.DataFrame,
    respondents: pd.DataFrame,
    *,
    minimum: int,
) -> WordUse:
    """Tell by how many respondents words are used.

    Parameters
    ----------
    candidates : collection of str
        Words in lower case.
    answers, segments, respondents : DataFrame
        Tables of those names. A word is used in an answer if it, or a form with it as its lemma, stands there.
    minimum : int
        Smallest number of respondents. Somebody who answered in several waves (the same panel id, or without one the
        same respondent_id) counts once. Where there are two clusters or more, respondents of two must use it.
    """
    wanted = frozenset(candidates)
    key = ["respondent_id", "wave"]
    who = answers[["answer_id", *key]].merge(respondents[[*key, "cluster", "panel"]], on=key, how="left")
    person = who["panel"].where(who["panel"].notna(), "r" + who["respondent_id"])
    writer = dict(zip(who["answer_id"], zip(person, who["cluster"], strict=True), strict=True))
    users: dict[str, set[str]] = defaultdict(set)
    places: dict[str, set[str]] = defaultdict(set)
    texts = [*zip(answers["answer_id"], answers["text"], strict=True)]
    texts += zip(segments["answer_id"], segments["lemmas"], strict=True)
    for answer, text in texts:
        name, cluster = writer.get(answer, ("", None))
        for word in wanted & words_of(text):
            users[word].add(name)
            if isinstance(cluster, str):
                places[word].add(cluster)
    several = respondents["cluster"].nunique() >= 2
    common = {word for word, names in users.items() if len(names) >= minimum and (not several or len(places[word]) > 1)}
    return WordUse(frozenset(common), wanted - users.keys())


def declared_labels(study: Study) -> frozenset[str]:
    """Labels that the study file itself gives to themes: no respondent wrote those."""
    labels = [theme.label for question in study.questions for theme in question.themes]
    return frozenset(label.casefold() for label in (*labels, *(q.none for q in study.questions if q.none)))


def public_themes(
    themes: pd.DataFrame,
    answers: pd.DataFrame,
    segments: pd.DataFrame,
    respondents: pd.DataFrame,
    study: Study,
) -> pd.DataFrame:
    """Table ``themes`` as anyone may see it.

    Returns
    -------
    DataFrame
        Without rejected themes. ``words`` without rare words; ``label`` gives way to up to three of those words, and
        else to "thema <n>" (n within its question), where it holds a rare word. Labels of the study file stay, and an
        accepted label may hold words of the coder that stand in no answer. Labels are unique within a question.
        ``definition`` stays only where discovery wrote it and each word that it quotes may be seen: what a coder wrote
        may quote an answer. ``n_answers`` and ``n_respondents`` are null where fewer respondents than the minimum
        mention the theme. ``marks`` does not say that respondents are of one institution or team.
    """
    kept = themes[themes["status"] != "rejected"].reset_index(drop=True)
    quoted = [_quoted(definition) for definition in kept["definition"]]
    candidates = set[str]().union(*map(words_of, kept["label"]), *map(words_of, kept["words"]), *quoted)
    use = word_use(candidates, answers, segments, respondents, minimum=study.privacy.minimum_group)
    declared = declared_labels(study)
    labels: list[str] = []
    words: list[str] = []
    seen: dict[str, set[str]] = defaultdict(set)
    numbers: dict[str, int] = defaultdict(int)
    for theme in kept.to_dict("records"):
        question = theme["question"]
        numbers[question] += 1
        terms = [term for term in _terms(theme["words"]) if words_of(term) and words_of(term) <= use.common]
        words.append(", ".join(terms))
        title = theme["label"].lstrip(_FORMULA_START).strip()
        allowed = use.common | use.unused if theme["status"] == "accepted" else use.common
        if not (title.casefold() in declared or (words_of(title) and words_of(title) <= allowed)):
            title = ", ".join(terms[:3]) or f"thema {numbers[question]}"
        labels.append(_unique(title, seen[question]))
    shown = [bool(said) and said <= use.common for said in quoted]
    few = kept["n_respondents"] < study.privacy.minimum_group
    counts = {column: kept[column].astype("Int64").mask(few) for column in ("n_answers", "n_respondents")}
    return kept.assign(
        label=pd.Series(labels, dtype="str"),
        words=pd.Series(words, dtype="str"),
        definition=kept["definition"].where(pd.Series(shown, dtype="bool")).astype("str"),
        marks=pd.Series([_public_marks(marks) for marks in kept["marks"]], dtype="str"),
        **counts,
    )


def _public_marks(marks: object) -> str | None:
    found = marks.split(";") if isinstance(marks, str) else []
    return ";".join(mark for mark in found if mark in _PUBLIC_MARKS) or None


def _quoted(definition: object) -> set[str]:
    """The words that a description by discovery quotes; none where it is something else."""
    if not isinstance(definition, str) or not _DESCRIPTION.fullmatch(definition):
        return set()
    return words_of(definition) - _FRAME


def _terms(words: str) -> Iterable[str]:
    """The terms of a ``words`` value: between commas where it has any, else between spaces."""
    parts = re.split(r"[,;|]", words) if re.search(r"[,;|]", words) else words.split()
    return (term for term in (part.strip(_FORMULA_START) for part in parts) if term)


def _unique(title: str, seen: set[str]) -> str:
    name, number = title, 1
    while name in seen:
        number += 1
        name = f"{title} ({number})"
    seen.add(name)
    return name
