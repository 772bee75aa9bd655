"""Is an answer an answer? The verdict on one answer, by rules first and by likeness to examples after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textmining.cleaning.judging.excuses import MOST_WORDS, excuse, meagre_words
from textmining.cleaning.judging.forms import Clause, clauses, normal_form
from textmining.cleaning.judging.none import means_none, words_of_none
from textmining.cleaning.judging.rules import fired
from textmining.cleaning.judging.similarity import alike, put_right
from textmining.cleaning.judging.vocabulary import FILL, NO, YES
from textmining.cleaning.words import words

if TYPE_CHECKING:
    from textmining.study import Question

__all__ = ["Verdict", "judge"]

Fate = Literal["kept", "blank", "non_answer"]


@dataclass(frozen=True)
class Verdict:
    """What becomes of an answer: its fate, the rule that fired (None for a plain answer), whether it says "none".

    A reason names a rule ("weet niet") or the kind of example that the answer resembles ("lijkt op: weet niet"). It
    never quotes the answer.
    """

    fate: Fate
    reason: str | None = None
    none: bool = False


_KEPT = Verdict("kept")
_LONGEST = 600
"""Characters: no excuse of ``MOST_WORDS`` words is longer."""

_MOST_TO_PUT_RIGHT = 12

_FINITE = words(
    """ben bent bestaat bestaan doet gaat gebruikt gebruik had heb hebben hebt heeft is kan kun kunt krijgt mag mist
    moet vind vindt voelt volgt was waren werkt wil wilt zijn zit zou zult"""
)


def judge(text: str, question: Question) -> Verdict:
    """Judge one repaired answer to a question.

    Parameters
    ----------
    text : str
        The repaired answer; "" for one that is empty.
    question : Question
        ``question.none`` declares that "geen" or "niets" is an answer, and what it means: such an answer is kept, with
        ``none`` set. "Ja" and "nee" are answers to a question that asks for them.

    Returns
    -------
    Verdict
    """
    if not text:
        return Verdict("blank", "leeg")
    if len(text) > _LONGEST:
        return _KEPT if any(map(str.isalnum, text)) else Verdict("non_answer", "alleen leestekens")
    form = normal_form(text)
    said = form.split()
    if not said:
        return Verdict("non_answer", "alleen leestekens")
    if len(said) > MOST_WORDS:
        return _KEPT
    parts = clauses(text)
    if question.none and (reason := _none(parts, question.text, question.none)):
        return Verdict("kept", reason, none=True)
    if _only(said, YES | NO) and _asks_yes_or_no(question.text):
        return _KEPT
    reason = _reason(form, question, parts)
    if reason is None and _only(said, NO):
        reason = "geen of niets"
    if reason is None and _only(said, YES):
        reason = "alleen ja"
    return Verdict("non_answer", reason) if reason else _KEPT


def _none(parts: list[Clause], asked: str, none: str) -> str | None:
    """Why an answer says "none": in so many words, or with a slip of the keyboard."""
    if means_none(parts, asked, none):
        return "geen of niets"
    if sum(map(len, parts)) > _MOST_TO_PUT_RIGHT:
        return None
    righted = put_right(parts, words_of_none(asked, none))
    return "lijkt op: geen of niets" if righted and means_none(righted, asked, none) else None


def _reason(form: str, question: Question, parts: list[Clause]) -> str | None:
    """Why an answer is none: the rule's name, or what it looks like."""
    example = alike(form)
    if example and example.exact:
        return example.reason
    if reason := fired(form):
        return reason
    none = question.none is not None
    if reason := excuse(parts, question.text, none=none):
        return reason
    if example:
        return f"lijkt op: {example.reason}"
    righted = put_right(parts, meagre_words(question.text))
    reason = excuse(righted, question.text, none=none) if righted else None
    return f"lijkt op: {reason}" if reason else None


def _only(said: Sequence[str], meant: frozenset[str]) -> bool:
    """Whether an answer is one of some words, with nothing but fillers around it."""
    return not meant.isdisjoint(said) and set(said) <= meant | FILL


def _asks_yes_or_no(question: str) -> bool:
    """Whether a question can be answered by ja or nee: it begins with a finite verb, and does not ask for remarks."""
    asked = normal_form(question)
    remarks = re.search(r"opmerking|aanvulling|suggestie|toelicht|waarom|welke|kwijt|toevoegen|tips", asked)
    return asked.split(" ")[0] in _FINITE and not remarks
