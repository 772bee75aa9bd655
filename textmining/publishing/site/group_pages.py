"""Pages about groups: open and closed results side by side."""

from __future__ import annotations

from textmining.publishing.content import ALL
from textmining.publishing.dutch import capital, interval, percent
from textmining.publishing.site.closed import closed_figures, closed_matrix
from textmining.publishing.site.data import Record, SiteData
from textmining.publishing.site.figures import count_of, note_of, shares_figure
from textmining.publishing.site.page import Page, csv_of
from textmining.publishing.site.theme_rows import theme_entry

__all__ = ["all_groups", "group_page", "grouping_page"]


def all_groups(data: SiteData) -> Page:
    """The page that leads to every grouping and group."""
    groupings = [
        {
            "label": capital(data.names.groupings[grouping]),
            "href": f"{data.grouping_files[grouping]}.html",
            "groups": [(capital(g), f"{data.group_files[grouping, g]}.html") for g in data.groups[grouping]],
        }
        for grouping in data.groupings
    ]
    return Page("groepen/index.html", "groepen.html", "Groepen", {"groupings": groupings})


def grouping_page(data: SiteData, grouping: str) -> Page:
    """The page of a grouping: tables of its groups, for themes and for closed questions."""
    groups = data.groups[grouping]
    heads = [(capital(group), f"{data.group_files[grouping, group]}.html") for group in groups]
    matrices = []
    for question in data.questions:
        wave = data.wave_of(question)
        rows = []
        for theme in data.ranked_themes[question]:
            found = data.mentions(question, theme, grouping, wave)
            if not found:
                continue
            everyone = data.mentions(question, theme, ALL, wave)[ALL]
            cells = [_cell(record) for record in (everyone, *(found.get(group) for group in groups))]
            rows.append((data.theme_records[theme]["label"], f"../themas/{data.theme_files[theme]}.html", cells))
        if rows:
            matrices.append({"text": data.names.questions[question], "wave": wave, "rows": rows})
    label = capital(data.names.groupings[grouping])
    context = {
        "label": label,
        "heads": heads,
        "matrices": matrices,
        "closed": closed_matrix(data, grouping),
        "prevalence_data": csv_of("prevalence", 1),
        "closed_data": csv_of("closed", 1),
    }
    return Page(f"groepen/{data.grouping_files[grouping]}.html", "indeling.html", label, context)


def _cell(record: Record | None) -> dict[str, str]:
    """A cell of a matrix of shares: number, interval, depth of colour; or why there is none."""
    if record is None:
        return {"value": "", "note": "niet gevraagd", "range": "", "depth": "0"}
    note = note_of(record)
    if note:
        return {"value": "", "note": note, "range": "", "depth": "0"}
    return {
        "value": percent(record["estimate"]),
        "note": "",
        "range": interval(record["low"], record["high"]).replace(" tot ", "–").replace("%–", "–"),
        "depth": f"{min(record['estimate'], 1):.3f}",
    }


def group_page(data: SiteData, grouping: str, group: str) -> Page:
    """The page of a group: its themes beside its closed results, with those of everybody."""
    questions = []
    for question in data.questions:
        wave = data.wave_of(question)
        entries, size = [], "–"
        for theme in data.ranked_themes[question]:
            record = data.mentions(question, theme, grouping, wave).get(group)
            if record is None:
                continue
            entries.append(theme_entry(data, question, theme, "../themas/", record=record))
            size = count_of(record)
        if not entries:
            continue
        figure = shares_figure(
            wave if size == "–" else f"{wave}, {size} deelnemers antwoordden",
            entries,
            data=csv_of("prevalence", 1),
            about="thema",
            bars=True,
            reference="iedereen",
        )
        questions.append({"text": data.names.questions[question], "figure": figure})
    label = capital(data.names.groupings[grouping])
    context = {
        "grouping": (label, f"{data.grouping_files[grouping]}.html"),
        "label": f"{label}: {group}",
        "questions": questions,
        "closed": closed_figures(data, grouping, group, csv_of("closed", 1)),
        "others": [
            (capital(other), f"{data.group_files[grouping, other]}.html", other == group)
            for other in data.groups[grouping]
        ],
    }
    return Page(f"groepen/{data.group_files[grouping, group]}.html", "groep.html", f"{label}: {group}", context)
