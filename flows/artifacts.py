"""What a researcher reads in Prefect's own pages after a run: counts and themes, never the text of an answer."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping, Sequence
from html import escape
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect.artifacts import create_markdown_artifact

from textmining.publishing.data_markdown import as_markdown
from textmining.publishing.data_report import data_report, describe
from textmining.publishing.dutch import decimal, whole
from textmining.publishing.theme_words import (
    MEASURES,
    marks_in_dutch,
    nested,
    not_stable,
    origin_in_dutch,
    verdict_in_dutch,
)
from textmining.study import Study
from textmining.workspace import read_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["show_data", "show_edition", "show_themes", "themes_markdown"]


def show_data(study: Study, cleaning: Path) -> None:
    """Publish what came in, in numbers: fates, rules, lengths, languages, copies and redactions."""
    tables = {name: read_table(cleaning, name) for name in ("ledger", "answers", "set_aside")}
    report = data_report(describe(tables), study)
    create_markdown_artifact(
        as_markdown(report, study), key=f"{_slug(study.id)}-gegevens", description="De antwoorden in getallen"
    )


def show_themes(study: Study, codebook: Path, topics: Path) -> None:
    """Publish the themes of each question with their sub-themes, how good they are, and what was noticed."""
    themes = read_table(codebook, "themes")
    measures: dict[str, dict[str, float | None]] = _read(topics / "measures.json", {})
    text = themes_markdown(study, themes, measures, _read(topics / "notices.json", []))
    create_markdown_artifact(text, key=f"{_slug(study.id)}-themas", description="Thema's per vraag")


def themes_markdown(
    study: Study,
    themes: pd.DataFrame,
    measures: Mapping[str, Mapping[str, float | None]],
    notices: Sequence[str],
) -> str:
    """What the artifact about themes says.

    Parameters
    ----------
    study : Study
    themes : DataFrame
        The table of that name.
    measures : mapping
        Measures by question.
    notices : sequence of str
        Of all questions; each begins with the id of its question.
    """
    lines = ["# Voorgestelde thema's", "Nog niet door een codeur beoordeeld.", ""]
    if measures:
        lines += _measures(study, measures)
    parents = dict(zip(themes["theme_id"], themes["parent_id"], strict=True))
    for question in study.questions:
        part = themes[themes["question"] == question.id].sort_values(["n_respondents", "theme_id"], ascending=[0, 1])
        if part.empty:
            continue
        lines += [f"## {_cell(question.text)}", "| thema | deelnemers | stabiliteit | oordeel | herkomst | kenmerken |"]
        lines.append("| --- | ---: | ---: | --- | --- | --- |")
        records = {str(record["theme_id"]): record for record in part.to_dict("records")}
        lines += [_theme(records[theme], depth) for theme, depth in nested(records, parents).items()]
        lines.append("")
    if notices:
        lines += ["## Meldingen", *(f"- {_cell(notice)}" for notice in notices), ""]
    return "\n".join(lines)


def _measures(study: Study, measures: Mapping[str, Mapping[str, float | None]]) -> list[str]:
    heads = [name for _, name, _ in MEASURES]
    lines = [f"| vraag | {' | '.join(heads)} |", f"| --- |{' ---: |' * len(heads)}"]
    for question in study.questions:
        found = measures.get(question.id)
        if found is not None:
            values = [(write, found.get(name)) for name, _, write in MEASURES]
            cells = ["–" if value is None else write(value) for write, value in values]
            lines.append(f"| {_cell(question.text)} | {' | '.join(cells)} |")
    return [*lines, ""]


def _theme(theme: Mapping[Hashable, Any], depth: int) -> str:
    label = _cell(theme["label"])
    cells = [
        f"{'&emsp;' * depth}{label}" if depth else f"**{label}**",
        whole(theme["n_respondents"]),
        "" if isnan(theme["stability"]) else decimal(theme["stability"], 2),
        verdict_in_dutch(theme["verdict"]) + (" (niet stabiel)" if not_stable(theme) else ""),
        origin_in_dutch(theme["origin"]),
        ", ".join(name for name, _ in marks_in_dutch(theme["marks"])),
    ]
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """A text that stays in its cell or line, and is no markup."""
    return escape(" ".join(text.replace("|", " ").split()), quote=False)


def _read(path: Path, default: Any) -> Any:
    """What a stage noted; topics that were found by an older version lack it."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else default


def show_edition(study_id: str, edition: dict[str, Any]) -> None:
    """Say which edition was published and where its portal is."""
    kind = "concept: nog niet ondertekend" if edition["concept"] else "ondertekend"
    text = f"# Editie {edition['edition']}\n\n{kind}\n\nPortaal: `{edition['portal']}`"
    create_markdown_artifact(text, key=f"{_slug(study_id)}-editie", description="De laatst gepubliceerde editie")


def _slug(text: str) -> str:
    """A key that Prefect takes: lower-case letters, digits and dashes."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
