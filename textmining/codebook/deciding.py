"""The codebook and the codings as coders decided them: what discovery proposed, with the fold of their log applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from textmining.codebook.coding import UNREVIEWED, code_answers
from textmining.codebook.proposing import in_order, with_counts
from textmining.codebook.state import Codebook
from textmining.study import Question

if TYPE_CHECKING:
    from textmining.codebook.coder import Predictions

__all__ = ["Decided", "decided"]


@dataclass(frozen=True)
class Decided:
    """Tables after the decisions: ``themes``, ``segments`` and ``codings`` of the contract.

    Attributes
    ----------
    themes : DataFrame, one row per theme that answers can have
        ``status`` is "proposed" or "accepted".
    segments : DataFrame, one row per segment
        ``theme_id`` as decided; null where it is in none.
    codings : DataFrame
        Per segment ("model", or "coder" where a coder placed it), and per answer ("rule", "coder"; by the coder model
        "model", and "unsure" where it abstains). Answers that cannot be coded have none.
    ways : DataFrame
        How each answer came by its themes: see ``modelled.ways_of``.
    """

    themes: pd.DataFrame
    segments: pd.DataFrame
    codings: pd.DataFrame
    ways: pd.DataFrame


def decided(
    themes: pd.DataFrame,
    segments: pd.DataFrame,
    answers: pd.DataFrame,
    ledger: pd.DataFrame,
    questions: Sequence[Question],
    codebooks: Mapping[str, Codebook],
    predicted: Mapping[str, Predictions] | None = None,
) -> Decided:
    """Apply codebooks to what was proposed.

    Parameters
    ----------
    themes, segments : DataFrame
        Of ``propose_codebook``; ``segments`` with ``similarity``.
    answers, ledger : DataFrame
        Of the cleaning stage.
    questions : sequence of Question
    codebooks : mapping
        By the question whose codebook it is; a codebook that lacks stays as proposed.
    predicted : mapping, optional
        What the coder model says of the answers of a codebook, where there is one (``coder.all_answers``).
    """
    from textmining.codebook.modelled import ways_of, with_model

    predicted = predicted or {}
    placement: dict[str, str | None] = {}
    by_hand: set[str] = set()
    version: dict[str, str] = {}
    for codebook in codebooks.values():
        placement |= codebook.placement
        by_hand |= codebook.by_hand
        number = str(codebook.versions[-1].number) if codebook.versions else UNREVIEWED
        version |= dict.fromkeys(codebook.base.answer_of.values(), number)
    given = segments["segment_id"].map(placement).astype("object")
    known = segments["segment_id"].isin(placement)
    segments = segments.assign(
        theme_id=pd.Series(given.where(known, segments["theme_id"].astype("object")), dtype="str")
    )
    codings = code_answers(segments, ledger, questions)
    # by rule an answer may have the theme that stands for "geen": merged or rejected like any other
    now = {theme: codebook.now(theme) for codebook in codebooks.values() for theme in codebook.themes}
    standing_for = codings["theme_id"].map(lambda theme: now.get(theme, theme))
    codings = codings.assign(theme_id=standing_for).dropna(subset="theme_id").astype({"theme_id": "str"})
    placed = codings["segment_id"].isin(by_hand) & (codings["source"] == "model")
    codings = codings.assign(source=codings["source"].mask(placed, "coder"))
    codings.loc[placed, "confidence"] = 1.0
    for name, codebook in codebooks.items():
        if name in predicted:
            codings = with_model(codings, codebook, predicted[name])
        codings = _with_answers(codings, codebook)
    of_version = codings["answer_id"].map(version)
    codings = codings.assign(codebook_version=of_version.where(of_version.notna(), UNREVIEWED))
    codings = codings.sort_values(["answer_id", "segment_id", "theme_id"], ignore_index=True, na_position="first")

    rows = [_theme_rows(themes[themes["question"] == name], codebook) for name, codebook in codebooks.items()]
    others = themes[~themes["question"].isin(codebooks)]
    order = list(dict.fromkeys(question.codebook or question.id for question in questions))
    codebook_of = answers["question"].map({question.id: question.codebook or question.id for question in questions})
    ways = [
        ways_of(answers[codebook_of == name], codings, codebook, predicted.get(name))
        for name, codebook in codebooks.items()
    ]
    return Decided(
        in_order(with_counts(pd.concat([*rows, others]), codings, answers), order),
        segments,
        codings,
        pd.concat(ways, ignore_index=True) if ways else pd.DataFrame(columns=["answer_id", "question", "way"]),
    )


def _with_answers(codings: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """What coders said of whole answers in the place of the model, or beside it."""
    from textmining.codebook.coder.whole import coded_sample, uncodable
    from textmining.codebook.modelled import outranked

    parent = {theme.id: theme.parent for theme in codebook.themes.values()}
    removed = codebook.removed
    gone = [
        (answer, theme) in removed or (answer, parent.get(theme)) in removed
        for answer, theme in zip(codings["answer_id"], codings["theme_id"], strict=True)
    ]
    left_out = uncodable(codebook)
    whole = (codebook.hands.keys() | codebook.settled.keys()) - left_out
    kept = codings[~(pd.Series(gone, index=codings.index, dtype=bool) | codings["answer_id"].isin([*whole, *left_out]))]
    mine: list[dict[str, object]] = []
    final = codebook.themes_of_answers()
    for row in coded_sample(codebook).to_dict("records"):
        coder, drawn = (row[name] if pd.notna(row[name]) else None for name in ("coder", "inclusion_probability"))
        mine += [_coding(row["answer_id"], theme, coder, drawn) for theme in sorted(row["themes"])]
    for answer, theme in sorted(codebook.added):
        now = codebook.now(theme)
        if answer not in whole and answer not in left_out and now is not None and now in final.get(answer, ()):
            mine.append(_coding(answer, now, None, None))
    if not mine:
        return kept
    made = pd.DataFrame(mine, columns=kept.columns)
    return outranked(pd.concat([part for part in (kept, made) if len(part)], ignore_index=True), codebook)


def _coding(answer: str, theme: str, coder: str | None, drawn: float | None) -> dict[str, object]:
    return {
        "answer_id": answer,
        "segment_id": None,
        "theme_id": theme,
        "source": "coder",
        "confidence": 1.0,
        "coder": coder,
        "codebook_version": None,
        "inclusion_probability": drawn,
    }


def _theme_rows(proposed: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """One row per theme in use, with what discovery said of it where it found it, and a mark where coders agree on it
    too little."""
    from textmining.codebook.agreement import INDICATIVE, indicative

    doubtful = indicative(codebook)
    found = proposed.set_index("theme_id", drop=False)
    rows = []
    for theme in codebook.in_use.values():
        row = found.loc[theme.id].to_dict() if theme.id in found.index else dict.fromkeys(proposed.columns)
        row |= {
            "theme_id": theme.id,
            "parent_id": theme.parent,
            "question": codebook.base.codebook,
            "label": theme.label,
            "definition": theme.definition or None,
            "words": row["words"] or theme.words,
            "status": theme.status,
            "origin": theme.origin,
        }
        if theme.id in doubtful:
            row["marks"] = ";".join([*(row["marks"].split(";") if isinstance(row["marks"], str) else ()), INDICATIVE])
        rows.append(row)
    return pd.DataFrame(rows, columns=proposed.columns)
