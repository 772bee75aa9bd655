"""How far a question is, and what each coder did for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from textmining.codebook.coder.whole import uncodable
from textmining.codebook.decisions import OF_ANSWERS
from textmining.review.book import Book
from textmining.review.progress.work import Deed

__all__ = ["MOST_ABSTAINED", "CoderWork", "Progress", "Sampled", "progress_of"]

MOST_ABSTAINED = 0.1
"""The share of answers of which the model is not sure, above which sign-off warns."""

_ON_ANSWERS = frozenset(kind.model_fields["kind"].default for kind in OF_ANSWERS)


@dataclass(frozen=True)
class Sampled:
    """How far a sample is: ``done`` of ``total`` answers."""

    done: int
    total: int

    @property
    def share(self) -> float:
        """The part that is done; all of it where there is nothing to do."""
        return self.done / self.total if self.total else 1.0


@dataclass(frozen=True)
class CoderWork:
    """What one coder did for a question.

    Attributes
    ----------
    coder : str
    random, uncertain, double, free : int
        Answers that he or she coded, by the queue that they came from.
    today, week : int
        Answers that he or she coded today, and since Monday.
    seconds : float or None
        Median of an answer; None where it was never measured.
    on_themes : int
        Decisions on themes.
    settled : int
        Differences that he or she settled.
    double_sample : Sampled
    """

    coder: str
    random: int
    uncertain: int
    double: int
    free: int
    today: int
    week: int
    seconds: float | None
    on_themes: int
    settled: int
    double_sample: Sampled

    @property
    def answers(self) -> int:
        """All answers that he or she coded."""
        return self.random + self.uncertain + self.double + self.free


@dataclass(frozen=True)
class Progress:
    """How far a question is.

    Attributes
    ----------
    themes : Sampled
        Main themes that a coder decided about.
    random : Sampled
        Answers of the random sample that somebody coded blind.
    double : Sampled
        Answers of the double sample that two or more coders coded blind.
    coded : int
        Answers that somebody coded.
    abstained : float or None
        Share of all answers of which the model is not sure and that no coder coded; None where there is no model.
    coders : tuple of CoderWork
        By name.
    """

    themes: Sampled
    random: Sampled
    double: Sampled
    coded: int
    abstained: float | None
    coders: tuple[CoderWork, ...]


def progress_of(
    book: Book,
    deeds: Sequence[Deed],
    *,
    sample: Collection[str],
    double_sample: Collection[str],
    abstained: float | None,
    now: datetime,
) -> Progress:
    """Count what was done.

    Parameters
    ----------
    book : Book
    deeds : sequence of Deed
        From ``Work.of``.
    sample, double_sample : collection of str
        Answers that were drawn; those marked uncodable are to be coded by nobody.
    abstained : float, optional
    now : datetime
        With the time zone in which days begin.
    """
    left_out = uncodable(book.codebook)
    drawn, twice = (frozenset(answers) - left_out for answers in (sample, double_sample))
    queues: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    blind: defaultdict[str, set[str]] = defaultdict(set)
    doubly: defaultdict[str, int] = defaultdict(int)
    for answer, hands in book.codebook.hands.items():
        for hand in hands:
            queues[hand.coder][hand.queue] += 1
            if hand.blind and hand.queue in ("random", "double"):
                blind[answer].add(hand.coder)
                doubly[hand.coder] += hand.queue == "double" and answer in twice
    own: defaultdict[str, list[Deed]] = defaultdict(list)
    for deed in deeds:
        own[deed.actor].append(deed)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=midnight.weekday())
    return Progress(
        Sampled(book.judged, len(book.main_themes)),
        Sampled(sum(answer in blind for answer in drawn), len(drawn)),
        Sampled(sum(len(blind.get(answer, ())) > 1 for answer in twice), len(twice)),
        len(book.codebook.hands.keys() | book.codebook.settled.keys()),
        abstained,
        tuple(
            _coder(
                coder,
                queues.get(coder, {}),
                own.get(coder, ()),
                Sampled(doubly.get(coder, 0), len(twice)),
                midnight,
                monday,
            )
            for coder in sorted({*queues, *own})
        ),
    )


def _coder(
    coder: str, queues: Mapping[str, int], deeds: Sequence[Deed], twice: Sampled, midnight: datetime, monday: datetime
) -> CoderWork:
    codings = [deed for deed in deeds if deed.kind == "code_answer"]
    seconds = [deed.seconds for deed in codings if deed.seconds]
    return CoderWork(
        coder,
        random=queues.get("random", 0),
        uncertain=queues.get("uncertain", 0),
        double=queues.get("double", 0),
        free=queues.get("free", 0),
        today=len({deed.answer for deed in codings if deed.at >= midnight}),
        week=len({deed.answer for deed in codings if deed.at >= monday}),
        seconds=median(seconds) if seconds else None,
        on_themes=sum(deed.kind not in _ON_ANSWERS for deed in deeds),
        settled=len({deed.answer for deed in deeds if deed.kind == "settle"}),
        double_sample=twice,
    )
