"""What only researchers and coders have on sheets: figures before disclosure control, and the text of answers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from textmining.publishing.coding_aids import KINDS, sure_examples, with_text
from textmining.publishing.content import Names
from textmining.publishing.sheets import QUESTION, THEME, THEME_ID, WAVE, named, public_sheets
from textmining.publishing.workbook import Column, Sheet

__all__ = ["research_sheets"]

PLAUSIBLE = 0.05
"""Probability from which a coding of which the model is unsure is listed; the table has all."""

_LEDGER = (
    Column("antwoord-id", "answer_id", "text", 20, "Het antwoord; in elke uitgave hetzelfde"),
    Column("respondent-id", "respondent_id", "text", 16, "Zoals in het databestand"),
    WAVE,
    Column("vraag", "question", "text", 16, "De open vraag, met haar naam in het studiebestand"),
    Column("lot", "fate_text", "text", 22, "Wat er van het antwoord is geworden"),
    Column("regel", "reason", "text", 24, "De regel die dat besliste"),
    Column("kenmerken", "marks", "text", 24, "Bijvoorbeeld duplicate of foreign"),
    Column("gelijk aan", "duplicate_group", "text", 20, "antwoord-id van de eerste van antwoorden die gelijk zijn"),
    Column("weggelakt", "redacted", "text", 22, "Wat is weggelakt: vermeldingen per soort, nooit de tekst"),
    Column("besluit", "overruled", "text", 30, "Waarom de onderzoeker van de regel afweek"),
)
_CODINGS = (
    Column("antwoord-id", "answer_id", "text", 20, "Het antwoord"),
    THEME,
    Column(
        "bron",
        "source",
        "text",
        10,
        "model, coder of rule; unsure: het codeermodel twijfelt, en de zekerheid telt als kans",
    ),
    Column("codeur", "coder", "text", 14, "Wie codeerde"),
    Column("zekerheid", "confidence", "number", 10, "Tussen 0 en 1"),
    Column("codeboek", "codebook_version", "text", 10, "Versie"),
    Column("trekkingskans", "inclusion_probability", "number", 13, "Van een aselect gecodeerd antwoord"),
    Column("segment-id", "segment_id", "text", 20, "Het stuk tekst"),
    THEME_ID,
)
_TEXT = Column("stuk tekst", "text", "long", 90, "Zonder namen; niet vrijgegeven")
_SEGMENT_ID = Column("segment-id", "segment_id", "text", 20, "Het stuk tekst")
_ANSWER_ID = Column("antwoord-id", "answer_id", "text", 20, "Het antwoord")
_LEFTOVER = (
    QUESTION,
    WAVE,
    _TEXT,
    Column("dichtstbijzijnd thema", "label", "text", 34, "Het hoofdthema waar het nog het meest op lijkt"),
    Column("gelijkenis", "similarity", "number", 11, "Met dat thema; 1 is hetzelfde"),
    _SEGMENT_ID,
    _ANSWER_ID,
    THEME_ID,
)
_EXAMPLES = (
    QUESTION,
    Column("hoofdthema", "main_label", "text", 30, "Waar een subthema onder valt; leeg bij een hoofdthema"),
    THEME,
    Column("soort", "kind_text", "text", 12, "kenmerkend, of een grensgeval met een ander thema"),
    Column("voorbeeld", "text", "long", 90, "Stuk tekst met dit thema, zonder namen; niet vrijgegeven"),
    Column("grenst aan", "other_label", "text", 34, "Het thema waar een grensgeval ook bij zou kunnen"),
    WAVE,
    _SEGMENT_ID,
    _ANSWER_ID,
    THEME_ID,
)
_SURE_EXAMPLES = (QUESTION, THEME, WAVE, _EXAMPLES[4], _ANSWER_ID, THEME_ID)


def research_sheets(tables: Mapping[str, pd.DataFrame], names: Names) -> list[Sheet]:
    """The sheets for researchers, from the tables before disclosure control.

    Where the tables hold ``leftover`` and ``theme_examples``, these have sheets; else the surest codings are examples.
    """
    return [
        *public_sheets(tables, names, uncertain=True),
        Sheet("verantwoording", "Wat er van elk antwoord is geworden", _LEDGER, named(tables["ledger"], tables, names)),
        Sheet("coderingen", "De thema's van elk antwoord", _CODINGS, named(_shown(tables["codings"]), tables, names)),
        _examples(tables, names),
        *([_leftover(tables, names)] if "leftover" in tables else []),
    ]


def _shown(codings: pd.DataFrame) -> pd.DataFrame:
    """Without themes that hardly anything speaks for: each answer that the model is unsure of has all themes."""
    return codings[(codings["source"] != "unsure") | (codings["confidence"] >= PLAUSIBLE)]


def _examples(tables: Mapping[str, pd.DataFrame], names: Names) -> Sheet:
    about = "Voorbeelden van elk thema"
    if "theme_examples" not in tables:
        return Sheet("voorbeelden", about, _SURE_EXAMPLES, named(sure_examples(tables), tables, names))
    themes = tables["themes"]
    labels = dict(zip(themes["theme_id"], themes["label"], strict=True))
    places = {theme: place for place, theme in enumerate(themes["theme_id"])}
    # a theme may have left the codebook since its topic was found
    frame = with_text(tables["theme_examples"], tables).loc[lambda rows: rows["theme_id"].isin(labels)]
    frame = frame.assign(
        kind_text=frame["kind"].map(KINDS).fillna(frame["kind"]),
        other_label=frame["other_theme_id"].map(labels).astype("str"),
        place=frame["theme_id"].map(places),
    )
    frame = frame.sort_values(["place", "kind", "position"], ascending=[True, False, True], kind="stable")
    return Sheet("voorbeelden", about, _EXAMPLES, named(frame, tables, names))


def _leftover(tables: Mapping[str, pd.DataFrame], names: Names) -> Sheet:
    """Segments without a theme, question by question, those that are most like a theme first."""
    places = {question: place for place, question in enumerate(names.questions)}
    frame = with_text(tables["leftover"], tables)
    frame = frame.assign(place=frame["question"].map(places))
    frame = frame.sort_values(["place", "similarity", "segment_id"], ascending=[True, False, True], kind="stable")
    about = "Overig: stukken tekst die bij geen thema passen"
    return Sheet("overig", about, _LEFTOVER, named(frame, tables, names))
