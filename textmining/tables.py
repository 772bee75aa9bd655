"""The columns of every table that passes between stages, and nothing else.

Ids are text; a missing value is null, never 0 or "". Tables of the published contract: ledger, answers, segments,
codings, themes, prevalence, contrasts, closed, respondents. The others pass between stages only.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from textmining.errors import StageError

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

__all__ = ["COLUMNS", "FATES", "validate"]

FATES = ("kept", "not_asked", "blank", "non_answer", "duplicate", "uncodable")
"""What can become of an open answer. Every input row and open question has exactly one; "uncodable" is what a coder
said of a kept one."""

# "text" is required text, "text?" may be null; likewise "number" (float), "count" (integer), "bool".
COLUMNS: dict[str, dict[str, str]] = {
    # one row per respondent and wave; group, scale, profile and theme columns come beside these
    "respondents": {
        "respondent_id": "text",
        "wave": "text",
        "weight": "number",
        "cluster": "text?",
        "stratum": "text?",
        "team": "text?",
        "panel": "text?",
    },
    # one row per respondent and wave; closed questions and scale items come beside these, as numbers
    "responses": {"respondent_id": "text", "wave": "text"},
    # one row per value of a group or closed question, in the order in which it is shown
    "labels": {"kind": "text", "id": "text", "code": "text", "label": "text", "position": "count"},
    # one row per respondent, wave and open question; raw text: never leaves the private folder
    "raw_answers": {
        "answer_id": "text",
        "respondent_id": "text",
        "wave": "text",
        "question": "text",
        "asked": "bool",
        "text": "text?",
    },
    # one row per input row and open question
    "ledger": {
        "answer_id": "text",
        "respondent_id": "text",
        "wave": "text",
        "question": "text",
        "fate": "text",
        "reason": "text?",
        "marks": "text?",
        "duplicate_group": "text?",
        "redacted": "text?",
        "overruled": "text?",
    },
    # one row per answer with words: repaired, not redacted; never leaves the private folder
    "repaired": {"answer_id": "text", "text": "text"},
    # one row per answer with words that is not kept, redacted
    "set_aside": {"answer_id": "text", "text": "text"},
    # one row per kept answer
    "answers": {
        "answer_id": "text",
        "respondent_id": "text",
        "wave": "text",
        "question": "text",
        "text": "text",
        "language": "text",
        "n_segments": "count",
    },
    # one row per idea unit of a kept answer
    "segments": {
        "segment_id": "text",
        "answer_id": "text",
        "start": "count",
        "end": "count",
        "text": "text",
        "lemmas": "text",
        "topic_id": "text?",
        "theme_id": "text?",
    },
    # one row per topic of a question, sub-topics after their main topic
    "topics": {
        "topic_id": "text",
        "parent_id": "text?",
        "question": "text",
        "label": "text",
        "description": "text?",
        "words": "text",
        "origin": "text",
        "stability": "number?",
        "verdict": "text?",
        "marks": "text?",
        "n_segments": "count",
        "n_answers": "count",
        "n_respondents": "count",
    },
    # segments that show what a topic is: its centre, and its border with another topic
    "examples": {
        "topic_id": "text",
        "kind": "text",
        "position": "count",
        "segment_id": "text",
        "other_topic_id": "text?",
    },
    # the place of each segment on the map of its question
    "layout": {"segment_id": "text", "x": "number", "y": "number"},
    # one row per question and wave: segments like nothing that the topics were fitted on
    "drift": {"question": "text", "wave": "text", "n_segments": "count", "n_new": "count", "share": "number"},
    # one row per segment: the published assignment, by the rule of the model
    "assignments": {
        "segment_id": "text",
        "topic_id": "text?",
        "similarity": "number",
        "nearest_topic_id": "text?",
        "alone": "bool",
    },
    "codings": {
        "answer_id": "text",
        "segment_id": "text?",
        "theme_id": "text",
        "source": "text",
        "coder": "text?",
        "confidence": "number?",
        "codebook_version": "text",
        "inclusion_probability": "number?",
    },
    "themes": {
        "theme_id": "text",
        "parent_id": "text?",
        "question": "text",
        "label": "text",
        "definition": "text?",
        "words": "text",
        "status": "text",
        "origin": "text?",
        "stability": "number?",
        "verdict": "text?",
        "marks": "text?",
        "n_answers": "count",
        "n_respondents": "count",
    },
    # what discovery proposed, before any decision of a coder
    "proposed_themes": {},
    "proposed_segments": {
        "segment_id": "text",
        "answer_id": "text",
        "theme_id": "text?",
        "similarity": "number?",
    },
    # one row per kept answer: how it came by its themes
    "coding_ways": {"answer_id": "text", "question": "text", "way": "text"},
    # one row per answer and theme, where the coder model was used: what it says, of hand-coded answers out of fold
    "predictions": {
        "answer_id": "text",
        "theme_id": "text",
        "probability": "number",
        "given": "bool",
        "abstains": "bool",
        "out_of_fold": "bool",
    },
    # one row per answer that coders coded as a whole; themes joined by ";", null where they saw none
    "coding_sample": {
        "answer_id": "text",
        "codebook": "text",
        "themes": "text?",
        "coder": "text?",
        "inclusion_probability": "number?",
        "blind": "bool",
    },
    "prevalence": {
        "question": "text",
        "theme_id": "text",
        "grouping": "text",
        "group": "text",
        "wave": "text",
        "n": "count",
        "mentions": "count",
        "n_eff": "number?",
        "deff": "number?",
        "df": "number?",
        "denominator": "text",
        "method": "text",
        "estimate": "number?",
        "low": "number?",
        "high": "number?",
        "flag": "text?",
        "suppressed": "bool",
    },
    "contrasts": {
        "question": "text",
        "theme_id": "text",
        "contrast": "text",
        "grouping": "text",
        "wave": "text",
        "family": "text",
        "model": "text",
        "method": "text",
        "n": "count",
        "difference": "number?",
        "low": "number?",
        "high": "number?",
        "df": "number?",
        "p": "number?",
        "q": "number?",
    },
    "closed": {
        "item": "text",
        "category": "text?",
        "statistic": "text",
        "grouping": "text",
        "group": "text",
        "wave": "text",
        "n": "count",
        "n_eff": "number?",
        "df": "number?",
        "estimate": "number?",
        "low": "number?",
        "high": "number?",
        "flag": "text?",
        "suppressed": "bool",
    },
}

COLUMNS["proposed_themes"] = COLUMNS["themes"]

_DTYPES: dict[str, Any] = {"text": "str", "number": "float64", "count": "int64", "bool": "bool"}
_OPEN = {"respondents", "responses"}
_KEYS: dict[str, list[str]] = {
    "respondents": ["respondent_id", "wave"],
    "responses": ["respondent_id", "wave"],
    "raw_answers": ["answer_id"],
    "ledger": ["answer_id"],
    "answers": ["answer_id"],
    "repaired": ["answer_id"],
    "set_aside": ["answer_id"],
    "segments": ["segment_id"],
    "topics": ["topic_id"],
    "assignments": ["segment_id"],
    "layout": ["segment_id"],
    "coding_ways": ["answer_id"],
    "coding_sample": ["answer_id"],
    "themes": ["theme_id"],
}


@cache
def _schema(name: str) -> pa.DataFrameSchema:
    import pandera.pandas as pa

    columns = {
        column: pa.Column(
            _DTYPES[kind.removesuffix("?")],
            nullable=kind.endswith("?"),
            coerce=True,
            checks=pa.Check.isin(FATES) if column == "fate" else None,
        )
        for column, kind in COLUMNS[name].items()
    }
    return pa.DataFrameSchema(columns, strict=False, unique=_KEYS.get(name), name=name)


def validate(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Hold a table against its contract.

    Parameters
    ----------
    name : str
        A key of ``COLUMNS``.
    frame : DataFrame
        Missing columns that may be null are added as nulls.

    Returns
    -------
    DataFrame
        The contract's columns in their order and types, a fresh index; for ``respondents`` and ``responses`` followed
        by the study's own columns.

    Raises
    ------
    StageError
        If a column lacks, a required value is null, a key occurs twice or a value is of the wrong kind.
    """
    import pandas as pd
    from pandera.errors import SchemaError

    contract = COLUMNS[name]
    missing = [c for c, kind in contract.items() if c not in frame.columns and kind.endswith("?")]
    extra = [c for c in frame.columns if c not in contract] if name in _OPEN else []
    lacking = [c for c in contract if c not in frame.columns and c not in missing]
    if lacking:
        raise StageError(f"table {name}: lacks the columns {', '.join(lacking)}")
    filled = frame.assign(**{c: pd.Series(pd.NA, index=frame.index, dtype="object") for c in missing})
    ordered = filled[[*contract, *extra]].reset_index(drop=True)
    for column, kind in contract.items():
        if kind == "number?":
            ordered[column] = pd.to_numeric(ordered[column], errors="coerce").astype("float64")
    try:
        return _schema(name).validate(ordered)
    except SchemaError as error:
        raise StageError(f"table {name}: {str(error).splitlines()[0]}") from error
