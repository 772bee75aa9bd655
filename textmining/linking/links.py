"""The stage as a whole: from codings and answers to closed questions, to the published tables of numbers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from textmining import tables
from textmining.errors import StageError, StudyError
from textmining.linking.closed import closed
from textmining.linking.contrasts import contrast_problems, contrasts
from textmining.linking.mentions import mentions, theme_columns
from textmining.linking.prevalence import prevalence
from textmining.linking.sample import samples
from textmining.study import Study

__all__ = ["Links", "contrast_problems", "link"]


@dataclass(frozen=True, eq=False)
class Links:
    """The tables ``prevalence``, ``contrasts``, ``closed`` and ``respondents`` of the contract, before suppression."""

    prevalence: pd.DataFrame
    contrasts: pd.DataFrame
    closed: pd.DataFrame
    respondents: pd.DataFrame


def link(
    study: Study,
    respondents: pd.DataFrame,
    responses: pd.DataFrame,
    labels: pd.DataFrame,
    ledger: pd.DataFrame,
    themes: pd.DataFrame,
    codings: pd.DataFrame,
) -> Links:
    """Link themes and closed questions to the groups of a study.

    Parameters
    ----------
    study : Study
    respondents, responses, labels, ledger, themes, codings : DataFrame
        As in the contract, in any order of rows.

    Returns
    -------
    Links
        ``respondents`` is the table that was given, in the order of waves and ids, with a column per theme.

    Raises
    ------
    StudyError
        If a contrast names a value that its grouping does not have.
    StageError
        If weights, clusters or strata of a wave cannot be used, or the tables contradict each other.
    """
    problems = contrast_problems(study, respondents, labels)
    if problems:
        raise StudyError(problems)
    order = {wave.id: position for position, wave in enumerate(study.waves)}
    strays = sorted(set(respondents["wave"]) - set(order))
    if strays:
        raise StageError(f"linking: there are respondents of a wave that the study does not have: {', '.join(strays)}.")
    people = (
        respondents.assign(_order=respondents["wave"].map(order))
        .sort_values(["_order", "respondent_id"])
        .drop(columns="_order")
        .reset_index(drop=True)
    )
    keys = ["respondent_id", "wave"]
    if people.duplicated(keys).any():
        raise StageError("linking: a respondent occurs twice in one wave.")
    answers = people[keys].merge(responses, on=keys, how="left", validate="one_to_one")
    counted = mentions(study, people, ledger, themes, codings)
    columns = theme_columns(counted)
    clashes = sorted(set(columns) & set(people))
    if clashes:
        raise StageError(f"linking: {clashes[0]!r} is the id of a theme and of a column of respondents.")
    waves = samples(study, people, labels)
    return Links(
        prevalence(waves, counted),
        contrasts(study, waves, people, counted),
        closed(study, waves, people, answers, labels),
        tables.validate("respondents", pd.concat([people, columns], axis=1)),
    )
