"""Do coders' decisions survive a re-fit? Fit on half of a real survey, decide thirty times, fit on all, replay.

usage: replay.py [--data lezers] [--answers 4200] [--seeds 1 2] [--logs 1] [--encoder use] [--granularity middel]
                 [--shared ../shared]

The seed draws the half, the decisions and the fits; with more logs, other coders decide on the same fits. Decisions go
through the log (a SQLite file), and the old discovery comes back from it, as after a re-fit. What a person would mean
by an old theme is taken to be the new theme that holds the plurality of its segments and took at least half of its own
from it; where there is none, that theme as it was (``replay_score.Meant``). Printed for each seed:

applied    decisions that count in the new codebook
queued     those about which a coder is asked: the decision, or a theme that it names, is in a conflict
lost       neither applied nor queued
right      applied to the themes that a person would mean, of all decisions
kept       of those, on a theme without a counterpart: it stayed with its segments, and a coder is asked
elsewhere  the rest; of which unasked: without a coder being asked
plurality  what would be right if the new theme that holds the plurality were always meant, be it mostly something else
by id      what would be right if only ids were looked up
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.replay_coder import DECK, take_decisions
from benchmarks.replay_score import Outcome, meant, outcomes
from textmining.codebook import Base, Codebook, Registry, base_of, fold, propose_codebook, replay
from textmining.codebook.decisions import Decision
from textmining.codebook.store import DecisionStore
from textmining.codebook.succession import succession
from textmining.study import Question
from textmining.topics import discover
from textmining.topics.partition import Granularity

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Corpus:
    """Segments of one question (``segment_id``, ``answer_id``, ``text``, ``lemmas``) and their unit vectors."""

    question: Question
    segments: pd.DataFrame
    vectors: np.ndarray
    stops: frozenset[str] = frozenset()

    def of(self, chosen: np.ndarray) -> Corpus:
        """The segments where ``chosen`` is true."""
        segments = self.segments[chosen].reset_index(drop=True)
        return Corpus(self.question, segments, self.vectors[chosen], self.stops)

    def half(self, seed: int) -> np.ndarray:
        """True for the segments of half of the answers."""
        answers = np.sort(self.segments["answer_id"].unique())
        drawn = np.random.default_rng(seed).choice(answers, len(answers) // 2, replace=False)
        found: np.ndarray = self.segments["answer_id"].isin(drawn).to_numpy(dtype=bool)
        return found


@dataclass(frozen=True)
class Replayed:
    """A log, the codebook that it gives on the new discovery, and what became of each decision."""

    old: Base
    new: Base
    log: list[Decision]
    codebook: Codebook
    outcomes: list[Outcome]
    by_id: list[Outcome]

    @property
    def lost(self) -> set[int]:
        """Decisions that are neither applied, nor undone, nor told in a conflict."""
        told = {conflict.decision for conflict in self.codebook.conflicts}
        return {one.id for one in self.log} - self.codebook.applied - self.codebook.undone - told

    @property
    def right(self) -> float:
        """Share of all decisions that were applied to the themes that a person would mean."""
        return float(np.mean([one.applied and one.right for one in self.outcomes]))


def fit(
    corpus: Corpus, name: str, seed: int, previous: Registry | None = None, granularity: Granularity = "middel"
) -> tuple[Base, Registry]:
    """Discover and propose, with theme ids that go on from the fit before."""
    segments = corpus.segments.assign(respondent_id=corpus.segments["answer_id"])
    found = discover(segments, corpus.vectors, corpus.question, granularity=granularity, seed=seed, stops=corpus.stops)
    answers = pd.DataFrame({"answer_id": segments["answer_id"].unique()})
    answers = answers.assign(respondent_id=answers["answer_id"], wave="2013", question=corpus.question.id)
    proposal = propose_codebook(
        found.topics,
        segments.merge(found.assignments, on="segment_id", validate="one_to_one"),
        answers,
        answers.assign(fate="kept", marks=None),
        [corpus.question],
        vectors=corpus.vectors,
        encoder="one",
        previous=previous,
    )
    centres = {theme: np.array(known.centre) for theme, known in proposal.registry.themes.items()}
    mine = {theme: centres[theme] for theme in proposal.themes["theme_id"]}
    return base_of(proposal.themes, proposal.segments, corpus.question.id, name, mine), proposal.registry


def two_fits(corpus: Corpus, seed: int, granularity: Granularity = "middel") -> tuple[Base, Base]:
    """A discovery on half of the answers, and one on all."""
    old, registry = fit(corpus.of(corpus.half(seed)), "half", seed, granularity=granularity)
    new, _ = fit(corpus, "all", seed, registry, granularity)
    return old, new


def replayed(old: Base, new: Base, seed: int, work: Path, deck: Sequence[str] = DECK) -> Replayed:
    """Take decisions on one discovery, and replay them on another.

    Parameters
    ----------
    old, new : Base
    seed : int
    work : Path
        Folder for the log.
    deck : sequence of str
        Kinds of decisions.
    """
    name = old.codebook
    with closing(DecisionStore.open(work / "review.sqlite")) as store:
        store.keep_base(old)

        def append(action: Any) -> Decision:
            return store.append(name, action, actor="anna", seen=store.last(), fit=old.fit)

        take_decisions(old, append, seed, deck)
        log, kept = store.read(name), store.base(name, old.fit)
    assert kept is not None
    truth = meant(old, new)
    return Replayed(
        old,
        new,
        log,
        replay([kept], new, log),
        outcomes(log, lambda part: replay([kept], new, part), truth),
        outcomes(log, lambda part: fold(new, part), truth),
    )


def row(seed: int, results: Sequence[Replayed]) -> dict[str, object]:
    """The figures of one seed."""
    found = [one for result in results for one in result.outcomes]
    right = [one for one in found if one.applied and one.right]
    elsewhere = [one for one in found if not (one.applied and one.right)]
    return {
        "seed": seed,
        "decisions": len(found),
        "applied": sum(one.applied for one in found),
        "queued": sum(one.queued for one in found),
        "lost": sum(len(result.lost) for result in results),
        "right": len(right),
        "kept": sum(one.kept for one in right),
        "elsewhere": len(elsewhere),
        "unasked": sum(not one.queued for one in elsewhere),
        "plurality": sum(one.applied and one.plurality for one in found),
        "by id": sum(one.applied and one.right for result in results for one in result.by_id),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", choices=("lezers", "sib200", "xsid"), default="lezers")
    parser.add_argument("--answers", type=int, default=4200)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--logs", type=int, default=1)
    parser.add_argument("--encoder", default="use")
    parser.add_argument("--granularity", choices=("grof", "middel", "fijn"), default="middel")
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        corpus = load_corpus(options.shared, options.answers, options.encoder, Path(folder), options.data)
        print(f"{len(corpus.segments)} segments of {corpus.segments['answer_id'].nunique()} answers", flush=True)
        for seed in options.seeds:
            old, new = two_fits(corpus, seed, options.granularity)
            results = []
            for number in range(options.logs):
                work = Path(folder) / f"{seed}-{number}"
                work.mkdir()
                results.append(replayed(old, new, seed + 1000 * number, work))
            rows.append(row(seed, results))
            report(seed, results)
    table = pd.DataFrame(rows)
    print(table.to_string(index=False))
    total = table.sum()
    share = (total[["right", "kept", "elsewhere", "plurality", "by id"]] / total["decisions"]).map("{:.3f}".format)
    print(f"of {total['decisions']} decisions: {', '.join(f'{name} {value}' for name, value in share.items())}")


def load_corpus(shared: Path, answers: int, encoder: str, cache: Path, name: str = "lezers") -> Corpus:
    """The first answers of the Dutch National Reader Survey, cleaned, or another set, with an encoder's vectors."""
    from benchmarks.themes_data import load
    from textmining.cleaning.redaction import in_plain_words
    from textmining.embedding import encode_cached, load_encoder

    data = load(name, shared, answers)
    texts = [in_plain_words(text) for text in data.segments["text"]]
    distinct = sorted(set(texts))
    vectors = encode_cached(distinct, load_encoder(encoder, REPOSITORY / "models"), cache)
    position = {text: place for place, text in enumerate(distinct)}
    return Corpus(data.question, data.segments, vectors[[position[text] for text in texts]], data.stops)


def report(seed: int, results: Sequence[Replayed]) -> None:
    """What became of themes, and the decisions that did not go where a person would mean."""
    old, new = results[0].old, results[0].new
    found = succession(old, new)
    mains = [sum(theme.parent is None for theme in base.themes.values()) for base in (old, new)]
    print(
        f"seed {seed}: {mains[0]} main themes ({len(old.themes)} in all) on half, {mains[1]} ({len(new.themes)}) on all"
        f"; {len(found.inherited)} inherited, {len(found.heirs)} under another id, {len(found.split)} split, "
        f"{len(found.joined)} joined, {len(found.gone)} gone, {len(found.new)} new",
        flush=True,
    )
    for result in results:
        for decision, one in zip(result.log, result.outcomes, strict=True):
            if not (one.applied and one.right):
                print(f"  {decision.id} {one.kind}: {'a coder is asked' if one.queued else 'nobody is asked'}")


if __name__ == "__main__":
    main()
