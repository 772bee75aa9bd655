"""What a researcher decides about single answers, against the rules: a file beside the study file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmining.errors import Problem, SurveyError
from textmining.study import nearest, normal_code

if TYPE_CHECKING:
    import pandas as pd

    from textmining.study import Question
    from textmining.survey.content import SurveyFile

__all__ = ["Override", "resolve_overrides"]

# What may stand in the column "fate": the fate itself, or what the Dutch ledger calls it.
_FATES = {
    "kept": "kept",
    "inhoudelijk antwoord": "kept",
    "none": "none",
    "geen of niets": "none",
    "non_answer": "non_answer",
    "geen inhoud": "non_answer",
    "duplicate": "duplicate",
    "dubbel": "duplicate",
    "not_asked": "not_asked",
    "niet gevraagd": "not_asked",
}
_BY_PLACE = ("wave", "respondent_id", "question")
# What the Dutch ledger calls these columns.
_COLUMNS = {
    "antwoord-id": "answer_id",
    "meting": "wave",
    "deelnemer": "respondent_id",
    "vraag": "question",
    "lot": "fate",
}
_FORM = "Columns: answer_id (or wave, respondent_id and question), fate, reason."


@dataclass(frozen=True)
class Override:
    """A fate that a researcher gives an answer, and why.

    Attributes
    ----------
    fate : str
        "kept", "none" (kept, and it says "none" of what was asked), "non_answer", "duplicate" or "not_asked".
    reason : str
        The researcher's own words.
    """

    fate: str
    reason: str


def resolve_overrides(
    file: SurveyFile, raw_answers: pd.DataFrame, questions: Sequence[Question]
) -> dict[str, Override]:
    """Decisions by answer_id, from a file of the researcher.

    Parameters
    ----------
    file : SurveyFile
        Columns ``answer_id``, or ``wave``, ``respondent_id`` and ``question``; ``fate``; ``reason``. Others are free.
    raw_answers : DataFrame, one row per answer
        answer_id, respondent_id, wave, question, text (null where nothing was filled in).
    questions : sequence of Question
        The study's open questions.

    Raises
    ------
    SurveyError
        With every row that names no answer, gives no reason or an unknown fate, or decides what cannot be.
    """
    lower = [str(column).lower() for column in file.frame.columns]
    frame, name = file.frame.set_axis([_COLUMNS.get(column, column) for column in lower], axis=1), file.name
    by_id = "answer_id" in frame.columns
    needed = [*(("answer_id",) if by_id else _BY_PLACE), "fate", "reason"]
    lacking = [column for column in needed if column not in frame.columns]
    if lacking:
        raise SurveyError(Problem(name, f"has no column {lacking[0]!r}.", _FORM))
    cells = frame[needed].astype(object).where(frame[needed].notna(), "")
    known = _known(raw_answers, by_id=by_id)
    none_declared = {question.id for question in questions if question.none}
    found: dict[str, Override] = {}
    problems: list[Problem] = []
    for row, values in zip(file.rows.tolist(), cells.itertuples(index=False, name=None), strict=True):
        *place, fate, reason = (str(value).strip() for value in values)
        answer = known.get(tuple(place) if by_id else tuple(normal_code(part) for part in place))
        problem = _wrong(answer, fate, reason, none_declared)
        if problem is None and answer is not None and answer.id in found:
            problem = "the answer was decided about in an earlier row.", "Keep one of the rows."
        if problem is not None:
            problems.append(Problem(f"{name}: row {row}", *problem))
        elif answer is not None:
            found[answer.id] = Override(_FATES[fate.lower()], reason)
    if problems:
        raise SurveyError(problems)
    return found


@dataclass(frozen=True)
class _Answer:
    id: str
    question: str
    filled: bool


def _known(raw: pd.DataFrame, *, by_id: bool) -> Mapping[tuple[str, ...], _Answer]:
    columns = ["answer_id"] if by_id else list(_BY_PLACE)
    filled = raw["text"].fillna("").str.strip().ne("")
    answers = map(_Answer, raw["answer_id"], raw["question"], filled)
    return dict(zip(raw[columns].itertuples(index=False, name=None), answers, strict=True))


def _wrong(answer: _Answer | None, fate: str, reason: str, none_declared: set[str]) -> tuple[str, str] | None:
    """What is wrong with a row and what to do about it."""
    if answer is None:
        what = "names an answer that the study does not have, or has forgotten."
        return what, "Copy the answer_id (or wave, respondent_id and question) from the ledger in onderzoek/."
    given = _FATES.get(fate.lower())
    if given is None:
        remedy = nearest(fate, _FATES, kind="Fates") or f"Known: {', '.join(dict.fromkeys(_FATES.values()))}."
        return f"{fate[:40]!r} is not a fate.", remedy
    if not reason:
        return "gives no reason.", "Say why in the column reason: the ledger shows it."
    if not answer.filled and given != "not_asked":
        return "the answer is blank, and stays so.", "Remove the row."
    if given == "none" and answer.question not in none_declared:
        return f"question {answer.question!r} does not say what 'none' means.", "Set none under [[questions]]."
    return None
