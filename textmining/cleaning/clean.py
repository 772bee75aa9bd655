"""The cleaning stage: from raw answers to a ledger that accounts for each, kept answers, and their segments.

Every answer is looked at by itself, so answers go through in batches and nothing depends on which ones share a batch.
Only the finding of copied answers comes after, over all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Literal

from textmining.cleaning.duplicates import find_copies
from textmining.cleaning.identification import Spoken, languages_of
from textmining.cleaning.judging import Verdict, judge
from textmining.cleaning.language import lemmas_of
from textmining.cleaning.redaction import PLACEHOLDER
from textmining.cleaning.repair import repair
from textmining.cleaning.segmenting import Span, segment
from textmining.errors import StageError

if TYPE_CHECKING:
    import pandas as pd

    from textmining.cleaning.language import LanguagePipeline
    from textmining.cleaning.overrides import Override
    from textmining.cleaning.redaction import Redacted, Redactor
    from textmining.study import Question

__all__ = ["Cleaned", "Rules", "clean"]

BATCH = 2_000
"""Answers that are worked on at a time; what tagging takes in memory is given back after each batch."""

_ID = ["answer_id", "respondent_id", "wave", "question"]
_NOT_ASKED = Verdict("blank", "niet gesteld")
_ANSWERED_UNASKED = Verdict("blank", "niet gesteld, toch ingevuld")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class Rules:
    """What answers are cleaned by.

    Attributes
    ----------
    questions : sequence of Question
        The study's open questions.
    pipeline : LanguagePipeline
        Gives the lemmas; its language is the one that answers are expected in.
    redactor : Redactor
        Takes out what points at a person.
    copies : str
        "once": of long answers that are copies of each other only the first respondent's counts; "respondent": all do.
    overrides : mapping of answer_id to Override
        What the researcher decided against the rules.
    """

    questions: Sequence[Question]
    pipeline: LanguagePipeline
    redactor: Redactor
    copies: Literal["respondent", "once"] = "respondent"
    overrides: Mapping[str, Override] = field(default_factory=dict)


@dataclass(frozen=True)
class Cleaned:
    """What the cleaning stage makes; the columns are those of ``tables.COLUMNS``. Rows follow the raw answers.

    Attributes
    ----------
    ledger : DataFrame, one row per raw answer
        ``fate``; ``reason``, the rule that fired, in Dutch; ``marks``, joined by ";": "duplicate" (others gave the same
        answer to this question in this wave), "foreign" (not in the language of the study), "none" ("geen" or "niets"
        where the question declares what that means), "unclear_language" (kept as in the language of the study);
        ``duplicate_group``, the first answer of its copies; ``redacted``, how many mentions of which kind were taken
        out; ``overruled``, the researcher's reason where it was not the rule that decided.
    repaired : DataFrame, one row per answer with words
        As repaired, not redacted: private.
    set_aside : DataFrame, one row per answer with words that is not kept
        ``text`` is repaired and redacted.
    answers : DataFrame, one row per kept answer
        ``text`` is repaired and redacted.
    segments : DataFrame, one row per segment
        ``text`` equals the answer's ``text[start:end]``; ``segment_id`` is the answer's id, a dot, and 1, 2, ...
    """

    ledger: pd.DataFrame
    repaired: pd.DataFrame
    set_aside: pd.DataFrame
    answers: pd.DataFrame
    segments: pd.DataFrame


def clean(raw_answers: pd.DataFrame | Iterable[pd.DataFrame], rules: Rules) -> Cleaned:
    """Repair, judge, redact and divide answers.

    Parameters
    ----------
    raw_answers : DataFrame, or its parts one after the other; one row per respondent, wave and open question
        The columns of the ``raw_answers`` table; text is null where nothing was filled in.
    rules : Rules

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
    import pandas as pd

    batches = _batches(raw_answers) if isinstance(raw_answers, pd.DataFrame) else raw_answers
    parts = [_clean_batch(batch, rules) for batch in batches] or [_clean_batch(_no_answers(), rules)]
    tables = (pd.concat([getattr(p, f.name) for p in parts], ignore_index=True) for f in fields(Cleaned))
    return _count_copies(Cleaned(*tables), once=rules.copies == "once")


def _batches(raw: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for start in range(0, max(len(raw), 1), BATCH):
        yield raw.iloc[start : start + BATCH]


def _no_answers() -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns=[*_ID, "asked", "text"], dtype="str")


# --- one batch ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Answer:
    """A raw answer on its way: what it says, what becomes of it, and the researcher's reason where that decided."""

    text: str
    verdict: Verdict
    asked: bool
    overruled: str | None = None

    @property
    def fate(self) -> str:
        return self.verdict.fate if self.asked else "not_asked"

    @property
    def kept(self) -> bool:
        return self.fate == "kept"


def _clean_batch(raw: pd.DataFrame, rules: Rules) -> Cleaned:
    import pandas as pd

    questions = {question.id: question for question in rules.questions}
    strange = sorted(set(raw["question"]) - set(questions))
    if strange:
        raise StageError(f"table raw_answers: question {strange[0]!r} is not one of the study's questions.")
    judged = _judge(raw, questions, rules.overrides)
    worded = sorted({answer.text for answer in judged if answer.text})
    redacted = dict(zip(worded, rules.redactor.redact(worded), strict=True))
    reasons = sorted({answer.overruled for answer in judged if answer.overruled})
    told = dict(zip(reasons, (found.text for found in rules.redactor.redact(reasons)), strict=True))
    kept = sorted({answer.text for answer in judged if answer.kept})
    spoken = dict(zip(kept, languages_of(kept, rules.pipeline.language), strict=True))
    ids = raw["answer_id"].tolist()
    rows = list(zip(ids, judged, strict=True))
    answers = [(answer_id, answer) for answer_id, answer in rows if answer.kept]
    divided = _divide({(a.text, a.verdict.none) for _, a in answers}, redacted, spoken, rules.pipeline)
    return Cleaned(
        ledger=_ledger(raw, judged, redacted, spoken, rules.pipeline.language).assign(
            overruled=pd.array([told.get(answer.overruled or "") for answer in judged], dtype="str")
        ),
        repaired=_texts((answer_id, answer.text) for answer_id, answer in rows if answer.text),
        set_aside=_texts(
            (answer_id, redacted[answer.text].text) for answer_id, answer in rows if answer.text and not answer.kept
        ),
        answers=_answers(raw, judged, redacted, spoken, divided),
        segments=_segments(answers, divided),
    )


def _judge(raw: pd.DataFrame, questions: Mapping[str, Question], overrides: Mapping[str, Override]) -> list[_Answer]:
    """Each raw answer repaired and judged; each distinct text once per question."""
    texts: dict[str, str] = {}
    verdicts: dict[tuple[str, str], Verdict] = {}
    found = []
    columns = (raw["answer_id"].tolist(), raw["text"].fillna("").tolist(), raw["question"].tolist(), raw["asked"])
    for answer_id, raw_text, question, asked in zip(*columns, strict=True):
        if raw_text not in texts:
            texts[raw_text] = repair(raw_text)
        text = texts[raw_text]
        if asked or answer_id in overrides:
            key = text, question
            if key not in verdicts:
                verdicts[key] = judge(text, questions[question])
            verdict = verdicts[key]
        else:
            verdict = _ANSWERED_UNASKED if text else _NOT_ASKED
        answer = _Answer(text, verdict, bool(asked))
        override = overrides.get(answer_id)
        found.append(answer if override is None else _overruled(answer, override))
    return found


def _overruled(answer: _Answer, override: Override) -> _Answer:
    """The answer with the researcher's fate; the rule that fired stays to be read."""
    fate, rule = override.fate, answer.verdict.reason
    if not answer.text and fate != "not_asked":
        return answer  # only mark-up or invisible characters were filled in: there is nothing to decide about
    if fate == "not_asked":
        return _Answer(answer.text, answer.verdict, False, override.reason)
    verdict = Verdict("kept" if fate in ("kept", "none") else fate, rule, none=fate == "none")  # type: ignore[arg-type]
    return _Answer(answer.text, verdict, True, override.reason)


@dataclass(frozen=True)
class _Divided:
    """The redacted text of an answer in segments, with the lemmas of each."""

    text: str
    spans: Sequence[Span]
    lemmas: Sequence[str]


def _divide(
    wanted: Iterable[tuple[str, bool]],
    redacted: Mapping[str, Redacted],
    spoken: Mapping[str, Spoken],
    pipeline: LanguagePipeline,
) -> dict[tuple[str, bool], _Divided]:
    """Segments and lemmas of each distinct answer; one that says "none" stays whole, whatever its length."""
    keys = sorted(wanted)
    texts = [redacted[text].text for text, _ in keys]
    own = [spoken[text].language == pipeline.language for text, _ in keys]
    docs = pipeline.docs([text for text, is_own in zip(texts, own, strict=True) if is_own])
    found = {}
    for key, text, is_own in zip(keys, texts, own, strict=True):
        doc = next(docs) if is_own else None
        spans = [(0, len(text))] if key[1] else segment(text, doc)
        lemmas = lemmas_of(doc, spans) if doc is not None else [_words(text[slice(*span)]) for span in spans]
        found[key] = _Divided(text, spans, lemmas)
    return found


def _words(text: str) -> str:
    """The words of a text in another language, in lower case; placeholders are no words."""
    return " ".join(_WORD.findall(PLACEHOLDER.sub(" ", text).lower()))


# --- tables -------------------------------------------------------------------------------------------------------


def _ledger(
    raw: pd.DataFrame,
    judged: Sequence[_Answer],
    redacted: Mapping[str, Redacted],
    spoken: Mapping[str, Spoken],
    language: str,
) -> pd.DataFrame:
    import pandas as pd

    def marks(answer: _Answer) -> str | None:
        if not answer.kept:
            return None
        heard = spoken[answer.text]
        found = {
            "foreign": heard.language != language,
            "none": answer.verdict.none,
            "unclear_language": not heard.clear,
        }
        return ";".join(mark for mark, holds in found.items() if holds) or None

    columns = {
        "fate": [answer.fate for answer in judged],
        "reason": [answer.verdict.reason for answer in judged],
        "marks": [marks(answer) for answer in judged],
        "duplicate_group": [None] * len(judged),
        "redacted": [redacted[answer.text].summary if answer.text else None for answer in judged],
    }
    return raw[_ID].assign(**{name: pd.array(values, dtype="str") for name, values in columns.items()})


def _texts(rows: Iterable[tuple[str, str]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=["answer_id", "text"]).astype("str")


def _answers(
    raw: pd.DataFrame,
    judged: Sequence[_Answer],
    redacted: Mapping[str, Redacted],
    spoken: Mapping[str, Spoken],
    divided: Mapping[tuple[str, bool], _Divided],
) -> pd.DataFrame:
    import pandas as pd

    kept = [answer for answer in judged if answer.kept]
    chosen = raw[_ID].iloc[[number for number, answer in enumerate(judged) if answer.kept]]
    return chosen.assign(
        text=pd.array([redacted[answer.text].text for answer in kept], dtype="str"),
        language=pd.array([spoken[answer.text].language for answer in kept], dtype="str"),
        n_segments=pd.array([len(divided[a.text, a.verdict.none].spans) for a in kept], dtype="int64"),
    )


def _segments(answers: Sequence[tuple[str, _Answer]], divided: Mapping[tuple[str, bool], _Divided]) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for answer_id, answer in answers:
        whole = divided[answer.text, answer.verdict.none]
        for k, ((start, end), lemmas) in enumerate(zip(whole.spans, whole.lemmas, strict=True), start=1):
            rows.append((f"{answer_id}.{k}", answer_id, start, end, whole.text[start:end], lemmas, None, None))
    names = ("segment_id", "answer_id", "start", "end", "text", "lemmas", "topic_id", "theme_id")
    types = {name: "int64" if name in ("start", "end") else "str" for name in names}
    return pd.DataFrame(rows, columns=list(names)).astype(types)


# --- over all batches ---------------------------------------------------------------------------------------------


def _count_copies(cleaned: Cleaned, *, once: bool) -> Cleaned:
    """Mark copied answers; where they count once, set all but the first of each group aside.

    Answers that say "none" are meant to be the same. A copy that the researcher chose to keep stays.
    """
    import pandas as pd

    ledger = cleaned.ledger.set_index("answer_id", drop=False)
    none = ledger["marks"].fillna("").str.split(";").map(lambda marks: "none" in marks)
    answers = cleaned.answers.set_index("answer_id", drop=False)
    copies = find_copies(answers[~none.loc[answers.index].to_numpy(dtype=bool)])
    group = copies.group.reindex(ledger.index)
    marks = ledger["marks"].fillna("").str.split(";").map(set)
    joined = [
        ";".join(sorted((own | {"duplicate"} if copied else own) - {""})) or None
        for own, copied in zip(marks, group.notna(), strict=True)
    ]
    ledger = ledger.assign(marks=pd.array(joined, dtype="str"), duplicate_group=group)
    surplus = copies.surplus.reindex(ledger.index, fill_value=False) & ledger["overruled"].isna() & once
    ledger["fate"] = ledger["fate"].mask(surplus, "duplicate")
    ledger["reason"] = ledger["reason"].mask(surplus, "kopie van een ander antwoord")
    gone = surplus.loc[answers.index].to_numpy()
    return Cleaned(
        ledger=ledger.reset_index(drop=True),
        repaired=cleaned.repaired,
        set_aside=pd.concat([cleaned.set_aside, cleaned.answers.loc[gone, ["answer_id", "text"]]], ignore_index=True),
        answers=cleaned.answers[~gone].reset_index(drop=True),
        segments=cleaned.segments[~cleaned.segments["answer_id"].isin(answers.index[gone])].reset_index(drop=True),
    )
