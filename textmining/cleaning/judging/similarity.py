"""What an answer looks like: its nearest example among non-answers and among short real answers, and slips put right.

A slip of the keyboard is a word that Dutch does not have, next to one that it has: "herinern" for "herinneren", but
"moeite" is not "mening". So an answer is only like a non-answer when every word that differs is such a slip.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from textmining.cleaning.judging.forms import Clause, is_dutch
from textmining.cleaning.judging.vocabulary import FILL

__all__ = ["Likeness", "alike", "put_right"]

LEAST = 0.8
"""Similarity (1 less the edit distance over the length of the longer text) from which two answers may be one."""

_CRY = "loze kreet"
"""Says something with another word beside it: "ok" does not, "het was ok" does."""

_LONGEST = 45
_SHORTEST = 5


@dataclass(frozen=True)
class Likeness:
    """The non-answer that an answer is, or is like."""

    reason: str
    exact: bool


@dataclass(frozen=True)
class _Bank:
    """Examples by their letters: the reason of each non-answer, "" for a short real answer."""

    reasons: dict[str, str]
    joined: dict[str, str]
    non_answers: tuple[str, ...]
    answers: tuple[str, ...]


@cache
def _bank() -> _Bank:
    data = tomllib.loads(resources.files(__package__).joinpath("exemplars.toml").read_text(encoding="utf-8"))
    reasons = {phrase: reason for reason, phrases in data["non_answers"].items() for phrase in phrases}
    answers = data["answers"]["kept"]
    return _Bank(
        reasons=reasons,
        joined={phrase.replace(" ", ""): reason for phrase, reason in reasons.items() if len(phrase) > _SHORTEST},
        non_answers=tuple(phrase for phrase in reasons if len(phrase) >= _SHORTEST),
        answers=tuple(answers),
    )


def alike(form: str) -> Likeness | None:
    """The kind of non-answer that a normal form is an example of, or nearly.

    Fillers at its ends ("helaas", "hoor") do not count.

    Notes
    -----
    Similarity is that of optimal string alignment, by RapidFuzz. The nearest non-answer must be nearer than the nearest
    short real answer.
    """
    if len(form) > _LONGEST:
        return None
    bank = _bank()
    cores = dict.fromkeys((form, *_cores(form)))
    for core in cores:
        reason = bank.reasons.get(core)
        if reason is not None and (core == form or reason != _CRY):
            return Likeness(reason, exact=True)
    for core in cores:
        reason = bank.joined.get(core.replace(" ", ""))
        if reason is None and len(core) >= _SHORTEST:
            reason = _near(core, bank)
        if reason is not None and (core == form or reason != _CRY):
            return Likeness(reason, exact=False)
    return None


def _cores(form: str) -> list[str]:
    """A form without the fillers that it begins with, ends with, or both."""
    said = form.split()
    begin, end = 0, len(said)
    while begin < end and said[begin] in FILL | {"nee", "neen", "nvt"}:
        begin += 1
    while end > begin and said[end - 1] in FILL:
        end -= 1
    parts = (said[begin:], said[:end], said[begin:end])
    return [" ".join(part) for part in parts if part]


def _near(core: str, bank: _Bank) -> str | None:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    score = OSA.normalized_similarity
    found = process.extractOne(core, bank.non_answers, scorer=score, score_cutoff=LEAST)
    if found is None:
        return None
    phrase, nearness, _ = found
    real = process.extractOne(core, bank.answers, scorer=score, score_cutoff=nearness)
    if real is not None or not _is_slip(core, phrase):
        return None
    return bank.reasons[phrase]


def _is_slip(core: str, phrase: str) -> bool:
    """Whether the words that differ from those of an example are words that Dutch does not have."""
    known = set(phrase.split())
    return all(word in known or len(word) < 3 or not is_dutch(word) for word in core.split())


def put_right(said: list[Clause], meagre: frozenset[str]) -> list[Clause] | None:
    """An answer whose slips are replaced by the words of ``meagre`` that they stand for; None where it has others.

    Parameters
    ----------
    said : list of clauses
        The answer.
    meagre : frozenset of str
        The words that an excuse may be made of.
    """
    strange = {word for clause in said for word in clause} - meagre
    if not strange or len(strange) > 1 + sum(map(len, said)) // 6:
        return None
    right: dict[str, str] = {}
    for word in sorted(strange):
        meant = _nearest(word, meagre)
        if meant is None:
            return None
        right[word] = meant
    return [tuple(piece for word in clause for piece in right.get(word, word).split()) for clause in said]


def _nearest(word: str, meagre: frozenset[str]) -> str | None:
    """The word, or the two words, that a slip stands for; of four letters, only two that changed places."""
    if not 4 <= len(word) <= 20 or is_dutch(word):
        return None
    for cut in range(2, len(word) - 1):
        if word[:cut] in meagre and word[cut:] in meagre:
            return f"{word[:cut]} {word[cut:]}"
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    swapped = len(word) == 4
    among = sorted(one for one in meagre if not swapped or sorted(one) == sorted(word))
    found = process.extractOne(word, among, scorer=OSA.distance, score_cutoff=1 if len(word) < 9 else 2)
    return str(found[0]) if found else None
