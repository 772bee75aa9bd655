"""A codebook with its codings at one moment: what discovery proposed, with the decisions up to one of them applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from textmining.cleaning.redaction import StudyNames
from textmining.codebook.masking import Mask, reported_in
from textmining.codebook.state import Base, Codebook, base_of
from textmining.review.exchange.predicted import predictions_now

if TYPE_CHECKING:
    import numpy as np

    from textmining.codebook.decisions import Decision
    from textmining.codebook.exchange import Content, Origin
    from textmining.study import Study

__all__ = ["Found", "Moment", "bases_of", "moment_of"]

Olds = Callable[[str, str], Base | None]
"""What discovery had proposed for a codebook in an earlier fit; None where that was not kept."""


@dataclass(frozen=True, eq=False)
class Found:
    """What the finished stages left, before any decision.

    Attributes
    ----------
    study : Study
    fit : str
        Fingerprint of the discovery.
    at : datetime
        When the results were made, in UTC.
    tables : mapping
        ``answers`` and ``ledger`` of the cleaning, ``segments`` with ``start``, ``end`` and ``similarity``,
        ``themes`` as proposed, and ``predictions`` of the coder model.
    centres : mapping
        theme_id to unit vector.
    folders : mapping
        Finished stage to its folder.
    names : StudyNames
        Those that the study brings itself.
    """

    study: Study
    fit: str
    at: datetime
    tables: Mapping[str, pd.DataFrame]
    centres: Mapping[str, np.ndarray]
    folders: Mapping[str, Path] = field(default_factory=dict)
    names: StudyNames = field(default_factory=StudyNames)

    @property
    def codebook_of(self) -> dict[str, str]:
        """Each question and the codebook that it is coded with."""
        return {question.id: question.codebook or question.id for question in self.study.questions}


@dataclass(frozen=True, eq=False)
class Moment:
    """One codebook and the codings of its answers, right after a decision.

    Attributes
    ----------
    study : Study
    name : str
        The question whose codebook it is.
    base : Base
    codebook : Codebook
    last : int
        The decision; 0 before any.
    at : datetime
        Of that decision, else of the results.
    themes : DataFrame
        Those in use, with ``include`` and ``exclude`` beside the columns of the contract.
    answers, segments, codings, ledger : DataFrame
        Of the questions that have this codebook.
    """

    study: Study
    name: str
    base: Base
    codebook: Codebook
    last: int
    at: datetime
    themes: pd.DataFrame
    answers: pd.DataFrame
    segments: pd.DataFrame
    codings: pd.DataFrame
    ledger: pd.DataFrame

    @property
    def origin(self) -> Origin:
        """By which a workbook that was made of this comes back to it."""
        from textmining.codebook.exchange import Origin

        return Origin(self.study.id, self.name, str(self.last))

    @cached_property
    def content(self) -> Content:
        """What a workbook holds of it: where the coder model is unsure of an answer, no code of it."""
        from textmining.codebook.exchange import Content

        sure = self.codings["source"] != "unsure"
        return Content(self.themes, self.answers, self.codings[sure])

    @cached_property
    def mentions(self) -> Mapping[str, frozenset[str]]:
        """The themes of each coded answer."""
        return self.content.mentions()


def bases_of(found: Found) -> dict[str, Base]:
    """What was proposed for each codebook that has answers or themes."""
    codebook_of = found.codebook_of
    asked = found.tables["answers"].set_index("answer_id")["question"]
    segments = found.tables["segments"]
    of_segment = segments["answer_id"].map(asked).map(codebook_of)
    themes = found.tables["themes"]
    made = {}
    for name in dict.fromkeys(codebook_of.values()):
        own = themes.loc[themes["question"] == name, "theme_id"]
        centres = {theme: found.centres[theme] for theme in own if theme in found.centres}
        made[name] = base_of(themes, segments[of_segment == name], name, found.fit, centres)
    return made


def moment_of(found: Found, base: Base, log: Sequence[Decision], last: int, olds: Olds) -> Moment:
    """The moment right after a decision.

    Parameters
    ----------
    found : Found
    base : Base
        Of ``bases_of``.
    log : sequence of Decision
        Of the whole study, oldest first.
    last : int
        Decisions after this one do not count.
    olds : callable
    """
    from textmining.codebook import decided, replay

    study, name = found.study, base.codebook
    counted = [one for one in log if one.id <= last]
    own = [one for one in counted if one.codebook == name]
    fits = dict.fromkeys(one.fit for one in own if one.fit != base.fit)
    mask = Mask(reported_in(counted), found.names)
    codebook = mask.codebook(replay([old for fit in fits if (old := olds(name, fit)) is not None], base, own))
    questions = [question for question in study.questions if found.codebook_of[question.id] == name]
    asked = [question.id for question in questions]
    answers, ledger = (found.tables[table] for table in ("answers", "ledger"))
    answers, ledger = answers[answers["question"].isin(asked)], ledger[ledger["question"].isin(asked)]
    segments, themes = found.tables["segments"], found.tables["themes"]
    segments, themes = segments[segments["answer_id"].isin(answers["answer_id"])], themes[themes["question"] == name]
    if mask:
        answers, segments = _masked(answers, segments, mask)
        themes = themes.assign(**{part: themes[part].map(mask.text, na_action="ignore") for part in _TOLD})
    said = predictions_now(found.tables["predictions"], codebook, answers["answer_id"])
    predicted = {name: said} if said is not None else {}
    made = decided(themes, segments, answers, ledger, questions, {name: codebook}, predicted)
    left_out = made.ways.loc[made.ways["way"] == "uncodable", "answer_id"]
    ledger = ledger.assign(fate=ledger["fate"].mask(ledger["answer_id"].isin(left_out), "uncodable"))
    return Moment(
        study,
        name,
        base,
        codebook,
        last,
        counted[-1].at if counted else found.at,
        _with_examples(made.themes, codebook),
        answers.reset_index(drop=True),
        made.segments.reset_index(drop=True),
        made.codings,
        ledger.reset_index(drop=True),
    )


_TOLD = ("label", "definition", "words")
"""What a theme says in words."""


def _masked(answers: pd.DataFrame, segments: pd.DataFrame, mask: Mask) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers without what coders reported of persons, and where their segments are then."""
    found = {}
    for answer, text in answers[["answer_id", "text"]].itertuples(index=False, name=None):
        masked = mask.masked(text)
        if masked.stretches:
            found[answer] = masked
    places = []
    for answer, start, end, text in segments[["answer_id", "start", "end", "text"]].itertuples(index=False, name=None):
        own = found.get(answer)
        cut = (start, end, text) if own is None else (own.at(start), own.at(end), own.text[own.at(start) : own.at(end)])
        places.append(cut)
    moved = pd.DataFrame(places, columns=["start", "end", "text"], index=segments.index)
    texts = [found[a].text if a in found else t for a, t in zip(answers["answer_id"], answers["text"], strict=True)]
    return answers.assign(text=pd.Series(texts, index=answers.index, dtype="str")), segments.assign(**moved)


def _with_examples(themes: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    own = [codebook.themes[theme] for theme in themes["theme_id"]]
    return themes.assign(include=[theme.include for theme in own], exclude=[theme.exclude for theme in own])
