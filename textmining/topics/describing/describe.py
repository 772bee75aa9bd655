"""What a coder sees of a topic: label, words, description, examples, and what makes it suspect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from textmining.cleaning.language import NEGATIONS, terms
from textmining.topics.describing.boilerplate import marks_of
from textmining.topics.describing.candidates import LONGEST, candidates_of
from textmining.topics.describing.examples import Shown, border_examples, nearness, readable, representative
from textmining.topics.describing.labels import Scored, alike_in_meaning, choose_labels, facets_of, score
from textmining.topics.describing.phrases import Phrase, phrases_of
from textmining.topics.describing.usage import Usage
from textmining.topics.describing.words import WORDS, Writing, topic_terms
from textmining.topics.grid import on_grid

if TYPE_CHECKING:
    from textmining.cleaning.language import LanguagePipeline
    from textmining.topics.rule import Centres

__all__ = ["TopicDescription", "describe"]

FEWEST = 3
"""Respondents who must share a phrase or a word."""

TAGGED = 1800
"""Distinct segments that are tagged in all, about: those nearest to the centres..."""

CENTRAL = (15, 70)
"""... and how many of a topic, at least and at most."""

MOST_TOKENS = 30
"""Words of a segment whose phrases are looked for: in a longer one what is central cannot be told."""

COMPARED = 40
"""Candidates of a topic whose meaning is compared; each is a text to embed."""


@dataclass(frozen=True)
class TopicDescription:
    """How a topic is presented.

    Attributes
    ----------
    label : str
        A phrase, or two; words where no phrase is shared, "Thema 3" where no word is.
    words : tuple of str
        Up to ten.
    description : str
        One Dutch sentence of shared phrases or words, that quotes nobody; "" where there are none.
    examples : tuple of int
        Positions of up to five representative segments among the rows given.
    border_examples : tuple of (int, int)
        Positions of up to three segments at the border, each with the number of the topic on the other side.
    marks : tuple of str
        What makes the topic suspect: "one_word", "one_text" and marks of ``groups``.
    """

    label: str
    words: tuple[str, ...]
    description: str
    examples: tuple[int, ...]
    border_examples: tuple[tuple[int, int], ...]
    marks: tuple[str, ...]


@dataclass(frozen=True)
class _Family:
    """Topics that are told apart from each other, by their numbers; ``labels`` is -2 where nothing is compared."""

    numbers: list[int]
    parent: int | None
    labels: np.ndarray
    centres: Centres

    def nearness(self, points: np.ndarray) -> np.ndarray:
        """Cosine of each segment with each centre; 0 where nothing is compared."""
        close = np.zeros((len(points), len(self.numbers)), dtype=np.float32)
        here = np.flatnonzero(self.labels >= -1)
        if len(here) and self.numbers:
            close[here] = nearness(self.centres.around(points[here]), self.centres.vectors)
        return close


def describe(
    segments: pd.DataFrame,
    vectors: np.ndarray,
    main: Centres,
    labels: np.ndarray,
    stops: frozenset[str],
    language: LanguagePipeline,
    encode: Callable[[Sequence[str]], np.ndarray],
    *,
    sub: Mapping[int, Centres] | None = None,
    sub_labels: np.ndarray | None = None,
    groups: Mapping[str, str] | None = None,
    fewest: int = FEWEST,
) -> list[TopicDescription]:
    """Describe the topics of one question.

    Parameters
    ----------
    segments : DataFrame, one row per segment
        ``text`` (redacted), ``lemmas``, ``respondent_id`` (unique over waves) and the columns of ``groups``.
    vectors : array (n, dimension)
        Of the segments.
    main : Centres
        The rule's, of the main topics.
    labels : array (n,) of int
        The main topic of each segment, -1 for none.
    stops : frozenset of str
        From ``stop_words``: lemmas of the language's and the question's own words.
    language : LanguagePipeline
        The one that gave the lemmas.
    encode : callable
        From texts to vectors, by what made ``vectors``.
    sub : mapping
        Main topic to the rule's centres of its sub-topics, where it has any. These are told apart from each other.
    sub_labels : array (n,) of int
        The sub-topic of each segment within its main topic, -1 for none.
    groups : mapping
        Mark to the column that holds the group: {"one_institution": "cluster", "one_team": "team"}.
    fewest : int
        Respondents who must share a phrase or a word before it is shown.

    Returns
    -------
    list of TopicDescription
        One per topic: the main topics, then the sub-topics of each in turn, numbered through. No two have the same
        label. It depends on what the rows say, not on their order; of equal texts the example is that of the first
        respondent.
    """
    order = np.lexsort((segments["respondent_id"].to_numpy(dtype=str), segments["text"].to_numpy(dtype=str)))
    rows = segments.iloc[order]
    texts, lemmas = rows["text"].tolist(), rows["lemmas"].tolist()
    people = pd.factorize(rows["respondent_id"])[0]
    points = on_grid(np.asarray(vectors)[order])
    families = _families(main, np.asarray(labels)[order], sub or {}, None if sub_labels is None else sub_labels[order])
    near = [family.nearness(points) for family in families]
    tagged = _tagged(families, near, texts, language, stops)
    told = [terms(row, stops) for row in lemmas]
    usage = Usage(texts, lemmas, told, people, tagged)
    writing = Writing(texts, lemmas, people.tolist(), fewest=fewest)
    words = [w for family in families for w in _words(family, told, people, writing, stops, fewest)]
    named = _name(families, usage, tagged, writing, encode, stops | NEGATIONS, fewest)
    names = _labels(named, words, families)

    columns = dict(groups or {})
    everyone = rows.drop_duplicates("respondent_id")
    all_groups = {mark: _values(everyone[column]) for mark, column in columns.items()}
    described = []
    for family, close in zip(families, near, strict=True):
        held = [np.flatnonzero(family.labels == k) for k in range(len(family.numbers))]
        for k, (number, members) in enumerate(zip(family.numbers, held, strict=True)):
            said = readable(texts, people, members)
            shown = representative(k, said, points, close)
            own = rows.iloc[members]
            own_groups = {mark: _values(own[column]) for mark, column in columns.items()}
            marks = marks_of(own["text"].tolist(), own["respondent_id"].tolist(), own_groups, all_groups)
            described.append(
                TopicDescription(
                    names[number],
                    tuple(words[number]),
                    _sentence(*named[number], words[number]),
                    tuple(_position(s, order) for s in shown),
                    tuple(
                        (_position(s, order), family.numbers[other])
                        for s, other in border_examples(k, said, close, shown)
                    ),
                    marks,
                )
            )
    return described


def _families(
    main: Centres, labels: np.ndarray, sub: Mapping[int, Centres], sub_labels: np.ndarray | None
) -> list[_Family]:
    """The main topics, then the sub-topics of each."""
    families = [_Family(list(range(len(main))), None, labels, main)]
    first = len(main)
    for parent in sorted(sub):
        if sub_labels is None:
            raise ValueError("sub_labels must say in which sub-topic each segment is")
        own = np.where(labels == parent, sub_labels, -2)
        families.append(_Family(list(range(first, first + len(sub[parent]))), parent, own, sub[parent]))
        first += len(sub[parent])
    return families


def _tagged(
    families: Sequence[_Family],
    near: Sequence[np.ndarray],
    texts: Sequence[str],
    language: LanguagePipeline,
    stops: frozenset[str],
) -> dict[int, set[Phrase]]:
    """The phrases of the segments nearest to each centre, by the number of the segment."""
    count = sum(len(family.numbers) for family in families)
    most = min(max(TAGGED // max(count, 1), CENTRAL[0]), CENTRAL[1])
    chosen: set[str] = set()
    for family, close in zip(families, near, strict=True):
        for k in range(len(family.numbers)):
            nearest = {
                texts[n]: float(close[n, k])
                for n in np.flatnonzero(family.labels == k).tolist()
                if len(texts[n].split()) <= MOST_TOKENS
            }
            chosen.update(sorted(nearest, key=lambda text: (-nearest[text], text))[:most])
    distinct = sorted(chosen)
    silent = stops | NEGATIONS
    docs = language.docs([text.replace("’", "'") for text in distinct])
    phrases = {text: phrases_of(doc, silent) for text, doc in zip(distinct, docs, strict=True)}
    return {number: phrases[text] for number, text in enumerate(texts) if text in phrases}


def _words(
    family: _Family,
    told: Sequence[Sequence[str]],
    people: np.ndarray,
    writing: Writing,
    stops: frozenset[str],
    fewest: int,
) -> list[list[str]]:
    """Up to ten words per topic, as they are written."""
    here = np.flatnonzero(family.labels >= -1)
    own_terms = [told[n] for n in here.tolist()]
    found = topic_terms(own_terms, people[here], family.labels[here], len(family.numbers), fewest=fewest)
    words = []
    for own in found:
        written = [writing.term(term) for term in own if len(term) > 2]
        kept = [word for word in written if word and word.lower() not in stops and not writing.misspelt(word)]
        words.append(list(dict.fromkeys(kept))[:WORDS])
    return words


def _name(
    families: Sequence[_Family],
    usage: Usage,
    tagged: Mapping[int, set[Phrase]],
    writing: Writing,
    encode: Callable[[Sequence[str]], np.ndarray],
    stops: frozenset[str],
    fewest: int,
) -> list[tuple[list[Scored], list[Scored]]]:
    """Per topic the phrases of its label, and those that say more."""
    candidates = []
    for family in families:
        keys: list[set[tuple[str, ...]]] = [set() for _ in family.numbers]
        for number, found in tagged.items():
            if (label := int(family.labels[number])) >= 0:
                keys[label].update(phrase.key for phrase in found)
        most = COMPARED if family.parent is None else COMPARED // 2
        of_topics = [
            [
                c
                for c in candidates_of(k, own, usage, family.labels, stops, fewest=fewest)
                if not writing.misspelt(c.text)
            ]
            for k, own in enumerate(keys)
        ]
        candidates.append([[replace(c, text=writing.cased(c.text)) for c in own[:most]] for own in of_topics])
    distinct = sorted({c.text for family in candidates for own in family for c in own})
    points = on_grid(encode(distinct)) if distinct else np.empty((0, families[0].centres.vectors.shape[1]), np.float32)
    alike = alike_in_meaning(points)
    row = {text: number for number, text in enumerate(distinct)}
    named: list[tuple[list[Scored], list[Scored]]] = []
    for family, of_topics in zip(families, candidates, strict=True):
        above = [] if family.parent is None else named[family.parent][0]
        scored = score(of_topics, row, points, family.centres)
        labelled = choose_labels(scored, alike, above)
        named += [
            (label, facets_of(own, [*label, *above], alike, 3)) for own, label in zip(scored, labelled, strict=True)
        ]
    return named


def _labels(
    named: Sequence[tuple[Sequence[Scored], Sequence[Scored]]],
    words: Sequence[Sequence[str]],
    families: Sequence[_Family],
) -> list[str]:
    """A label per topic, no two the same."""
    labels: list[str] = []
    for family in families:
        above = "" if family.parent is None else f"{family.parent + 1}."
        for place, number in enumerate(family.numbers, start=1):
            phrases = [s.candidate for s in named[number][0]]
            link = " en " if all(phrase.nominal for phrase in phrases) else ", "
            ways = [link.join(phrase.text for phrase in phrases)]
            ways += [", ".join(words[number][:most]) for most in (3, 2, 4, 1)]
            ways = [f"{way[:1].upper()}{way[1:]}" for way in ways if 0 < len(way) <= LONGEST]
            labels.append(next((way for way in ways if way not in labels), f"Thema {above}{place}"))
    return labels


def _sentence(names: Sequence[Scored], details: Sequence[Scored], words: Sequence[str]) -> str:
    if not names:
        return f"Deelnemers gebruiken vooral {_listed(words[:5])}." if words else ""
    said = f"Deelnemers noemen vooral {_listed([s.candidate.text for s in names])}"
    return f"{said}; ook {_listed([s.candidate.text for s in details])}." if details else f"{said}."


def _listed(parts: Sequence[str]) -> str:
    quoted = [f"‘{part}’" for part in parts]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} en {quoted[-1]}"


def _position(shown: Shown, order: np.ndarray) -> int:
    return int(order[shown.row])


def _values(column: pd.Series) -> list[str | None]:
    return [None if pd.isna(value) else str(value) for value in column]
