"""The first page: the main themes of each question beside the main closed results."""

from __future__ import annotations

from textmining.publishing.content import ALL
from textmining.publishing.dutch import percent, whole
from textmining.publishing.site.closed import closed_figures
from textmining.publishing.site.data import SiteData
from textmining.publishing.site.figures import shares_figure
from textmining.publishing.site.page import Page, csv_of
from textmining.publishing.site.theme_rows import theme_entry

__all__ = ["overview"]

FIRST_THEMES = 8
"""Themes of a question that the overview shows."""


def overview(data: SiteData) -> Page:
    """The first page."""
    questions = []
    for question in data.questions:
        wave = data.wave_of(question)
        entries = [
            theme_entry(data, question, theme, "themas/") for theme in data.ranked_themes[question][:FIRST_THEMES]
        ]
        questions.append(
            {
                "id": question,
                "text": data.names.questions[question],
                "rate": _rate_sentence(data, question, wave),
                "figure": shares_figure(
                    f"Meest genoemd in {wave}", entries, data=csv_of("prevalence", 0), about="thema", bars=True
                ),
                "count": len(data.ranked_themes[question]),
            }
        )
    people = data.participants.set_index("wave")
    wave = data.wave if data.wave in people.index else people.index[-1]
    answers = data.answers[data.answers["wave"] == wave]
    facts = [
        (whole(people.loc[wave, "respondents"]), "deelnemers"),
        *([(whole(people.loc[wave, "institutions"]), "instellingen")] if people.loc[wave, "institutions"] > 1 else []),
        (whole(answers["kept"].sum()), "inhoudelijke open antwoorden"),
        (whole(len({theme for ranked in data.ranked_themes.values() for theme in ranked})), "thema’s"),
    ]
    context = {
        "wave": wave,
        "waves": data.names.waves,
        "facts": facts,
        "questions": questions,
        "closed": closed_figures(data, ALL, ALL, csv_of("closed", 0)),
    }
    return Page("index.html", "overzicht.html", data.study.study.title, context)


def _rate_sentence(data: SiteData, question: str, wave: str) -> str:
    found = data.answers[(data.answers["question"] == question) & (data.answers["wave"] == wave)]
    if found.empty or not found["asked"].iloc[0]:
        return ""
    row = found.iloc[0]
    share, asked = percent(row["rate"]), whole(row["asked"])
    return f"{share} van de {asked} deelnemers aan wie dit is gevraagd gaf inhoudelijk antwoord."
