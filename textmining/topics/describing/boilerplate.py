"""Topics that are no themes of what respondents think: one word, one copied answer, one institution or team."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

__all__ = ["ONE_TEXT", "ONE_WORD", "marks_of"]

ONE_WORD, ONE_TEXT = "one_word", "one_text"

MOSTLY_ONE_WORD = 0.6
"""Share of a topic's respondents who say nothing but one and the same word."""

COPIED = 0.5
"""Share of a topic's respondents who give the same answer, word for word or nearly."""

COPIED_WORDS = 5
"""Words from which an equal answer is a copy; "geen tijd" is what many think of by themselves."""

NEARLY = 0.8
"""Of the words of two answers that are shared: then one copies the other (typing errors, "net als vorig jaar")."""

ONE_GROUP = 0.7
"""Share of a topic's respondents that one institution or team holds..."""

TIMES_EXPECTED = 3.0
"""... if that is also so many times its share among all who answered."""

FEWEST = 5
"""Respondents of a topic under which none of this can be told."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def marks_of(
    texts: Sequence[str],
    people: Sequence[object],
    groups: Mapping[str, Sequence[str | None]],
    everyone: Mapping[str, Sequence[str | None]],
) -> tuple[str, ...]:
    """What makes a topic suspect; empty where nothing does.

    Parameters
    ----------
    texts, people : sequence
        The topic's segments and their respondents.
    groups : mapping
        Mark ("one_institution") to the group of each of those segments, None where that is unknown.
    everyone : mapping
        Mark to the group of every respondent who answered the question.

    Returns
    -------
    tuple of str
        "one_word", "one_text", and marks of ``groups``. No mark names an institution or team.
    """
    size = len(set(people))
    if size < FEWEST:
        return ()
    found = []
    if _one_word(texts, people) >= MOSTLY_ONE_WORD * size:
        found.append(ONE_WORD)
    if _one_text(texts, people) >= COPIED * size:
        found.append(ONE_TEXT)
    found += [mark for mark, own in groups.items() if _one_group(own, people, everyone[mark])]
    return tuple(found)


def _one_word(texts: Sequence[str], people: Sequence[object]) -> int:
    """Respondents who give the word that most of them give as a whole segment."""
    said: dict[str, set[object]] = {}
    for text, person in zip(texts, people, strict=True):
        distinct = set(_WORD.findall(text.lower()))
        if len(distinct) == 1:
            said.setdefault(distinct.pop(), set()).add(person)
    return max(map(len, said.values()), default=0)


def _one_text(texts: Sequence[str], people: Sequence[object]) -> int:
    """Respondents who give the long text that most of them give, or one that is nearly it."""
    said: dict[tuple[str, ...], set[object]] = {}
    for text, person in zip(texts, people, strict=True):
        words: tuple[str, ...] = tuple(_WORD.findall(text.lower()))
        if len(words) >= COPIED_WORDS:
            said.setdefault(words, set()).add(person)
    if not said:
        return 0
    most = min(said, key=lambda words: (-len(said[words]), words))
    own = Counter(most)
    return len(set().union(*(who for words, who in said.items() if _alike(own, Counter(words)))))


def _alike(one: Counter[str], other: Counter[str]) -> bool:
    return 2 * (one & other).total() >= NEARLY * (one.total() + other.total())


def _one_group(groups: Sequence[str | None], people: Sequence[object], everyone: Sequence[str | None]) -> bool:
    held: dict[str, set[object]] = {}
    for group, person in zip(groups, people, strict=True):
        if group is not None:
            held.setdefault(group, set()).add(person)
    known = Counter(group for group in everyone if group is not None)
    size = len(set(people))
    return any(
        len(who) >= ONE_GROUP * size and len(who) / size >= TIMES_EXPECTED * known[group] / known.total()
        for group, who in held.items()
    )
