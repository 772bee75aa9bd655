"""The tables of an edition without the rows of some respondents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from textmining.survey import Forgotten

__all__ = ["Category", "lost_categories", "names_one", "only_others", "without"]

Category = tuple[str, str, str]
"""Wave, closed question and category."""

_PERSON = {"wave", "respondent_id"}
_NO_VALUES = {"wave", "respondent_id", "panel"}


def names_one(frame: pd.DataFrame, forgotten: Forgotten) -> bool:
    """Whether a table names a forgotten respondent."""
    return bool(set(frame) >= _PERSON and forgotten.chosen(frame["wave"], frame["respondent_id"]).any())


def only_others(frame: pd.DataFrame, forgotten: Forgotten, answers: pd.Series | None = None) -> pd.DataFrame:
    """The rows that are about others; with ``answers``, those that are left, also without rows about any other."""
    if set(frame) >= _PERSON:
        frame = frame[~forgotten.chosen(frame["wave"], frame["respondent_id"])]
    if answers is not None and "answer_id" in frame:
        frame = frame[frame["answer_id"].isin(answers)]
    frame = frame.reset_index(drop=True)
    categories = frame.select_dtypes("category")
    return frame.assign(**{name: frame[name].cat.remove_unused_categories() for name in categories})


def lost_categories(folders: Iterable[Path], forgotten: Forgotten) -> frozenset[Category]:
    """Answers to closed questions that only forgotten respondents gave, by ``responses`` of the survey stage."""
    gone: set[Category] = set()
    others: set[Category] = set()
    for folder in folders:
        try:
            responses = pd.read_parquet(folder / "responses.parquet")
        except (OSError, ValueError):
            continue  # not of the survey stage, or damaged
        left = only_others(responses, forgotten)
        gone |= _values(responses) - _values(left)
        others |= _values(left)
    return frozenset(gone - others)


def without(
    tables: Mapping[str, pd.DataFrame], forgotten: Forgotten, lost: frozenset[Category] = frozenset()
) -> dict[str, pd.DataFrame]:
    """Leave forgotten respondents out of the tables of an edition.

    Parameters
    ----------
    tables : mapping
        ``respondents``, ``ledger`` and any others.
    forgotten : Forgotten
    lost : frozenset of (wave, item, category)
        As ``lost_categories`` gives it.

    Returns
    -------
    dict of str to DataFrame
        Without rows of these respondents; without rows about answers that the ledger then lacks (so that a removal
        that stopped half-way is completed); and without figures about groups and categories that nobody else is in,
        which are figures of that one person. All other figures stay what they were.
    """
    ledger = _with_named_duplicates(only_others(tables["ledger"], forgotten))
    kept = {name: only_others(frame, forgotten, ledger["answer_id"]) for name, frame in tables.items()}
    kept["ledger"] = ledger
    cells = _values(tables["respondents"]) - _values(kept["respondents"])
    kept = {name: _not_in(frame, ["wave", "grouping", "group"], cells) for name, frame in kept.items()}
    return {name: _not_in(frame, ["wave", "item", "category"], lost) for name, frame in kept.items()}


def _with_named_duplicates(ledger: pd.DataFrame) -> pd.DataFrame:
    """Groups of duplicates that were named after an answer that is gone, named after one that is left."""
    if "duplicate_group" not in ledger:
        return ledger
    group = ledger["duplicate_group"]
    stale = group.notna() & ~group.isin(ledger["answer_id"])
    named = ledger[stale].groupby("duplicate_group")["answer_id"].min()
    return ledger.assign(duplicate_group=group.mask(stale, group.map(named)))


def _values(frame: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Wave, column and value of everything that a table of respondents holds as text."""
    texts = [c for c in frame.select_dtypes(["str", "object", "category"]) if c not in _NO_VALUES]
    return {
        (str(wave), str(column), str(value))
        for column in texts
        for wave, value in frame[["wave", column]].dropna().drop_duplicates().itertuples(index=False)
    }


def _not_in(frame: pd.DataFrame, columns: list[str], lost: Iterable[tuple[str, str, str]]) -> pd.DataFrame:
    """The rows of which these columns do not hold one of the lost values."""
    gone = list(lost)
    if not gone or not set(columns) <= set(frame):
        return frame
    return frame[~pd.MultiIndex.from_frame(frame[columns].astype("object")).isin(gone)].reset_index(drop=True)
