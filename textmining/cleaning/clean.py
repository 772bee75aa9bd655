"""The cleaning stage: from raw answers to a ledger that accounts for each, kept answers, and their segments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from textmining.cleaning.identification import languages_of
from textmining.cleaning.judging import Verdict, judge, normal_form
from textmining.cleaning.repair import repair
from textmining.cleaning.segmenting import Span, segment
from textmining.errors import StageError

if TYPE_CHECKING:
    import pandas as pd

    from textmining.cleaning.language import LanguagePipeline
    from textmining.study import Question

__all__ = ["Cleaned", "clean"]

_NOT_ASKED = Verdict("blank", "niet gesteld")
_ANSWERED_UNASKED = Verdict("blank", "niet gesteld, toch ingevuld")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class Cleaned:
    """What the cleaning stage makes; the columns are those of ``tables.COLUMNS``.

    Attributes
    ----------
    ledger : DataFrame, one row per row of ``raw_answers``, in its order
        ``fate``; ``reason``, the rule that fired, in Dutch; ``marks``, joined by ";": "duplicate" (others gave the same
        answer to this question in this wave), "foreign" (not in the language of the study), "none" ("geen" or "niets"
        where the question declares what that means).
    answers : DataFrame, one row per kept answer
        ``text`` is the repaired answer.
    segments : DataFrame, one row per segment
        ``text`` equals the answer's ``text[start:end]``; ``segment_id`` is the answer's id, a dot, and 1, 2, ...
    """

    ledger: pd.DataFrame
    answers: pd.DataFrame
    segments: pd.DataFrame


@dataclass(frozen=True)
class _Answer:
    text: str
    verdict: Verdict
    language: str


def clean(raw_answers: pd.DataFrame, questions: Sequence[Question], pipeline: LanguagePipeline) -> Cleaned:
    """Repair, judge and divide answers.

    Parameters
    ----------
    raw_answers : DataFrame, one row per respondent, wave and open question
        The columns of the ``raw_answers`` table; text is null where nothing was filled in.
    questions : sequence of Question
        The study's open questions.
    pipeline : LanguagePipeline
        Gives the lemmas; its language is the one that answers are expected in.

    Returns
    -------
    Cleaned

    Raises
    ------
    StageError
        If an answer is to a question that the study does not have.
    ModelError
        If the language pipeline cannot be loaded.
    """
    known = {question.id: question for question in questions}
    strange = sorted(set(raw_answers["question"]) - set(known))
    if strange:
        raise StageError(f"table raw_answers: question {strange[0]!r} is not one of the study's questions.")
    judged = _judge_all(raw_answers, known, pipeline.language)
    duplicates = _duplicates(raw_answers, judged)
    kept = [number for number, answer in enumerate(judged) if answer.verdict.fate == "kept"]
    spans = {number: _spans(judged[number]) for number in kept}
    return Cleaned(
        ledger=_ledger(raw_answers, judged, duplicates, pipeline.language),
        answers=_answers(raw_answers, judged, spans),
        segments=_segments(raw_answers["answer_id"].tolist(), judged, spans, pipeline),
    )


def _judge_all(raw: pd.DataFrame, questions: dict[str, Question], language: str) -> list[_Answer]:
    """Each raw answer repaired and judged; each distinct text once per question."""

    @cache
    def look(text: str, question: str) -> _Answer:
        repaired = repair(text)
        verdict = judge(repaired, questions[question])
        return _Answer(
            repaired, verdict, languages_of([repaired], language)[0].language if verdict.fate == "kept" else language
        )

    found: list[_Answer] = []
    texts = raw["text"].fillna("").tolist()
    for text, question, asked in zip(texts, raw["question"].tolist(), raw["asked"].tolist(), strict=True):
        if asked:
            found.append(look(text, question))
        else:
            found.append(_Answer("", _ANSWERED_UNASKED if text.strip() else _NOT_ASKED, language))
    return found


def _duplicates(raw: pd.DataFrame, judged: Sequence[_Answer]) -> set[int]:
    """Numbers of the rows whose answer others gave as well, to the same question in the same wave.

    Case, accents, punctuation and white space do not count. Answers that say "none" are meant to be the same and are
    not marked.
    """
    keys = {
        number: (wave, question, normal_form(answer.text))
        for number, (answer, wave, question) in enumerate(
            zip(judged, raw["wave"].tolist(), raw["question"].tolist(), strict=True)
        )
        if answer.verdict.fate == "kept" and not answer.verdict.none
    }
    counts = Counter(keys.values())
    return {number for number, key in keys.items() if counts[key] > 1}


def _spans(answer: _Answer) -> list[Span]:
    return [(0, len(answer.text))] if answer.verdict.none else segment(answer.text)


def _ledger(raw: pd.DataFrame, judged: Sequence[_Answer], duplicates: set[int], language: str) -> pd.DataFrame:
    import pandas as pd

    def marks(number: int, answer: _Answer) -> str | None:
        found = {
            "duplicate": number in duplicates,
            "foreign": answer.language != language,
            "none": answer.verdict.none,
        }
        return ";".join(mark for mark, holds in found.items() if holds) or None

    unasked = (_NOT_ASKED, _ANSWERED_UNASKED)
    return raw[["answer_id", "respondent_id", "wave", "question"]].assign(
        fate=pd.array(["not_asked" if a.verdict in unasked else a.verdict.fate for a in judged], dtype="str"),
        reason=pd.array([a.verdict.reason for a in judged], dtype="str"),
        marks=pd.array([marks(number, a) for number, a in enumerate(judged)], dtype="str"),
    )


def _answers(raw: pd.DataFrame, judged: Sequence[_Answer], spans: dict[int, list[Span]]) -> pd.DataFrame:
    import pandas as pd

    kept = list(spans)
    chosen = raw[["answer_id", "respondent_id", "wave", "question"]].iloc[kept]
    return chosen.assign(
        text=pd.array([judged[number].text for number in kept], dtype="str"),
        language=pd.array([judged[number].language for number in kept], dtype="str"),
        n_segments=pd.array([len(spans[number]) for number in kept], dtype="int64"),
    ).reset_index(drop=True)


def _segments(
    ids: Sequence[str], judged: Sequence[_Answer], spans: dict[int, list[Span]], pipeline: LanguagePipeline
) -> pd.DataFrame:
    import pandas as pd

    rows = [(number, k, *span) for number, parts in spans.items() for k, span in enumerate(parts, start=1)]
    texts = [judged[number].text[start:end] for number, _, start, end in rows]
    own = [judged[number].language == pipeline.language for number, *_ in rows]
    columns = {
        "segment_id": pd.array([f"{ids[number]}.{k}" for number, k, *_ in rows], dtype="str"),
        "answer_id": pd.array([ids[number] for number, *_ in rows], dtype="str"),
        "start": pd.array([start for _, _, start, _ in rows], dtype="int64"),
        "end": pd.array([end for *_, end in rows], dtype="int64"),
        "text": pd.array(texts, dtype="str"),
        "lemmas": pd.array(_lemmas(texts, own, pipeline.lemmas), dtype="str"),
        "topic_id": pd.array([None] * len(rows), dtype="str"),
        "theme_id": pd.array([None] * len(rows), dtype="str"),
    }
    return pd.DataFrame(columns)


def _lemmas(texts: Sequence[str], own: Iterable[bool], lemmatise: Callable[[Sequence[str]], list[str]]) -> list[str]:
    """Lemmas of each text; of one in another language its words as they stand, in lower case."""
    flags = list(own)
    lemmas = iter(lemmatise([text for text, is_own in zip(texts, flags, strict=True) if is_own]))
    return [
        next(lemmas) if is_own else " ".join(_WORD.findall(text.lower()))
        for text, is_own in zip(texts, flags, strict=True)
    ]
