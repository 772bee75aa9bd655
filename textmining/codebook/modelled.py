"""The codings of the coder model in the place of discovery's, as far as coders said nothing of an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from textmining.codebook.coder.deciding import Predictions
from textmining.codebook.coder.labels import MODEL, UNSURE, publication_codings
from textmining.codebook.coder.whole import uncodable
from textmining.codebook.state import Codebook

if TYPE_CHECKING:
    from textmining.codebook.coder import ModelCoding

__all__ = ["WAYS", "coding_told", "left_to_the_model", "outranked", "ways_of", "with_model", "without_uncodable"]

WAYS = ("coder", "rule", "model", "unsure", "discovery", "uncodable")
"""How an answer came by its themes: a coder coded all of it; a rule did ("geen"); the coder model did; the coder model
abstains; discovery placed its segments, of which coders may have moved some; or it cannot be coded."""

Pair = tuple[str, str | None]
"""An answer and a theme."""


def left_to_the_model(codebook: Codebook, predictions: Predictions) -> pd.Index:
    """The answers of which no coder said everything."""
    parts: defaultdict[str, list[bool]] = defaultdict(list)
    for segment, answer in codebook.base.answer_of.items():
        parts[answer].append(segment in codebook.by_hand)
    known = {answer for answer, by_hand in parts.items() if all(by_hand)}
    known |= codebook.hands.keys() | codebook.settled.keys() | uncodable(codebook)
    return predictions.confidence.index[~predictions.confidence.index.isin(list(known))]


def with_model(codings: pd.DataFrame, codebook: Codebook, predictions: Predictions) -> pd.DataFrame:
    """Put what the coder model says of answers in the place of what discovery said.

    Parameters
    ----------
    codings : DataFrame
        Of all answers, by discovery; with the segments that coders placed.
    codebook : Codebook
    predictions : Predictions
        Of the answers of the codebook that no rule coded.

    Returns
    -------
    DataFrame
        Of an answer whose segments coders placed in part, theirs stand and the model speaks of the other themes; it
        does not give a theme from which coders took the last segment of the answer. Of a theme and its main theme
        the model gives the first; where it abstains, both are there, each with its probability.
    """
    answers = left_to_the_model(codebook, predictions)
    nothing = pd.DataFrame(columns=["answer_id", "themes", "coder", "inclusion_probability"])
    made, _ = publication_codings(predictions.of(answers), nothing, "")
    parent = {theme.id: theme.parent for theme in codebook.in_use.values()}
    given = made[made["source"] == MODEL]
    implied, out = set(_pairs(given, parent)), _taken_out(codebook)
    stays = [
        own not in implied and own not in out and above not in out
        for own, above in zip(_pairs(made), _pairs(made, parent), strict=True)
    ]
    made = made[pd.Series(stays, made.index, dtype=bool)]
    kept = codings[~codings["answer_id"].isin(answers) | codings["source"].isin(["coder", "rule"])]
    parts = [part for part in (kept, made[kept.columns]) if len(part)]
    return outranked(pd.concat(parts, ignore_index=True), codebook) if parts else kept


def outranked(codings: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Codings without those of the coder model of a theme that a coder gave the same answer, or gave one below it."""
    parent = {theme.id: theme.parent for theme in codebook.in_use.values()}
    said = codings[codings["source"] == "coder"]
    sure = {*_pairs(said), *_pairs(said, parent)}
    by_model = codings["source"].isin([MODEL, UNSURE]) & codings["segment_id"].isna()
    twice = [pair in sure for pair in _pairs(codings)]
    return codings[~(by_model & pd.Series(twice, codings.index, dtype=bool))]


def _pairs(codings: pd.DataFrame, parent: Mapping[str, str | None] | None = None) -> list[Pair]:
    """Answer and theme, or the main theme above it, of each coding."""
    themes = codings["theme_id"] if parent is None else map(parent.get, codings["theme_id"])
    return list(zip(codings["answer_id"], themes, strict=True))


def _taken_out(codebook: Codebook) -> set[Pair]:
    """Answers and themes of which coders took the last segment that discovery had put there."""
    held: set[Pair] = {(codebook.base.answer_of[segment], theme) for segment, theme in codebook.placement.items()}
    held |= {(answer, codebook.themes[theme].parent) for answer, theme in held if theme is not None}
    out: set[Pair] = set()
    for segment in codebook.by_hand & codebook.base.answer_of.keys():
        proposed = codebook.base.placement.get(segment)
        before = codebook.now(proposed) if proposed is not None else None
        if before is not None and before != codebook.placement.get(segment):
            out.add((codebook.base.answer_of[segment], before))
    return out - held


def ways_of(
    answers: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, predictions: Predictions | None
) -> pd.DataFrame:
    """How each answer of a codebook came by its themes.

    Parameters
    ----------
    answers : DataFrame
        The kept answers of the codebook's questions.
    codings : DataFrame
        As decided.
    codebook : Codebook
    predictions : Predictions, optional
        Where the coder model was used.

    Returns
    -------
    DataFrame, one row per answer
        ``answer_id``, ``question``, ``way``: one of ``WAYS``.
    """
    way = pd.Series("discovery", pd.Index(answers["answer_id"]), dtype="object")
    if predictions is not None:
        way[way.index.isin(predictions.confidence.index)] = "coder"  # of all segments, unless the model speaks
        left = predictions.of(left_to_the_model(codebook, predictions))
        unsure = left.abstains()
        way[way.index.isin(unsure.index[~unsure])] = "model"
        way[way.index.isin(unsure.index[unsure])] = "unsure"
    way[way.index.isin(codings.loc[codings["source"] == "rule", "answer_id"])] = "rule"
    way[way.index.isin([*codebook.hands, *codebook.settled])] = "coder"
    way[way.index.isin(list(uncodable(codebook)))] = "uncodable"
    return pd.DataFrame(
        {"answer_id": answers["answer_id"], "question": answers["question"], "way": way.to_numpy(dtype=object)}
    )


def without_uncodable(ways: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables ``ledger``, ``answers`` and ``set_aside`` after coders said which answers cannot be coded.

    Such an answer has the fate "uncodable" in the ledger; its text is no longer among the answers but set aside.
    """
    gone = frozenset(ways.loc[ways["way"] == "uncodable", "answer_id"])
    if not gone:
        return dict(tables)
    ledger, answers = tables["ledger"], tables["answers"]
    chosen, text = ledger["answer_id"].isin(gone), answers["answer_id"].isin(gone)
    fate = ledger["fate"].mask(chosen, "uncodable")
    return {
        "ledger": ledger.assign(fate=fate, reason=ledger["reason"].mask(chosen, "besluit van een codeur")),
        "answers": answers[~text],
        "set_aside": pd.concat([tables["set_aside"], answers.loc[text, ["answer_id", "text"]]], ignore_index=True),
    }


def coding_told(
    ways: pd.DataFrame, questions: Collection[str], codebook: Codebook, coding: ModelCoding | None
) -> dict[str, object]:
    """What a manifest says of how the answers of a codebook were coded.

    Parameters
    ----------
    ways : DataFrame
        Of all answers of the study.
    questions : collection of str
        Those whose codebook it is.
    codebook : Codebook
    coding : ModelCoding, optional
        Where the coder model was used.

    Returns
    -------
    dict
        ``model`` (its name; null where too few answers are coded by hand), ``hand_codes`` and ``enough`` (how many
        it takes), ``threshold`` (the probability from which the model gives a theme), ``abstain_below`` (the
        confidence under which it abstains), and by question under ``questions`` the answers by way, ``answers`` (all
        that can be coded) and ``abstained`` (the share of these on which the model abstains and that no coder coded;
        null without a model).
    """
    from textmining.codebook.coder import ABSTAIN_BELOW, ENOUGH, whole_codes

    own = ways[ways["question"].isin(questions)]
    counts = own.groupby("question")["way"].value_counts().unstack(fill_value=0).reindex(columns=WAYS, fill_value=0)
    told: dict[str, object] = {}
    for question, row in counts.iterrows():
        codable = int(row.sum() - row["uncodable"])
        share = round(int(row["unsure"]) / codable, 4) if coding is not None and codable else None
        told[str(question)] = {**{way: int(row[way]) for way in WAYS}, "answers": codable, "abstained": share}
    return {
        "model": coding.name if coding else None,
        "hand_codes": len(whole_codes(codebook)),
        "enough": ENOUGH,
        "threshold": coding.model.scale.threshold if coding else None,
        "abstain_below": ABSTAIN_BELOW,
        "questions": told,
    }
