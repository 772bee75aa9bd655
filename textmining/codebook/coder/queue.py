"""The queue of answers for coders: a true random sample, and the answers of which the model is least sure.

Every answer is coded on all themes. Both kinds are needed. Uncertain answers teach the model most; but what is true of
them is not true of all, so estimates are corrected with the random ones only, which are coded blind: no suggestion of
the model is shown. Whether an answer is drawn at random depends on its permanent random number and nothing else, above
all not on what the model thinks of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Hashable, Mapping
from functools import lru_cache

import numpy as np
import pandas as pd

from textmining.errors import Problem, UsageError

__all__ = ["build_queue", "draw", "permanent_numbers"]

RANDOM, UNCERTAIN = "random", "uncertain"
_COLUMNS = ["answer_id", "position", "queue", "blind", "stratum", "inclusion_probability"]


def permanent_numbers(answers: Collection[str] | pd.Index, key: str) -> pd.Series:
    """A number from 0 to 1 for each answer, uniform, by a keyed hash of its id: the same in every run.

    Parameters
    ----------
    answers : collection of str
    key : str
        Kept for the study; another key gives another sample.

    Returns
    -------
    Series indexed by answer_id

    Notes
    -----
    Ohlsson (1995), Coordination of samples using permanent random numbers: enlarging a sample keeps those drawn before.
    """
    index = pd.Index(answers, dtype="str", name="answer_id")
    return pd.Series(_numbers(tuple(index), key), index, dtype="float64", name="number")


@lru_cache(maxsize=16)
def _numbers(answers: tuple[str, ...], key: str) -> tuple[float, ...]:
    """Kept, since the queue is made again whenever the model has learned."""
    secret = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=32).digest()

    def number(answer: str) -> float:
        digest = hashlib.blake2b(answer.encode("utf-8", "surrogatepass"), key=secret, digest_size=8).digest()
        return (int.from_bytes(digest, "big") >> 11) / 2**53

    return tuple(map(number, answers))


def draw(
    strata: pd.Series, rates: Mapping[Hashable, float] | float, key: str, least: pd.Series | None = None
) -> pd.DataFrame:
    """Draw each answer whose permanent number is under the rate of its stratum (Poisson sampling).

    Parameters
    ----------
    strata : Series indexed by answer_id
        Stratum of every answer of the question; one value for all where there are none.
    rates : mapping or float
        Inclusion probability by stratum, or one for all, from 0 to 1.
    key : str
        From the study.
    least : Series indexed by answer_id, optional
        Inclusion probabilities of an earlier draw, by answer: no answer gets a smaller one, so that all that was drawn
        stays in, also where answers have changed stratum since.

    Returns
    -------
    DataFrame, one row per answer that is drawn, in the order of the permanent numbers
        ``stratum``, ``inclusion_probability``, ``number``; indexed by answer_id. A first part of the rows is a random
        sample too, with smaller probabilities.

    Raises
    ------
    UsageError
        If a rate lacks or is no probability.

    Notes
    -----
    Ohlsson (1995). The sample size is random, about the sum of the rates; each answer's probability is known exactly
    and does not depend on the others, which a sample of fixed size that grows and whose strata change cannot say.
    """
    names = list(dict.fromkeys(strata))
    given: dict[Hashable, float] = dict.fromkeys(names, rates) if isinstance(rates, int | float) else dict(rates)
    for name in names:
        if name not in given or not 0 <= given[name] <= 1:
            raise UsageError(
                Problem(
                    f"steekproef, stratum {name}",
                    f"de trekkingskans is {given.get(name, 'niet gegeven')}.",
                    "Geef voor elk stratum een getal van 0 tot en met 1.",
                )
            )
    probability = strata.map(given).astype("float64")
    if least is not None:
        before = least.reindex(strata.index).fillna(0.0)
        probability = probability.where(probability >= before, before)
    number = permanent_numbers(strata.index, key).set_axis(strata.index)
    found = pd.DataFrame({"stratum": strata, "inclusion_probability": probability, "number": number})
    return found[found["number"] < found["inclusion_probability"]].sort_values("number", kind="stable")


def build_queue(
    confidence: pd.Series,
    rates: Mapping[Hashable, float] | float,
    key: str,
    *,
    strata: pd.Series | None = None,
    coded: Collection[str] = (),
    coded_blind: Collection[str] = (),
    least: pd.Series | None = None,
    random_share: float = 0.5,
    length: int = 200,
) -> pd.DataFrame:
    """The next answers for a coder: random ones and uncertain ones, mixed.

    Parameters
    ----------
    confidence : Series indexed by answer_id
        Of all answers of the question, from ``CoderModel.predict``; any one value where there is no model yet.
    rates : mapping or float
        Inclusion probability of the random sample, by stratum or for all.
    key : str
        From the study.
    strata : Series indexed by answer_id, optional
        Of the same answers.
    coded : collection of str
        Answers that are coded and not asked again as uncertain ones.
    coded_blind : collection of str
        Answers that are coded blind and on all themes. An answer of the random sample that was coded in another way
        (as an uncertain one, with the model's suggestion in sight) is still queued, to be coded blind.
    least : Series indexed by answer_id, optional
        Inclusion probabilities of an earlier draw (``draw``).
    random_share : float
        Of random answers in the queue, from 0 to 1, for as long as there are both.
    length : int
        Most answers in the queue.

    Returns
    -------
    DataFrame, one row per answer, in the order in which they are shown
        ``answer_id``, ``position`` (from 1), ``queue`` ("random" or "uncertain"), ``blind`` (no suggestion is shown),
        ``stratum``, ``inclusion_probability`` (null for one that is not of the random sample). An answer that is both
        is "random", with its probability: it was drawn, whatever the model thinks of it.

    Raises
    ------
    UsageError
        If a rate, ``random_share`` or ``length`` cannot be, or ``strata`` lacks an answer.
    """
    if not 0 <= random_share <= 1 or length < 0:
        raise UsageError(
            Problem("wachtrij", f"aandeel aselect {random_share}, lengte {length}.", "Een aandeel is 0 tot en met 1.")
        )
    lacking = [] if strata is None else confidence.index.difference(strata.index).tolist()
    if lacking or (strata is not None and strata.reindex(confidence.index).isna().any()):
        raise UsageError(
            Problem("wachtrij", "niet elk antwoord heeft een stratum.", "Geef antwoorden zonder stratum een eigen.")
        )
    answers = confidence.index
    in_strata = pd.Series("all", answers) if strata is None else strata.loc[answers]
    drawn = draw(in_strata, rates, key, least)
    random = drawn[~drawn.index.isin(list(coded_blind))]
    rest = confidence[~answers.isin(drawn.index) & ~answers.isin([*coded, *coded_blind])]
    order = np.lexsort((rest.index.to_numpy(dtype=str), rest.to_numpy(dtype=np.float64)))
    uncertain = rest.index[order]
    mixed = _mixed(random.index.tolist(), uncertain.tolist(), random_share)[:length]
    at_random = [answer in random.index for answer in mixed]
    return pd.DataFrame(
        {
            "answer_id": pd.Series(mixed, dtype="str"),
            "position": range(1, len(mixed) + 1),
            "queue": pd.Series([RANDOM if one else UNCERTAIN for one in at_random], dtype="str"),
            "blind": pd.Series(at_random, dtype="bool"),
            "stratum": pd.Series([in_strata[answer] for answer in mixed], dtype="object"),
            "inclusion_probability": random["inclusion_probability"].reindex(mixed).to_numpy(dtype=np.float64),
        }
    )[_COLUMNS]


def _mixed(random: list[str], uncertain: list[str], share: float) -> list[str]:
    """Both lists in their own order, random ones at an even distance; what is left of one comes last."""
    places = [*((n + 0.5) / max(share, 1e-9) for n in range(len(random)))]
    others = [*((n + 0.5) / max(1 - share, 1e-9) for n in range(len(uncertain)))]
    both = [(place, 0, answer) for place, answer in zip(places, random, strict=True)]
    both += [(place, 1, answer) for place, answer in zip(others, uncertain, strict=True)]
    return [answer for _, _, answer in sorted(both)]
