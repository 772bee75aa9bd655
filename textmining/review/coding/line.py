"""The queue of a codebook at one moment: what is left of the random sample, and what the model is least sure of."""

from __future__ import annotations

from dataclasses import dataclass

from textmining.codebook.coder import Predictions, build_queue, uncodable
from textmining.review.book import Book
from textmining.review.coding.sample import Sample, random_key

__all__ = ["Line", "is_open", "line_of"]

AHEAD = 400
"""Answers in a line: enough for all coders until it is made again, when the model has learned."""


@dataclass(frozen=True)
class Line:
    """Answers in the order in which they come before coders.

    Attributes
    ----------
    random : tuple of str
        Drawn at random, not for double coding, and not yet coded blind.
    uncertain : tuple of str
        Not drawn and not coded, the least sure first; where there is no model yet, in no order that means anything.
    """

    random: tuple[str, ...]
    uncertain: tuple[str, ...]


def line_of(book: Book, sample: Sample, key: str, predictions: Predictions | None) -> Line:
    """Make the line of a codebook.

    Parameters
    ----------
    book : Book
    sample : Sample
    key : str
        Of the study.
    predictions : Predictions or None
    """
    answers = sample.strata.index
    codebook = book.codebook
    out = uncodable(codebook)
    ruled = {answer for found in book.material.ruled.values() for answer in found}
    blind = {answer for answer, hands in codebook.hands.items() if any(hand.blind for hand in hands)}
    confidence = (
        predictions.confidence.reindex(answers) if predictions is not None else sample.strata.map(lambda _: 0.0)
    )
    queue = build_queue(
        confidence.fillna(0.0),
        sample.rate,
        random_key(key),
        strata=sample.strata,
        coded={*codebook.hands, *codebook.settled, *ruled, *out},
        coded_blind={*blind, *sample.twice, *out},
        least=sample.drawn["inclusion_probability"],
        length=AHEAD,
    )
    drawn = queue["queue"] == "random"
    return Line(tuple(queue.loc[drawn, "answer_id"]), tuple(queue.loc[~drawn, "answer_id"]))


def is_open(book: Book, sample: Sample, answer: str, queue: str, coder: str) -> bool:
    """Whether an answer is still to be coded, in one of the queues, by a coder."""
    codebook = book.codebook
    if answer not in book.material.answers or "uncodable" in codebook.marks.get(answer, ()):
        return False
    hands = codebook.hands.get(answer, ())
    if queue == "double":
        return answer in sample.twice and not any(h.coder == coder and h.queue == "double" for h in hands)
    if queue == "random":
        return answer in sample.chances and not any(hand.blind for hand in hands)
    return answer not in sample.chances and not hands and answer not in codebook.settled
