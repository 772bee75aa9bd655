"""The sheets of the researchers' workbook about what came in."""

from __future__ import annotations

import pandas as pd

from textmining.publishing.accounting import FATES_IN_DUTCH
from textmining.publishing.content import ALL, Names
from textmining.publishing.data_report import LANGUAGES_IN_DUTCH
from textmining.publishing.workbook import Column, Sheet

__all__ = ["data_sheets"]

_PARTS = {
    "fates": "wat ervan is geworden",
    "rules": "welke regel besliste",
    "lengths": "lengte",
    "languages": "taal",
    "copies": "gelijke antwoorden",
    "redacted": "weggelakt",
    "kinds": "weggelakt, naar soort",
    "overruled": "door de onderzoeker beslist",
    "groups": "wie antwoordde",
}
_MEASURES = {
    **FATES_IN_DUTCH,
    "total": "totaal",
    "asked": "gevraagd",
    "rate": "aandeel inhoudelijk, van gevraagden",
    "non_answer_rate": "aandeel geen inhoud, van gevraagden",
    "answers": "antwoorden",
    "mentions": "vermeldingen",
    "redacted": "antwoorden waarin iets is weggelakt",
    "mean": "gemiddeld aantal woorden",
    "mean_words": "gemiddeld aantal woorden",
    "p10": "woorden, 10% heeft er hoogstens zoveel",
    "median": "woorden, middelste antwoord",
    "p90": "woorden, 10% heeft er ten minste zoveel",
    "longest": "woorden, langste antwoord",
    "segments": "stukken per antwoord",
    "several": "antwoorden van meer dan één stuk",
    "groups": "groepen",
    "largest": "antwoorden in de grootste groep",
    "long_groups": "groepen van lange antwoorden",
    "long_answers": "antwoorden in groepen van lange antwoorden",
    "left_out": "niet meegeteld",
}
_QUESTION = Column("vraag", "question_text", "text", 30, "De open vraag")
_WAVE = Column("meting", "wave", "text", 9, "De meting")
_FATE = Column("lot", "fate_text", "text", 20, "Wat er van het antwoord is geworden")
_REPORT = (
    Column("onderdeel", "part_text", "text", 24, "Waarover het getal gaat"),
    _QUESTION,
    _WAVE,
    Column("indeling", "grouping_label", "text", 20, "Waarnaar is uitgesplitst; iedereen samen is 'Iedereen'"),
    Column("groep", "group_label", "text", 24, "De groep deelnemers"),
    _FATE,
    Column("waarvan", "item_text", "text", 26, "De regel, de taal, of de soort van wat is weggelakt"),
    Column("maat", "measure_text", "text", 36, "Wat is geteld; ongewogen"),
    Column("waarde", "value", "number", 10, "Het getal, vóór onderdrukking; een aandeel is tussen 0 en 1"),
)
_EXAMPLES = (
    _FATE,
    Column("regel", "rule", "text", 26, "De regel die dat besliste; leeg bij een gewoon antwoord"),
    Column("voorbeeld van", "kind_text", "text", 22, "lot en regel, of een soort van wat is weggelakt"),
    Column("antwoord", "text", "long", 90, "Na weglakken; naar de tekst gekozen, niet vrijgegeven"),
    _QUESTION,
    _WAVE,
    Column("weggelakt", "redacted", "text", 22, "Vermeldingen per soort"),
    Column("besluit", "overruled", "long", 30, "Waarom de onderzoeker van de regel afweek"),
    Column("antwoord-id", "answer_id", "text", 20, "Het antwoord"),
)


def data_sheets(figures: pd.DataFrame, examples: pd.DataFrame, names: Names) -> list[Sheet]:
    """The sheets "gegevens" and "voorbeelden per lot".

    Parameters
    ----------
    figures : DataFrame
        From ``data_report.as_table``.
    examples : DataFrame
        From ``fate_examples``.
    names : Names
    """
    item = figures["item"]
    numbers = figures.assign(
        part_text=figures["part"].map(_PARTS),
        question_text=figures["question"].map(lambda question: names.questions.get(question, question)),
        grouping_label=figures["grouping"].map(lambda grouping: names.groupings.get(grouping, grouping)),
        group_label=figures["group"].where(figures["group"] != ALL, "iedereen"),
        fate_text=figures["fate"].map(FATES_IN_DUTCH),
        item_text=item.where(figures["part"] != "languages", item.map(lambda x: LANGUAGES_IN_DUTCH.get(x, x))),
        measure_text=figures["measure"].map(_MEASURES),
    )
    shown = examples.assign(
        fate_text=examples["fate"].map(FATES_IN_DUTCH),
        question_text=examples["question"].map(lambda question: names.questions.get(question, question)),
        kind_text=("weggelakt: " + examples["kind"]).fillna("lot en regel"),
    )
    return [
        Sheet("gegevens", "Wat er binnenkwam, in getallen", _REPORT, numbers),
        Sheet("voorbeelden per lot", "Antwoorden bij elk lot en elke regel", _EXAMPLES, shown),
    ]
