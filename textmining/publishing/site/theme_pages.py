"""Pages about themes: all of them, and one for each."""

from __future__ import annotations

from typing import Any

from textmining.publishing.content import ALL
from textmining.publishing.dutch import capital, percent
from textmining.publishing.site.data import Record, SiteData
from textmining.publishing.site.figures import (
    Entry,
    Figure,
    count_of,
    development,
    note_of,
    shares_axis,
    shares_figure,
)
from textmining.publishing.site.page import Page, csv_of
from textmining.publishing.site.sentences import MODELS, Comparison, comparison, mention
from textmining.publishing.site.theme_rows import theme_entry, theme_row
from textmining.publishing.theme_words import NOT_STABLE, ORIGINS_IN_FULL

__all__ = ["all_themes", "theme_page"]

STATUS = {"proposed": "voorgesteld, nog niet beoordeeld", "accepted": "vastgesteld"}


def all_themes(data: SiteData) -> Page:
    """The page with every theme of every question."""
    questions: list[dict[str, Any]] = []
    for question in data.questions:
        wave = data.wave_of(question)
        listed = data.listed_themes[question]
        entries = [theme_entry(data, question, theme, depth=depth) for theme, depth in listed.items()]
        figure = shares_figure(
            f"Van wie antwoordde, {wave}", entries, data=csv_of("prevalence", 1), about="thema", bars=True
        )
        rows = [theme_row(data, question, theme) for theme in listed]
        questions.append(
            {
                "id": question,
                "text": data.names.questions[question],
                "figure": figure,
                "rows": rows,
                "described": any(row.description for row in rows),
            }
        )
    context = {
        "questions": questions,
        "subs": any(depth for listed in data.listed_themes.values() for depth in listed.values()),
        "not_stable": any(row.not_stable for question in questions for row in question["rows"]),
        "warning": NOT_STABLE,
    }
    return Page("themas/index.html", "themas.html", "Alle thema’s", context)


def theme_page(data: SiteData, theme: str) -> Page:
    """The page of a theme: its words, how often it is mentioned, over waves, by group, and the contrasts."""
    record = data.theme_records[theme]
    parts: list[dict[str, Any]] = []
    for question in data.questions:
        if theme not in data.listed_themes[question]:
            continue
        wave = data.wave_of(question)
        own = data.mentions(question, theme, ALL, wave)[ALL]
        over_waves = [(w, data.mentions(question, theme, ALL, w).get(ALL)) for w in data.waves[question]]
        said = capital(note_of(own))
        parts.append(
            {
                "question": question,
                "text": data.names.questions[question],
                "wave": wave,
                "share": "" if said else percent(own["estimate"]),
                "sentence": said or mention(own["estimate"], own["low"], own["high"]),
                "n": count_of(own),
                "development": development(
                    f"Van wie antwoordde, {over_waves[0][0]}–{over_waves[-1][0]}",
                    over_waves,
                    data=csv_of("prevalence", 1),
                )
                if len(over_waves) > 1
                else None,
                "figures": _figures_by_group(data, question, theme, wave, own),
                "comparisons": _comparisons(data, question, theme, wave),
                "below": _below(data, question, theme, wave),
            }
        )
    first = parts[0]["question"]
    row = theme_row(data, first, theme)
    previous, following = data.near_themes(first, theme)
    context = {
        "label": record["label"],
        "words": [word for word in record["words"].split(", ") if word],
        "status": STATUS.get(record["status"], record["status"]),
        "proposed": record["status"] == "proposed",
        "row": row,
        "origin": ORIGINS_IN_FULL.get(row.origin, row.origin),
        "warning": NOT_STABLE,
        "parts": parts,
        "parent": _link(data, record["parent_id"]),
        "previous": _link(data, previous),
        "next": _link(data, following),
        "contrasts_data": csv_of("contrasts", 1),
    }
    return Page(f"themas/{data.theme_files[theme]}.html", "thema.html", record["label"], context)


def _link(data: SiteData, theme: object) -> tuple[str, str] | None:
    """Page and label of a theme; None where it has no page."""
    if not isinstance(theme, str) or theme not in data.theme_files:
        return None
    return f"{data.theme_files[theme]}.html", data.theme_records[theme]["label"]


def _below(data: SiteData, question: str, theme: str, wave: str) -> Figure | None:
    """The sub-themes of a theme."""
    entries = [theme_entry(data, question, sub) for sub in data.below(question, theme)]
    title = f"Van wie antwoordde, {wave}"
    return shares_figure(title, entries, data=csv_of("prevalence", 1), about="subthema", bars=True) if entries else None


def _figures_by_group(data: SiteData, question: str, theme: str, wave: str, own: Record) -> list[Figure]:
    """One figure per grouping, on one axis, with a line at the share of everybody."""
    reference = None if note_of(own) else float(own["estimate"])
    by_grouping = {
        grouping: [
            Entry(capital(group), record, f"../groepen/{data.group_files[grouping, group]}.html", reference)
            for group, record in data.mentions(question, theme, grouping, wave).items()
        ]
        for grouping in data.groupings
    }
    axis = shares_axis([entry for entries in by_grouping.values() for entry in entries])
    return [
        shares_figure(
            capital(data.names.groupings[grouping]),
            entries,
            data=csv_of("prevalence", 1),
            about="groep",
            reference=f"iedereen ({percent(reference)})" if reference is not None else "",
            axis=axis,
        )
        for grouping, entries in by_grouping.items()
        if entries
    ]


def _comparisons(data: SiteData, question: str, theme: str, wave: str) -> list[tuple[str, list[Comparison]]]:
    """The contrasts of a theme by what they compare: the raw comparison first, then the other models."""
    declared = {contrast.id: contrast for contrast in data.study.contrasts}
    labels = {**data.names.items, **data.names.groupings}
    places = {name: place for place, name in enumerate((*declared, *MODELS))}
    rows = data.contrasts_of.get((question, theme, wave), [])
    found: dict[str, list[Comparison]] = {}
    for row in sorted(rows, key=lambda row: (places.get(row["contrast"], -1), places.get(row["model"], -1))):
        records = data.mentions(question, theme, row["grouping"], wave)
        shares = {group: float(r["estimate"]) for group, r in records.items() if not note_of(r)}
        said = comparison(row, declared.get(row["contrast"]), labels, shares)
        found.setdefault(said.title, []).append(said)
    return list(found.items())
